"""What is refused at the door: files that cannot be read, or that hold no list we know."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError


class Unreadable(DomainError):
    """The base of every refusal of a file."""


class EmptyFile(Unreadable):
    code = "empty_file"
    wording = _("“%(file)s” is empty. Save it again from the program it came from and upload it anew.")


class NoRows(Unreadable):
    code = "no_rows"
    wording = _(
        "“%(file)s” has headings and not one row below them. "
        "Check that the rows are not on another sheet or filtered away, and upload it anew."
    )


class TooBig(Unreadable):
    code = "too_big"
    wording = _(
        "“%(file)s” is %(size)s MB; at most %(limit)s MB are accepted. "
        "Delete pictures and unused sheets, or split the list."
    )


class TooManyRows(Unreadable):
    code = "too_many_rows"
    wording = _(
        "“%(file)s” has more than %(limit)s rows. Delete what stands far below the list (Ctrl+End leads there) and "
        "save it; if the list really is so long, split it and upload the parts one after the other."
    )


class BombRefused(Unreadable):
    code = "zip_bomb"
    wording = _(
        "“%(file)s” would unpack to %(size)s MB from %(packed)s MB and was not opened. "
        "Copy the list alone into a new workbook and upload that."
    )


class FarCell(Unreadable):
    code = "far_cell"
    wording = _(
        "“%(file)s” has something in cell %(cell)s, far outside any list. "
        "Delete the columns and rows beyond the list, save, and upload again."
    )


class TooManyCells(Unreadable):
    code = "too_many_cells"
    wording = _(
        "“%(file)s” spreads over more than %(limit)s cells, empty ones counted. "
        "Copy the list alone into a new workbook, or split it."
    )


class CellTooLong(Unreadable):
    code = "cell_too_long"
    wording = _(
        "Line %(line)s of “%(file)s” has a cell of more than %(limit)s characters, which no list has. Look there for a "
        "quotation mark that is not closed, or empty the cell, save, and upload again."
    )


class Damaged(Unreadable):
    code = "damaged"
    wording = _(
        "“%(file)s” is damaged or only half there. Open it, save it under a new name as .xlsx, and upload that."
    )


class CannotBeRead(Unreadable):
    """The reader went beyond its memory, or broke."""

    code = "cannot_be_read"
    wording = _(
        "“%(file)s” cannot be read: it is damaged, or says of itself that it is far larger than the list in it. "
        "Open it, copy the list alone into a new workbook, save that as .xlsx, and upload it."
    )


class TookTooLong(Unreadable):
    code = "took_too_long"
    wording = _(
        "“%(file)s” was not read within the time that one list may take: it is damaged, or far too large. "
        "Open it, copy the list alone into a new workbook, save that as .xlsx, and upload it; split a very long list."
    )


class Encrypted(Unreadable):
    code = "encrypted"
    wording = _(
        "“%(file)s” is encrypted: by a password, or because its structure is protected, in which case Excel asks for "
        "none. Take the password off and the protection too, or copy the list into a new workbook, and upload that."
    )


class LockedByCompany(Unreadable):
    """What the company's own software has encrypted; only its computers can open it."""

    code = "locked_by_company"
    wording = _(
        "“%(file)s” is encrypted by your company's document protection software, so nobody outside it can read it. "
        "Decrypt it with that software, or have the file released, and upload it again."
    )


class NotASheet(Unreadable):
    code = "not_a_sheet"
    wording = _("“%(file)s” is %(what)s, not a table. Open it, save it as .xlsx or .csv, and upload that.")


class BinaryText(Unreadable):
    code = "nul_bytes"
    wording = _(
        "“%(file)s” holds NUL bytes at position %(position)s, so it is no text table. "
        "If it is a workbook, your company's document protection software has encrypted it, or it is damaged: decrypt "
        "it first. Save it again as .xlsx, or as CSV in UTF-8."
    )


class UnknownEncoding(Unreadable):
    code = "unknown_encoding"
    wording = _(
        "“%(file)s” is neither UTF-8 nor GB18030 text (byte %(position)s). If it is a workbook, your company's "
        "document protection software has encrypted it, or it is damaged: decrypt it first. "
        "Save it as .xlsx, or as CSV in UTF-8."
    )


class CutShort(Unreadable):
    code = "cut_short"
    wording = _("“%(file)s” stops in the middle of line %(line)s. Fetch or save it again and upload the whole file.")


class HeaderNotFound(Unreadable):
    """No row of the first twenty says what the columns are; ``header`` is the row that looks most like one."""

    code = "header_not_found"
    wording = _(
        "No heading of “%(file)s” is known. Found: %(found)s. Expected at least: %(expected)s. "
        "Rename the headings, or say which column is which."
    )

    def __init__(self, *, header: Sequence[str] = (), **facts: object) -> None:
        super().__init__(**facts)
        self.header = tuple(header)


class ColumnsMissing(HeaderNotFound):
    code = "columns_missing"
    wording = _(
        "“%(file)s” has no column for: %(expected)s. Found: %(found)s. "
        "Rename the headings, or say which column is which."
    )
