"""What can go wrong with a ledger on its way in: each a clear sentence, nothing lost, doubled or half-written."""

from datetime import timedelta
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from groupadmin.core import imports, jobs
from groupadmin.core.file_errors import Unreadable
from groupadmin.core.models import AuditEvent, ImportBatch, Job
from groupadmin.directory import roles
from groupadmin.groups import services as groups
from groupadmin.groups.models import Group, GroupName
from members.models import Membership
from members.register import services, writing
from tests.making import NOON, make_department, make_employee, make_group, make_user
from tests.register.ledgers import HEADER, bring_in, csv_ledger, row, xlsx_ledger

State = ImportBatch.State
TWO = csv_ledger([row("甲群", 用途="报价"), row("乙群", 用途="排班")])


def staged(content=TWO, name="台账.csv"):
    return services.stage_register(content=content, file_name=name, actor=None, at=NOON, at_once=True)


class AnotherKindOfFile(TestCase):
    def test_a_staff_list_a_roster_and_half_a_workbook_are_refused_and_nothing_is_kept(self):
        whole = xlsx_ledger([row("甲群")])
        for name, content in (
            ("员工.csv", "工号,姓名,部门\n000123,张三,销售部\n".encode()),
            ("名单.txt", "张三\n李四\n王五\n".encode()),
            ("半截.xlsx", whole[: len(whole) // 2]),
            ("空.csv", b""),
            ("图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
            ("页.xlsx", b"<html><table><tr><td>x</td></tr></table></html>"),
        ):
            for language in ("zh-hans", "en"):
                with self.subTest(name=name, language=language), translation.override(language):
                    with self.assertRaises(Unreadable) as caught:
                        staged(content, name)
                    self.assertGreater(len(str(caught.exception)), 10)
        self.assertEqual((ImportBatch.objects.count(), AuditEvent.objects.count()), (0, 0))

    def test_half_a_csv_brings_the_rows_it_has(self):
        half = TWO[: TWO.index("乙群".encode())]
        self.assertEqual(staged(half).counts["created"], 1)

    def test_nul_bytes_are_told_and_not_stored(self):
        for content in (b"\0" * 8, csv_ledger([row("甲\0群")])):
            with self.subTest(content=content), self.assertRaises(Unreadable) as caught:
                staged(content)
            self.assertIn("台账.csv", str(caught.exception))
        self.assertEqual(ImportBatch.objects.count(), 0)

    def test_a_formula_is_text_and_stays_text_all_the_way_out_again(self):
        bring_in(csv_ledger([row("=cmd|'/C calc'!A0", 用途="@SUM(A1)")]))
        group = Group.objects.get()
        self.assertEqual((group.name, group.purpose), ("=cmd|'/C calc'!A0", "@SUM(A1)"))

    def test_columns_we_must_not_keep_are_dropped_and_named(self):
        batch = staged(
            csv_ledger([[*row("甲群"), "110101199001011234", "13800000000"]], [*HEADER, "身份证号", "手机号"])
        )
        self.assertEqual(set(batch.dropped_columns), {"身份证号", "手机号"})
        kept = str(services.table_of(batch).as_list())
        self.assertNotIn("110101199001011234", kept)
        self.assertNotIn("13800000000", kept)

    def test_encodings_of_an_office(self):
        text = TWO.decode("utf-8-sig")
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            with self.subTest(encoding=encoding):
                self.assertEqual(staged(text.encode(encoding)).counts["created"], 2)

    def test_titles_above_and_sums_below_are_no_groups(self):
        total = ["合计", "", "2个"]
        content = xlsx_ledger([row("甲群"), row("乙群"), total], titles=["某公司工作群管理台账", "填表人：甲"])
        batch = staged(content, "台账.xlsx")
        self.assertEqual((batch.counts["created"], batch.counts["problems"]), (2, 0))


class TheSameAgain(TestCase):
    def test_the_same_file_twice_writes_nothing_the_second_time(self):
        bring_in(TWO)
        before = list(Group.objects.order_by("id").values())
        again = bring_in(TWO, at=NOON + timedelta(days=1))
        self.assertEqual(again.counts, {"created": 0, "updated": 0, "unchanged": 2, "problems": 0})
        self.assertEqual(list(Group.objects.order_by("id").values()), before)
        self.assertEqual(AuditEvent.objects.filter(action__startswith="group.").count(), 2)

    def test_two_previews_of_one_file_the_second_confirmation_finds_the_register_moved(self):
        first, second = staged(), staged()
        services.apply_register(first, actor=None, at=NOON)
        with self.assertRaises(services.RegisterHasMoved):
            services.apply_register(second, actor=None, at=NOON)
        second.refresh_from_db()
        self.assertEqual((second.state, second.counts["unchanged"]), (State.PLANNED, 2))
        self.assertEqual(Group.objects.count(), 2)
        services.apply_register(second, actor=None, at=NOON)
        self.assertEqual(Group.objects.count(), 2)

    def test_two_people_confirm_one_preview_and_one_of_them_is_told(self):
        batch = staged()
        other = ImportBatch.objects.get(pk=batch.pk)
        services.apply_register(batch, actor=None, at=NOON)
        with self.assertRaises((imports.BatchHasMoved, services.RegisterHasMoved)):
            services.apply_register(other, actor=None, at=NOON)
        self.assertEqual(Group.objects.count(), 2)
        self.assertEqual(AuditEvent.objects.filter(action="import.applied").count(), 1)


class TheRegisterHasMoved(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.group = make_group("甲群", cls.sales, code="A1", purpose="旧")
        cls.content = csv_ledger([row("甲群", 群编号="A1", 用途="新", 群主="张三", 所属部门="销售部")])
        make_employee("张三", cls.sales, staff_no="000123")

    def moved(self, batch):
        with self.assertRaises(services.RegisterHasMoved):
            services.apply_register(batch, actor=None, at=NOON)
        batch.refresh_from_db()
        self.assertEqual(batch.state, State.PLANNED)

    def test_by_a_change_on_the_group_s_page(self):
        batch = staged(self.content)
        groups.change_group(self.group, changes={"purpose": "别的"}, actor=None, at=NOON)
        self.moved(batch)
        self.assertEqual(Group.objects.get().purpose, "别的")
        services.apply_register(batch, actor=None, at=NOON)
        self.assertEqual(Group.objects.get().purpose, "新")

    def test_by_a_second_person_of_the_owner_s_name(self):
        batch = staged(self.content)
        make_employee("张三", self.sales, staff_no="000999")
        self.moved(batch)
        self.assertEqual(batch.counts["problems"], 1)
        self.assertEqual([problem.code for problem in services.plan_of(batch).problems], ["several_people"])
        self.assertEqual(Membership.objects.count(), 0)

    def test_what_does_not_touch_the_file_s_groups_does_not_matter(self):
        batch = staged(self.content)
        make_group("乙群", code="B1")
        services.apply_register(batch, actor=None, at=NOON)
        self.group.refresh_from_db()
        self.assertEqual(self.group.purpose, "新")

    def test_in_both_languages_it_says_what_to_do(self):
        for language, words in (("en", "Look at the new preview"), ("zh-hans", "预览")):
            with translation.override(language):
                self.assertIn(words, str(services.RegisterHasMoved()))

    def test_the_page_says_so_and_shows_the_new_preview(self):
        self.client.force_login(make_user(None, roles.HR))
        batch = staged(self.content)
        Group.objects.update(purpose="别的")
        answer = self.client.post(reverse("register_import_confirm", args=[batch.pk]), follow=True)
        self.assertEqual(len(list(answer.context["messages"])), 1)
        self.assertContains(answer, "别的")
        self.assertTrue(answer.context["is_planned"])


class BrokenInTheMiddle(TestCase):
    def test_a_fault_half_way_writes_nothing_and_the_preview_stands(self):
        batch = staged()
        full = OSError(28, "No space left on device")
        with mock.patch.object(writing.RegisterWriter, "_beside", side_effect=full), self.assertRaises(OSError):
            services.apply_register(batch, actor=None, at=NOON)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Group.objects.count(), GroupName.objects.count()), (State.PLANNED, 0, 0))
        services.apply_register(batch, actor=None, at=NOON)
        self.assertEqual(Group.objects.count(), 2)

    @override_settings(IMPORT_ROWS_IN_REQUEST=1)
    def test_in_a_job_the_row_says_why_and_the_import_can_be_confirmed_again(self):
        hr = make_user(None, roles.HR)
        batch = services.stage_register(content=TWO, file_name="t.csv", actor=hr, at=timezone.now())
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        services.confirm_register(batch, actor=hr, at=timezone.now())
        with mock.patch.object(writing.RegisterWriter, "_beside", side_effect=OSError(28, "No space left on device")):
            jobs.run(batch.job_id)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Group.objects.count()), (State.PLANNED, 0))
        self.assertEqual(Job.objects.get(pk=batch.job_id).state, Job.State.FAILED)
        self.assertTrue(batch.error)
        self.client.force_login(hr)
        self.assertContains(self.client.get(reverse("register_import_batch", args=[batch.pk])), "alert-error")
        services.confirm_register(batch, actor=hr, at=timezone.now())
        jobs.run(batch.job_id)
        self.assertEqual(Group.objects.count(), 2)

    @override_settings(IMPORT_ROWS_IN_REQUEST=1)
    def test_a_register_that_moved_while_the_job_waited_is_told_on_the_page(self):
        hr = make_user(None, roles.HR)
        batch = services.stage_register(content=TWO, file_name="t.csv", actor=hr, at=timezone.now())
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        services.confirm_register(batch, actor=hr, at=timezone.now())
        bring_in(csv_ledger([row("甲群", 用途="别的")]))
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.counts["updated"]), (State.PLANNED, 1))
        self.assertEqual(Group.objects.count(), 1)

    def test_an_upload_without_a_file_or_of_an_empty_one(self):
        self.client.force_login(make_user(None, roles.HR))
        for file in ({}, {"file": SimpleUploadedFile("空.csv", b"")}):
            with self.subTest(file=file):
                answer = self.client.post(reverse("register_import"), file)
                self.assertEqual(answer.status_code, 422)
                self.assertTrue(answer.context["form"].errors["file"])

    def test_cells_that_have_expired_can_be_neither_applied_nor_undone(self):
        batch, applied = staged(), bring_in(csv_ledger([row("丙群")]))
        imports.purge_expired(NOON + imports.KEEP + timedelta(days=1))
        batch.refresh_from_db()
        applied.refresh_from_db()
        with self.assertRaises(imports.BatchHasMoved):
            services.apply_register(batch, actor=None, at=NOON)
        with self.assertRaises(imports.NothingToUndo):
            services.undo_register(applied, actor=None, at=NOON)
        self.assertEqual(Group.objects.count(), 1)
