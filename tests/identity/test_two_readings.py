"""Where the parts of a nickname can be read in two ways, nobody is bound and both readings are offered."""

from unittest import TestCase

from groupadmin.regulations.patterns import parse
from members.identity.index import Index
from members.identity.match import Matcher
from members.identity.values import GroupRules, KnownDepartment, KnownPerson, Match, Memory, RosterRow

COMPANY, SALES, FINANCE = 1, 2, 3
ZHANG, LIU, LI, LATIN, OUYANG = 1, 2, 3, 4, 5
INDEX = Index(
    [
        KnownPerson(ZHANG, "000101", "张三", (SALES,)),
        KnownPerson(LIU, "000102", "刘胜", (FINANCE,)),
        KnownPerson(LI, "000103", "李娜", (FINANCE,)),
        KnownPerson(LATIN, "000104", "Li Na", (SALES,)),
        KnownPerson(OUYANG, "000105", "欧阳修", (SALES,)),
    ],
    [
        KnownDepartment(COMPANY, ("某某公司",), (COMPANY,)),
        KnownDepartment(SALES, ("销售部",), (COMPANY, SALES)),
        KnownDepartment(FINANCE, ("财务部",), (COMPANY, FINANCE)),
    ],
)


def match(nickname: str, *templates: str) -> Match:
    rules = GroupRules(patterns={"": tuple(map(parse, templates))} if templates else {})
    return Matcher(INDEX, rules, Memory()).match(RosterRow(1, nickname=nickname))


class TwoReadings(TestCase):
    def bound(self, person: int, *nicknames: str) -> None:
        for nickname in nicknames:
            with self.subTest(nickname):
                self.assertEqual(match(nickname).employee_id, person)

    def asked(self, people: set[int], *nicknames: str) -> None:
        for nickname in nicknames:
            with self.subTest(nickname):
                found = match(nickname)
                self.assertEqual((found.employee_id, set(found.suggestions)), (None, people))

    def test_seven_or_eight_digits_may_be_another_companys_staff_number(self) -> None:
        self.asked({ZHANG}, "张三 20231234", "张三20231234", "张三-6543210", "20231234张三", "张三(88886666)")

    def test_a_telephone_number_is_known_by_how_it_begins(self) -> None:
        self.bound(ZHANG, "张三 13812345678", "张三 01088886666", "张三 010-88886666", "张三(0571 88886666)")
        self.asked({ZHANG}, "张三 010-888866661")

    def test_a_word_behind_a_short_name_may_be_its_end(self) -> None:
        self.asked({LIU}, "刘胜-男", "刘胜 男", "刘胜·男", "刘胜/男", "财务部-刘胜-男")

    def test_in_brackets_or_in_front_or_behind_a_whole_name_it_is_none(self) -> None:
        self.bound(LIU, "刘胜(男)", "刘胜【男】", "男-刘胜", "刘胜-财务部-男")
        self.bound(OUYANG, "欧阳修-男")

    def test_where_the_rule_asks_for_it_it_is_no_part_of_the_name(self) -> None:
        self.assertEqual(match("刘胜-男", "{name}-{tag}").employee_id, LIU)

    def test_what_counts_groups_amounts_and_floors_tells_no_person_apart(self) -> None:
        self.bound(ZHANG, "张三 3群", "张三 20元", "张三 3楼", "张三 2023届")
        self.asked({ZHANG}, "张三(3组)", "张三 3组", "张三2")

    def test_a_latin_name_may_be_another_name_in_pinyin(self) -> None:
        self.asked({LI, LATIN}, "Li Na", "LiNa", "Li-Na", "LI NA", "财务部-Li Na")
        self.assertNotEqual(match("Na Li").employee_id, LI)

    def test_the_department_or_the_number_tells_which(self) -> None:
        self.bound(LATIN, "销售部-Li Na", "000104 Li Na")
        self.bound(LI, "李娜", "财务部-李娜")
