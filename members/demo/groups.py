"""The demo's register: groups of every platform and category, each with a story of what is wrong, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from django.utils import timezone

from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.demo.departments import Unit
from members.demo.names import Dice

Category, Platform, Status = Group.Category, Group.Platform, Group.Status


class Story(StrEnum):
    """What there is to find in a group. The first groups come in this order, so that a small demo has them all."""

    TROUBLE = "trouble"  # leavers, strangers, wrong nicknames and namesakes at once
    CLEAN = "clean"
    MOVED = "moved"
    MISSING = "missing"
    OWNER_LEFT = "owner left"
    OLD_LIST = "old list"
    SILENT = "silent"
    OVER_CAPACITY = "over capacity"
    STALE = "stale"
    PAST_END = "past end"
    NOT_CREATED = "not created"
    NEVER_LISTED = "never listed"
    OWNERLESS = "ownerless"
    BANNED = "banned"
    DISSOLVING = "dissolving"
    DISSOLVED = "dissolved"


# How often each is met, once every story has been told: most groups have little or nothing wrong.
SHARES = {Story.CLEAN: 46, Story.TROUBLE: 18, Story.MOVED: 7, Story.MISSING: 5, Story.OLD_LIST: 7, Story.SILENT: 3}
CATEGORIES = {
    Category.DEPARTMENT: 34,
    Category.WORKSHOP: 20,
    Category.PROJECT: 20,
    Category.CENTRE: 6,
    Category.INTEREST: 8,
    Category.EXTERNAL: 4,
    Category.CUSTOMERS: 5,
    Category.ASSOCIATION: 2,
    Category.COMPANY: 1,
}
PLATFORMS = {Platform.WECHAT: 74, Platform.QQ: 14, Platform.WECOM: 10, Platform.OTHER: 2}
# Which preset a category is governed by, the first that is there (and then each in turn).
RULES: Mapping[str, tuple[str, ...]] = {
    Category.DEPARTMENT: ("all-departments", "engineering-department", "penalty-ladder", "personnel-administration"),
    Category.WORKSHOP: ("steelworks", "factory-office"),
    Category.PROJECT: ("confidential-organs", "general-office-filing"),
    Category.CENTRE: ("personnel-administration", "group-classification"),
    Category.INTEREST: ("volunteers", "study-and-work"),
    Category.EXTERNAL: ("hometown-association", "general-office-filing"),
    Category.CUSTOMERS: ("retail-stores",),
    Category.ASSOCIATION: ("chamber-of-commerce", "classmates"),
    Category.COMPANY: ("company-publicity", "company-conduct"),
}
# Stories that only a certain rule makes a matter of: who moved, who must be in, who is silent.
STORIES: Mapping[str, tuple[str, str]] = {
    Story.MOVED: (Category.DEPARTMENT, "group-classification"),
    Story.MISSING: (Category.DEPARTMENT, "engineering-department"),
    Story.SILENT: (Category.EXTERNAL, "hometown-association"),
}
PURPOSES: Mapping[str, str] = {
    Category.DEPARTMENT: "部门日常工作安排与通知",
    Category.WORKSHOP: "班次交接、生产与安全通报",
    Category.PROJECT: "项目进度、图纸与现场问题沟通",
    Category.CENTRE: "中心内部协调与数据通报",
    Category.INTEREST: "员工业余活动组织",
    Category.EXTERNAL: "与外部单位的日常联络",
    Category.CUSTOMERS: "客户服务与问题反馈",
    Category.ASSOCIATION: "会员单位信息交流",
    Category.COMPANY: "公司级通知发布",
}
PROJECTS = "滨江大桥 智慧园区 二期厂房 数据中心 污水改造 新线投产 轨道六标 冷链仓库".split()
HOBBIES = "篮球 羽毛球 读书 摄影 徒步 志愿服务 合唱 棋友".split()
# People on the list, at most, by category; a department's list ends with its people.
SIZES: Mapping[str, tuple[int, int]] = {
    Category.COMPANY: (120, 400),
    Category.CENTRE: (40, 120),
    Category.DEPARTMENT: (20, 90),
    Category.WORKSHOP: (25, 110),
    Category.PROJECT: (15, 60),
}
OTHER_SIZE = (15, 70)


@dataclass(slots=True)
class Plan:
    """A group to be, before its list is made."""

    id: int
    code: str
    name: str
    category: str
    platform: str
    unit: Unit
    story: Story
    size: int
    regulation: Regulation | None
    template: str
    lists: list[datetime] = field(default_factory=list)  # when full lists were taken, oldest first
    created_on: date = date.min

    @property
    def status(self) -> str:
        ends = {
            Story.NOT_CREATED: Status.APPROVED,
            Story.DISSOLVING: Status.DISSOLVING,
            Story.DISSOLVED: Status.DISSOLVED,
        }
        return ends.get(self.story, Status.ACTIVE)


class Register:
    """Plans groups one after the other."""

    def __init__(self, units: list[Unit], *, first_id: int, today: date, random: Random) -> None:
        self.units, self.first_id, self.today, self.random = units, first_id, today, random
        self.rules = {r.slug: r for r in Regulation.objects.order_by("slug", "edition")}
        patterns = NicknamePattern.objects.filter(account_kind__in=("", "PERSONAL")).order_by("-id")
        self.templates = dict(patterns.values_list("regulation_id", "template"))
        above = {unit.parent for unit in units}
        self._leaves = [unit for unit in units if unit.id not in above]
        self._branches = [unit for unit in units[1:] if unit.id in above]
        self._workshops = [unit for unit in units if unit.name.endswith("车间")]
        self._categories = Dice(list(CATEGORIES), CATEGORIES.values(), random)
        self._platforms = Dice(list(PLATFORMS), PLATFORMS.values(), random)
        rest = [story for story in Story if story not in SHARES]
        self._stories = Dice([*SHARES, *rest], [*SHARES.values(), *[1] * len(rest)], random)

    def plan(self, place: int) -> Plan:
        """Return the group of a place in the register: the first ones tell every story and show every category."""
        random = self.random
        category = list(Category)[place % 9].value if place < 18 else self._categories.throw()
        story = list(Story)[place % len(Story)] if place < 2 * len(Story) else self._stories.throw()
        if place < 3:  # what the demo's owner sees: a department's groups with work to do
            category, story = Category.DEPARTMENT, (Story.TROUBLE, Story.MOVED, Story.OLD_LIST)[place]
        category, slug = STORIES.get(story, (category, ""))
        platform = Platform.QQ if story is Story.SILENT else self._platforms.throw()
        unit = self._unit(category, place)
        regulation = self.rules.get(slug) or self._regulation(category, place)
        number = self.first_id + place
        return Plan(
            id=number,
            code=f"G{number:05}",
            name=self._name(category, unit, number),
            category=category,
            platform=platform if place >= 3 else Platform.WECHAT,
            unit=unit,
            story=Story(story),
            size=random.randrange(*SIZES.get(category, OTHER_SIZE)),
            regulation=regulation,
            template=self.templates.get(regulation.pk, "") if regulation else "",
            lists=self._lists(Story(story)),
            created_on=self.today - timedelta(days=random.randrange(120, 1500)),
        )

    def _unit(self, category: str, place: int) -> Unit:
        if place < 3:
            return next(unit for unit in self.units if unit.name == "工程部")
        if category == Category.COMPANY:
            return self.units[0]
        wanted: dict[str, list[Unit]] = {Category.WORKSHOP: self._workshops, Category.CENTRE: self._branches}
        return self.random.choice(wanted.get(category, self._leaves))

    def _regulation(self, category: str, place: int) -> Regulation | None:
        there = [self.rules[slug] for slug in RULES[category] if slug in self.rules]
        if not there:
            return None
        return there[0] if place < 3 else there[place % len(there)]

    def _name(self, category: str, unit: Unit, number: int) -> str:
        random = self.random
        branch = unit.path.split("/")[1] if unit.path.count("/") > 1 else ""
        names: dict[str, str] = {
            Category.COMPANY: f"全员通知{number}群",
            Category.PROJECT: f"{random.choice(PROJECTS)}项目{number}群",
            Category.INTEREST: f"{random.choice(HOBBIES)}兴趣{number}群",
            Category.EXTERNAL: f"{branch}{unit.name}外部联络{number}群",
            Category.CUSTOMERS: f"{branch}{unit.name}客户服务{number}群",
            Category.ASSOCIATION: f"会员单位交流{number}群",
        }
        return names.get(category, f"{branch}{unit.name}工作{number}群")

    def _lists(self, story: Story) -> list[datetime]:
        """Return when full lists were taken: every month, the last one lately; a neglected group's long ago."""
        if story in (Story.NOT_CREATED, Story.NEVER_LISTED):
            return []
        last = (
            self.random.randrange(70, 160)
            if story in (Story.OLD_LIST, Story.DISSOLVED)
            else self.random.randrange(1, 6)
        )
        days = [last + 30 * back + self.random.randrange(3) for back in range(self.random.choice((1, 2, 2, 3)))]
        hour = time(self.random.randrange(9, 18), self.random.randrange(60))
        return [timezone.make_aware(datetime.combine(self.today - timedelta(days=d), hour)) for d in reversed(days)]
