"""The command ``demo``: JSON and exit codes, log-ins that work, troubles to find, a past that can be asked."""

import json
from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone, translation

from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee, User
from groupadmin.groups.models import Group
from members.demo import accounts, making
from members.models import Flag, Membership, RosterImport
from tests.making import NOON, make_group, make_user

Identity = Membership.Identity


def call(*args):
    """Return exit code, stdout and stderr of the command."""
    out, err = StringIO(), StringIO()
    try:
        call_command("demo", *args, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


class TheCommand(TestCase):
    def test_prints_totals_that_are_those_of_the_tables(self):
        code, out, err = call("--employees", "70", "--groups", "6", "--json")
        told = json.loads(out)
        self.assertEqual((code, told["made"]), (0, True))
        self.assertIn("26", err)  # a new installation gets the presets first, and is told so
        self.assertTrue(Group.objects.filter(regulation__isnull=False).exists())
        tables = {"employees": Employee, "groups": Group, "memberships": Membership, "departments": Department}
        for name, table in tables.items():
            self.assertEqual(told[name], table.objects.count(), name)
        self.assertEqual(told["rosters"], RosterImport.objects.count())
        self.assertEqual(told["flags"], Flag.objects.filter(state="OPEN").count())
        self.assertEqual(told["password"], accounts.PASSWORD)
        self.assertIn("demo data only", told["note"])
        self.assertEqual([row["username"] for row in told["log_ins"]], [one.username for one in accounts.LOG_INS])

    def test_prints_a_line_a_total_for_people_and_no_password(self):
        _code, out, _err = call("--employees", "60", "--groups", "1")
        self.assertIn("employees: 60\ngroups: 1\n", out)
        self.assertNotIn(accounts.PASSWORD, out)

    def test_refuses_to_mix_with_anything_that_somebody_put_in(self):
        for words, put_in in (("a log-in", make_user), ("a group", make_group)):
            made = put_in()
            with self.subTest(words), translation.override("en"):
                code, out, _err = call("--json")
                self.assertEqual((code, json.loads(out)["error"]["code"]), (1, "not_empty"))
                self.assertEqual(call("--if-empty", "--json")[:2], (0, '{"made": false}\n'))
            self.assertFalse(Employee.objects.exists())
            made.delete()

    def test_says_the_refusal_in_both_languages_with_the_figures(self):
        refusal = making.NotEmpty(employees=12, groups=3)
        with translation.override("en"):
            self.assertIn("There are 12 employees and 3 groups in this database already", str(refusal))
            self.assertIn("--force", str(refusal))
        with translation.override("zh-hans"):
            self.assertNotIn("database", str(refusal))
            self.assertIn("12", str(refusal))

    def test_refuses_sizes_below_the_smallest_and_takes_the_smallest(self):
        for employees, groups in ((59, 1), (60, 0), (-1, -1)):
            with self.subTest(employees=employees, groups=groups):
                code, out, _err = call("--employees", str(employees), "--groups", str(groups), "--json")
                self.assertEqual((code, json.loads(out)["error"]["code"]), (1, "too_small"))
                self.assertFalse(Employee.objects.exists() or AuditEvent.objects.exists())
        self.assertEqual(call("--employees", "60", "--groups", "1", "--json")[0], 0)

    def test_called_wrongly_is_neither_done_nor_refused(self):
        with self.assertRaises(CommandError):
            call("--employees", "many")
        self.assertFalse(Employee.objects.exists())

    def test_by_force_puts_a_second_company_beside_the_first_and_touches_nothing_of_it(self):
        call("--employees", "60", "--groups", "3")
        before = list(Group.objects.order_by("pk").values("code", "name"))
        self.assertEqual(call("--employees", "60", "--groups", "3", "--force", "--json")[0], 0)
        self.assertEqual(list(Group.objects.order_by("pk").values("code", "name")[:3]), before)
        self.assertEqual(Department.objects.filter(parent=None).values("name").distinct().count(), 2)
        self.assertEqual(User.objects.filter(username="hr").count(), 1)

    def test_another_seed_gives_other_people(self):
        call("--employees", "60", "--groups", "1", "--seed", "1")
        call("--employees", "60", "--groups", "1", "--seed", "2", "--force")
        names = list(Employee.objects.order_by("pk").values_list("name", flat=True))
        self.assertNotEqual(names[:60], names[60:])


class WhatThereIsToFind(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_regulations", stdout=StringIO())
        cls.made = making.make(employees=320, groups=48, seed=4, at=NOON)
        cls.hr = User.objects.get(username="hr")

    def test_the_office_bears_an_ordinary_name(self):
        self.assertIn(len(self.hr.employee.name), (2, 3))
        self.assertNotIn("·", self.hr.employee.name)
        self.assertEqual(self.hr.employee.department.name, "人力资源部")

    def test_each_log_in_comes_in_by_the_form_and_sees_its_home(self):
        for one in accounts.LOG_INS:
            with self.subTest(one.username):
                form = {"username": one.username, "password": accounts.PASSWORD}
                self.assertRedirects(self.client.post("/login/", form), "/", fetch_redirect_response=False)
                self.assertEqual(self.client.get("/").status_code, 200)
                self.client.logout()

    def test_the_home_of_the_office_begins_with_something_to_do(self):
        self.client.force_login(self.hr)
        first = self.client.get("/").context["cards"][0]
        self.assertTrue(first.lines)
        self.assertEqual(self.client.get("/").context["steps"], [])

    def test_lists_hold_people_strangers_and_names_nobody_can_place(self):
        there = set(Membership.objects.present().values_list("identity", flat=True))
        self.assertLessEqual({Identity.EMPLOYEE, Identity.OUTSIDER, Identity.UNKNOWN}, there)
        memberships = Membership.objects.present().filter(employee__isnull=False)
        self.assertTrue(memberships.filter(employee__status=Employee.Status.LEFT).exists())
        self.assertTrue(memberships.exclude(nickname="").exclude(tier=Membership.Tier.EXACT).exists())

    def test_every_group_has_at_most_one_owner_and_some_have_none(self):
        owned = Membership.objects.present().filter(role=Membership.Role.OWNER).values_list("group", flat=True)
        self.assertEqual(len(owned), len(set(owned)))
        self.assertTrue(Group.objects.live().exclude(pk__in=owned).exists())

    def test_lists_are_applied_batches_that_hold_no_cells_and_await_no_worker(self):
        batches = ImportBatch.objects.filter(kind="ROSTER")
        self.assertEqual(batches.count(), self.made.rosters)
        self.assertEqual(set(batches.values_list("state", flat=True)), {"APPLIED"})
        self.assertFalse(batches.exclude(table=None, job=None).exists())

    def test_no_list_is_of_tomorrow_and_each_group_knows_its_last_one(self):
        self.assertFalse(RosterImport.objects.filter(taken_at__gt=NOON).exists())
        for group in Group.objects.exclude(roster_taken_at=None)[:20]:
            last = RosterImport.objects.filter(group=group).order_by("-taken_at").first()
            self.assertEqual((group.roster_taken_at, group.roster_version), (last.taken_at, last.applied_version))

    def test_the_past_can_be_asked_who_was_in(self):
        gone = Membership.objects.filter(gone_by__isnull=False, employee__isnull=False).first()
        self.client.force_login(self.hr)
        moment = timezone.localtime(gone.last_seen_at - timedelta(minutes=1))
        page = self.client.get(f"/groups/{gone.group.code}/as-of/", {"at": moment.strftime("%Y-%m-%dT%H:%M")})
        self.assertEqual(page.status_code, 200)
        self.assertTrue(Membership.objects.filter(pk=gone.pk, first_seen_at__lte=gone.last_seen_at).exists())
        self.assertFalse(Membership.objects.present().filter(pk=gone.pk).exists())

    def test_approvals_wait_within_their_fortnight_and_some_have_let_it_go_by(self):
        states = set(Group.objects.filter(created_on=None).values_list("status", flat=True))
        self.assertEqual(states, {Group.Status.APPROVED, Group.Status.EXPIRED})

    def test_a_second_night_raises_nothing_new(self):
        out = StringIO()
        call_command("sweep", "--on", "2026-03-12", "--json", stdout=out)
        rows = json.loads(out.getvalue())["sweeps"]
        self.assertEqual({row["name"]: row["raised"] for row in rows if row["raised"]}, {})
        self.assertFalse([row for row in rows if "error" in row])


class LogIns(TestCase):
    def test_hint_on_an_empty_database_says_how_to_begin_and_on_a_real_one_nothing(self):
        self.assertIn("make_administrator", accounts.hint()[0])
        make_user(username="000231")
        self.assertEqual(accounts.hint(), [])

    def test_names_that_are_taken_are_left_as_they_are(self):
        making.make(employees=60, groups=3, seed=1, at=NOON)
        hr = User.objects.get(username="hr")
        hr.set_password("their own now")
        hr.save()
        making.make(employees=60, groups=3, seed=2, at=NOON, force=True)
        hr.refresh_from_db()
        self.assertTrue(hr.check_password("their own now"))

    def test_each_holds_its_one_role_and_no_more(self):
        making.make(employees=60, groups=3, seed=1, at=NOON)
        held = {one.username: set(roles.roles_of(User.objects.get(username=one.username))) for one in accounts.LOG_INS}
        self.assertEqual(held["hr"], {roles.HR})
        self.assertEqual(held["audit"], {roles.AUDITOR})
        self.assertEqual(held["owner"] | held["head"] | held["employee"], set())
        self.assertFalse(User.objects.filter(is_superuser=True).exists())
