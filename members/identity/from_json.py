"""Roster rows from JSON as tools give it: qun.qq.com, OneBot, wechaty, WeCom, Feishu, itchat (practice §1.1). Pure."""

from __future__ import annotations

import json
from datetime import tzinfo
from typing import Any

from members.identity.from_table import TableReading, rows_from_table
from members.identity.headers import field_of
from members.identity.moments import CHINA

# qun.qq.com writes the role as a number.
_NUMBERED_ROLES = {"0": "owner", "1": "admin", "2": "member"}
_DEEPEST = 6


class NotAMemberList(ValueError):
    """The text is no JSON, or holds no list of members. ``code``: ``no_json`` or ``no_members``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rows_from_json(text: str, *, zone: tzinfo = CHINA) -> TableReading:
    """Return the members of the first list of objects that has known keys; raises NotAMemberList."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NotAMemberList("no_json") from problem
    members = _members(content, 0)
    if members is None:
        raise NotAMemberList("no_members")
    header = list(dict.fromkeys(key for member in members for key in member))
    numbered = {"uin", "nick"} <= set(header)
    rows = [[_cell(key, member.get(key), numbered=numbered) for key in header] for member in members]
    return rows_from_table(header, rows, first_number=1, zone=zone)


def _members(content: Any, depth: int) -> list[dict[str, Any]] | None:
    if isinstance(content, list):
        people = [each for each in content if isinstance(each, dict)]
        if people and any(field_of(key) for key in people[0]):
            return people
    if depth >= _DEEPEST or not isinstance(content, dict | list):
        return None
    inner = content.values() if isinstance(content, dict) else content
    for each in inner:
        if (found := _members(each, depth + 1)) is not None:
            return found
    return None


def _cell(key: str, value: Any, *, numbered: bool) -> str:
    if isinstance(value, dict):
        value = value.get("userid")
    if value is None or isinstance(value, dict | list | bool):
        return ""
    text = str(value)
    return _NUMBERED_ROLES.get(text, text) if numbered and key == "role" else text
