"""Helpers that make office files for tests: workbooks, archives, CSV."""

import io
import zipfile
from pathlib import Path

import openpyxl

FIXTURES = Path(__file__).parent / "fixtures"


def xlsx(*rows, sheet="Sheet1", **more_sheets) -> bytes:
    """Return a workbook: the rows of its first sheet, then further sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    for name, lines in more_sheets.items():
        made = book.create_sheet(name)
        for row in lines:
            made.append(list(row))
    return saved(book)


def laid_out(rows, lay_out) -> bytes:
    """Return a workbook of these rows whose sheet then went through ``lay_out``: cells joined, formatted, moved."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    lay_out(book.active)
    return saved(book)


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**members) -> bytes:
    """Return a zip of the given members; ``__`` in a name stands for ``/``, a trailing ``_xml`` for ``.xml``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def with_sheet_xml(content: bytes, change) -> bytes:
    """Return a workbook whose first sheet's XML went through ``change``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            new.writestr(member.filename, change(data) if member.filename == "xl/worksheets/sheet1.xml" else data)
    return out.getvalue()


def csv(*rows, encoding="utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def cells_of(content: bytes, sheet: int = 0) -> list[list]:
    """Return what a workbook shows, row by row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
