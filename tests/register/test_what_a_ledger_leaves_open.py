"""What a ledger leaves open is asked on its pages, filled in with what is likely, and nothing is written before."""

from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.core import jobs
from groupadmin.core.models import ImportBatch
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.register import services
from tests.making import NOON, make_department, make_employee, make_user
from tests.register.ledgers import bring_in, csv_ledger, row
from tests.sheets import xlsx

CASES = Path(__file__).parents[1] / "cases" / "staff-lists"
RUNNING = csv_ledger([("1", "甲群"), ("2", "乙群"), ("3", "丙群")], ("编号", "群名称"))
BEFORE = csv_ledger([row("甲群", 群编号="A1"), row("乙群", 群编号="A2"), row("丙群", 群编号="A3")])
SHIFTED = csv_ledger([row("乙群", 群编号="A1"), row("丙群", 群编号="A2"), row("甲群", 群编号="A3"), row("丁群")])


class OnThePages(TestCase):
    def setUp(self):
        self.client.force_login(make_user(None, roles.HR))

    def bring(self, content, name="台账.csv", **answers):
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("register_import"), {"file": file, **answers}, follow=True)

    def confirm(self, **answers):
        self.batch = ImportBatch.objects.first()
        url = reverse("register_import_confirm", args=[self.batch.pk])
        page = self.client.post(url, answers, follow=True)
        self.batch.refresh_from_db()
        return page

    def test_which_sheets_is_asked_when_the_file_is_brought(self):
        office = make_department("办公室")
        make_employee("周志强", office)
        content = (CASES / "reg_two_sheets.xlsx").read_bytes()
        page = self.bring(content, "台账.xlsx")
        self.assertContains(page, "answer-sheets", status_code=422)
        self.assertEqual(ImportBatch.objects.count(), 0)
        page = self.bring(content, "台账.xlsx", **{"answer-sheets": "all"})
        self.assertEqual(page.context["counts"]["created"], 3)
        self.assertContains(page, "微信群、QQ群")

    def test_a_running_number_is_asked_about_before_anything_is_written(self):
        page = self.bring(RUNNING)
        self.assertContains(page, "answer-serial")
        self.assertContains(page, "formnovalidate")  # it can be thrown away without an answer
        self.confirm()
        self.assertEqual((self.batch.state, Group.objects.count()), ("PLANNED", 0))
        self.confirm(**{"answer-serial": "serial"})
        self.assertEqual(self.batch.state, "APPLIED")
        self.assertNotIn("1", Group.objects.values_list("code", flat=True))

    def test_a_number_that_runs_anew_on_each_sheet_is_a_running_number_too(self):
        header = ("编号", "群名称")
        content = xlsx(header, ("1", "甲群"), ("2", "乙群"), ("3", "丙群"), sheet="一部", 二部=[header, ("1", "丁群")])
        page = self.bring(content, "台账.xlsx", **{"answer-sheets": "all"})
        self.assertContains(page, "answer-serial")
        self.confirm(**{"answer-serial": "serial"})
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), {"甲群", "乙群", "丙群", "丁群"})

    def test_an_answer_that_makes_it_another_list_shows_that_list_first(self):
        self.bring(RUNNING)
        page = self.confirm(**{"answer-serial": "number"})
        self.assertEqual((self.batch.state, Group.objects.count()), ("PLANNED", 0))
        self.assertContains(page, "请查看新的预览")
        self.confirm(**{"answer-serial": "number"})
        self.assertEqual(set(Group.objects.values_list("code", flat=True)), {"1", "2", "3"})

    def test_groups_that_would_change_names_are_left_out_where_somebody_says_so(self):
        bring_in(BEFORE)
        self.bring(SHIFTED)
        self.confirm(**{"answer-renames": "leave_out"})
        page = self.confirm(**{"answer-renames": "leave_out"})
        self.assertEqual(self.batch.state, "APPLIED")
        names = dict(Group.objects.values_list("code", "name"))
        self.assertEqual([names[code] for code in ("A1", "A2", "A3")], ["甲群", "乙群", "丙群"])
        self.assertIn("丁群", names.values())
        self.assertEqual(page.context["counts"]["problems"], 3)

    def test_or_renamed(self):
        bring_in(BEFORE)
        self.bring(SHIFTED)
        self.confirm(**{"answer-renames": "rename"})
        self.assertEqual(Group.objects.get(code="A1").name, "乙群")

    @override_settings(IMPORT_ROWS_IN_REQUEST=2)
    def test_of_a_long_file_too(self):
        self.bring(RUNNING)
        jobs.run(ImportBatch.objects.get().job_id)
        self.confirm()
        self.assertEqual(self.batch.state, "PLANNED")
        self.confirm(**{"answer-serial": "number"})
        self.assertEqual(self.batch.state, "APPLYING")
        jobs.run(self.batch.job_id)
        self.batch.refresh_from_db()
        self.assertEqual((self.batch.state, Group.objects.count()), ("PLANNED", 0))
        self.assertIn("请查看新的预览", self.batch.error)
        self.confirm(**{"answer-serial": "number"})
        jobs.run(self.batch.job_id)
        self.assertEqual(set(Group.objects.values_list("code", flat=True)), {"1", "2", "3"})

    def test_what_is_worth_a_look_is_told_with_its_row(self):
        make_employee("张三", make_department("销售部"), status="LEFT")
        page = self.bring(csv_ledger([row("甲群", 群主="张三", 状态="僵尸")]))
        self.assertContains(page, "第 2 行")
        self.assertContains(page, "离职")
        self.assertContains(page, "按“使用中”登记")

    def test_a_new_group_with_the_name_of_one_elsewhere_is_told(self):
        make_department("财务部")
        bring_in(csv_ledger([row("项目群")]))
        page = self.bring(csv_ledger([row("项目群", 所属部门="财务部"), row("新群")]))
        code = Group.objects.get().code
        self.assertEqual(page.context["counts"]["created"], 2)
        self.assertEqual(len(page.context["warnings"]), 1)
        self.assertIn(code, page.context["warnings"][0])

    def test_what_is_said_of_several_rows_alike_is_said_once(self):
        rows = [("甲群", "2024-03"), ("乙群", "2024-03"), ("丙群", "2024-04")]
        page = self.bring(csv_ledger(rows, ("群名称", "建群时间")))
        self.assertEqual([one.partition("：")[0] for one in page.context["warnings"]], ["第 2、3 行", "第 4 行"])


class TheWorkbookOfMistakes(TestCase):
    def test_its_own_columns_are_known_when_it_is_brought_back(self):
        self.client.force_login(make_user(None, roles.HR))
        batch = services.stage_register(
            content=csv_ledger([row("甲群", 群主="没有人")]), file_name="t.csv", actor=None, at=NOON
        )
        book = self.client.get(reverse("register_import_errors", args=[batch.pk])).content
        again = services.stage_register(content=book, file_name="错误.xlsx", actor=None, at=NOON)
        self.assertEqual(services.plan_of(again).report.unread_columns, ())
        book = self.client.get(reverse("register_import_errors", args=[again.pk])).content
        headings = [cell.value for cell in load_workbook(BytesIO(book)).active[1]]
        self.assertEqual((headings.count("原行号"), headings.count("错误原因")), (1, 1))
