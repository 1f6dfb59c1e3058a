"""Bad input and faults of a member list: a clear sentence each time, and nothing lost, doubled or half-written."""

import errno
import io
import json
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, OperationalError
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from groupadmin.core import jobs
from groupadmin.core.models import AuditEvent, ImportBatch, Job
from groupadmin.directory import roles
from members.imports import applying, staging, undoing
from members.imports.staging import kept_plan
from members.models import IdentityDecision, Membership, RosterImport
from tests.making import NOON, make_department, make_employee, make_group, make_user
from tests.rosters.lists import FULL, PARTIAL, apply, bring, csv, names, present

English = override_settings(LANGUAGE_CODE="en")


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def bomb():
    """A workbook of which one part unpacks to a hundred times what is allowed of it."""
    out = io.BytesIO(workbook(["群昵称", "wxid"], ["甲", "a"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image1.png", b"0" * 400_000_000)
    return out.getvalue()


GOOD = workbook(["群昵称", "wxid"], *([f"员{n}", f"w{n}"] for n in range(200)))
# What is wrong → bytes, code, words that the sentence must hold in English and in Chinese.
REFUSED = {
    "nothing at all": (b"", "empty_file", "is empty", "空"),
    "half of a workbook": (GOOD[: len(GOOD) // 2], "damaged", "only half there", "损坏"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_sheet", "not a table", "不是表格"),
    "NUL bytes": (b"\xe7\xbe\xa4,wxid\n\x00\x00\x01,1\n", "nul_bytes", "NUL bytes", "空字节"),
    "no known encoding": (
        b"\xff\xff\xfe\x81\x30,\xff\n" * 5,
        "unknown_encoding",
        "neither UTF-8 nor GB18030",
        "GB18030",
    ),
    "JSON of something else": (b'{"a": [1, 2]}', "no_members_in_it", "Nothing in", "没有"),
    "JSON cut in half": ('[{"card": "甲", "user'.encode(), "json_cut_short", "breaks off", "不完整"),
    "a heading and nobody": ("群昵称,wxid\n".encode(), "no_members_in_it", "Nothing in", "没有"),
}


class RefusedAtTheDoor(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("销售群")
        apply(cls.group, ["甲,a"], at=timezone.now() - timedelta(days=1))
        cls.user = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.user)
        self.before = self.everything()

    def everything(self):
        models = (ImportBatch, RosterImport, Membership, IdentityDecision, Job)
        return [model.objects.count() for model in models]

    def page(self, content, **headers):
        file = SimpleUploadedFile("群成员.xlsx", content)
        address = reverse("roster_new", args=[self.group.code])
        return self.client.post(address, {"file": file, "mode": FULL}, headers=headers)

    def command(self, content):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "群成员.xlsx"
            path.write_bytes(content)
            out = io.StringIO()
            with self.assertRaises(SystemExit) as stopped:
                call_command("import_roster", self.group.code, str(path), "--full", "--json", stdout=out, stderr=out)
        self.assertEqual(stopped.exception.code, 1)
        return json.loads(out.getvalue())["error"]

    def test_the_command_gives_the_code_and_writes_nothing(self):
        for what, (content, code, _english, _chinese) in REFUSED.items():
            with self.subTest(what):
                self.assertEqual(self.command(content)["code"], code)
                self.assertEqual(self.everything(), self.before)

    def test_the_command_speaks_both_languages(self):
        for what, (content, _code, english, chinese) in REFUSED.items():
            with self.subTest(what):
                with translation.override("en"):
                    self.assertIn(english, self.command(content)["message"])
                with translation.override("zh-hans"):
                    self.assertIn(chinese, self.command(content)["message"])

    def test_the_page_says_which_file_and_why(self):
        for what, (content, _code, english, _chinese) in REFUSED.items():
            if not content:
                continue  # a browser's empty file is no file: told below
            with self.subTest(what):
                with override_settings(LANGUAGE_CODE="en"):
                    page = self.page(content, accept_language="en")
                self.assertContains(page, english, status_code=422)
                self.assertContains(page, "群成员.xlsx", status_code=422)
                self.assertEqual(self.everything(), self.before)

    @English
    def test_an_empty_file_is_told_beside_the_box(self):
        self.assertContains(self.page(b""), "empty", status_code=422)

    @English
    def test_a_zip_bomb_is_not_opened(self):
        refused = self.command(bomb())
        self.assertEqual(refused["code"], "zip_bomb")
        self.assertIn("was not opened", refused["message"])
        self.assertEqual(self.everything(), self.before)

    @English
    @override_settings(UPLOAD_MAX_ROWS=1000)
    def test_more_rows_than_anybody_reads(self):
        for what, content in {
            "a table": csv(*(f"员{n},w{n}" for n in range(1500))),
            "names by line": "\n".join(f"员{n}" for n in range(1500)).encode(),
        }.items():
            with self.subTest(what):
                refused = self.command(content)
                self.assertEqual(refused["code"], "too_many_rows")
                self.assertIn("more than 1000 rows", refused["message"])
        self.assertEqual(self.everything(), self.before)

    @override_settings(UPLOAD_MAX_BYTES=2 * 1024 * 1024)
    def test_a_file_too_big_is_not_even_read(self):
        with mock.patch("groupadmin.core.file_reader.decode", side_effect=AssertionError("read")):
            self.assertEqual(self.command(b"x" * (3 * 1024 * 1024))["code"], "too_big")

    @English
    def test_a_pasted_nothing(self):
        address = reverse("roster_new", args=[self.group.code])
        for text in ("  \n ", "、、，", "无\n暂无备注\n—"):
            with self.subTest(text):
                page = self.client.post(address, {"text": text, "mode": FULL})
                self.assertEqual(page.status_code, 422)
        self.assertEqual(self.everything(), self.before)


class HostileCells(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("销售群")
        cls.user = make_user(None, roles.HR)

    def test_formulas_stay_text_in_the_error_file(self):
        formula = "=HYPERLINK(1)"
        roster = bring(self.group, csv(f"{formula}{'长' * 130},w1", "甲,w2"))
        sheet = load_workbook(io.BytesIO(staging.error_file(roster))).active
        found = [cell for row in sheet.iter_rows() for cell in row if formula in str(cell.value or "")]
        self.assertTrue(found)
        for cell in found:
            self.assertNotEqual(cell.data_type, "f")

    def test_a_formula_as_a_nickname_is_a_nickname(self):
        apply(self.group, csv("=1+1,w1", "@SUM(A1),w2", "+86,w3", "-甲,w4"))
        self.assertEqual(Membership.objects.filter(account_key__in=["w1", "w2", "w3", "w4"]).count(), 4)

    def test_a_script_stays_text_on_every_page(self):
        self.client.force_login(self.user)
        evil = "<script>alert(1)</script>"
        content = csv(f'"{evil}",w1', f'"甲"" onmouseover=""x {evil}",w2')
        roster = apply(self.group, content, at=timezone.now())
        waiting = bring(self.group, csv(f'"{evil}换",w1', "新人,w3"), at=timezone.now())
        stay = Membership.objects.get(account_key="w1")
        pages = [
            reverse("roster", args=[self.group.code, waiting.batch_id]),
            reverse("roster", args=[self.group.code, roster.batch_id]),
            reverse("members", args=[self.group.code]),
            reverse("member_decide", args=[self.group.code, stay.pk]),
            reverse("rosters", args=[self.group.code]),
            reverse("group", args=[self.group.code]),
        ]
        for address in pages:
            with self.subTest(address):
                page = self.client.get(address)
                self.assertEqual(page.status_code, 200)
                self.assertNotContains(page, evil)
                self.assertNotContains(page, '" onmouseover="x')

    def test_direction_marks_and_invisible_characters_are_not_kept(self):
        apply(self.group, csv("\u202e甲\u200b乙\u2066,w1", "丙\u2005,w2"))
        self.assertEqual(names(self.group), {"甲乙", "丙"})

    def test_names_at_the_edge_of_the_longest(self):
        roster = bring(self.group, csv("长" * 128 + ",w1", "长" * 129 + ",w2", "甲," + "w" * 64, "乙," + "w" * 65))
        reasons = {row["row"]: row["reason"] for row in self.rejected(roster)}
        self.assertEqual(reasons, {3: "name_too_long", 5: "account_too_long"})
        applying.apply_plan(roster=roster, actor=None, at=NOON)
        self.assertEqual(names(self.group), {"长" * 128, "甲"})

    def rejected(self, roster):
        return [{"row": row.number, "reason": row.reason} for row in kept_plan(roster).rows if row.change == "rejected"]


class FaultsInTheMiddle(TestCase):
    """A disk that is full, a server that is gone, a worker that died: afterwards the roster is whole, old or new."""

    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.people = [make_employee(name, cls.sales) for name in ("赵一", "钱二")]
        cls.group = make_group("销售群", cls.sales)
        apply(cls.group, ["赵一,a", "老人,b"])
        cls.next_day = NOON + timedelta(days=1)

    def facts(self):
        stays = Membership.objects.order_by("pk").values_list("nickname", "gone_by", "last_seen_at", "evidence")
        self.group.refresh_from_db()
        return list(stays), self.group.roster_version, self.group.headcount, IdentityDecision.objects.count()

    def test_whatever_breaks_while_it_is_written_nothing_is(self):
        places = {
            "the stays": "members.imports.applying.Membership.objects.bulk_create",
            "what was decided": "members.rosters.decision_records.remember_decision",
            "the group": "members.imports.applying.count_heads",
            "the matters": "members.flags.sweeps.refresh_group",
            "the trail": "groupadmin.core.audit.record",
        }
        roster = bring(self.group, ["赵一,a", "钱二,c"], at=self.next_day)
        before = self.facts()
        for place, where in places.items():
            with self.subTest(place), mock.patch(where, side_effect=OperationalError("disk full")):
                with self.assertRaises(DatabaseError):
                    applying.apply_plan(roster=roster, choices={2: "outsider"}, actor=None, at=self.next_day)
                self.assertEqual(self.facts(), before)
                roster.refresh_from_db()
                roster.batch.refresh_from_db()
                self.assertEqual(roster.batch.state, ImportBatch.State.PLANNED)
        applying.apply_plan(roster=roster, actor=None, at=self.next_day)
        self.assertEqual(names(self.group), {"赵一", "钱二"})

    def test_a_full_disk_while_it_is_staged_leaves_no_half_import(self):
        with (
            mock.patch("members.imports.staging.RosterImport.objects.create", side_effect=OperationalError("full")),
            self.assertRaises(OperationalError),
        ):
            bring(self.group, ["赵一,a"], at=self.next_day)
        self.assertEqual(ImportBatch.objects.count(), 1)

    def test_an_undo_that_breaks_takes_nothing_back(self):
        roster = apply(self.group, ["赵一,a", "钱二,c"], at=self.next_day)
        before = self.facts()
        with (
            mock.patch("members.imports.undoing._forget", side_effect=OperationalError("disk full")),
            self.assertRaises(OperationalError),
        ):
            undoing.undo_roster(roster=roster, actor=None, at=self.next_day)
        self.assertEqual(self.facts(), before)
        roster.batch.refresh_from_db()
        self.assertEqual(roster.batch.state, ImportBatch.State.APPLIED)

    @override_settings(IMPORT_ROWS_IN_REQUEST=1)
    def test_a_queue_that_is_away_loses_no_list(self):
        away = mock.patch("kombu.messaging.Producer.publish", side_effect=OSError(errno.ECONNREFUSED, "refused"))
        with away, self.captureOnCommitCallbacks(execute=True):
            roster = bring(self.group, ["赵一,a", "钱二,c"], at=self.next_day)
        job = Job.objects.get()
        self.assertEqual((job.kind, job.state), ("plan_import", Job.State.QUEUED))
        jobs.run(job.pk)
        roster.refresh_from_db()
        self.assertEqual(roster.batch.counts["joined"], 1)

    @override_settings(IMPORT_ROWS_IN_REQUEST=1)
    def test_a_worker_killed_in_the_middle_writes_nothing_and_the_next_writes_once(self):
        roster = bring(self.group, ["赵一,a", "钱二,c"], at=self.next_day)
        jobs.run(roster.batch.job_id)
        roster.batch.refresh_from_db()
        applying.confirm_roster(roster=roster, choices={}, actor=None, at=self.next_day)
        before = self.facts()
        job = Job.objects.get(kind="apply_import")
        with (
            mock.patch("members.flags.sweeps.refresh_group", side_effect=SystemExit("killed")),
            self.assertRaises(SystemExit),
        ):
            jobs.run(job.pk)
        self.assertEqual(self.facts(), before)
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        jobs.run(job.pk)
        self.assertEqual(names(self.group), {"赵一", "钱二"})
        jobs.run(job.pk)
        self.assertEqual(AuditEvent.objects.filter(action="roster.applied").count(), 2)

    def test_the_same_file_twice_confirms_and_doubles_nobody(self):
        content = csv("赵一,a", "钱二,c")
        apply(self.group, content, at=self.next_day)
        again = apply(self.group, content, at=self.next_day + timedelta(hours=1))
        self.assertEqual(again.batch.counts["unchanged"], 2)
        self.assertEqual(Membership.objects.filter(gone_by=None).count(), 2)
        self.assertEqual(again.batch.options["same_as"]["who"], "console")

    def test_a_stale_preview_writes_nothing_and_is_made_anew(self):
        first = bring(self.group, ["赵一,a", "钱二,c"], at=self.next_day, mode=PARTIAL)
        apply(self.group, ["赵一,a", "孙三,d"], at=self.next_day, mode=PARTIAL)
        before = self.facts()
        with self.assertRaises(applying.RosterHasMoved) as refused:
            applying.apply_plan(roster=first, actor=None, at=self.next_day)
        self.assertIn("销售群", str(refused.exception))
        self.assertEqual(self.facts(), before)
        self.assertTrue(staging.renew(first, self.group))
        applying.apply_plan(roster=first, actor=None, at=self.next_day)
        self.assertEqual(set(present(self.group)), {"赵一", "钱二", "孙三", "老人"})
