"""Each kind of change an import makes is taken back to exactly what was there, or not at all."""

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import translation

from groupadmin.core import imports
from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import departments, roles
from groupadmin.directory.models import Department, DepartmentHead, Employee, User
from groupadmin.directory.undoing import UndoBlocked
from tests.chinese import chinese
from tests.directory.lists import AT, HEADER, LATER, apply, person, stage, take, undo
from tests.making import make_employee, make_user

WITH_HEADS = (*HEADER, "部门负责人")
FIELDS = (
    "staff_no", "account", "name", "name_key", "pinyin", "initials", "department__path", "post", "level",
    "employment", "status", "hired_on", "left_on", "is_manager", "status_since", "department_since", "confirmed_at",
)  # fmt: skip


def everything():
    """Return all that an import of the directory can write, as plain values."""
    through = Employee.other_departments.through.objects
    return {
        "people": list(Employee.objects.values_list(*FIELDS)),
        "others": sorted(through.values_list("employee__staff_no", "department__path")),
        "heads": sorted(DepartmentHead.objects.values_list("department__path", "employee__staff_no")),
        "departments": sorted(Department.objects.values_list("path", flat=True)),
        "open log-ins": sorted(User.objects.filter(is_active=True).values_list("username", flat=True)),
    }


class EachChange(TestCase):
    """The base: 张三 heads the sales department and sits in projects too; 李四 has left; 王五 has a log-in."""

    @classmethod
    def setUpTestData(cls):
        take(
            (*person("1", "张三", "总公司/销售部;总公司/项目部", post="经理"), "是"),
            (*person("2", "李四", "总公司/销售部", status="离职", left="2025-12-31"), "否"),
            (*person("3", "王五", "总公司/工程部", employment="外包"), "否"),
            header=WITH_HEADS,
        )
        make_user(Employee.objects.get(staff_no="3"))

    def there_and_back(self, *rows, header=HEADER, mode="update", **options):
        """Apply rows a day later, see that something changed, undo, and see that nothing is left of it."""
        before = everything()
        batch = stage(*rows, header=header, mode=mode, at=LATER)
        apply(batch, at=LATER, **options)
        changed = everything()
        people = undo(batch)
        self.assertEqual(everything(), before)
        return {name for name, values in changed.items() if values != before[name]}, people

    def test_each_kind_of_change(self):
        others = "总公司/销售部;总公司/工程部"
        for name, rows, touched in (
            ("somebody new", [person("9", "新人", "总公司/工程部")], {"people"}),
            ("somebody new in a new department", [person("9", "新人", "总公司/新部/一组")], {"people", "departments"}),
            ("a name with its keys", [person("3", "王午", "总公司/工程部")], {"people"}),
            ("a post", [person("3", "王五", "总公司/工程部", post="主管")], {"people"}),
            ("a kind of employment", [person("3", "王五", "总公司/工程部", employment="正式")], {"people"}),
            ("a move", [person("3", "王五", "总公司/销售部")], {"people"}),
            ("a hire date", [person("3", "王五", "总公司/工程部", hired="2021-05-06")], {"people"}),
            (
                "a leaver with a log-in",
                [person("3", "王五", "总公司/工程部", status="离职")],
                {"people", "open log-ins"},
            ),
            ("somebody about to leave", [person("3", "王五", "总公司/工程部", left="2026-05-01")], {"people"}),
            ("a return", [person("2", "李四", "总公司/销售部")], {"people"}),
            ("another department beside", [person("1", "张三", others, post="经理")], {"others"}),
        ):
            with self.subTest(name):
                changed, count = self.there_and_back(*rows)
                self.assertEqual((changed - {"people"}, count), (touched - {"people"}, 1))
                self.assertIn("people", changed)

    def test_no_department_beside_any_more(self):
        changed, _count = self.there_and_back(person("1", "张三", "总公司/销售部", post="经理"))
        self.assertIn("others", changed)

    def test_a_head_made_and_a_head_unmade(self):
        for name, row in (
            ("made", (*person("3", "王五", "总公司/工程部"), "是")),
            ("unmade", (*person("1", "张三", "总公司/销售部;总公司/项目部", post="经理"), "否")),
        ):
            with self.subTest(name):
                changed, _count = self.there_and_back(row, header=WITH_HEADS)
                self.assertIn("heads", changed)

    def test_a_full_list_that_makes_leavers(self):
        row = person("1", "张三", "总公司/销售部;总公司/项目部", post="经理")
        changed, count = self.there_and_back(row, mode="full", override_reason="分立")
        self.assertEqual((changed, count), ({"people", "open log-ins"}, 1))

    def test_all_of_it_at_once(self):
        changed, count = self.there_and_back(
            (*person("1", "张三三", "总公司/新部;总公司/工程部", post="总监"), "是"),
            (*person("2", "李四", "总公司/新部"), "否"),
            (*person("9", "新人", "总公司/新部/一组"), "是"),
            header=WITH_HEADS,
            mode="full",
            override_reason="改组",
        )
        self.assertEqual((changed, count), (set(everything()), 4))

    def test_the_event_says_how_many_and_the_batch_who_and_when(self):
        hr = make_user(None, roles.HR)
        batch = stage(person("9", "新人"), at=LATER)
        apply(batch, at=LATER)
        undo(batch, actor=hr)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.undone_by_name, batch.undone_at), ("UNDONE", str(hr), LATER))
        self.assertEqual(AuditEvent.objects.get(action="directory.import_undone").detail, {"people": 1})

    def test_the_list_can_be_brought_again_after_an_undo(self):
        rows = [person("9", "新人")]
        batch = stage(*rows, at=LATER)
        apply(batch, at=LATER)
        undo(batch)
        self.assertIsNone(imports.applied_before("DIRECTORY", batch.file_hash))
        self.assertEqual(len(take(*rows).created), 1)


class WhatStandsInTheWay(TestCase):
    def setUp(self):
        take(person("1", "张三"))
        self.batch = stage(person("1", "张三", post="经理"), person("2", "李四", "总公司/新部"), at=LATER)
        apply(self.batch, at=LATER)

    def blocked(self):
        before = everything()
        with translation.override("en"), self.assertRaises(UndoBlocked) as caught:
            undo(self.batch)
        self.assertEqual(everything(), before)
        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, ImportBatch.State.APPLIED)
        return caught.exception

    def test_a_log_in_made_for_somebody_new(self):
        make_user(Employee.objects.get(staff_no="2"))
        self.assertEqual(self.blocked().blocked_by, ["log-in: 李四 (2)"])

    def test_a_person_made_a_head_by_hand(self):
        departments.set_heads(
            Department.objects.get(name="新部"), heads=[Employee.objects.get(staff_no="2")], actor=None, at=AT
        )
        self.assertEqual(self.blocked().blocked_by, ["李四 (2)"])

    def test_the_sentence_names_at_most_five_and_says_what_to_do(self):
        refusal = UndoBlocked([f"员工{number}" for number in range(9)])
        with translation.override("en"):
            self.assertIn("员工0；员工1；员工2；员工3；员工4. Correct", str(refusal))
        self.assertEqual(len(refusal.blocked_by), 9)
        self.assertIn("员工4", chinese(UndoBlocked.wording, **refusal.facts))

    def test_somebody_untouched_by_it_may_change_freely(self):
        take(person("7", "旁人", "总公司/工程部"))
        undo(self.batch)
        self.assertEqual(list(Employee.objects.values_list("name", "post")), [("张三", ""), ("旁人", "")])

    def test_a_new_department_somebody_else_has_moved_into_stays(self):
        make_employee("旁人", Department.objects.get(name="新部"))
        undo(self.batch)
        self.assertTrue(Department.objects.filter(path="总公司/新部").exists())

    def test_nobody_but_the_administrator(self):
        for user in (make_user(), make_user(None, roles.AUDITOR)):
            with self.assertRaises(PermissionDenied):
                undo(self.batch, actor=user)
        self.assertEqual(Employee.objects.count(), 2)

    def test_a_preview_that_was_never_applied(self):
        waiting = stage(person("8", "孙八"))
        with translation.override("en"), self.assertRaises(imports.NothingToUndo) as caught:
            undo(waiting)
        with translation.override("en"):
            self.assertIn("only an applied one", str(caught.exception))
