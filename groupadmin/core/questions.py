"""Questions that a file leaves open: two readings are possible, so a person chooses before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

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
    wording = _("This file can be read in more than one way, so nothing was written. Open questions: %(keys)s.")

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
