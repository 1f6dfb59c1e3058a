"""One group by hand: entered, changed, renamed, signed for, announced, dissolved, merged, taken back."""

from datetime import date, timedelta

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_regulation, make_user


class OneGroup(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        cls.other = make_employee("李四", cls.sales, staff_no="000124")
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def do(self, group, deed, status=302, **fields):
        data = {"do": deed} | {f"{deed}-{name}": value for name, value in fields.items()}
        answer = self.client.post(reverse("group_edit", args=[group.code]), data)
        self.assertEqual(answer.status_code, status)
        group.refresh_from_db()
        return answer


class EnteringOne(OneGroup):
    def enter(self, **fields):
        given = {"name": "甲群", "status": "ACTIVE", "platform": "WECHAT", "category": "PROJECT", "secrecy": "ORDINARY"}
        return self.client.post(reverse("group_new"), given | fields)

    def test_it_gets_a_number_and_its_people(self):
        answer = self.enter(owner="张三", admins="李四(000124)", department="销售部", created_on="2020-01-31")
        group = Group.objects.get()
        self.assertRedirects(answer, reverse("group_edit", args=[group.code]))
        self.assertEqual((group.code, group.department, group.created_on), ("G00001", self.sales, date(2020, 1, 31)))
        self.assertEqual(
            dict(group.memberships.values_list("employee__name", "role")), {"张三": "OWNER", "李四": "ADMIN"}
        )

    def test_an_approved_one_waits_for_its_roster(self):
        rule = make_regulation(pledge_required=True)
        self.enter(status="APPROVED", regulation=rule.pk)
        group = Group.objects.get()
        self.assertEqual(group.status, "APPROVED")
        page = self.client.get(reverse("group_edit", args=[group.code]))
        self.assertEqual(len(page.context["missing"]), 2)

    def test_what_is_wrong_is_told_and_nothing_is_written(self):
        make_group(code="A1")
        for fields, field in (
            ({"owner": "没有人"}, "owner"),
            ({"owner": "张三", "deputies": "张三"}, "deputies"),
            ({"owner": "Jack(外部)", "deputies": "ＪＡＣＫ(外部)"}, "deputies"),
            ({"owner": "张三、李四"}, "owner"),
            ({"department": "没有部"}, "department"),
            ({"name": ""}, "name"),
            ({"code": "A1"}, "__all__"),
            ({"code": "a/b"}, "__all__"),
            ({"code": "new"}, "__all__"),
        ):
            with self.subTest(fields=fields):
                answer = self.enter(**fields)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(field, answer.context["form"].errors)
        self.assertEqual(Group.objects.count(), 1)


class ChangingOne(OneGroup):
    def setUp(self):
        super().setUp()
        self.group = make_group("甲群", self.sales, code="A1", purpose="报价")

    def test_facts(self):
        page = self.client.get(reverse("group_edit", args=["A1"]))
        form = next(one["form"] for one in page.context["sections"] if one["name"] == "facts")
        given = {name: form[name].value() or "" for name in form.fields}
        self.assertEqual(given["department"], "销售部")
        self.do(self.group, "facts", **(given | {"purpose": "排班", "planned_end_on": "2026-12-31"}))
        self.assertEqual((self.group.purpose, self.group.planned_end_on), ("排班", date(2026, 12, 31)))
        changes = AuditEvent.objects.get(action="group.facts_changed").detail["changes"]
        self.assertEqual(set(changes), {"purpose", "planned_end_on"})

    def test_owner_and_admins(self):
        make_membership(self.group, self.owner, role=Membership.Role.OWNER)
        self.do(self.group, "runners", owner="李四", deputies="张三(000123)", admins="王老师(外部)")
        memberships = {
            (membership.employee and membership.employee.name) or membership.nickname: membership.role
            for membership in self.group.memberships.all()
        }
        self.assertEqual(memberships["李四"], "OWNER")
        self.assertEqual(memberships["王老师"], "ADMIN")
        self.assertTrue(AuditEvent.objects.filter(action="group.roles_changed").exists())

    def test_a_new_name_is_reported(self):
        self.do(self.group, "rename", name="乙群")
        self.assertEqual(self.group.name, "乙群")
        self.assertContains(self.client.get(reverse("group_history", args=["A1"])), "甲群")

    def test_the_same_name_is_refused_on_the_form(self):
        answer = self.do(self.group, "rename", 422, name="甲群")
        section = next(one for one in answer.context["sections"] if one["name"] == "rename")
        self.assertTrue(section["form"].non_field_errors())

    def test_a_pledge_completes_an_approved_group(self):
        rule = make_regulation(pledge_required=True)
        Group.objects.filter(pk=self.group.pk).update(status="APPROVED", regulation=rule, roster_taken_at=NOON)
        self.do(self.group, "pledge", signer="张三", paper_no="档1", text_version="2026-1", signed_on="2026-03-01")
        self.assertEqual(self.group.status, "ACTIVE")

    def test_an_announcement(self):
        self.do(self.group, "announce", text="不传密，不转密。", posted_on="2026-03-01")
        self.assertEqual(self.group.announcements.get().text, "不传密，不转密。")

    def test_an_owner_reports_a_name(self):
        make_membership(self.group, self.owner, role=Membership.Role.OWNER)
        self.client.force_login(make_user(self.owner))
        self.do(self.group, "rename", name="乙群")
        self.assertEqual(self.group.names.first().reported_by_name, "张三")


class TheEnd(OneGroup):
    def setUp(self):
        super().setUp()
        self.group = make_group("甲群", self.sales, code="A1")

    def sections(self):
        page = self.client.get(reverse("group_edit", args=["A1"]))
        return [one["name"] for one in page.context["sections"]]

    def test_checklist_then_dissolved_then_watched(self):
        self.do(self.group, "start", reason="事毕即散")
        self.assertEqual(self.group.status, "DISSOLVING")
        self.assertIn("tick", self.sections())
        self.do(self.group, "dissolve", 422, on="2026-03-12")
        steps = {"notice_posted_on": "2026-03-10", "files_saved_on": "2026-03-11", "files_kept_at": "档案室"}
        self.do(self.group, "tick", **steps, evidence="截图 7 号")
        self.do(self.group, "dissolve", on="2026-03-12")
        self.assertEqual((self.group.status, self.group.dissolved_on), ("DISSOLVED", date(2026, 3, 12)))
        self.assertEqual(self.group.watch_until, date(2026, 3, 12) + timedelta(days=30))
        self.assertEqual(self.group.dissolutions.get().files_kept_at, "档案室")
        self.assertEqual(self.sections(), ["facts", "restore"])

    def test_gone_already(self):
        self.do(self.group, "record", on="2026-02-01")
        self.assertEqual(self.group.status, "DISSOLVED")

    def test_merged(self):
        make_group("乙群", code="B1")
        self.do(self.group, "merge", 422, into="没有")
        self.do(self.group, "merge", 422, into="A1")
        self.do(self.group, "merge", into="B1")
        self.assertEqual((self.group.status, self.group.merged_into.code), ("MERGED", "B1"))

    def test_taken_back(self):
        self.do(self.group, "record", on="2026-02-01")
        self.do(self.group, "restore", reason="又活了")
        self.assertEqual((self.group.status, self.group.dissolved_on), ("ACTIVE", None))
        page = self.client.get(reverse("group_history", args=["A1"]))
        self.assertContains(page, "又活了")
        self.assertEqual(len(page.context["events"]), 2)

    def test_history_costs_the_same_at_five_and_fifty_events(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from groupadmin.core import audit

        def cost(count):
            for _ in range(count):
                audit.record("group.renamed", self.group, actor=None, at=NOON, detail={"before": "a", "after": "b"})
            with CaptureQueriesContext(connection) as caught:
                self.client.get(reverse("group_history", args=["A1"]))
            return len(caught)

        cost(1)
        self.assertEqual(cost(5), cost(60))
