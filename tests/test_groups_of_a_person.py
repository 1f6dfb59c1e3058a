"""Beside a person only those groups are named that the reader may know of: memberships, guests, departments headed
alike.
"""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Membership, Sponsorship
from tests.making import (
    NOON,
    TODAY,
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_user,
)


class GroupsOfAPerson(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.works = make_department("销售部"), make_department("工程部")
        cls.person = make_employee("张三", cls.sales, staff_no="000007")
        cls.secret = make_group("绝密群", cls.works, secrecy=Group.Secrecy.CLASSIFIED)
        cls.plain = make_group("工程群", cls.works)
        cls.old = make_group("旧群", cls.works, status=Group.Status.DISSOLVED, dissolved_on=TODAY)
        for group in (cls.secret, cls.plain, cls.old):
            make_membership(group, cls.person)
            guest = make_membership(group, nickname=f"{group.name}的客人", identity="OUTSIDER")
            Sponsorship.objects.create(
                group=group, membership=guest, sponsor=cls.person, since=TODAY, until=TODAY + timedelta(days=9000)
            )
        make_head(cls.works, cls.person)
        cls.owner_of_old = make_user(cls.owner(cls.old))
        cls.head = make_employee("销售负责人", cls.sales)
        make_head(cls.sales, cls.head)

    @classmethod
    def owner(cls, group):
        owner = make_employee("", cls.works)
        make_membership(group, owner, role=Membership.Role.OWNER)
        return owner

    def page(self, user):
        self.client.force_login(user)
        return self.client.get(reverse("person_groups", args=["000007"]))

    def test_who_shares_only_a_dissolved_group_reads_of_no_other_and_of_no_guest_of_others(self):
        page = self.page(self.owner_of_old)
        self.assertContains(page, "旧群")
        for hidden in ("绝密群", self.secret.code, "工程群", "绝密群的客人", "工程群的客人"):
            self.assertNotContains(page, hidden)
        self.assertEqual(list(page.context["held"].heads), [])

    def test_the_head_of_the_department_reads_of_all_but_guarded_groups_of_others(self):
        page = self.page(make_user(self.head))
        self.assertContains(page, "工程群的客人")
        self.assertNotContains(page, "绝密群")

    def test_the_person_and_the_roles_that_must_read_of_all(self):
        for user in (make_user(self.person), make_user(None, roles.HR), make_user(None, roles.AUDITOR)):
            with self.subTest(user):
                self.assertContains(self.page(user), "绝密群的客人")

    def test_whoever_shares_nothing_has_no_such_page(self):
        stranger = make_employee("路人", self.works)
        self.assertEqual(self.page(make_user(stranger)).status_code, 404)

    def test_who_was_of_the_group_until_yesterday_reads_nothing(self):
        membership = Membership.objects.get(group=self.old, role=Membership.Role.OWNER)
        Membership.objects.filter(pk=membership.pk).update(gone_by=NOON)
        self.assertEqual(self.page(self.owner_of_old).status_code, 404)
