"""What the codes of the identity core and of the patterns mean, in sentences of the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import ReadingReport
from groupadmin.groups.models import Group
from groupadmin.regulations import rendering
from members.identity.values import PlanRow, RosterPlan, Verdict
from members.rosters import preview_choices
from members.rosters.models import RosterImport

VERDICTS: Mapping[Verdict, str | Promise] = {
    Verdict.OK: _("in order"),
    Verdict.MISNAMED: _("nickname against the rule"),
    Verdict.LEAVER: _("has left the organisation"),
    Verdict.TRANSFERRED: _("moved to another department"),
    Verdict.INELIGIBLE: _("outside the group's scope"),
    Verdict.OUTSIDER: _("from outside"),
    Verdict.BANNED: _("banned for good"),
    Verdict.AMBIGUOUS: _("Who is this?"),
    Verdict.SUGGESTED: _("probably this one"),
    Verdict.REJECTED: _("not taken"),
}
TONES: Mapping[Verdict, str] = {
    Verdict.OK: "good",
    Verdict.MISNAMED: "warn",
    Verdict.LEAVER: "bad",
    Verdict.TRANSFERRED: "bad",
    Verdict.INELIGIBLE: "bad",
    Verdict.OUTSIDER: "warn",
    Verdict.BANNED: "bad",
    Verdict.AMBIGUOUS: "unknown",
    Verdict.SUGGESTED: "unknown",
    Verdict.REJECTED: "bad",
}
# What a column of a list can be, in the order in which the question offers it.
FIELDS: Mapping[str, str | Promise] = {
    "nickname": _("nickname in the group"),
    "platform_name": _("own name on the platform"),
    "remark": _("remark of the exporter"),
    "account_key": _("platform account"),
    "real_name": _("real name"),
    "department": _("department"),
    "staff_no": _("staff number"),
    "role": _("role in the group"),
    "joined_at": _("joined at"),
    "spoke_last_on": _("spoke last"),
    "inviter": _("invited by"),
}
UNTOLD = "…"
REASONS: Mapping[str, str | Promise] = {
    "": "",
    # who it is
    "name_and_department": _("Name and department agree with one person only."),
    "unique_name": _("Only one person bears this name."),
    "short_department": _("Only one person bears this name, and “%(words)s” can be short for their department."),
    "perhaps_short_department": _("“%(words)s” may be short for this person's department, or name another unit."),
    "lost_characters": _("A character is missing in “%(words)s”, so it cannot tell for certain who it is."),
    "only_on_the_platform": _("There is no nickname in the group; this is only what they call themselves elsewhere."),
    "decided_of_the_nickname": _("%(decided_by)s once said so of this nickname, but perhaps of somebody else."),
    "same_person_in_several_rows": _("%(rows)s lines of this list bear this person's name."),
    "word_before_name": _("Behind its first character stands this name."),
    "latin_word": _("It is a word of this name."),
    "short_department_of_one": _("Several people bear this name; “%(words)s” can be short for the department of one."),
    "staff_no": _("Name and staff number agree."),
    "name_and_account": _("Name and WeCom account agree."),
    "account_alone": _("The account is this person's in the directory; the name does not show it."),
    "account_of_another": _("The account is somebody else's in the directory than the name."),
    "decided": _("Decided before by %(decided_by)s."),
    "decided_outsider": _("Decided before by %(decided_by)s: from outside."),
    "banned": _("Banned for good by %(decided_by)s."),
    "not_this_person": _("%(decided_by)s said that it is not %(name)s."),
    "as_before": _("The same as in the list before."),
    "account_bears_another_name": _("The account bears somebody else's name now."),
    "membership_was_another_person": _("This account or nickname was somebody else's before."),
    "two_names": _("Several names stand in it: %(names)s."),
    "two_staff_nos": _("Several staff numbers stand in it."),
    "staff_no_alone": _("A staff number stands in it, but no name."),
    "staff_no_of_another": _("The staff number %(staff_no)s is somebody else's than the name."),
    "unknown_staff_no": _("The staff number of the list is not in the directory."),
    "real_name_differs": _("The list's real name and the nickname do not agree."),
    "variant_characters": _("The same name in other characters."),
    "unknown_unit": _("“%(words)s” beside the name is no unit that we know."),
    "other_department": _("The department in it (%(departments)s) is not this person's."),
    "only_one_in_scope": _("Several people bear this name; one of them belongs to the group's department."),
    "namesakes": _("%(people)s people bear this name."),
    "namesakes_in_department": _("Several people of this department bear this name."),
    "namesake_has_left": _("Several people bear this name; only one of them still works here."),
    "remark": _("Only what was written beside the name (“%(remark)s”) names somebody."),
    "same_sound": _("It sounds like this name."),
    "one_character": _("One character differs from this name."),
    "pinyin": _("It may be the name in pinyin."),
    "surname_and_title": _("Only a surname and a title stand in it."),
    "name_part": _("It is one part of this name."),
    "account_is_staff_no": _("The account is called like the staff number %(staff_no)s."),
    "second_of_nickname": _("The nickname stands further up too, so this may be a namesake or a second account."),
    "only_an_account": _("Only an account stands here, no name."),
    "platform_says_outside": _("The platform says that this account is not of the organisation."),
    "account_of_a_unit": _("An account of a department or an office, by somebody's word."),
    "department_account": _("It names a department, but nobody."),
    "nobody_of_that_name": _("Nobody in the directory is called so."),
    "perhaps_from_outside": _(
        "Nobody in the directory is called so, and “%(words)s” speaks for somebody from outside. Say who it is."
    ),
    # what is wrong
    "has_left": _("%(name)s (%(staff_no)s) has left."),
    "not_started": _("%(name)s (%(staff_no)s) has not started yet."),
    "outside_scope": _("Works in %(department)s, which the group is not for."),
    "outside_posts": _("Has the post “%(post)s”; the group is for: %(posts)s."),
    "duplicate_row": _("The same as line %(row)s."),
    "empty_row": _("Nothing stands in this line by which a member could be known."),
    "name_too_long": _("The name is longer than %(longest)s characters."),
    "part_of_screen": _("A word of the app's screen, not a member."),
    "form_line": _("It belongs to the form (a total, a signature, a note), not to the members."),
    "chat_notice": _("It tells what happened in the chat; nobody is called so."),
    "said_gone": _("The list says that they have left the group."),
    "above_heading": _("It stands above the heading row."),
    "heading_again": _("It repeats the heading."),
    "line_too_long": _("The line is longer than any nickname."),
    "personal_number": _("A telephone, identity or bank number is kept nowhere."),
    "description": _("It describes the sign-up list; nobody signed here."),
    "answered_before": _("The same nickname stands further up in this sign-up list."),
    "stands_twice": _("The list, or this part of it, stands in it twice."),
    "account_too_long": _("The account is longer than %(longest)s characters."),
    # the nickname
    "empty": _("There is no nickname."),
    "missing_separator": _("A separator is missing in “%(offending)s”."),
    "wrong_separator": _("The parts are not to be separated by “%(offending)s”."),
    "wrong_order": _("The parts stand in the wrong order."),
    "name_missing": _("The real name is missing."),
    "name_spelled": _("The real name is written otherwise than in the directory."),
    "department_missing": _("The department is missing."),
    "department_unknown": _("“%(offending)s” is no department."),
    "department_other": _("“%(offending)s” is not this person's department."),
    "department_shortened": _("“%(offending)s” is not the whole name of the department."),
    "extra_text": _("“%(offending)s” is too much."),
    "does_not_fit": _("It does not fit the rule."),
}
WARNINGS: Mapping[str, str | Promise] = {
    "nicknames_unreliable": _(
        "Few lines of this list bear a group nickname, so it cannot tell who has set theirs: nobody is reported as "
        "misnamed because of it."
    ),
    "same_person_twice": _("Somebody is in the list twice, with two accounts or two nicknames."),
    "several_owners": _("The list names several owners; only the first is taken."),
    "no_owner": _(
        "The list tells who has which role and names no owner, so the group would have none. Make sure that the owner "
        "is marked in the list."
    ),
    "another_groups_roster": _(
        "Hardly anybody of this group is on this list. It looks like another group's: check before you confirm."
    ),
    "duplicate_rows": _("Some lines stand in the list twice; each is counted once."),
    "signup_is_partial": _("A 接龙 holds only those who answered, so it was taken as part of the list."),
}


def reason(code: str, facts: Mapping[str, str]) -> str:
    """Return the sentence of a reason; for an unknown code the plainest one, and "…" for a fact that is not known."""
    sentence = REASONS.get(code)
    if sentence is not None:
        return str(sentence) % defaultdict(lambda: UNTOLD, facts)
    token = code.removesuffix("_missing")
    if token == code:
        return str(REASONS["does_not_fit"])
    return gettext("A part is missing: %(part)s.") % {"part": rendering.pattern_in_words(token)}


def verdict(row: PlanRow) -> str:
    """Return the words for a row's verdict: who has not started yet has not left."""
    return gettext("has not started yet") if row.reason == "not_started" else str(VERDICTS[row.verdict])


def nickname_problem(stored: str) -> str:
    """Return the sentence of what a stay keeps as ``nickname_problem``: the reason's code, a colon, what offends."""
    code, _colon, offending = stored.partition(":")
    return reason(code, {"offending": offending, "expected": ""})


HIDDEN_SHOWN = 30


def sums(report: ReadingReport) -> list[str]:
    """Return what became of the lines of a list, in numbers that agree; nothing of a list that nobody counted."""
    counted = report.sums
    if not counted:
        return []
    told = [
        gettext(
            "%(lines)s lines: %(members)s members, %(headings)s headings, %(not_taken)s not taken, %(joined)s that go "
            "on with the line above."
        )
        % {**counted, "lines": counted["lines"] + counted["further"]}
    ]
    if counted["further"]:
        told.append(
            gettext("%(further)s of these people stood in one line with others; each is counted as a line.") % counted
        )
    if counted.get("numbers_cut"):
        told.append(
            gettext("A telephone, identity or bank number was left out of %(numbers_cut)s lines and is kept nowhere.")
            % counted
        )
    if report.hidden_rows:
        rows = "、".join(map(str, report.hidden_rows[:HIDDEN_SHOWN]))
        told.append(Note("hidden_rows", {"number": len(report.hidden_rows), "rows": rows}).sentence)
    if counted.get("values_only"):
        told.append(Note("values_only").sentence)
    return told


def warnings(plan: RosterPlan, roster: RosterImport, group: Group) -> list[str]:
    """Return what a person should know before confirming, the gravest first."""
    options = roster.batch.options
    codes: list[str] = [code for code in ("another_groups_roster", "nicknames_unreliable") if code in plan.warnings]
    codes += [code for code in WARNINGS if code in plan.warnings and code not in codes]
    if options.get("signup"):
        codes.append("signup_is_partial")
    told = [str(WARNINGS[code]) for code in codes]
    if options.get("same_as"):
        told.insert(0, _same_file(options["same_as"]))
    if preview_choices.owner_is_missing(plan):
        told.insert(
            0, gettext("The owner is not on this list. Once it is confirmed, nobody is known to own the group.")
        )
    if group.roster_taken_at is None and roster.mode == RosterImport.Mode.PARTIAL:
        told.append(gettext("There is no full list of this group yet; until then nobody can be said to be missing."))
    return told


def _same_file(same: Mapping[str, str]) -> str:
    moment = timezone.localtime(datetime.fromisoformat(same["at"]))
    return gettext("The same list was imported before: #%(number)s, applied on %(day)s by %(who)s.") % {
        "number": same["number"],
        "day": f"{moment:%Y-%m-%d %H:%M}",
        "who": same["who"],
    }
