"""Every page of the register with every kind of reader: undeclared means no."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Membership
from members.register import services
from tests.making import NOON, make_department, make_employee, make_group, make_head, make_membership, make_user
from tests.register.ledgers import csv_ledger, row

OK, TO_LOG_IN, NO, NOT_THERE = 200, 302, 403, 404


class WhoMay(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.group = make_group("甲群", sales, code="A1")
        owner, head = make_employee("张三", sales), make_employee("李四", sales)
        make_membership(cls.group, owner, role=Membership.Role.OWNER)
        make_head(sales, head)
        cls.readers = {
            "stranger": None,
            "employee": make_user(make_employee("丙", sales)),
            "owner": make_user(owner),
            "head": make_user(head),
            "hr": make_user(None, roles.HR),
            "officer": make_user(None, roles.CONFIDENTIALITY),
            "approver": make_user(None, roles.APPROVER),
            "auditor": make_user(None, roles.AUDITOR),
        }
        cls.batch = services.stage_register(content=csv_ledger([row("新群")]), file_name="t.csv", actor=None, at=NOON)

    def answers(self, url):
        found = {}
        for name, user in self.readers.items():
            self.client.logout()
            if user:
                self.client.force_login(user)
            found[name] = self.client.get(url).status_code
        return found

    def test_the_pages(self):
        hr_only = dict.fromkeys(self.readers, NO) | {"stranger": TO_LOG_IN, "hr": OK}
        ledger = hr_only | {"officer": OK, "auditor": OK}
        running = dict.fromkeys(self.readers, NO) | {
            "stranger": TO_LOG_IN,
            "hr": OK,
            "owner": OK,
            "employee": NOT_THERE,
            "approver": NOT_THERE,
        }
        looking = running | {"head": OK, "officer": OK, "auditor": OK}
        for url, wanted in (
            (reverse("register"), dict.fromkeys(self.readers, OK) | {"stranger": TO_LOG_IN}),
            (reverse("register_import"), hr_only),
            (reverse("register_import_batch", args=[self.batch.pk]), hr_only),
            (reverse("group_new"), hr_only),
            (reverse("ledger"), ledger),
            (reverse("ledger_xlsx"), ledger),
            (reverse("group_edit", args=["A1"]), running | {"officer": OK}),
            (reverse("group_history", args=["A1"]), looking),
        ):
            with self.subTest(url=url):
                self.assertEqual(self.answers(url), wanted)

    def test_a_group_that_is_not_there(self):
        self.client.force_login(self.readers["hr"])
        self.assertEqual(self.client.get(reverse("group_edit", args=["B9"])).status_code, NOT_THERE)

    def test_only_hr_confirms_and_takes_back(self):
        for step in ("confirm", "discard", "undo"):
            url = reverse(f"register_import_{step}", args=[self.batch.pk])
            for name in ("employee", "owner", "auditor", "officer"):
                with self.subTest(step=step, reader=name):
                    self.client.force_login(self.readers[name])
                    self.assertEqual(self.client.post(url).status_code, NO)
        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, ImportBatch.State.PLANNED)
        self.assertEqual(Group.objects.count(), 1)

    def test_looking_at_the_ledger_is_noted_too(self):
        self.client.force_login(self.readers["auditor"])
        self.client.get(reverse("ledger"), {"q": "甲", "platform": "QQ"})
        event = AuditEvent.objects.get(action="ledger.exported")
        self.assertEqual(event.actor_name, self.readers["auditor"].username)
        self.assertEqual(event.detail["filters"], {"q": True, "platform": "QQ"})

    def test_an_owner_may_report_a_name_and_papers_but_not_facts_or_the_end(self):
        self.client.force_login(self.readers["owner"])
        page = self.client.get(reverse("group_edit", args=["A1"]))
        self.assertEqual([one["name"] for one in page.context["sections"]], ["rename", "sign", "announce"])
        for deed in ("facts", "runners", "start", "record", "merge", "tick", "nonsense"):
            with self.subTest(deed=deed):
                answer = self.client.post(reverse("group_edit", args=["A1"]), {"do": deed})
                self.assertEqual(answer.status_code, NO)
