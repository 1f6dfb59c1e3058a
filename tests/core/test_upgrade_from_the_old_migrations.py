"""An installation made by the migrations there were before they became one per app goes on as it is."""

import io
from datetime import timedelta

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import TestCase, TransactionTestCase

from groupadmin.groups.models import Group
from members.models import Membership
from tests.making import NOON, make_group, make_membership

NEW = "0001_squashed"
LAST = {
    "core": "0006_trail_by_actor_and_day",
    "directory": "0004_department_when_named_head",
    "groups": "0003_number_of_a_paper",
    "regulations": "0004_who_must_be_in_by_kind_of_group",
    "members": "0013_a_word_counts_where_it_was_said",
}


def migrate_back() -> None:
    """Take back what came after the one migration per app, in the tables and in what is known of them."""
    MigrationExecutor(connection).migrate([(app, NEW) for app in LAST])


class AnInstallationOfBefore(TransactionTestCase):
    """Its table of migrations holds the old names alone."""

    def setUp(self):
        migrate_back()
        self.recorder = MigrationRecorder(connection)
        for app in LAST:
            self.recorder.record_unapplied(app, NEW)

    def tearDown(self):
        for app in LAST:
            self.recorder.record_applied(app, NEW)
        call_command("migrate", verbosity=0)

    def open_steps(self):
        executor = MigrationExecutor(connection)
        return [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]

    def test_the_old_names_are_those_that_installations_have(self):
        for app, last in LAST.items():
            replaced = MigrationLoader(connection).get_migration(app, NEW).replaces
            with self.subTest(app):
                self.assertEqual((replaced[0], replaced[-1]), ((app, "0001_initial"), (app, last)))
                self.assertEqual([int(name[:4]) for _app, name in replaced], list(range(1, len(replaced) + 1)))

    def test_has_nothing_to_do_of_what_it_has_and_first_looks_for_the_guard_of_one_owner(self):
        steps = [step.name for step in self.open_steps()]
        self.assertNotIn(NEW, steps)
        self.assertEqual([step for step in steps if step.startswith("0002_one")], ["0002_one_owner_at_a_time"])

    def test_is_up_to_date_when_migrated_and_none_of_its_rows_has_changed(self):
        group = make_group()
        call_command("migrate", verbosity=0)
        call_command("migrate", check_unapplied=True, stdout=io.StringIO())
        self.assertLessEqual({(app, NEW) for app in LAST}, set(self.recorder.applied_migrations()))
        self.assertEqual(Group.objects.get(), group)

    def test_one_that_lacks_any_of_the_old_ones_is_refused(self):
        for app, last in LAST.items():
            self.recorder.record_unapplied(app, last)
            with self.subTest(app), self.assertRaisesMessage((ValueError, LookupError), f"'{app}'"):
                call_command("migrate", verbosity=0)
            self.recorder.record_applied(app, last)


class TheGuardThatPostgresqlLost(TransactionTestCase):
    """The index was dropped with that of the group's column, so a group could get a second owner."""

    def tearDown(self):
        call_command("migrate", verbosity=0)

    def owners(self):
        return list(Membership.objects.filter(role="OWNER").values_list("nickname", flat=True))

    def test_is_put_back_and_of_two_owners_the_one_seen_last_stays(self):
        group = make_group()
        guard = next(c for c in Membership._meta.constraints if c.name == "one_owner_per_group_at_a_time")
        with connection.schema_editor() as editor:
            editor.remove_constraint(Membership, guard)
        for name, at in (("乙", NOON), ("甲", NOON + timedelta(days=1)), ("丙", NOON)):
            make_membership(group, nickname=name, role="OWNER", last_seen_at=at)
        migrate_back()
        call_command("migrate", verbosity=0)
        self.assertEqual(self.owners(), ["甲"])
        with self.assertRaises(IntegrityError), transaction.atomic():
            Membership.objects.update(role="OWNER")
        call_command("migrate", "members", "0001_squashed", verbosity=0)
        call_command("migrate", verbosity=0)
        self.assertEqual(self.owners(), ["甲"])


class ANewInstallation(TestCase):
    def test_has_one_migration_for_each_app(self):
        ours = {key for key in MigrationLoader(connection).disk_migrations if key[0] in LAST}
        self.assertLessEqual({(app, NEW) for app in LAST}, ours)
        self.assertFalse({name for _app, name in ours if name.startswith("0001") and name != NEW})
