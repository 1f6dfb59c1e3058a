"""The papers of an office: how a workbook is laid out to be printed, and what each paper says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat, zip_longest
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from groupadmin.core import audit

WIDEST, NARROWEST = 40, 6
DAY, MOMENT = 9.7, 15
# Points of the type in a list, and the least that one can read on paper.
SIZE, LEAST = 9, 8
# Widths of columns, as spreadsheets count them, that go on an A4 sheet across between margins of 10 mm at full size.
SHEET_WIDTH = 149
BLANK = "_" * 16
HANZI: Final = "\u2e80"
MARGIN: Final = 0.4


def head_line(actor: audit.Actor, at: datetime) -> tuple[str, ...]:
    """Return what stands below the title of a paper: whose it is, as of which day, and who made it.

    The unit's name is left out where nobody has said which of several it is.
    """
    unit: str = import_string(settings.NAME_OF_THE_UNIT)()
    facts = {"unit": unit, "day": timezone.localdate(at).isoformat(), "who": audit.name_of(actor)}
    whose = (_("Unit: %(unit)s") % facts,) if unit else ()
    return (*whose, _("As of: %(day)s") % facts, _("Made by: %(who)s") % facts)


def signature_words() -> tuple[str, ...]:
    """Return what stands at the foot of a paper for whoever checks it."""
    return (_("Checked by:"), _("Checked on:"), _("Stamp:"))


def signature() -> tuple[str, ...]:
    """Return the foot of a paper with room to write, for a file."""
    return tuple(f"{word}{BLANK}" for word in signature_words())


def widths_of(columns: Sequence[str], rows: Sequence[Sequence[object]], said: Mapping[str, float]) -> list[float]:
    """Return the widths of the columns: as said of some, by what stands in the first rows for the others."""
    cells = zip_longest(*rows) if rows else repeat(())
    return [said.get(heading) or _fitting_width(heading, below) for heading, below in zip(columns, cells, strict=False)]


def _fitting_width(heading: str, cells: Iterable[object]) -> float:
    """Return how wide a column is best, by its heading and some of its cells; a day or number never comes as ####."""
    width: float = _length(heading) + 2
    for cell in cells:
        if isinstance(cell, date):
            width = max(width, MOMENT if isinstance(cell, datetime) else DAY)
        elif cell is not None:
            width = max(width, _length(str(cell)) + 2)
    return min(max(width, NARROWEST), WIDEST)


def _length(text: str) -> int:
    """Return the places that a text takes, hanzi two each."""
    return sum(1 if char < HANZI else 2 for char in text)


def lay_page(sheet: Any, widths: Sequence[float], header_row: int, *, printed: int) -> None:
    """Lay a sheet out for A4 across: headings and page number on every page, type of no less than ``LEAST`` points.

    ``widths`` are those of its columns, of which so many are ``printed``.
    """
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.oddFooter.center.text = _("Page &P of &N")
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    across = ceil(sum(widths[:printed]) * LEAST / SIZE / SHEET_WIDTH)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    if across > 1:
        sheet.print_title_cols = "A:B"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
