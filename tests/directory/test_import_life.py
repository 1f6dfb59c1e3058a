"""From preview to undo: differences only, the brake, a base that has moved, what blocks an undo."""

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from groupadmin.core import imports
from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import importing
from groupadmin.directory.departments import place_department
from groupadmin.directory.models import Department, Employee
from groupadmin.directory.undoing import UndoBlocked
from groupadmin.directory.writing import DirectoryHasMoved
from tests.directory.lists import AT, HEADER, LATER, apply, everybody, person, stage, take, undo
from tests.making import make_group, make_membership, make_user


class PreviewAndConfirm(TestCase):
    def setUp(self):
        take(person("1", "张三"), person("2", "李四", "总公司/工程部"))

    def test_only_differences_are_kept_and_nothing_is_written_before_confirmation(self):
        before = everybody()
        batch = stage(person("1", "张三", post="经理"), person("2", "李四", "总公司/工程部"), person("3", "王五"))
        plan = importing.plan_of(batch)
        self.assertEqual(everybody(), before)
        self.assertEqual((len(plan.created), len(plan.updated), plan.unchanged), (1, 1, 1))
        self.assertEqual(list(plan.updated[0].fields()), [("post", "", "经理"), ("is_manager", False, True)])
        apply(batch)
        self.assertEqual(Employee.objects.get(staff_no="1").post, "经理")
        self.assertEqual(ImportBatch.objects.get(pk=batch.pk).state, "APPLIED")

    def test_the_same_list_again_changes_nothing_and_is_recognised(self):
        rows = (person("1", "张三"), person("2", "李四", "总公司/工程部"))
        self.assertEqual(take(*rows).unchanged, 2)
        batch = stage(*rows)
        self.assertIsNotNone(imports.applied_before("DIRECTORY", batch.file_hash))

    def test_it_can_be_applied_once(self):
        batch = stage(person("3", "王五"))
        same = ImportBatch.objects.get(pk=batch.pk)
        apply(batch)
        with self.assertRaises(imports.BatchHasMoved):
            apply(same)
        self.assertEqual(Employee.objects.filter(name="王五").count(), 1)

    def test_a_preview_confirmed_after_a_row_has_moved_is_refused_and_can_be_compared_again(self):
        batch = stage(person("1", "张三", post="经理"))
        take(person("1", "张三", post="总监"), at=LATER)
        with self.assertRaises(DirectoryHasMoved) as caught:
            apply(batch)
        self.assertIn("张三 (1)", str(caught.exception))
        batch.refresh_from_db()
        self.assertEqual((batch.state, Employee.objects.get(staff_no="1").post), ("PLANNED", "总监"))
        importing.plan_again(batch, at=LATER)
        apply(batch, at=LATER)
        self.assertEqual(Employee.objects.get(staff_no="1").post, "经理")

    def test_a_new_person_who_came_in_meanwhile_is_a_moved_base(self):
        batch = stage(person("3", "王五"))
        take(person("3", "王五"))
        with self.assertRaises(DirectoryHasMoved) as caught:
            apply(batch)
        self.assertIn("王五 (3)", str(caught.exception))

    def test_a_department_made_meanwhile_is_a_moved_base(self):
        batch = stage(person("3", "王五", "新部"))
        place_department(name="新部", parent=None, actor=None, at=AT)
        with self.assertRaises(DirectoryHasMoved):
            apply(batch)
        self.assertFalse(Employee.objects.filter(staff_no="3").exists())

    def test_what_nobody_touched_may_move_freely(self):
        batch = stage(person("1", "张三", post="经理"))
        take(person("2", "李四", "总公司/工程部", post="总监"), at=LATER)
        apply(batch)
        self.assertEqual(Employee.objects.get(staff_no="2").post, "总监")

    def test_only_a_clean_list_if_asked(self):
        batch = stage(person("3", "王五"), person("4", "", ""))
        with self.assertRaises(importing.NotClean):
            apply(batch, only_if_clean=True)
        self.assertFalse(Employee.objects.filter(staff_no="3").exists())

    def test_discarded_cells_are_gone(self):
        batch = stage(person("3", "王五"))
        imports.discard_batch(batch, actor=None, at=AT)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.table, batch.preview), ("DISCARDED", None, None))

    def test_nobody_but_hr(self):
        with self.assertRaises(PermissionDenied):
            stage(person("3", "王五"), actor=make_user())


class AFullList(TestCase):
    def setUp(self):
        take(*[person(str(n), f"员工{n}") for n in range(1, 11)])

    def full(self, *numbers, **options):
        return take(*[person(str(n), f"员工{n}") for n in numbers], mode="full", **options)

    def test_whoever_is_missing_has_left(self):
        plan = self.full(*range(1, 10))
        self.assertEqual([change.staff_no for change in plan.left], ["10"])
        gone = Employee.objects.get(staff_no="10")
        self.assertEqual((gone.status, str(gone.left_on), str(gone.status_since)), ("LEFT", "2026-03-12", "2026-03-12"))

    def test_an_update_never_makes_leavers(self):
        self.assertEqual(take(person("1", "员工1")).left, [])

    def test_whoever_has_left_already_is_not_counted_again(self):
        self.full(*range(1, 10))
        self.assertEqual(self.full(*range(1, 10)).left, [])

    def test_a_bad_row_makes_nobody_a_leaver(self):
        rows = [person(str(n), f"员工{n}") for n in range(1, 9)]
        plan = take(*rows, person("9", "员工9", status="飞升"), person("", "员工10", "", status="飞升"), mode="full")
        self.assertEqual((plan.left, len(plan.problems)), ([], 2))

    def test_the_brake_stops_until_a_reason_is_given(self):
        with self.assertRaises(importing.BrakeOn) as caught:
            self.full(1)
        self.assertEqual(caught.exception.facts, {"leaving": 9, "present": 10})
        self.assertEqual(Employee.objects.filter(status="LEFT").count(), 0)
        self.full(1, override_reason="分公司整体划出")
        self.assertEqual(Employee.objects.filter(status="LEFT").count(), 9)
        self.assertEqual(AuditEvent.objects.latest("id").detail["reason"], "分公司整体划出")

    def test_log_ins_of_leavers_are_locked_and_not_opened_by_a_return(self):
        user = make_user(Employee.objects.get(staff_no="10"))
        other = make_user(Employee.objects.get(staff_no="1"))
        self.full(*range(1, 10))
        user.refresh_from_db()
        self.assertFalse(user.is_active)
        self.full(*range(1, 11))
        user.refresh_from_db()
        other.refresh_from_db()
        self.assertEqual((user.is_active, other.is_active), (False, True))


class Undo(TestCase):
    def setUp(self):
        take(person("1", "张三"), person("2", "李四", "总公司/工程部"), header=HEADER)
        self.before = everybody()
        self.departments = set(Department.objects.values_list("path", flat=True))

    def applied(self):
        batch = stage(
            person("1", "张三", "总公司/新部;总公司/工程部", post="经理"),
            person("3", "王五", "总公司/新部"),
            mode="full",
        )
        apply(batch, at=LATER)
        return batch

    def test_everything_is_as_it_was(self):
        user = make_user(Employee.objects.get(staff_no="2"))
        batch = self.applied()
        self.assertNotEqual(everybody(), self.before)
        user.refresh_from_db()
        self.assertFalse(user.is_active)
        self.assertEqual(undo(batch), 3)
        self.assertEqual(everybody(), self.before)
        self.assertEqual(set(Department.objects.values_list("path", flat=True)), self.departments)
        user.refresh_from_db()
        self.assertTrue(user.is_active)
        self.assertEqual(Employee.objects.get(staff_no="1").other_departments.count(), 0)
        self.assertTrue(AuditEvent.objects.filter(action="directory.import_undone").exists())

    def test_twice_is_refused(self):
        batch = self.applied()
        undo(batch)
        with self.assertRaises(imports.NothingToUndo):
            undo(batch)

    def test_a_row_written_later_blocks_it(self):
        batch = self.applied()
        take(person("1", "张三", "总公司/新部;总公司/工程部", post="总监"), at=AT)
        with self.assertRaises(UndoBlocked) as caught:
            undo(batch)
        self.assertEqual(caught.exception.blocked_by, ["张三 (1)"])
        batch.refresh_from_db()
        self.assertEqual(batch.state, "APPLIED")

    def test_a_membership_in_a_group_blocks_it(self):
        batch = self.applied()
        make_membership(make_group(), Employee.objects.get(staff_no="3"))
        with self.assertRaises(UndoBlocked) as caught:
            undo(batch)
        self.assertIn("王五 (3)", caught.exception.blocked_by[0])

    def test_imports_are_undone_from_the_last_to_the_first(self):
        first = self.applied()
        second = stage(person("3", "王五", "总公司/新部", post="主管"))
        apply(second, at=AT)
        with self.assertRaises(UndoBlocked):
            undo(first)
        undo(second)
        undo(first)
        self.assertEqual(everybody(), self.before)

    def test_when_the_records_are_gone(self):
        batch = self.applied()
        ImportBatch.objects.filter(pk=batch.pk).update(undo=None)
        with self.assertRaises(imports.NothingToUndo):
            undo(batch)


class TheSameNumberOfQueries(TestCase):
    def count(self, people):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        who = [(f"{people}-{n}", f"员工{people}-{n}", f"总公司/第{n % 3}部") for n in range(people)]
        take(*[person(*one) for one in who])
        changed = [person(*one, post="主管") for one in who]
        batch = stage(*changed)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            apply(batch)
        return len(queries)

    def test_at_five_and_at_five_hundred_rows(self):
        self.assertEqual(self.count(5), self.count(500))
