"""A pledge is signed by whom it names, in their own log-in, or on paper whose number HR or the officer records."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.groups import documents
from groupadmin.groups.models import Group, Pledge
from members.models import Membership
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_user


class Pledges(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.works = make_department("工程部")
        cls.group = make_group("绝密群", cls.works, secrecy=Group.Secrecy.CLASSIFIED)
        cls.users = {"HR": make_user(None, roles.HR), "officer": make_user(None, roles.CONFIDENTIALITY)}
        for who, role in (("owner", "OWNER"), ("admin", "ADMIN")):
            employee = make_employee({"owner": "赵群主", "admin": "孙管理"}[who], cls.works)
            make_membership(cls.group, employee, role=getattr(Membership.Role, role))
            cls.users[who] = make_user(employee)
        cls.users["auditor"] = make_user(None, roles.AUDITOR)

    def post(self, who, do, **facts):
        self.client.force_login(self.users[who])
        given = {"do": do} | {f"{do}-{name}": value for name, value in facts.items()}
        return self.client.post(reverse("group_edit", args=[self.group.code]), given)

    def test_an_admin_signs_in_nobodys_name(self):
        paper = {"signer": "李新", "paper_no": "档1", "text_version": "1", "signed_on": "2026-11-28"}
        self.assertEqual(self.post("admin", "pledge", **paper).status_code, 403)
        self.assertEqual(self.post("admin", "sign", text_version="1").status_code, 403)
        self.assertFalse(Pledge.objects.exists())

    def test_the_owner_signs_in_their_own_name_with_todays_date(self):
        self.assertEqual(self.post("owner", "sign", text_version="1", signer_name="别人").status_code, 302)
        pledge = Pledge.objects.get()
        self.assertEqual((pledge.signer_name, pledge.paper_no), ("赵群主", ""))

    def test_hr_and_the_officer_record_a_paper_by_its_number(self):
        paper = {"signer": "赵群主", "text_version": "1", "signed_on": "2026-03-12"}
        for who in ("HR", "officer"):
            self.assertEqual(self.post(who, "pledge", **paper).status_code, 422)
            self.assertEqual(self.post(who, "pledge", **paper, paper_no="保密档-7").status_code, 302)
        self.assertEqual(list(Pledge.objects.values_list("paper_no", flat=True)), ["保密档-7"] * 2)

    def test_the_officer_does_nothing_else_here_and_the_auditor_nothing(self):
        self.client.force_login(self.users["officer"])
        page = self.client.get(reverse("group_edit", args=[self.group.code]))
        self.assertEqual([one["name"] for one in page.context["sections"]], ["pledge"])
        self.assertEqual(self.post("officer", "rename", name="改名").status_code, 403)
        self.client.force_login(self.users["auditor"])
        self.assertEqual(self.client.get(reverse("group_edit", args=[self.group.code])).status_code, 403)

    def test_the_service_refuses_what_the_page_refuses(self):
        facts = {"signer_name": "李新", "text_version": "1", "signed_on": TODAY, "at": NOON}
        with self.assertRaises(documents.NotTheirPledge):
            documents.sign_pledge(self.group, **facts, paper_no="档1", actor=self.users["owner"])
        with self.assertRaises(documents.PaperNeedsANumber):
            documents.sign_pledge(self.group, **facts, actor=self.users["HR"])
        documents.sign_pledge(self.group, **facts, actor=None)
