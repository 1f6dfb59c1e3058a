"""The department tree of the demo: a head office, and as many branches as there are people for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

# name, short names, posts, share of the head office's people
HEAD_OFFICE = (
    ("总经理办公室", ("总经办", "综合办"), ("秘书", "文员", "机要员"), 3),
    ("人力资源部", ("人力", "人资", "HR"), ("招聘专员", "薪酬专员", "培训专员"), 5),
    ("行政部", ("行政",), ("行政专员", "前台", "车队司机"), 5),
    ("财务部", ("财务", "财"), ("会计", "出纳", "成本专员"), 6),
    ("信息技术部", ("信息", "IT", "技术"), ("开发工程师", "运维工程师", "测试工程师"), 10),
    ("保密办公室", ("保密办",), ("保密员", "档案员"), 2),
    ("审计部", ("审计",), ("审计专员", "法务专员"), 3),
    ("工程部", ("工程",), ("项目工程师", "造价员", "安全员"), 12),
)
BRANCH = (
    ("销售部", ("销售",), ("销售代表", "渠道专员", "客户经理"), 12),
    ("客户服务部", ("客服",), ("客服专员", "回访员"), 8),
    ("物流部", ("物流",), ("仓管员", "调度员", "司机"), 8),
    ("质量部", ("质量", "质检"), ("检验员", "质量工程师"), 6),
    ("一车间", ("一车",), ("操作工", "班组长", "维修工"), 20),
    ("二车间", ("二车",), ("操作工", "班组长", "维修工"), 20),
    ("三车间", ("三车",), ("操作工", "班组长", "维修工"), 18),
)
BRANCHES = (
    "华东 华南 华北 西南 西北 华中 东北 江北 江南 临港 滨海 高新 开发区 城东 城西 城南 城北 东山 西湖 南岭".split()
)
PEOPLE_PER_BRANCH = 700
COMPANY = "临江机电集团"


@dataclass(slots=True)
class Unit:
    """A department to be: its number, names, chain of ids and names, posts, and how many people it draws."""

    id: int
    name: str
    parent: int | None
    lineage: str
    path: str
    short_names: tuple[str, ...] = ()
    posts: tuple[str, ...] = ("专员",)
    weight: int = 0
    staff: list[int] = field(default_factory=list)  # places in the list of people, filled as people are made


def plan(employees: int, first_id: int, company: str = COMPANY) -> list[Unit]:
    """Return the tree for so many people, parents before children, numbered from ``first_id``."""
    root = Unit(first_id, company, None, f"/{first_id}/", company, posts=("总经理", "副总经理"), weight=2)
    units = [root]
    _grow(units, root, HEAD_OFFICE)
    for branch in _branch_names(max(1, round(employees / PEOPLE_PER_BRANCH))):
        below = _under(units, root, branch, (), ("分公司经理", "经理助理"), 2)
        _grow(units, below, BRANCH)
    return units


def _branch_names(count: int) -> Iterator[str]:
    for number in range(count):
        turn, place = divmod(number, len(BRANCHES))
        yield f"{BRANCHES[place]}{'第' + str(turn + 1) if turn else ''}分公司"


def _grow(
    units: list[Unit], parent: Unit, kinds: tuple[tuple[str, tuple[str, ...], tuple[str, ...], int], ...]
) -> None:
    for name, short_names, posts, weight in kinds:
        _under(units, parent, name, short_names, posts, weight)


def _under(
    units: list[Unit], parent: Unit, name: str, short_names: tuple[str, ...], posts: tuple[str, ...], weight: int
) -> Unit:
    number = units[0].id + len(units)
    made = Unit(
        number, name, parent.id, f"{parent.lineage}{number}/", f"{parent.path}/{name}", short_names, posts, weight
    )
    units.append(made)
    return made
