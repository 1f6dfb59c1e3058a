"""What a spreadsheet takes for a formula, and the quote that says "text" instead. Pure.

Excel, WPS and LibreOffice compute a cell of a CSV that begins with one of these marks; those of East Asian width count
too where the program folds them, and so do marks behind blanks. A quote before the text is how people themselves write
it in such a cell; reading takes it off again, so nothing is falsified.
"""

from __future__ import annotations

from typing import Final

MARKS: Final = tuple("=+-@＝＋－＠﹦﹢﹣﹫")
LINE_MARKS: Final = ("\t", "\r", "\n")
# What programs overlook at the beginning of a cell: blanks of every width, and characters that cannot be seen.
OVERLOOKED: Final = " \t\r\n\v\f\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff'"  # noqa: E501


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet may compute a text, also behind quotes that stand before it already."""
    return text.startswith(LINE_MARKS) or text.lstrip(OVERLOOKED).startswith(MARKS)


def quoted(text: str) -> str:
    """Return a text as it may stand in a cell: behind a quote where it would be computed."""
    return f"'{text}" if is_formula(text) else text


def unquoted(cell: str) -> str:
    """Return what ``quoted`` made a cell of; a quote of another kind stays."""
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell
