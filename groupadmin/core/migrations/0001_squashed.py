import django.db.models.deletion
from django.db import migrations, models

from groupadmin.core import appendonly


def guard(apps, schema_editor):
    appendonly.create_triggers(schema_editor, "core_auditevent")


def unguard(apps, schema_editor):
    appendonly.drop_triggers(schema_editor, "core_auditevent")


class Migration(migrations.Migration):
    initial = True

    # What an installation made before has on record; with all of them applied there is nothing to do.
    replaces = [("core", name) for name in """
        0001_initial
        0002_append_only_audit
        0003_when_a_mapping_was_said
        0004_never_emptied
        0005_holder_of_a_job
        0006_trail_by_actor_and_day
    """.split()]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('actor_name', models.CharField(max_length=150, verbose_name='who')),
                ('action', models.CharField(max_length=60, verbose_name='what')),
                ('subject_type', models.CharField(max_length=60, verbose_name='kind of subject')),
                ('subject_id', models.CharField(max_length=60, verbose_name='subject')),
                ('subject_label', models.CharField(max_length=255, verbose_name='name of the subject')),
                ('detail', models.JSONField(default=dict, verbose_name='detail')),
            ],
            options={
                'verbose_name': 'audit event',
                'verbose_name_plural': 'audit events',
                'ordering': ['-id'],
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-id'], name='audit_of_a_subject'), models.Index(fields=['action', '-id'], name='audit_of_an_action'), models.Index(fields=['actor_id', '-id'], name='audit_of_an_actor'), models.Index(fields=['at'], name='audit_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DIRECTORY', 'staff directory'), ('REGISTER', 'register of groups'), ('ROSTER', 'group roster')], max_length=10, verbose_name='kind')),
                ('signature', models.CharField(max_length=64, verbose_name='layout')),
                ('mapping', models.JSONField(default=dict, verbose_name='columns')),
                ('said_at', models.DateTimeField(null=True, verbose_name='said at')),
            ],
            options={
                'verbose_name': 'column mapping',
                'verbose_name_plural': 'column mappings',
                'constraints': [models.UniqueConstraint(fields=('kind', 'signature'), name='one_mapping_per_layout')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('payload', models.JSONField(default=dict, verbose_name='payload')),
                ('once', models.CharField(blank=True, max_length=60, verbose_name='only one at a time')),
                ('state', models.CharField(choices=[('QUEUED', 'waiting'), ('RUNNING', 'running'), ('DONE', 'done'), ('FAILED', 'failed')], default='QUEUED', max_length=10, verbose_name='state')),
                ('send_again_at', models.DateTimeField(null=True, verbose_name='sent again at')),
                ('sends', models.PositiveSmallIntegerField(default=0, verbose_name='times sent')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='lease until')),
                ('holder', models.CharField(blank=True, default='', max_length=120, verbose_name='held by')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='attempt')),
                ('progress_done', models.PositiveIntegerField(default=0, verbose_name='done so far')),
                ('progress_total', models.PositiveIntegerField(default=0, verbose_name='to do in all')),
                ('result', models.JSONField(default=dict, verbose_name='result')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('requested_by_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('requested_by_name', models.CharField(max_length=150, verbose_name='requested by')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language of who asked')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['state', 'send_again_at'], name='jobs_the_reaper_looks_for'), models.Index(fields=['finished_at'], name='jobs_to_forget')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'RUNNING'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='a_running_job_holds_a_lease'), models.UniqueConstraint(condition=models.Q(('state__in', ['QUEUED', 'RUNNING']), models.Q(('once', ''), _negated=True)), fields=('once',), name='only_one_such_job_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='SweepRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='sweep')),
                ('on', models.DateField(verbose_name='day')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('raised', models.PositiveIntegerField(default=0, verbose_name='raised')),
                ('cleared', models.PositiveIntegerField(default=0, verbose_name='cleared')),
                ('seconds', models.FloatField(default=0, verbose_name='seconds')),
                ('error', models.TextField(blank=True, verbose_name='error')),
            ],
            options={
                'verbose_name': 'sweep run',
                'verbose_name_plural': 'sweep runs',
                'ordering': ['-on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('name', 'on'), name='one_row_per_sweep_and_day')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DIRECTORY', 'staff directory'), ('REGISTER', 'register of groups'), ('ROSTER', 'group roster')], max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('STAGED', 'being read'), ('PLANNED', 'waiting for confirmation'), ('APPLYING', 'being applied'), ('APPLIED', 'applied'), ('UNDONE', 'undone'), ('DISCARDED', 'discarded'), ('FAILED', 'failed')], default='STAGED', max_length=10, verbose_name='state')),
                ('file_name', models.CharField(max_length=255, verbose_name='file name')),
                ('file_hash', models.CharField(max_length=64, verbose_name='file hash')),
                ('options', models.JSONField(default=dict, verbose_name='options')),
                ('dropped_columns', models.JSONField(default=list, verbose_name='columns not kept')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('table', models.BinaryField(null=True, verbose_name='staged cells')),
                ('preview', models.BinaryField(null=True, verbose_name='preview')),
                ('undo', models.BinaryField(null=True, verbose_name='undo')),
                ('requested_by_id', models.BigIntegerField(null=True, verbose_name='user number')),
                ('requested_by_name', models.CharField(max_length=150, verbose_name='imported by')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='applied at')),
                ('applied_by_name', models.CharField(blank=True, max_length=150, verbose_name='confirmed by')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('undone_by_name', models.CharField(blank=True, max_length=150, verbose_name='undone by')),
                ('expires_at', models.DateTimeField(verbose_name='cells are dropped at')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='core.job', verbose_name='job')),
            ],
            options={
                'verbose_name': 'import batch',
                'verbose_name_plural': 'import batches',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['kind', 'file_hash'], name='batches_of_the_same_file'), models.Index(fields=['expires_at'], name='batches_to_purge')],
            },
        ),
        migrations.CreateModel(
            name='ExportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=255, verbose_name='file name')),
                ('content', models.BinaryField(verbose_name='content')),
                ('requested_by_id', models.BigIntegerField(verbose_name='user number')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('expires_at', models.DateTimeField(verbose_name='is dropped at')),
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='core.job', verbose_name='job')),
            ],
            options={
                'verbose_name': 'exported file',
                'verbose_name_plural': 'exported files',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['expires_at'], name='exports_to_purge')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
