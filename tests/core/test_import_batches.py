"""A file on its way in: each step is taken once, the same file is recognised, what has had its time is dropped."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core import imports
from groupadmin.core.housekeeping import forget_expired
from groupadmin.core.imports import decompress_json
from groupadmin.core.models import AuditEvent, ImportBatch, Job
from tests.making import NOON, make_user

State = ImportBatch.State


class AnImportBatch(TestCase):
    def stage(self, *, content: bytes = b"a,b", actor=None, **options) -> ImportBatch:
        return imports.stage_batch(
            "ROSTER",
            file_name="名单.csv",
            content_hash=imports.file_hash(content),
            table=[["群昵称"], ["销售部-张三"]],
            dropped_columns=["手机号"],
            options=options,
            actor=actor,
            at=NOON,
        )

    def in_state(self, state: str, **facts) -> ImportBatch:
        batch = self.stage()
        ImportBatch.objects.filter(pk=batch.pk).update(state=state, **facts)
        batch.refresh_from_db()
        return batch

    def test_keeps_the_cells_names_the_dropped_columns_and_leaves_an_event(self):
        clerk = make_user(username="clerk")
        batch = self.stage(actor=clerk)
        batch.refresh_from_db()
        self.assertEqual(decompress_json(batch.table), [["群昵称"], ["销售部-张三"]])
        self.assertEqual((batch.requested_by_id, batch.requested_by_name), (clerk.pk, "clerk"))
        self.assertEqual(AuditEvent.objects.get(action="import.staged").detail["dropped"], ["手机号"])

    def test_moves_for_the_first_and_refuses_the_second(self):
        batch = self.in_state(State.PLANNED)
        seen_by_another = ImportBatch.objects.get(pk=batch.pk)
        imports.change_state(batch, before=State.PLANNED, after=State.APPLYING)
        with self.assertRaises(imports.BatchHasMoved) as refused:
            imports.change_state(seen_by_another, before=State.PLANNED, after=State.APPLYING)
        self.assertEqual(refused.exception.code, "batch_has_moved")

    def test_of_the_same_file_for_the_same_group_is_recognised_once_applied(self):
        batch = self.stage(group=7)
        told = imports.file_hash(b"a,b")
        self.assertIsNone(imports.applied_before("ROSTER", told, group=7))
        ImportBatch.objects.update(state=State.APPLIED)
        self.assertEqual(imports.applied_before("ROSTER", told, group=7), batch)
        self.assertIsNone(imports.applied_before("ROSTER", told, group=8))
        self.assertIsNone(imports.applied_before("ROSTER", imports.file_hash(b"a,c"), group=7))

    def test_thrown_away_loses_its_cells_at_once(self):
        batch = self.in_state(State.PLANNED)
        imports.discard_batch(batch, actor=None, at=NOON)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.table), (State.DISCARDED, None))
        self.assertTrue(AuditEvent.objects.filter(action="import.discarded").exists())

    def test_whose_time_is_over_loses_its_cells_and_its_undo_and_keeps_the_row(self):
        batch = self.in_state(State.APPLIED, undo=b"x", counts={"rows": 1})
        forget_expired((NOON + imports.KEEP - timedelta(days=1)).date())
        self.assertIsNotNone(ImportBatch.objects.get(pk=batch.pk).table)
        self.assertEqual(forget_expired((NOON + imports.KEEP + timedelta(days=2)).date()).cleared, 1)
        batch.refresh_from_db()
        self.assertEqual((batch.table, batch.undo, batch.counts), (None, None, {"rows": 1}))
        self.assertEqual(forget_expired((NOON + imports.KEEP + timedelta(days=2)).date()).cleared, 0)

    def test_whose_job_failed_is_failed_when_unread_and_waits_again_when_unwritten(self):
        job = Job.objects.create(kind="steps", requested_by_name="tests", created_at=NOON)
        unread, unwritten = self.in_state(State.STAGED, job=job), self.in_state(State.APPLYING, job=job)
        done = self.in_state(State.APPLIED, job=job)
        imports.job_failed(job, "The disk is full.")
        states = [ImportBatch.objects.get(pk=batch.pk).state for batch in (unread, unwritten, done)]
        self.assertEqual(states, [State.FAILED, State.PLANNED, State.APPLIED])
        self.assertEqual(ImportBatch.objects.get(pk=unwritten.pk).error, "The disk is full.")
