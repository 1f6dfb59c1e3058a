"""Rows that say just what we have are told by their words alone, and that never hides a difference or a mistake."""

import random
from datetime import date

from django.test import SimpleTestCase

from groupadmin.core.table_reader import Table
from groupadmin.directory.department_paths import Tree
from groupadmin.directory.departments import key_of
from groupadmin.directory.diff import KnownDirectory, compare
from groupadmin.directory.headers import STAFF
from groupadmin.directory.staff_list import read_staff

TODAY = date(2026, 3, 2)
HEADER = (
    "工号",
    "账号",
    "姓名",
    "部门",
    "岗位",
    "职级",
    "用工类型",
    "在职状态",
    "入职日期",
    "离职日期",
    "是否部门负责人",
)
WORDS = {
    "账号": ("", "", "", "zhang", "li", "-"),
    "姓名": ("张三", "李四", "王五", "王五", "", "无"),
    "部门": ("总公司/销售部", "销售部", "总公司/研发部;总公司/销售部", "", "不清部"),
    "岗位": ("专员", "经理", "", "产品经理"),
    "职级": ("P1", "", "M3"),
    "用工类型": ("正式", "", "实习", "外星人"),
    "在职状态": ("在职", "", "离职", "待离职", "实习", "停职", "试用"),
    "入职日期": ("2020-01-05", "2020/1/5", "", "某日"),
    "离职日期": ("", "", "2026-03-01", "2026-05-01"),
    "是否部门负责人": ("", "否", "是", "张三"),
}


def a_tree() -> Tree:
    tree = Tree(key_of)
    tree.add(1, "总公司", None)
    tree.add(2, "销售部", 1)
    tree.add(3, "研发部", 1)
    return tree


def a_row(chance: random.Random, number: str) -> tuple[str, ...]:
    """Return a row that is mostly plain and now and then anything."""
    return (number, *(words[0] if chance.random() < 0.8 else chance.choice(words) for words in WORDS.values()))


def plan_of(rows: list[tuple[str, ...]], known: KnownDirectory, *, told_by_words: bool, header=HEADER):
    table = Table(header, list(enumerate(rows, 2)))
    reading = read_staff(
        table,
        table.columns(STAFF),
        a_tree(),
        today=TODAY,
        people=known.people if told_by_words else {},
        apart=known.others.keys() | known.heads.keys(),
    )
    return compare(reading, known, full=True, today=TODAY)


def those_of(rows: list[tuple[str, ...]]) -> KnownDirectory:
    """Return the people whom a list makes, as if it had been applied."""
    plan = plan_of(rows, KnownDirectory({}, {}, {}), told_by_words=False)
    return KnownDirectory(
        {one.staff_no: one.after for one in plan.created},
        {one.staff_no: one.others for one in plan.created if one.others},
        {one.staff_no: {one.after[2]} for one in plan.created if one.head and one.after[2]},
    )


class TheShortWay(SimpleTestCase):
    def assert_same_plan(self, rows, known, header=HEADER):
        short, long = (plan_of(rows, known, told_by_words=told, header=header) for told in (True, False))
        self.assertEqual(short.counts(), long.counts())
        self.assertEqual(
            (short.created, short.updated, short.left, short.problems),
            (long.created, long.updated, long.left, long.problems),
        )
        return short

    def test_finds_what_reading_every_row_finds(self):
        for seed in range(150):
            chance = random.Random(seed)
            numbers = [f"{number:03}" for number in range(30)]
            known = those_of([a_row(chance, number) for number in numbers])
            chance.seed(seed if seed % 3 else seed + 1000)  # a third of the lists tell of other people altogether
            rows = [a_row(chance, number) for number in numbers]
            for _mistake in range(4):
                place = chance.randrange(len(rows))
                rows[place] = (chance.choice((*numbers, "新001")), *a_row(chance, "")[1:])
            with self.subTest(seed=seed):
                self.assert_same_plan(rows, known)

    def test_finds_it_in_lists_with_fewer_columns(self):
        chance = random.Random(7)
        full = [a_row(chance, f"{number:03}") for number in range(40)]
        known = those_of(full)
        for width in range(3, len(HEADER) + 1):
            with self.subTest(width=width):
                self.assert_same_plan([row[:width] for row in full], known, header=HEADER[:width])

    def test_a_list_that_says_what_we_have_changes_nothing(self):
        rows = [
            (f"{n:03}", "", "张三", "总公司/销售部", "专员", "P1", "正式", "在职", "2020-01-05", "", "")
            for n in range(9)
        ]
        plan = self.assert_same_plan(rows, those_of(rows))
        self.assertEqual(plan.counts()["unchanged"], 9)
        self.assertEqual((plan.created, plan.updated, plan.left, plan.problems), ([], [], [], []))

    def test_a_number_that_comes_twice_is_blamed_where_it_comes_again(self):
        row = ("001", "", "张三", "总公司/销售部", "专员", "P1", "正式", "在职", "2020-01-05", "", "")
        other = (*row[:4], "经理", *row[5:])
        known = those_of([row])
        for rows in ([row, row], [row, other], [other, row]):
            with self.subTest(posts=[one[4] for one in rows]):
                plan = self.assert_same_plan(rows, known)
                self.assertEqual([(problem.row, problem.code) for problem in plan.problems], [(3, "twice_in_file")])

    def test_an_account_without_a_number_does_not_meet_its_own_person_again(self):
        row = ("001", "zhang", "张三", "总公司/销售部", "专员", "P1", "正式", "在职", "2020-01-05", "", "")
        plan = self.assert_same_plan([row, ("", *row[1:4], "经理", *row[5:])], those_of([row]))
        self.assertEqual([(problem.row, problem.code) for problem in plan.problems], [(3, "twice_in_file")])
        self.assertEqual(plan.updated, [])

    def test_a_head_and_a_person_of_two_departments_are_always_looked_at(self):
        row = ("001", "", "张三", "总公司/销售部", "专员", "P1", "正式", "在职", "2020-01-05", "", "")
        known = those_of([row])._replace(heads={"001": {2}}, others={"001": (3,)})
        (change,) = self.assert_same_plan([row], known).updated
        self.assertEqual((change.others, change.head), ((), False))
