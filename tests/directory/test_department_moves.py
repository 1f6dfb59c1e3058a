"""Departments on the move: lineage, path, depth and people of whole subtrees, and what is refused."""

from django.test import TestCase
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.directory import departments
from groupadmin.directory.models import Department, DepartmentShortName, Employee
from tests.chinese import chinese
from tests.directory.lists import AT, person, take
from tests.making import make_department, make_employee, make_user


def tree():
    """Return every department's path and lineage in names, which must tell the same story."""
    names = dict(Department.objects.values_list("pk", "name"))
    told = {}
    for path, lineage in Department.objects.values_list("path", "lineage"):
        told[path] = "/".join(names[int(number)] for number in lineage.strip("/").split("/"))
    return told


def move(department, parent):
    departments.move_department(department, parent=parent, actor=None, at=AT)


class Subtrees(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售中心", cls.company)
        cls.east = make_department("华东区", cls.sales)
        cls.shanghai = make_department("上海组", cls.east)
        cls.works = make_department("工程部", cls.company)
        cls.seller = make_employee("张三", cls.shanghai)

    def test_a_move_there_and_back_leaves_the_tree_as_it_was(self):
        before = tree()
        move(self.sales, self.works)
        self.assertNotEqual(tree(), before)
        move(self.sales, self.company)
        self.assertEqual(tree(), before)

    def test_path_and_lineage_tell_the_same_after_every_step(self):
        for department, parent in ((self.east, self.works), (self.works, None), (self.shanghai, None)):
            move(department, parent)
            for path, lineage in tree().items():
                self.assertEqual(path, lineage)
        self.assertEqual(set(tree()), {"总公司", "总公司/销售中心", "工程部", "工程部/华东区", "上海组"})

    def test_people_stay_where_they_are_and_are_found_below_the_new_parent(self):
        move(self.sales, self.works)
        self.works.refresh_from_db()
        self.assertEqual(list(Employee.objects.below(self.works)), [self.seller])
        self.assertEqual(Employee.objects.get().department_id, self.shanghai.pk)

    def test_a_neighbour_whose_name_begins_alike_does_not_come_along(self):
        other = make_department("销售中心二部", self.company)
        move(self.sales, self.works)
        other.refresh_from_db()
        self.assertEqual(other.path, "总公司/销售中心二部")
        departments.rename_department(self.works, name="工程", actor=None, at=AT)
        other.refresh_from_db()
        self.assertEqual(other.path, "总公司/销售中心二部")

    def test_an_old_copy_in_memory_does_no_harm(self):
        stale = Department.objects.get(pk=self.east.pk)
        move(self.sales, self.works)
        move(stale, self.company)
        self.assertEqual(Department.objects.get(pk=self.shanghai.pk).path, "总公司/华东区/上海组")

    def test_what_a_later_list_says_of_the_old_path_is_a_new_department(self):
        move(self.sales, self.works)
        plan = take(person("9", "李四", "总公司/销售中心/华东区"))
        self.assertEqual(len(plan.departments), 2)
        self.assertIn("总公司/销售中心/华东区", tree())

    def test_moving_to_where_it_lies_changes_nothing_but_is_told(self):
        before = tree()
        move(self.sales, self.company)
        self.assertEqual(tree(), before)
        self.assertEqual(AuditEvent.objects.get(action="department.moved").detail["to"], "总公司/销售中心")

    def test_the_event_says_from_where_to_where_and_who(self):
        hr = make_user(None, "HR administrator")
        departments.move_department(self.sales, parent=None, actor=hr, at=AT)
        event = AuditEvent.objects.get(action="department.moved")
        self.assertEqual(event.detail, {"from": "总公司/销售中心", "to": "销售中心"})
        self.assertEqual((event.actor_name, event.at), (str(hr), AT))


class WhatIsRefused(TestCase):
    def setUp(self):
        self.company = departments.place_department(name="总公司", parent=None, actor=None, at=AT)
        self.sales = departments.place_department(name="销售部", parent=self.company, actor=None, at=AT)
        self.events = AuditEvent.objects.count()

    def refuse(self, kind, english, deed):
        before = tree()
        with translation.override("en"), self.assertRaises(kind) as caught:
            deed()
        with translation.override("en"):
            self.assertEqual(str(caught.exception), english)
        self.assertTrue(chinese(kind.wording, **caught.exception.facts).endswith("。"))
        self.assertEqual((tree(), AuditEvent.objects.count()), (before, self.events))
        return caught.exception

    def test_below_itself(self):
        self.refuse(
            departments.BelowItself,
            "“总公司” cannot be moved below itself or one of its own parts.",
            lambda: move(self.company, self.sales),
        )

    def test_a_second_one_of_a_name(self):
        self.refuse(
            departments.DepartmentExists,
            "There is already a department called “销售部” here. Choose another name or another place.",
            lambda: departments.place_department(name=" 销售部 ", parent=self.company, actor=None, at=AT),
        )

    def test_too_deep_by_a_move_of_the_department_itself(self):
        deep = self.company
        for number in range(14):
            deep = make_department(f"层{number}", deep)
        self.refuse(departments.TooDeep, "“销售部” would lie deeper than 15 levels.", lambda: move(self.sales, deep))

    def test_a_short_name_that_is_another_s(self):
        works = make_department("工程部", self.company, "工程")
        with self.assertRaises(departments.ShortNameTaken) as caught:
            departments.set_short_names(self.sales, names=["卖", "工程"], actor=None, at=AT)
        self.assertEqual(caught.exception.facts, {"name": "工程", "holder": works.path})
        self.assertEqual(DepartmentShortName.objects.filter(department=self.sales).count(), 0)

    def test_a_head_who_has_left(self):
        gone = make_employee("张三", status="RETIRED")
        self.refuse(
            departments.NotHere,
            f"张三 ({gone.staff_no}) does not work here any more and cannot head a department.",
            lambda: departments.set_heads(self.sales, heads=[gone], actor=None, at=AT),
        )


class Heads(TestCase):
    def setUp(self):
        self.sales, self.works = make_department("销售部"), make_department("工程部")
        self.first, self.second = make_employee("张三"), make_employee("李四")
        self.leader = make_employee("王五", post="销售经理", is_manager=True)

    def set(self, department, *heads):
        departments.set_heads(department, heads=heads, actor=None, at=AT)

    def managers(self):
        return set(Employee.objects.filter(is_manager=True).values_list("name", flat=True))

    def test_the_order_given_is_the_order_of_escalation(self):
        self.set(self.sales, self.second, self.first)
        self.assertEqual(list(self.sales.heads.values_list("employee__name", "rank")), [("李四", 1), ("张三", 2)])
        self.set(self.sales, self.first, self.second)
        self.assertEqual(list(self.sales.heads.values_list("employee__name", flat=True)), ["张三", "李四"])

    def test_somebody_named_twice_stands_once(self):
        self.set(self.sales, self.first, self.first)
        self.assertEqual(self.sales.heads.count(), 1)

    def test_a_manager_as_long_as_there_is_anything_to_head(self):
        self.set(self.sales, self.first)
        self.set(self.works, self.first)
        self.set(self.sales)
        self.assertEqual(self.managers(), {"张三", "王五"})
        self.set(self.works)
        self.assertEqual(self.managers(), {"王五"})

    def test_whose_post_leads_stays_a_manager_without_a_department(self):
        self.set(self.sales, self.leader)
        self.set(self.sales)
        self.assertEqual(self.managers(), {"王五"})

    def test_the_event_names_numbers_before_and_after(self):
        self.set(self.sales, self.first)
        self.set(self.sales, self.second)
        event = AuditEvent.objects.filter(action="department.heads_set").latest("id")
        self.assertEqual(event.detail, {"before": [self.first.staff_no], "after": [self.second.staff_no]})
