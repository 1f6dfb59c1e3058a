"""Guard the audit trail with a trigger on PostgreSQL."""

from django.db import migrations

from groupadmin.core import appendonly


def guard(apps, schema_editor):
    appendonly.create_trigger(schema_editor, "core_auditevent")


def unguard(apps, schema_editor):
    appendonly.drop_trigger(schema_editor, "core_auditevent")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
