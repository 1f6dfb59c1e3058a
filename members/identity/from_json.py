"""Roster rows from JSON as tools give it: qun.qq.com, OneBot, wechaty, WeCom, Feishu, itchat (practice §1.1). Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from members.identity.from_table import rows_from_table
from members.identity.headers import ALIASES, field_of, header_key
from members.identity.values import ListReading

_DEEPEST, _MOST_KEYS = 6, 200
_IS_OWNER = ("isowner", "ischatroomowner", "isgroupowner", "iscreator")
_IS_ADMIN = ("isadmin", "ischatroomadmin", "isgroupadmin", "ismanager", "isadministrator")
# Beside the list, some services say who owns and who runs the group, by account.
_OWNERS = ("owner", "ownerid", "chatroomowner", "roomowner", "ownerusername", "creator")
_ADMINS = ("adminlist", "adminwxid", "admins", "admin", "managers")

Member = dict[str, object]


class NotAMemberList(ValueError):
    """The text is no JSON, or holds no list of members. ``code``: ``no_json`` or ``no_members``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rows_from_json(text: str) -> ListReading:
    """Return the members of the first list of objects that has known keys; raises NotAMemberList.

    Several answers one after the other (qun.qq.com gives the members page by page) are one list.
    """
    members: list[Member] = []
    roles: dict[str, str] = {}
    contents = _contents(text)
    if len(contents) > 1 and all(map(_is_member, contents)):
        contents = [contents]  # one object a line
    for content in contents:
        people, roles_beside = _members(content, {}, 0) or ([], {})
        members += people
        roles |= roles_beside
    if not members:
        raise NotAMemberList("no_members")
    header = _header(members)
    rows = [[_cell(member.get(key)) for key in header] for member in members]
    said = [_role_said(member) or roles.get(_account(member), "") for member in members]
    if any(said) and not any(field_of(key) == "role" for key in header):
        rows = [[*row, role] for row, role in zip(rows, said, strict=True)]
        header.append("role")
    found = rows_from_table(header, rows, first_number=1)
    found.kind, found.lines = "json", len(members)
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            found.skip(number, "empty_row", "")
    return found


def _header(members: Sequence[Member]) -> list[str]:
    """Return the keys of all members, those that say something first of all; no program writes hundreds."""
    keys = dict.fromkeys(key for member in members for key in member)
    if len(keys) > _MOST_KEYS:
        keys = dict.fromkeys(list(filter(field_of, keys))[:_MOST_KEYS])
    return list(keys)


def _role_said(member: Member) -> str:
    """Return the role that a member's own flags tell: is_owner, is_admin."""
    said = {header_key(key) for key, value in member.items() if value is True or value == 1}
    if said.intersection(_IS_OWNER):
        return "owner"
    return "admin" if said.intersection(_IS_ADMIN) else ""


def names_in_json(text: str) -> list[str] | None:
    """Return the names of a JSON list of nothing but names; None for anything else."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    plain = isinstance(content, list) and all(isinstance(each, str) for each in content)
    return content if plain else None


def _contents(text: str) -> list[object]:
    """Return every JSON value of a text, in order."""
    decoder, found, at = json.JSONDecoder(), [], 0
    text = text.strip()
    while at < len(text):
        try:
            content, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as problem:
            raise NotAMemberList("no_json") from problem
        found.append(content)
        at = end
        while at < len(text) and (text[at].isspace() or text[at] in ",;"):
            at += 1
    return found


def _members(content: object, beside: Mapping[str, str], depth: int) -> tuple[list[Member], Mapping[str, str]] | None:
    """Return the list of members in a value, and the roles that stand beside it.

    Some services give the list as a text that is JSON again.
    """
    if isinstance(content, str) and content.lstrip()[:2].replace(" ", "") in ("[{", '{"'):
        content = _inner(content)
    if isinstance(content, list):
        people = [each for each in content if isinstance(each, dict)]
        if people and _is_member(people[0]):
            return [_as_member(each) for each in content], beside
    if depth >= _DEEPEST or not isinstance(content, dict | list):
        return None
    if isinstance(content, dict):
        beside = {**beside, **_roles(content)}
    inner = sorted(content.items(), key=_is_list_of_admins) if isinstance(content, dict) else enumerate(content)
    for _key, each in inner:
        if (found := _members(each, beside, depth + 1)) is not None:
            return found
    return None


def _as_member(each: object) -> Member:
    """Return an entry of a list of members; a bare text among them is a name, and anything else says nothing."""
    if isinstance(each, dict):
        return each
    return {"nickname": each} if isinstance(each, str) else {}


def _inner(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_member(content: object) -> bool:
    return isinstance(content, dict) and any(field_of(key) for key in content)


def _is_list_of_admins(item: tuple[str, object]) -> bool:
    """The list of admins holds objects with known keys too: it is looked into last."""
    return header_key(item[0]) in _ADMINS


def _roles(content: Member) -> dict[str, str]:
    """Return account → role, as far as an object says it of the list in it."""
    keys = {header_key(key): value for key, value in content.items()}
    admins = [account for key in _ADMINS for account in _accounts(keys.get(key))]
    owners = [account for key in _OWNERS for account in _accounts(keys.get(key))]
    return {**dict.fromkeys(admins, "admin"), **dict.fromkeys(owners, "owner")}


def _accounts(value: object) -> Sequence[str]:
    accounts = (_account(each) if isinstance(each, dict) else _cell(each) for each in _as_list(value))
    return [account for account in accounts if account]


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _account(member: Member) -> str:
    keys = {header_key(key): value for key, value in member.items()}
    return next((account for word in ALIASES["account_key"] if (account := _cell(keys.get(word)))), "")


def _cell(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("userid")
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return str(value)
