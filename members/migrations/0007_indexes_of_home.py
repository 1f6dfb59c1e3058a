
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_roles'),
        ('groups', '0001_initial'),
        ('members', '0006_head_of_the_former_department'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='flag',
            name='flags_of_a_group',
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['group', 'state', 'due_on'], name='flags_of_a_group_by_due_day'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['raised_on'], name='flags_by_the_day_raised'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('state', 'CLEARED')), fields=['cleared_on'], name='flags_by_the_day_cleared'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('acted_at__isnull', False), ('state', 'OPEN')), fields=['acted_at'], name='flags_said_to_be_done'),
        ),
    ]
