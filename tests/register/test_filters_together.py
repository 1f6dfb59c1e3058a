"""The filters of the register: each at its edges, several at once, and the same for list, ledger and Excel."""

import io
from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Flag, Membership
from members.register.filters import RegisterFilter, narrowed
from tests.making import TODAY, make_department, make_employee, make_group, make_membership, make_regulation, make_user


class Filters(TestCase):
    @classmethod
    def setUpTestData(cls):
        company = make_department("总公司")
        cls.sales, cls.works = make_department("销售部", company, "销售"), make_department("工程部", company)
        cls.east = make_department("华东组", cls.sales)
        rule, now = make_regulation("company", title="公司制度"), timezone.now()
        make_regulation("company", title="公司制度（修订）", edition=2)
        cls.a1 = make_group("华东销售群", cls.east, code="A1", regulation=rule, initials="hdxsq", pinyin="huadong")
        cls.a2 = make_group("销售QQ群", cls.sales, code="A2", platform="QQ", roster_taken_at=now - timedelta(days=10))
        cls.a3 = make_group("工程群", cls.works, code="A3", secrecy="CLASSIFIED", roster_taken_at=now)
        cls.b1 = make_group("旧群", cls.sales, code="B1", status="DISSOLVED", dissolved_on=TODAY)
        make_group("并群", cls.sales, code="B2", status="MERGED", merged_into=cls.a1)
        make_group("期群", code="B3", status="EXPIRED")
        make_group("批群", code="B4", status="APPROVED")
        make_group("散群", code="B5", status="DISSOLVING", category="PROJECT")
        cls.owner = make_employee("欧阳娜", cls.sales, staff_no="HR-07", name_key="欧阳娜")
        make_membership(cls.a1, cls.owner, role=Membership.Role.OWNER)
        make_membership(cls.a2, cls.owner, role=Membership.Role.DEPUTY)
        make_membership(cls.a3, None, "欧阳外", role=Membership.Role.OWNER, identity="OUTSIDER")
        gone = timezone.now()
        make_membership(cls.a2, cls.owner, "旧座", role=Membership.Role.OWNER, gone_by=gone)
        cls.flag(cls.a1, Flag.State.OPEN)
        cls.flag(cls.a2, Flag.State.CLEARED)

    @staticmethod
    def flag(group, state):
        facts = {"cleared_on": TODAY} if state == Flag.State.CLEARED else {}
        Flag.objects.create(
            kind=Flag.Kind.STALE, group=group, subject="group", raised_on=TODAY, due_on=TODAY, state=state, **facts
        )

    def found(self, **asked):
        form = RegisterFilter(asked or None)
        return list(narrowed(Group.objects.all(), form.chosen()).order_by("code").values_list("code", flat=True))


class EachAlone(Filters):
    def test_none_shows_all_that_have_not_ended(self):
        living = ["A1", "A2", "A3", "B4", "B5"]
        self.assertEqual(self.found(), living)
        self.assertEqual(self.found(q=""), living)

    def test_every_status(self):
        for status, codes in (
            ("ACTIVE", ["A1", "A2", "A3"]),
            ("APPROVED", ["B4"]),
            ("DISSOLVING", ["B5"]),
            ("DISSOLVED", ["B1"]),
            ("MERGED", ["B2"]),
            ("EXPIRED", ["B3"]),
            ("EVERY", ["A1", "A2", "A3", "B1", "B2", "B3", "B4", "B5"]),
        ):
            with self.subTest(status=status):
                self.assertEqual(self.found(status=status), codes)

    def test_words(self):
        for words, codes in (
            ("销售", ["A1", "A2"]),
            (" 销 售 ", ["A1", "A2"]),
            ("銷售", ["A1", "A2"]),
            ("ＱＱ", ["A2"]),
            ("a", ["A1", "A2", "A3"]),
            ("hdx", ["A1"]),
            ("HUADONG", ["A1"]),
            ("旧群", []),
            ("%", []),
            ("_", ["A1", "A2", "A3", "B4", "B5"]),  # nothing but marks is nothing asked
        ):
            with self.subTest(words=words):
                self.assertEqual(self.found(q=words), codes)

    def test_a_department_brings_what_is_below_it_and_not_what_is_beside(self):
        for name, codes in (
            ("销售部", ["A1", "A2"]),
            ("销售", ["A1", "A2"]),
            ("华东组", ["A1"]),
            ("销售部/华东组", ["A1"]),
            ("总公司", ["A1", "A2", "A3"]),
        ):
            with self.subTest(name=name):
                self.assertEqual(self.found(department=name), codes)

    def test_an_owner_is_found_by_the_beginning_of_the_name_or_the_whole_number(self):
        for words, codes in (
            ("欧阳", ["A1", "A3"]),
            ("欧阳娜", ["A1"]),
            ("HR-07", ["A1"]),
            ("HR-0", []),
            ("阳娜", []),
            ("旧座", []),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.found(owner=words), codes)

    def test_how_old_a_roster_is_and_never_counts_as_old(self):
        never = ["A1", "B4", "B5"]
        for days, codes in (("9", ["A1", "A2", "B4", "B5"]), ("11", never), ("3650", never)):
            with self.subTest(days=days):
                self.assertEqual(self.found(older=days), codes)
        self.assertEqual(self.found(never="on"), ["A1", "B5"])  # B4 is not made yet, so it can have no list

    def test_only_open_matters_count(self):
        self.assertEqual(self.found(matters="on"), ["A1"])

    def test_every_edition_of_a_regulation_is_one(self):
        self.assertEqual(self.found(regulation="company"), ["A1"])
        choices = [label for value, label in RegisterFilter().fields["regulation"].choices if value == "company"]
        self.assertEqual(choices, ["公司制度（修订）"])

    def test_a_wrong_value_shows_none_rather_than_all(self):
        for asked in (
            {"status": "NO"},
            {"category": "X"},
            {"platform": "ICQ"},
            {"secrecy": "1"},
            {"older": "-1"},
            {"older": "3651"},
            {"older": "viel"},
            {"regulation": "none-such"},
            {"department": "没有部"},
            {"q": "长" * 65},
        ):
            with self.subTest(asked=asked):
                form = RegisterFilter(asked)
                self.assertEqual(list(narrowed(Group.objects.all(), form.chosen())), [])
                self.assertEqual(set(form.errors), set(asked))


class Together(Filters):
    def test_they_narrow_each_other(self):
        for asked, codes in (
            ({"q": "销售", "platform": "QQ"}, ["A2"]),
            ({"department": "销售部", "status": "EVERY"}, ["A1", "A2", "B1", "B2"]),
            ({"department": "销售部", "never": "on", "owner": "欧阳"}, ["A1"]),
            ({"department": "工程部", "owner": "欧阳", "secrecy": "CLASSIFIED"}, ["A3"]),
            ({"department": "工程部", "matters": "on"}, []),
            ({"category": "PROJECT", "status": "DISSOLVING", "regulation": "-"}, ["B5"]),
            ({"regulation": "company", "matters": "on", "older": "30", "platform": "WECHAT"}, ["A1"]),
            ({"q": "群", "status": "DISSOLVED", "department": "总公司"}, ["B1"]),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(self.found(**asked), codes)

    def test_list_print_and_excel_show_the_same(self):
        self.client.force_login(make_user(None, roles.HR))
        asked = {"department": "销售部", "status": "EVERY", "order": "code"}
        listed = [group.code for group in self.client.get(reverse("register"), asked).context["groups"]]
        printed = [row[0] for row in self.client.get(reverse("ledger"), asked).context["sheet"].lines]
        content = self.client.get(reverse("ledger_xlsx"), asked).content
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        written = [line[1] for line in sheet.iter_rows(min_row=4, values_only=True) if line[1]]
        self.assertEqual(listed, ["A1", "A2", "B1", "B2"])
        self.assertEqual(printed, listed)
        self.assertEqual([code for code in written if code in listed], listed)

    def test_the_filters_stand_in_the_ways_to_the_ledger_without_the_page(self):
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.get(reverse("register"), {"q": "群", "after": "0~A1"}).content.decode()
        self.assertIn(f'{reverse("ledger_xlsx")}?q=%E7%BE%A4"', page)

    def test_nobody_gets_more_by_a_filter_than_they_may_see(self):
        self.client.force_login(make_user(self.owner))
        for asked in ({"status": "EVERY"}, {"department": "总公司"}, {"q": "群"}):
            with self.subTest(asked=asked):
                groups = self.client.get(reverse("register"), asked).context["groups"]
                self.assertLessEqual({group.code for group in groups}, {"A1", "A2"})
