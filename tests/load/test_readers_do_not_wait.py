"""A reader never waits for a writer: every page is shown while somebody writes, and the look is on the trail later.

Another connection holds the write lock for as long as the pages are asked for. Whoever had to wait for it would get
the page that says so instead, for waiting is switched off here.
"""

import shutil
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup
from django.db import connection
from django.test import Client, TransactionTestCase
from django.urls import reverse

from groupadmin.core import audit
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from members.models import Membership
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_regulation
from tests.making import make_user as made_user
from tests.test_every_url import EveryUrl, every_address


@contextmanager
def somebody_writes():
    """Hold the one write lock of SQLite (or a row of PostgreSQL) in another connection, and let nobody wait for it."""
    if connection.vendor != "sqlite":
        from psycopg import connect

        facts = connection.get_connection_params()
        known = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if name in facts}
        with connect(**known) as other:
            other.execute("UPDATE groups_group SET note = 'written meanwhile'")
            yield
            other.rollback()
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")


class EveryPage(TransactionTestCase):
    path_of = EveryUrl.path_of

    def setUp(self):
        for name in roles.ALL:
            AuthGroup.objects.get_or_create(name=name)
        shutil.rmtree(Path(settings.VAR_DIR, "looks"), ignore_errors=True)
        department = make_department("销售部")
        self.group = make_group("销售群", department, code="G00001")
        owner = make_employee("甲", department, staff_no="000001")
        make_membership(self.group, owner, role=Membership.Role.OWNER)
        make_head(department, owner)
        make_regulation("company")
        self.arguments = {"code": "G00001", "staff_no": "000001", "slug": "company", "edition": 1}
        self.readers = [made_user(owner), made_user(None, roles.HR), made_user(None, roles.AUDITOR)]

    def test_is_shown_while_somebody_writes(self):
        paths = [self.path_of(route, pattern) for route, pattern in sorted(every_address().items())]
        visitors = [Client() for _reader in self.readers]
        for visitor, reader in zip(visitors, self.readers, strict=True):
            visitor.force_login(reader)
        with somebody_writes():
            for visitor, reader in zip(visitors, self.readers, strict=True):
                for path in paths:
                    with self.subTest(path, reader=reader.username):
                        self.assertLess(visitor.get(path).status_code, 500)

    def test_the_look_is_on_the_trail_afterwards_and_once(self):
        visitor = Client()
        visitor.force_login(self.readers[1])
        with somebody_writes():
            page = visitor.get(reverse("members", args=[self.group.code]))
            self.assertEqual(page.status_code, 200)
        audit.write_deferred()
        audit.write_deferred()
        event = AuditEvent.objects.get(action="roster.viewed")
        self.assertEqual((event.actor_id, event.subject_id), (self.readers[1].pk, str(self.group.pk)))
        self.assertEqual(list(Path(settings.VAR_DIR, "looks").glob("*")) if connection.vendor == "sqlite" else [], [])

    def test_a_look_that_was_written_but_whose_file_stayed_is_not_doubled(self):
        event = AuditEvent.objects.create(
            at=self.group.created_at, actor_name="甲", action="roster.viewed", subject_type="t", subject_id="1"
        )
        audit._put_aside(event)
        self.assertEqual(audit.write_deferred(), 0)
        self.assertEqual(AuditEvent.objects.filter(action="roster.viewed").count(), 1)
