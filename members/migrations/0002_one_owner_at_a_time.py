"""Put the guard of one owner per group back where an earlier migration lost it.

PostgreSQL dropped the partial unique index with the plain index of the group's column, whose columns are the same.
Of several owners the one seen last stays; the next list says what the others are.
"""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q

GUARD = "one_owner_per_group_at_a_time"


def guard(apps, schema_editor):
    membership, connection = apps.get_model("members", "Membership"), schema_editor.connection
    with connection.cursor() as cursor:
        if GUARD in connection.introspection.get_constraints(cursor, membership._meta.db_table):
            return
    owners, seen = membership.objects.filter(role="OWNER", gone_by=None), OuterRef("last_seen_at")
    later = Q(last_seen_at__gt=seen) | Q(last_seen_at=seen, pk__gt=OuterRef("pk"))
    owners.filter(Exists(owners.filter(later, group=OuterRef("group")))).update(role="MEMBER")
    schema_editor.add_constraint(membership, next(c for c in membership._meta.constraints if c.name == GUARD))


class Migration(migrations.Migration):
    dependencies = [("members", "0001_squashed")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
