"""The tables and figures of a regulation in the reader's words: what a column or a row says to people.

Works on what ``contents.read`` returns; nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from groupadmin.regulations import patterns
from groupadmin.regulations.schema import BLANK, Field, RuleTableSchema

_DIGITS = "零一二三四五六七八九"
_LARGEST = 999


def in_chinese(number: str) -> str:
    """Return 38 as 三十八; what is no whole number from 1 to 999 stays as it stands."""
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= _LARGEST):
        return number
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
    elif ones:
        text += ("零" if hundreds else "") + _DIGITS[ones]
    return text


@dataclass(frozen=True)
class LabelledValue:
    """A stretch of text; ``is_open`` marks what the organisation has still to fill in, ``starts_line`` a new line."""

    text: str
    is_open: bool = False
    starts_line: bool = False


Cell = Sequence[LabelledValue]
# Figures whose words and number make one sentence, not a label and a value.
WHOLE_SENTENCES: Mapping[str, str | Promise] = {
    "flooding_repeats": gettext_lazy("The same text %(n)s times in a row is flooding"),
    "private_meetings_discouraged_up_to": gettext_lazy(
        "Private meetings of strangers are discouraged, of up to %(n)s people above all"
    ),
}


@dataclass(frozen=True)
class Setting:
    """One rule the console carries out: a label, and a value unless the label says it all."""

    label: str
    value: Cell = ()


@dataclass(frozen=True)
class RuleTable:
    """A table of the page."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def lines(self) -> list[list[tuple[str, Cell]]]:
        """Return the rows with the heading beside each cell, as a narrow screen shows them; empty cells stay."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


def clause_label(number: str) -> str:
    """Return what a clause is called: 第三十八条, Clause 38."""
    return _("Clause %(number)s") % {"number": _number(number)}


def chapter_label(number: int, title: str) -> str:
    """Return the head of a chapter: 第一章 总则, 1. General."""
    return _("%(number)s. %(title)s") % {"number": _number(str(number)), "title": title}


def _number(number: str) -> str:
    return in_chinese(number) if (get_language() or "").startswith("zh") else number


def label_of(known: Field) -> str:
    """Return a column's words, with a capital where the language has them."""
    return capital(str(known.verbose_name))


def capital(text: str) -> str:
    """Return a text with a capital where the language has them."""
    return text[:1].upper() + text[1:]


def setting(known: Field, value: object) -> Setting:
    """Return a column of the regulation as a line of its page."""
    if known.name in WHOLE_SENTENCES and value != BLANK:
        return Setting(str(WHOLE_SENTENCES[known.name]) % {"n": value})
    return Setting(label_of(known)) if value is True else Setting(label_of(known), _cell(known, value))


def _cell(known: Field, value: Any) -> list[LabelledValue]:
    """Return a value in words."""
    if value == BLANK:
        return [LabelledValue(_("to be filled in by the organisation"), is_open=True)]
    if known.name == "rename_grace_days" and value == 0:
        return [LabelledValue(_("on joining"))]
    if known.choices:
        return [LabelledValue(str(dict(known.flatchoices)[value.upper()]))]
    if isinstance(value, bool):
        return [LabelledValue(_("yes"))]
    if isinstance(value, time):
        return [LabelledValue(f"{value:%H:%M}")]
    if known.name in ("template", "group_name_text") and "{" in str(value):
        return [LabelledValue(patterns.parse(value).describe())]
    return [LabelledValue(str(value))]


def sheet(table: RuleTableSchema, rows: Sequence[object]) -> RuleTable | Setting:
    """Return the rows of a table as a sheet without empty columns; a list of single words becomes one line."""
    drawn = _SHEETS.get(table.key, _plain_sheet)(table, rows)
    kept = [at for at in range(len(drawn.headings)) if any(row[at] for row in drawn.rows)]
    lines = [[row[at] for at in kept] for row in drawn.rows]
    is_open = any(words.is_open for line in lines for cell in line for words in cell)
    if len(kept) == 2 and kept[0] == 0 and not is_open:
        return Setting(drawn.title, _in_one_line(lines))
    return RuleTable(drawn.title, [drawn.headings[at] for at in kept], lines)


def _in_one_line(rows: Sequence[Sequence[Cell]]) -> Cell:
    """Return clause and word of each row as "word, word (clause 3)", each clause told once."""
    by_clause: dict[str, list[str]] = {}
    for clause, words in rows:
        told = "".join(one.text for one in clause)
        by_clause.setdefault(told, []).append(" ".join(one.text for one in words))
    texts = [
        _(", ").join(words) + (_(" (clause %(number)s)") % {"number": clause} if clause else "")
        for clause, words in by_clause.items()
    ]
    return [LabelledValue(_("; ").join(texts))]


def _clause_cell(row: Mapping[str, Any]) -> Cell:
    return [LabelledValue(_number(row["clause"]))] if row.get("clause") else []


def _plain_sheet(table: RuleTableSchema, rows: Sequence[object]) -> RuleTable:
    """Return a table with the columns that any of its rows uses; a bare value stands in its short column.

    What a row leaves out because it goes without saying is said: a reader does not know the usual value.
    """
    implied = {name: str(table.fields[name].get_default()).lower() for name in sorted(table.implied)}
    full = [implied | (row if isinstance(row, dict) else {table.short: row}) for row in rows]
    used = [name for name in table.fields if name != "clause" and any(name in row for row in full)]
    known = table.fields
    cells = [[_cell(known[name], row[name]) if name in row else [] for name in used] for row in full]
    return RuleTable(
        _title(table),
        [_("Clause"), *(label_of(known[name]) for name in used)],
        [[_clause_cell(row), *line] for row, line in zip(full, cells, strict=True)],
    )


def _title(table: RuleTableSchema) -> str:
    return capital(str(table.model._meta.verbose_name_plural))


def _offence_sheet(table: RuleTableSchema, rows: Sequence[Mapping[str, Any]]) -> RuleTable:
    """Return the offences with their consequences by occurrence on one line each."""
    known = table.fields
    steps = table.children[0]
    cells = []
    others = any(row.get("answerable", "member") != "member" for row in rows)
    for row in rows:
        notes = [words for name in ("exception", "once_verified", "anywhere") for words in _note(known, row, name)]
        falls_on = _cell(known["answerable"], row.get("answerable", "member")) if others else []
        act = [LabelledValue(row["title"])]
        cells.append([_clause_cell(row), act, _consequences(steps, row["steps"]), falls_on, notes])
    return RuleTable(
        _title(table), [_("Clause"), _("Prohibited act"), _("Consequence"), _("Falls on"), _("Note")], cells
    )


def _note(known: Mapping[str, Field], row: Mapping[str, object], name: str) -> list[LabelledValue]:
    if name not in row:
        return []
    label = label_of(known[name])
    text = label if row[name] is True else _("%(label)s: %(value)s") % {"label": label, "value": row[name]}
    return [LabelledValue(text, starts_line=True)]


def _consequences(table: RuleTableSchema, steps: Sequence[Mapping[str, Any]]) -> list[LabelledValue]:
    """Return a line for each step; the penalties of one step stand side by side."""
    words: list[LabelledValue] = []
    ladder = [step for step in steps if not step.get("grave")]
    for step in steps:
        line = [LabelledValue(_when(step, len(ladder)))] if len(steps) > 1 or step.get("grave") else []
        if step.get("occurrence") == BLANK:
            line.append(LabelledValue(_("number of times to be filled in"), is_open=True))
        for number, penalty in enumerate(step["penalties"]):
            line += [LabelledValue("＋")] if number else []
            line += penalty_in_words(table.children[0], penalty)
        words += [replace(line[0], starts_line=True), *line[1:]]
    return words


def _when(step: Mapping[str, object], ordinary_steps: int) -> str:
    """Return when a step of an offence holds; the only ordinary one holds every time."""
    if step.get("grave"):
        return _("When grave:")
    if step.get("when_ineffective"):
        return _("If that does not help:")
    if ordinary_steps == 1:
        return _("Ordinarily:")
    return _("Time %(number)s:") % {"number": step.get("occurrence", 1)}


def penalty_in_words(table: RuleTableSchema, penalty: Any) -> list[LabelledValue]:
    """Return a penalty in words; what is open follows it, marked."""
    row = penalty if isinstance(penalty, dict) else {table.short: penalty}
    if row["kind"] == BLANK:
        return [LabelledValue(_("a penalty the organisation has to name"), is_open=True)]
    text = str(dict(table.fields["kind"].flatchoices)[row["kind"].upper()])
    if row["kind"] == "liability" and row.get("detail") == BLANK:
        text = _("liability")  # Which of them is what the organisation has to say.
    if row.get("at_once"):
        text = _("at once: %(penalty)s") % {"penalty": text}
    amount = row.get("amount")
    if amount not in (None, BLANK):
        template = _("%(penalty)s %(amount)s yuan") if row["kind"] in _IN_YUAN else _("%(penalty)s %(amount)s")
        text = template % {"penalty": text, "amount": amount}
    words = [LabelledValue(text)]
    if amount == BLANK:
        words.append(LabelledValue(_("amount to be filled in"), is_open=True))
    if row.get("detail") == BLANK:
        words.append(LabelledValue(_("content to be filled in"), is_open=True))
    elif row.get("detail"):
        words.append(LabelledValue(row["detail"]))
    return words


_IN_YUAN = {"fine", "red_packet", "deduction"}


def _role_sheet(table: RuleTableSchema, rows: Sequence[Mapping[str, Any]]) -> RuleTable:
    known = table.fields
    kinds = dict(table.children[0].fields["kind"].flatchoices)
    cells = []
    for row in rows:
        duties = [
            LabelledValue(
                one if isinstance(one, str) else f"{kinds[one['kind'].upper()]}：{one['text']}", starts_line=True
            )
            for one in row["duties"]
        ]
        holder = [words for name in ("holder", "pay") if name in row for words in _cell(known[name], row[name])]
        cells.append([_clause_cell(row), _cell(known["role"], row["role"]), holder, duties])
    return RuleTable(_title(table), [_("Clause"), _("Role"), _("Holder"), _("Duties")], cells)


def _quiet_sheet(table: RuleTableSchema, rows: Sequence[Mapping[str, Any]]) -> RuleTable:
    known = table.fields
    cells = []
    for row in rows:
        span = _span(row.get("starts"), row.get("ends"))
        exempt = [LabelledValue(row["except_posts"])] if "except_posts" in row else []
        holds = _cell(known["kind"], row["kind"])
        if row.get("in_working_time"):
            holds.append(LabelledValue(label_of(known["in_working_time"]), starts_line=True))
        cells.append([_clause_cell(row), span, holds, exempt])
    return RuleTable(_title(table), [_("Clause"), _("Every day"), _("What holds"), _("Except")], cells)


def _span(starts: object, ends: object) -> list[LabelledValue]:
    if not isinstance(starts, time) or not isinstance(ends, time):
        return [LabelledValue(_("to be filled in by the organisation"), is_open=True)]
    template = _("%(starts)s to %(ends)s of the next day") if ends < starts else _("%(starts)s to %(ends)s")
    return [LabelledValue(template % {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"})]


def _duty_sheet(table: RuleTableSchema, rows: Sequence[Mapping[str, object]]) -> RuleTable:
    """Return the recurring duties with how often each falls due as one phrase."""
    known = table.fields
    plain = ("kind", "who", "what", "audience", "proof")
    cells = [
        [_clause_cell(row), *(_cell(known[name], row[name]) if name in row else [] for name in plain)] for row in rows
    ]
    for line, row in zip(cells, rows, strict=True):
        line.insert(4, _how_often(known, row))
    headings = [_("Clause"), *(label_of(known[name]) for name in plain)]
    headings.insert(4, _("How often"))
    return RuleTable(_title(table), headings, cells)


def _how_often(known: Mapping[str, Field], row: Mapping[str, Any]) -> list[LabelledValue]:
    """Return "5 times a week, at …"; what is open is marked."""
    words: list[LabelledValue] = []
    if BLANK in (row.get("times"), row.get("hours"), row.get("per")):
        words.append(LabelledValue(_("how often is to be filled in"), is_open=True))
    elif "per" in row:
        words.append(LabelledValue(_counted(row, _cell(known["per"], row["per"])[0].text)))
    if row.get("at") == BLANK:
        words.append(LabelledValue(_("at what time is to be filled in"), is_open=True))
    elif "at" in row:
        words.append(LabelledValue(row["at"]))
    return words


def _counted(row: Mapping[str, object], per: str) -> str:
    if "hours" in row:
        return _("%(hours)s hours or more %(per)s") % {"hours": row["hours"], "per": per}
    times = row.get("times")
    if times is None:
        return per
    return (
        _("once %(per)s") % {"per": per} if times == 1 else _("%(times)s times %(per)s") % {"times": times, "per": per}
    )


def _required_sheet(table: RuleTableSchema, rows: Sequence[Mapping[str, Any]]) -> RuleTable:
    """Return who must be in, one phrase a row."""
    known = table.fields
    cells = []
    for row in rows:
        told = _cell(known["whom"], row["whom"])[0].text
        if row["whom"] == "post":
            told = row["post"]
        elif row["whom"] == "unit":
            told = _("everybody of units named “%(unit)s”") % {"unit": row["unit"]}
        if row.get("whole_organisation"):
            told = _("%(whom)s (of the whole organisation)") % {"whom": told}
        if row.get("category"):
            told = _("%(whom)s, in groups of the kind “%(kind)s”") % {
                "whom": told,
                "kind": _cell(known["category"], row["category"])[0].text,
            }
        cells.append([_clause_cell(row), [LabelledValue(told)]])
    return RuleTable(_title(table), [_("Clause"), label_of(known["whom"])], cells)


def _term_sheet(table: RuleTableSchema, rows: Sequence[Mapping[str, object]]) -> RuleTable:
    """Return what a turn on duty earns and costs, each amount as one phrase."""
    known = table.fields
    cells = []
    for row in rows:
        notes = [words for name in ("comes_off_allowance", "reading_is_ours") for words in _note(known, row, name)]
        condition = _cell(known["condition"], row["condition"]) if "condition" in row else []
        cells.append([_clause_cell(row), _cell(known["kind"], row["kind"]), _given(known, row), [*condition, *notes]])
    return RuleTable(_title(table), [_("Clause"), label_of(known["kind"]), _("How much"), _("Condition")], cells)


def _given(known: Mapping[str, Field], row: Mapping[str, object]) -> list[LabelledValue]:
    """Return "40 yuan a month"; what is open is marked."""
    per = _cell(known["per"], row["per"])
    if BLANK in (row.get("amount"), row.get("unit"), row.get("what")):
        return [*per, LabelledValue(_("amount to be filled in"), is_open=True)]
    if "amount" not in row:
        return [*per, *(_cell(known["what"], row["what"]) if "what" in row else [])]
    facts = {"amount": row["amount"], "unit": _cell(known["unit"], row["unit"])[0].text, "per": per[0].text}
    return [LabelledValue(_("%(amount)s %(unit)s %(per)s") % facts)]


_SHEETS: Mapping[str, Callable[[RuleTableSchema, Sequence[Any]], RuleTable]] = {
    "offences": _offence_sheet,
    "committee_roles": _role_sheet,
    "quiet_hours": _quiet_sheet,
    "recurring_duties": _duty_sheet,
    "required_members": _required_sheet,
    "duty_terms": _term_sheet,
}
