"""The list of groups: who sees which, what can be asked of it, and that it costs the same at any size."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Flag, Membership
from members.register import querysets
from tests.making import (
    TODAY,
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_regulation,
    make_user,
)


def open_flags(group, count):
    for number in range(count):
        Flag.objects.create(
            kind=Flag.Kind.MISNAMED, group=group, subject=f"employee:{number}", raised_on=TODAY, due_on=TODAY
        )


class TheList(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.team = make_department("华东组", cls.sales)
        cls.works = make_department("工程部", cls.company)
        cls.rule = make_regulation("engineering", title="工程部群管理制度")
        now = timezone.now()
        cls.good = make_group("好群", cls.sales, code="A1", roster_taken_at=now, headcount=12)
        cls.bad = make_group("坏群", cls.team, code="A2", roster_taken_at=now - timedelta(days=60), headcount=99)
        cls.new = make_group("新群", cls.works, code="A3", platform="QQ", category="PROJECT", regulation=cls.rule)
        cls.gone = make_group("散群", cls.works, code="A4", status="DISSOLVED", dissolved_on=TODAY)
        open_flags(cls.bad, 3)
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        make_membership(cls.good, cls.owner, role=Membership.Role.OWNER)
        cls.head = make_employee("李四", cls.sales)
        make_head(cls.sales, cls.head)
        cls.hr = make_user(None, roles.HR)

    def test_overdue_is_a_word_in_the_row_and_a_filter(self):
        Flag.objects.filter(group=self.bad).update(due_on=timezone.localdate() - timedelta(days=1))
        self.assertEqual(self.codes(state="LATE"), ["A2"])
        self.assertContains(
            self.client.get(reverse("register"), {"state": "LATE"}), '<span class="tag tag-bad">逾期</span>'
        )
        answer = self.client.get(reverse("register"), {"state": "LATE", "as": "csv"}).content.decode("utf-8-sig")
        self.assertEqual([line.split(",")[0] for line in answer.splitlines()[1:]], ["A2"])

    def codes(self, user=None, **query):
        self.client.force_login(user or self.hr)
        answer = self.client.get(reverse("register"), query)
        self.assertEqual(answer.status_code, 200)
        return [group.code for group in answer.context["groups"]]

    def test_the_worst_stands_first_and_what_has_ended_is_left_out(self):
        self.assertEqual(self.codes(), ["A2", "A1", "A3"])

    def test_a_group_in_use_is_quiet_only_while_its_list_is_fresh(self):
        self.client.force_login(self.hr)
        shown = self.client.get(reverse("register")).context["groups"]
        self.assertEqual({group.code: group.state_tone for group in shown}, {"A1": "", "A2": "warn", "A3": "unknown"})

    def test_departments_of_one_name_are_told_apart_by_what_is_above_them(self):
        make_group("安全群", make_department("华东组", self.works))
        self.client.force_login(self.hr)
        page = self.client.get(reverse("register"))
        self.assertContains(page, 'title="总公司/销售部/华东组"')
        self.assertContains(page, 'title="总公司/工程部/华东组"')
        self.assertContains(page, '<span class="muted small">工程部 /</span> 华东组', html=False)

    def test_by_number_on_demand(self):
        self.assertEqual(self.codes(order="code"), ["A1", "A2", "A3"])

    def test_an_owner_sees_only_their_own(self):
        self.assertEqual(self.codes(make_user(self.owner)), ["A1"])

    def test_a_head_sees_those_below(self):
        self.assertEqual(self.codes(make_user(self.head)), ["A2", "A1"])

    def test_an_employee_without_groups_is_told_so_and_sees_none(self):
        self.client.force_login(make_user(make_employee("丙")))
        answer = self.client.get(reverse("register"))
        self.assertEqual(list(answer.context["groups"]), [])
        self.assertTrue(answer.context["none_at_all"])
        self.assertNotContains(answer, "好群")
        self.assertNotContains(answer, reverse("register_import"))

    def test_every_filter(self):
        for query, wanted in (
            ({"q": "坏"}, ["A2"]),
            ({"q": "a3"}, ["A3"]),
            ({"status": "DISSOLVED"}, ["A4"]),
            ({"status": "EVERY", "order": "code"}, ["A1", "A2", "A3", "A4"]),
            ({"category": "PROJECT"}, ["A3"]),
            ({"platform": "QQ"}, ["A3"]),
            ({"department": "销售部"}, ["A2", "A1"]),
            ({"department": "总公司/工程部"}, ["A3"]),
            ({"regulation": "engineering"}, ["A3"]),
            ({"regulation": "-"}, ["A2", "A1"]),
            ({"secrecy": "CLASSIFIED"}, []),
            ({"owner": "张"}, ["A1"]),
            ({"owner": "000123"}, ["A1"]),
            ({"older": "30"}, ["A2", "A3"]),
            ({"never": "on"}, ["A3"]),
            ({"matters": "on"}, ["A2"]),
        ):
            with self.subTest(query=query):
                self.assertEqual(self.codes(**query), wanted)

    def test_an_unknown_department_shows_none_and_says_why(self):
        self.client.force_login(self.hr)
        answer = self.client.get(reverse("register"), {"department": "没有部"})
        self.assertEqual(list(answer.context["groups"]), [])
        self.assertTrue(answer.context["list"].form.errors["department"])

    def test_unknown_is_never_green(self):
        self.client.force_login(self.hr)
        page = self.client.get(reverse("register"), {"q": "A3"}).content.decode()
        row = page[page.index("新群") : page.index("</tr>", page.index("新群"))]
        self.assertIn("tone-unknown", row)
        # Owner and headcount are unknown, and so is what is going on in a group "in use" that no list has ever shown.
        self.assertEqual((row.count("tag-unknown"), row.count("tag-good")), (3, 0))

    def test_a_name_with_markup_is_text(self):
        make_group("<script>alert(1)</script>", code="A9")
        self.client.force_login(self.hr)
        self.assertNotContains(self.client.get(reverse("register")), "<script>alert")

    def test_a_strange_key_to_go_on_from_does_no_harm(self):
        self.client.force_login(self.hr)
        for after in ("~", "x~A1", "5", "9" * 50 + "~A1", "\0"):
            with self.subTest(after=after):
                self.assertEqual(self.client.get(reverse("register"), {"after": after}).status_code, 200)

    def test_the_same_number_of_queries_at_five_and_fifty_rows(self):
        user = make_user(None, roles.HR)

        def cost(count):
            for number in range(count):
                group = make_group(f"群{number}", self.sales, regulation=self.rule)
                make_membership(group, self.owner, role=Membership.Role.OWNER)
                open_flags(group, 1)
            self.client.force_login(user)
            with CaptureQueriesContext(connection) as caught:
                self.client.get(reverse("register"))
            return len(caught)

        self.assertEqual(cost(5), cost(50))


class GoingOn(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(70):
            group = make_group(f"群{number}", code=f"C{number:03}")
            if number % 7 == 0:
                open_flags(group, number % 3 + 1)

    def walk(self, order):
        seen, after = [], ""
        while True:
            found = querysets.register_page(Group.objects.all(), order, {"after": after, "before": ""})
            page, after = found.rows, found.after
            seen += [(group.open_matters, group.code) for group in page]
            if not after:
                return seen

    def test_every_group_once_in_either_order(self):
        by_code = self.walk(querysets.BY_CODE)
        self.assertEqual([code for _count, code in by_code], [f"C{number:03}" for number in range(70)])
        worst = self.walk(querysets.WORST_FIRST)
        self.assertEqual(worst, sorted(by_code, key=lambda row: (-row[0], row[1])))
