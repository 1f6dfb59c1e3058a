"""Questions that a file leaves open, and how a page asks them: a sentence, and the answers in words.

Two readings are possible, so a person chooses before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a person must decide. ``key`` names it among the questions of a file and stays the same when the
    same file is brought again; ``code`` says which kind of question it is; ``facts`` fill its sentence.

    ``choices`` are the answers it takes, as codes; ``suggested`` is the one that is filled in ("" for none).
    """

    key: str
    code: str
    choices: tuple[str, ...]
    suggested: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the question as plain values, for ``--json`` and for packing."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Question:
        """Return the question that ``as_dict`` made plain."""
        return cls(**{**values, "choices": tuple(values["choices"])})


class NeedsAnswer(DomainError):
    """Nothing was written, because the file can be read in several ways. ``questions`` says what is to be decided."""

    code = "needs_answer"
    wording = gettext_lazy(
        "This file can be read in more than one way, so nothing was written. Open questions: %(keys)s."
    )

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(keys=", ".join(one.key for one in questions))
        self.questions = tuple(questions)

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal for ``--json``; its facts hold the questions as plain values."""
        answer = super().as_dict()
        return {**answer, "facts": {"questions": [one.as_dict() for one in self.questions]}}


def open_questions(questions: Sequence[Question], answers: Mapping[str, str]) -> list[Question]:
    """Return the questions that the answers (key to choice) leave open; an answer that is no choice answers nothing."""
    return [one for one in questions if answers.get(one.key) not in one.choices]


FIELD = "answer-"
Words = Mapping[str, str | Promise]
SENTENCES: Words = {
    "sheets": gettext_lazy("Several sheets hold a list: %(sheets)s. Which of them are to be read?"),
    "columns": gettext_lazy("Which column is %(field)s?"),
    "block": gettext_lazy("From row %(row)s on stands another table (%(found)s), which cannot be read."),
}
ANSWERS: Words = {
    "all": gettext_lazy("all of them"),
    "path": gettext_lazy("all of these, as one path from left to right"),
    "none": gettext_lazy("none of these"),
    "leave_out": gettext_lazy("leave these rows out"),
}


@dataclass(frozen=True)
class Asked:
    """A question in words; ``choices`` are answers and what they are called."""

    key: str
    name: str
    sentence: str
    choices: list[tuple[str, str]]
    suggested: str


def asked_questions(
    questions: Sequence[Question], given: Mapping[str, str], sentences: Words = SENTENCES, answers: Words = ANSWERS
) -> list[Asked]:
    """Return questions as a form asks them, filled in with the answers given so far, else with what is likeliest."""
    return [
        Asked(
            one.key,
            f"{FIELD}{one.key}",
            sentence_of(one, sentences),
            [(choice, label_of(one, choice, answers)) for choice in one.choices],
            given.get(one.key) or one.suggested,
        )
        for one in questions
    ]


def answer_form(
    questions: Sequence[Question], given: Mapping[str, str], sentences: Words = SENTENCES, answers: Words = ANSWERS
) -> dict[str, Any]:
    """Return what ``partials/_questions.html`` asks of a file; what was answered before goes along."""
    still_open = {one.key for one in questions}
    return {
        "asked": asked_questions(questions, given, sentences, answers),
        "given": {f"{FIELD}{key}": answer for key, answer in given.items() if key not in still_open},
    }


def sentence_of(question: Question, sentences: Words = SENTENCES) -> str:
    """Return the sentence of a question."""
    facts = {name: _plain(value) for name, value in question.facts.items()}
    wording = str(sentences.get(f"{question.code}:{question.facts.get('where')}") or sentences[question.code])
    sentence: str = wording % facts
    return sentence


def label_of(question: Question, choice: str, answers: Words = ANSWERS) -> str:
    """Return what an answer is called: a column by its letter, heading and first cell, a sheet by its name."""
    for column in question.facts.get("columns", ()):
        if column["column"] == choice:
            wording: str = _("column %(column)s “%(heading)s”, like %(example)s")
            return str(wording % column)
    return str(answers[choice]) if choice in answers else choice


def answers_told(
    questions: Sequence[Question], given: Mapping[str, str], sentences: Words = SENTENCES, answers: Words = ANSWERS
) -> list[str]:
    """Return what a person has answered, one sentence each."""
    return [
        f"{sentence_of(one, sentences)} → {label_of(one, given[one.key], answers)}"
        for one in questions
        if given.get(one.key) in one.choices
    ]


def answers_in(posted: QueryDict) -> dict[str, str]:
    """Return the answers of a form."""
    return {name[len(FIELD) :]: str(posted[name]) for name in posted if name.startswith(FIELD)}


def _plain(value: object) -> Any:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else value
