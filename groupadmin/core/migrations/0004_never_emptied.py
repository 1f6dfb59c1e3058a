"""Guard the audit trail against TRUNCATE too."""

from django.db import migrations

from groupadmin.core import appendonly


def guard(apps, schema_editor):
    appendonly.create_truncate_trigger(schema_editor, "core_auditevent")


def unguard(apps, schema_editor):
    appendonly.drop_truncate_trigger(schema_editor, "core_auditevent")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_when_a_mapping_was_said")]
    operations = [migrations.RunPython(guard, unguard)]
