"""The words HR lists use for being here and for the kind of employment, as codes (practice §2.1). Pure: no Django.

Words whose meaning an organisation must decide itself (内退, 停职) are no codes: they are asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

PENDING, PROBATION, ACTIVE, LEAVING = "PENDING", "PROBATION", "ACTIVE", "LEAVING"
SUSPENDED, LONG_LEAVE, LEFT, RETIRED = "SUSPENDED", "LONG_LEAVE", "LEFT", "RETIRED"
HERE = frozenset((PROBATION, ACTIVE, LEAVING, SUSPENDED, LONG_LEAVE))
GONE = frozenset((LEFT, RETIRED))


def _table(lines: Mapping[str, str]) -> dict[str, str]:
    return {word: code for code, words in lines.items() for word in words.lower().split()}


STATUS = _table(
    {
        PENDING: "待入职 待报到 未入职 未到岗 拟入职 pending",
        PROBATION: "试用 试用期 试用中 试岗 见习 见习期 未转正 probation",
        ACTIVE: "在职 正式 已转正 转正 在岗 在编 正常 在册 在职(正式) 正式在职 active onboard",
        LEAVING: "待离职 拟离职 离职中 离职办理中 办理离职 leaving",
        SUSPENDED: "停薪留职 停薪 suspended",
        LONG_LEAVE: "长假 长期休假 休假 产假 病假 长病假 哺乳假 医疗期 休假中 产假中 病假中 long_leave",
        LEFT: """
            离职 已离职 辞职 已辞职 离岗 退工 解除 解除合同 终止 终止合同 辞退 开除 自离 已取消入职 取消入职 调出 死亡
            left resigned
        """,
        RETIRED: "退休 已退休 离休 retired",
    }
)
EMPLOYMENT = _table(
    {
        "REGULAR": "正式 正式员工 正式工 合同工 全职 在编 编内 自有 劳动合同 合同制 regular full-time",
        "INTERN": "实习 实习生 见习生 intern",
        "DISPATCHED": "劳务派遣 派遣 派遣工 派遣员工 派遣制 dispatched",
        "OUTSOURCED": "外包 外包人员 外包员工 劳务外包 业务外包 outsourced",
        "LABOUR": "劳务 劳务工 劳务合同 劳务协议 编外 临时工 临聘 labour",
        "ADVISER": "顾问 外聘 外聘专家 专家 adviser consultant",
        "REHIRED": "返聘 退休返聘 返聘人员 rehired",
        "PART_TIME": "兼职 小时工 非全日制 钟点工 part-time part_time",
    }
)
# Words of other lists that stand in a status column and say how somebody is employed: such a person is in post.
EMPLOYMENT_AS_STATUS = frozenset(("INTERN", "DISPATCHED", "OUTSOURCED", "LABOUR", "ADVISER", "REHIRED", "PART_TIME"))
ASK = {
    "内退": ("在职", "退休"),
    "内部退养": ("在职", "退休"),
    "停职": ("在职", "停薪留职"),
    "停职检查": ("在职", "停薪留职"),
    "待岗": ("在职", "停薪留职"),
}
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
    """Return the status a word stands for; None where it stands for none, or must be asked (``ASK``)."""
    word = folded(word)
    if word in STATUS:
        return STATUS[word]
    return ACTIVE if EMPLOYMENT.get(word) in EMPLOYMENT_AS_STATUS else None


def employment_of(word: str) -> str | None:
    """Return the kind of employment a word stands for; None where it stands for none."""
    return EMPLOYMENT.get(folded(word))


def to_decide(word: str) -> tuple[str, ...]:
    """Return the words a person must choose between where a status may mean either; empty where it is clear."""
    return ASK.get(folded(word), ())


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
