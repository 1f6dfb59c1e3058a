"""The demo has looked every night for a fortnight: curves have a past, and no matter is older than its cause."""

from datetime import timedelta
from io import StringIO
from itertools import pairwise

from django.core.management import call_command
from django.db.models import Count, F, Q
from django.test import TestCase
from django.utils import timezone

from groupadmin.core import sweeps
from groupadmin.core.models import SweepRun
from members.demo import making, nights
from members.flags.figures import open_on_each_day
from members.flags.kinds import BY_KIND
from members.models import Flag
from tests.making import NOON, TODAY

OPEN, CLEARED = Flag.State.OPEN, Flag.State.CLEARED


class TheNightsBefore(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_regulations", stdout=StringIO())
        cls.made = making.make(employees=320, groups=120, seed=1, at=NOON)

    def test_every_sweep_has_run_every_night_for_a_fortnight(self):
        by_night = dict(SweepRun.objects.order_by().values_list("on").annotate(n=Count("pk")))
        days = {TODAY - timedelta(days=back) for back in range(nights.NIGHTS)}
        self.assertEqual(by_night, dict.fromkeys(days, len(sweeps.nightly())))

    def test_what_a_night_says_it_raised_and_cleared_is_what_bears_its_day(self):
        for run in SweepRun.objects.filter(name__in=("leavers", "misnamed", "rosters_old")):
            kind = {"leavers": "LEAVER", "misnamed": "MISNAMED", "rosters_old": "ROSTER_OLD"}[run.name]
            flags = Flag.objects.filter(kind=kind)
            self.assertEqual(run.raised, flags.filter(raised_on=run.on).count(), (run.name, run.on))
            self.assertEqual(run.cleared, flags.filter(cleared_on=run.on).count(), (run.name, run.on))

    def test_the_curve_of_open_matters_goes_up_and_down(self):
        values = open_on_each_day(TODAY, Flag.objects.filter(state=OPEN).count())
        self.assertEqual(len(values), nights.NIGHTS)
        self.assertGreater(values[0], 0)
        steps = [after - before for before, after in pairwise(values)]
        self.assertTrue(any(step > 0 for step in steps) and any(step < 0 for step in steps), values)

    def test_no_matter_is_older_than_its_cause(self):
        for flag in Flag.objects.select_related("membership", "employee"):
            if flag.membership:
                self.assertGreaterEqual(flag.raised_on, timezone.localdate(flag.membership.first_seen_at))
            if flag.kind == Flag.Kind.LEAVER:
                self.assertGreaterEqual(flag.raised_on, flag.employee.left_on)

    def test_what_is_cleared_is_proved_by_the_list_that_has_the_leaver_no_more(self):
        cleared = Flag.objects.filter(state=CLEARED)
        self.assertTrue(cleared.exists())
        leavers = cleared.filter(kind="LEAVER")
        self.assertTrue(leavers.exists())
        self.assertFalse(leavers.exclude(membership__gone_by=F("cleared_by__taken_at")).exists())
        self.assertFalse(cleared.filter(Q(raised_on__gte=F("cleared_on")) | Q(cleared_on__gt=TODAY)).exists())

    def test_each_is_with_whom_it_would_be_by_now_and_nothing_lies_with_the_owner_past_its_day(self):
        opened = Flag.objects.filter(state=OPEN)
        levels = set(opened.values_list("level", flat=True))
        self.assertLessEqual({Flag.Level.OWNER, Flag.Level.HEAD, Flag.Level.OFFICE}, levels)
        self.assertFalse(opened.exclude(level=Flag.Level.OFFICE).filter(due_on__lt=TODAY).exists())
        self.assertFalse(opened.filter(level=Flag.Level.OFFICE).exclude(assignee=None).exists())
        for flag in opened.filter(level__lt=Flag.Level.HEAD).select_related("group__regulation"):
            due = BY_KIND[flag.kind].due
            at_once = bool(getattr(flag.group.regulation, due.at_once or "-", False))
            self.assertEqual(flag.due_on, due.day(flag.group.secrecy, flag.raised_on, at_once=at_once))

    def test_some_are_said_to_be_done(self):
        self.assertTrue(Flag.objects.filter(state=OPEN, acted_at__isnull=False).exists())

    def test_beside_other_groups_no_night_is_made_up(self):
        making.make(employees=60, groups=5, seed=2, at=NOON, force=True)
        nights_told = SweepRun.objects.values("on").distinct().count()
        self.assertEqual(nights_told, nights.NIGHTS)

    def test_another_walk_tonight_finds_nothing_to_do(self):
        before = list(Flag.objects.order_by("pk").values())
        runs = sweeps.run_all(today=TODAY)
        self.assertEqual([run.name for run in runs if run.error], [])
        self.assertEqual(list(Flag.objects.order_by("pk").values()), before)
