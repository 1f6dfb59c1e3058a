"""The words HR lists use for being here and for the kind of employment, as codes (practice §2.1). Pure: no Django.

Words whose meaning an organisation must decide itself (内退, 停职) are no codes: they are asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

PENDING, PROBATION, ACTIVE, LEAVING = "PENDING", "PROBATION", "ACTIVE", "LEAVING"
SUSPENDED, LONG_LEAVE, LEFT, RETIRED = "SUSPENDED", "LONG_LEAVE", "LEFT", "RETIRED"
HERE = frozenset((PROBATION, ACTIVE, LEAVING, SUSPENDED, LONG_LEAVE))
GONE = frozenset((LEFT, RETIRED))
IN_POST = HERE - {LEAVING}


def _table(lines: Mapping[str, str]) -> dict[str, str]:
    return {word: code for code, words in lines.items() for word in words.lower().split()}


STATUS = _table(
    {
        PENDING: """
            待入职 待报到 未入职 未报到 未到岗 拟入职 待到岗 待上岗 预入职 即将入职 尚未入职 尚未报到 拟录用 待录用
            已录用 已录用未入职 已录用未报到 录用未入职 录用未报到 offer 已发offer offer已发 已接受offer pending
            preboarding
        """,
        PROBATION: "试用 试用期 试用中 试用期内 试用期员工 试用员工 试岗 见习 见习期 未转正 probation",
        ACTIVE: """
            在职 正式 已转正 转正 在岗 在编 正常 在册 在任 在用 实际在职 未离职 在职员工 在职人员 在岗员工 在职(正式)
            正式在职 借调 借出 挂职 外派 驻外 是 y yes true √ active onboard
        """,
        LEAVING: "待离职 拟离职 离职中 离职办理中 办理离职 已提离职 leaving",
        SUSPENDED: "停薪留职 停薪 留职停薪 suspended",
        LONG_LEAVE: """
            长假 长期休假 休假 产假 休产假 病假 长病假 长期病假 休病假 哺乳假 育儿假 医疗期 工伤假 休假中 产假中 病假中
            long_leave onleave
        """,
        LEFT: """
            离职 已离职 离职人员 离职员工 主动离职 被动离职 协议离职 自动离职 辞职 已辞职 离岗 已离岗 离任 退工 解除
            解除合同 合同解除 劳动合同解除 解聘 解雇 终止 终止合同 合同终止 劳动合同终止 辞退 劝退 开除 除名 自离 裁员
            已取消入职 取消入职 未入职取消 调出 调离 已调离 死亡 去世 亡故 否 n no false × left resigned terminated
        """,
        RETIRED: "退休 已退休 离休 离退休 正式退休 退休人员 retired",
    }
)
EMPLOYMENT = _table(
    {
        "REGULAR": """
            正式 正式员工 正式工 正式职工 合同工 合同制 全职 在编 在编人员 编内 自有 自有员工 劳动合同 劳动合同制
            固定期限 无固定期限 事业编制 行政编制 聘用制 员额制 人事代理 试用 试用期 试用期员工 regular
            full-time fulltime
        """,
        "INTERN": "实习 实习生 实习期 实习人员 见习生 管培实习生 intern",
        "DISPATCHED": "劳务派遣 派遣 派遣工 派遣员工 派遣人员 派遣制 劳务派遣工 劳务派遣人员 劳务派遣员工 dispatched",
        "OUTSOURCED": "外包 外包人员 外包员工 劳务外包 业务外包 岗位外包 外协 外协人员 驻场 outsourced",
        "LABOUR": "劳务 劳务工 劳务人员 劳务合同 劳务协议 编外 编外人员 临时工 临时 临聘 季节工 labour",
        "ADVISER": "顾问 外聘 外聘专家 外聘顾问 专家 adviser consultant",
        "REHIRED": "返聘 退休返聘 返聘人员 退休返聘人员 rehired",
        "PART_TIME": "兼职 兼职人员 小时工 非全日制 钟点工 part-time part_time parttime",
    }
)
# Words of other lists that stand in a status column and say how somebody is employed: such a person is in post.
EMPLOYMENT_AS_STATUS = frozenset(("INTERN", "DISPATCHED", "OUTSOURCED", "LABOUR", "ADVISER", "REHIRED", "PART_TIME"))
ASK = {
    "内退": ("在职", "退休"),
    "退养": ("在职", "退休"),
    "内部退养": ("在职", "退休"),
    "内部退休": ("在职", "退休"),
    "退居二线": ("在职", "退休"),
    "停职": ("在职", "停薪留职"),
    "停职检查": ("在职", "停薪留职"),
    "待岗": ("在职", "停薪留职"),
    "不在岗": ("长假", "停薪留职", "离职"),
}
# What 否 says under 是否在岗: the person is not at work, which may mean that they have left.
NOT_AT_WORK = ASK["不在岗"]
# What platforms say of somebody's account, and of the person nothing.
ACCOUNT_STATES = frozenset(
    "已激活 未激活 待激活 已启用 启用 已禁用 禁用 停用 已停用 已加入 未加入 已绑定 未绑定 已邀请 activated".split()
)
# A membership that nobody has is written where the name stands, with a number or a word behind it.
_EMPTY = (
    "空缺|空编|空岗|空额|缺编|缺员|缺岗|待招|待补|待聘|待定|待配|拟招|拟聘|招聘中|正在招聘|暂缺|暂空|暂无人?|未定|无人|虚拟岗位"
    "|虚拟人员|虚位|vacant|vacancy|tb[dac]"
)
VACANCY = re.compile(
    rf"\W*(?:岗位?|编制|职位|人员|此岗)?(?:{_EMPTY}|[空缺](?=\W|$))(?:聘|录|充|员|缺)?(?:岗位?|编制|职位|人员|中)?(?:[\W\d].*)?"
)
# DingTalk's word for people whose status nobody has entered.
NO_STATUS = frozenset(("无状态", "未知"))
# 在职(试用), 离职-退休: the narrower word stands in the brackets or behind the dash.
NARROWER = re.compile(r"([^()\-/]+)(?:\(([^()]+)\)|[-/](.+))")
PEOPLE = re.compile("(?<=..)(?:人员|员工)$")
# 离职(2026-03-01), 6.30离职, 拟6月底离职: a day or a month beside the word, with or without its year.
_RUN = r"(\d{8}|\d{1,4}[./年月日号-][\d./年月日号-]*(?:份|底|末|初|[上中下]旬)?)"
_DAY = rf"(?:于|至|到|自|从|截[至止])?{_RUN}(?:前|后|起|止|当天)?"
DAY_BESIDE = re.compile(rf"[(\[]{_DAY}[)\]]|[-:,、]?{_DAY}")
YES = frozenset(("是", "y", "yes", "true", "1", "√", "✓", "✔", "对", "负责人"))
NO = frozenset(("否", "n", "no", "false", "0", "×", "x", "不是", "非", ""))
# Whoever leads people, by the words of the post or the level. 副 (deputy) counts, 助理 (assistant) does not.
LEADING_WORDS = """
    经理 总监 主任 部长 处长 科长 局长 厅长 院长 校长 所长 站长 厂长 矿长 段长 队长 组长 班长 主管 店长 行长 总裁 董事长
    理事长 会长 书记 副总 总工 负责人 领班 值班长 工段长 园长 馆长 台长 社长 镇长 股长 manager director head chief
    supervisor leader ceo cto cfo coo
"""
LEADING_LEVELS_WORDS = "高层 中层 基层管理 管理层 管理岗 高管 中高层 领导班子 中干 m1 m2 m3 m4 m5 m6"
LEADING_NOBODY_WORDS = """
    客户经理 产品经理 大堂经理 理财经理 助理 秘书 科员 主任医师 主任护师 主任编辑 主任记者 assistant secretary
    productmanager accountmanager
"""
LEADING = tuple(LEADING_WORDS.split())
LEADING_LEVELS = frozenset(LEADING_LEVELS_WORDS.split())
LEADING_NOBODY = tuple(LEADING_NOBODY_WORDS.split())


@lru_cache(maxsize=10_000)
def folded(word: str) -> str:
    """Return the form in which words of a vocabulary are compared."""
    return unicodedata.normalize("NFKC", word).strip().lower().replace(" ", "")


def status_of(word: str) -> str | None:
    """Return the status a word stands for; None where it stands for none, or must be asked (``ASK``).

    Of a word with a narrower one beside it, 在职(试用), the narrower one counts where it is known.
    """
    for said in _readings(word):
        if said in ASK:
            return None
        if said in STATUS:
            return STATUS[said]
        if said in EMPLOYMENT:
            return ACTIVE
    return None


def day_in(word: str) -> str:
    """Return the day that stands beside a status, as it is written: 离职(2026-03-01), 6.30离职; "" where none does."""
    return "、".join((one[1] or one[2]).strip("./-") for one in DAY_BESIDE.finditer(folded(word)))


def employment_of(word: str) -> str | None:
    """Return the kind of employment a word stands for; None where it stands for none."""
    return next((EMPLOYMENT[said] for said in _readings(word) if said in EMPLOYMENT), None)


def to_decide(word: str) -> tuple[str, ...]:
    """Return the words a person must choose between where a status may mean either; empty where it is clear."""
    return next((ASK.get(said, ()) for said in _readings(word) if said in ASK or said in STATUS), ())


def _readings(word: str) -> tuple[str, ...]:
    """Return the words to look up for a cell, the whole one first, then the narrower part of it, then the wider.

    A day beside the word is no part of it.
    """
    word = DAY_BESIDE.sub("", folded(word))
    parts = NARROWER.fullmatch(word)
    said = (word, narrower(word), parts[1]) if parts else (word,)
    return (*said, *(one for each in said if (one := PEOPLE.sub("", each)) != each))


def narrower(word: str) -> str:
    """Return what stands in brackets or behind a dash beside a word; "" where nothing does."""
    parts = NARROWER.fullmatch(folded(word))
    return (parts[2] or parts[3]) if parts else ""


def is_vacancy(name: str) -> bool:
    """Say whether a cell for a name tells of a post that nobody has: （空编）, 待招聘2名."""
    return bool(VACANCY.fullmatch(folded(name)))


def truth_of(word: str) -> bool | None:
    """Return what a yes-or-no cell says; None where it says neither."""
    word = folded(word)
    return True if word in YES else False if word in NO else None


def leads(post: str, level: str) -> bool:
    """Say whether a post or a level makes a manager of somebody: 班组长 and above (the words stand in ``LEADING``).

    Assistants, and posts that carry the word but lead nobody (客户经理, 主任医师), are none.
    """
    post, level = folded(post), folded(level)
    if level in LEADING_LEVELS or any(word in level for word in LEADING):
        return True
    if any(word in post for word in LEADING_NOBODY):
        return False
    return any(word in post for word in LEADING)
