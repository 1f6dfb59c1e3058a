"""What holds for every list, and a measurement on made-up people: nobody is ever bound to the wrong one."""

import random
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from groupadmin.core.folding import name_key
from members.identity.index import Index
from members.identity.plan import plan_roster
from members.identity.values import (
    GroupRules,
    KnownDepartment,
    KnownMembership,
    KnownPerson,
    RosterPlan,
    RosterRow,
    Tier,
    Verdict,
)
from tests.identity.making import DEPARTMENT_NAME, DEPARTMENTS, INDEX, PEOPLE

WORDS = [*(person.name for person in PEOPLE), *(name for each in DEPARTMENTS for name in each.names)]
PIECES = st.sampled_from(
    [*WORDS, "供应商", "-", "—", "【", "】", " ", "🌹", "总", "老", "A", "138", "\u200b", "Jack", "zs", ""]
)
NICKNAMES = st.lists(PIECES, max_size=5).map("".join) | st.text(max_size=12)
ACCOUNTS = st.sampled_from(["", "", "", "wxid_1", "wxid_2", "@f00"])
ROWS = st.lists(
    st.builds(
        RosterRow,
        number=st.just(0),
        nickname=NICKNAMES,
        platform_name=NICKNAMES,
        account_key=ACCOUNTS,
        real_name=st.sampled_from(["", "", "张三", "甲乙"]),
        staff_no=st.sampled_from(["", "", "000102", "9"]),
    ),
    max_size=12,
)
MEMBERSHIPS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([None, 1, 2, 4, 13]), st.sampled_from(["", "wxid_1", "wxid_3"])),
    max_size=6,
)
BINDING = (Tier.EXACT, Tier.NAME, Tier.MEMORY)


def numbered(rows: list[RosterRow]) -> list[RosterRow]:
    return [
        RosterRow(n, r.nickname, r.platform_name, "", r.account_key, r.real_name, "", r.staff_no)
        for n, r in enumerate(rows, 1)
    ]


def seated(made: list[tuple[str, int | None, str]]) -> list[KnownMembership]:
    accounts: set[str] = set()
    memberships = []
    for number, (nickname, employee, account) in enumerate(made, 1):
        account = "" if account in accounts else account
        accounts.add(account)
        memberships.append(
            KnownMembership(number, employee, "EMPLOYEE" if employee else "UNKNOWN", nickname, nickname, account)
        )
    return memberships


class EveryPlanTest(TestCase):
    @given(
        ROWS,
        MEMBERSHIPS,
        st.booleans(),
        st.sampled_from([GroupRules(), DEPARTMENT_NAME, GroupRules(scope=frozenset((4,)))]),
    )
    @settings(max_examples=150, deadline=None)
    def test_the_counts_add_up_and_nobody_weak_is_bound(
        self, rows: list[RosterRow], made: list[tuple[str, int | None, str]], full: bool, rules: GroupRules
    ) -> None:
        memberships = seated(made)
        result = plan_roster(numbered(rows), memberships, INDEX, rules, full=full)
        counts = result.counts()
        self.assertEqual([row.number for row in result.rows], list(range(1, len(rows) + 1)))
        self.assertEqual(
            counts["joined"] + counts["renamed"] + counts["unchanged"] + counts["rejected"], counts["rows"]
        )
        used = [row.membership_id for row in result.rows if row.membership_id is not None]
        waiting = {each.id for each in result.kept} - set(used)
        self.assertEqual(counts["unchanged"] + counts["renamed"], len(used))
        if full:
            self.assertEqual(len(used) + counts["left"] + len(waiting), len(memberships))
        self.assertEqual(len(used), len(set(used)))
        self.assertEqual({each.id for each in result.left} & (set(used) | waiting), set())
        for row in result.rows:
            self.assertEqual(row.employee_id is not None, row.tier in BINDING and row.verdict is not Verdict.OUTSIDER)
            self.assertEqual(row.verdict is Verdict.REJECTED, row.change == "rejected")
            if row.verdict in (Verdict.LEAVER, Verdict.MISNAMED, Verdict.TRANSFERRED, Verdict.INELIGIBLE, Verdict.OK):
                self.assertIsNotNone(row.employee_id)
            if row.verdict in (Verdict.AMBIGUOUS, Verdict.SUGGESTED):
                self.assertIsNone(row.employee_id)
            self.assertLessEqual(len(row.suggestions), 8)

    @given(NICKNAMES)
    @settings(max_examples=300, deadline=None)
    def test_who_is_bound_has_the_full_name_in_the_nickname(self, nickname: str) -> None:
        (row,) = plan_roster([RosterRow(1, nickname=nickname)], [], INDEX, GroupRules(), full=False).rows
        if row.employee_id is None:
            return
        person = INDEX.person(row.employee_id)
        assert person is not None
        self.assertIn(name_key(person.name), name_key(nickname))
        self.assertNotIn("供应商", nickname)
        self.assertTrue(row.tier is Tier.EXACT or len(INDEX.named(name_key(person.name))) == 1)

    @given(ROWS, MEMBERSHIPS, st.randoms(use_true_random=False))
    @settings(max_examples=80, deadline=None)
    def test_the_order_of_the_rows_does_not_matter(
        self, rows: list[RosterRow], made: list[tuple[str, int | None, str]], chance: random.Random
    ) -> None:
        # Rows that are the same row twice are the documented exception: the first one counts.
        distinct = list(
            {(r.nickname, r.platform_name, r.real_name, r.staff_no, r.account_key): r for r in rows}.values()
        )
        accounts = [r.account_key for r in distinct if r.account_key.startswith("wxid")]
        if len(accounts) != len(set(accounts)):
            return
        turned = distinct[:]
        chance.shuffle(turned)
        one = plan_roster(numbered(distinct), seated(made), INDEX, DEPARTMENT_NAME, full=True)
        other = plan_roster(numbered(turned), seated(made), INDEX, DEPARTMENT_NAME, full=True)
        self.assertEqual(self.said(one), self.said(other))
        self.assertEqual(one.left, other.left)

    def said(self, result: RosterPlan) -> list[str]:
        return sorted(
            f"{row.nickname}|{row.account_key}|{row.verdict}|{row.tier}|{row.employee_id}" for row in result.rows
        )


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉春梅海燕建国庆宇浩轩子涵雨欣"
TRADITIONAL = str.maketrans("张刘陈杨黄赵吴马罗丽军杰涛刚华国庆轩", "張劉陳楊黃趙吳馬羅麗軍傑濤剛華國慶軒")
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
TEAMS = [KnownDepartment(1, ("某某公司",), (1,))] + [
    KnownDepartment(n, (f"{word}部", f"{word}口"), (1, n))
    for n, word in enumerate(("采购", "质检", "仓储", "设备", "安环", "动力", "法务", "审计", "企划", "品牌"), 2)
]
SHAPES = {
    "hyphen": "{d}-{n}",
    "dash": "{d}——{n}",
    "brackets in front": "【{d}】{n}",
    "brackets behind": "{n}（{d}）",
    "space": "{d} {n}",
    "reversed": "{n}-{d}",
    "emoji": "🌹{d}-{n}🇨🇳",
    "full width": "{f}",
    "spaced name": "{d}-{s}",
    "traditional": "{t}",
    "bare name": "{n}",
    "title": "{x}总",
    "doubled character": "{d}-{o}",
    "typo": "{d}-{y}",
}
SURE = {
    "hyphen",
    "dash",
    "brackets in front",
    "brackets behind",
    "space",
    "reversed",
    "emoji",
    "full width",
    "spaced name",
    "traditional",
}


def four_hundred() -> list[KnownPerson]:
    chance = random.Random(20260312)
    return [
        KnownPerson(
            n,
            f"{n:06}",
            chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 1, 2)))),
            (chance.randrange(2, 12),),
            working=chance.random() > 0.08,
        )
        for n in range(1, 401)
    ]


def written(shape: str, person: KnownPerson, taken: set[str], chance: random.Random) -> str:
    name, department = person.name, TEAMS[person.department_ids[0] - 1].names[0]
    wrong = name[:-1] + chance.choice([char for char in GIVEN if name[:-1] + char not in taken])
    doubled = name + name[-1]
    return SHAPES[shape].format(
        d=department,
        n=name,
        s=" ".join(name),
        x=name[0],
        f=f"{department}-{name}".translate(FULL_WIDTH),
        t=f"{department}-{name}".translate(TRADITIONAL),
        o=doubled if doubled not in taken else name,
        y=wrong,
    )


class MeasurementTest(TestCase):
    """400 people, a fifth of whom share their name, each written in fourteen shapes."""

    def setUp(self) -> None:
        self.people = four_hundred()
        self.index = Index(self.people, TEAMS)
        self.names = {person.name for person in self.people}
        self.namesakes = {p.id for p in self.people if sum(q.name == p.name for q in self.people) > 1}
        at_work = {p.name for p in self.people if p.working}
        self.hidden = {p.id for p in self.people if not p.working and p.name in at_work}
        self.twins = {
            p.id
            for p in self.people
            if sum((q.name, q.department_ids) == (p.name, p.department_ids) for q in self.people) > 1
        }

    def planned(self, shape: str) -> RosterPlan:
        chance = random.Random(shape)
        rows = [
            RosterRow(p.id, nickname=written(shape, p, self.names, chance), account_key=f"w{p.id}") for p in self.people
        ]
        return plan_roster(rows, [], self.index, GroupRules(), full=True)

    def test_nobody_is_bound_to_somebody_else(self) -> None:
        self.assertGreater(len(self.namesakes), 40)
        self.assertTrue(self.twins)
        for shape in SHAPES:
            with self.subTest(shape):
                bound = [row for row in self.planned(shape).rows if row.employee_id is not None]
                self.assertEqual([row.nickname for row in bound if row.employee_id != row.number], [])

    def test_with_a_department_everybody_is_bound_but_twins_and_who_left_a_namesake(self) -> None:
        for shape in SURE:
            with self.subTest(shape):
                unbound = {row.number for row in self.planned(shape).rows if row.employee_id is None}
                self.assertEqual(unbound, self.twins | self.hidden)

    def test_a_bare_name_binds_all_but_namesakes(self) -> None:
        unbound = {row.number for row in self.planned("bare name").rows if row.employee_id is None}
        self.assertEqual(unbound, self.namesakes)

    def test_a_title_binds_nobody(self) -> None:
        self.assertEqual({row.employee_id for row in self.planned("title").rows}, {None})

    def test_a_typo_binds_nobody_and_mostly_finds_its_person_among_the_suggestions(self) -> None:
        rows = self.planned("typo").rows
        self.assertEqual({row.employee_id for row in rows}, {None})
        self.assertGreater(sum(row.number in row.suggestions for row in rows), 0.9 * len(rows))

    def test_leavers_are_found_as_leavers(self) -> None:
        left = {person.id for person in self.people if not person.working} - self.twins - self.hidden
        found = {row.number for row in self.planned("hyphen").rows if row.verdict is Verdict.LEAVER}
        self.assertEqual(found, left)
