"""The same number of statements for 5 members as for 50, and one index of the directory per process."""

from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groupadmin.core import audit
from groupadmin.directory import departments
from groupadmin.directory.models import Department
from members.imports import applying, undoing
from members.models import Membership
from members.rosters import directory_index
from tests.directory.lists import person, take
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_regulation
from tests.rosters.lists import apply, bring, names, present

LATER = NOON + timedelta(days=7)


class Statements(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.rule = make_regulation(nickname="{department}-{name}")
        for n in range(60):
            make_employee(f"员{n:02}", cls.sales)

    def refreshed(self, count):
        """Fill a group, then count what a list asks that renames, removes and brings people."""
        group = make_group(department=self.sales, regulation=self.rule)
        apply(group, [f"员{n:02},wxid_{n}" for n in range(count)])
        lines = [f"销售部—员{n:02},wxid_{n}" for n in range(1, count)] + [f"新人{n},x{n}" for n in range(count // 2)]
        with CaptureQueriesContext(connection) as planned:
            roster = bring(group, lines, at=LATER)
        with CaptureQueriesContext(connection) as applied:
            applying.apply_plan(roster=roster, actor=None, at=LATER)
        with CaptureQueriesContext(connection) as undone:
            undoing.undo_roster(roster=roster, actor=None, at=LATER)
        return len(planned), len(applied), len(undone)

    def test_a_list_of_50_asks_as_much_as_one_of_5(self):
        # Savepoints and the like apart, chunks of a thousand are the only loop around a statement.
        self.refreshed(5)
        self.assertEqual(self.refreshed(5), self.refreshed(50))

    def test_bringing_and_applying_a_list_asks_46_times_at_most(self):
        directory_index._kept = None
        self.addCleanup(setattr, directory_index, "_kept", None)
        self.enterContext(mock.patch.object(directory_index, "KEPT_FROM", 1))
        group = make_group(department=self.sales, regulation=self.rule)
        owner = make_employee("群主", self.sales)
        apply(group, [f"销售部-员{n:02}" for n in range(50)])
        make_membership(group, owner, role=Membership.Role.OWNER)
        lines = (
            [f"销售部—员{n:02}" for n in range(3)] + [f"销售部-员{n:02}" for n in range(5, 53)] + ["销售部-群主", "谁"]
        )
        with CaptureQueriesContext(connection) as asked:
            apply(group, lines, at=LATER)
        told = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SET LOCAL"))]
        self.assertLessEqual(len(told), 46)


class TheIndex(TestCase):
    def setUp(self):
        make_employee("赵一", make_department("销售部"))
        directory_index._kept = None
        self.addCleanup(setattr, directory_index, "_kept", None)
        self.enterContext(mock.patch.object(directory_index, "KEPT_FROM", 0))

    def test_it_is_kept_while_nothing_changes_and_whatever_is_pasted(self):
        first = directory_index.index()
        apply(make_group(), ["赵一,"])
        self.assertIs(directory_index.index(), first)

    def test_it_is_made_anew_when_somebody_comes_or_the_directory_tells_of_a_change(self):
        first = directory_index.index()
        take(person("1001", "钱二"))
        second = directory_index.index()
        self.assertTrue(second.has_name("钱二") and not first.has_name("钱二"))
        departments.rename_department(Department.objects.first(), name="营销部", actor=None, at=NOON)
        self.assertIsNot(directory_index.index(), second)

    def test_it_is_made_anew_on_the_next_day(self):
        first = directory_index.index()
        with mock.patch("django.utils.timezone.localdate", return_value=timezone.localdate() + timedelta(days=1)):
            self.assertIsNot(directory_index.index(), first)

    def test_events_about_anything_else_leave_it(self):
        first = directory_index.index()
        for action in ("demo.made", "directorz.made", "employef.made", "roster.applied"):
            audit.record(action, "thing", actor=None, at=NOON)
        self.assertIs(directory_index.index(), first)

    def test_asking_whether_it_is_fresh_is_one_statement(self):
        directory_index.index()
        with self.assertNumQueries(1):
            directory_index.index()

    def test_the_page_for_a_list_has_it_made_beside_the_request(self):
        with mock.patch.object(directory_index, "Thread") as thread:
            directory_index.warm_index()
            directory_index.index()
            directory_index.warm_index()
        thread.assert_called_once_with(target=directory_index._make, name="directory index", daemon=True)

    def test_a_small_directory_needs_no_thread(self):
        with (
            mock.patch.object(directory_index, "KEPT_FROM", 2000),
            mock.patch.object(directory_index, "Thread") as thread,
        ):
            directory_index.warm_index()
        thread.assert_not_called()


class RunnersBySomebodysWord(TestCase):
    """The register may name an owner before any list; the first list with them confirms that very membership."""

    @classmethod
    def setUpTestData(cls):
        cls.owner = make_employee("赵一", make_department("销售部"))
        cls.group = make_group("销售群")
        cls.claim = make_membership(cls.group, cls.owner, role=Membership.Role.OWNER)
        Membership.objects.update(nickname="", nickname_key="", evidence=None)

    def test_a_list_confirms_the_membership_and_leaves_the_role(self):
        roster = apply(self.group, ["赵一,wxid_a", "钱二,wxid_b"], at=LATER)
        stay = present(self.group)["赵一"]
        self.assertEqual(
            (stay.pk, stay.role, stay.evidence, stay.account_key), (self.claim.pk, "OWNER", roster, "wxid_a")
        )

    def test_a_full_list_without_them_ends_it(self):
        apply(self.group, ["钱二,wxid_b"], at=LATER, reason="群主已换")
        self.assertEqual(names(self.group), {"钱二"})
