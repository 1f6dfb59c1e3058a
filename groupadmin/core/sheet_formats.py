"""What a workbook's sheet says of its rows and cells beside their values: hidden, shown otherwise, never calculated.

The reader of workbooks gives values only. Here the sheet's own XML is looked through, and closely only where a short
look finds that there is something: most files hide nothing, hold no formula and format no number with zeros.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
PIECE = 1 << 20
HEAD = 4096
# No tag reaches beyond the next "<", so that each pattern goes through a file once.
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]{1,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""")
FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^<>]*>")
CELL_FORMATS, CELL_FORMATS_END = re.compile(rb"<(?:\w+:)?cellXfs[\s>]"), re.compile(rb"</(?:\w+:)?cellXfs>")
XF = re.compile(rb"<(?:\w+:)?xf\s[^<>]*>")
COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*?)?(/>|>)")
SIGNS = (b" hidden=", b"<f", b't="e"')
# Where elements carry a prefix (<x:row>), a formula does too.
PREFIXED, PREFIXED_SIGN = re.compile(rb"<\w+:(?:worksheet|sheetData)[\s>]"), b":f"
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d+)")
# A number shown with zeros before it, or with fixed letters: 000000, "XH"0000, \X\H0000, 000-000.
PADDED = re.compile(r'(?:"[^"]*"|\\.|[- /.()#0])+')
LITERALS = re.compile(r'"([^"]*)"|\\(.)|(.)')


@dataclass(frozen=True)
class SheetFormats:
    """Rows and columns count from 1. ``shown`` and ``failed`` hold row → column → what the cell shows, or its error.

    The error is "" where a cell holds a formula whose value no program has worked out yet.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    shown: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    failed: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


NOTHING = SheetFormats()


def formats_of(content: bytes, sheet: str) -> SheetFormats:
    """Return the marks of one sheet of a workbook in the XML format; of anything else none."""
    if not content.startswith(ZIP):
        return NOTHING
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = _member_of(archive, sheet)
            if not member:
                return NOTHING
            formats = _padded_formats(archive)
            wanted = _what_to_look_for(archive, member, formats)
            return _read(archive, member, formats) if wanted else NOTHING
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError):
        return NOTHING


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    relation = ""
    for tag in SHEET.findall(archive.read("xl/workbook.xml")):
        said = _attributes(tag)
        if said.get("name") == sheet:
            relation = next((value for name, value in said.items() if name.endswith(":id")), "")
    for tag in RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        said = _attributes(tag)
        if relation and said.get("Id") == relation:
            target = said.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in names else ""
    return ""


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): unescape((double or single).decode(errors="replace"))
        for name, double, single in ATTRIBUTE.findall(tag)
    }


def _padded_formats(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the cell formats by which a number is shown with zeros or letters before it: its place to its code."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = archive.read("xl/styles.xml")
    codes: dict[str, str] = {}
    for tag in FORMAT.findall(styles):
        said = _attributes(tag)
        code = said.get("formatCode", "").partition(";")[0]
        if _is_padded(code):
            codes[said.get("numFmtId", "")] = code
    begun = CELL_FORMATS.search(styles) if codes else None
    ended = CELL_FORMATS_END.search(styles, begun.end()) if begun else None
    cells = styles[begun.start() : ended.end()] if begun and ended else b""
    found = [_attributes(tag).get("numFmtId", "") for tag in XF.findall(cells)]
    return {str(at): codes[number] for at, number in enumerate(found) if number in codes}


def _is_padded(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|\\.', "", code)
    fixed = len(code) != len(bare)
    return bool(PADDED.fullmatch(code)) and "0" in bare and "." not in bare and (bare.count("0") > 1 or fixed)


def as_shown(number: str, code: str) -> str:
    """Return a whole number as a format shows it: 301 by 000000 is 000301, 201 by "XH"0000 is XH0201."""
    if not number.isdecimal():
        return number
    digits, out = list(number), []
    parts = [(quoted or escaped, plain) for quoted, escaped, plain in LITERALS.findall(code)]
    places = sum(plain in ("0", "#") for _fixed, plain in parts)
    for fixed, plain in reversed(parts):
        if plain not in ("0", "#"):
            out.append(fixed or plain)
            continue
        places -= 1
        if not places:  # the leftmost place takes all digits that are left
            out.append("".join(digits) or ("0" if plain == "0" else ""))
        else:
            out.append(digits.pop() if digits else "0" if plain == "0" else "")
    return "".join(reversed(out))


def _what_to_look_for(archive: zipfile.ZipFile, member: str, formats: Mapping[str, str]) -> bool:
    """Say whether a short look at the sheet finds anything hidden, a formula, an error, or such a number."""
    signs = [*SIGNS, *(f' s="{number}"'.encode() for number in formats)]
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            if not tail and PREFIXED.search(piece, 0, HEAD):
                signs.append(PREFIXED_SIGN)
            piece = tail + piece
            if any(sign in piece for sign in signs):
                return True
            tail = piece[-16:]
    return False


def _read(archive: zipfile.ZipFile, member: str, formats: Mapping[str, str]) -> SheetFormats:
    hidden_columns: set[int] = set()
    hidden_rows: set[int] = set()
    shown: dict[int, dict[int, str]] = {}
    failed: dict[int, dict[int, str]] = {}
    styles = [f' s="{style}"'.encode() for style in formats]
    number = 0
    for at, text in enumerate(_rows(archive, member)):
        if not at:
            hidden_columns.update(_hidden_columns(text))
            continue
        said = _attributes(text[: text.find(b">") + 1])
        number = int(said["r"]) if said.get("r", "").isdecimal() else number + 1
        if said.get("hidden") in ("1", "true"):
            hidden_rows.add(number)
        if FORMULA.search(text) or b't="e"' in text or any(style in text for style in styles):
            of_row, errors = _cells(text, formats)
            if of_row:
                shown[number] = of_row
            if errors:
                failed[number] = errors
    return SheetFormats(frozenset(hidden_rows), frozenset(hidden_columns), shown, failed)


def _rows(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Yield what stands before the first row, then row after row, without ever holding the whole sheet."""
    rest, is_head = b"", True
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            rest += piece
            starts = [found.start() for found in ROW_START.finditer(rest)]
            if not starts:
                continue
            yield from (rest[begin:end] for begin, end in pairwise([0, *starts] if is_head else starts))
            rest, is_head = rest[starts[-1] :], False
    yield rest


def _hidden_columns(text: bytes) -> Iterator[int]:
    for tag in COLUMN.findall(text):
        said = _attributes(tag)
        first, last = said.get("min", ""), said.get("max", "")
        if said.get("hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
            yield from range(int(first), min(int(last), int(first) + 200) + 1)


def _cells(text: bytes, formats: Mapping[str, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Return what the cells of a row show that is not what they hold, and the errors of those without a value."""
    shown: dict[int, str] = {}
    errors: dict[int, str] = {}
    starts = list(CELL.finditer(text))
    column = 0
    for at, found in enumerate(starts):
        said = _attributes(found[1] or b"")
        place = ADDRESS.fullmatch(said.get("r", ""))
        column = _number_of(place[1]) if place else column + 1
        if found[2] == b"/>":
            continue
        body = text[found.end() : starts[at + 1].start() if at + 1 < len(starts) else len(text)]
        value = VALUE.search(body)
        holds = value[1].decode(errors="replace").strip() if value else ""
        kind = said.get("t", "n")
        if kind == "e":
            errors[column] = holds
        elif not holds and kind not in ("str", "inlineStr") and FORMULA.search(body):
            errors[column] = ""
        elif kind == "n" and said.get("s") in formats and holds:
            whole = holds.removesuffix(".0")
            if (text_shown := as_shown(whole, formats[said["s"]])) != whole:
                shown[column] = text_shown
    return shown, errors


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    """Return what a spreadsheet calls a column, counted from 1: 1 is A, 28 is AB."""
    out = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out
