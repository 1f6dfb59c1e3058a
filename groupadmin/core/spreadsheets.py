"""Tables out: workbooks in the form offices use (practice §6), CSV for Excel, and the sheet of a file's bad rows."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from groupadmin.core.file_reader import CONTROL
from groupadmin.core.formulas import quoted
from groupadmin.core.headings import OURS, folded
from groupadmin.core.row_errors import RowError, reasons_by_row
from groupadmin.core.table_reader import TEMPLATE_SHEET, Table

TEMPLATE_VERSION = "1"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_767  # Excel's own
THIN = Side(style="thin", color="FF999999")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADER_FILL = PatternFill("solid", fgColor="FFE8EEF4")
WIDEST, NARROWEST = 40, 6


def neutral(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula: a text that would be one gets a quote before it.

    Reading takes the quote off again (``cells.clean``), so exports come back without loss. A number is none.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        text = local.strftime("%Y-%m-%d %H:%M")
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, int | float | Decimal):
        return str(value)
    else:
        text = str(value).translate(CONTROL)[:CELL_LIMIT]
    return quoted(text)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV in UTF-8 with the mark without which Excel shows mojibake; formulas neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([neutral(cell) for cell in header])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def office_sheet(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    subtitle: str = "",
    kind: str = "",
    keys: Iterable[str] = (),
    footer: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
) -> bytes:
    """Return a workbook in office form: bold title over all columns, a line for unit and date, filled and frozen
    header, 序号 first, thin borders, header repeated on each printed page, A4 landscape fitted to the width.

    ``rows`` may be any iterable and is written as it comes. Every cell is text, so staff numbers keep their zeros. With
    ``kind`` a hidden sheet carries the template's version and each line's key (``keys``, in the order of the rows), by
    which an import knows the lines again. ``footer`` is one last line (sums, signatures).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    columns = [_("No."), *header]
    _lay_page(sheet, columns, len([text for text in (title, subtitle) if text]) + 1, widths or {})
    pens = _pens(sheet)
    first = 1
    for text, pen in ((title, "title"), (subtitle, "subtitle")):
        if text:
            sheet.merged_cells.add(f"A{first}:{get_column_letter(len(columns))}{first}")
            sheet.append([_cell(sheet, text, pens[pen])])
            first += 1
    sheet.append([_cell(sheet, neutral(heading), pens["header"]) for heading in columns])
    with TemporaryFile() as body, TemporaryFile() as hidden:
        numbered = ([count, *row] for count, row in enumerate(rows, 1))
        last = _write_rows(body, numbered, after=first, style=_cell(sheet, "", pens["body"]).style_id)
        _write_rows(body, [footer] if footer else [], after=last, style=_cell(sheet, "", pens["plain"]).style_id)
        if kind:
            _write_template(book, kind, first, keys, hidden)
        return _bytes_of(book, [body, hidden])


def error_sheet(table: Table, problems: Iterable[RowError]) -> bytes:
    """Return the user's own bad rows with two columns more: the row number in their file, and all reasons at once."""
    reasons = reasons_by_row(problems)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.sheet or _("Rows to mend")))
    kept = [at for at, heading in enumerate(table.header) if folded(heading) not in OURS]
    columns = [*(table.header[at] for at in kept), _("Row in your file"), _("Reason of the mistake")]
    _lay_page(sheet, columns, 1, {_("Reason of the mistake"): 80})
    pens = _pens(sheet)
    sheet.append([_cell(sheet, neutral(heading), pens["header"]) for heading in columns])
    lines = (
        [*(cells[at] for at in kept), number, reasons[number]] for number, cells in table.rows if number in reasons
    )
    with TemporaryFile() as body:
        _write_rows(body, lines, after=1, style=_cell(sheet, "", pens["body"]).style_id)
        return _bytes_of(book, [body])


def _pens(sheet: object) -> dict[str, object]:
    """Return one styled cell per kind of line; its style is shared by all cells, which is four times as fast."""
    looks: dict[str, tuple[Font, Alignment, bool, PatternFill | None]] = {
        "title": (Font(bold=True, size=16), Alignment("center", "center"), False, None),
        "subtitle": (Font(size=10), Alignment("left", "center"), False, None),
        "header": (Font(bold=True), Alignment("center", "center", wrap_text=True), True, HEADER_FILL),
        "body": (Font(), Alignment(vertical="center", wrap_text=True), True, None),
        "plain": (Font(), Alignment(vertical="center"), False, None),
    }
    pens = {}
    for name, (font, alignment, has_border, fill) in looks.items():
        cell = WriteOnlyCell(sheet)
        cell.font, cell.alignment, cell.number_format = font, alignment, "@"
        if has_border:
            cell.border = GRID
        if fill:
            cell.fill = fill
        pens[name] = cell._style
    return pens


def _cell(sheet: object, text: str, style: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type, cell._style = text or None, "s", style
    if not text:
        cell.data_type = "n"
    return cell


def _lay_page(sheet: Any, columns: Sequence[str], header_row: int, widths: Mapping[str, int]) -> None:
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for number, heading in enumerate(columns, 1):
        width = widths.get(heading) or min(max(len(heading) * 2 + 4, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width


def _write_rows(out: IO[bytes], rows: Iterable[Sequence[object]], *, after: int, style: int) -> int:
    """Write the lines of a sheet as its file holds them, all cells of one style; returns the number of the last line.

    openpyxl makes an object and an element of every cell, which for a ledger of 20,000 groups takes tens of seconds.
    """
    letters: list[str] = []
    number = after
    for number, row in enumerate(rows, after + 1):
        while len(letters) < len(row):
            letters.append(get_column_letter(len(letters) + 1))
        cells = (
            _xml_cell(f"{letter}{number}", neutral(value), style) for letter, value in zip(letters, row, strict=False)
        )
        out.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
    return number


def _xml_cell(place: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _write_template(book: Workbook, kind: str, header_row: int, keys: Iterable[str], out: IO[bytes]) -> None:
    hidden = book.create_sheet(TEMPLATE_SHEET)
    hidden.sheet_state = "hidden"
    hidden.append([kind, TEMPLATE_VERSION])
    _write_rows(out, ([number, key] for number, key in enumerate(keys, header_row + 1)), after=1, style=0)


def _sheet_name(title: str) -> str:
    """Return a title as a sheet may be called: 31 characters, none of those Excel forbids."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "Sheet1"


def _bytes_of(book: Workbook, bodies: Sequence[IO[bytes]]) -> bytes:
    """Return a workbook's bytes, with the lines written beside it (``bodies``, sheet by sheet) put into its sheets."""
    bare, whole = io.BytesIO(), io.BytesIO()
    book.save(bare)
    of_sheet = {f"xl/worksheets/sheet{number}.xml": body for number, body in enumerate(bodies, 1)}
    with ZipFile(bare) as made, ZipFile(whole, "w", ZIP_DEFLATED) as packed:
        for name in made.namelist():
            head, end, tail = made.read(name).partition(b"</sheetData>")
            with packed.open(name, "w") as part:
                part.write(head)
                if end and name in of_sheet:
                    of_sheet[name].seek(0)
                    shutil.copyfileobj(of_sheet[name], part)
                part.write(end + tail)
    return whole.getvalue()
