"""The words member lists are headed and littered with (practice §1.2, §1.3), as data. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from groupadmin.core import dates
from groupadmin.core.folding import read_pairs, read_words
from groupadmin.core.headings import BLANK_WORDS, LONGEST, heading_key, is_personal

_DATA = Path(__file__).parent / "data"

# Field of RosterRow → what its column is called, after ``header_key``; where several columns of one field stand in a
# file, the first word of the list that has a value wins.
ALIASES: Mapping[str, tuple[str, ...]] = read_pairs(_DATA / "headings.txt")

# What must not be kept (practice §1.3): the column is dropped before anything is stored, and named to the reader.
SENSITIVE_WORDS = read_words(_DATA / "sensitive.txt")
# What a program means by its words, told by a key that only it writes: Mojo's displayname is what the exporter's
# address book shows, and its display the nickname in the group; wx-cli's display is what the exporter's screen shows.
_OF_PROGRAMS: Mapping[str, Mapping[str, str]] = {
    "markname": {"markname": "remark", "displayname": "remark", "display": "nickname"},
    "contactdisplay": {"display": "platform_name", "contactdisplay": "platform_name"},
    "isowner": {"display": "platform_name"},
}
# Of what stands in a heading row, so much at least must be known where titles or members may stand above it.
_LEAST_KNOWN = 0.4
_SENSITIVE_ONLY_WHOLE = frozenset(("age", "sex", "tel", "area", "city", "mail", "薪"))

# The others are what people call themselves, too.
BLANKS_OF_PROGRAMS = frozenset(("暂无备注", "未设置", "nan", "n/a", "undefined"))
# Words of the screen of members: its buttons, its helpers, the badges below names.
SCREEN_WORDS = frozenset(
    """
    添加 移出 邀请 + - − ＋ － 添加成员 删除成员 移除成员 邀请成员 搜索 搜索成员 搜索群成员 查看更多 查看更多群成员
    查看更多群成员> 查看更多> 查看全部 查看全部群成员 查看全部群成员> 群收款助手 更多 展开 展开更多 收起 群成员 聊天成员
    聊天信息 所有人 全体成员 @所有人 群聊成员 成员列表
    """.split()
)
_COUNTED = re.compile(
    r"(?:群成员|群聊成员|聊天成员|聊天信息|成员列表|群聊|查看全部|查看更多)[:(]?\d{0,6}(?:人|个|名|位)?\)?>?"
)
_RULE = re.compile(r"[-—─=_*~]{3,}")
# What stands at the head and the foot of a form, never the name of a member.
_LIST = "(?:以上|以下|本群|本表)?(?:人员|成员|名单)?"
_TOTAL = re.compile(
    rf"{_LIST}(?:合计|小计|总计|总共|一共|总人数|人数合计|合计人数)[:(]?(?:为|有)?\d{{0,9}}(?:人|个|名|位)?(?:成员)?\)?[。.]?"
    rf"|{_LIST}(?:共计|共有|共|人数)[:(]?\d{{1,9}}(?:人|个|名|位)?(?:成员)?\)?[。.]?"
    rf"|{_LIST}(?:合计|总计|总共|一共|共计|共有|共)[一二两三四五六七八九十百零]{{1,7}}(?:人|个|名|位)[。.]?"
    r"|(?i:total):?\d{1,9}(?i:people|members)?"
)
_FOOTER = re.compile(
    r"(?:(?:制表|填表|填报|审核|审批|复核|核对|经办|统计|登记|批准)(?:人|单位|部门|日期|时间)?(?:签字|签名|签章|盖章)?"
    r"|(?:制表|填表|审核|审批|负责人|领导)(?:签字|签名|签章|盖章|意见)|(?:注|备注|说明|附注)\d?"
    r"|(?:截至|截止|制表|导出|统计|更新)?(?:日期|时间)):|(?:制表|填表|填报)人|\W*以下(?:空白|无正文)\W*$"
)
# What a chat says of itself between what people say, and so comes along where its members are copied.
_NOTICE = re.compile(
    r"(?:加入|退出|移出|进入)了?(?:群聊|本群|该群)|撤回了?一条消息|不是微信朋友|修改了?(?:群聊?名|群公告)|[\"”』」]?拍了拍"
    r"|[成设]为新?的?(?:群主|群?管理员)|(?:启用|关闭)了?.{0,2}群聊邀请|(?:发布|更新)了?群公告|(?:开启|关闭)了?全员禁言"
)
# A title over those of a list who have left the group, or over those who are in: 二、已退群人员, 在群成员（12人）：.
_FIGURE = r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|[、.:])|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.)])?"
_LEFT = "(?:主动|被)?(?:退群|离群|(?:退出|移出|踢出)(?:群聊|本群|群)?|离职|调离|调走)"
# Whom the list names because they are still to join.
_TO_JOIN = "(?:尚?未|待)[进入]群"
_PART = re.compile(
    rf"\(?{_FIGURE}(?:(?:以下|下列)(?:人员|成员|同事)?(?:为|均|都|是)?)?"
    rf"(?:(?P<gone>(?:现?已经?{_LEFT}|退群|离群)的?(?:人员|成员|员工|同事|名单)*"
    rf"|(?:{_LEFT}|{_TO_JOIN})的?(?:人员|成员|员工|同事|名单)+)"
    r"|(?:目前|现)?(?:在群|群内|现有|在职|未退群)的?(?:人员|成员|员工|同事|名单)+)(?:\([^()]{0,15}\))?:?\)?"
)
_SAID_GONE = re.compile(rf"(?:已(?:退群|离群|(?:退出|移出)(?:群聊|本群|群))|{_TO_JOIN})\W{{0,2}}$")
# Columns that say whether somebody is in the group (still), and when they left it.
_IN_GROUP = frozenset(
    (
        "是否在群 在群 是否在群内 在群情况 在群状态 是否还在群 是否仍在群 群内状态"
        " 是否进群 是否已进群 是否入群 是否已入群 进群情况 入群情况 进群状态 入群状态 已进群 已入群"
    ).split()
)
_LEFT_GROUP = frozenset("是否退群 是否已退群 已退群 退群 是否离群 是否已离群".split())
_LEFT_AT = re.compile("(?:退群|离群|移出群?|退出群?)(?:时间|日期|原因)")
_NO = frozenset(
    "否 不 n no false 0 × x 不在 不在群 不在群内 退群 离群 移出 退出 未 未进 未进群 未入 未入群 待进群 待入群".split()
)
_YES_OF_LEAVING = frozenset("是 y yes true 1 √ ✓ ✔ 退群 离群".split())
_TITLE = re.compile(
    r"(?:名单|花名册|一览表|登记表|统计表|通讯录|成员表|台账|列表|明细表|信息表|汇总表)"
    r"(?:\([^()]{0,40}\))?:?$"
)
# A unit above the names of its people: 销售部：, 财务部（3人）.
_SECTION = re.compile(r"[^:()]{1,20}(?:部|处|科|室|组|队|中心|公司|车间|班)(?:\(?(?:共|计)?\d{1,4}(?:人|名|位)\)?:?|:)")
_LONGEST_WORD, LONGEST_NOTICE = 60, 200
# One-cell first lines that are as likely somebody's nickname as a heading.
_NAMES_TOO = frozenset(("nick", "card", "qq", "name", "id", "account", "member", "remark", "role", "dept", "alias"))
# What programs write above their list, beside the value it has.
_LABELS = frozenset("会话信息 导出工具 导出版本 导出时间 平台 群名 群名称 群聊名称 消息时间 微信id 群号".split())
# A list says who a member is by at least one of these.
WHO = ("nickname", "platform_name", "real_name", "remark", "account_key", "staff_no")

# qun.qq.com writes the role as a number.
NUMBERED_ROLES: Mapping[str, str] = {"0": "OWNER", "1": "ADMIN", "2": "MEMBER"}
ROLES: Mapping[str, str] = {
    **dict.fromkeys(("群主", "owner", "creator", "创建者", "创建人"), "OWNER"),
    **dict.fromkeys(("副群主", "deputy", "deputyowner"), "DEPUTY"),
    **dict.fromkeys(("管理员", "群管理", "群管", "群管理员", "admin", "administrator"), "ADMIN"),
    **dict.fromkeys(("成员", "普通成员", "群成员", "群员", "member"), "MEMBER"),
}


def header_key(text: str) -> str:
    """Return what a heading is looked up by: as everywhere, and without the stroke of 群主/管理员."""
    return heading_key(text).replace("/", "")


def field_of(heading: str) -> str | None:
    """Return the field a heading stands for, or None; ``alias`` is not answered here, its neighbours decide."""
    return _FIELD_BY_WORD.get(header_key(heading))


_FIELD_BY_WORD = {word: field for field, words in ALIASES.items() for word in words}


def is_sensitive(heading: str) -> bool:
    """Tell whether a column holds what must not be kept."""
    key = header_key(heading)
    named = any(key == word if word in _SENSITIVE_ONLY_WHOLE else word in key for word in SENSITIVE_WORDS)
    return named or is_personal(key)


def is_blank(cell: str) -> bool:
    """Tell whether a cell says nothing, in one of the many ways of saying nothing."""
    return cell.strip().lower() in BLANK_WORDS or not cell.strip()


def why_no_member(line: str) -> str:
    """Return why a line or a name alone can be no member, as a code; nothing where it can be one.

    ``part_of_screen``: buttons, helpers, badges and rules of the app; ``form_line``: totals, signatures, notes and
    units above their people; ``chat_notice``: what the app tells between what people say; ``empty_row``: nothing but
    what parts names, or what a program writes for nothing.
    Headings are not meant: people are called Nick, QQ, 昵称 and 备注.
    """
    if _NOTICE.search(line[:LONGEST_NOTICE].replace(" ", "")):
        return "chat_notice"
    if len(line) > _LONGEST_WORD:
        return "form_line" if is_form_line(line) else ""
    if not line.strip(" 、，,；;|\t") or line.strip().lower() in BLANKS_OF_PROGRAMS:
        return "empty_row"
    key = _key(line).lower()
    badge = not line.isascii() and role_of(line) not in ("", "MEMBER")
    if key in SCREEN_WORDS or badge or _COUNTED.fullmatch(key) or _RULE.fullmatch(key):
        return "part_of_screen"
    return "form_line" if is_form_line(line) or _SECTION.fullmatch(key) or _PART.fullmatch(key) else ""


def begins_gone(title: str) -> bool | None:
    """Say whether a title stands over people who have left the group; False: over those in it; None: it is none."""
    found = _PART.fullmatch(_key(title[:_LONGEST_WORD]))
    return bool(found["gone"]) if found else None


def says_gone(heading: str, cell: str) -> bool:
    """Say whether a cell tells that somebody has left the group: a no below 是否在群, a day below 退群时间, 已退群."""
    if _SAID_GONE.search(_key(cell[-_LONGEST_WORD:])):
        return True
    key, said = header_key(heading), _key(cell).lower().removeprefix("已")
    if key in _IN_GROUP:
        return said in _NO
    if key in _LEFT_GROUP:
        return said in _YES_OF_LEAVING
    return _LEFT_AT.fullmatch(key) is not None and not is_blank(cell)


def tells_of_leaving(heading: str) -> bool:
    """Say whether a column is about who is in the group still."""
    key = header_key(heading)
    return key in _IN_GROUP or key in _LEFT_GROUP or _LEFT_AT.fullmatch(key) is not None


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def repeats_heading(cells: Sequence[str], keys: Sequence[str]) -> bool:
    """Tell whether all that is written in a row, and more than one cell of it, is what its columns are called."""
    written = [(header_key(cell), key) for cell, key in zip(cells, keys, strict=False) if cell.strip()]
    return len(written) > 1 and all(cell == key for cell, key in written)


def is_form_line(first_cell: str) -> bool:
    """Tell by the first cell that is written whether a row belongs to the form: its total, who signs it, a note."""
    key = _key(first_cell[:_LONGEST_WORD])
    return _TOTAL.fullmatch(key) is not None or _FOOTER.match(key) is not None


def is_title(line: str) -> bool:
    """Tell whether a line above a list is its title: 销售群成员名单, 以下人员参加："""
    key = _key(line[: LONGEST * 2])
    return _TITLE.search(key) is not None or (len(key) > 4 and key.endswith(":"))


def heading_of_names(line: str) -> str | None:
    """Return the field that the first line of names names for all of them (群昵称, 姓名); None if it is a name."""
    field = field_of(line) if len(line) <= _LONGEST_WORD else None
    return field if field in WHO and header_key(line) not in _NAMES_TOO else None


def is_label_row(cells: Sequence[str]) -> bool:
    """Tell whether a row above a heading holds what a program writes of its list: 导出工具, 微信ID of the room."""
    return any(header_key(cell) in _LABELS for cell in cells if cell.strip())


def role_of(word: str) -> str:
    """Return OWNER, DEPUTY, ADMIN or MEMBER for a role as lists write it; "" when it says nothing we know."""
    return ROLES.get(header_key(word), "")


# The heading of a sheet is among its first rows.
_LOOKED_AT = 20


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows is the heading; None when none is.

    It is the row with most known headings, at least two of them and half of what is written in it: WeFlow writes rows
    before it that hold 微信ID, 昵称 and 备注 as labels beside values. A single known word is a heading only where
    nothing but titles stands above it, because people are called 昵称, Nick and 备注 too.
    """
    best, most = None, (1, 0.0)
    for number, row in enumerate(rows[:_LOOKED_AT]):
        written = [cell for cell in row if cell.strip()]
        known = {field for cell in written if (field := field_of(cell)) is not None}
        score = (len(known), len(known) / len(written) if written else 0.0)
        if len(known) > 1 and score[1] >= _LEAST_KNOWN and score > most and known.intersection(WHO):
            best, most = number, score
    return _single_heading(rows[:_LOOKED_AT]) if best is None else best


def _single_heading(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row that is no title, if it is a heading by one known word or by one that must not be kept."""
    for number, row in enumerate(rows):
        written = [cell for cell in row if cell.strip()]
        if not written or (len(written) == 1 and (is_title(written[0]) or why_no_member(written[0]))):
            continue
        if is_label_row(row) and not any(map(heading_of_names, written)):
            continue
        return number if any(map(heading_of_names, written)) else None
    return None


def fields_of_columns(header: Sequence[str]) -> tuple[list[str | None], list[str]]:
    """Return the field of every column, and the headings of which nobody can be sure.

    ``alias`` means 微信号 in exports of the local database and 备注 in wechaty (practice §1.2): beside a remark or an
    account it is 微信号, which is not used; beside roomAlias it is the remark. Elsewhere it is taken for a remark,
    which can only suggest, and named as unsure. ``name`` is a real name where the file has no other and holds the keys
    of Feishu or of a directory. Some programs mean another thing by a word than others do (``_OF_PROGRAMS``).
    """
    keys = [header_key(heading) for heading in header]
    fields = [_FIELD_BY_WORD.get(key) for key in keys]
    for mark, meant in _OF_PROGRAMS.items():
        if mark in keys:
            fields = [meant.get(key, field) for key, field in zip(keys, fields, strict=True)]
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


CHINA = ZoneInfo("Asia/Shanghai")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# What programs write with the zone it is meant in: 2024-01-02T04:00:00Z, 2024-01-02 12:00:00+08:00.
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)


def parse_moment(text: str, zone: tzinfo = CHINA) -> datetime | None:
    """Return a moment with its time zone, or None for what is no time; text without a zone is local to ``zone``."""
    text = text.strip().removesuffix(".0")
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    if _ZONED.fullmatch(text):
        return _zoned(text, zone)
    found = dates.parse_moment(text)
    return found.replace(tzinfo=zone) if found else None


def _zoned(text: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(zone)
    except (ValueError, OverflowError):
        return None
