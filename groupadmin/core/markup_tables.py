"""Tables that are written as mark-up: web pages that HR systems save as .xls, and Excel's XML of 2003.

Many Chinese HR systems "export to Excel" by writing an HTML table under the name .xls, and Excel opens it. So do we:
rows and cells, joined cells filled downwards, nothing else of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from groupadmin.core.markup import parts_of

START = re.compile(r"\s*(?:<\?xml|<!doctype\s|<html|<head|<meta|<style|<body|<table|<!--|<workbook)", re.IGNORECASE)
ROWS, CELLS, SHEETS = ("tr", "row"), ("td", "th", "cell"), ("worksheet",)
UNSEEN = ("script", "style", "comment", "title", "xml")
UNSHOWN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f]+")


class TooFar(Exception):
    """A row or cell that says of itself that it stands far outside any list."""

    def __init__(self, *, row: int = 0, column: int = 0) -> None:
        super().__init__()
        self.row, self.column = row, column


def is_markup(text: str) -> bool:
    """Say whether a text is a web page or XML, and no table of lines."""
    return START.match(text) is not None


def is_cut_short(text: str) -> bool:
    """Say whether the end of the last table, or of the workbook, is missing."""
    end = text.lower()
    return end.count("<table") > end.count("</table") or ("<workbook" in end and "</workbook" not in end)


def tables_of(text: str, *, max_rows: int, max_columns: int) -> Iterator[tuple[str, list[list[str]], frozenset[int]]]:
    """Yield the sheets of a page: name, rows, and the numbers of the rows that it hides. A web page is one sheet
    without a name. Raises TooFar."""
    reader = _Reader(max_rows, max_columns)
    for part in parts_of(text):
        if part.begins:
            reader.handle_starttag(part.tag, part.attributes)
        if part.ends:
            reader.handle_endtag(part.tag)
        if not part.tag:
            reader.handle_data(part.text)
    reader.end_row()
    hidden = map(frozenset, reader.hidden)
    yield from ((name, rows, numbers) for (name, rows), numbers in zip(reader.sheets, hidden, strict=True) if rows)


class _Reader:
    """Gathers rows and cells out of the tags and texts of a page."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        self.max_rows, self.max_columns = max_rows, max_columns
        self.sheets: list[tuple[str, list[list[str]]]] = [("", [])]
        self.hidden: list[set[int]] = [set()]
        self.row: list[str] | None = None
        self.text: list[str] | None = None
        self.unseen = 0
        self.span = (1, 1)
        # Cells that reach down from a row above: column to the text and how many rows it still fills.
        self.hanging: dict[int, tuple[str, int]] = {}

    def handle_starttag(self, tag: str, said: dict[str, str]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in SHEETS:
            self.end_row()
            self.hanging = {}
            self.sheets.append((said.get("name", ""), []))
            self.hidden.append(set())
        elif tag in ROWS:
            self._begin_row(_number(said.get("index", "")))
            if _is_hidden(said):
                self.hidden[-1].add(len(self.sheets[-1][1]) + 1)
        elif tag in CELLS and self.row is not None:
            self._begin_cell(said)
        elif tag == "br" and self.text is not None:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag in CELLS:
            self._end_cell()
        elif tag in (*ROWS, "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self.text is not None and not self.unseen:
            self.text.append(SPACES.sub(" ", data))

    def end_row(self) -> None:
        """Put the row that is being read, with what hangs into it, to the others."""
        self._end_cell()
        if self.row is None:
            return
        for column in sorted(self.hanging):
            self._fill_to(column)
            if len(self.row) == column:
                self._take_hanging(column)
        self.sheets[-1][1].append(self.row)
        self.row = None
        if len(self.sheets[-1][1]) > self.max_rows:
            raise TooFar(row=self.max_rows)

    def _begin_row(self, number: int) -> None:
        self.end_row()
        rows = self.sheets[-1][1]
        if number > self.max_rows:
            raise TooFar(row=number)
        rows.extend([] for _blank in range(number - 1 - len(rows)))
        self.row = []

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._end_cell()
        if self.row is None:
            return
        self._fill_to(_number(said.get("index", "")) - 1)
        while len(self.row) in self.hanging:
            self._take_hanging(len(self.row))
        wide = _number(said.get("colspan", "")) or _number(said.get("mergeacross", "")) + 1
        high = _number(said.get("rowspan", "")) or _number(said.get("mergedown", "")) + 1
        self.text, self.span = [], (wide, high)

    def _end_cell(self) -> None:
        if self.text is None or self.row is None:
            return
        text, (wide, high) = "".join(self.text).strip(), self.span
        self.text = None
        if len(self.row) + wide > self.max_columns:
            raise TooFar(column=len(self.row) + wide)
        if high > 1 and wide == 1:
            self.hanging[len(self.row)] = (text, high - 1)
        self.row += [text, *[""] * (wide - 1)]

    def _fill_to(self, column: int) -> None:
        if self.row is None or column <= len(self.row):
            return
        if column > self.max_columns:
            raise TooFar(column=column)
        while len(self.row) < column:
            if len(self.row) in self.hanging:
                self._take_hanging(len(self.row))
            else:
                self.row.append("")

    def _take_hanging(self, column: int) -> None:
        text, rows = self.hanging.pop(column)
        if self.row is not None:
            self.row.append(text)
        if rows > 1:
            self.hanging[column] = (text, rows - 1)


def _is_hidden(said: dict[str, str]) -> bool:
    """Say whether a row is not shown: by its style, or by the word of HTML or of Excel's XML."""
    return said.get("hidden", "0") != "0" or UNSHOWN.search(said.get("style", "")) is not None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
