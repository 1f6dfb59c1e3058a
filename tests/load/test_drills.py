"""What goes wrong in a machine room, in small: after each the data holds, and doing it again finishes the work once."""

import threading
from unittest import mock

from django.contrib.auth.models import Group as AuthGroup
from django.db import OperationalError, close_old_connections, connection
from django.test import Client, TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from bench.invariants import broken
from groupadmin.core import audit, jobs, sweeps
from groupadmin.core.models import AuditEvent, ImportBatch, Job, SweepRun
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from members.models import Flag, Membership
from tests.core.test_jobs import make_job
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import bring


def cut_the_connection():
    """End this session as a database server that restarts does."""
    if connection.vendor == "sqlite":
        raise OperationalError("unable to open database file")
    from psycopg import connect

    facts = connection.get_connection_params()
    known = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if name in facts}
    with connection.cursor() as cursor:
        number = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
    with connect(**known, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [number])


class TheSessionEndsDuringAConfirmation(TransactionTestCase):
    def setUp(self):
        AuthGroup.objects.get_or_create(name=roles.HR)
        self.group = make_group("销售群", make_department("销售部"))
        self.visitor = Client(raise_request_exception=False)
        self.visitor.force_login(make_user(None, roles.HR))
        self.roster = bring(self.group, ["甲,", "乙,", "丙,"])
        self.address = reverse("roster_confirm", args=[self.group.code, self.roster.batch_id])

    def confirm(self):
        return self.visitor.post(self.address, {"choice-2": "outsider"})

    def confirm_while_it_is_cut(self):
        written = audit.record

        def cut_first(action, *args, **kwargs):
            if action == "roster.applied":
                cut_the_connection()
            written(action, *args, **kwargs)

        with mock.patch.object(audit, "record", side_effect=cut_first):
            answer = self.confirm()
        close_old_connections()
        return answer

    def test_reads_why_with_the_form_kept_and_nothing_is_half_written(self):
        answer = self.confirm_while_it_is_cut()
        self.assertContains(answer, 'name="choice-2" value="outsider"', status_code=503)
        self.assertEqual(Membership.objects.count(), 0)
        self.assertEqual(broken(), {})

    def test_the_second_click_applies_it_and_the_third_finds_it_applied(self):
        self.confirm_while_it_is_cut()
        for _click in range(2):
            self.assertLess(self.confirm().status_code, 500)
        self.assertEqual(ImportBatch.objects.get(pk=self.roster.batch_id).state, ImportBatch.State.APPLIED)
        self.assertEqual(AuditEvent.objects.filter(action="roster.applied").count(), 1)
        self.assertEqual(Membership.objects.count(), 3)
        self.assertEqual(broken(), {})

    @override_settings(IMPORT_ROWS_IN_REQUEST=1)
    def test_a_job_that_meets_it_is_given_back_and_applies_once(self):
        roster = bring(self.group, ["丁,", "戊,"], at=timezone.now())
        jobs.run(roster.batch.job_id)
        self.visitor.post(reverse("roster_confirm", args=[self.group.code, roster.batch_id]))
        job = Job.objects.get(kind="apply_import")
        written = audit.record

        def cut_first(action, *args, **kwargs):
            if action == "roster.applied":
                cut_the_connection()
            written(action, *args, **kwargs)

        with mock.patch.object(audit, "record", side_effect=cut_first), mock.patch.object(jobs, "PATIENCE", (0, 0)):
            jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, job.attempt), (Job.State.QUEUED, 1))
        jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, job.attempt), (Job.State.DONE, 2))
        self.assertEqual(AuditEvent.objects.filter(action="roster.applied").count(), 1)
        self.assertEqual(broken(), {})


class TwoNightsAtOnce(TransactionTestCase):
    def test_leave_one_matter_each_and_one_row_of_figures_a_sweep(self):
        group = make_group("销售群", roster_taken_at=NOON)
        for number in range(20):
            make_membership(group, make_employee(f"离{number}", status=Employee.Status.LEFT))
        today, faults, start = timezone.localdate(), [], threading.Barrier(2)

        def walk():
            try:
                start.wait(30)
                faults.extend(run.error for run in sweeps.run_all(today=today) if run.error)
            finally:
                connection.close()

        nights = [threading.Thread(target=walk) for _twice in range(2)]
        for night in nights:
            night.start()
        for night in nights:
            night.join(120)
        self.assertEqual(faults, [])
        self.assertEqual(Flag.objects.filter(kind=Flag.Kind.LEAVER, state=Flag.State.OPEN).count(), 20)
        self.assertEqual(SweepRun.objects.filter(on=today).count(), len(sweeps.nightly()))
        self.assertEqual(broken(), {})

    @override_settings(NIGHTLY_HOUR=0)
    def test_begun_by_two_schedules_is_one_job(self):
        at = timezone.now()
        begun = [sweeps.enqueue_nightly(at) for _schedule in range(2)]
        self.assertEqual(Job.objects.filter(kind="run_sweeps").count(), 1)
        self.assertIsNone(begun[1])


class TheQuestionsThemselves(TransactionTestCase):
    def test_find_a_job_that_never_ended_and_a_batch_left_behind(self):
        self.assertEqual(broken(), {})
        job = make_job()
        ImportBatch.objects.create(
            kind="ROSTER", state="APPLYING", file_name="x", file_hash="0", created_at=NOON, expires_at=NOON
        )
        self.assertEqual(set(broken()), {"a job has not ended", "a batch is under way though its job has ended"})
        self.assertEqual(broken()["a job has not ended"], [(job.pk,)])

    def test_find_a_head_count_that_is_wrong_and_a_deed_told_twice(self):
        make_group(headcount=3)
        for _twice in range(2):
            audit.record("import.applied", "x", actor=None, at=NOON)
        self.assertEqual(
            set(broken()),
            {"a group's head count is not that of its members", "an import was written down as applied twice"},
        )
