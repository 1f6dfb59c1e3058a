"""The night lets approvals lapse that nobody turned into a group."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core import sweeps
from groupadmin.core.models import AuditEvent, SweepRun
from groupadmin.groups.models import Group
from members.models import Flag
from tests.making import TODAY, make_group


class ApprovalsLapse(TestCase):
    def setUp(self):
        make_group("早批的群", code="A1", status="APPROVED", approved_on=TODAY)
        make_group("刚批的群", code="A2", status="APPROVED", approved_on=TODAY + timedelta(days=10))

    def night(self, days):
        return sweeps.run_all(["expire_approvals"], today=TODAY + timedelta(days=days))[0]

    def test_after_fourteen_days_and_not_before(self):
        self.assertEqual(self.night(14).cleared, 0)
        self.assertEqual(self.night(15).cleared, 1)
        self.assertEqual(dict(Group.objects.values_list("code", "status")), {"A1": "EXPIRED", "A2": "APPROVED"})

    def test_a_second_run_writes_nothing(self):
        self.night(15)
        events = AuditEvent.objects.filter(action="group.expired").count()
        self.assertEqual(self.night(15).cleared, 0)
        self.assertEqual(AuditEvent.objects.filter(action="group.expired").count(), events)

    def test_a_missed_night_loses_nothing(self):
        self.assertEqual(self.night(40).cleared, 2)
        self.assertEqual(SweepRun.objects.get(name="expire_approvals").error, "")

    def test_a_whole_night_tells_of_what_lapses_in_it_and_writes_nothing_again(self):
        night = TODAY + timedelta(days=15)
        first = sweeps.run_all(today=night)
        self.assertEqual({run.name: run.cleared for run in first}["expire_approvals"], 1)
        self.assertEqual(Flag.objects.get(kind=Flag.Kind.NOT_CREATED, state="OPEN").group.code, "A1")
        again = sweeps.run_all(today=night)
        self.assertEqual([(run.name, run.error) for run in again if run.raised or run.cleared or run.error], [])
