
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_roles'),
        ('groups', '0001_initial'),
        ('regulations', '0002_facts_of_the_catalogue'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='group',
            name='groups_the_roster_sweep',
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['status', 'roster_taken_at', 'category', 'id'], name='groups_in_use_by_their_list'),
        ),
    ]
