"""The demo: believable, with every trouble in it, the same for the same seed, and never upon real data."""

import json
from io import StringIO

from django.core.management import call_command
from django.db.models import Count, F
from django.test import TestCase
from django.utils import timezone

from groupadmin.core.models import AuditEvent, SweepRun
from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee, User
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members import access
from members.demo import accounts, making
from members.models import Flag, Membership
from tests.making import NOON, make_employee

Status = Group.Status


def demo(**options) -> dict:
    out = StringIO()
    try:
        call_command("demo", json=True, stdout=out, **options)
    except SystemExit as stopped:
        assert stopped.code == 1
    return json.loads(out.getvalue())


class ADemo(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_regulations", stdout=StringIO())
        cls.made = making.make(employees=320, groups=48, seed=1, at=NOON)

    def test_has_the_size_that_was_asked_for(self):
        self.assertEqual((self.made.employees, Employee.objects.count()), (320, 320))
        self.assertEqual((self.made.groups, Group.objects.count()), (48, 48))
        self.assertEqual(self.made.memberships, Membership.objects.count())

    def test_the_editions_its_groups_are_under_are_closed_to_edits(self):
        adopted = Regulation.objects.filter(groups__isnull=False).distinct()
        self.assertGreater(adopted.count(), 3)
        self.assertFalse(adopted.filter(sealed_at=None).exists())
        self.assertTrue(Regulation.objects.filter(groups=None, sealed_at=None).exists())

    def test_has_a_tree_of_departments_with_short_names_and_a_head_each(self):
        self.assertEqual(Department.objects.filter(parent=None).count(), 1)
        for department in Department.objects.select_related("parent").annotate(led=Count("heads")):
            above = department.parent.lineage if department.parent else "/"
            self.assertEqual((department.lineage, department.led), (f"{above}{department.pk}/", 1))
        self.assertTrue(Department.objects.filter(short_names__name="HR").exists())

    def test_has_namesakes_even_within_a_department_compound_surnames_and_names_with_a_dot(self):
        shared = Employee.objects.values("name").annotate(people=Count("id")).filter(people__gt=1)
        share = sum(row["people"] for row in shared) / 320
        self.assertTrue(0.03 <= share <= 0.12, share)
        twins = Employee.objects.values("name", "department").annotate(people=Count("id")).filter(people__gt=1)
        self.assertTrue(twins.exists())

    def test_has_leavers_future_leavers_outsourced_and_people_on_long_leave(self):
        statuses = set(Employee.objects.values_list("status", flat=True))
        self.assertLessEqual({"LEFT", "LEAVING", "ACTIVE", "PROBATION"}, statuses)
        self.assertTrue(Employee.objects.filter(status="LEAVING", left_on__gt=timezone.localdate(NOON)).exists())
        self.assertTrue(Employee.objects.filter(employment="OUTSOURCED").exists())

    def test_has_groups_of_every_platform_category_and_state(self):
        for field, kinds in (("platform", Group.Platform), ("category", Group.Category)):
            there = set(Group.objects.values_list(field, flat=True))
            self.assertLessEqual(set(kinds.values) - {"OTHER"}, there, field)
        states = set(Group.objects.values_list("status", flat=True))
        self.assertLessEqual({Status.ACTIVE, Status.APPROVED, Status.DISSOLVING, Status.DISSOLVED}, states)

    def test_the_night_finds_every_kind_of_trouble(self):
        kinds = set(Flag.objects.values_list("kind", flat=True))
        wanted = {"LEAVER", "OUTSIDER", "BANNED", "UNIDENTIFIED", "MISNAMED", "OUT_OF_SCOPE", "ROSTER_OLD", "STALE"}
        self.assertLessEqual(wanted | {"PAST_END", "OWNERLESS", "NOT_CREATED", "OVER_CAPACITY"}, kinds)
        self.assertEqual(SweepRun.objects.exclude(error="").count(), 0)
        self.assertEqual(self.made.flags, Flag.objects.filter(state="OPEN").count())

    def test_lists_have_a_history_so_that_the_past_can_be_asked(self):
        gone = Membership.objects.filter(gone_by__isnull=False)
        self.assertTrue(gone.exists())
        self.assertFalse(gone.filter(gone_by__lt=F("last_seen_at")).exists())
        came = Membership.objects.filter(absent_at__isnull=False)
        self.assertTrue(came.exists())
        self.assertFalse(came.filter(absent_at__gte=F("first_seen_at")).exists())

    def test_head_counts_are_those_of_the_lists(self):
        for group in Group.objects.exclude(headcount=None):
            present = Membership.objects.filter(group=group).present()
            self.assertEqual(group.headcount, present.count())
            self.assertEqual(group.headcount_outside, present.filter(identity="OUTSIDER").count())

    def test_log_ins_have_the_printed_password_and_the_roles(self):
        for one in accounts.LOG_INS:
            user = User.objects.get(username=one.username)
            self.assertTrue(user.check_password(accounts.PASSWORD))
            self.assertEqual(roles.roles_of(user), frozenset({one.role} if one.role else ()))
            self.assertEqual(user.employee.status, Employee.Status.ACTIVE)

    def test_the_owner_has_groups_with_work_to_do_and_the_employee_has_none(self):
        owner, employee = User.objects.get(username="owner"), User.objects.get(username="employee")
        run = access.groups_run_by(owner)
        self.assertGreaterEqual(run.count(), 3)
        self.assertTrue(Flag.objects.filter(group__in=run, state="OPEN").exists())
        self.assertFalse(access.groups_seen_by(employee).exists())

    def test_hints_name_the_log_ins_and_say_that_they_are_the_demos(self):
        hint = "\n".join(accounts.hint())
        self.assertIn(accounts.PASSWORD, hint)
        self.assertIn("demo data only", hint)

    def test_leaves_an_event(self):
        self.assertTrue(AuditEvent.objects.filter(action="demo.made").exists())

    def test_rows_of_our_own_follow_without_a_clash_of_numbers(self):
        made = make_employee("后来", None, staff_no="LATER")
        self.assertGreater(made.pk, 320)


class TheCommand(TestCase):
    def test_the_same_seed_gives_the_same_organisation(self):
        demo(employees=60, groups=5, seed=7)
        first = list(Membership.objects.order_by("id").values_list("nickname", flat=True))
        names = list(Employee.objects.order_by("id").values_list("name", flat=True))
        answer = demo(employees=60, groups=5, seed=7, force=True)
        self.assertTrue(answer["made"])
        again = Employee.objects.order_by("id").values_list("name", flat=True)[60:]
        self.assertEqual(list(again), names)
        self.assertEqual(len(first) * 2, Membership.objects.count())

    def test_refuses_to_mix_with_real_people(self):
        make_employee("甲")
        answer = demo(employees=60, groups=5)
        self.assertEqual(answer["error"]["code"], "not_empty")
        self.assertEqual(Employee.objects.count(), 1)

    def test_if_empty_leaves_a_database_with_anything_in_it_alone(self):
        make_employee("甲")
        self.assertEqual(demo(if_empty=True), {"made": False})

    def test_too_small_an_organisation_is_refused(self):
        self.assertEqual(demo(employees=3, groups=1)["error"]["code"], "too_small")
