"""Whoever's announced last day is over has left: found late, done once, log-in locked."""

from datetime import date

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.directory.models import DirectoryState, Employee
from groupadmin.directory.sweeps import departures
from tests.making import make_employee, make_user


class Departures(TestCase):
    def setUp(self):
        DirectoryState.advance()
        self.leaver = make_employee("张三", status="LEAVING", left_on=date(2026, 3, 10))
        self.user = make_user(self.leaver)
        make_employee("李四", status="LEAVING", left_on=date(2026, 3, 12))
        make_employee("王五", status="LEAVING")

    def test_the_last_day_is_still_a_working_day(self):
        self.assertEqual(departures(date(2026, 3, 10)).raised, 0)

    def test_found_after_missed_nights_and_once_only(self):
        with self.assertNumQueries(8):  # the same for any number of leavers
            self.assertEqual(departures(date(2026, 3, 12)).raised, 1)
        self.leaver.refresh_from_db()
        self.user.refresh_from_db()
        self.assertEqual((self.leaver.status, self.leaver.status_since), ("LEFT", date(2026, 3, 12)))
        self.assertFalse(self.user.is_active)
        self.assertEqual(departures(date(2026, 3, 12)).raised, 0)
        self.assertEqual(AuditEvent.objects.filter(action="directory.departures_swept").count(), 1)

    def test_who_has_no_date_waits(self):
        departures(date(2027, 1, 1))
        self.assertEqual(Employee.objects.get(name="王五").status, "LEAVING")
