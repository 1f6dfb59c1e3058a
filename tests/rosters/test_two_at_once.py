"""Two people import one group at once: one wins, the other is told and sees a fresh preview; nothing is doubled."""

import threading
from datetime import timedelta

from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from groupadmin.core import import_kinds, jobs
from groupadmin.core.imports import BatchHasMoved
from groupadmin.core.models import ImportBatch, Job
from members.imports import applying, staging
from members.models import Membership, RosterImport
from tests.making import NOON, make_department, make_employee, make_group
from tests.rosters.lists import apply, bring, names, present

LATER = NOON + timedelta(days=7)


class StalePreviews(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        for name in ("赵一", "钱二", "孙三"):
            make_employee(name, cls.sales)
        cls.group = make_group("销售群", cls.sales)

    def test_the_second_of_two_previews_is_refused_and_made_anew(self):
        first, second = bring(self.group, ["赵一,"]), bring(self.group, ["赵一,", "钱二,"])
        applying.apply_plan(roster=first, actor=None, at=NOON)
        with self.assertRaises(applying.RosterHasMoved):
            applying.apply_plan(roster=second, actor=None, at=NOON)
        self.assertEqual(names(self.group), {"赵一"})
        self.assertTrue(staging.renew(second, self.group))
        self.assertEqual(second.batch.counts["joined"], 1)
        applying.apply_plan(roster=second, actor=None, at=NOON)
        self.assertEqual(names(self.group), {"赵一", "钱二"})

    def test_a_preview_that_is_fresh_is_not_made_anew(self):
        self.assertFalse(staging.renew(bring(self.group, ["赵一,"]), self.group))

    def test_confirming_twice_writes_once(self):
        roster = bring(self.group, ["赵一,"])
        again = RosterImport.objects.select_related("batch").get(pk=roster.pk)
        applying.apply_plan(roster=roster, actor=None, at=NOON)
        with self.assertRaises((BatchHasMoved, applying.RosterHasMoved)):
            applying.apply_plan(roster=again, actor=None, at=NOON)
        self.assertEqual(Membership.objects.count(), 1)

    def test_the_same_file_twice_says_so_and_changes_nothing(self):
        first = apply(self.group, ["赵一,", "钱二,"])
        second = bring(self.group, ["赵一,", "钱二,"], at=LATER)
        self.assertEqual(second.batch.options["same_as"]["number"], str(first.batch_id))
        applying.apply_plan(roster=second, actor=None, at=LATER)
        self.assertEqual(Membership.objects.count(), 2)

    def test_the_same_file_in_another_group_is_no_repetition(self):
        apply(self.group, ["赵一,"])
        self.assertNotIn("same_as", bring(make_group(), ["赵一,"]).batch.options)


class AtTheSameMoment(TransactionTestCase):
    def test_two_confirmations_from_two_connections(self):
        group = make_group("销售群", make_department("销售部"))
        rosters = [bring(group, ["赵一,", "钱二,"]), bring(group, ["赵一,", "钱二,", "孙三,"])]
        start, told = threading.Barrier(2), []

        def confirm(roster):
            try:
                start.wait(10)
                applying.apply_plan(roster=roster, actor=None, at=NOON)
                told.append("applied")
            except applying.RosterHasMoved:
                told.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=confirm, args=(roster,)) for roster in rosters]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(sorted(told), ["applied", "refused"])
        self.assertEqual(ImportBatch.objects.filter(state="APPLIED").count(), 1)
        group.refresh_from_db()
        self.assertEqual((group.roster_version, group.headcount), (1, Membership.objects.count()))


class LongLists(TestCase):
    """Above the limit a list becomes a job; a worker that dies in the middle has written nothing."""

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("大群", make_department("销售部"))

    def setUp(self):
        changed = self.settings(IMPORT_ROWS_IN_REQUEST=2)
        changed.enable()
        self.addCleanup(changed.disable)
        sent = self.enterContext(self.captureOnCommitCallbacks())
        self.assertEqual(sent, [])

    def staged(self):
        roster = bring(self.group, ["甲,", "乙,", "丙,"], at=timezone.now())
        self.assertEqual(roster.batch.state, "STAGED")
        jobs.run(roster.batch.job_id)
        roster.batch.refresh_from_db()
        self.assertEqual((roster.batch.state, roster.batch.job.kind), ("PLANNED", "plan_import"))
        return RosterImport.objects.select_related("batch", "group").get(pk=roster.pk)

    def test_a_long_list_is_planned_and_applied_by_jobs(self):
        roster = self.staged()
        applying.confirm_roster(roster=roster, choices={2: "outsider"}, actor=None, at=timezone.now())
        self.assertEqual((roster.batch.state, Membership.objects.count()), ("APPLYING", 0))
        jobs.run(roster.batch.job_id)
        roster.batch.refresh_from_db()
        self.assertEqual(roster.batch.state, "APPLIED")
        self.assertEqual(present(self.group)["甲"].identity, "OUTSIDER")
        job = roster.batch.job
        self.assertEqual((job.state, job.progress_done, job.progress_total), ("DONE", 3, 3))

    def test_confirming_twice_makes_one_job(self):
        roster = self.staged()
        again = RosterImport.objects.select_related("batch").get(pk=roster.pk)
        applying.confirm_roster(roster=roster, choices={}, actor=None, at=timezone.now())
        with self.assertRaises(BatchHasMoved):
            applying.confirm_roster(roster=again, choices={}, actor=None, at=timezone.now())
        self.assertEqual(Job.objects.filter(kind="apply_import").count(), 1)

    def test_a_worker_that_lost_its_lease_writes_nothing_and_the_next_one_writes_all(self):
        roster = self.staged()
        applying.confirm_roster(roster=roster, choices={}, actor=None, at=timezone.now())
        first = jobs.claim(roster.batch.job_id, at=timezone.now())
        # The first worker hangs for longer than one that is merely slow; a second takes the job before it goes on.
        lapsed = timezone.now() - jobs.SLOW_FOR - timedelta(seconds=1)
        Job.objects.filter(pk=first.pk).update(lease_until=lapsed)
        second = jobs.claim(first.pk, at=timezone.now())
        with self.assertRaises(jobs.LeaseLost):
            import_kinds.apply_job(first, jobs.Progress(first))
        self.assertFalse(Membership.objects.exists())
        import_kinds.apply_job(second, jobs.Progress(second))
        self.assertEqual(Membership.objects.count(), 3)
        import_kinds.apply_job(second, jobs.Progress(second))
        self.assertEqual(Membership.objects.count(), 3)

    def test_a_refusal_brings_the_preview_back_with_its_reason(self):
        roster, other = self.staged(), self.staged()
        applying.confirm_roster(roster=roster, choices={}, actor=None, at=timezone.now())
        applying.confirm_roster(roster=other, choices={}, actor=None, at=timezone.now())
        jobs.run(roster.batch.job_id)
        jobs.run(other.batch.job_id)
        other.batch.refresh_from_db()
        self.assertEqual((other.batch.state, other.batch.job.state), ("PLANNED", "FAILED"))
        self.assertTrue(other.batch.error)
