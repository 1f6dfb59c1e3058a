"""What an office file is seen to be before any library opens it: cheap looks at archives, for clear sentences.

They need not be complete: what they overlook meets the limits of the process that reads (``isolation``).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from groupadmin.core import file_errors

MEGABYTE = 1024 * 1024
# A cell in a column after CZ (no list of ours is a hundred columns wide), or in a row of six digits.
_PLACE = rb"""["'](?:((?:[A-Za-z]{3,}|[D-Zd-z][A-Za-z])\d+)|[A-Za-z]{1,3}(\d{6,}))["']"""
FAR = re.compile(rb"r=" + _PLACE)
# The same however it is written. An attempt begins at a "<" and ends before the next: the file is gone through once.
FAR_IN_A_TAG = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*?\sr\s*=\s*" + _PLACE)
MAX_COLUMNS = 104
# A cell without an address counts on from its left, so a row may then be as wide as it likes.
ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
UNADDRESSED = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^<>]*\sr\s*=)")
# No program writes a tag as long as this.
LONGEST_TAG = 65_536


class Limits(Protocol):
    """What an archive may hold (``cells.Limits``)."""

    @property
    def max_rows(self) -> int:
        """Rows of a list."""

    @property
    def unpacked(self) -> int:
        """Bytes of all members."""

    @property
    def ratio(self) -> int:
        """How many times its own size an archive may swell to."""

    @property
    def members(self) -> int:
        """Files in the archive."""


def guard(content: bytes, file_name: str, limits: Limits) -> None:
    """Refuse what is no workbook, swells, is cut in half, or would spread over a giant grid. Nothing is parsed yet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            size, packed = sum(m.file_size for m in members), max(len(content), 1)
            swells = size > 32 * MEGABYTE and size > packed * limits.ratio
            if len(members) > limits.members or size > limits.unpacked or swells:
                raise file_errors.BombRefused(file=file_name, size=size // MEGABYTE, packed=f"{packed / MEGABYTE:.1f}")
            _refuse_other_archives({m.filename for m in members}, file_name)
            for member in members:
                _guard_member(archive, member, file_name, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        expat.ExpatError,
    ) as bad:
        raise file_errors.Damaged(file=file_name) from bad
    except RuntimeError as problem:  # zipfile's word for an encrypted member
        raise file_errors.Encrypted(file=file_name) from problem


def _guard_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file_name: str, limits: Limits) -> None:
    """Unpack one member in pieces, which proves its checksum, and look for cells that would make the grid giant.

    A workbook may keep its sheets under any name, so every member is looked through.
    """
    # A spreadsheet of OpenOffice whose XML breaks off sends its reader round and round.
    parser = expat.ParserCreate() if member.filename == "content.xml" else None
    rows, tail = 0, b""
    with archive.open(member) as stream:
        while piece := stream.read(MEGABYTE):
            if b"<!DOCTYPE" in piece:
                raise file_errors.Damaged(file=file_name)
            if parser is not None:
                parser.Parse(piece)
            begun = piece.count(b"<row") + (piece.count(b":row") if b":" in piece else 0)
            rows += max(begun - piece.count(b'row r="'), 0)
            tail = _guard_piece(tail + piece, begun, file_name, limits)
    if parser is not None:
        parser.Parse(b"", True)
    if rows > limits.max_rows * 2 + 1000:
        raise file_errors.TooManyRows(file=file_name, limit=limits.max_rows)


def _guard_piece(piece: bytes, rows: int, file_name: str, limits: Limits) -> bytes:
    """Look through a piece in which so many rows begin; returns the tag at its end that is not closed yet."""
    # Most files give each row and each cell its address, and in one way: then a count tells that no more is to be done.
    cells = piece.count(b"<c") + (piece.count(b":c") if b":" in piece else 0)
    is_unusual = piece.count(b' r="') < cells + rows
    for far in (FAR_IN_A_TAG if is_unusual else FAR).finditer(piece):
        if not _holds_something(piece, far.end()):
            continue
        if far[1]:
            raise file_errors.FarCell(file=file_name, cell=far[1].decode())
        if int(far[2][:9]) > limits.max_rows * 2 + 1000:
            raise file_errors.TooManyRows(file=file_name, limit=limits.max_rows)
    if is_unusual and any(len(UNADDRESSED.findall(row)) > MAX_COLUMNS for row in ROW.split(piece)):
        raise file_errors.FarCell(file=file_name, cell="DA1")
    begun = piece.rfind(b"<")
    tail = piece[begun:] if begun >= 0 and piece.find(b">", begun) < 0 else b""
    if len(tail) > LONGEST_TAG and tail[1:2].isalpha():
        raise file_errors.Damaged(file=file_name)
    return tail[:LONGEST_TAG]


def _holds_something(piece: bytes, at: int) -> bool:
    """Say whether more follows on the tag that goes on here; one that is closed by itself is a format and no cell."""
    end = piece.find(b">", at)
    return end > 0 and piece[end - 1 : end] != b"/"


def guard_old_office_file(content: bytes, file_name: str) -> None:
    """Refuse an OLE file that is a protected workbook, no workbook at all, or too short to hold its own directory."""

    def names(*streams: str) -> bool:
        return any(stream.encode("utf-16-le") in content for stream in streams)

    if names("EncryptedPackage"):
        raise file_errors.Encrypted(file=file_name)
    if names("Workbook"):
        return
    if names("Book"):
        raise file_errors.NotASheet(file=file_name, what=_("a workbook of Excel 95 or older"))
    if names("Root Entry", "WordDocument"):
        raise file_errors.NotASheet(file=file_name, what=_("an old office file"))
    raise file_errors.Damaged(file=file_name)


def _refuse_other_archives(names: set[str], file_name: str) -> None:
    if any(name.startswith("word/") for name in names):
        raise file_errors.NotASheet(file=file_name, what=_("a Word document"))
    if any(name.startswith("ppt/") for name in names):
        raise file_errors.NotASheet(file=file_name, what=_("a presentation"))
    if "xl/workbook.bin" in names:
        raise file_errors.NotASheet(file=file_name, what=_("a binary workbook (.xlsb)"))
    if "Index/Document.iwa" in names or "Index.zip" in names:
        raise file_errors.NotASheet(file=file_name, what=_("a document of Apple's Numbers"))
    if not any(name.startswith("xl/workbook.") for name in names) and "content.xml" not in names:
        raise file_errors.NotASheet(file=file_name, what=_("an archive"))
