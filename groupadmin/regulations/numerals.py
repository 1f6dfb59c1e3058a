"""Numbers of clauses as Chinese papers write them. Pure."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_LARGEST = 999


def in_chinese(number: str) -> str:
    """Return 38 as 三十八; what is no whole number from 1 to 999 stays as it stands."""
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= _LARGEST):
        return number
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
    elif ones:
        text += ("零" if hundreds else "") + _DIGITS[ones]
    return text
