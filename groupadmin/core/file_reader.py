"""Bytes of an office file to rows of text, by content and never by extension; hostile files are refused unparsed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from groupadmin.core import archives, file_errors, markup_tables
from groupadmin.core.formulas import unquoted

MEGABYTE = 1024 * 1024
DELIMITERS = ",\t;|"
# Office programs make an integer of a staff number; beyond 15 digits they have already lost some.
EXACT_FLOAT = 1e15
ERROR_VALUES = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
FORCED_TEXT = re.compile(r'="([^"]*)"')
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {127: None, 0xFFFE: None, 0xFFFF: None}
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
MAX_COLUMNS = archives.MAX_COLUMNS
# What a cell of a spreadsheet can hold; no pattern is asked of more.
LONGEST_CELL = 32_767
# A list of so many different words has no more that come again.
WORDS_KEPT = 50_000
# Rows from whose commas and tabs is told what parts the cells of a text.
LINES_LOOKED_AT = 20
# How the protection software of companies (亿赛通, 绿盾 and others) begins what it has encrypted.
LOCKED = re.compile(rb"%TSD-Header|.{0,16}E-SafeNet|\x62\x14\x23\x65", re.DOTALL)
# A web page saved as one file begins with lines as of a letter.
LETTER_HEAD = re.compile(rb"[A-Za-z-]{1,40}:[^\n]*\n")
NO_YEAR = 1900


@dataclass(frozen=True)
class Limits:
    """How much a file may hold. ``cells`` counts rows times columns, over all sheets, empty ones too; ``unpacked`` and
    ``ratio`` guard against archives that swell."""

    max_bytes: int
    max_rows: int
    cells: int = 12_000_000
    unpacked: int = 256 * MEGABYTE
    ratio: int = 100
    members: int = 2000

    @classmethod
    def of_settings(cls) -> Limits:
        """Return the limits the operator has set."""
        return cls(settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_ROWS)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows as text cells, the first being the file's row 1. A hidden sheet is named and not read.

    ``first_column`` is where the rows begin on the sheet, counted from 0; ``hidden_rows`` are known of mark-up only.
    """

    name: str
    rows: Iterator[list[str]]
    first_column: int = 0
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def sheets_of(content: bytes, file_name: str, limits: Limits) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook, or the one table of a text file (once per possible delimiter).

    No row is wider, no cell longer, and all sheets together hold no more than ``limits`` says, whatever the format.
    Raises an ``Unreadable`` that says what is wrong with the file, also while rows are taken.
    """
    held = _Held(limits, file_name)
    for sheet in _sheets_of(content, file_name, limits):
        yield replace(sheet, rows=held.bounded(sheet.rows))


class _Held:
    """Counts what all sheets of a file hold, and refuses what is more than a list ever holds."""

    def __init__(self, limits: Limits, file_name: str) -> None:
        self.limits, self.file_name, self.cells = limits, file_name, 0

    def bounded(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """Yield the rows, cut to the columns that a list may have. Raises FarCell, CellTooLong, TooManyCells."""
        for number, row in enumerate(rows, 1):
            if len(row) > MAX_COLUMNS:
                self._refuse_far_cells(row, number)
                del row[MAX_COLUMNS:]
            self.cells += len(row)
            if self.cells > self.limits.cells:
                raise file_errors.TooManyCells(file=self.file_name, limit=self.limits.cells)
            if max(map(len, row), default=0) > LONGEST_CELL:
                raise file_errors.CellTooLong(file=self.file_name, line=number, limit=LONGEST_CELL)
            yield row

    def _refuse_far_cells(self, row: list[str], number: int) -> None:
        far = next((column for column in range(MAX_COLUMNS, len(row)) if row[column]), None)
        if far is not None:
            raise file_errors.FarCell(file=self.file_name, cell=f"{get_column_letter(far + 1)}{number}")


def _sheets_of(content: bytes, file_name: str, limits: Limits) -> Iterator[Sheet]:
    if not content.strip():
        raise file_errors.EmptyFile(file=file_name)
    if len(content) > limits.max_bytes:
        size, limit = len(content) / MEGABYTE, limits.max_bytes // MEGABYTE
        raise file_errors.TooBig(file=file_name, size=f"{size:.1f}", limit=limit)
    if content.startswith(ZIP):
        archives.guard(content, file_name, limits)
        yield from _workbook(content, file_name)
    elif content.startswith(OLE):
        archives.guard_old_office_file(content, file_name)
        yield from _workbook(content, file_name)
    else:
        refuse_other_kinds(content, file_name)
        text = decode(content, file_name)
        if markup_tables.is_markup(text):
            yield from _sheets_of_markup(text, file_name, limits)
            return
        for delimiter in _delimiters_of(text):
            yield Sheet("", _rows_of_text(text, delimiter, file_name))


def _delimiters_of(text: str) -> list[str]:
    """Return what may part the cells of a text; a remark with a hundred commas in it does not make commas the one."""
    found = [delimiter for delimiter in DELIMITERS if delimiter in text or delimiter == ","]
    lines = list(islice(io.StringIO(text), LINES_LOOKED_AT))
    narrow = [each for each in found if max((line.count(each) for line in lines), default=0) <= MAX_COLUMNS]
    return narrow or found


def _sheets_of_markup(text: str, file_name: str, limits: Limits) -> Iterator[Sheet]:
    """Yield the tables of a web page or XML workbook that was given the name of an Excel file."""
    try:
        found = list(markup_tables.tables_of(text, max_rows=limits.max_rows * 2 + 1000, max_columns=MAX_COLUMNS))
    except markup_tables.TooFar as problem:
        if problem.column:
            raise file_errors.FarCell(file=file_name, cell="DA1") from problem
        raise file_errors.TooManyRows(file=file_name, limit=limits.max_rows) from problem
    if not any(any(row) for _name, rows, _hidden in found for row in rows):
        what = _("an XML file") if text.lstrip()[:5].lower() == "<?xml" else _("a web page")
        raise file_errors.NotASheet(file=file_name, what=what)
    if markup_tables.is_cut_short(text):
        raise file_errors.CutShort(file=file_name, line=text.count("\n") + 1)
    for name, rows, hidden in found:
        yield Sheet(name, ([clean(cell) for cell in row] for row in rows), hidden_rows=hidden)


def is_values_only(content: bytes) -> bool:
    """Say whether a file is of a kind of which only values are read: no formats, nothing hidden, no failed formulas."""
    if content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" not in archive.namelist()
    return content.startswith(OLE)


def hidden_rows(content: bytes, sheet: str) -> list[list[str]]:
    """Return the rows of one named sheet of a workbook that has been read before; none where it is not there."""
    if not content.startswith(ZIP):
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist() or sheet.encode() not in archive.read("xl/workbook.xml"):
            return []
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return list(_rows_of_sheet(book.get_sheet_by_name(sheet))) if sheet in book.sheet_names else []


def decode(content: bytes, file_name: str) -> str:
    """Return the text of a CSV: UTF-8 or UTF-16 by its mark, else strict UTF-8, else GB18030 (practice §1.3)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as problem:
            raise file_errors.CutShort(file=file_name, line=content.count(b"\n\x00") + 1) from problem
    if b"\0" in content:
        raise file_errors.BinaryText(file=file_name, position=content.index(b"\0"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if problem.start >= len(content) - 3 and problem.start > 0:
            _try_gb18030(content, file_name, cut_short=True)
    return _try_gb18030(content, file_name, cut_short=False)


def _try_gb18030(content: bytes, file_name: str, *, cut_short: bool) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as problem:
        if cut_short or problem.start >= len(content) - 4:
            raise file_errors.CutShort(file=file_name, line=content.count(b"\n") + 1) from problem
        raise file_errors.UnknownEncoding(file=file_name, position=problem.start) from problem


def refuse_other_kinds(content: bytes, file_name: str) -> None:
    if LOCKED.match(content):
        raise file_errors.LockedByCompany(file=file_name)
    head = content[:2048]
    if LETTER_HEAD.match(head) and b"multipart/" in head.lower():
        raise file_errors.NotASheet(file=file_name, what=_("a web archive"))
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    marks = {
        b"%pdf": _("a PDF"),
        b"\x89png": _("a picture"),
        b"\xff\xd8\xff": _("a picture"),
        b"gif8": _("a picture"),
        b"rar!": _("an archive"),
        b"7z\xbc\xaf": _("an archive"),
    }
    for mark, what in marks.items():
        if start.startswith(mark):
            raise file_errors.NotASheet(file=file_name, what=what)


def _workbook(content: bytes, file_name: str) -> Iterator[Sheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for one in book.sheets_metadata:
            if one.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if one.visible != python_calamine.SheetVisibleEnum.Visible:
                yield Sheet(one.name, iter(()), is_hidden=True)
                continue
            sheet = book.get_sheet_by_name(one.name)
            yield Sheet(one.name, _rows_of_sheet(sheet), sheet.start[1] if sheet.start else 0)
    except python_calamine.PasswordError as problem:
        raise file_errors.Encrypted(file=file_name) from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise file_errors.Damaged(file=file_name) from problem


class _Cleaned(dict[object, str]):
    """Each word of a list cleaned once. The same words come as the same object, which keeps long lists small."""

    def __missing__(self, cell: object) -> str:
        if cell.__class__ is not str:
            return text_of(cell)  # never kept: 1, 1.0 and TRUE are one key
        if cell.isdigit():
            return str(cell)  # nothing to clean, and it hardly ever comes twice
        cleaned = clean(cell)
        if len(self) < WORDS_KEPT:
            self[cell] = cleaned
        return cleaned


def _rows_of_sheet(sheet: python_calamine.CalamineSheet) -> Iterator[list[str]]:
    """Yield a sheet's rows. A cell joined over several rows says its word for each of them, as it looks on paper."""
    cleaned = _Cleaned().__getitem__
    ends = _joined_downwards(sheet)
    hanging: dict[int, tuple[str, int]] = {}
    for number, row in enumerate(sheet.iter_rows()):
        cells = list(map(cleaned, row))
        if ends and any(cells):
            for column, (text, last) in list(hanging.items()):
                if number > last:
                    del hanging[column]
                elif column < len(cells):
                    cells[column] = text
            for column, last in ends.get(number, ()):
                if column < len(cells) and cells[column]:
                    hanging[column] = (cells[column], last)
        yield cells


def _joined_downwards(sheet: python_calamine.CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Return the cells of one column that are joined over several rows: first row to column and last row.

    Columns are counted as ``iter_rows`` counts them, from the sheet's first one that is used. Areas over several
    columns are titles.
    """
    first = sheet.start[1] if sheet.start else 0
    ends: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and bottom > top and left >= first:
            ends.setdefault(top, []).append((left - first, bottom))
    return ends


def _rows_of_text(text: str, delimiter: str, file_name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    cleaned = _Cleaned().__getitem__
    number, began, ended, row = 1, 1, 1, list[str]()
    try:
        for row in reader:
            # A quoted cell may hold line breaks; Excel still counts the record as one row.
            yield list(map(cleaned, row))
            number += 1
            began, ended = reader.line_num + 1, began
    except csv.Error as problem:
        raise file_errors.CutShort(file=file_name, line=reader.line_num or number) from problem
    # A quote that nobody closed has swallowed all lines after it into the last record's last cell.
    if row and "\n" in row[-1] and text.count('"') % 2:
        raise file_errors.CutShort(file=file_name, line=ended)


def clean(cell: str) -> str:
    """Return a cell's text without outer space and control characters, and without the quote our own exports put
    before what a spreadsheet would take for a formula.

    A formula's error stays: whoever reads the list tells it. ``="000123"`` is how programs keep the zeros of a CSV: a
    text, and no formula.
    """
    if not cell.isascii() or not cell.isprintable():
        cell = cell.translate(CONTROL)
    if cell[:1] in ("#", "="):
        if cell.strip() in ERROR_VALUES:
            return cell.strip()
        if forced := FORCED_TEXT.fullmatch(cell.strip()):
            return forced[1].strip()
    return unquoted(cell).strip()


def text_of(value: object) -> str:
    """Return a number, day or truth value of a workbook as text: whole numbers without ``.0``, ISO days.

    A whole number above 15 digits keeps its scientific form, because the program that saved it has lost digits. Excel's
    day nought, which formulas leave where there is no date, says nothing.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < EXACT_FLOAT:
            return str(int(value))
        return f"{value:.5E}" if abs(value) >= EXACT_FLOAT else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds") if value.year > NO_YEAR else ""
    if isinstance(value, date):
        return value.isoformat() if value.year > NO_YEAR else ""
    return "" if value == time.min else str(value)
