"""The page of the audit trail: for auditors and HR, filtered, in words, to take out, and itself on the trail."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.test import TestCase
from django.urls import reverse

from groupadmin.core import audit, audit_labels
from groupadmin.core.audit_labels import labels
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from tests.making import NOON, make_department, make_employee, make_group, make_user

RECORDED = re.compile(r"""(?:audit\.(?:record|event)|_note|note_locks)\(\s*(?:numbers,\s*)?"([a-z]+\.[a-z_]+)\"""")

RECORDERS = ("audit.record", "audit.event", "services.apply_transition", "apply_transition")


def facts_recorded(source: str) -> Iterator[str]:
    """Yield the names of the facts that a module writes into events, as far as they stand there literally."""
    for function in (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef)):
        calls = [one for one in ast.walk(function) if isinstance(one, ast.Call) and ast.unparse(one.func) in RECORDERS]
        given = [word.value for call in calls for word in call.keywords if word.arg == "detail"]
        names = {one.id for one in given if isinstance(one, ast.Name)}
        for made in ast.walk(function):
            target = made.targets[0] if isinstance(made, ast.Assign) else getattr(made, "target", None)
            if isinstance(target, ast.Name) and target.id in names and getattr(made, "value", None):
                given.append(made.value)
            if isinstance(target, ast.Subscript) and ast.unparse(target.value) in names:
                yield from (one.value for one in [target.slice] if isinstance(one, ast.Constant))
        for one in given:
            for facts in (node for node in ast.walk(one) if isinstance(node, ast.Dict)):
                yield from (key.value for key in facts.keys if isinstance(key, ast.Constant))


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
        return [event.what for event in page.context["events"] if "操作记录" not in event.what]

    def test_it_is_for_auditors_and_hr_alone(self):
        readers = {self.auditor: 200, self.hr: 200, self.owner: 403}
        readers |= {make_user(None, role): 403 for role in (roles.CONFIDENTIALITY, roles.APPROVER)}
        for reader, status in readers.items():
            self.client.force_login(reader)
            for asked in ({}, {"as": "xlsx"}, {"as": "csv"}):
                self.assertEqual(self.client.get(reverse("trail"), asked).status_code, status, asked)

    def test_the_newest_stands_first_and_in_words(self):
        self.assertEqual(self.shown(), ["运行了夜间巡查", "查看了人员页面", "变更名称"])

    def test_it_is_narrowed_by_who_what_about_and_when(self):
        for asked, found in (
            ({"who": "000102"}, ["变更名称"]),
            ({"who": "console"}, ["运行了夜间巡查"]),
            ({"who": "nobody"}, []),
            ({"action": "person.looked_at"}, ["查看了人员页面"]),
            ({"q": "G00007"}, ["变更名称"]),
            ({"q": "000101"}, ["查看了人员页面"]),
            ({"since": "2026-03-13", "until": "2026-03-13"}, ["查看了人员页面"]),
            ({"until": "2026-03-12"}, ["变更名称"]),
            ({"since": "yesterday"}, []),
            ({"action": "no.such"}, []),
            ({"who": "a\0b", "q": "x\0"}, []),
        ):
            with self.subTest(asked):
                self.assertEqual(self.shown(**asked), found)

    def test_long_trails_turn_by_key_at_the_same_cost(self):
        audit.record_many(audit.event("user.made", "user", actor=None, at=NOON) for _n in range(120))
        self.client.force_login(self.auditor)
        # Session, reader, roles, events, their number, in full, the look, messages, unit, kept filters.
        with self.assertNumQueries(10):
            page = self.client.get(reverse("trail"))
        self.assertEqual(len(page.context["events"]), 50)
        later = self.client.get(reverse("trail"), {"after": page.context["after"]})
        self.assertEqual(len(later.context["events"]), 50)

    def test_it_is_taken_out_as_filtered_and_formulas_are_harmless(self):
        audit.record("group.renamed", self.group, actor=self.owner, at=NOON, detail={"name": "x"})
        self.client.force_login(self.auditor)
        answer = self.client.get(reverse("trail"), {"action": "group.renamed", "as": "csv"})
        self.assertEqual(answer.content.decode("utf-8-sig").count("\n"), 3)
        self.assertTrue(self.client.get(reverse("trail"), {"as": "xlsx"}).content.startswith(b"PK"))

    def test_looking_and_taking_out_stand_on_it_without_what_was_typed(self):
        self.client.force_login(self.auditor)
        self.client.get(reverse("trail"), {"q": "000101"})
        self.client.get(reverse("trail"), {"who": "000102", "as": "csv"})
        looked = AuditEvent.objects.get(action="trail.viewed")
        self.assertEqual((looked.actor_id, looked.detail), (self.auditor.pk, {"filters": ["q"]}))
        taken = AuditEvent.objects.get(action="list.exported")
        self.assertEqual((taken.subject_label, taken.detail["filters"]), ("trail", ["who"]))

    def details(self):
        self.client.force_login(self.auditor)
        page = self.client.get(reverse("trail"))
        return [event.facts for event in page.context["events"]]

    def test_its_facts_stand_in_words_and_empty_ones_do_not(self):
        for detail, told in (
            ({"show": "", "searched": True}, "按文字查找：是"),
            ({"show": "", "searched": False}, ""),
            ({"kind": "ROSTER", "dropped": []}, "种类：群名单"),
            ({"kind": "ROSTER", "dropped": ["手机号"]}, "种类：群名单；丢弃的列：手机号"),
            ({"before": [], "after": [roles.HR]}, "变更后：人事管理员"),
            ({"roles": [{"who": "张三", "before": "OWNER", "after": ""}]}, "角色：张三：群主 → —"),
            ({"roles": [{"who": "", "before": "MEMBER", "after": "ADMIN"}]}, "角色：身份未认定的成员：成员 → 管理员"),
            ({"changes": {"name": ["甲", "乙"]}}, "变更：名称：甲 → 乙"),
            ({"sweeps": ["leavers"]}, "巡查项目：离职人员"),
            ({"flags": [3, 4], "told": 2}, "待办：2"),
            ({"preset": "ab" * 32, "done": "created"}, "文件校验码：abababababab…；办理结果：新增"),
        ):
            with self.subTest(detail):
                audit.record("group.renamed", self.group, actor=self.owner, at=NOON, detail=detail)
                self.assertEqual(self.details()[0], told)

    def test_every_fact_that_is_recorded_has_its_words(self):
        sources = [path for app in ("groupadmin", "members") for path in (settings.BASE_DIR / app).rglob("*.py")]
        found = {name for path in sources for name in facts_recorded(Path(path).read_text(encoding="utf-8"))}
        self.assertGreater(len(found), 40)
        self.assertEqual(sorted(found - audit_labels.names().keys() - audit_labels.ROW_NUMBERS), [])

    def test_everything_that_is_recorded_has_its_words(self):
        sources = [path for app in ("groupadmin", "members") for path in (settings.BASE_DIR / app).rglob("*.py")]
        found = {name for path in sources for name in RECORDED.findall(Path(path).read_text(encoding="utf-8"))}
        self.assertGreater(len(found), 40)
        self.assertEqual(sorted(found - labels().keys()), [])
