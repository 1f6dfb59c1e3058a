"""What the tests of flags share: a company, one group with its owner, and the questions asked of every kind of flag."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.core import sweeps
from members.models import Flag, Membership
from tests.making import (
    NOON,
    TODAY,
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_regulation,
    make_roster,
)


class FlagTestCase(TestCase):
    """One department with a head, one group of it with an owner and a full list of today's noon."""

    regulation_facts = {}

    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company, "销售")
        cls.works = make_department("工程部", cls.company)
        cls.head = make_employee("乙", cls.sales)
        make_head(cls.sales, cls.head)
        cls.regulation = make_regulation("rule", **cls.regulation_facts)
        cls.group = make_group("销售群", cls.sales, regulation=cls.regulation, roster_taken_at=NOON)
        cls.roster = make_roster(cls.group)
        cls.owner = make_employee("甲", cls.sales)
        cls.owner_membership = cls.membership(cls.owner, role=Membership.Role.OWNER)

    @classmethod
    def membership(cls, employee=None, nickname="", group=None, **facts):
        facts.setdefault("evidence", cls.roster)
        return make_membership(group or cls.group, employee, nickname, **facts)

    def night(self, sweep, today=TODAY):
        return sweeps.nightly()[sweep].run(today)

    def flags(self, kind, **facts):
        facts.setdefault("state", Flag.State.OPEN)
        return Flag.objects.filter(kind=kind, **facts)

    def flagged(self, kind):
        """Return the memberships (or employees, or groups) with an open flag of a kind, by nickname, name or code."""
        rows = self.flags(kind).select_related("membership", "employee", "group").order_by("pk")
        return [
            (row.membership and row.membership.nickname) or (row.employee and row.employee.name) or row.group.code
            for row in rows
        ]

    def assert_writes_nothing(self, sweep, today=TODAY):
        """The second run of a night finds nothing to do."""
        before = list(Flag.objects.order_by("pk").values())
        result = self.night(sweep, today)
        self.assertEqual((result.raised, result.cleared), (0, 0))
        self.assertEqual(list(Flag.objects.order_by("pk").values()), before)

    def leaves(self, membership, at=NOON + timedelta(days=1)):
        """A full list without the member: the stay is closed, and the list is the proof."""
        roster = make_roster(membership.group, at)
        Membership.objects.filter(pk=membership.pk).update(gone_by=at)
        return roster

    def queries(self):
        return CaptureQueriesContext(connection)
