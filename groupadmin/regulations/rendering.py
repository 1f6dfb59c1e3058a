"""A regulation as a page of plain words: chapters with their clauses, the settings that carry them, and tables.

Works on what ``contents.read`` returns, so it shows every column and row there is and needs no table of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from groupadmin.regulations import patterns
from groupadmin.regulations.models import Chapter, PenaltyKind
from groupadmin.regulations.rule_tables import (
    LabelledValue,
    RuleTable,
    Setting,
    capital,
    chapter_label,
    clause_label,
    label_of,
    setting,
    sheet,
)
from groupadmin.regulations.schema import CHAPTERS, TABLES, columns

PARTS: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("part of a nickname", "real name"),
    "department": pgettext_lazy("part of a nickname", "department"),
    "company": pgettext_lazy("part of a nickname", "company"),
    "team": pgettext_lazy("part of a nickname", "team"),
    "region": pgettext_lazy("part of a nickname", "region"),
    "post": pgettext_lazy("part of a nickname", "post"),
    "staff_no": pgettext_lazy("part of a nickname", "staff number"),
    "mobile": pgettext_lazy("part of a nickname", "mobile number"),
    "class": pgettext_lazy("part of a nickname", "class"),
    "pupil": pgettext_lazy("part of a nickname", "pupil's name"),
    "kinship": pgettext_lazy("part of a nickname", "kinship to the pupil"),
    "subject": pgettext_lazy("part of a nickname", "subject taught"),
    "tag": pgettext_lazy("part of a nickname", "tag"),
    "gender_mark": pgettext_lazy("part of a nickname", "★ (man) or ☆ (woman)"),
    "alias": pgettext_lazy("part of a nickname", "chosen name"),
}
UNNAMED = gettext_lazy("a part of the rule")


def pattern_in_words(token: str) -> str:
    """Return what a token of a nickname pattern is called in the reader's language, never the token itself."""
    return str(PARTS.get(token, UNNAMED))


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


@dataclass
class ChapterPage:
    """A chapter: clauses as (label, text), then the rules that the console carries out."""

    title: str
    heading: str = ""
    clauses: list[tuple[str, str]] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    sheets: list[RuleTable] = field(default_factory=list)


def chapters(content: Mapping[str, Any]) -> list[ChapterPage]:
    """Return the chapters that say something, in order, in the reader's language."""
    pages = {chapter: ChapterPage(str(chapter.label)) for chapter in Chapter}
    for chapter, clauses in content.get("clauses", {}).items():
        pages[Chapter(chapter.upper())].clauses += [(clause_label(number), text) for number, text in clauses.items()]
    for key in CHAPTERS:
        known = columns(key)
        said = {name: value for name, value in content.get(key, {}).items() if name not in _SAID_ELSEWHERE}
        pages[CHAPTER_OF[key]].settings += [setting(known[name], value) for name, value in said.items()]
    for table in TABLES:
        if content.get(table.key):
            page, drawn = pages[CHAPTER_OF[table.key]], sheet(table, content[table.key])
            if isinstance(drawn, Setting):
                page.settings.append(drawn)
            else:
                page.sheets.append(drawn)
    full = [page for page in pages.values() if page.clauses or page.settings or page.sheets]
    return [replace(page, heading=chapter_label(number, page.title)) for number, page in enumerate(full, start=1)]


def round_in_words(regulation: Any) -> LabelledValue | None:
    """Return how often the roster is checked, of an edition read ``with_blanks``; None where nothing is said."""
    if regulation.round_is_open:
        return LabelledValue(_("how often is to be filled in"), is_open=True)
    days = regulation.roster_check_days
    if days is None:
        return None
    return LabelledValue(_("every day") if days == 1 else _("every %(days)s days") % {"days": days})


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
    patterns.Reason.DEPARTMENT_SHORTENED: gettext_lazy("“%(part)s” is not the whole name of the department."),
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
    return _("%(part)s is missing.") % {"part": pattern_in_words(fit.reason.removesuffix("_missing"))}


def question_of(blank: Any) -> str:
    """Return what a blank asks for: "Late response, fine: amount"; read ``with_places`` it asks no query."""
    row = blank.row()
    column = label_of(row._meta.get_field(blank.field))
    where = _place_of(row)
    return _("%(label)s: %(value)s") % {"label": capital(where), "value": column} if where else column


def stopped_by(blank: Any) -> str:
    """Return what waits until a blank is filled in; read ``with_places`` it asks no query."""
    row = blank.row()
    offence = row.step.offence if hasattr(row, "step_id") else row.offence if hasattr(row, "offence_id") else None
    if offence is not None:
        return _("cases about “%(offence)s” cannot be decided") % {"offence": offence}
    return _("this rule is not carried out")


def _place_of(row: Any) -> str:
    if hasattr(row, "step_id") and hasattr(row, "kind"):
        offence = str(row.step.offence)
        named = row.kind != PenaltyKind.UNNAMED
        return _("%(offence)s, %(penalty)s") % {"offence": offence, "penalty": row} if named else offence
    if hasattr(row, "offence_id"):
        return str(row.offence)
    return "" if row._meta.model_name == "regulation" else str(row)
