import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

ROLES = ("HR administrator", "Confidentiality officer", "Approver", "Auditor")


def make_roles(apps, schema_editor):
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    initial = True

    # What an installation made before has on record; with all of them applied there is nothing to do.
    replaces = [("directory", name) for name in """
        0001_initial
        0002_roles
        0003_one_time_until
        0004_department_when_named_head
    """.split()]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='DirectoryState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveBigIntegerField(default=0, verbose_name='version')),
            ],
            options={
                'verbose_name': 'state of the directory',
                'verbose_name_plural': 'states of the directory',
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=64, verbose_name='name')),
                ('name_key', models.CharField(editable=False, max_length=64, verbose_name='folded name')),
                ('lineage', models.CharField(default='', editable=False, max_length=255, verbose_name='lineage')),
                ('path', models.CharField(default='', editable=False, max_length=512, verbose_name='path')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='directory.department', verbose_name='parent')),
            ],
            options={
                'verbose_name': 'department',
                'verbose_name_plural': 'departments',
                'ordering': ['path', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DepartmentShortName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64, verbose_name='short name')),
                ('name_key', models.CharField(editable=False, max_length=64, verbose_name='folded name')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='short_names', to='directory.department', verbose_name='department')),
            ],
            options={
                'verbose_name': 'short name of a department',
                'verbose_name_plural': 'short names of departments',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Employee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff_no', models.CharField(max_length=64, unique=True, verbose_name='staff number')),
                ('account', models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name='platform account')),
                ('name', models.CharField(max_length=64, verbose_name='name')),
                ('name_key', models.CharField(editable=False, max_length=64, verbose_name='folded name')),
                ('pinyin', models.CharField(default='', editable=False, max_length=128, verbose_name='pinyin')),
                ('initials', models.CharField(default='', editable=False, max_length=32, verbose_name='pinyin initials')),
                ('post', models.CharField(blank=True, max_length=64, verbose_name='post')),
                ('level', models.CharField(blank=True, max_length=64, verbose_name='level')),
                ('is_manager', models.BooleanField(default=False, verbose_name='is a manager')),
                ('employment', models.CharField(choices=[('REGULAR', 'regular'), ('INTERN', 'intern'), ('DISPATCHED', 'dispatched'), ('OUTSOURCED', 'outsourced'), ('LABOUR', 'labour contract'), ('ADVISER', 'adviser'), ('REHIRED', 'rehired after retirement'), ('PART_TIME', 'part-time')], default='REGULAR', max_length=12, verbose_name='employment')),
                ('status', models.CharField(choices=[('PENDING', 'not yet here'), ('PROBATION', 'on probation'), ('ACTIVE', 'in post'), ('LEAVING', 'about to leave'), ('SUSPENDED', 'suspended without pay'), ('LONG_LEAVE', 'on long leave'), ('LEFT', 'left'), ('RETIRED', 'retired')], default='ACTIVE', max_length=12, verbose_name='status')),
                ('hired_on', models.DateField(blank=True, null=True, verbose_name='hired on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('status_since', models.DateField(blank=True, null=True, verbose_name='status since')),
                ('department_since', models.DateField(blank=True, null=True, verbose_name='in this department since')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name="last written from HR's file")),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='directory.department', verbose_name='department')),
                ('other_departments', models.ManyToManyField(blank=True, related_name='further_employees', to='directory.department', verbose_name='other departments')),
            ],
            options={
                'verbose_name': 'employee',
                'verbose_name_plural': 'employees',
                'ordering': ['staff_no'],
            },
        ),
        migrations.CreateModel(
            name='DepartmentHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(default=1, verbose_name='rank')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heads', to='directory.department', verbose_name='department')),
                ('named_in', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.department', verbose_name='department when named head')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heads', to='directory.employee', verbose_name='employee')),
            ],
            options={
                'verbose_name': 'head of a department',
                'verbose_name_plural': 'heads of departments',
                'ordering': ['department', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='must change the password at the next log-in')),
                ('one_time_until', models.DateTimeField(editable=False, null=True, verbose_name='one-time password holds until')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('employee', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='user', to='directory.employee', verbose_name='employee')),
            ],
            options={
                'verbose_name': 'log-in',
                'verbose_name_plural': 'log-ins',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.AddIndex(
            model_name='department',
            index=models.Index(fields=['lineage'], name='departments_below_one', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='department',
            index=models.Index(fields=['name_key'], name='departments_by_folded_name'),
        ),
        migrations.AddConstraint(
            model_name='department',
            constraint=models.UniqueConstraint(fields=('parent', 'name'), name='one_department_of_a_name_under_a_parent', violation_error_message='There is already a department of this name here.'),
        ),
        migrations.AddConstraint(
            model_name='department',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('name',), name='one_department_of_a_name_at_the_top', violation_error_message='There is already a department of this name here.'),
        ),
        migrations.AddConstraint(
            model_name='departmentshortname',
            constraint=models.UniqueConstraint(fields=('department', 'name_key'), name='one_short_name_once_per_department'),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['name_key'], name='employees_by_folded_name', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['department', 'staff_no'], name='employees_of_a_department'),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['pinyin'], name='employees_by_pinyin', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['initials'], name='employees_by_initials', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['status', 'left_on'], name='employees_the_leaver_sweep'),
        ),
        migrations.AddConstraint(
            model_name='departmenthead',
            constraint=models.UniqueConstraint(fields=('department', 'rank'), name='one_head_per_department_and_rank'),
        ),
        migrations.AddConstraint(
            model_name='departmenthead',
            constraint=models.UniqueConstraint(fields=('department', 'employee'), name='nobody_heads_a_department_twice'),
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
