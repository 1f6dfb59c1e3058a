"""`import_roster` and `undo_import` answer exactly as the design says, and do the same as the pages."""

import json
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import TestCase

from groupadmin.core.models import AuditEvent, ImportBatch
from members.identity.values import RosterRow
from members.models import Membership, RosterImport
from members.rosters.preview_choices import settled
from tests.making import make_department, make_employee, make_group, make_regulation
from tests.rosters.lists import csv, names


class Commands(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.zhao = make_employee("赵一", cls.sales, staff_no="000123")
        cls.left = make_employee("钱二", cls.sales, status="LEFT")
        cls.namesakes = [make_employee("张伟", cls.sales), make_employee("张伟", cls.sales)]
        rule = make_regulation(nickname="{department}-{name}")
        cls.group = make_group("销售群", cls.sales, regulation=rule)

    def run_command(self, *args, ends=0):
        out, err = StringIO(), StringIO()
        code = 0
        try:
            call_command(*args, stdout=out, stderr=err)
        except SystemExit as stopped:
            code = stopped.code
        self.assertEqual(code, ends, err.getvalue())
        return out.getvalue() or err.getvalue()

    def bring(self, content, *options, ends=0):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "名单.csv"
            path.write_bytes(content)
            return json.loads(
                self.run_command("import_roster", self.group.code, str(path), *options, "--json", ends=ends)
            )

    FIRST = csv("赵一,wxid_a", "销售部-钱二,wxid_b", "张伟,wxid_c", "路人,wxid_d")

    def test_every_key_of_the_answer(self):
        answer = self.bring(self.FIRST, "--full")
        keys = ["group", "mode", "counts", "rows", "left", "kept", "applied", "import"]
        keys += ["warnings", "role_changes", "reading"]
        self.assertEqual(list(answer), keys)
        self.assertEqual(
            answer["counts"],
            {
                "rows": 4,
                "joined": 4,
                "left": 0,
                "renamed": 0,
                "unchanged": 0,
                "ambiguous": 2,
                "outside": 0,
                "rejected": 0,
            },
        )
        row = answer["rows"][0]
        self.assertEqual(
            list(row),
            ["row", "nickname", "verdict", "tier", "staff_no", "suggestions", "correct_nickname", "reason"],
        )
        self.assertEqual((row["row"], row["verdict"], row["tier"]), (2, "misnamed", "name"))
        self.assertEqual((row["staff_no"], row["correct_nickname"]), ("000123", "销售部-赵一"))
        verdicts = [row["verdict"] for row in answer["rows"]]
        self.assertEqual(verdicts, ["misnamed", "leaver", "ambiguous", "ambiguous"])
        self.assertEqual(set(answer["rows"][2]["suggestions"]), {one.staff_no for one in self.namesakes})
        self.assertEqual((answer["mode"], answer["applied"]), ("full", True))
        self.assertEqual(answer["import"], ImportBatch.objects.get().pk)

    def test_who_left_is_named(self):
        self.bring(self.FIRST, "--full", "--taken-at", "2026-03-01")
        answer = self.bring(csv("销售部-钱二,wxid_b", "张伟,wxid_c", "路人,wxid_d"), "--full")
        self.assertEqual(answer["left"], [{"staff_no": "000123", "nickname": "赵一"}])

    def test_partial_is_what_it_does_when_nothing_is_said(self):
        self.bring(self.FIRST, "--full", "--taken-at", "2026-03-01")
        answer = self.bring(csv("赵一,wxid_a"))
        self.assertEqual((answer["mode"], answer["left"]), ("partial", []))
        self.assertEqual(len(names(self.group)), 4)

    def test_a_dry_run_leaves_no_trace(self):
        answer = self.bring(self.FIRST, "--full", "--dry-run")
        self.assertEqual((answer["applied"], answer["import"], answer["counts"]["joined"]), (False, None, 4))
        for model in (Membership, RosterImport, ImportBatch, AuditEvent):
            self.assertFalse(model.objects.exists(), model)

    def test_refusals_end_with_one_and_a_code(self):
        refused = self.bring(csv("甲,1", header="Wer,Konto"), ends=1)
        self.assertEqual(refused["error"]["code"], "needs_answer")
        questions = refused["error"]["facts"]["questions"]
        self.assertEqual([one["code"] for one in questions], ["column", "column", "first_row"])
        self.assertTrue(all(one["facts"]["heading"] and "nickname" in one["choices"] for one in questions[:2]))
        self.assertIn("Konto", refused["error"]["message"])
        self.assertEqual(self.bring(b"", ends=1)["error"]["code"], "empty_file")
        self.assertFalse(ImportBatch.objects.exists())
        told = json.loads(self.run_command("import_roster", "没有", "nirgends.csv", "--json", ends=1))
        self.assertEqual(told["error"]["code"], "no_such_group")
        told = json.loads(self.run_command("import_roster", self.group.code, "nirgends.csv", "--json", ends=1))
        self.assertEqual(told["error"]["code"], "no_such_file")

    def test_the_brake_takes_a_reason(self):
        self.bring(self.FIRST, "--full", "--taken-at", "2026-03-01T08:00")
        self.assertEqual(self.bring(csv("新人,w"), "--full", ends=1)["error"]["code"], "brake_holds")
        self.assertTrue(self.bring(csv("新人,w"), "--full", "--reason", "重建")["applied"])

    def test_what_the_page_warns_of_is_told(self):
        self.assertEqual(self.bring(self.FIRST, "--full", "--taken-at", "2026-03-01T08:00")["warnings"], [])
        again = self.bring(self.FIRST, "--full", "--dry-run")["warnings"]
        self.assertEqual(len(again), 1)
        self.assertIn("#", again[0])
        braked = self.bring(csv("新人,w"), "--full", "--dry-run")["warnings"]
        self.assertTrue(any("4" in one for one in braked), braked)
        self.assertEqual(self.bring(csv("新人,w"), "--full", "--dry-run", "--reason", "重建")["warnings"], [])

    def test_bad_usage_is_bad_usage(self):
        with self.assertRaises(CommandError):
            call_command("import_roster", self.group.code, "a.csv", "--full", "--partial")
        with self.assertRaises(CommandError):
            call_command("import_roster", self.group.code, "a.csv", "--taken-at", "gestern")

    def test_without_json_it_speaks_to_people(self):
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            Path(file.name).write_bytes(self.FIRST)
            told = self.run_command("import_roster", self.group.code, file.name, "--full")
        self.assertIn("路人", told)

    def test_undo_and_what_is_in_its_way(self):
        first = self.bring(self.FIRST, "--full", "--taken-at", "2026-03-01")["import"]
        second = self.bring(self.FIRST, "--full")["import"]
        blocked = json.loads(self.run_command("undo_import", str(first), "--json", ends=1))
        self.assertEqual((blocked["undone"], len(blocked["blocked_by"])), (False, 1))
        undone = json.loads(self.run_command("undo_import", str(second), "--json"))
        self.assertEqual(undone, {"undone": True, "blocked_by": []})
        self.assertTrue(json.loads(self.run_command("undo_import", str(first), "--json"))["undone"])
        self.assertFalse(Membership.objects.exists())
        told = json.loads(self.run_command("undo_import", "999999", "--json", ends=1))
        self.assertEqual(told["error"]["code"], "no_such_import")

    NOBODY_KNOWS = "谁,称呼,来自,电话\n赵一,一,二,13800138000\n路人,四,五,13800138001\n".encode()

    def test_columns_that_nobody_knows_are_named_by_answers(self):
        refused = self.bring(self.NOBODY_KNOWS, "--dry-run", ends=1)
        self.assertEqual(refused["error"]["facts"]["questions"][0]["key"], "column:1")
        for wrong in ("column:1=nothing", "column:9=real_name", "columns=real_name"):
            self.assertIn("error", self.bring(self.NOBODY_KNOWS, "--answer", wrong, ends=1))
        answer = self.bring(self.NOBODY_KNOWS, "--answer", "column:1=real_name")
        self.assertEqual([row["staff_no"] for row in answer["rows"]], ["000123", None])
        self.assertEqual((answer["applied"], answer["reading"]["columns"]), (True, {"real_name": "谁"}))
        self.assertEqual(Membership.objects.count(), 2)

    def test_a_list_without_any_heading_is_answered_too(self):
        content = "甲乙,壹\n路人,贰\n".encode()
        refused = self.bring(content, "--dry-run", ends=1)
        first, *_others, row = refused["error"]["facts"]["questions"]
        self.assertEqual((first["facts"], row["key"]), ({"heading": "甲乙", "example": "路人"}, "first_row"))
        for word, named in (("member", ["甲乙", "路人"]), ("heading", ["路人"])):
            options = ("--answer", "column:1=nickname", "--answer", f"first_row={word}", "--dry-run")
            self.assertEqual([one["nickname"] for one in self.bring(content, *options)["rows"]], named)
        many = "赵一,1,2,3,4,5\n路人,1,2,3,4,6\n".encode()
        (*columns,) = self.bring(many, "--dry-run", ends=1)["error"]["facts"]["questions"]
        self.assertEqual(columns[0]["facts"], {"heading": "(1)", "example": "赵一"})
        self.assertNotIn("first_row", [one["key"] for one in columns])
        answer = self.bring(many, "--answer", "column:1=nickname", "--dry-run")
        self.assertEqual([one["nickname"] for one in answer["rows"]], ["赵一", "路人"])

    def test_a_signature_between_members_may_be_a_member(self):
        content = "群昵称\n赵一\n审核：张伟\n路人\n制表：路人\n".encode()
        refused = self.bring(content, "--dry-run", ends=1)
        (question,) = refused["error"]["facts"]["questions"]
        self.assertEqual((question["key"], question["facts"]["names"]), ("signed", "审核：张伟"))
        for word, taken in (("line", ["赵一", "路人"]), ("member", ["赵一", "审核：张伟", "路人"])):
            answer = self.bring(content, "--answer", f"signed={word}", "--dry-run")
            self.assertEqual([row["nickname"] for row in answer["rows"] if row["verdict"] != "rejected"], taken)
        refused = [row["reason"] for row in answer["rows"] if row["verdict"] == "rejected"]
        self.assertEqual(len(refused), 1)

    def test_a_word_of_a_role_before_a_name_is_asked_about(self):
        content = "群昵称\n群主：赵一\n管理员: 路人\n请假：李四\n【群主】王五\n".encode()
        refused = self.bring(content, "--dry-run", ends=1)
        (question,) = refused["error"]["facts"]["questions"]
        self.assertEqual((question["key"], question["facts"]["names"]), ("roles", "群主：赵一、管理员: 路人"))
        rows = self.bring(content, "--answer", "roles=role", "--dry-run")["rows"]
        self.assertEqual([row["nickname"] for row in rows], ["赵一", "路人", "请假：李四", "【群主】王五"])
        rows = self.bring(content, "--answer", "roles=nickname", "--dry-run")["rows"]
        self.assertEqual([row["nickname"] for row in rows][:2], ["群主：赵一", "管理员: 路人"])
        labelled = [RosterRow(1, "群主：赵一"), RosterRow(2, "群管：路人")]
        self.assertEqual([row.role for row in settled(labelled, {"roles": "role"})], ["OWNER", "ADMIN"])
        tells_itself = [RosterRow(1, "群主：赵一", role="MEMBER")]
        self.assertEqual(settled(tells_itself, {}), tells_itself)

    def test_who_stays_until_a_row_is_answered_is_told(self):
        self.bring(csv("赵一,"), "--full")
        answer = self.bring(csv("赵一2,"), "--full", "--dry-run", "--reason", "已核对")
        self.assertEqual((answer["left"], answer["kept"]), ([], [{"staff_no": "000123", "nickname": "赵一"}]))
