"""The values that identity works on: known people, roster rows, memberships, and the plan that comes out. Pure: no
Django.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from groupadmin.core.reading_report import SkippedRow

# Token of a nickname pattern to the spellings that are right for a person, the preferred one first.
MemberFacts = Mapping[str, Sequence[str]]


class Tier(StrEnum):
    """How sure a match is, best first (practice §4.3)."""

    EXACT = "exact"
    NAME = "name"
    MEMORY = "memory"
    SCOPED = "scoped"
    FUZZY = "fuzzy"
    NONE = "none"

    @property
    def binds(self) -> bool:
        """Say whether a match so sure is applied by itself; anything weaker waits for a person."""
        return self in (Tier.EXACT, Tier.NAME, Tier.MEMORY)


class Verdict(StrEnum):
    """What the console says of one row of a roster."""

    OK = "ok"
    MISNAMED = "misnamed"
    LEAVER = "leaver"
    TRANSFERRED = "transferred"
    INELIGIBLE = "ineligible"
    OUTSIDER = "outsider"
    BANNED = "banned"
    AMBIGUOUS = "ambiguous"
    SUGGESTED = "suggested"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """An employee as identity needs them. ``working`` is false for left, retired and not yet here; whoever has not
    started yet is ``expected`` too.

    ``department_ids`` is the own department first, then the others; ``account`` is what HR's list says of WeCom.
    """

    id: int
    staff_no: str
    name: str
    department_ids: tuple[int, ...]
    working: bool = True
    post: str = ""
    level: str = ""
    manager: bool = False
    account: str = ""
    expected: bool = False


@dataclass(frozen=True, slots=True)
class KnownDepartment:
    """A department with every name people write for it, the full one first; ``lineage`` is its ids from the root."""

    id: int
    names: tuple[str, ...]
    lineage: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of a member list as it came, after the columns that we must not keep were dropped.

    ``outside``: the platform itself says that the account is nobody's of ours (WeCom's type 2). ``signup``: the row is
    an answer to a 接龙, where people type what they like beside their name. ``not_taken``: why the line is no member,
    as a code; such a row is only listed.
    """

    number: int
    nickname: str = ""
    platform_name: str = ""
    remark: str = ""
    account_key: str = ""
    real_name: str = ""
    department: str = ""
    staff_no: str = ""
    role: str = ""
    joined_at: datetime | None = None
    spoke_last_on: date | None = None
    inviter: str = ""
    outside: bool = False
    signup: bool = False
    not_taken: str = ""


@dataclass(frozen=True, slots=True)
class KnownMembership:
    """A membership that is open now, as the plan needs it.

    ``identified_in``: the employee's department when the membership was first known to be theirs; None where nobody
    noted it.
    """

    id: int
    employee_id: int | None
    identity: str
    nickname: str
    nickname_key: str
    account_key: str = ""
    role: str = "MEMBER"
    account_kind: str = "PERSONAL"
    identified_in: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's remembered word: the employee, or nobody of ours (``employee_id`` None), or banned for good.

    ``denied``: whoever it is, it is not this employee.

    ``said_of``: the folded nickname that the person had before them, where it was an account they decided about.
    ``anew``: it is being said of this very row at this moment, so nothing that came since can contradict it.
    """

    employee_id: int | None
    banned: bool = False
    denied: bool = False
    decided_by: str = ""
    said_of: str = ""
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What was decided before: by platform account, and by folded nickname in this group.

    ``banned_people``: employees banned from this group, whatever account they come with: employee id to the decision.
    """

    by_account: Mapping[str, Decision] = field(default_factory=dict)
    by_nickname: Mapping[str, Decision] = field(default_factory=dict)
    banned_people: Mapping[int, Decision] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether anything was decided about an account or a nickname."""
        return bool(self.by_account or self.by_nickname)


class Fit(Protocol):
    """What a pattern says of one nickname."""

    @property
    def ok(self) -> bool: ...
    @property
    def offending(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def reason(self) -> str: ...


class NicknamePattern(Protocol):
    """A parsed nickname template, as ``groupadmin.regulations.patterns.parse`` returns it."""

    def render(self, facts: MemberFacts, /) -> str: ...
    def check(self, nickname: str, facts: MemberFacts, /, *, known_departments: Container[str] = ...) -> Fit: ...
    def split(self, nickname: str, /) -> Mapping[str, str] | None: ...


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What one group's regulation asks of a roster; made from the regulation's tables by the rosters room.

    ``patterns``: account kind (``PERSONAL``, ``DEPARTMENT``, ``OFFICE``; ``""`` = every kind) to its nickname patterns,
    any of which will do, the preferred one first. Empty = nicknames are free.
    ``scope``: ids of the departments whose people, those of their sub-departments included, may be in. Empty =
    everybody who works here (or no rule about it).
    ``posts``: words of which one must stand in a member's post or level. Empty = any post.
    ``welcome_posts``, ``welcome_units``, ``welcome_people``, ``managers_welcome``: who may be in whatever scope and
    posts say, because the regulation names them too or wants them in, or the group answers to them: by a word in the
    post, by department, by name, or as managers.
    ``outsiders_allowed``: whether somebody from outside may be in at all; the verdict stays ``outsider`` (a sponsor is
    still needed), and the fact ``outsiders`` says ``allowed`` or ``never``.
    ``extra_facts``: more right spellings for the pattern's tokens, the same for everybody (``company``, ``region``).
    ``home``: ids of the departments the group belongs to, whoever may be in it: there a surname alone is looked for.
    ``accounts_are_ours``: the platform's accounts are those of the directory (WeCom), so an account tells whose it is.
    ``moved``: ids of employees who came to their present department after a list had shown them in the group; whoever
    of them is outside ``home`` now is out of scope, though the rule admits more than the department.
    ``form_is_suggested``: who shows the real name obeys, whatever form the patterns suggest (R16).
    Days of grace are no matter of the plan: a misnamed row is misnamed from the first day, the sweeps count the days.
    """

    patterns: Mapping[str, Sequence[NicknamePattern]] = field(default_factory=dict)
    scope: frozenset[int] = frozenset()
    posts: tuple[str, ...] = ()
    welcome_posts: tuple[str, ...] = ()
    welcome_units: frozenset[int] = frozenset()
    welcome_people: frozenset[int] = frozenset()
    managers_welcome: bool = False
    outsiders_allowed: bool = False
    extra_facts: MemberFacts = field(default_factory=dict)
    home: frozenset[int] = frozenset()
    accounts_are_ours: bool = False
    moved: frozenset[int] = frozenset()
    form_is_suggested: bool = False

    def patterns_for(self, account_kind: str) -> Sequence[NicknamePattern]:
        """Return the patterns for a kind of account: its own, or else those for every kind."""
        return self.patterns.get(account_kind) or self.patterns.get("", ())


@dataclass(frozen=True, slots=True)
class Match:
    """Who one row seems to be. ``employee_id`` is set only by EXACT, NAME and MEMORY; all else are ``suggestions``.

    ``ambiguous``: several people fit and only a person can decide. ``outsider`` and ``banned``: a person said so.
    """

    tier: Tier
    reason: str
    employee_id: int | None = None
    suggestions: tuple[int, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    ambiguous: bool = False
    outsider: bool = False
    banned: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What the plan says of one row of the roster, with the reason in a code and its facts, not in a sentence."""

    number: int
    nickname: str
    verdict: Verdict
    tier: Tier
    employee_id: int | None = None
    suggestions: tuple[int, ...] = ()
    correct_nickname: str = ""
    reason: str = ""
    reason_facts: Mapping[str, str] = field(default_factory=dict)
    change: str = "unchanged"  # joined, renamed, unchanged; or rejected
    membership_id: int | None = None
    nickname_key: str = ""
    account_key: str = ""
    role: str = "MEMBER"
    joined_at: datetime | None = None
    spoke_last_on: date | None = None
    inviter: str = ""


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """The whole difference between a list and the roster we have, as a value: nothing is written yet.

    ``elsewhere``: how many newcomers of the list are employees of none of the group's departments.
    ``kept``: memberships that stay open only because a row that is asked about may be their person.
    """

    rows: tuple[PlanRow, ...]
    left: tuple[KnownMembership, ...]
    nickname_coverage: float | None
    nicknames_reliable: bool
    warnings: tuple[str, ...] = ()
    elsewhere: int = 0
    kept: tuple[KnownMembership, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return the totals of design §9: rows, joined, left, renamed, unchanged, ambiguous, outside, rejected."""
        of = dict.fromkeys(("joined", "renamed", "unchanged"), 0)
        for row in self.rows:
            if row.change in of:
                of[row.change] += 1
        unsure = sum(row.verdict in (Verdict.AMBIGUOUS, Verdict.SUGGESTED) for row in self.rows)
        return {
            "rows": len(self.rows),
            "joined": of["joined"],
            "left": len(self.left),
            "renamed": of["renamed"],
            "unchanged": of["unchanged"],
            "ambiguous": unsure,
            "outside": sum(row.verdict is Verdict.OUTSIDER for row in self.rows),
            "rejected": sum(row.verdict is Verdict.REJECTED for row in self.rows),
        }


# Longer than any nickname (WeChat allows 32 characters) or any line in which several of them stand.
LONGEST_NAME, LONGEST_LINE = 200, 20_000

# Why a row is not taken that the list itself says has left the group, unless somebody knows better.
SAID_GONE = "said_gone"

# A line of a list under its number in the file, and a row of cells under its.
NumberedLine = tuple[int, str]
NumberedCells = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """What reading asks of the directory.

    ``names_somebody``: one full name of ours stands in a text; ``is_somebody``: and nothing else that we do not know.
    """

    names_somebody: Callable[[str], bool] = lambda _text: False
    is_somebody: Callable[[str], bool] = lambda _text: False


NOBODY = KnownAccounts()


@dataclass(slots=True)
class ListReading:
    """A member list that was read: its people, and what every other line of it was.

    ``kind``: solitaire, replies, table, json, itchat or lines. ``lines`` are those in which something is written;
    ``headings`` of them say what the list is (its heading row, a title); ``joined`` go on with the line before;
    ``further`` people stand in the line of another. ``skipped`` became no member, each with a reason in a code.
    ``columns``: field to heading; ``dropped``: headings not kept by law; ``unused``: headings not understood;
    ``unsure``: taken, but please look.
    ``cut``: rows in which a telephone or identity number was left out. ``cells``: what a table holds, for the lines
    that are not taken; ``asks``: the header and rows of a table of which nobody knows what its columns are.
    """

    kind: str
    rows: list[RosterRow] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    lines: int = 0
    headings: int = 0
    joined: int = 0
    further: int = 0
    heading_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    cells: Sequence[NumberedCells] = ()
    asks: tuple[tuple[str, ...], list[NumberedCells]] | None = None

    @property
    def only_partial(self) -> bool:
        """Say whether the list can never tell that somebody has left: it holds only those who answered."""
        return self.kind in ("solitaire", "replies")

    @property
    def sums(self) -> dict[str, int]:
        """Return the totals; ``lines`` and ``further`` together are all the others together."""
        return {
            "lines": self.lines,
            "further": self.further,
            "members": len(self.rows),
            "headings": self.headings,
            "not_taken": len(self.skipped),
            "joined": self.joined,
        }

    def doubt_from(self, place: int, *, is_gone: bool) -> None:
        """Mark the people from a place on as said to have left the group; a person decides."""
        if is_gone:
            self.rows[place:] = [replace(row, not_taken=SAID_GONE) for row in self.rows[place:]]

    def skip(self, number: int, why: str, text: str) -> None:
        """List a line that became no member."""
        self.skipped.append(SkippedRow(number, why, text[:LONGEST_NAME]))


def numbers_from(last: int) -> Callable[[], int]:
    """Return a counter of the numbers behind the last line: the second person of a line needs a number of their own."""
    found = iter(range(last + 1, last + 10_000_000))
    return lambda: next(found)
