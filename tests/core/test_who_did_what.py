"""An audit event keeps who, what, to whom and when, in words that outlive the row it was about."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.core import audit
from groupadmin.core.models import AuditEvent
from tests.making import NOON, make_employee, make_group, make_user


class AnEvent(TestCase):
    def test_names_a_row_by_kind_number_and_name(self):
        group, clerk = make_group("工程协调群"), make_user(username="clerk")
        audit.record("group.renamed", group, actor=clerk, at=NOON, detail={"before": "旧名"})
        event = AuditEvent.objects.get()
        self.assertEqual((event.actor_id, event.actor_name, event.at), (clerk.pk, "clerk", NOON))
        self.assertEqual((event.subject_type, event.subject_id), ("groups.group", str(group.pk)))
        self.assertIn("工程协调群", event.subject_label)
        self.assertEqual(event.detail, {"before": "旧名"})

    def test_about_no_single_row_has_a_word_and_no_number(self):
        event = audit.event("sweeps.walked", "night", actor=None, at=NOON)
        self.assertEqual((event.subject_type, event.subject_id, event.subject_label), ("night", "", "night"))
        self.assertEqual(event.detail, {})

    def test_keeps_its_words_when_the_row_and_the_log_in_are_gone(self):
        person, clerk = make_employee("张三"), make_user(username="clerk")
        audit.record("person.looked_at", person, actor=clerk, at=NOON)
        number = clerk.pk
        person.delete()
        clerk.delete()
        event = AuditEvent.objects.get()
        self.assertIn("张三", event.subject_label)
        self.assertEqual((event.actor_id, event.actor_name), (number, "clerk"))

    def test_of_a_very_long_name_is_cut_and_not_refused(self):
        self.assertEqual(len(audit.event("a.b", "长" * 400, actor=None, at=NOON).subject_label), 255)

    def test_actors_are_named_and_whoever_is_nobody_is_the_console(self):
        self.assertEqual(audit.name_of(None), "console")
        self.assertEqual(audit.name_of(AnonymousUser()), "console")
        self.assertEqual(audit.name_of(make_user(username="000231")), "000231")

    def test_goes_with_the_deed_when_the_deed_is_rolled_back(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            audit.record("group.renamed", "group", actor=None, at=NOON)
            raise ZeroDivisionError
        self.assertFalse(AuditEvent.objects.exists())

    def test_many_are_written_in_few_statements(self):
        events = [audit.event("a.b", f"{number}", actor=None, at=NOON) for number in range(1500)]
        with CaptureQueriesContext(connection) as asked:
            audit.record_many(events)
        self.assertEqual(AuditEvent.objects.count(), 1500)
        # Two by the thousand on PostgreSQL; SQLite takes fewer values in one statement.
        self.assertLessEqual(len(asked), 4 if connection.vendor == "postgresql" else 20)

    def test_newest_stands_first(self):
        for word in ("first", "second"):
            audit.record("a.b", word, actor=None, at=NOON)
        self.assertEqual([event.subject_label for event in AuditEvent.objects.all()], ["second", "first"])
