
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_roles'),
        ('groups', '0002_count_groups_in_use'),
        ('members', '0008_department_when_identified_is_one'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('gone_by', None), ('role', 'OWNER')), fields=['group', 'employee'], name='owners_of_a_group'),
        ),
    ]
