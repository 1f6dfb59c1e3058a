"""Who sees which group: an owner only their own, a head those below, HR every one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import TestCase

from groupadmin.directory import roles
from members import access
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group, make_head, make_membership, make_user


class WhoSeesWhichGroup(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.works = make_department("工程部", cls.company)
        cls.sales_group = make_group("销售群", cls.sales)
        cls.works_group = make_group("工程群", cls.works)
        cls.owner = make_employee("甲", cls.sales)
        make_membership(cls.sales_group, cls.owner, role=Membership.Role.OWNER)
        cls.head = make_employee("乙", cls.works)
        make_head(cls.works, cls.head)

    def seen(self, user):
        return set(access.groups_seen_by(user))

    def test_an_owner_sees_only_their_own(self):
        self.assertEqual(self.seen(make_user(self.owner)), {self.sales_group})

    def test_an_owner_who_is_gone_sees_nothing(self):
        Membership.objects.update(gone_by=NOON)
        self.assertEqual(self.seen(make_user(self.owner)), set())

    def test_a_head_sees_the_groups_below_but_does_not_run_them(self):
        user = make_user(self.head)
        self.assertEqual(self.seen(user), {self.works_group})
        with self.assertRaises(PermissionDenied):
            access.group_for(user, self.works_group.code, to_run=True)

    def test_hr_sees_and_runs_every_group(self):
        user = make_user(None, roles.HR)
        self.assertEqual(self.seen(user), {self.sales_group, self.works_group})
        self.assertEqual(access.group_for(user, self.works_group.code, to_run=True), self.works_group)

    def test_an_employee_sees_none_and_is_not_told_that_there_are_any(self):
        user = make_user(make_employee("丙", self.sales))
        self.assertEqual(self.seen(user), set())
        with self.assertRaises(Http404):
            access.group_for(user, self.sales_group.code)
