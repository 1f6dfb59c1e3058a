"""Every state an import can be in, and every deed somebody may try on it there: done once, or refused in words."""

from datetime import timedelta
from itertools import product

from django.test import TestCase
from django.utils import translation

from groupadmin.core import imports
from groupadmin.core.imports import compress_json, decompress_json
from groupadmin.core.models import AuditEvent, ImportBatch, Job
from tests.making import NOON, make_user

State = ImportBatch.State


class ImportCase(TestCase):
    def batch(self, state=State.STAGED, **facts) -> ImportBatch:
        facts = {"file_name": "名单.csv", "content_hash": "a" * 64, "table": [["甲"]], "dropped_columns": []} | facts
        facts = {"options": {}, "actor": None, "at": NOON} | facts
        made = imports.stage_batch("ROSTER", **facts)
        ImportBatch.objects.filter(pk=made.pk).update(state=state, preview=b"p", undo=b"u")
        made.refresh_from_db()
        return made

    def stored(self, batch: ImportBatch) -> ImportBatch:
        return ImportBatch.objects.get(pk=batch.pk)


class Moving(ImportCase):
    def test_happens_from_the_named_state_and_from_no_other(self):
        for there, asked in product(State, State):
            batch = self.batch(there)
            with self.subTest(there=there, asked=asked):
                if there == asked:
                    imports.change_state(batch, before=asked, after=State.APPLIED, counts={"rows": 3})
                    self.assertEqual((self.stored(batch).state, self.stored(batch).counts), ("APPLIED", {"rows": 3}))
                else:
                    with self.assertRaises(imports.BatchHasMoved):
                        imports.change_state(batch, before=asked, after=State.APPLIED, counts={"rows": 3})
                    self.assertEqual((self.stored(batch).state, self.stored(batch).counts), (there, {}))

    def test_keeps_the_row_in_hand_equal_to_the_row_in_the_table(self):
        batch = self.batch(State.PLANNED)
        imports.change_state(batch, before=State.PLANNED, after=State.APPLIED, applied_at=NOON, applied_by_name="clerk")
        self.assertEqual((batch.state, batch.applied_at, batch.applied_by_name), (State.APPLIED, NOON, "clerk"))

    def test_refused_names_the_state_that_somebody_else_brought_it_to(self):
        words = {State.APPLIED: "applied", State.DISCARDED: "discarded", State.UNDONE: "undone"}
        for state, word in words.items():
            seen_before = self.batch(State.PLANNED)
            ImportBatch.objects.filter(pk=seen_before.pk).update(state=state)
            with self.subTest(state), self.assertRaises(imports.BatchHasMoved) as refused, translation.override("en"):
                imports.change_state(seen_before, before=State.PLANNED, after=State.APPLYING)
            with translation.override("en"):
                self.assertIn(f"this import is now “{word}”", str(refused.exception))
                self.assertIn("Reload the page", str(refused.exception))
            self.assertEqual(seen_before.state, state)


class ThrowingAway(ImportCase):
    def test_is_for_what_waits_for_confirmation_only(self):
        for state in State:
            batch = self.batch(state)
            events = AuditEvent.objects.filter(action="import.discarded", subject_id=str(batch.pk))
            with self.subTest(state):
                if state == State.PLANNED:
                    imports.discard_batch(batch, actor=None, at=NOON)
                    self.assertEqual(self.stored(batch).state, State.DISCARDED)
                    self.assertIsNone(self.stored(batch).preview)
                    self.assertEqual(events.count(), 1)
                else:
                    with self.assertRaises(imports.BatchHasMoved):
                        imports.discard_batch(batch, actor=None, at=NOON)
                    self.assertIsNotNone(self.stored(batch).table)
                    self.assertFalse(events.exists())

    def test_twice_is_refused_the_second_time_and_leaves_one_event(self):
        batch, clerk = self.batch(State.PLANNED), make_user(username="clerk")
        imports.discard_batch(batch, actor=clerk, at=NOON)
        with self.assertRaises(imports.BatchHasMoved):
            imports.discard_batch(self.stored(batch), actor=clerk, at=NOON)
        self.assertEqual(AuditEvent.objects.get(action="import.discarded").actor_name, "clerk")


class AFailedJob(ImportCase):
    def test_fails_the_unread_frees_the_unwritten_and_touches_nothing_else(self):
        job = Job.objects.create(kind="steps", requested_by_name="tests", created_at=NOON)
        after = {State.STAGED: State.FAILED, State.APPLYING: State.PLANNED}
        for state in State:
            batch = self.batch(state)
            ImportBatch.objects.filter(pk=batch.pk).update(job=job)
            imports.job_failed(job, "The database is busy.")
            with self.subTest(state):
                self.assertEqual(self.stored(batch).state, after.get(state, state))
                self.assertEqual(self.stored(batch).error, "The database is busy." if state in after else "")

    def test_leaves_the_batches_of_other_jobs_alone(self):
        mine, other = (Job.objects.create(kind="steps", requested_by_name="t", created_at=NOON) for _ in range(2))
        batch = self.batch(State.APPLYING)
        ImportBatch.objects.filter(pk=batch.pk).update(job=other)
        imports.job_failed(mine, "no")
        self.assertEqual(self.stored(batch).state, State.APPLYING)


class Staging(ImportCase):
    def test_cuts_a_very_long_file_name_and_takes_packed_cells_as_they_are(self):
        self.assertEqual(len(self.batch(file_name="名" * 400).file_name), 255)
        packed = self.batch(table=compress_json([["甲", "乙"]]))
        self.assertEqual(decompress_json(self.stored(packed).table), [["甲", "乙"]])

    def test_by_nobody_is_by_the_console(self):
        batch = self.batch()
        self.assertEqual((batch.requested_by_id, batch.requested_by_name), (None, "console"))

    def test_is_kept_thirty_days(self):
        self.assertEqual(self.batch().expires_at, NOON + timedelta(days=30))

    def test_a_file_is_known_by_its_bytes_not_by_its_name(self):
        applied = self.batch(State.APPLIED, content_hash=imports.file_hash(b"x"), file_name="a.csv")
        self.assertEqual(imports.applied_before("ROSTER", imports.file_hash(b"x")), applied)
        self.assertIsNone(imports.applied_before("DIRECTORY", imports.file_hash(b"x")))
        self.assertNotEqual(imports.file_hash(b"x"), imports.file_hash(b"x\n"))

    def test_an_undone_import_of_the_same_file_is_no_longer_the_same_file_again(self):
        for state in State:
            self.batch(state, content_hash=imports.file_hash(state.encode()))
            with self.subTest(state):
                found = imports.applied_before("ROSTER", imports.file_hash(state.encode()))
                self.assertEqual(found is not None, state == State.APPLIED)


class WhatHasHadItsTime(ImportCase):
    def test_goes_on_the_day_after_and_not_on_the_day_itself(self):
        batch = self.batch(State.APPLIED)
        self.assertEqual(imports.purge_expired(batch.expires_at), 0)
        self.assertEqual(imports.purge_expired(batch.expires_at + timedelta(seconds=1)), 1)
        self.assertEqual(imports.purge_expired(batch.expires_at + timedelta(days=1)), 0, "nothing is left to drop")

    def test_goes_whatever_state_it_is_in_and_leaves_who_and_when(self):
        for state in State:
            self.batch(state)
        self.assertEqual(imports.purge_expired(NOON + timedelta(days=31)), len(State))
        self.assertFalse(ImportBatch.objects.exclude(table=None, preview=None, undo=None).exists())
        self.assertEqual(set(ImportBatch.objects.values_list("state", flat=True)), set(State.values))

    def test_costs_one_statement_for_few_and_for_many(self):
        for _ in range(30):
            self.batch(State.PLANNED)
        with self.assertNumQueries(1):
            imports.purge_expired(NOON + timedelta(days=31))
