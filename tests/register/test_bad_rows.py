"""Every reason why a row of a ledger is not taken, all of a row at once, with what would be right."""

from django.test import TestCase
from django.utils import translation

from groupadmin.core import file_errors
from groupadmin.groups.models import Group
from members.register import services
from members.register.planning import plan_register
from tests.making import TODAY, make_department, make_employee, make_group
from tests.register.ledgers import HEADER, bring_in, csv_ledger, reasons, row


class BadRows(TestCase):
    @classmethod
    def setUpTestData(cls):
        company = make_department("总公司")
        cls.sales, cls.works = make_department("销售部", company), make_department("工程部", company)
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        make_employee("李伟", cls.sales, staff_no="000201")
        make_employee("李伟", cls.works, staff_no="000202")
        make_employee("王芳", cls.works, staff_no="000301", status="LEFT")
        make_employee("王芳", cls.works, staff_no="000302")

    def one(self, name="甲群", **cells):
        return reasons(csv_ledger([row(name, **cells)]))

    def test_an_owner_nobody_knows(self):
        self.assertEqual(self.one(群主="赵无"), [(2, "群主", "no_such_person")])

    def test_a_staff_number_nobody_has(self):
        self.assertEqual(self.one(群主="张三(999999)"), [(2, "群主", "no_such_staff_no")])

    def test_a_staff_number_of_somebody_else(self):
        self.assertEqual(self.one(群主="李伟(000123)"), [(2, "群主", "other_name")])

    def test_a_namesake_owner_waits_for_a_person_and_the_candidates_are_named(self):
        content = csv_ledger([row("甲群", 群主="李伟")])
        with translation.override("en"):
            problem = plan_register(services.read_register(content, "t.csv"), today=TODAY).problems[0]
            self.assertEqual(problem.code, "several_people")
            self.assertIn("李伟(000201 销售部)、李伟(000202 工程部)", problem.reason)

    def test_a_namesake_in_the_group_s_own_department_is_meant(self):
        bring_in(csv_ledger([row("甲群", 所属部门="工程部", 群主="李伟"), row("乙群", 群主="李伟（销售部）")]))
        owners = dict(Group.objects.values_list("name", "memberships__employee__staff_no"))
        self.assertEqual(owners, {"甲群": "000202", "乙群": "000201"})

    def test_a_namesake_who_has_left_is_not_meant(self):
        bring_in(csv_ledger([row("甲群", 群主="王芳")]))
        self.assertEqual(Group.objects.get().memberships.get().employee.staff_no, "000302")

    def test_an_owner_from_outside_is_said_to_be_so(self):
        bring_in(csv_ledger([row("家校群", 群主="王老师（外部）")]))
        membership = Group.objects.get().memberships.get()
        self.assertEqual((membership.identity, membership.nickname, membership.role), ("OUTSIDER", "王老师", "OWNER"))

    def test_two_owners(self):
        self.assertEqual(self.one(群主="张三、李伟(000201)"), [(2, "群主", "two_owners")])

    def test_owner_and_deputy_must_be_two_people(self):
        self.assertEqual(self.one(群主="张三", 副群主="张三"), [(2, "副群主", "owner_is_deputy")])

    def test_an_unknown_department(self):
        self.assertEqual(self.one(所属部门="市场部"), [(2, "所属部门", "no_such_department")])

    def test_a_department_name_that_stands_twice_needs_its_path(self):
        make_department("一组", self.sales)
        make_department("一组", self.works)
        self.assertEqual(self.one(所属部门="一组"), [(2, "所属部门", "several_departments")])
        self.assertEqual(self.one(所属部门="总公司/销售部/一组"), [])
        self.assertEqual(self.one(所属部门="销售部>一组"), [])

    def test_an_unknown_regulation(self):
        content = csv_ledger([[*row("甲群"), "没有的制度"]], [*HEADER, "适用制度"])
        self.assertEqual(reasons(content), [(2, "适用制度", "no_such_regulation")])

    def test_bad_dates_numbers_and_words_are_all_told_at_once(self):
        found = self.one(平台="传呼机", 群人数="很多", 解散日期="去年", 状态="怪")
        self.assertEqual(
            set(found),
            {
                (2, "平台", "unknown_word"),
                (2, "群人数", "not_a_number"),
                (2, "解散日期", "not_a_date"),
                (2, "状态", "unknown_word"),
            },
        )

    def test_dissolved_without_a_date(self):
        self.assertEqual(self.one(状态="已解散"), [(2, "解散日期", "dissolved_needs_a_date")])

    def test_in_use_with_a_day_of_dissolution(self):
        self.assertEqual(self.one(状态="使用中", 解散日期="2026-01-01"), [(2, "解散日期", "ended_but_in_use")])

    def test_merged_into_nobody(self):
        self.assertEqual(self.one(状态="已合并"), [(2, "并入群编号", "merged_needs_an_heir")])

    def test_a_file_does_not_give_approvals(self):
        make_group("等建群", code="A1", status="APPROVED")
        found = reasons(csv_ledger([row("等建群", 群编号="A1", 状态="使用中")]))
        self.assertEqual(found, [(2, "状态", "not_by_a_file")])

    def test_two_rows_with_one_number_and_two_with_one_name(self):
        found = reasons(csv_ledger([row("甲群", 群编号="A1"), row("乙群", 群编号="A1")]))
        self.assertEqual(found, [(3, "群编号", "twice_in_file")])
        self.assertEqual(reasons(csv_ledger([row("甲群"), row("甲群")])), [(3, "群名称", "twice_in_file")])

    def test_one_group_by_number_and_by_name(self):
        make_group("甲群", code="A1")
        found = reasons(csv_ledger([row("甲群", 群编号="A1"), row("甲群")]))
        self.assertEqual(found, [(3, "群名称", "twice_in_file")])

    def test_a_name_that_several_groups_have_needs_the_number(self):
        make_group("甲群", code="A1")
        make_group("甲群", code="A2")
        self.assertEqual(self.one(), [(2, "群名称", "name_is_taken")])

    def test_an_ended_namesake_is_not_meant(self):
        make_group("甲群", code="A1", status="DISSOLVED", dissolved_on=TODAY)
        bring_in(csv_ledger([row("甲群")]))
        self.assertEqual(Group.objects.filter(status="ACTIVE").count(), 1)

    def test_a_row_without_a_name(self):
        self.assertEqual(self.one("", 平台="微信", 用途="报价", 群主="张三"), [(2, "群名称", "empty")])

    def test_names_too_long(self):
        self.assertEqual(self.one("长" * 129), [(2, "群名称", "too_long")])

    def test_a_file_that_is_no_ledger(self):
        with self.assertRaises(file_errors.Unreadable):
            services.read_register("张三\n李四\n".encode(), "名单.txt")
        with self.assertRaises(file_errors.Unreadable):
            services.read_register(b"", "空.csv")
