"""What became of every line of a list that was brought, and what reading asks of the directory. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from groupadmin.core.reading_report import SkippedRow
from members.identity.values import RosterRow

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
