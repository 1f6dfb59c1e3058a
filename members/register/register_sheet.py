"""The ledger of groups (工作群管理台账) in the office's form: a page to print, and a workbook that imports back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from groupadmin.core import audit
from groupadmin.core.keyset import Keys, Page, keyset_page
from groupadmin.core.office_paper import head_line, signature
from groupadmin.core.spreadsheets import office_sheet
from groupadmin.groups.models import Group
from members.register import column_words
from members.register.group_rows import CHUNK, Telling, group_rows
from members.register.lookups import Departments, Regulations

TITLE: Final = ("工作群管理台账", "Ledger of work groups")
# What fits on a landscape sheet: the columns of the office's form (practice §6), which stand first in the workbook.
PRINTED: Final = (
    "code",
    "name",
    "platform",
    "category",
    "purpose",
    "department",
    "owner",
    "deputies",
    "admins",
    "headcount",
    "headcount_outside",
    "created_on",
    "approval_no",
    "pledge_on",
    "announced",
    "secrecy",
    "checked_on",
    "check_result",
    "planned_end_on",
    "status",
    "dissolved_on",
    "note",
)
SUMMED: Final = ("headcount", "headcount_outside")
NUMBERS: Final = (*SUMMED, "capacity")
KIND: Final = "register"
TYPED: Final = ("q", "owner")
# Groups on one page to print; the whole of a longer ledger is the workbook's, which a job writes.
PRINTED_AT_ONCE: Final = 50
TELL_EVERY: Final = 500


def language() -> int:
    """Return the language the ledger is written in: the reader's."""
    return column_words.ENGLISH if (get_language() or "").startswith("en") else column_words.CHINESE


@dataclass(frozen=True)
class RegisterSheet:
    """One page of the ledger: its lines, and where it lies."""

    lines: list[list[str]]
    page: Page[Group]

    @property
    def is_part(self) -> bool:
        return len(self.lines) < self.page.total

    @property
    def before(self) -> int:
        """Return how many groups stand before it."""
        return max(self.page.first - 1, 0)


def rows(groups: QuerySet[Group], told_in: int, *, at_once: int = CHUNK) -> Iterator[dict[str, str]]:
    """Yield the groups as the ledger writes them, column → text, by number; ``at_once`` are read together."""
    telling = Telling(Departments.load(), Regulations.load(), told_in)
    return (telling.texts(snapshot) for snapshot in group_rows(groups, at_once=at_once))


def sheet(groups: QuerySet[Group], told_in: int, keys: Keys) -> RegisterSheet:
    """Return a page of the ledger, by number, as it is printed."""
    page = keyset_page(groups.only("code"), ["code"], **keys, size=PRINTED_AT_ONCE)
    shown = rows(groups.filter(pk__in=[group.pk for group in page.rows]), told_in, at_once=PRINTED_AT_ONCE)
    return RegisterSheet([[text[name] for name in PRINTED] for text in islice(shown, PRINTED_AT_ONCE)], page)


def workbook(
    groups: QuerySet[Group],
    *,
    actor: audit.Actor,
    at: datetime,
    chosen: dict[str, object],
    told: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Return the ledger as a workbook in office form, and note who took it out with which filters (``chosen``).

    What is printed of it are the columns of the office's form (``PRINTED``): they go on one A4 sheet across in type
    one can read, as on the page to print; the others stand to their right, for whoever works with the file and brings
    it back. The sheet stands in memory in its packed form only; the groups are read in chunks. ``told`` is called with
    the number of groups written so far.
    """
    told_in = language()
    codes: list[str] = []
    content = office_sheet(
        TITLE[told_in],
        [column.heading(told_in) for column in column_words.COLUMNS],
        _lines(rows(groups, told_in), codes, told),
        subtitle=head_line(actor, at),
        kind=KIND,
        keys=_late(codes),
        widths={column.heading(told_in): column.width for column in column_words.COLUMNS},
        printed=len(PRINTED),
        summed=[column_words.BY_FIELD[name].heading(told_in) for name in SUMMED],
        signature=signature(),
    )
    record_export("xlsx", len(codes), actor=actor, at=at, chosen=chosen)
    return content


def record_export(form: str, count: int, *, actor: audit.Actor, at: datetime, chosen: dict[str, object]) -> None:
    """Note that somebody took the ledger out: in which form, how many groups, by which filters."""
    # What was typed may name somebody who is to be forgotten one day; that something was is enough.
    filters = {name: value if name not in TYPED else True for name, value in chosen.items()}
    detail = {"form": form, "groups": count, "filters": filters}
    audit.record("ledger.exported", "ledger", actor=actor, at=at, detail=detail)


def file_name(at: datetime) -> str:
    """Return what a ledger taken out at a moment is called."""
    name = ("群台账", "Ledger-of-groups")[language()]
    return f"{name}-{timezone.localdate(at):%Y%m%d}.xlsx"


def _lines(
    found: Iterator[dict[str, str]], codes: list[str], told: Callable[[int], None]
) -> Iterator[Sequence[object]]:
    for texts in found:
        codes.append(texts["code"])
        if len(codes) % TELL_EVERY == 0:
            told(len(codes))
        yield [_typed(column.field, texts[column.field]) for column in column_words.COLUMNS]


def _typed(name: str, text: str) -> str | int | date:
    """Return a cell of the ledger as a spreadsheet computes and sorts it."""
    if not text:
        return text
    if name in NUMBERS:
        return int(text)
    return date.fromisoformat(text) if name.endswith("_on") else text


def _late(codes: list[str]) -> Iterator[str]:
    """Yield the keys once the rows have been written, which is when the list is full."""
    yield from codes
