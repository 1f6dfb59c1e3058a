"""A list that can be read in two ways: asked on the page, answered, told, and taken back."""

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import ColumnMapping, ImportBatch
from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.directory import importing
from groupadmin.directory.models import Employee
from groupadmin.directory.undoing import LaterImports
from tests.directory.lists import LATER, apply, person, stage, take, undo
from tests.directory.test_import_pages import Pages
from tests.sheets import saved, xlsx

HEADER = ("工号", "姓名", "部门")


class WhatTitlesSay(TestCase):
    def bring(self, *titles, header=("工号", "姓名", "岗位"), **answers):
        content = xlsx(*titles, header, ("1", "张三", "会计"))
        return importing.import_now(
            content=content, file_name="花名册.xlsx", mode="update", actor=None, at=LATER, answers=answers
        )

    def test_a_department_above_the_headings_is_asked_about(self):
        for title in (("部门：财务部",), ("部门:", "财务部"), ("花名册", "所属部门： 财务部", "日期：1月")):
            with self.subTest(title), self.assertRaises(NeedsAnswer) as asked:
                self.bring(title)
            self.assertEqual([one.key for one in asked.exception.questions], ["title:department"])

    def test_each_answer(self):
        for answer, path in (("no_row", None), ("all_rows", "财务部")):
            self.bring(("部门：财务部",), **{"title:department": answer})
            self.assertEqual(Employee.objects.values_list("department__path", flat=True).get(), path)

    def test_a_company_above_a_column_of_departments_makes_the_path(self):
        header = ("工号", "姓名", "部门")
        self.bring(("单位：星河公司",), header=header, **{"title:company": "all_rows"})
        self.assertEqual(Employee.objects.get().department.path, "星河公司/会计")

    def test_what_a_column_tells_is_not_read_from_a_title_and_said(self):
        plan = self.bring(("部门：财务部",), header=("工号", "姓名", "部门"))
        self.assertEqual([note.code for note in plan.notes], ["title_unread"])
        self.assertIn("财务部", plan.notes[0].sentence)


class SecondColumns(TestCase):
    def asked(self, header, row):
        with self.assertRaises(NeedsAnswer) as asked:
            take(row, header=header)
        return [(one.key, one.suggested) for one in asked.exception.questions]

    def test_another_number_or_department_beside_the_plain_one(self):
        row = ("N001", "000101", "李明轩", "甲部")
        for header in (("工号（新）", "原工号"), ("工号", "旧工号"), ("工号", "工号(旧)")):
            self.assertEqual(self.asked((*header, "姓名", "部门"), row), [("columns:staff_no", "A")], header)
        self.assertEqual(self.asked(("工号", "新工号", "姓名", "部门"), row), [("columns:staff_no", "B")])
        row = ("1", "李明轩", "甲部", "乙部")
        for heading in ("归属部门", "编制部门", "原部门"):
            self.assertEqual(self.asked((*HEADER, heading), row), [("columns:department", "C")], heading)

    def test_an_old_number_alone_is_none(self):
        plan = take(("000101", "李明轩", "甲部"), header=("原工号", "姓名", "部门"))
        self.assertEqual((plan.created, plan.report.unread_columns), ([], ("原工号",)))

    def test_a_further_department_is_one_more(self):
        take(("1", "李明轩", "甲部", "乙部"), ("2", "张三", "甲部", ""), header=(*HEADER, "兼职部门"))
        person = Employee.objects.get(staff_no="1")
        self.assertEqual((person.department.name, person.other_departments.get().name), ("甲部", "乙部"))


class OnThePage(Pages):
    def send(self, content, **answers):
        file = SimpleUploadedFile("花名册.xlsx", content)
        data = {"file": file, "mode": "update", **answers}
        return self.client.post(reverse("directory_import"), data)

    def test_a_question_is_asked_answered_and_told(self):
        content = xlsx(("工号", "姓名", "部门", "部门"), ("1", "张三", "星河公司", "销售部"))
        page = self.send(content)
        self.assertContains(page, 'name="answer-columns:department"', status_code=422)
        self.assertContains(page, 'value="path" checked', status_code=422)
        page = self.client.get(self.send(content, **{"answer-columns:department": "path"}).url)
        self.assertContains(page, "星河公司/销售部")
        self.assertContains(page, 'id="reading"')
        self.assertEqual(ImportBatch.objects.get().options["answers"], {"columns:department": "path"})

    def test_several_sheets_then_the_leavers_among_them(self):
        book = openpyxl.Workbook()
        book.active.title = "在职"
        for row in (HEADER, ("1", "张三", "甲部")):
            book.active.append(row)
        gone = book.create_sheet("离职人员")
        for row in (HEADER, ("2", "李四", "甲部")):
            gone.append(row)
        content, sheets = saved(book), {"answer-sheets": "all"}
        self.assertContains(self.send(content), "answer-sheets", status_code=422)
        page = self.send(content, **sheets)
        self.assertContains(page, 'type="hidden" name="answer-sheets" value="all"', status_code=422)
        self.send(content, **sheets, **{"answer-leavers:sheet:离职人员": "left"})
        self.go("confirm", ImportBatch.objects.get().pk)
        self.assertEqual(dict(Employee.objects.values_list("staff_no", "status")), {"1": "ACTIVE", "2": "LEFT"})

    def test_the_form_of_columns_keeps_what_it_knew(self):
        page = self.send(xlsx(("工号", "人名", "部门", "在职状态"), ("1", "张三", "甲部", "待入职")))
        for field in ("staff_no", "department", "status"):
            self.assertContains(page, f'<option value="{field}" selected>', status_code=422)

    def test_what_was_said_of_columns_is_seen_and_taken_back(self):
        said = {"heading-1": "人名", "field-1": "name"}
        content = xlsx(("工号", "人名", "部门"), ("1", "张三", "甲部"))
        self.send(content, **said)
        page = self.client.get(self.send(content).url)
        self.assertContains(page, reverse("directory_mappings"))
        self.assertContains(self.client.get(reverse("directory_mappings")), "人名 = 姓名")
        self.client.post(reverse("directory_mapping_forget", args=[ColumnMapping.objects.get().pk]))
        self.assertEqual(ColumnMapping.objects.count(), 0)
        self.assertEqual(self.send(content).status_code, 422)

    def test_names_that_do_not_fit_are_asked_about_before_they_are_written(self):
        take(person("1", "张三"), person("2", "李四"))
        self.bring(person("1", "李四"), person("2", "张三"))
        batch = ImportBatch.objects.latest("id")
        address = reverse("directory_import_batch", args=[batch.pk])
        self.assertContains(self.client.get(address), 'name="answer-names"')
        self.go("confirm", batch.pk)
        self.assertEqual(Employee.objects.get(staff_no="1").name, "张三")
        self.go("confirm", batch.pk, **{"answer-names": "as_listed"})
        self.assertEqual(Employee.objects.get(staff_no="1").name, "李四")

    def test_taking_back_asks_first(self):
        take(person("1", "张三"))
        batch = ImportBatch.objects.get()
        page = self.client.get(reverse("directory_import_ask_undo", args=[batch.pk]))
        self.assertContains(page, reverse("directory_import_undo", args=[batch.pk]))
        self.assertEqual(Employee.objects.count(), 1)


class LeaversOfAnUpdate(Pages):
    def test_count_among_the_left_and_in_the_brake(self):
        take(*[person(str(n), f"员工{n}") for n in range(10)])
        gone = [person(str(n), f"员工{n}", status="离职") for n in range(9)]
        batch = stage(*gone)
        self.assertEqual((batch.counts["left"], batch.counts["updated"]), (9, 0))
        with self.assertRaises(importing.BrakeOn):
            apply(batch)
        apply(batch, override_reason="分立")
        self.assertEqual(Employee.objects.filter(status="LEFT").count(), 9)

    def test_a_few_need_no_reason(self):
        take(person("1", "张三"))
        self.assertEqual(take(person("1", "张三", status="离职")).counts()["left"], 1)


class NumbersAnew(Pages):
    def test_a_new_number_with_name_department_and_day_of_somebody_here(self):
        take(person("1", "张三"))
        with self.assertRaises(NeedsAnswer):
            take(person("A1", "张三"))
        take(person("A1", "张三"), answers={"numbers": "leave_out"})
        self.assertEqual(Employee.objects.count(), 1)
        take(person("A1", "张三"), answers={"numbers": "other_people"})
        self.assertEqual(Employee.objects.count(), 2)

    def test_another_spelling_of_a_number_is_the_same_person_or_refused(self):
        take(person("HR-001", "张三"))
        self.assertEqual(take(person("hr-001", "张三", status="离职")).counts()["left"], 1)
        plan = take(person("hr-001", "李四"))
        self.assertEqual([problem.code for problem in plan.problems], ["other_spelling"])


class WhatStandsInTheWay(Pages):
    def test_an_undo_names_the_later_imports(self):
        take(person("1", "张三"))
        first = ImportBatch.objects.get()
        take(person("1", "张三", post="经理"), at=LATER)
        second = ImportBatch.objects.latest("id")
        with self.assertRaises(LaterImports) as caught:
            undo(first, at=timezone.now())
        self.assertIn(f"#{second.pk}", caught.exception.facts["later"])
