"""A regulation as a page of plain words: chapters with their clauses, the settings that carry them, and tables.

Works on what ``contents.read`` returns, so it shows every column and row there is and needs no table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.regulations import parts, patterns
from groupadmin.regulations.models import Chapter
from groupadmin.regulations.schema import BLANK, CHAPTERS, TABLES, Field, Table, columns

CHAPTER_OF: Mapping[str, Chapter] = {
    "text": Chapter.GENERAL,
    "scope": Chapter.GENERAL,
    "platforms": Chapter.GENERAL,
    "running": Chapter.RUNNING,
    "categories": Chapter.RUNNING,
    "eligibility": Chapter.MEMBERS,
    "newcomers": Chapter.MEMBERS,
    "admitted": Chapter.MEMBERS,
    "required_members": Chapter.MEMBERS,
    "newcomer_steps": Chapter.MEMBERS,
    "creation": Chapter.CREATION,
    "group_name": Chapter.CREATION,
    "demanded_fields": Chapter.CREATION,
    "approval_steps": Chapter.CREATION,
    "identity": Chapter.IDENTITY,
    "accounts": Chapter.IDENTITY,
    "nickname_patterns": Chapter.IDENTITY,
    "account_kinds": Chapter.IDENTITY,
    "inspection": Chapter.INSPECTION,
    "silence": Chapter.INSPECTION,
    "lifetime": Chapter.INSPECTION,
    "inspection_targets": Chapter.INSPECTION,
    "content": Chapter.CONTENT,
    "messages": Chapter.CONTENT,
    "content_kinds": Chapter.CONTENT,
    "quiet_hours": Chapter.CONTENT,
    "response": Chapter.RESPONSE,
    "rotation": Chapter.DUTIES,
    "recurring_duties": Chapter.DUTIES,
    "committee_roles": Chapter.DUTIES,
    "duty_terms": Chapter.DUTIES,
    "activities": Chapter.ACTIVITIES,
    "removal": Chapter.OFFENCES,
    "responsibility": Chapter.OFFENCES,
    "offences": Chapter.OFFENCES,
    "accumulations": Chapter.OFFENCES,
    "measures": Chapter.OFFENCES,
    "secrecy": Chapter.SECRECY,
    "publication_steps": Chapter.SECRECY,
    "feedback": Chapter.FEEDBACK,
    "member_reports": Chapter.FEEDBACK,
    "escalation_steps": Chapter.FEEDBACK,
}
# What is not a figure of its own on the page: clauses say it better, or the head of the page does.
_SAID_ELSEWHERE = {"preamble", "issuer", "interpreter", "standing"}


@dataclass(frozen=True)
class Words:
    """A stretch of text; ``is_open`` marks what the organisation has still to fill in, ``starts_line`` a new line."""

    text: str
    is_open: bool = False
    starts_line: bool = False


Cell = Sequence[Words]


@dataclass(frozen=True)
class Setting:
    """One rule the console carries out: a label, and a value unless the label says it all."""

    label: str
    value: Cell = ()


@dataclass(frozen=True)
class Sheet:
    """A table of the page."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def lines(self) -> list[list[tuple[str, Cell]]]:
        """Return the rows with the heading beside each cell, as a narrow screen shows them; empty cells stay."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


@dataclass
class ChapterPage:
    title: str
    clauses: list[tuple[str, str]] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)


def chapters(content: Mapping[str, Any]) -> list[ChapterPage]:
    """Return the chapters that say something, in order, in the reader's language."""
    pages = {chapter: ChapterPage(str(chapter.label)) for chapter in Chapter}
    for chapter, clauses in content.get("clauses", {}).items():
        pages[Chapter(chapter.upper())].clauses += clauses.items()
    for key in CHAPTERS:
        known = columns(key)
        said = {name: value for name, value in content.get(key, {}).items() if name not in _SAID_ELSEWHERE}
        pages[CHAPTER_OF[key]].settings += [_setting(known[name], value) for name, value in said.items()]
    for table in TABLES:
        if content.get(table.key):
            draw = _SHEETS.get(table.key, _plain_sheet)
            pages[CHAPTER_OF[table.key]].sheets.append(draw(table, content[table.key]))
    return [page for page in pages.values() if page.clauses or page.settings or page.sheets]


def label_of(known: Field) -> str:
    """Return a column's words, with a capital where the language has them."""
    text = str(known.verbose_name)
    return text[:1].upper() + text[1:]


def _setting(known: Field, value: Any) -> Setting:
    return Setting(label_of(known)) if value is True else Setting(label_of(known), _cell(known, value))


def _cell(known: Field, value: Any) -> list[Words]:
    """Return a value in words."""
    if value == BLANK:
        return [Words(_("to be filled in by the organisation"), is_open=True)]
    if known.name == "rename_grace_days" and value == 0:
        return [Words(_("on joining"))]
    if known.choices:
        return [Words(str(dict(known.flatchoices)[value.upper()]))]
    if isinstance(value, bool):
        return [Words(_("yes"))]
    if isinstance(value, time):
        return [Words(f"{value:%H:%M}")]
    if known.name in ("template", "group_name_text") and "{" in str(value):
        return [Words(patterns.parse(value).describe())]
    return [Words(str(value))]


def _plain_sheet(table: Table, rows: Sequence[Any]) -> Sheet:
    """Return a table with the columns that any of its rows uses; a bare value stands in its short column.

    What a row leaves out because it goes without saying is said: a reader does not know the usual value.
    """
    implied = {name: str(table.fields[name].get_default()).lower() for name in sorted(table.implied)}
    full = [implied | (row if isinstance(row, dict) else {table.short: row}) for row in rows]
    used = [name for name in table.fields if name != "clause" and any(name in row for row in full)]
    known = table.fields
    cells = [[_cell(known[name], row[name]) if name in row else [] for name in used] for row in full]
    clauses = [[Words(row.get("clause", ""))] for row in full]
    return Sheet(
        _title(table),
        [_("Clause"), *(label_of(known[name]) for name in used)],
        [[clause, *row] for clause, row in zip(clauses, cells, strict=True)],
    )


def _title(table: Table) -> str:
    return str(table.model._meta.verbose_name_plural)


def _offence_sheet(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Return the offences with their consequences by occurrence on one line each."""
    known = table.fields
    steps = table.children[0]
    cells = []
    for row in rows:
        notes = [words for name in ("exception", "once_verified", "anywhere") for words in _note(known, row, name)]
        falls_on = _cell(known["answerable"], row.get("answerable", "member"))
        cells.append(
            [[Words(row["clause"])], [Words(row["title"])], _consequences(steps, row["steps"]), falls_on, notes]
        )
    return Sheet(_title(table), [_("Clause"), _("Prohibited act"), _("Consequence"), _("Falls on"), _("Note")], cells)


def _note(known: Mapping[str, Field], row: Mapping[str, Any], name: str) -> list[Words]:
    if name not in row:
        return []
    label = label_of(known[name])
    text = label if row[name] is True else _("%(label)s: %(value)s") % {"label": label, "value": row[name]}
    return [Words(text, starts_line=True)]


def _consequences(table: Table, steps: Sequence[Mapping[str, Any]]) -> list[Words]:
    """Return a line for each step; the penalties of one step stand side by side."""
    words: list[Words] = []
    for step in steps:
        line = [Words(_when(step))] if len(steps) > 1 or step.get("grave") else []
        for number, penalty in enumerate(step["penalties"]):
            line += [Words("＋")] if number else []
            line += penalty_in_words(table.children[0], penalty)
        words += [replace(line[0], starts_line=True), *line[1:]]
    return words


def _when(step: Mapping[str, Any]) -> str:
    if step.get("grave"):
        return _("When grave:")
    if step.get("when_ineffective"):
        return _("If that does not help:")
    return _("Time %(number)s:") % {"number": step.get("occurrence", 1)}


def penalty_in_words(table: Table, penalty: Any) -> list[Words]:
    """Return a penalty in words; what is open follows it, marked."""
    row = penalty if isinstance(penalty, dict) else {table.short: penalty}
    if row["kind"] == BLANK:
        return [Words(_("a penalty the organisation has to name"), is_open=True)]
    text = str(dict(table.fields["kind"].flatchoices)[row["kind"].upper()])
    if row.get("at_once"):
        text = _("at once: %(penalty)s") % {"penalty": text}
    amount = row.get("amount")
    if amount not in (None, BLANK):
        template = _("%(penalty)s %(amount)s yuan") if row["kind"] in _IN_YUAN else _("%(penalty)s %(amount)s")
        text = template % {"penalty": text, "amount": amount}
    words = [Words(text)]
    if amount == BLANK:
        words.append(Words(_("amount to be filled in"), is_open=True))
    if row.get("detail") == BLANK:
        words.append(Words(_("content to be filled in"), is_open=True))
    elif row.get("detail"):
        words.append(Words(row["detail"]))
    return words


_IN_YUAN = {"fine", "red_packet", "deduction"}


def _role_sheet(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    known = table.fields
    kinds = dict(table.children[0].fields["kind"].flatchoices)
    cells = []
    for row in rows:
        duties = [
            Words(one if isinstance(one, str) else f"{kinds[one['kind'].upper()]}：{one['text']}", starts_line=True)
            for one in row["duties"]
        ]
        holder = [words for name in ("holder", "pay") if name in row for words in _cell(known[name], row[name])]
        cells.append([[Words(row.get("clause", ""))], _cell(known["role"], row["role"]), holder, duties])
    return Sheet(_title(table), [_("Clause"), _("Role"), _("Holder"), _("Duties")], cells)


def _quiet_sheet(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    known = table.fields
    cells = []
    for row in rows:
        span = _span(row.get("starts"), row.get("ends"))
        exempt = [Words(row["except_posts"])] if "except_posts" in row else []
        holds = _cell(known["kind"], row["kind"])
        if row.get("in_working_time"):
            holds.append(Words(label_of(known["in_working_time"]), starts_line=True))
        cells.append([[Words(row.get("clause", ""))], span, holds, exempt])
    return Sheet(_title(table), [_("Clause"), _("Every day"), _("What holds"), _("Except")], cells)


def _span(starts: Any, ends: Any) -> list[Words]:
    if not isinstance(starts, time) or not isinstance(ends, time):
        return [Words(_("to be filled in by the organisation"), is_open=True)]
    template = _("%(starts)s to %(ends)s of the next day") if ends < starts else _("%(starts)s to %(ends)s")
    return [Words(template % {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"})]


_SHEETS: Mapping[str, Callable[[Table, Sequence[Any]], Sheet]] = {
    "offences": _offence_sheet,
    "committee_roles": _role_sheet,
    "quiet_hours": _quiet_sheet,
}

REASONS: Mapping[str, str | Promise] = {
    patterns.Reason.EMPTY: gettext_lazy("There is no nickname."),
    patterns.Reason.MISSING_SEPARATOR: gettext_lazy("The separator is missing in “%(part)s”."),
    patterns.Reason.WRONG_SEPARATOR: gettext_lazy("“%(part)s” is not the separator of the rule."),
    patterns.Reason.WRONG_ORDER: gettext_lazy("The parts of “%(part)s” stand in another order."),
    patterns.Reason.NAME_MISSING: gettext_lazy("“%(part)s” is not the real name."),
    patterns.Reason.NAME_SPELLED: gettext_lazy("The real name in “%(part)s” is not written as in the directory."),
    patterns.Reason.DEPARTMENT_MISSING: gettext_lazy("The department is missing."),
    patterns.Reason.DEPARTMENT_UNKNOWN: gettext_lazy("“%(part)s” is no department we know."),
    patterns.Reason.DEPARTMENT_OTHER: gettext_lazy("“%(part)s” is another department."),
    patterns.Reason.EXTRA_TEXT: gettext_lazy("“%(part)s” does not belong in it."),
    patterns.Reason.DOES_NOT_FIT: gettext_lazy("“%(part)s” does not follow the rule."),
    patterns.Reason.REVEALS: gettext_lazy("“%(part)s” reveals the unit or its business."),
    patterns.Reason.NOT_A_CODE: gettext_lazy("“%(part)s” is neither a number nor initials."),
    patterns.Reason.NOT_THE_FIXED_NAME: gettext_lazy("“%(part)s” is not the name the regulation fixes."),
}


def reason_in_words(fit: patterns.Fit) -> str:
    """Return why a nickname or a group's name does not fit, in the reader's language; "" when it fits."""
    if fit.ok:
        return ""
    if fit.reason in REASONS:
        return str(REASONS[fit.reason]) % {"part": fit.offending}
    return _("%(part)s is missing.") % {"part": parts.in_words(fit.reason.removesuffix("_missing"))}


def question_of(blank: Any) -> str:
    """Return what a blank asks for: "Late response: penalty"."""
    row = blank.row()
    column = label_of(row._meta.get_field(blank.field))
    where = _place_of(row)
    return _("%(label)s: %(value)s") % {"label": where, "value": column} if where else column


def _place_of(row: Any) -> str:
    if hasattr(row, "step_id") and hasattr(row, "kind"):
        return str(row.step.offence)
    if hasattr(row, "offence_id"):
        return str(row.offence)
    return "" if row._meta.model_name == "regulation" else str(row)
