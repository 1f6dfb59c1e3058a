"""Tables out: workbooks in the form offices use (practice §6), CSV for Excel, and the sheet of a file's bad rows."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from groupadmin.core.errors import RowError, reasons_by_row
from groupadmin.core.file_reader import CONTROL, EXACT_FLOAT, NO_YEAR
from groupadmin.core.formulas import quoted
from groupadmin.core.headings import OURS, folded
from groupadmin.core.office_paper import SIZE, lay_page, widths_of
from groupadmin.core.table_reader import TEMPLATE_SHEET, Table

TEMPLATE_VERSION = "1"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Empty lines of a workbook to fill in; more are made by copying one.
LINES_TO_FILL = 50
CELL_LIMIT = 32_767  # Excel's own
THIN = Side(style="thin", color="FF999999")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADER_FILL = PatternFill("solid", fgColor="FFE8EEF4")
TYPE = "宋体"
# Rows by which the width of a column is told.
LOOKED_AT = 50
# What parts the facts in the line below the title: wide blanks, for a cell has one alignment only.
GAP = "\u3000" * 4


class TemplateField(NamedTuple):
    """One column of a workbook to fill in: its heading, what goes there, and an example."""

    heading: str
    meaning: str | Promise
    example: str


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
    subtitle: Sequence[str] = (),
    kind: str = "",
    keys: Iterable[str] = (),
    widths: Mapping[str, float] | None = None,
    printed: int = 0,
    summed: Collection[str] = (),
    signature: Sequence[str] = (),
) -> bytes:
    """Return a workbook in office form: bold title, a line for unit, day and maker, filled and frozen headings with a
    filter, 序号 first, thin borders, headings and page numbers on each printed page, A4 across.

    ``rows`` may be any iterable and is written as it comes. Numbers, days and moments are cells of their kind; text
    stays text, so staff numbers keep their zeros. Where type would come out below 8 pt on one sheet's width, it goes
    over several; only the first ``printed`` columns of the header are printed (all unless given). The columns in
    ``summed`` are added up below the rows, and who checks and signs (``signature``) stands last. With ``kind`` a
    hidden sheet carries the template's version and each line's key (``keys``, in the order of the rows), by which an
    import knows the lines again.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    columns, paper = [_("No."), *header], 1 + (printed or len(header))
    right, pens, rows = get_column_letter(paper), _pens(sheet), iter(rows)
    heads = [(text, pen) for text, pen in ((title, "title"), (GAP.join(subtitle), "subtitle")) if text]
    first, seen = len(heads) + 1, list(islice(rows, LOOKED_AT))
    said = {_("No."): 4.5, **(widths or {})}
    lay_page(sheet, widths_of(columns, [("", *row) for row in seen], said), first, printed=paper)
    for number, (text, pen) in enumerate(heads, 1):
        sheet.merged_cells.add(f"A{number}:{right}{number}")
        sheet.append([_cell(sheet, text, pens[pen])])
    sheet.append([_cell(sheet, neutral(heading), pens["header"]) for heading in columns])
    sums = dict.fromkeys((columns.index(heading) for heading in summed), 0)
    with TemporaryFile() as body, TemporaryFile() as hidden:
        last = end = _write_rows(body, _numbered(chain(seen, rows), sums), after=first, styles=_styles(sheet, pens))
        if sums and last > first:
            total = _("Total"), *(sums.get(at, "") for at in range(1, len(columns)))
            end = _write_rows(body, [total], after=last, styles=_styles(sheet, pens))
        if signature:
            end = _write_rows(body, [[GAP.join(signature)]], after=end + 1, styles=_styles(sheet, pens, "plain"))
        sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(columns))}{last}"
        sheet.print_area = f"A1:{right}{end}"
        if kind:
            _write_template(book, kind, first, keys, hidden)
        return _bytes_of(book, [body, hidden])


def _numbered(rows: Iterable[Sequence[object]], sums: dict[int, int]) -> Iterator[list[object]]:
    """Yield the rows with their number before them, and add up the columns (by place) that are to be."""
    for count, row in enumerate(rows, 1):
        line = [count, *row]
        for at in sums:
            sums[at] += value if isinstance(value := line[at], int) else 0
        yield line


def template_sheet(title: str, fields: Sequence[TemplateField]) -> bytes:
    """Return a workbook to fill in: a sheet of headings with empty lines, and a sheet that explains each column.

    The example stands on the second sheet, so that no import takes it for a line; lines to fill in are text, so that
    numbers keep their zeros. The headings are Chinese in every language, as every import reads them.
    """
    book = Workbook(write_only=True)
    hint = _("Fill in from below the headings on; what goes where, with an example, stands on the second sheet.")
    headings = [field.heading for field in fields]
    first, explained = book.create_sheet(_sheet_name(title)), book.create_sheet(_("How to fill it in"))
    columns = [_("Column"), _("What goes there"), _("Example")]
    lines = [[field.heading, str(field.meaning), field.example] for field in fields]
    _fill(first, title, hint, headings, [[""] * len(headings)] * LINES_TO_FILL)
    _fill(explained, _("How to fill it in"), title, columns, lines)
    with TemporaryFile() as nothing:
        return _bytes_of(book, [nothing, nothing])


def _fill(sheet: Any, title: str, hint: str, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Write a small sheet in office form: title, what to know, headings, lines of text."""
    pens = _pens(sheet)
    lay_page(sheet, widths_of(headings, lines, {}), 3, printed=len(headings))
    for number, (text, pen) in enumerate(((title, "title"), (hint, "subtitle")), 1):
        sheet.merged_cells.add(f"A{number}:{get_column_letter(len(headings))}{number}")
        sheet.append([_cell(sheet, text, pens[pen])])
    sheet.append([_cell(sheet, heading, pens["header"]) for heading in headings])
    for line in lines:
        sheet.append([_cell(sheet, text, pens["text"]) for text in line])


def error_sheet(table: Table, problems: Iterable[RowError]) -> bytes:
    """Return the user's own bad rows with two columns more: the row number in their file, and all reasons at once."""
    reasons = reasons_by_row(problems)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.sheet or _("Rows to mend")))
    kept = [at for at, heading in enumerate(table.header) if folded(heading) not in OURS]
    columns = [*(table.header[at] for at in kept), _("Row in your file"), _("Reason of the mistake")]
    lay_page(sheet, widths_of(columns, (), {columns[-1]: 80}), 1, printed=len(columns))
    pens = _pens(sheet)
    sheet.append([_cell(sheet, neutral(heading), pens["header"]) for heading in columns])
    lines = (
        [*(cells[at] for at in kept), number, reasons[number]] for number, cells in table.rows if number in reasons
    )
    with TemporaryFile() as body:
        _write_rows(body, lines, after=1, styles=_styles(sheet, pens))
        return _bytes_of(book, [body])


def _pens(sheet: object) -> dict[str, object]:
    """Return one styled cell per kind of line; its style is shared by all cells, which is four times as fast."""
    small, cells = Font(name=TYPE, size=SIZE), Alignment(vertical="center", wrap_text=True)
    values = Alignment("center", "center", shrink_to_fit=True)  # else Excel shows ####
    looks: dict[str, tuple[Font, Alignment, bool, str]] = {
        "title": (Font(name=TYPE, bold=True, size=16), Alignment("center", "center"), False, "@"),
        "subtitle": (small, Alignment("left", "center"), False, "@"),
        "header": (Font(name=TYPE, bold=True, size=SIZE), Alignment("center", "center", wrap_text=True), True, "@"),
        "text": (small, cells, True, "@"),
        "number": (small, values, True, "General"),
        "day": (small, values, True, "yyyy-mm-dd"),
        "moment": (small, values, True, "yyyy-mm-dd hh:mm"),
        "plain": (small, Alignment(vertical="center"), False, "@"),
    }
    pens = {}
    for name, (font, alignment, has_border, form) in looks.items():
        cell = WriteOnlyCell(sheet)
        cell.font, cell.alignment, cell.number_format = font, alignment, form
        if has_border:
            cell.border = GRID
        if name == "header":
            cell.fill = HEADER_FILL
        pens[name] = cell._style
    return pens


def _styles(sheet: object, pens: Mapping[str, object], text: str = "text") -> dict[str, int]:
    """Return the number of the style for each kind of cell; ``text`` names the pen for those that are text."""
    named = {"text": text, "number": "number", "day": "day", "moment": "moment"}
    return {kind: _cell(sheet, "", pens[pen]).style_id for kind, pen in named.items()}


def _cell(sheet: object, text: str, style: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type, cell._style = text or None, "s" if text else "n", style
    return cell


def _write_rows(out: IO[bytes], rows: Iterable[Sequence[object]], *, after: int, styles: Mapping[str, int]) -> int:
    """Write the lines of a sheet as its file holds them; returns the number of the last line.

    openpyxl makes an object and an element of every cell, which for a ledger of 20,000 groups takes tens of seconds.
    """
    letters: list[str] = []
    number = after
    for number, row in enumerate(rows, after + 1):
        while len(letters) < len(row):
            letters.append(get_column_letter(len(letters) + 1))
        cells = (_xml_cell(f"{letter}{number}", value, styles) for letter, value in zip(letters, row, strict=False))
        out.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
    return number


def _xml_cell(place: str, value: object, styles: Mapping[str, int]) -> str:
    """Return a cell of the kind of its value; what Excel cannot hold as number or day is text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and -EXACT_FLOAT < value < EXACT_FLOAT:
        return f'<c r="{place}" s="{styles["number"]}"><v>{value}</v></c>'
    if isinstance(value, date) and value.year > NO_YEAR:
        kind = "moment" if isinstance(value, datetime) else "day"
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.make_naive(value)
        return f'<c r="{place}" s="{styles[kind]}"><v>{to_excel(value)}</v></c>'
    if not (text := neutral(value)):
        return f'<c r="{place}" s="{styles["text"]}"/>'
    return f'<c r="{place}" s="{styles["text"]}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _write_template(book: Workbook, kind: str, header_row: int, keys: Iterable[str], out: IO[bytes]) -> None:
    hidden = book.create_sheet(TEMPLATE_SHEET)
    hidden.sheet_state = "hidden"
    hidden.append([kind, TEMPLATE_VERSION])
    _write_rows(
        out,
        ([number, key] for number, key in enumerate(keys, header_row + 1)),
        after=1,
        styles=dict.fromkeys(("text", "number"), 0),
    )


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
