import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # What an installation made before has on record; with all of them applied there is nothing to do.
    replaces = [("groups", name) for name in """
        0001_initial
        0002_count_groups_in_use
        0003_number_of_a_paper
    """.split()]

    dependencies = [
        ('directory', '0001_squashed'),
        ('regulations', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='group number')),
                ('name', models.CharField(max_length=128, verbose_name='group name')),
                ('name_key', models.CharField(editable=False, max_length=128, verbose_name='folded name')),
                ('pinyin', models.CharField(default='', editable=False, max_length=255, verbose_name='pinyin')),
                ('initials', models.CharField(default='', editable=False, max_length=64, verbose_name='pinyin initials')),
                ('platform', models.CharField(choices=[('WECHAT', 'WeChat'), ('QQ', 'QQ'), ('WECOM', 'WeCom'), ('OTHER', 'other platform')], default='WECHAT', max_length=8, verbose_name='platform')),
                ('category', models.CharField(choices=[('COMPANY', 'company'), ('CENTRE', 'centre'), ('DEPARTMENT', 'department'), ('WORKSHOP', 'workshop or team'), ('PROJECT', 'project'), ('INTEREST', 'interest'), ('EXTERNAL', 'external or community'), ('CUSTOMERS', 'customers'), ('ASSOCIATION', 'association of member units')], default='DEPARTMENT', max_length=12, verbose_name='category')),
                ('purpose', models.CharField(blank=True, max_length=255, verbose_name='purpose')),
                ('content_scope', models.CharField(blank=True, max_length=255, verbose_name='what is posted')),
                ('admission_scope', models.CharField(blank=True, max_length=255, verbose_name='who is admitted')),
                ('regulation_since', models.DateField(blank=True, null=True, verbose_name='regulation adopted on')),
                ('secrecy', models.CharField(choices=[('ORDINARY', 'ordinary'), ('SENSITIVE', 'sensitive'), ('CLASSIFIED', 'classified')], default='ORDINARY', max_length=10, verbose_name='secrecy level')),
                ('status', models.CharField(choices=[('APPROVED', 'approved, not yet created'), ('ACTIVE', 'in use'), ('DISSOLVING', 'being dissolved'), ('DISSOLVED', 'dissolved'), ('MERGED', 'merged into another'), ('EXPIRED', 'approval expired')], default='ACTIVE', max_length=10, verbose_name='status')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='most members')),
                ('approval_no', models.CharField(blank=True, max_length=40, verbose_name='approval number')),
                ('approved_on', models.DateField(blank=True, null=True, verbose_name='approved on')),
                ('created_on', models.DateField(blank=True, null=True, verbose_name='created on')),
                ('registered_on', models.DateField(verbose_name='in the register since')),
                ('planned_end_on', models.DateField(blank=True, null=True, verbose_name='planned end')),
                ('dissolved_on', models.DateField(blank=True, null=True, verbose_name='dissolved on')),
                ('watch_until', models.DateField(blank=True, null=True, verbose_name='watched until')),
                ('last_active_on', models.DateField(blank=True, null=True, verbose_name='last evidence of activity')),
                ('source', models.CharField(blank=True, max_length=255, verbose_name='source')),
                ('note', models.CharField(blank=True, max_length=255, verbose_name='note')),
                ('roster_version', models.PositiveIntegerField(default=0, editable=False, verbose_name='roster version')),
                ('roster_taken_at', models.DateTimeField(editable=False, null=True, verbose_name='last full roster')),
                ('headcount', models.PositiveIntegerField(editable=False, null=True, verbose_name='members')),
                ('headcount_outside', models.PositiveIntegerField(editable=False, null=True, verbose_name='of them from outside')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered at')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='directory.department', verbose_name='department')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.group', verbose_name='merged into')),
                ('regulation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='regulations.regulation', verbose_name='regulation')),
            ],
            options={
                'verbose_name': 'group',
                'verbose_name_plural': 'groups',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Dissolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=255, verbose_name='reason')),
                ('started_on', models.DateField(verbose_name='started on')),
                ('started_by_name', models.CharField(max_length=150, verbose_name='started by')),
                ('notice_posted_on', models.DateField(blank=True, null=True, verbose_name='notice posted in the group on')),
                ('files_saved_on', models.DateField(blank=True, null=True, verbose_name='files saved on')),
                ('files_kept_at', models.CharField(blank=True, max_length=255, verbose_name='where the files are kept')),
                ('evidence', models.CharField(blank=True, max_length=255, verbose_name='evidence that it is gone')),
                ('finished_on', models.DateField(blank=True, null=True, verbose_name='dissolved on')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dissolutions', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'dissolution',
                'verbose_name_plural': 'dissolutions',
                'ordering': ['group', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('posted_on', models.DateField(verbose_name='posted on')),
                ('reported_by_name', models.CharField(blank=True, max_length=150, verbose_name='reported by')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'announcement',
                'verbose_name_plural': 'announcements',
                'ordering': ['group', '-posted_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='GroupName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=128, verbose_name='group name')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('reported_by_name', models.CharField(blank=True, max_length=150, verbose_name='reported by')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'name of a group',
                'verbose_name_plural': 'names of groups',
                'ordering': ['group', '-since', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_version', models.CharField(max_length=40, verbose_name='version of the text')),
                ('signer_name', models.CharField(max_length=64, verbose_name='signed by')),
                ('signer_staff_no', models.CharField(blank=True, max_length=40, verbose_name='staff number')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='expires on')),
                ('paper_no', models.CharField(blank=True, max_length=40, verbose_name='number of the paper')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'pledge',
                'verbose_name_plural': 'pledges',
                'ordering': ['group', '-signed_on', '-id'],
            },
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['name_key'], name='groups_by_folded_name', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['initials'], name='groups_by_initials', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['pinyin'], name='groups_by_pinyin', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['status', 'planned_end_on'], name='groups_the_end_sweep'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['status', 'roster_taken_at', 'category', 'id'], name='groups_in_use_by_their_list'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'MERGED')), models.Q(models.Q(('status', 'MERGED'), _negated=True), ('merged_into', None)), _connector='OR'), name='merged_groups_name_their_heir', violation_error_message='A merged group needs the group it was merged into.'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'DISSOLVED'), _negated=True), ('dissolved_on__isnull', False), _connector='OR'), name='dissolved_groups_have_a_date', violation_error_message='A dissolved group needs the day it was dissolved.'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='no_group_merges_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True), models.Q(('code__contains', '/'), _negated=True)), name='groups_have_a_number_and_a_name'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('watch_until', None), ('dissolved_on__isnull', False), _connector='OR'), name='only_ended_groups_are_watched'),
        ),
        migrations.AddConstraint(
            model_name='dissolution',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_on', None), ('withdrawn_on', None)), fields=('group',), name='one_open_dissolution_per_group'),
        ),
        migrations.AddConstraint(
            model_name='groupname',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('group',), name='one_present_name_per_group'),
        ),
    ]
