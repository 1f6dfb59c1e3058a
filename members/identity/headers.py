"""The words member lists are headed and littered with (practice §1.2, §1.3), as data. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from groupadmin.core.wordlists import read_pairs, read_words

_DATA = Path(__file__).parent / "data"

# Field of RosterRow → what its column is called, after ``header_key``; where several columns of one field stand in a
# file, the first word of the list that has a value wins.
ALIASES: Mapping[str, tuple[str, ...]] = read_pairs(_DATA / "headings.txt")

# What must not be kept (practice §1.3): the column is dropped before anything is stored, and named to the reader.
SENSITIVE_WORDS = read_words(_DATA / "sensitive.txt")
_SENSITIVE_ONLY_WHOLE = frozenset(("age", "sex", "tel", "area", "city", "mail", "薪"))

BLANK_WORDS = frozenset(
    ("空", "暂无备注", "未设置", "无", "-", "—", "--", "none", "null", "nan", "n/a", "/", "undefined")
)
# Buttons and helpers that leak into scraped lists.
JUNK_ROWS = frozenset(
    """
    添加 移出 邀请 + 添加成员 删除成员 移除成员 邀请成员 搜索 搜索群成员 查看更多群成员 查看更多群成员> 查看全部群成员
    查看全部群成员> 群收款助手 更多 收起 群成员 聊天成员 所有人 全体成员
    """.split()
)
_SUBTOTAL = re.compile(r"(?:合计|小计|总计|共计|共|总人数|群成员|聊天成员|聊天信息|人数)[:(]?\d*(?:人|个|名|位)?\)?")
_RULE = re.compile(r"\s*[-—─=_*]{3,}\s*")
# What stands at the head and the foot of a form, never the name of a member.
_TOTAL = re.compile(r"(?:合计|小计|总计|共计|总人数|人数合计)[:(]?\d*(?:人|个|名|位)?\)?")
_FOOTER = re.compile(
    r"(?:(?:制表|填表|填报|审核|审批|复核|核对|经办|统计|登记|批准)(?:人|单位|部门|日期|时间)(?:签字|签名|签章|盖章)?"
    r"|(?:制表|填表|审核|审批|负责人|领导)(?:签字|签名|签章|盖章|意见)|(?:注|备注|说明|附注)\d?"
    r"|(?:截至|截止|制表|导出|统计|更新)?(?:日期|时间)):.*"
)
_TITLE = re.compile(r".*(?:名单|花名册|一览表|登记表|统计表|通讯录|成员表|台账)(?:\(.*\))?:?|.{4,}:")
_SUFFIX = re.compile(r"(?:\((?:必填|自动|选填|可选|单选|多选)\)|\*|[:?])+$")
_LEADING = re.compile(r"^\*+|^\d+[.、](?=\D)")

# qun.qq.com writes the role as a number.
NUMBERED_ROLES: Mapping[str, str] = {"0": "OWNER", "1": "ADMIN", "2": "MEMBER"}
ROLES: Mapping[str, str] = {
    **dict.fromkeys(("群主", "owner", "creator", "创建者", "创建人"), "OWNER"),
    **dict.fromkeys(("副群主", "deputy", "deputyowner"), "DEPUTY"),
    **dict.fromkeys(("管理员", "群管理", "群管", "群管理员", "admin", "administrator"), "ADMIN"),
    **dict.fromkeys(("成员", "普通成员", "群成员", "群员", "member"), "MEMBER"),
}


def header_key(text: str) -> str:
    """Return a heading for comparison: NFKC, lower case, without spaces and underscores, 必填 marks and colons cut."""
    key = re.sub(r"[\s_/]", "", unicodedata.normalize("NFKC", text).lower())
    return _LEADING.sub("", _SUFFIX.sub("", key))


def field_of(heading: str) -> str | None:
    """Return the field a heading stands for, or None; ``alias`` is not answered here, its neighbours decide."""
    return _FIELD_BY_WORD.get(header_key(heading))


_FIELD_BY_WORD = {word: field for field, words in ALIASES.items() for word in words}


def is_sensitive(heading: str) -> bool:
    """Tell whether a column holds what must not be kept."""
    key = header_key(heading)
    return any(key == word if word in _SENSITIVE_ONLY_WHOLE else word in key for word in SENSITIVE_WORDS)


def is_blank(cell: str) -> bool:
    """Tell whether a cell says nothing, in one of the many ways of saying nothing."""
    return cell.strip().lower() in BLANK_WORDS or not cell.strip()


def is_junk(shown: str) -> bool:
    """Tell whether a row is no person: a button, a helper, a heading, a subtotal.

    Headings of programs are not meant: people are called Nick, QQ and Card (``repeats_heading``).
    """
    key = header_key(shown)
    is_heading = not key.isascii() and field_of(shown) is not None
    return key in JUNK_ROWS or is_heading or _SUBTOTAL.fullmatch(key) is not None


def repeats_heading(cells: Sequence[str], keys: Sequence[str]) -> bool:
    """Tell whether all that is written in a row, and more than one cell of it, is what its columns are called."""
    written = [(header_key(cell), key) for cell, key in zip(cells, keys, strict=False) if cell.strip()]
    return len(written) > 1 and all(cell == key for cell, key in written)


def is_of_the_screen(line: str) -> bool:
    """Tell whether a line of a copied screen belongs to the app: the badge of a role below a name, a rule."""
    return (not line.isascii() and bool(role_of(line))) or _RULE.fullmatch(line) is not None


def is_form_line(first_cell: str) -> bool:
    """Tell by the first cell that is written whether a row belongs to the form: its total, who signs it, a note."""
    key = re.sub(r"\s", "", unicodedata.normalize("NFKC", first_cell))
    return _TOTAL.fullmatch(key) is not None or _FOOTER.fullmatch(key) is not None


def is_title(line: str) -> bool:
    """Tell whether a line above a list is its title: 销售群成员名单, 以下人员参加："""
    return _TITLE.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", line))) is not None


def role_of(word: str) -> str:
    """Return OWNER, DEPUTY, ADMIN or MEMBER for a role as lists write it; "" when it says nothing we know."""
    return ROLES.get(header_key(word), "")


def find_header(rows: Sequence[Sequence[str]], within: int = 20) -> int | None:
    """Return which of the first rows is the heading: the one with most known headings; None when none has any.

    WeFlow writes three rows before it, which hold 微信ID, 昵称 and 备注 as labels beside their values; of two rows with
    as many known words the one with fewer others is the heading.
    """
    best, most = None, (0, 0.0)
    for number, row in enumerate(rows[:within]):
        written = [cell for cell in row if cell.strip()]
        known = {field for cell in written if (field := field_of(cell)) is not None}
        score = (len(known), len(known) / len(written) if written else 0.0)
        if known and score > most:
            best, most = number, score
    return best


def fields_of_columns(header: Sequence[str]) -> tuple[list[str | None], list[str]]:
    """Return the field of every column, and the headings of which nobody can be sure.

    ``alias`` means 微信号 in exports of the local database and 备注 in wechaty (practice §1.2): beside a remark or an
    account it is 微信号, which is not used; beside roomAlias it is the remark. Elsewhere it is taken for a remark,
    which can only suggest, and named as unsure. ``name`` is a real name where the file has no other and holds the keys
    of Feishu or of a directory.
    """
    keys = [header_key(heading) for heading in header]
    fields = [_FIELD_BY_WORD.get(key) for key in keys]
    unsure: list[str] = []
    for column, key in enumerate(keys):
        if key == "alias":
            fields[column] = _field_of_alias(keys, fields)
            if fields[column] == "remark" and "roomalias" not in keys:
                unsure.append(header[column])
        elif key == "name" and ("memberidtype" in keys or "部门" in keys or "工号" in keys or "department" in keys):
            fields[column] = None if "real_name" in fields else "real_name"
        elif key == "备注" and "real_name" in fields and not {"nickname", "platform_name"} & set(fields):
            fields[column] = None  # in a table of names 备注 is the clerk's note, not an address book's remark
    return fields, unsure


def roles_are_numbers(keys: Collection[str]) -> bool:
    """Tell by the keys of its headings whether a list is qun.qq.com's, which numbers the roles."""
    return {"uin", "nick"} <= set(keys)


def names_the_outside(keys: Sequence[str]) -> int | None:
    """Return the column in which WeCom says who is staff (1) and who is from outside (2), if it is WeCom's list."""
    wecom = "type" in keys and "userid" in keys and ("joinscene" in keys or "groupnickname" in keys)
    return keys.index("type") if wecom else None


def _field_of_alias(keys: Sequence[str], fields: Sequence[str | None]) -> str | None:
    if "roomalias" in keys:
        return "remark"
    return None if "remark" in fields or {"wxid", "username"} & set(keys) else "remark"
