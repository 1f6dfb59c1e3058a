"""The demo's people and their names: invented, of every kind that lists bring, the same for the same seed."""

from collections import Counter
from datetime import timedelta
from random import Random
from unittest import TestCase as PlainTestCase

from django.test import TestCase

from groupadmin.directory.models import Employee
from members.demo import departments
from members.demo.names import COMMON, COMPOUND, ETHNIC_FIRST, GIVEN, RARER, Names
from members.demo.people import SURELY_GONE, SURELY_HERE, People
from tests.making import TODAY

Status = Employee.Status
SURNAMES = {part[0] for part in COMMON.split()} | set(RARER)


class ANameSource(PlainTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = Names(Random(3))
        cls.made = [names.next() for _ in range(6000)]

    def test_gives_the_same_names_for_the_same_seed_and_others_for_another(self):
        sources = [Names(Random(seed)) for seed in (1, 1, 2)]
        first, again, other = ([names.next() for _ in range(50)] for names in sources)
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_makes_every_name_of_a_surname_and_given_characters(self):
        for name in self.made:
            if "·" in name:
                self.assertIn(name.split("·")[0], ETHNIC_FIRST)
            else:
                surname = name[:2] if name[:2] in COMPOUND and name[0] not in SURNAMES else name[0]
                self.assertTrue(surname in SURNAMES or name[:2] in COMPOUND, name)
                self.assertIn(name[-1], GIVEN)

    def test_makes_names_of_two_to_four_characters_and_some_with_a_dot(self):
        lengths = Counter(len(name) for name in self.made if "·" not in name)
        self.assertEqual(set(lengths), {2, 3, 4})
        self.assertGreater(lengths[3], lengths[2])
        self.assertGreater(lengths[2], lengths[4])
        self.assertTrue(5 <= sum("·" in name for name in self.made) <= 60)

    def test_makes_the_common_surnames_common(self):
        counted = Counter(name[0] for name in self.made)
        self.assertGreater(counted["王"], counted["林"])
        self.assertGreater(counted["李"], counted["罗"])
        self.assertTrue(0.05 <= counted["王"] / 6000 <= 0.10)

    def test_makes_compound_surnames_now_and_then(self):
        share = sum(name[:2] in COMPOUND for name in self.made) / 6000
        self.assertTrue(0.003 <= share <= 0.02, share)

    def test_gives_an_ordinary_name_to_whom_everybody_meets_first(self):
        for seed in range(300):
            name = Names(Random(seed)).ordinary()
            self.assertIn(len(name), (2, 3), name)
            self.assertIn(name[0], SURNAMES)
            self.assertNotIn("·", name)
            self.assertNotIn(name[:2], COMPOUND)

    def test_remembers_an_ordinary_name_for_namesakes(self):
        names = Names(Random(1))
        self.assertEqual(names.made, [])
        first = names.ordinary()
        self.assertEqual(names.made, [first])

    def test_writes_one_character_wrong_and_never_the_surname(self):
        names = Names(Random(1))
        for name in ("张晓丽", "欧阳修文", "王伟"):
            for _ in range(20):
                wrong = names.one_edit(name)
                self.assertEqual((len(wrong), wrong[0]), (len(name), name[0]))
                self.assertLessEqual(sum(a != b for a, b in zip(wrong, name, strict=True)), 1)


class ThePeople(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.units = departments.plan(400, 1, departments.COMPANY)
        cls.people = People(cls.units, 400, first_id=1, today=TODAY, random=Random(5))
        cls.rows = list(cls.people.rows())

    def test_begin_with_a_manager_of_each_department_in_post_with_an_ordinary_name(self):
        for place, unit in enumerate(self.units):
            row = self.rows[place]
            self.assertEqual((row["department_id"], row["is_manager"]), (unit.id, True))
            self.assertEqual((row["status"], row["employment"]), (Status.ACTIVE, Employee.Employment.REGULAR))
            self.assertIn(len(row["name"]), (2, 3))
            self.assertIn(row["post"], ("总经理", "主任", "经理"))

    def test_go_on_with_some_who_are_surely_here_and_some_who_have_surely_left(self):
        start = len(self.units)
        here = self.rows[start : start + SURELY_HERE]
        gone = self.rows[start + SURELY_HERE : start + SURELY_HERE + SURELY_GONE]
        self.assertEqual({row["status"] for row in here}, {Status.ACTIVE})
        self.assertEqual({row["status"] for row in gone}, {Status.LEFT})

    def test_have_namesakes_in_one_department_whom_only_a_number_tells_apart(self):
        place = len(self.units) + 1
        first, twin = self.rows[place - 1], self.rows[place]
        self.assertEqual((first["name"], first["department_id"]), (twin["name"], twin["department_id"]))
        self.assertNotEqual(first["staff_no"], twin["staff_no"])

    def test_have_numbers_with_leading_zeros_each_once(self):
        numbers = [row["staff_no"] for row in self.rows]
        self.assertEqual(len(set(numbers)), 400)
        self.assertEqual({len(number) for number in numbers}, {6})
        self.assertTrue(numbers[0].startswith("00000"))

    def test_left_in_the_past_or_are_about_to_and_nobody_else_has_such_a_day(self):
        for row in self.rows:
            with self.subTest(row["staff_no"], status=row["status"]):
                if row["status"] in (Status.LEFT, Status.RETIRED):
                    self.assertLess(row["left_on"], TODAY)
                elif row["status"] == Status.LEAVING:
                    self.assertGreater(row["left_on"], TODAY)
                else:
                    self.assertIsNone(row["left_on"])

    def test_were_hired_before_today_unless_they_are_still_to_come(self):
        for row in self.rows:
            if row["status"] == Status.PENDING:
                self.assertGreater(row["hired_on"], TODAY)
            else:
                self.assertLessEqual(row["hired_on"], TODAY - timedelta(days=30))

    def test_have_moved_lately_in_small_numbers_and_know_from_where(self):
        moved = [person for person in self.people.made if person.old_unit]
        self.assertTrue(2 <= len(moved) <= 40, len(moved))
        for person in moved:
            self.assertIsNot(person.old_unit, person.unit)
            since = self.rows[person.id - 1]["department_since"]
            self.assertLess((TODAY - since).days, 51)

    def test_can_be_searched_for_from_the_first_moment(self):
        for row in self.rows[:40]:
            self.assertTrue(row["pinyin"].isascii(), row["name"])
            self.assertEqual(len(row["initials"]), len(row["name"].replace("·", "")), row["name"])
            self.assertTrue(row["name_key"])


class TheTree(PlainTestCase):
    def test_has_one_company_and_every_other_unit_below_another(self):
        units = departments.plan(400, 1, "某公司")
        known = {unit.id for unit in units}
        self.assertEqual([unit.name for unit in units if unit.parent is None], ["某公司"])
        for unit in units[1:]:
            self.assertIn(unit.parent, known)
            self.assertTrue(unit.path.startswith("某公司/"))
            self.assertTrue(unit.path.endswith(unit.name))

    def test_grows_with_the_number_of_people(self):
        small, large = (len(departments.plan(size, 1, "公司")) for size in (60, 20_000))
        self.assertLess(small, large)

    def test_has_the_offices_that_the_log_ins_come_from(self):
        names = {unit.name for unit in departments.plan(60, 1, "公司")[:9]}
        self.assertLessEqual({"人力资源部", "工程部", "保密办公室", "总经理办公室", "审计部"}, names)
