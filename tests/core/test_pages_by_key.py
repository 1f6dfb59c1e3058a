"""Pages of a list by key: what stands at the ends, and that nobody is shown twice or left out."""

from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.core import keyset
from groupadmin.core.keyset import PAGE, Page, keys_in, keyset_page
from groupadmin.directory.models import Employee
from tests.making import make_employee


def people(count):
    Employee.objects.bulk_create(
        Employee(staff_no=f"{number:04}", name=f"员工{number}", name_key=f"员工{number}") for number in range(count)
    )


def page(*, newest_first=False, **keys):
    keys.setdefault("size", 3)
    return keyset_page(Employee.objects.all(), ["-staff_no" if newest_first else "staff_no"], **keys)


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
        self.assertEqual(len(keyset_page(Employee.objects.all(), ["staff_no"]).rows), 50)


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

    def test_as_many_queries_however_far_in_and_how_many_rows_there_are(self):
        for keys, queries in (({}, 2), ({"after": "0006"}, 3), ({"before": "0006"}, 3)):
            with self.subTest(keys), CaptureQueriesContext(connection) as asked:
                page(**keys)
            self.assertEqual(len(asked), queries)
            self.assertNotIn("OFFSET", " ".join(query["sql"] for query in asked))

    def test_each_page_says_where_it_lies_among_all(self):
        for keys, place in (({}, (1, 3, 10)), ({"after": "0002"}, (4, 6, 10)), ({"after": "0008"}, (10, 10, 10))):
            with self.subTest(keys):
                found = page(**keys)
                self.assertEqual((found.first, found.last, found.total), place)
        back = page(before="0009")
        self.assertEqual((back.first, back.last, back.total), (7, 9, 10))

    def test_rows_beyond_a_number_nobody_reads_are_not_counted(self):
        with mock.patch.object(keyset, "COUNTED", 5):
            self.assertFalse(page().is_counted)
        self.assertTrue(page().is_counted)


class InAnOrderOfSeveralColumns(TestCase):
    """By day and then by number, say: each row once, there and back, whichever way the order falls."""

    @classmethod
    def setUpTestData(cls):
        people(9)
        for number in range(9):
            Employee.objects.filter(staff_no=f"{number:04}").update(
                name=f"名{number % 2}~，", status="LEFT" if number < 4 else "ACTIVE"
            )

    def walk(self, order, way, key=""):
        seen = []
        for _page in range(20):
            found = keyset_page(Employee.objects.all(), order, size=2, **{way: key} if key else {})
            seen.append([row.staff_no for row in found.rows])
            key = getattr(found, way)
            if not key:
                return seen, found
        raise AssertionError("the pages go round in a circle")

    def test_everybody_comes_once_in_order(self):
        for order in (
            ["name", "staff_no"],
            ["-name", "staff_no"],
            ["status", "-name", "pk"],
            ["-status", "name", "-pk"],
        ):
            with self.subTest(order):
                seen, _last = self.walk(order, "after")
                wanted = list(Employee.objects.order_by(*order).values_list("staff_no", flat=True))
                self.assertEqual([number for some in seen for number in some], wanted)

    def test_and_back_again(self):
        order = ["-name", "staff_no"]
        _seen, last = self.walk(order, "after")
        back, first = self.walk(order, "before", last.before)
        wanted = list(Employee.objects.order_by(*order).values_list("staff_no", flat=True))
        self.assertEqual([number for some in reversed(back) for number in some], wanted[:-1])
        self.assertEqual(first.before, "")

    def test_a_key_of_another_order_begins_anew(self):
        for key in ("名0", "a~b~c", "~", "x" * 700, "名0，~~"):
            with self.subTest(key):
                found = keyset_page(Employee.objects.all(), ["status", "pk"], after=key)
                self.assertEqual(found.first, 1)


class KeysInAnAddress(TestCase):
    def test_are_what_it_says_or_nothing(self):
        self.assertEqual(keys_in({"after": "17", "before": "4"}), {"after": "17", "before": "4"})
        self.assertEqual(keys_in({}), {"after": "", "before": ""})

    def test_of_numbers_are_numbers_or_the_first_page(self):
        people(4)
        for text in ("x", "-1", "²", "1" * 30):
            with self.subTest(text):
                self.assertEqual(keyset_page(Employee.objects.all(), ["pk"], after=text, size=3).first, 1)
