"""The page of the audit trail: for auditors and HR, filtered, in words, to take out, and itself on the trail."""

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.test import TestCase
from django.urls import reverse

from groupadmin.console import trail
from groupadmin.core import audit
from groupadmin.core.audit_labels import labels
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from tests.making import NOON, make_department, make_employee, make_group, make_user

RECORDED = re.compile(r"""(?:audit\.(?:record|event)|_note|note_locks)\(\s*(?:numbers,\s*)?"([a-z]+\.[a-z_]+)\"""")


class Trail(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.person = make_employee("张三", make_department("销售部"), staff_no="000101")
        cls.group = make_group("销售群", code="G00007")
        cls.owner = make_user(make_employee("李四", staff_no="000102"))
        cls.auditor, cls.hr = make_user(None, roles.AUDITOR), make_user(None, roles.HR)
        audit.record("group.renamed", cls.group, actor=cls.owner, at=NOON, detail={"changes": {"name": ["甲", "乙"]}})
        audit.record("person.looked_at", cls.person, actor=cls.hr, at=NOON + timedelta(days=1))
        audit.record("sweeps.walked", "sweeps", actor=None, at=NOON + timedelta(days=2))

    def shown(self, reader=None, **asked):
        self.client.force_login(reader or self.auditor)
        page = self.client.get(reverse("trail"), asked)
        return [event["what"] for event in page.context["events"] if "操作记录" not in event["what"]]

    def test_it_is_for_auditors_and_hr_alone(self):
        readers = {self.auditor: 200, self.hr: 200, self.owner: 403}
        readers |= {make_user(None, role): 403 for role in (roles.CONFIDENTIALITY, roles.APPROVER)}
        for reader, status in readers.items():
            self.client.force_login(reader)
            for name in ("trail", "trail_xlsx", "trail_csv"):
                self.assertEqual(self.client.get(reverse(name)).status_code, status, name)

    def test_the_newest_stands_first_and_in_words(self):
        self.assertEqual(self.shown(), ["运行了夜间巡查", "查看了人员页面", "变更名称"])

    def test_it_is_narrowed_by_who_what_about_and_when(self):
        for asked, found in (
            ({"who": "000102"}, ["变更名称"]),
            ({"who": "console"}, ["运行了夜间巡查"]),
            ({"who": "nobody"}, []),
            ({"action": "person.looked_at"}, ["查看了人员页面"]),
            ({"about": "G00007"}, ["变更名称"]),
            ({"about": "000101"}, ["查看了人员页面"]),
            ({"since": "2026-03-13", "until": "2026-03-13"}, ["查看了人员页面"]),
            ({"until": "2026-03-12"}, ["变更名称"]),
            ({"since": "yesterday"}, []),
            ({"action": "no.such"}, []),
            ({"who": "a\0b", "about": "x\0"}, []),
        ):
            with self.subTest(asked):
                self.assertEqual(self.shown(**asked), found)

    def test_long_trails_turn_by_key_at_the_same_cost(self):
        audit.record_many(audit.event("user.made", "user", actor=None, at=NOON) for _n in range(120))
        self.client.force_login(self.auditor)
        with self.assertNumQueries(5):  # session, reader, roles, the events, the look itself
            page = self.client.get(reverse("trail"))
        self.assertEqual(len(page.context["events"]), 50)
        later = self.client.get(reverse("trail"), {"after": page.context["after"]})
        self.assertEqual(len(later.context["events"]), 50)

    def test_it_is_taken_out_as_filtered_and_formulas_are_harmless(self):
        audit.record("group.renamed", self.group, actor=self.owner, at=NOON, detail={"name": "x"})
        self.client.force_login(self.auditor)
        answer = self.client.get(reverse("trail_csv"), {"action": "group.renamed"})
        self.assertEqual(answer.content.decode("utf-8-sig").count("\n"), 3)
        self.assertTrue(self.client.get(reverse("trail_xlsx")).content.startswith(b"PK"))

    def test_looking_and_taking_out_stand_on_it_without_what_was_typed(self):
        self.client.force_login(self.auditor)
        self.client.get(reverse("trail"), {"about": "000101"})
        self.client.get(reverse("trail_csv"), {"who": "000102"})
        looked = AuditEvent.objects.get(action="trail.viewed")
        self.assertEqual((looked.actor_id, looked.detail), (self.auditor.pk, {"filters": ["about"]}))
        self.assertEqual(AuditEvent.objects.get(action="trail.exported").detail, {"form": "csv", "filters": ["who"]})

    def test_a_fact_that_says_nothing_is_left_out(self):
        audit.record("roster.staged", "roster", actor=None, at=NOON, detail={"kind": "ROSTER", "dropped": []})
        self.assertEqual(trail.told(AuditEvent.objects.latest("pk"))["detail"], "kind: ROSTER")

    def test_everything_that_is_recorded_has_its_words(self):
        sources = [path for app in ("groupadmin", "members") for path in (settings.BASE_DIR / app).rglob("*.py")]
        found = {name for path in sources for name in RECORDED.findall(Path(path).read_text(encoding="utf-8"))}
        self.assertGreater(len(found), 40)
        self.assertEqual(sorted(found - labels().keys()), [])
