"""Who runs a group changes by no other door either: neither by the kind of an account nor by a word on a member."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members import access
from members.models import IdentityDecision, Membership
from tests.making import make_department, make_employee, make_group, make_membership, make_user

Role = Membership.Role


class KindOfAnAccount(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.group = make_group("销售群", cls.sales)
        cls.memberships = {}
        for role in (Role.OWNER, Role.ADMIN, Role.MEMBER):
            cls.memberships[role] = make_membership(cls.group, make_employee("", cls.sales), role=role)
        cls.owner, cls.admin = (make_user(cls.memberships[role].employee) for role in (Role.OWNER, Role.ADMIN))
        cls.hr = make_user(None, roles.HR)

    def say(self, user, role, choice="kind:DEPARTMENT"):
        self.client.force_login(user)
        address = reverse("member_decide", args=[self.group.code, self.memberships[role].pk])
        return self.client.post(address, {"who": choice}, follow=True)

    def changes_told(self):
        return AuditEvent.objects.filter(action="group.roles_changed", subject_id=str(self.group.pk)).count()

    def test_an_admin_does_not_take_the_owners_right_away(self):
        page = self.say(self.admin, Role.OWNER)
        self.assertContains(page, "群主")
        self.assertTrue(access.may_run(self.owner, self.group))
        self.assertEqual(self.changes_told(), 0)

    def test_of_a_plain_member_an_admin_says_it(self):
        self.say(self.admin, Role.MEMBER)
        self.memberships[Role.MEMBER].refresh_from_db()
        self.assertEqual(self.memberships[Role.MEMBER].account_kind, "DEPARTMENT")

    def test_the_owner_and_hr_say_it_and_the_groups_history_tells(self):
        self.say(self.owner, Role.ADMIN)
        self.assertFalse(access.may_run(self.admin, self.group))
        self.assertEqual(self.changes_told(), 1)
        self.say(self.hr, Role.OWNER)
        self.assertEqual(self.changes_told(), 2)

    def test_in_a_guarded_group_hr_alone_does_not(self):
        Group.objects.update(secrecy=Group.Secrecy.CLASSIFIED)
        self.say(self.hr, Role.OWNER)
        self.assertTrue(access.may_run(self.owner, self.group))

    def test_another_person_behind_a_runners_account_is_told_in_the_groups_history(self):
        other = make_employee("新管理", self.sales)
        self.say(self.hr, Role.ADMIN, f"employee:{other.pk}")
        self.assertFalse(access.may_run(self.admin, self.group))
        self.assertEqual(self.changes_told(), 1)

    def test_an_admin_who_takes_the_owners_word_on_a_fellow_back_unseats_nobody(self):
        other = make_employee("新管理", self.sales)
        fellow = make_membership(self.group, make_employee("", self.sales), role=Role.ADMIN)
        self.say(self.owner, Role.ADMIN, f"employee:{other.pk}")
        self.client.force_login(make_user(fellow.employee))
        self.client.post(reverse("decision_forget", args=[self.group.code, IdentityDecision.objects.get().pk]))
        self.assertFalse(IdentityDecision.objects.exists())
        self.assertTrue(access.may_run(make_user(other), self.group))
        self.assertEqual(self.changes_told(), 1)
