import django.db.models.deletion
from django.db import migrations, models


def forget_those_that_are_no_more(apps, schema_editor):
    """What is no department any more cannot be referred to."""
    department, membership = apps.get_model("directory", "Department"), apps.get_model("members", "Membership")
    noted = membership.objects.exclude(identified_in=None)
    noted.exclude(identified_in__in=department.objects.values("pk")).update(identified_in=None)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_roles"),
        ("members", "0007_indexes_of_home"),
    ]

    operations = [
        migrations.RunPython(forget_those_that_are_no_more, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="membership",
            name="identified_in",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directory.department",
                verbose_name="department when first identified",
            ),
        ),
    ]
