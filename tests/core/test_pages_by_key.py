"""Pages of a list by key: what stands at the ends, and that nobody is shown twice or left out."""

from django.test import TestCase

from groupadmin.core.keyset import PAGE, Page, keyset_page, number_keys
from groupadmin.directory.models import Employee
from tests.making import make_employee


def people(count):
    Employee.objects.bulk_create(
        Employee(staff_no=f"{number:04}", name=f"员工{number}", name_key=f"员工{number}") for number in range(count)
    )


def page(**keys):
    keys.setdefault("size", 3)
    return keyset_page(Employee.objects.all(), "staff_no", **keys)


def numbers(found):
    return [employee.staff_no for employee in found.rows]


class TheEnds(TestCase):
    def test_an_empty_list_has_one_empty_page_and_no_neighbours(self):
        for keys in ({}, {"after": "0001"}, {"before": "0001"}, {"newest_first": True}):
            with self.subTest(keys):
                self.assertEqual(page(**keys), Page([]))

    def test_a_list_of_exactly_one_page_has_no_more(self):
        people(3)
        self.assertEqual((numbers(page()), page().before, page().after), (["0000", "0001", "0002"], "", ""))

    def test_one_row_more_makes_a_second_page(self):
        people(4)
        first = page()
        self.assertEqual((first.before, first.after), ("", "0002"))
        second = page(after=first.after)
        self.assertEqual((numbers(second), second.before, second.after), (["0003"], "0003", ""))

    def test_back_from_the_second_page_is_the_first_without_a_way_further_back(self):
        people(4)
        back = page(before="0003")
        self.assertEqual((numbers(back), back.before, back.after), (["0000", "0001", "0002"], "", "0002"))

    def test_before_the_first_and_after_the_last_there_is_nothing(self):
        people(4)
        self.assertEqual(page(before="0000").rows, [])
        self.assertEqual(page(after="0003").rows, [])

    def test_a_key_that_has_gone_meanwhile_still_marks_the_place(self):
        people(6)
        Employee.objects.filter(staff_no="0002").delete()
        self.assertEqual(numbers(page(after="0002")), ["0003", "0004", "0005"])
        self.assertEqual(numbers(page(before="0002")), ["0000", "0001"])

    def test_before_wins_where_both_are_given(self):
        people(9)
        self.assertEqual(numbers(page(before="0003", after="0006")), ["0000", "0001", "0002"])

    def test_without_a_size_a_page_has_fifty(self):
        people(PAGE + 1)
        self.assertEqual(len(keyset_page(Employee.objects.all(), "staff_no").rows), 50)


class WalkingThrough(TestCase):
    @classmethod
    def setUpTestData(cls):
        people(10)

    def walk(self, way, **options):
        seen, key = [], ""
        for _page in range(20):
            found = page(**{way: key} if key else {}, **options)
            seen.append(numbers(found))
            key = getattr(found, way)
            if not key:
                return seen
        raise AssertionError("the pages go round in a circle")

    def test_forwards_everybody_comes_once_in_order(self):
        seen = self.walk("after")
        self.assertEqual([len(some) for some in seen], [3, 3, 3, 1])
        self.assertEqual([number for some in seen for number in some], [f"{number:04}" for number in range(10)])

    def test_newest_first_everybody_comes_once_in_the_other_order(self):
        seen = self.walk("after", newest_first=True)
        self.assertEqual(
            [number for some in seen for number in some], [f"{number:04}" for number in reversed(range(10))]
        )

    def test_newest_first_back_again_keeps_the_order_of_the_page(self):
        second = page(after="0007", newest_first=True)
        self.assertEqual(numbers(second), ["0006", "0005", "0004"])
        back = page(before=second.before, newest_first=True)
        self.assertEqual((numbers(back), back.before), (["0009", "0008", "0007"], ""))

    def test_whoever_comes_in_between_moves_nobody_to_another_page(self):
        first = page()
        make_employee(staff_no="00005")
        self.assertEqual(numbers(page(after=first.after)), ["0003", "0004", "0005"])

    def test_one_query_a_page_however_far_in(self):
        for keys in ({}, {"after": "0006"}, {"before": "0003"}):
            with self.subTest(keys), self.assertNumQueries(1):
                page(**keys)


class KeysInAnAddress(TestCase):
    def test_of_a_list_by_number_are_numbers_or_nothing(self):
        self.assertEqual(number_keys({"after": "17", "before": "4"}), {"after": "17", "before": "4"})
        for text in ("", "x", "-1", "²", "1" * 30):
            with self.subTest(text):
                self.assertEqual(number_keys({"after": text}), {"after": "", "before": ""})
