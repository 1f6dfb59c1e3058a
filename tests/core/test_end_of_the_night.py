"""The last line of the night's list drops what has had its time; the list has an order that the rules need."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import translation
from django.utils.module_loading import import_string

from groupadmin.core import errors, sweeps
from groupadmin.core.housekeeping import forget_expired
from groupadmin.core.models import AuditEvent, Job, SweepRun
from groupadmin.core.sweeps import Sweep, SweepResult
from tests.making import NOON, TODAY, make_user

HERE = "tests.core.test_end_of_the_night"


def full(today: date) -> SweepResult:
    raise OSError(28, "No space left on device")


def well(today: date) -> SweepResult:
    return SweepResult(raised=1, cleared=2)


FULL = (Sweep("full", "the full", full),)
WELL = (Sweep("well", "the well", well),)


class Housekeeping(TestCase):
    def session(self, ends: datetime) -> None:
        Session.objects.create(session_key=f"s{ends.timestamp()}", session_data="", expire_date=ends)

    def test_ends_sessions_that_are_over_at_midnight_here_and_no_other(self):
        midnight = datetime(2026, 3, 11, 16, 0, tzinfo=UTC)  # 00:00 of the 12th in Shanghai
        self.session(midnight - timedelta(seconds=1))
        self.session(midnight)
        self.assertEqual(forget_expired(TODAY).cleared, 1)
        self.assertEqual(Session.objects.get().expire_date, midnight)

    def test_counts_all_it_dropped_and_a_second_run_finds_nothing(self):
        self.session(NOON - timedelta(days=3))
        Job.objects.create(
            kind="x", requested_by_name="t", created_at=NOON, state="DONE", finished_at=NOON - timedelta(days=200)
        )
        self.assertEqual(forget_expired(TODAY), SweepResult(cleared=2))
        self.assertEqual(forget_expired(TODAY), SweepResult())

    def test_leaves_the_evidence(self):
        sweeps.run_all(["forget_expired"], today=TODAY)
        forget_expired(TODAY + timedelta(days=3650))
        self.assertEqual((AuditEvent.objects.count(), SweepRun.objects.count()), (1, 1))


class TheList(SimpleTestCase):
    def place(self, name: str) -> int:
        return list(sweeps.nightly()).index(name)

    def test_names_sweeps_that_are_there_each_once(self):
        listed = [sweep for path in settings.NIGHTLY_SWEEPS for sweep in import_string(path)]
        self.assertEqual(len(sweeps.nightly()), len(listed), "two sweeps of one name")
        for sweep in listed:
            with self.subTest(sweep.name):
                self.assertTrue(callable(sweep.run))

    def test_names_every_tuple_of_sweeps_that_a_room_has(self):
        rooms = [file for app in ("groupadmin", "members") for file in (settings.BASE_DIR / app).rglob("*.py")]
        having = [file for file in rooms if "\nSWEEPS = (" in file.read_text()]
        paths = {".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts) + ".SWEEPS" for file in having}
        self.assertEqual(paths, set(settings.NIGHTLY_SWEEPS))

    def test_begins_with_who_has_left_and_ends_with_forgetting(self):
        self.assertEqual(self.place("forget_expired"), len(sweeps.nightly()) - 1)
        self.assertLess(self.place("recheck_nicknames"), self.place("misnamed"))

    def test_escalates_only_what_all_the_others_have_raised(self):
        for name in ("leavers", "misnamed", "over_capacity"):
            with self.subTest(name):
                self.assertLess(self.place(name), self.place("escalate"))


class ASweepRun(TestCase):
    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.FULL"])
    def test_that_met_a_full_disk_says_so_in_words(self):
        with self.assertLogs("groupadmin.core.sweeps", "ERROR"), translation.override("en"):
            sweeps.run_all(today=TODAY)
            self.assertEqual(SweepRun.objects.get().error, str(errors.NO_ROOM))

    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.WELL"])
    def test_that_goes_well_the_second_time_no_longer_shows_the_error(self):
        SweepRun.objects.create(name="well", on=TODAY, started_at=NOON, error="It broke.", raised=9)
        sweeps.run_all(today=TODAY)
        run = SweepRun.objects.get()
        self.assertEqual((run.error, run.raised, run.cleared), ("", 1, 2))
        self.assertGreater(run.started_at, NOON)

    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.WELL"])
    def test_as_json_has_an_error_only_when_there_was_one(self):
        (run,) = sweeps.run_all(today=TODAY)
        self.assertEqual(set(sweeps.as_dict(run)), {"name", "raised", "cleared", "seconds"})
        run.error, run.seconds = "It broke.", 1.23456
        self.assertEqual(sweeps.as_dict(run)["error"], "It broke.")
        self.assertEqual(sweeps.as_dict(run)["seconds"], 1.235)

    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.WELL", f"{HERE}.FULL"])
    def test_by_hand_names_who_asked(self):
        sweeps.run_all(["well"], today=TODAY, actor=make_user(username="clerk"))
        event = AuditEvent.objects.get(action="sweeps.walked")
        self.assertEqual((event.actor_name, event.detail), ("clerk", {"on": "2026-03-12", "sweeps": ["well"]}))

    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.WELL"])
    def test_as_a_job_names_who_pressed_the_button(self):
        clerk = make_user(username="clerk")
        job = Job(kind="run_sweeps", payload={"on": "2026-03-12"}, requested_by_id=clerk.pk)
        sweeps.run_job(job, lambda done, total: None)
        self.assertEqual(AuditEvent.objects.get(action="sweeps.walked").actor_name, "clerk")

    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.WELL"])
    def test_of_an_unknown_name_runs_none_of_the_others_either(self):
        with self.assertRaises(sweeps.UnknownSweep) as refused:
            sweeps.run_all(["well", "nonsense"], today=TODAY)
        self.assertFalse(SweepRun.objects.exists())
        self.assertEqual(refused.exception.as_dict()["facts"], {"name": "nonsense", "known": "well"})

    @override_settings(NIGHTLY_SWEEPS=[f"{HERE}.WELL"])
    def test_as_a_job_without_a_day_is_for_today(self):
        with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
            answer = sweeps.run_job(Job(kind="run_sweeps", payload={}), lambda done, total: None)
        self.assertEqual((answer["on"], [row["name"] for row in answer["sweeps"]]), ("2026-03-12", ["well"]))
