"""Note of each head in which department they were when they were named, as far as can be known: in today's."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def note_todays_department(apps, schema_editor):
    employees = apps.get_model("directory", "Employee").objects.filter(pk=OuterRef("employee"))
    heads = apps.get_model("directory", "DepartmentHead").objects
    heads.update(named_in=Subquery(employees.values("department")[:1]))


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_one_time_until")]

    operations = [
        migrations.AddField(
            model_name="departmenthead",
            name="named_in",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directory.department",
                verbose_name="department when named head",
            ),
        ),
        migrations.RunPython(note_todays_department, migrations.RunPython.noop),
    ]
