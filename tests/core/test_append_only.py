"""Records are written once: every way round that Django offers is refused, in words that say what to do."""

from django.db import IntegrityError, connection, models, transaction
from django.test import TestCase
from django.utils import translation

from groupadmin.core import audit
from groupadmin.core.appendonly import (
    NEVER_EMPTIED,
    TRIGGER,
    AppendOnlyViolation,
    create_triggers,
    drop_triggers,
)
from groupadmin.core.models import AuditEvent
from tests.making import NOON


class Written(TestCase):
    @classmethod
    def setUpTestData(cls):
        audit.record("a.done", "first", actor=None, at=NOON)
        audit.record("b.done", "second", actor=None, at=NOON)

    def untouched(self):
        return list(AuditEvent.objects.order_by("id").values_list("action", "subject_label"))

    def test_every_way_to_change_or_delete_is_refused_and_changes_nothing(self):
        event = AuditEvent.objects.first()
        rows = AuditEvent.objects.filter(action="a.done")
        ways = {
            "save": lambda: event.save(),
            "save of one column": lambda: event.save(update_fields=["action"]),
            "delete": lambda: event.delete(),
            "update": lambda: rows.update(action="x"),
            "delete of a set": lambda: rows.delete(),
            "bulk update": lambda: AuditEvent.objects.bulk_update([event], ["action"]),
            "raw delete": lambda: rows._raw_delete("default"),
            "update or create": lambda: AuditEvent.objects.update_or_create(
                action="a.done", defaults={"subject_label": "x"}
            ),
            "upsert": lambda: AuditEvent.objects.bulk_create(
                [event], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
            ),
            "upsert by position": lambda: AuditEvent.objects.bulk_create(
                [event], None, False, True, ["action"], ["id"]
            ),
            "upsert by the base manager": lambda: AuditEvent._base_manager.bulk_create(
                [event], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
            ),
            "by the base manager": lambda: AuditEvent._base_manager.filter(pk=event.pk).update(action="x"),
        }
        for words, way in ways.items():
            with self.subTest(words), self.assertRaises(AppendOnlyViolation), transaction.atomic():
                way()
        self.assertEqual(self.untouched(), [("a.done", "first"), ("b.done", "second")])

    def test_the_refusal_says_in_both_languages_what_to_do(self):
        refusal = AppendOnlyViolation(table="audit events")
        with translation.override("en"):
            self.assertIn("write a new one that corrects it", str(refusal))
        with translation.override("zh-hans"):
            self.assertNotIn("write a new one", str(refusal))
        self.assertEqual(refusal.code, "append_only")

    def test_reading_and_adding_stay_what_they_are(self):
        AuditEvent.objects.bulk_create([audit.event("c.done", "third", actor=None, at=NOON)])
        self.assertEqual(AuditEvent.objects.filter(action__endswith=".done").count(), 3)
        self.assertEqual(AuditEvent.objects.aggregate(n=models.Count("pk"))["n"], 3)

    def test_postgresql_refuses_plain_sql_and_sqlite_has_no_trigger_to_lose(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(NEVER_EMPTIED.format(table="core_auditevent"))
                for deed in (
                    "UPDATE core_auditevent SET action = 'x'",
                    "DELETE FROM core_auditevent",
                    "TRUNCATE core_auditevent",
                ):
                    with self.assertRaisesMessage(IntegrityError, "append-only"), transaction.atomic():
                        cursor.execute(deed)
            else:
                cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
                self.assertEqual(cursor.fetchone()[0], 0)
        self.assertEqual(len(self.untouched()), 2)


class TheTrigger(TestCase):
    class Editor:
        def __init__(self, vendor):
            self.said = []
            self.connection = type("Connection", (), {"vendor": vendor})

        def execute(self, sql):
            self.said.append(sql)

    def test_is_made_and_taken_away_on_postgresql_only(self):
        for vendor, statements in (("postgresql", 2), ("sqlite", 0)):
            editor = self.Editor(vendor)
            create_triggers(editor, "core_auditevent")
            drop_triggers(editor, "core_auditevent")
            with self.subTest(vendor):
                self.assertEqual(len(editor.said), statements)

    def test_guards_both_deeds_of_each_row(self):
        said = TRIGGER.format(table="t")
        self.assertIn("BEFORE UPDATE OR DELETE ON t", said)
        self.assertIn("FOR EACH ROW", said)
