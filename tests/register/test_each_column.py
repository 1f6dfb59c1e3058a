"""Every column of the ledger on its own: what a cell writes, what the register then holds, and back again."""

from datetime import date

from django.test import TestCase
from django.utils import translation

from groupadmin.groups.models import Group
from members.register import column_words, register_sheet, services
from members.register.planning import plan_register
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_regulation
from tests.register.ledgers import bring_in, csv_ledger, reasons

HEADING = {column.field: column.chinese for column in column_words.COLUMNS}


def sheet(**cells):
    """A ledger of one group A1 with these columns."""
    header = ["群编号", "群名称", *(HEADING.get(field, field) for field in cells)]
    return csv_ledger([["A1", "甲群", *cells.values()]], header)


class EachColumn(TestCase):
    @classmethod
    def setUpTestData(cls):
        company = make_department("总公司")
        cls.sales = make_department("销售部", company, "销售")
        cls.rule = make_regulation("company", title="公司制度")
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        make_employee("李四", cls.sales, staff_no="000124")
        cls.heir = make_group("乙群", code="B1")
        cls.group = make_group("甲群", code="A1")

    def changed(self, **cells):
        bring_in(sheet(**cells))
        self.group.refresh_from_db()
        return self.group

    def comes_back(self):
        """Whether the ledger that goes out says the very same when it comes in, in both languages."""
        for language in ("zh-hans", "en"):
            with translation.override(language):
                content = register_sheet.workbook(Group.objects.all(), actor=None, at=NOON, chosen={})
            counts = plan_register(services.read_register(content, "台账.xlsx"), today=TODAY).counts()
            self.assertEqual(counts, {"created": 0, "updated": 0, "unchanged": 2, "problems": 0}, language)

    def test_the_plain_ones(self):
        for field, cell, value in (
            ("platform", "企微", "WECOM"),
            ("platform", "qq群", "QQ"),
            ("category", "项目组", "PROJECT"),
            ("category", "家校", "EXTERNAL"),
            ("purpose", "报价、排班", "报价、排班"),
            ("headcount", "120人", 120),
            ("headcount_outside", "3.0", 3),
            ("created_on", "2020年1月31日", date(2020, 1, 31)),
            ("created_on", "2020.2.29", date(2020, 2, 29)),
            ("approval_no", "办字〔2026〕7号", "办字〔2026〕7号"),
            ("secrecy", "内部", "SENSITIVE"),
            ("secrecy", "机密", "CLASSIFIED"),
            ("planned_end_on", "2026/12/31", date(2026, 12, 31)),
            ("note", "'=备注", "=备注"),
            ("approved_on", "20260301", date(2026, 3, 1)),
            ("admission_scope", "本部门在册员工", "本部门在册员工"),
            ("content_scope", "工作通知", "工作通知"),
            ("capacity", "500", 500),
            ("last_active_on", "2026-03-01", date(2026, 3, 1)),
        ):
            with self.subTest(field=field, cell=cell):
                self.assertEqual(getattr(self.changed(**{field: cell}), field), value)
                self.comes_back()

    def test_department_and_regulation(self):
        for cell in ("销售部", "销售", "总公司/销售部", "总公司＞销售部", "总公司-销售部"):
            with self.subTest(cell=cell):
                Group.objects.filter(pk=self.group.pk).update(department=None)
                found = reasons(sheet(department=cell))
                if cell == "总公司-销售部":
                    self.assertEqual(found, [(2, "所属部门", "no_such_department")])
                    continue
                self.assertEqual(self.changed(department=cell).department, self.sales)
                self.comes_back()
        for cell in ("公司制度", "company", "COMPANY"):
            with self.subTest(cell=cell):
                Group.objects.filter(pk=self.group.pk).update(regulation=None, regulation_since=None)
                group = self.changed(regulation=cell)
                self.assertEqual((group.regulation, group.regulation_since), (self.rule, date(2026, 3, 12)))
                self.comes_back()

    def test_people(self):
        self.changed(owner="张三", deputies="李四", admins="王老师(外部)、赵老师（外部）")
        memberships = self.group.memberships.order_by("id").values_list("role", "employee__name", "nickname")
        self.assertEqual(
            set(memberships),
            {
                ("OWNER", "张三", ""),
                ("DEPUTY", "李四", ""),
                ("ADMIN", None, "王老师"),
                ("ADMIN", None, "赵老师"),
            },
        )
        self.comes_back()

    def test_one_column_for_both_kinds_of_helpers(self):
        self.changed(**{"副群主/管理员": "张三、李四"})
        self.assertEqual(set(self.group.memberships.values_list("role", flat=True)), {"ADMIN"})

    def test_a_pledge_and_an_announcement(self):
        self.changed(pledge_on="2026-02-28", announced="有", owner="张三")
        pledge = self.group.pledges.get()
        self.assertEqual((pledge.signer_name, pledge.expires_on), ("张三", date(2027, 2, 28)))
        self.assertEqual(self.group.announcements.count(), 1)
        self.comes_back()
        self.changed(announced="无")
        self.assertEqual(self.group.announcements.count(), 1)

    def test_the_states_a_file_may_tell(self):
        for cells, status in (
            ({"status": "拟解散"}, "DISSOLVING"),
            ({"status": "使用中"}, "ACTIVE"),
            ({"status": "已解散", "dissolved_on": "2026-01-31"}, "DISSOLVED"),
            ({"status": "在用"}, "ACTIVE"),
            ({"dissolved_on": "2026-02-01"}, "DISSOLVED"),
            ({"status": "正常"}, "ACTIVE"),
            ({"status": "已合并", "merged_into": "B1"}, "MERGED"),
            ({"status": "启用"}, "ACTIVE"),
        ):
            with self.subTest(cells=cells):
                group = self.changed(**cells)
                self.assertEqual(group.status, status)
                ended = status in ("DISSOLVED", "MERGED")
                self.assertEqual(group.watch_until is not None, ended)
                self.assertEqual(group.merged_into, self.heir if status == "MERGED" else None)
                self.comes_back()

    def test_the_words_late_and_dormant_are_ours_and_mean_in_use(self):
        for word in ("待核查", "僵尸", "休眠"):
            with self.subTest(word=word):
                self.assertEqual(self.changed(status=word).status, "ACTIVE")

    def test_what_the_console_works_out_is_never_taken(self):
        group = self.changed(checked_on="2026-01-01", check_result="无问题")
        self.assertIsNone(group.roster_taken_at)
        self.assertEqual(
            plan_register(services.read_register(sheet(checked_on="胡说"), "t.csv"), today=TODAY).counts()["problems"],
            0,
        )

    def test_an_empty_cell_leaves_what_is_known(self):
        Group.objects.filter(pk=self.group.pk).update(purpose="报价", headcount=7, secrecy="SENSITIVE")
        group = self.changed(purpose="", headcount="", secrecy="", owner="", department="")
        self.assertEqual((group.purpose, group.headcount, group.secrecy), ("报价", 7, "SENSITIVE"))

    def test_a_number_somebody_typed_does_not_go_over_a_list_that_was_counted(self):
        Group.objects.filter(pk=self.group.pk).update(headcount=30, roster_taken_at=NOON)
        self.assertEqual(self.changed(headcount="99").headcount, 30)

    def test_at_the_edges_of_what_fits(self):
        for field, fits, too_much, code in (
            ("purpose", "长" * 255, "长" * 256, "too_long"),
            ("approval_no", "7" * 40, "7" * 41, "too_long"),
            ("note", "备" * 255, "备" * 256, "too_long"),
            ("headcount", "1000000", "1000001", "not_a_number"),
            ("capacity", "0", "-1", "not_a_number"),
            ("created_on", "2024-02-29", "2023-02-29", "not_a_date"),
        ):
            with self.subTest(field=field):
                self.assertEqual(reasons(sheet(**{field: fits})), [])
                self.assertEqual(reasons(sheet(**{field: too_much})), [(2, HEADING[field], code)])

    def test_headings_in_english_and_by_their_other_names(self):
        for header in (
            ["Group number", "Group name", "Purpose"],
            ["编号", "群名", "建群目的"],
            ["群号", "微信群名称", "用途说明"],
            [" 群 编 号 ", "群名称*", "用途"],
        ):
            with self.subTest(header=header):
                Group.objects.filter(pk=self.group.pk).update(purpose="")
                bring_in(csv_ledger([["A1", "甲群", "报价"]], header))
                self.group.refresh_from_db()
                self.assertEqual(self.group.purpose, "报价")
