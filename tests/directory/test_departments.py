"""The department tree: placed, moved with all below it, renamed, short names; kept by the database."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import departments, roles
from groupadmin.directory.models import Department, DirectoryState, Employee
from groupadmin.directory.sweeps import departures
from tests.directory.lists import AT, apply, person, stage, take, undo
from tests.making import make_department, make_user


def place(name, parent=None):
    return departments.place_department(name=name, parent=parent, actor=None, at=AT)


class TheTree(TestCase):
    def setUp(self):
        self.company = place("总公司")
        self.sales = place("销售中心", self.company)
        self.east = place("华东区", self.sales)
        self.works = place("工程部", self.company)

    def again(self, department):
        return Department.objects.get(pk=department.pk)

    def test_lineage_and_path(self):
        self.assertEqual(self.east.path, "总公司/销售中心/华东区")
        self.assertEqual(self.east.lineage, f"/{self.company.pk}/{self.sales.pk}/{self.east.pk}/")

    def test_moving_takes_everything_below_along_in_the_same_number_of_queries(self):
        with self.assertNumQueries(10):
            departments.move_department(self.sales, parent=self.works, actor=None, at=AT)
        self.assertEqual(self.again(self.east).path, "总公司/工程部/销售中心/华东区")
        self.assertEqual(
            self.again(self.east).lineage, f"/{self.company.pk}/{self.works.pk}/{self.sales.pk}/{self.east.pk}/"
        )
        self.assertEqual(self.again(self.works).path, "总公司/工程部")
        for number in range(20):
            place(f"第{number}组", self.east)
        with self.assertNumQueries(9):
            departments.move_department(self.sales, parent=None, actor=None, at=AT)
        self.assertEqual(Department.objects.filter(path__startswith="销售中心/华东区/").count(), 20)

    def test_nothing_moves_below_itself(self):
        for below in (self.sales, self.east):
            with self.assertRaises(departments.BelowItself):
                departments.move_department(self.sales, parent=below, actor=None, at=AT)

    def test_renaming_changes_the_paths_below(self):
        departments.rename_department(self.sales, name="营销中心", actor=None, at=AT)
        self.assertEqual(self.again(self.east).path, "总公司/营销中心/华东区")
        self.assertEqual(AuditEvent.objects.latest("id").detail["to"], "总公司/营销中心")

    def test_no_two_of_a_name_in_one_place(self):
        for parent in (None, self.company):
            name = "总公司" if parent is None else "工程部"
            with self.assertRaises(departments.DepartmentExists):
                place(name, parent)
        with self.assertRaises(departments.DepartmentExists):
            departments.rename_department(self.works, name="销售中心", actor=None, at=AT)
        with self.assertRaises(departments.DepartmentExists):
            place("销售中心"), departments.move_department(self.sales, parent=None, actor=None, at=AT)

    def test_the_database_itself_refuses_a_second_one(self):
        for parent in (None, self.company):
            name = "总公司" if parent is None else "工程部"
            with self.assertRaises(IntegrityError), transaction.atomic():
                Department.objects.bulk_create([Department(name=name, name_key=name, parent=parent)])

    def test_too_deep(self):
        node = self.company
        for number in range(14):
            node = place(f"层{number}", node)
        with self.assertRaises(departments.TooDeep):
            place("再深", node)

    def test_short_names_are_one_department_s_own(self):
        departments.set_short_names(self.sales, names=["销售", "Sales", "销售 "], actor=None, at=AT)
        self.assertEqual(set(self.sales.short_names.values_list("name", flat=True)), {"销售", "Sales"})
        with self.assertRaises(departments.ShortNameTaken):
            departments.set_short_names(self.works, names=["ｓａｌｅｓ"], actor=None, at=AT)
        with self.assertRaises(departments.ShortNameTaken):
            departments.set_short_names(self.works, names=["华东区"], actor=None, at=AT)
        departments.set_short_names(self.sales, names=["销"], actor=None, at=AT)
        self.assertEqual([one.name for one in self.sales.short_names.all()], ["销"])

    def test_a_number_is_one_department_s_own_and_may_be_taken_away(self):
        departments.set_code(self.sales, code=" 17 ", actor=None, at=AT)
        self.assertEqual(self.again(self.sales).code, "17")
        with self.assertRaises(departments.CodeTaken):
            departments.set_code(self.works, code="17", actor=None, at=AT)
        departments.set_code(self.sales, code="", actor=None, at=AT)
        self.assertIsNone(self.again(self.sales).code)
        self.assertEqual(AuditEvent.objects.filter(action="department.numbered").count(), 2)

    def test_the_name_above_is_read_off_the_path(self):
        self.assertEqual([one.above for one in (self.east, self.sales, self.company)], ["销售中心", "总公司", ""])

    def test_nobody_but_hr(self):
        user = make_user()
        for deed in (
            lambda: departments.place_department(name="x", parent=None, actor=user, at=AT),
            lambda: departments.move_department(self.sales, parent=None, actor=user, at=AT),
            lambda: departments.rename_department(self.sales, name="x", actor=user, at=AT),
            lambda: departments.set_code(self.sales, code="1", actor=user, at=AT),
            lambda: departments.set_short_names(self.sales, names=[], actor=user, at=AT),
        ):
            with self.assertRaises(PermissionDenied):
                deed()


class Renaming(TestCase):
    def setUp(self):
        take(person("1", "张三", "总公司/销售部"))
        self.sales = Department.objects.get(name="销售部")
        self.client.force_login(make_user(None, roles.HR))

    def rename(self, **more):
        given = {"name": "营销中心", "parent": "总公司", "short_names": "销售", "heads": ""} | more
        return self.client.post(reverse("department", args=[self.sales.pk]), given)

    def test_a_list_that_names_departments_by_wecom_s_numbers_is_understood(self):
        self.rename(name="销售部", short_names="", code="17")
        plan = take(person("1", "张三", "17"))
        self.assertEqual((plan.unchanged, plan.departments), (1, []))

    def test_a_number_that_another_has_is_refused_on_the_page(self):
        departments.set_code(Department.objects.get(name="总公司"), code="1", actor=None, at=AT)
        page = self.rename(name="销售部", code="1")
        self.assertContains(page, "总公司")
        self.assertIsNone(Department.objects.get(pk=self.sales.pk).code)

    def test_a_list_that_still_says_the_old_name_is_understood(self):
        self.rename(keep_old_name="on")
        self.assertEqual(set(self.sales.short_names.values_list("name", flat=True)), {"销售", "销售部"})
        plan = take(person("1", "张三", "总公司/销售部"), person("2", "李四", "销售部"))
        self.assertEqual((plan.unchanged, plan.departments), (1, []))

    def test_the_old_name_may_be_given_up(self):
        self.rename()
        self.assertEqual(list(self.sales.short_names.values_list("name", flat=True)), ["销售"])

    def test_where_the_old_name_is_somebody_else_s_nothing_is_saved_and_it_is_said(self):
        make_department("行政部", None, "销售部")
        page = self.rename(keep_old_name="on")
        self.assertContains(page, "行政部")
        self.assertEqual(Department.objects.get(pk=self.sales.pk).name, "销售部")


class TheNumberOfTheDirectory(TestCase):
    """Whoever writes departments or people gives the directory its next number; who changes nothing does not."""

    @classmethod
    def setUpTestData(cls):
        take(person("1", "张三"), person("2", "李四", status="待离职", left="2026-03-13"))
        cls.sales = Department.objects.get(name="销售部")
        cls.head = Employee.objects.get(staff_no="1")

    def number(self):
        return DirectoryState.objects.get().version

    def test_moves_with_everything_that_is_written(self):
        sales, rest = self.sales, {"actor": None, "at": AT}
        batch = stage(person("1", "张三", post="经理"))
        deeds = (
            lambda: apply(batch),
            lambda: undo(batch),
            lambda: departments.place_department(name="工程部", parent=None, **rest),
            lambda: departments.move_department(sales, parent=None, **rest),
            lambda: departments.rename_department(sales, name="营销部", **rest),
            lambda: departments.set_code(sales, code="12", **rest),
            lambda: departments.set_short_names(sales, names=["营销"], **rest),
            lambda: departments.set_heads(sales, heads=[self.head], **rest),
            lambda: departures(date(2026, 3, 14)),
        )
        for at, deed in enumerate(deeds):
            with self.subTest(at):
                before = self.number()
                deed()
                self.assertGreater(self.number(), before)

    def test_stays_where_nothing_is_written(self):
        before = self.number()
        departments.set_code(self.sales, code="", actor=None, at=AT)
        departures(date(2026, 3, 1))
        with self.assertRaises(departments.BelowItself):
            departments.move_department(self.sales, parent=self.sales, actor=None, at=AT)
        self.assertEqual(self.number(), before)
