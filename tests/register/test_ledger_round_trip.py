"""The ledger that goes out comes back in without a difference, whatever the register holds."""

import io
from datetime import date, datetime, timedelta

from django.test import TestCase
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from openpyxl import load_workbook

from groupadmin.core.models import AuditEvent
from groupadmin.groups import documents
from groupadmin.groups.models import Group
from members.models import Flag, Membership
from members.register import column_words, register_sheet, services
from members.register.planning import plan_register
from members.register.register_sheet import PRINTED
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_regulation

NASTY = (
    "=1+1",
    "+86 群",
    "-减",
    "@群",
    '"引号"群',
    "逗号,群",
    "'='群",
    "<b>粗</b>",
    "两  个空格",
    "全角（括号）",
    "😀",
    "无",
    "合计",
    "群\t名",
)


def export(groups=None):
    return register_sheet.workbook(Group.objects.all() if groups is None else groups, actor=None, at=NOON, chosen={})


def come_back(content):
    return plan_register(services.read_register(content, "台账.xlsx"), today=TODAY)


class WithoutLoss(TestCase):
    @classmethod
    def setUpTestData(cls):
        company = make_department("总公司")
        sales, works = make_department("销售部", company), make_department("工程部", company)
        twins = [make_department("一组", sales), make_department("一组", works)]
        rule = make_regulation("engineering", title="工程部群管理制度")
        make_regulation("engineering", title="工程部群管理制度", edition=2)
        people = [make_employee("李伟", sales, staff_no="000201"), make_employee("李伟", works, staff_no="000202")]
        people.append(make_employee("欧阳娜娜", works, staff_no="HR-07", status="LEFT"))
        for number, name in enumerate(NASTY):
            group = make_group(name, twins[number % 2], code=f"A{number}", regulation=rule if number % 2 else None)
            make_membership(group, people[number % 3], role=Membership.Role.OWNER)
            make_membership(group, None, name, identity="OUTSIDER", role=Membership.Role.DEPUTY)
            make_membership(group, None, f"网名{name}", role=Membership.Role.ADMIN)
            Group.objects.filter(pk=group.pk).update(note=name, purpose=name[::-1], headcount=number, capacity=500)
        documents.sign_pledge(
            Group.objects.first(), signer_name="甲", text_version="1", signed_on=TODAY, actor=None, at=NOON
        )
        documents.post_announcement(Group.objects.first(), text="公告", posted_on=TODAY, actor=None, at=NOON)
        heir = Group.objects.get(code="A0")
        make_group("并了", code="B1", status="MERGED", merged_into=heir, dissolved_on=TODAY)
        make_group("散了", code="B2", status="DISSOLVED", dissolved_on=date(2026, 1, 31))
        make_group("将散", code="B3", status="DISSOLVING", planned_end_on=TODAY + timedelta(days=9))
        make_group("待建", code="B4", status="APPROVED", approved_on=TODAY)
        make_group("过期", code="B5", status="EXPIRED")
        late = make_group(
            "核过", code="B6", roster_taken_at=NOON, secrecy="CLASSIFIED", platform="QQ", category="PROJECT"
        )
        for kind in (Flag.Kind.ROSTER_OLD, Flag.Kind.STALE):
            Flag.objects.create(kind=kind, group=late, subject="group", raised_on=TODAY, due_on=TODAY)

    def test_every_row_comes_back_unchanged_in_either_language(self):
        for spoken in ("zh-hans", "en"):
            with self.subTest(spoken=spoken), translation.override(spoken):
                made = come_back(export())
                self.assertEqual([problem.reason for problem in made.problems], [])
                self.assertEqual(made.differences(), [])
                self.assertEqual(made.counts()["unchanged"], Group.objects.count())

    def test_what_one_reader_exports_another_may_import_in_the_other_language(self):
        with translation.override("en"):
            content = export()
        with translation.override("zh-hans"):
            self.assertEqual(come_back(content).differences(), [])

    def test_a_change_made_in_the_office_s_excel_is_the_only_difference(self):
        book = load_workbook(io.BytesIO(export()))
        sheet = book.active
        header = next(row for row in sheet.iter_rows() if any(cell.value == "群编号" for cell in row))
        places = {cell.value: cell.column for cell in header}
        row = next(r for r in range(header[0].row + 1, sheet.max_row) if sheet.cell(r, places["群编号"]).value == "B3")
        sheet.cell(row, places["用途"]).value = "招标"
        out = io.BytesIO()
        book.save(out)
        changed = come_back(out.getvalue()).differences()
        self.assertEqual([(one.code, one.changes) for one in changed], [("B3", {"purpose": ["", "招标"]})])
        self.assertEqual(changed[0].row, row)

    def test_formulas_are_neutralised(self):
        book = load_workbook(io.BytesIO(export(Group.objects.filter(code="A0"))))
        cells = [cell for line in book.active.iter_rows() for cell in line if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertIn("'=1+1", [cell.value for cell in cells])

    def test_it_has_the_office_s_form(self):
        book = load_workbook(io.BytesIO(export()))
        sheet = book.active
        self.assertEqual(sheet["A1"].value, "工作群管理台账")
        self.assertIn("单位：总公司", sheet["A2"].value)
        self.assertIn("截至日期：2026-03-12", sheet["A2"].value)
        self.assertIn("制表人：", sheet["A2"].value)
        headings = [cell.value for cell in sheet[3]][1:]
        self.assertEqual(headings, [column.chinese for column in column_words.COLUMNS])
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        foot = str(sheet.cell(sheet.max_row, 1).value)
        self.assertEqual([word for word in ("审核人：", "审核日期：", "盖章：") if word not in foot], [])

    def test_all_columns_of_the_office_s_form_go_on_one_sheet_in_type_one_can_read(self):
        sheet = load_workbook(io.BytesIO(export())).active
        self.assertEqual([column.field for column in column_words.COLUMNS][: len(PRINTED)], list(PRINTED))
        self.assertTrue(sheet.print_area.endswith(f"$W${sheet.max_row}"), sheet.print_area)
        self.assertEqual(sheet.page_setup.fitToWidth, 1)

    def test_heads_are_numbers_with_a_sum_and_days_are_days(self):
        sheet = load_workbook(io.BytesIO(export())).active
        at = {cell.value: cell.column - 1 for cell in sheet[3]}
        lines = {line[1]: line for line in sheet.iter_rows(min_row=4, values_only=True) if line[1]}
        self.assertEqual(lines["A7"][at["群人数"]], 7)
        self.assertEqual(lines["B2"][at["解散日期"]], datetime(2026, 1, 31))
        self.assertEqual(lines["A0"][at["群主"]], "李伟(000201)")
        total = next(line for line in sheet.iter_rows(min_row=4, values_only=True) if line[0] == "合计")
        self.assertEqual(total[at["群人数"]], sum(range(len(NASTY))))

    def test_its_file_is_named_in_the_reader_s_language(self):
        self.assertEqual(register_sheet.file_name(NOON), "群台账-20260312.xlsx")

    def test_taking_it_out_is_noted_with_the_filters(self):
        register_sheet.workbook(Group.objects.filter(code="A0"), actor=None, at=NOON, chosen={"q": "群"})
        event = AuditEvent.objects.get(action="ledger.exported")
        self.assertEqual(event.detail, {"form": "xlsx", "groups": 1, "filters": {"q": True}})

    def test_more_groups_cost_no_more_queries(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def cost(groups):
            with CaptureQueriesContext(connection) as caught:
                list(register_sheet.rows(groups, column_words.CHINESE))
            return len(caught)

        few = cost(Group.objects.filter(code__startswith="A1"))
        self.assertEqual(few, cost(Group.objects.all()))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)


class WhateverSomebodyTyped(HypothesisTestCase):
    @settings(max_examples=40, deadline=None)
    @given(name=TEXT.filter(str.strip), purpose=TEXT, nickname=TEXT.filter(str.strip), headcount=st.integers(0, 5000))
    @example(name="0\xad", purpose="0\xad", nickname="0\xad", headcount=0)
    @example(name="甲\u200b", purpose="\u3164", nickname="乙\ufe0f", headcount=0)
    def test_any_text_comes_back_unchanged(self, name, purpose, nickname, headcount):
        clean = str.maketrans("", "", "\0")
        group = make_group(name.translate(clean) or "x", code="A1", headcount=headcount)
        Group.objects.filter(pk=group.pk).update(purpose=purpose.translate(clean))
        nickname = nickname.translate(clean) or "x"
        make_membership(group, None, nickname, identity="OUTSIDER", role=Membership.Role.OWNER)
        made = come_back(export())
        self.assertEqual(made.problems, [])
        self.assertEqual(made.counts()["unchanged"], 1)
