import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # What an installation made before has on record; with all of them applied there is nothing to do.
    replaces = [("members", name) for name in """
        0001_initial
        0002_department_when_identified
        0003_indexes_of_the_long_lists
        0004_speech_known_on
        0005_namesakes
        0006_head_of_the_former_department
        0007_indexes_of_home
        0008_department_when_identified_is_one
        0009_owners_of_a_group
        0010_open_flags_of_a_group
        0011_not_this_person
        0012_changes_of_roles
        0013_a_word_counts_where_it_was_said
    """.split()]

    dependencies = [
        ('core', '0001_squashed'),
        ('directory', '0001_squashed'),
        ('groups', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity', models.CharField(choices=[('EMPLOYEE', 'employee'), ('OUTSIDER', 'from outside'), ('UNKNOWN', 'not yet identified')], max_length=8, verbose_name='identity')),
                ('tier', models.CharField(choices=[('exact', 'name and department'), ('name', 'name alone'), ('memory', 'decided before'), ('scoped', "name within the group's departments"), ('fuzzy', 'similar only'), ('none', 'no match')], default='none', max_length=8, verbose_name='how sure')),
                ('nickname', models.CharField(blank=True, max_length=128, verbose_name='nickname in the group')),
                ('nickname_key', models.CharField(editable=False, max_length=128, verbose_name='folded nickname')),
                ('namesake', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name='place among those of one nickname')),
                ('account_key', models.CharField(blank=True, max_length=64, verbose_name='platform account')),
                ('account_kind', models.CharField(choices=[('PERSONAL', 'personal'), ('DEPARTMENT', 'department or institution'), ('OFFICE', 'administrative office')], default='PERSONAL', max_length=10, verbose_name='kind of account')),
                ('role', models.CharField(choices=[('OWNER', 'owner'), ('DEPUTY', 'deputy owner'), ('ADMIN', 'admin'), ('MEMBER', 'member')], default='MEMBER', max_length=6, verbose_name='role in the group')),
                ('nickname_fits', models.BooleanField(null=True, verbose_name='nickname follows the rule')),
                ('nickname_problem', models.CharField(blank=True, max_length=255, verbose_name='what is wrong with the nickname')),
                ('correct_nickname', models.CharField(blank=True, max_length=128, verbose_name='correct nickname')),
                ('nickname_judged_by', models.BigIntegerField(editable=False, null=True, verbose_name='regulation edition it was judged by')),
                ('nickname_judged_in', models.BigIntegerField(editable=False, null=True, verbose_name='department it was judged in')),
                ('misnamed_since', models.DateField(blank=True, null=True, verbose_name='misnamed since')),
                ('joined_at', models.DateTimeField(blank=True, null=True, verbose_name='joined at, by the platform')),
                ('absent_at', models.DateTimeField(blank=True, null=True, verbose_name='last full list without them')),
                ('first_seen_at', models.DateTimeField(verbose_name='first seen')),
                ('last_seen_at', models.DateTimeField(verbose_name='last seen')),
                ('gone_by', models.DateTimeField(blank=True, null=True, verbose_name='gone by')),
                ('spoke_last_on', models.DateField(blank=True, null=True, verbose_name='spoke last')),
                ('speech_known_on', models.DateField(editable=False, null=True, verbose_name='speaking known up to')),
                ('inviter', models.CharField(blank=True, max_length=128, verbose_name='invited by')),
                ('has_own_photo', models.BooleanField(blank=True, null=True, verbose_name='own photo as avatar')),
                ('form_received_on', models.DateField(blank=True, null=True, verbose_name='information form received')),
                ('employee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.employee', verbose_name='employee')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='groups.group', verbose_name='group')),
                ('identified_in', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.department', verbose_name='department when first identified')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['group', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RoleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('WAITING', 'waits for a word'), ('DONE', 'done'), ('DECLINED', 'declined'), ('LAPSED', 'overtaken by a newer list or decision')], default='WAITING', max_length=8, verbose_name='state')),
                ('asked_by_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('asked_by_name', models.CharField(max_length=150, verbose_name='asked by')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('word_by_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('word_by_name', models.CharField(blank=True, max_length=150, verbose_name='agreed or declined by')),
                ('officer_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('officer_name', models.CharField(blank=True, max_length=150, verbose_name='agreed by the confidentiality officer')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='role_changes', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'change of roles',
                'verbose_name_plural': 'changes of roles',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RoleChangeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(choices=[('OWNER', 'owner'), ('DEPUTY', 'deputy owner'), ('ADMIN', 'admin'), ('MEMBER', 'member')], max_length=8, verbose_name='before')),
                ('after', models.CharField(blank=True, choices=[('OWNER', 'owner'), ('DEPUTY', 'deputy owner'), ('ADMIN', 'admin'), ('MEMBER', 'member')], max_length=8, verbose_name='after')),
                ('facts', models.JSONField(default=dict, verbose_name='facts to write')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='members.rolechange', verbose_name='change of roles')),
                ('employee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_changes', to='directory.employee', verbose_name='employee')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.membership', verbose_name='membership')),
            ],
            options={
                'verbose_name': 'line of a change of roles',
                'verbose_name_plural': 'lines of changes of roles',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('FULL', 'full list'), ('PARTIAL', 'part of the list')], max_length=7, verbose_name='mode')),
                ('taken_at', models.DateTimeField(verbose_name='list taken at')),
                ('base_version', models.PositiveIntegerField(verbose_name='roster version the preview was made on')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('nickname_coverage', models.FloatField(null=True, verbose_name='share of rows with a group nickname')),
                ('nicknames_reliable', models.BooleanField(default=True, verbose_name='group nicknames can be trusted')),
                ('applied_version', models.PositiveIntegerField(editable=False, null=True, verbose_name='roster version it made')),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='roster', to='core.importbatch', verbose_name='import batch')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'roster import',
                'verbose_name_plural': 'roster imports',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='rolechange',
            name='roster',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_changes', to='members.rosterimport', verbose_name='roster import'),
        ),
        migrations.AddField(
            model_name='membership',
            name='evidence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.rosterimport', verbose_name='last evidence'),
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('LEAVER', 'has left the organisation'), ('OUT_OF_SCOPE', "moved, or outside the group's scope"), ('OUTSIDER', 'from outside, without a sponsor'), ('BANNED', 'banned for good'), ('UNIDENTIFIED', 'not identified'), ('MISNAMED', 'nickname against the rule'), ('MISSING', 'must be in, but is not'), ('SILENT_NEWCOMER', 'newcomer has not spoken'), ('SILENT', 'silent too long'), ('ROSTER_OLD', 'roster too old'), ('STALE', 'no sign of life; dissolution proposed'), ('PAST_END', 'past its planned end'), ('OWNERLESS', 'no owner, or the owner has left'), ('NOT_CREATED', 'approved but not created'), ('OVER_CAPACITY', 'more members than allowed')], max_length=16, verbose_name='kind')),
                ('subject', models.CharField(max_length=160, verbose_name='subject')),
                ('state', models.CharField(choices=[('OPEN', 'open'), ('CLEARED', 'cleared')], default='OPEN', max_length=7, verbose_name='state')),
                ('level', models.PositiveSmallIntegerField(choices=[(0, "head of the person's former department"), (1, 'group owner'), (2, 'department head'), (3, 'office')], default=1, verbose_name='whose turn')),
                ('raised_on', models.DateField(verbose_name='raised on')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('acted_at', models.DateTimeField(null=True, verbose_name='said to be done at')),
                ('acted_by_name', models.CharField(blank=True, max_length=150, verbose_name='said to be done by')),
                ('cleared_on', models.DateField(null=True, verbose_name='cleared on')),
                ('reopened', models.PositiveSmallIntegerField(default=0, verbose_name='times reopened')),
                ('evidence', models.JSONField(default=dict, verbose_name='evidence')),
                ('assignee', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_flags', to='directory.employee', verbose_name='assigned to')),
                ('employee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='directory.employee', verbose_name='employee')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='groups.group', verbose_name='group')),
                ('membership', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='members.membership', verbose_name='member')),
                ('cleared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.rosterimport', verbose_name='proved by')),
            ],
            options={
                'verbose_name': 'flag',
                'verbose_name_plural': 'flags',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tone', models.CharField(choices=[('GROUP', 'to the group'), ('PRIVATE', 'private')], max_length=8, verbose_name='tone')),
                ('text', models.TextField(verbose_name='text')),
                ('copied_at', models.DateTimeField(verbose_name='copied at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='said to be sent at')),
                ('by_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('by_name', models.CharField(max_length=150, verbose_name='by')),
                ('flag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='members.flag', verbose_name='flag')),
            ],
            options={
                'verbose_name': 'sending',
                'verbose_name_plural': 'sendings',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SilenceExcuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(verbose_name='until')),
                ('reason', models.CharField(max_length=255, verbose_name='reason')),
                ('recorded_by_name', models.CharField(max_length=150, verbose_name='recorded by')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='silence_excuses', to='members.membership', verbose_name='member')),
            ],
            options={
                'verbose_name': 'excuse for silence',
                'verbose_name_plural': 'excuses for silence',
                'ordering': ['-until', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Sponsorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(verbose_name='until')),
                ('consent_by_name', models.CharField(max_length=150, verbose_name='consented by')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='groups.group', verbose_name='group')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='members.membership', verbose_name='member')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='directory.employee', verbose_name='sponsor')),
            ],
            options={
                'verbose_name': 'sponsorship',
                'verbose_name_plural': 'sponsorships',
                'ordering': ['group', '-since'],
            },
        ),
        migrations.CreateModel(
            name='IdentityDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('EMPLOYEE', 'is this employee'), ('OUTSIDER', 'is from outside'), ('BANNED', 'is banned for good'), ('NOT', 'is not this employee')], max_length=8, verbose_name='verdict')),
                ('platform', models.CharField(choices=[('WECHAT', 'WeChat'), ('QQ', 'QQ'), ('WECOM', 'WeCom'), ('OTHER', 'other platform')], max_length=8, verbose_name='platform')),
                ('account_key', models.CharField(blank=True, max_length=64, verbose_name='platform account')),
                ('nickname_key', models.CharField(blank=True, max_length=128, verbose_name='folded nickname')),
                ('nickname', models.CharField(blank=True, max_length=128, verbose_name='nickname as seen')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                ('decided_by_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('decided_by_name', models.CharField(max_length=150, verbose_name='decided by')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('by_hr', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='by HR')),
                ('employee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='directory.employee', verbose_name='employee')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='groups.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'identity decision',
                'verbose_name_plural': 'identity decisions',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('account_key', ''), _negated=True), fields=['platform', 'account_key'], name='decisions_on_an_account'), models.Index(condition=models.Q(('verdict', 'BANNED')), fields=['group'], name='decisions_that_ban')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('account_key', ''), _negated=True), ('group__isnull', False)), fields=('group', 'account_key'), name='one_decision_per_account_in_a_group'), models.UniqueConstraint(condition=models.Q(models.Q(('account_key', ''), _negated=True), ('group', None)), fields=('platform', 'account_key'), name='one_decision_per_account_for_all_groups'), models.UniqueConstraint(condition=models.Q(('account_key', '')), fields=('group', 'nickname_key'), name='one_decision_per_nickname_in_a_group'), models.CheckConstraint(condition=models.Q(models.Q(('account_key', ''), _negated=True), models.Q(('group__isnull', False), models.Q(('nickname_key', ''), _negated=True)), _connector='OR'), name='a_decision_is_about_an_account_or_a_nickname'), models.CheckConstraint(condition=models.Q(models.Q(('employee__isnull', False), ('verdict__in', ['EMPLOYEE', 'NOT'])), models.Q(('employee__isnull', True), ('verdict', 'OUTSIDER')), ('verdict', 'BANNED'), _connector='OR'), name='a_decision_for_an_employee_names_them')],
            },
        ),
        migrations.AddIndex(
            model_name='rosterimport',
            index=models.Index(fields=['group', '-taken_at'], name='rosters_of_a_group'),
        ),
        migrations.AddIndex(
            model_name='rolechange',
            index=models.Index(fields=['group', '-id'], name='role_changes_of_a_group'),
        ),
        migrations.AddIndex(
            model_name='rolechange',
            index=models.Index(fields=['state', '-closed_at'], name='role_changes_to_be_told'),
        ),
        migrations.AddConstraint(
            model_name='rolechange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('group',), name='one_waiting_change_of_roles_per_group'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['group', 'gone_by'], name='members_of_a_group'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['employee', 'gone_by'], name='groups_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('gone_by', None), ('role', 'OWNER')), fields=['group', 'employee'], name='owners_of_a_group'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('account_key', ''), _negated=True), fields=['account_key'], name='memberships_of_an_account'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('employee__isnull', False), ('identity', 'EMPLOYEE')), models.Q(models.Q(('identity', 'EMPLOYEE'), _negated=True), ('employee__isnull', True)), _connector='OR'), name='only_identified_members_are_employees'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('gone_by', None), ('role', 'OWNER')), fields=('group',), name='one_owner_per_group_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('gone_by', None), models.Q(('account_key', ''), _negated=True)), fields=('group', 'account_key'), name='one_present_membership_per_account'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['group', 'state', 'due_on'], name='flags_of_a_group_by_due_day'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('state', 'OPEN')), fields=['group', 'due_on'], name='open_flags_of_a_group'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['assignee', 'state', 'due_on'], name='flags_of_an_assignee'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['state', 'due_on', 'id'], name='flags_by_due_day'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['state', 'kind', 'due_on', 'id'], name='flags_of_a_kind_by_due_day'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['state', 'level', 'due_on', 'id'], name='flags_of_a_level_by_due_day'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['kind', 'group', 'subject', 'state'], name='flags_to_reopen'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['membership', 'state'], name='flags_of_a_membership'),
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
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'OPEN')), fields=('kind', 'group', 'subject'), name='one_open_flag_per_kind_and_subject'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cleared_on', None), ('state', 'OPEN')), models.Q(('cleared_on__isnull', False), ('state', 'CLEARED')), _connector='OR'), name='cleared_flags_have_a_date'),
        ),
        migrations.AddIndex(
            model_name='silenceexcuse',
            index=models.Index(fields=['membership', 'until'], name='excuses_the_silence_sweep'),
        ),
        migrations.AddConstraint(
            model_name='silenceexcuse',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='excuses_end_after_they_begin'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='sponsorships_end_after_they_begin'),
        ),
    ]
