"""A long list is written by a job in the name of who confirmed it: of a log-in that was closed meanwhile it is not."""

from django.test import TestCase, override_settings

from groupadmin.core import jobs
from groupadmin.core.models import AuditEvent, ImportBatch, Job
from groupadmin.directory.models import User
from members.imports import applying
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import PARTIAL, bring, names


@override_settings(IMPORT_ROWS_IN_REQUEST=0)
class WhoConfirmed(TestCase):
    def setUp(self):
        owner = make_employee("赵一", make_department("销售部"))
        self.group, self.user = make_group("销售群"), make_user(owner)
        make_membership(self.group, owner, role="OWNER")

    def confirmed(self, by):
        """Bring and confirm a list; returns the job that waits for a worker."""
        roster = bring(self.group, ["路人,wxid_1"], mode=PARTIAL, actor=by)
        jobs.run(roster.batch.job_id)
        roster.batch.refresh_from_db()
        applying.confirm_roster(roster=roster, choices={}, actor=by, at=NOON)
        return Job.objects.get(kind="apply_import")

    def ended(self, job):
        jobs.run(job.pk)
        job.refresh_from_db()
        return job.state

    def test_it_is_written_in_their_name(self):
        job = self.confirmed(self.user)
        self.assertEqual(self.ended(job), Job.State.DONE)
        self.assertEqual(AuditEvent.objects.get(action="roster.applied").actor_id, self.user.pk)

    def test_the_operators_command_has_no_log_in(self):
        self.assertEqual(self.ended(self.confirmed(None)), Job.State.DONE)

    def test_of_a_log_in_locked_meanwhile_nothing_is_written_and_the_list_waits(self):
        job = self.confirmed(self.user)
        User.objects.filter(pk=self.user.pk).update(is_active=False)
        self.refused(job)

    def test_of_one_that_is_gone_it_is_not_written_in_the_operators_name(self):
        job = self.confirmed(self.user)
        User.objects.filter(pk=self.user.pk).delete()
        self.refused(job)

    def refused(self, job):
        self.assertEqual(self.ended(job), Job.State.FAILED)
        self.assertEqual(job.result["code"], "log_in_closed")
        self.assertNotIn("路人", names(self.group))
        self.assertEqual(ImportBatch.objects.get(pk=job.payload["batch"]).state, ImportBatch.State.PLANNED)
