"""Who may open which page of the lists and do which deed: deny by default, told by role and by place in the group."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from members.imports import applying, identity_decisions, staging, undoing
from members.models import IdentityDecision, Membership
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_user
from tests.rosters.lists import PARTIAL, apply, bring, csv

# Who → status of pages to look at, pages to run the group with, and of deeds that are not for them.
LOOKING = ("members", "rosters", "as_of")
WHO = {
    "owner": (200, 200),
    "deputy": (200, 200),
    "group admin": (200, 200),
    "HR": (200, 200),
    "head of the department": (200, 403),
    "head of the company above": (200, 403),
    "auditor": (200, 403),
    "confidentiality officer": (200, 403),
    "head of another department": (404, 404),
    "owner of another group": (404, 404),
    "plain member": (404, 404),
    "employee": (404, 404),
    "owner until yesterday": (404, 404),
    "approver": (404, 404),
}


class ByRole(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales, cls.works = make_department("销售部", cls.company), make_department("工程部", cls.company)
        cls.group, cls.other = make_group("销售群", cls.sales), make_group("工程群", cls.works)
        cls.users = {
            "HR": make_user(None, roles.HR),
            "auditor": make_user(None, roles.AUDITOR),
            "confidentiality officer": make_user(None, roles.CONFIDENTIALITY),
            "approver": make_user(None, roles.APPROVER),
            "employee": make_user(make_employee("职员", cls.sales)),
        }
        for who, role in (
            ("owner", "OWNER"),
            ("deputy", "DEPUTY"),
            ("group admin", "ADMIN"),
            ("plain member", "MEMBER"),
        ):
            cls.users[who] = cls.membership(cls.group, role)
        cls.users["owner of another group"] = cls.membership(cls.other, "OWNER")
        cls.users["owner until yesterday"] = cls.membership(cls.group, "OWNER", gone_by=timezone.now())
        for who, unit in (
            ("head of the department", cls.sales),
            ("head of the company above", cls.company),
            ("head of another department", cls.works),
        ):
            head = make_employee(who, unit)
            make_head(unit, head)
            cls.users[who] = make_user(head)
        yesterday = timezone.now() - timedelta(days=1)
        cls.done = apply(cls.group, csv("路人,wxid_x"), mode=PARTIAL, at=yesterday)
        cls.stay = Membership.objects.get(account_key="wxid_x")
        identity_decisions.decide_identity(membership=cls.stay, verdict="OUTSIDER", actor=None, at=yesterday)
        cls.waiting = bring(cls.group, csv("路人,wxid_x", "新人,wxid_y"), mode=PARTIAL, at=timezone.now())

    @classmethod
    def membership(cls, group, role, **facts):
        employee = make_employee("", group.department)
        make_membership(group, employee, role=role, **facts)
        return make_user(employee)

    def at(self, name, *args):
        return reverse(name, args=[self.group.code, *args])

    def test_pages_to_look_at(self):
        for who, (looks, _runs) in WHO.items():
            self.client.force_login(self.users[who])
            for name in LOOKING:
                with self.subTest(who=who, page=name):
                    self.assertEqual(self.client.get(self.at(name)).status_code, looks)

    def test_pages_to_run_the_group_with(self):
        pages = {
            "bring": self.at("roster_new"),
            "preview": self.at("roster", self.waiting.batch_id),
            "result": self.at("roster", self.done.batch_id),
            "member": self.at("member_decide", self.stay.pk),
            "decisions": self.at("decisions"),
        }
        for who, (_looks, runs) in WHO.items():
            self.client.force_login(self.users[who])
            for page, address in pages.items():
                with self.subTest(who=who, page=page):
                    self.assertEqual(self.client.get(address).status_code, runs)

    def test_deeds_of_others_are_refused_and_write_nothing(self):
        decision = IdentityDecision.objects.get()
        deeds = {
            "bring": (self.at("roster_new"), {"text": "甲", "mode": "PARTIAL"}),
            "confirm": (self.at("roster_confirm", self.waiting.batch_id), {}),
            "discard": (self.at("roster_discard", self.waiting.batch_id), {}),
            "undo": (self.at("roster_undo", self.done.batch_id), {}),
            "decide": (self.at("member_decide", self.stay.pk), {"who": "banned"}),
            "forget": (self.at("decision_forget", decision.pk), {}),
        }
        before = self.everything()
        for who in (who for who, (_looks, runs) in WHO.items() if runs != 200):
            self.client.force_login(self.users[who])
            for deed, (address, given) in deeds.items():
                with self.subTest(who=who, deed=deed):
                    self.assertEqual(self.client.post(address, given).status_code, WHO[who][1])
        self.assertEqual(self.everything(), before)

    def everything(self):
        states = list(ImportBatch.objects.order_by("pk").values_list("state", flat=True))
        memberships = list(Membership.objects.order_by("pk").values_list("identity", "gone_by"))
        words = list(IdentityDecision.objects.values_list("verdict", flat=True))
        return states, memberships, words, AuditEvent.objects.exclude(action__contains="view").count()

    def test_deeds_are_not_done_by_looking(self):
        self.client.force_login(self.users["HR"])
        decision = IdentityDecision.objects.get()
        for name, number in (
            ("roster_confirm", self.waiting.batch_id),
            ("roster_discard", self.waiting.batch_id),
            ("roster_undo", self.done.batch_id),
            ("decision_forget", decision.pk),
        ):
            with self.subTest(name):
                self.assertEqual(self.client.get(self.at(name, number)).status_code, 405)

    def test_whoever_runs_it_brings_and_confirms(self):
        for who in ("owner", "deputy", "group admin", "HR"):
            with self.subTest(who):
                self.client.force_login(self.users[who])
                given = {"text": f"{who}的人", "mode": "PARTIAL"}
                number = self.client.post(self.at("roster_new"), given, follow=True).context["batch"].pk
                self.client.post(self.at("roster_confirm", number), {})
                event = AuditEvent.objects.filter(action="roster.applied").latest("pk")
                self.assertEqual(event.actor_id, self.users[who].pk)
                self.assertTrue(Membership.objects.filter(nickname=f"{who}的人").exists())

    def test_the_services_ask_for_themselves(self):
        now = timezone.now()
        decision = IdentityDecision.objects.get()
        auditor = self.users["auditor"]
        calls = {
            "stage": lambda: staging.stage_roster(group=self.group, content="甲", mode=PARTIAL, actor=auditor, at=now),
            "confirm": lambda: applying.confirm_roster(roster=self.waiting, choices={}, actor=auditor, at=now),
            "confirm a long one": lambda: self.confirm_as_job(actor=auditor, at=now),
            "apply": lambda: applying.apply_plan(roster=self.waiting, actor=auditor, at=now),
            "discard": lambda: staging.discard_roster(roster=self.waiting, actor=auditor, at=now),
            "undo": lambda: undoing.undo_roster(roster=self.done, actor=auditor, at=now),
            "name columns": lambda: staging.name_columns(roster=self.waiting, chosen={}, actor=auditor, at=now),
            "decide": lambda: identity_decisions.decide_identity(
                membership=self.stay, verdict="BANNED", actor=auditor, at=now
            ),
            "forget": lambda: identity_decisions.forget_decision(
                decision=decision, group=self.group, actor=auditor, at=now
            ),
        }
        before = self.everything()
        for deed, call in calls.items():
            with self.subTest(deed), self.assertRaises(PermissionDenied):
                call()
        self.assertEqual(self.everything(), before)

    @override_settings(IMPORT_ROWS_IN_REQUEST=0)
    def confirm_as_job(self, **who):
        applying.confirm_roster(roster=self.waiting, choices={}, **who)

    def test_a_look_at_the_lists_of_a_group_is_on_the_trail(self):
        self.client.force_login(self.users["auditor"])
        self.client.get(self.at("rosters"))
        noted = AuditEvent.objects.get(action="roster.lists_viewed")
        self.assertEqual((noted.subject_id, noted.actor_id), (str(self.group.pk), self.users["auditor"].pk))

    def test_numbers_of_another_group_are_not_found_under_this_one(self):
        self.client.force_login(self.users["HR"])
        for name, number in (
            ("roster", self.done.batch_id),
            ("roster_errors", self.done.batch_id),
            ("roster_columns", self.done.batch_id),
            ("member_decide", self.stay.pk),
        ):
            with self.subTest(name):
                address = reverse(name, args=[self.other.code, number])
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_nor_is_anything_done_to_them_under_this_one(self):
        before = self.everything()
        for who in ("HR", "owner of another group"):
            self.client.force_login(self.users[who])
            for name, number in (
                ("roster_confirm", self.waiting.batch_id),
                ("roster_discard", self.waiting.batch_id),
                ("roster_undo", self.done.batch_id),
                ("member_decide", self.stay.pk),
                ("decision_forget", IdentityDecision.objects.get().pk),
            ):
                with self.subTest(name, who=who):
                    address = reverse(name, args=[self.other.code, number])
                    self.assertEqual(self.client.post(address, {"who": "banned"}).status_code, 404)
        self.assertEqual(self.everything(), before)

    def test_only_who_runs_it_is_offered_the_deeds(self):
        for who in ("owner", "head of the department"):
            self.client.force_login(self.users[who])
            page = self.client.get(self.at("members"))
            offered = self.at("member_decide", self.stay.pk) in page.content.decode()
            with self.subTest(who):
                self.assertEqual(offered, who == "owner")
