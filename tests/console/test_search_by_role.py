"""What each provider of the search box brings: order, state, place, and never more than the reader may see."""

from django.test import TestCase, override_settings
from django.utils import translation

from groupadmin.console.views import look_for
from groupadmin.core.pinyin import search_keys
from groupadmin.core.search import LIMIT, Found, Hit
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.directory.search import find_people
from members.models import Membership
from members.register.search import find_groups
from tests.making import (
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_user,
)

HERE = "tests.console.test_search_by_role"


def person(name, department=None, **facts):
    pinyin, initials = search_keys(name)
    return make_employee(name, department, pinyin=pinyin, initials=initials, **facts)


def group(name, department=None, **facts):
    pinyin, initials = search_keys(name)
    return make_group(name, department, pinyin=pinyin, initials=initials, **facts)


def nothing(user, q):
    return Found("Nothing")


def echo(user, q):
    return Found("Echo", [Hit(f"<{q}>", "")])


class Organisation(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.east = make_department("华东销售处", cls.sales)
        cls.works = make_department("工程部", cls.company)
        cls.wang = person("王小明", cls.east, staff_no="S1")
        cls.left = person("王小明", cls.works, staff_no="S2", status=Employee.Status.LEFT)
        cls.lost = person("王大明", None, staff_no="S3")
        cls.group = group("华东销售群", cls.east, code="G1")
        cls.ended = group("华东旧群", cls.east, code="G0", status="DISSOLVED", dissolved_on="2026-01-01")
        cls.hr = make_user(None, roles.HR)


class People(Organisation):
    def numbers(self, user, q):
        return [hit.note.split(" · ")[0] for hit in find_people(user, q).hits]

    def test_bear_their_place_and_state_so_that_namesakes_can_be_told_apart(self):
        with translation.override("en"):
            first, second = find_people(self.hr, "王小明").hits
        self.assertEqual(first.note, "S1 · 总公司/销售部/华东销售处")
        self.assertEqual((first.severity, second.severity), ("", "bad"))
        self.assertNotEqual(first.state, second.state)
        self.assertEqual(first.url, "/people/S1/")

    def test_of_no_department_have_their_number_alone(self):
        self.assertEqual(find_people(self.hr, "王大明").hits[0].note, "S3")

    def test_are_seen_as_far_as_a_role_reaches(self):
        head, plain = person("赵主任", self.sales, staff_no="H1"), person("钱二", self.works, staff_no="E1")
        make_head(self.sales, head)
        reach = {
            "office": (self.hr, ["S1", "S2", "S3"]),
            "auditor": (make_user(None, roles.AUDITOR), ["S1", "S2", "S3"]),
            "confidentiality": (make_user(None, roles.CONFIDENTIALITY), ["S1", "S2", "S3"]),
            "approver": (make_user(None, roles.APPROVER), []),
            "head of a department above": (make_user(head), ["S1"]),
            "employee": (make_user(plain), []),
        }
        for words, (user, numbers) in reach.items():
            with self.subTest(words):
                self.assertEqual(sorted(self.numbers(user, "王")), numbers)

    def test_whose_name_it_is_exactly_stand_before_those_it_begins(self):
        person("王小", self.works, staff_no="Z9")
        self.assertEqual(self.numbers(self.hr, "王小")[0], "Z9")

    def test_each_stand_once_though_found_in_two_ways(self):
        person("李丽", None, staff_no="LL1", account="x")
        self.assertEqual(self.numbers(self.hr, "ll"), ["LL1"])

    def test_are_found_with_spaces_and_wide_letters_between(self):
        for typed in ("王 小 明", " 王小明 ", "s1", "S1"):
            with self.subTest(typed):
                self.assertIn("S1", self.numbers(self.hr, typed))

    def test_exactly_a_page_does_not_say_that_there_are_more(self):
        for number in range(LIMIT):
            person("周一", None, staff_no=f"Y{number:03}")
        self.assertFalse(find_people(self.hr, "周一").more)
        person("周一", None, staff_no="Y999")
        found = find_people(self.hr, "周一")
        self.assertEqual((len(found.hits), found.more), (LIMIT, True))


class Groups(Organisation):
    def test_in_use_stand_before_those_that_ended(self):
        self.assertEqual([hit.note.split(" · ")[0] for hit in find_groups(self.hr, "华东").hits], ["G1", "G0"])

    def test_bear_place_state_and_tone(self):
        hit = find_groups(self.hr, "G1").hits[0]
        self.assertEqual((hit.text, hit.note, hit.severity), ("华东销售群", "G1 · 总公司/销售部/华东销售处", "good"))
        self.assertEqual(hit.url, "/groups/G1/")

    def test_are_seen_by_those_who_run_them_and_no_longer_once_they_do_not(self):
        membership = make_membership(self.group, self.wang, role=Membership.Role.OWNER)
        owner = make_user(self.wang)
        self.assertEqual([hit.text for hit in find_groups(owner, "华东").hits], ["华东销售群"])
        Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.MEMBER)
        self.assertEqual(find_groups(owner, "华东").hits, [])

    def test_of_signs_alone_are_none(self):
        for typed in ("　", "★", "%%", "--"):
            with self.subTest(typed):
                self.assertEqual(list(find_groups(self.hr, typed).hits), [])


class TheBox(Organisation):
    @override_settings(SEARCH_PROVIDERS=[f"{HERE}.nothing", f"{HERE}.echo"])
    def test_shows_those_who_found_something_in_the_order_of_the_settings(self):
        self.assertEqual([one.title for one in look_for(self.hr, "a")], ["Echo"])

    @override_settings(SEARCH_PROVIDERS=[f"{HERE}.echo"])
    def test_asks_nobody_for_nothing_and_trims_what_was_typed(self):
        self.assertEqual(look_for(self.hr, "  "), [])
        self.assertEqual(look_for(self.hr, " a ")[0].hits[0].text, "<a>")

    @override_settings(SEARCH_PROVIDERS=[f"{HERE}.echo"])
    def test_on_the_page_escapes_hits_and_cuts_a_very_long_question(self):
        self.client.force_login(self.hr)
        page = self.client.get("/search/", {"q": "<i>" + "x" * 500})
        self.assertEqual(len(page.context["q"]), 64)
        self.assertNotContains(page, "<i>x")

    def test_says_what_can_be_typed_when_nothing_was_and_when_nothing_was_found(self):
        self.client.force_login(self.hr)
        self.client.post("/language/", {"language": "en"})
        self.assertContains(self.client.get("/search/"), "What are you looking for?")
        self.assertContains(self.client.get("/search/", {"q": "没有"}), "Nothing found")

    def test_notes_that_one_searched_but_not_for_what_and_writes_nothing_else(self):
        self.client.force_login(self.hr)
        with self.assertNumQueries(8) as asked:
            self.client.get("/search/", {"q": "王小明"})
        written = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(("SELECT", "(SELECT"))]
        self.assertEqual(len(written), 1)
        self.assertIn("people.searched", written[0])
        self.assertNotIn("王小明", written[0])
