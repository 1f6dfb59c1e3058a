"""Where pages of the register and of a group's history begin and end: nothing lost, nothing twice."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core import audit
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Flag
from members.register import querysets
from tests.making import NOON, TODAY, make_group, make_user


def open_flags(group, count):
    for number in range(count):
        Flag.objects.create(
            kind=Flag.Kind.MISNAMED, group=group, subject=f"employee:{number}", raised_on=TODAY, due_on=TODAY
        )


class ThePagesOfTheRegister(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def fill(self, count):
        for number in range(count):
            make_group(f"群{number}", code=f"C{number:03}")

    def walk(self, **query):
        pages, after = [], ""
        while True:
            answer = self.client.get(reverse("register"), query | ({"after": after} if after else {}))
            pages.append([group.code for group in answer.context["groups"]])
            after = answer.context["after"]
            if not after:
                return pages

    def test_just_below_at_and_above_a_full_page(self):
        for count, sizes in ((29, [29]), (30, [30]), (31, [30, 1]), (60, [30, 30]), (61, [30, 30, 1])):
            with self.subTest(count=count):
                Group.objects.all().delete()
                self.fill(count)
                for order in (querysets.BY_CODE, querysets.WORST_FIRST):
                    pages = self.walk(order=order)
                    self.assertEqual([len(page) for page in pages], sizes)
                    self.assertEqual(len({code for page in pages for code in page}), count)

    def test_equal_counts_across_the_end_of_a_page_go_by_number(self):
        self.fill(65)
        for group in Group.objects.filter(code__gte="C020", code__lte="C060"):
            open_flags(group, 1)
        pages = self.walk()
        walked = [code for page in pages for code in page]
        worst = [f"C{number:03}" for number in range(20, 61)]
        rest = [f"C{number:03}" for number in (*range(20), *range(61, 65))]
        self.assertEqual(walked, worst + rest)

    def test_what_is_settled_between_two_pages_hides_nobody(self):
        self.fill(40)
        open_flags(Group.objects.get(code="C035"), 2)
        first = self.client.get(reverse("register"))
        self.assertEqual(first.context["groups"][0].code, "C035")
        Flag.objects.all().delete()
        second = self.client.get(reverse("register"), {"after": first.context["after"]})
        seen = {group.code for page in (first, second) for group in page.context["groups"]}
        self.assertEqual(len(seen), 40)

    def test_a_group_that_vanishes_at_the_end_of_a_page_does_not_stop_the_walk(self):
        self.fill(40)
        first = self.client.get(reverse("register"), {"order": "code"})
        Group.objects.get(code=first.context["after"]).delete()
        second = self.client.get(reverse("register"), {"order": "code", "after": first.context["after"]})
        self.assertEqual(second.context["groups"][0].code, "C030")

    def test_after_the_last_there_is_nothing_and_that_is_said(self):
        self.fill(3)
        answer = self.client.get(reverse("register"), {"order": "code", "after": "C002"})
        self.assertEqual(list(answer.context["groups"]), [])
        self.assertFalse(answer.context["none_at_all"])

    def test_the_filters_go_on_to_the_next_page(self):
        self.fill(35)
        Group.objects.filter(code__lt="C033").update(platform="QQ")
        pages = self.walk(platform="QQ")
        self.assertEqual([len(page) for page in pages], [30, 3])
        page = self.client.get(reverse("register"), {"platform": "QQ"}).content.decode()
        self.assertIn("platform=QQ", page)

    def test_each_page_costs_the_same(self):
        self.fill(95)
        # The order, the count of all, what the rows show; by number the place is counted by itself.
        for order, after, number in ((querysets.BY_CODE, "C089", 4), (querysets.WORST_FIRST, "0~C089", 3)):
            with self.subTest(order), self.assertNumQueries(number):
                querysets.register_page(Group.objects.all(), order, {"after": after, "before": ""})

    def test_and_back_again_whichever_way_it_is_turned(self):
        self.fill(65)
        for group in Group.objects.filter(code__gte="C020", code__lte="C060"):
            open_flags(group, int(group.code[1:]) % 3)
        for order in ("code", "-code", "worst", "-worst"):
            with self.subTest(order):
                pages = self.walk(order=order)
                last = self.client.get(reverse("register"), {"order": order, "after": ""})
                after = [last.context["after"]]
                second = self.client.get(reverse("register"), {"order": order, "after": after[0]})
                self.assertEqual((second.context["list"].page.first, second.context["list"].page.total), (31, 65))
                back = self.client.get(reverse("register"), {"order": order, "before": second.context["before"]})
                self.assertEqual([group.code for group in back.context["groups"]], pages[0])
                self.assertEqual(back.context["list"].page.first, 1)


class ThePagesOfAHistory(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("甲群", code="A1")
        cls.hr = make_user(None, roles.HR)

    def pages(self, count):
        for number in range(count):
            detail = {"changes": {"note": ["", str(number)]}}
            audit.record("group.facts_changed", self.group, actor=None, at=NOON, detail=detail)
        self.client.force_login(self.hr)
        found, after = [], None
        while True:
            url = reverse("group_history", args=["A1"])
            answer = self.client.get(url, {"after": after} if after else {})
            found.append([int(event["lines"][0]["after"]) for event in answer.context["events"]])
            after = answer.context["after"]
            if not after:
                return found

    def test_newest_first_fifty_a_page_and_none_twice(self):
        pages = self.pages(101)
        self.assertEqual([len(page) for page in pages], [50, 50, 1])
        self.assertEqual([number for page in pages for number in page], list(range(100, -1, -1)))

    def test_exactly_one_page_has_no_next(self):
        self.assertEqual([len(page) for page in self.pages(50)], [50])

    def test_a_strange_key_shows_the_first_page(self):
        self.pages(3)
        for after in ("x", "-1", "1.5", "²", ""):
            with self.subTest(after=after):
                answer = self.client.get(reverse("group_history", args=["A1"]), {"after": after})
                self.assertEqual(len(answer.context["events"]), 3)
