"""The prepared directory: departments by every name, people by every key, who belongs where."""

from unittest import TestCase

from members.identity.index import Index
from members.identity.values import KnownDepartment, KnownPerson
from tests.identity.making import (
    COMPANY,
    EAST,
    FINANCE,
    HR,
    INDEX,
    IT,
    OFFICE,
    PEOPLE,
    SALES,
    SALES_ONE,
    names,
)


class DepartmentsTest(TestCase):
    NAMED = (
        ("人力资源部", {HR}),
        ("人力资源", {HR}),
        ("hr", {HR}),
        ("销售1部", {SALES_ONE}),
        ("销1", {SALES_ONE}),
        ("销售", {SALES}),
        ("华东", {EAST}),
        ("财", {FINANCE}),
        ("办公室", {OFFICE}),
        ("信息技术", {IT}),
        ("某某", {COMPANY}),
        ("没有的部", set()),
        ("", set()),
    )

    def test_by_every_name_in_full_and_for_short(self) -> None:
        for key, expected in self.NAMED:
            with self.subTest(key):
                self.assertEqual(INDEX.departments_named(key), expected)

    def test_a_word_is_any_departments_name_however_it_is_written(self) -> None:
        for word, known in (
            ("人力资源部", True),
            ("ＨＲ", True),
            ("【销售一部】", True),
            ("销售1部", True),
            ("供应商", False),
            ("", False),
        ):
            with self.subTest(word):
                self.assertIs(word in INDEX, known)
        self.assertNotIn(17, INDEX)

    def test_a_name_and_what_is_said_for_short_are_both_meant(self) -> None:
        index = Index([], [KnownDepartment(1, ("市场部",), (1,)), KnownDepartment(2, ("市场",), (2,))])
        self.assertEqual(index.departments_named("市场"), {1, 2})
        self.assertEqual(index.departments_named("市场部"), {1})

    def test_two_departments_of_a_name_are_both_meant(self) -> None:
        index = Index(
            [],
            [
                KnownDepartment(1, ("总公司",), (1,)),
                KnownDepartment(2, ("综合部",), (1, 2)),
                KnownDepartment(3, ("综合部",), (1, 3)),
            ],
        )
        self.assertEqual(index.departments_named("综合部"), {2, 3})

    def test_the_one_root_is_the_company_and_two_roots_are_none(self) -> None:
        self.assertEqual(INDEX.company, {COMPANY})
        two = [KnownDepartment(1, ("甲公司",), (1,)), KnownDepartment(2, ("乙公司",), (2,))]
        self.assertEqual(Index([], two).company, frozenset())
        self.assertEqual(Index([], two[:1]).company, frozenset())


class PeopleTest(TestCase):
    def test_by_name(self) -> None:
        self.assertEqual([person.id for person in INDEX.named("王五")], [3, 4])
        self.assertEqual([person.id for person in INDEX.named("阿卜杜拉买买提")], [5])
        self.assertEqual(list(INDEX.named("没有")), [])

    def test_by_staff_number(self) -> None:
        for written, person in (("000101", 1), ("hr-2023-001", 17), ("ＨＲ－２０２３－００１", 17)):
            with self.subTest(written):
                found = INDEX.with_staff_no(written)
                self.assertEqual(found.id if found else None, person)
        self.assertIsNone(INDEX.with_staff_no(""))
        self.assertIsNone(INDEX.with_staff_no("101"))

    def test_a_number_that_lost_its_zeros(self) -> None:
        found = INDEX.with_lost_zeros("101")
        self.assertEqual(found.id if found else None, 1)
        self.assertIsNone(INDEX.with_lost_zeros("999"))

    def test_that_two_people_could_have_lost_names_neither(self) -> None:
        twins = [KnownPerson(1, "0007", "甲乙", ()), KnownPerson(2, "007", "丙丁", ())]
        self.assertIsNone(Index(twins, []).with_lost_zeros("7"))

    def test_a_name_of_one_character_is_nobodys(self) -> None:
        index = Index([KnownPerson(1, "1", "张", ()), KnownPerson(2, "2", "张三", ())], [])
        self.assertFalse(index.has_name("张"))
        self.assertTrue(index.has_name("张三"))

    def test_by_id(self) -> None:
        self.assertEqual(INDEX.person(1), PEOPLE[0])
        self.assertIsNone(INDEX.person(999))

    def test_an_empty_directory_answers_everything(self) -> None:
        empty = Index([], [])
        self.assertEqual((empty.longest_name, empty.longest_department), (0, 0))
        self.assertEqual(list(empty.one_edit_from("张三丰")), [])
        self.assertEqual(empty.sounding_like("zhangsan"), [])
        self.assertEqual(empty.people_within(frozenset(), 10), [])


class BelongingTest(TestCase):
    def fits(self, person: int, *departments: int) -> bool:
        found = INDEX.person(person)
        assert found is not None
        return bool(INDEX.fitting([found], [frozenset(departments)]))

    def within(self, person: int, *scope: int) -> bool:
        found = INDEX.person(person)
        assert found is not None
        return INDEX.within(found, frozenset(scope))

    def test_own_and_above_fit_below_and_a_neighbour_do_not(self) -> None:
        self.assertTrue(self.fits(1, EAST))
        self.assertTrue(self.fits(1, SALES))
        self.assertFalse(self.fits(7, EAST))
        self.assertFalse(self.fits(1, SALES_ONE))
        self.assertFalse(self.fits(1, HR))

    def test_the_company_fits_everybody(self) -> None:
        self.assertTrue(all(self.fits(person.id, COMPANY) for person in PEOPLE))

    def test_of_two_departments_of_a_name_one_is_enough(self) -> None:
        self.assertTrue(self.fits(1, HR, EAST))

    def test_scope_goes_down_and_never_up(self) -> None:
        self.assertTrue(self.within(1, SALES))
        self.assertFalse(self.within(7, EAST))
        self.assertTrue(self.within(17, FINANCE))
        self.assertFalse(self.within(3, FINANCE))

    def test_no_scope_holds_everybody(self) -> None:
        self.assertTrue(self.within(3))

    def test_the_people_of_a_scope_are_counted_to_a_limit(self) -> None:
        inside = INDEX.people_within(frozenset((EAST, SALES_ONE)), 10)
        self.assertEqual(sorted(names([person.id for person in inside or ()])), ["尉迟恭谨", "张三", "阿卜杜拉·买买提"])
        self.assertEqual(len(INDEX.people_within(frozenset((EAST, SALES_ONE)), 3) or ()), 3)
        self.assertIsNone(INDEX.people_within(frozenset((EAST, SALES_ONE)), 2))

    def test_a_department_the_directory_lost_fits_only_its_own(self) -> None:
        index = Index([KnownPerson(1, "1", "甲乙", (77,))], [])
        person = index.person(1)
        assert person is not None
        self.assertTrue(index.fitting([person], [frozenset((77,))]))
        self.assertFalse(index.fitting([person], [frozenset((78,))]))


class LikenessTest(TestCase):
    EDITS = (
        ("one wrong", "欧阳秀文", "欧阳修文", True),
        ("one missing", "欧阳文", "欧阳修文", True),
        ("one too many", "欧阳修修文", "欧阳修文", True),
        ("two swapped", "欧阳文修", "欧阳修文", True),
        ("two wrong", "欧阳秀闻", "欧阳修文", False),
        ("the name itself", "欧阳修文", "欧阳修文", False),
        ("of two characters nobody guesses", "李三", "李四", False),
    )

    def test_one_edit_away(self) -> None:
        for words, written, name, found in self.EDITS:
            with self.subTest(words):
                self.assertIs(name in INDEX.one_edit_from(written), found)

    def test_very_long_words_are_nobodys_typo(self) -> None:
        self.assertEqual(INDEX.one_edit_from("欧阳修文欧阳修文"), set())

    def test_by_sound(self) -> None:
        self.assertEqual(INDEX.sounding_like("zhangsan"), ["张三"])
        self.assertEqual(INDEX.sounding_like("nobody"), [])
