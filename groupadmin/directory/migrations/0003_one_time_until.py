"""One-time passwords end; those that are out now hold for a week from today."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def begin_the_week(apps, schema_editor):
    users = apps.get_model("directory", "User").objects.filter(must_change_password=True)
    users.update(one_time_until=timezone.now() + timedelta(days=7))


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_roles")]
    operations = [
        migrations.AddField(
            "user",
            "one_time_until",
            models.DateTimeField(editable=False, null=True, verbose_name="one-time password holds until"),
        ),
        migrations.RunPython(begin_the_week, migrations.RunPython.noop),
    ]
