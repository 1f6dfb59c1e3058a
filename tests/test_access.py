"""Who sees which group: an owner only their own, a head those below, HR every one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import TestCase

from groupadmin.directory import roles
from groupadmin.directory.models import Department
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


class Boundaries(TestCase):
    """What must not widen anybody's sight: other roles in a group, look-alike departments, stays that ended."""

    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.team = make_department("一组", cls.sales)
        cls.works = make_department("工程部", cls.company)
        units = {"company": cls.company, "sales": cls.sales, "team": cls.team, "works": cls.works, "no": None}
        cls.groups = {name: make_group(f"{name}群", unit) for name, unit in units.items()}
        cls.person = make_employee("甲", cls.sales)
        cls.user = make_user(cls.person)

    def named(self, groups):
        return {name for name, group in self.groups.items() if group in set(groups)}

    def test_each_role_in_a_group(self):
        expected = {"OWNER": {"sales"}, "DEPUTY": {"sales"}, "ADMIN": {"sales"}, "MEMBER": set()}
        stay = make_membership(self.groups["sales"], self.person)
        for role, groups in expected.items():
            with self.subTest(role):
                Membership.objects.filter(pk=stay.pk).update(role=role)
                self.assertEqual(self.named(access.groups_run_by(self.user)), groups)
                self.assertEqual(access.may_run(self.user, self.groups["sales"]), bool(groups))
                self.assertEqual(self.named(access.groups_seen_by(self.user)), groups)

    def test_heads_see_their_own_and_all_below_and_nothing_beside(self):
        expected = {
            "company": {"company", "sales", "team", "works"},
            "sales": {"sales", "team"},
            "team": {"team"},
            "works": {"works"},
        }
        for unit, groups in expected.items():
            with self.subTest(unit):
                user = make_user(make_employee("", self.sales))
                make_head(self.groups[unit].department, user.employee)
                self.assertEqual(self.named(access.groups_headed_by(user)), groups)
                self.assertEqual(self.named(access.groups_seen_by(user)), groups)
                self.assertEqual(self.named(access.groups_run_by(user)), set())

    def test_a_head_of_two_departments_sees_both(self):
        make_head(self.team, self.person)
        make_head(self.works, self.person)
        self.assertEqual(self.named(access.groups_headed_by(self.user)), {"team", "works"})

    def test_a_lineage_that_begins_alike_is_not_below(self):
        alike = make_department("相近部")
        Department.objects.filter(pk=alike.pk).update(lineage=f"{self.sales.lineage.rstrip('/')}9/")
        self.groups["alike"] = make_group("相近群", alike)
        make_head(self.sales, self.person)
        self.assertEqual(self.named(access.groups_headed_by(self.user)), {"sales", "team"})

    def test_a_log_in_that_is_nobodys_sees_nothing_by_itself(self):
        user = make_user(None)
        for seen in (access.groups_run_by, access.groups_headed_by, access.groups_seen_by):
            with self.subTest(seen.__name__):
                self.assertFalse(seen(user).exists())
        self.assertFalse(access.may_run(user, self.groups["sales"]))

    def test_roles_that_see_every_group(self):
        expected = {
            roles.HR: (5, True),
            roles.AUDITOR: (5, False),
            roles.CONFIDENTIALITY: (5, False),
            roles.APPROVER: (0, False),
        }
        for role, (seen, runs) in expected.items():
            with self.subTest(role):
                user = make_user(None, role)
                self.assertEqual(access.groups_seen_by(user).count(), seen)
                self.assertEqual(access.may_run(user, self.groups["no"]), runs)

    def test_the_three_answers_to_one_address(self):
        make_membership(self.groups["sales"], self.person, role=Membership.Role.OWNER)
        make_head(self.works, self.person)
        self.assertEqual(access.group_for(self.user, self.groups["sales"].code, to_run=True), self.groups["sales"])
        self.assertEqual(access.group_for(self.user, self.groups["works"].code), self.groups["works"])
        with self.assertRaises(PermissionDenied):
            access.group_for(self.user, self.groups["works"].code, to_run=True)
        for code in (self.groups["company"].code, "G99999", "", "' OR 1=1"):
            with self.subTest(code), self.assertRaises(Http404):
                access.group_for(self.user, code, to_run=True)

    def test_the_console_itself_may_and_a_stranger_may_not(self):
        access.require_runner(None, self.groups["sales"])
        with self.assertRaises(PermissionDenied):
            access.require_runner(self.user, self.groups["sales"])

    def test_an_owner_who_is_also_head_sees_each_group_once(self):
        make_membership(self.groups["sales"], self.person, role=Membership.Role.OWNER)
        make_head(self.sales, self.person)
        seen = list(access.groups_seen_by(self.user).values_list("name", flat=True))
        self.assertEqual(sorted(seen), ["sales群", "team群"])

    def test_the_right_ends_and_comes_back_with_the_list(self):
        stay = make_membership(self.groups["sales"], self.person, role=Membership.Role.OWNER)
        Membership.objects.filter(pk=stay.pk).update(gone_by=NOON)
        self.assertFalse(access.may_run(self.user, self.groups["sales"]))
        make_membership(self.groups["sales"], self.person, role=Membership.Role.ADMIN)
        self.assertTrue(access.may_run(self.user, self.groups["sales"]))
