"""What was done is written once and stays."""

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from groupadmin.core import audit
from groupadmin.core.appendonly import AppendOnlyViolation
from groupadmin.core.models import AuditEvent


class AuditEventsAreAppendOnly(TestCase):
    def setUp(self):
        audit.record("night.walked", "night", actor=None, at=timezone.now(), detail={"on": "2026-03-12"})
        self.event = AuditEvent.objects.get()

    def test_the_console_itself_is_named(self):
        self.assertEqual(self.event.actor_name, "console")

    def test_a_row_cannot_be_saved_again(self):
        with self.assertRaises(AppendOnlyViolation):
            self.event.save()

    def test_neither_a_row_nor_a_set_can_be_deleted_or_updated(self):
        with self.assertRaises(AppendOnlyViolation):
            self.event.delete()
        with self.assertRaises(AppendOnlyViolation):
            AuditEvent.objects.all().delete()
        with self.assertRaises(AppendOnlyViolation):
            AuditEvent.objects.update(action="other")

    def test_postgresql_refuses_what_goes_round_the_model(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with self.assertRaises(IntegrityError), transaction.atomic():
                    cursor.execute("DELETE FROM core_auditevent")
            cursor.execute("SELECT count(*) FROM core_auditevent")
            self.assertEqual(cursor.fetchone()[0], 1)
