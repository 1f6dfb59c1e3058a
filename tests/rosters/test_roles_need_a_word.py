"""Who runs a group changes by the owner's or HR's word, in guarded groups HR's and the officer's; never by a list."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members import access
from members.imports import identity_decisions, undoing
from members.models import Membership, RoleChange
from members.register import role_agreeing
from members.register.role_cards import cards
from members.rosters.role_authority import RolesNeedAWord
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import FULL, PARTIAL, apply, bring, csv, present

WEEK = timedelta(days=7)
LATER = NOON + WEEK
HEADER = "群昵称,工号,群身份"


class RoleCase(TestCase):
    secrecy = Group.Secrecy.ORDINARY

    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.works = make_department("销售部"), make_department("工程部")
        cls.group = make_group("销售群", cls.sales, secrecy=cls.secrecy)
        cls.people = {
            name: make_employee(name, cls.sales, staff_no=f"00000{at}")
            for at, name in enumerate(("赵群主", "钱副手", "孙管理", "李成员"), 1)
        }
        cls.outsider = make_employee("周外人", cls.works, staff_no="000018")
        for name, role in (("赵群主", "OWNER"), ("钱副手", "DEPUTY"), ("孙管理", "ADMIN"), ("李成员", "MEMBER")):
            make_membership(cls.group, cls.people[name], role=role, nickname=name)
        cls.users = {name: make_user(person) for name, person in cls.people.items()}
        cls.users["周外人"] = make_user(cls.outsider)
        cls.users["HR"], cls.users["officer"] = make_user(None, roles.HR), make_user(None, roles.CONFIDENTIALITY)

    def by(self, who):
        return self.users.get(who)

    def held(self):
        memberships = Membership.objects.present().filter(group=self.group).exclude(role="MEMBER")
        return {
            membership.employee.name if membership.employee else membership.nickname: membership.role
            for membership in memberships
        }

    def take(self, who, *lines, at=NOON, mode=PARTIAL, **more):
        return apply(self.group, csv(*lines, header=HEADER), mode=mode, actor=self.by(who), at=at, **more)

    def waiting(self):
        return RoleChange.objects.filter(group=self.group, state="WAITING").first()

    def agree(self, who, at=LATER):
        return role_agreeing.agree(self.waiting(), actor=self.by(who), at=at)

    def told(self, who, today=TODAY):
        return [line.text for card in cards(self.by(who), today) for line in card.lines]


AS_IT_IS = {"赵群主": "OWNER", "钱副手": "DEPUTY", "孙管理": "ADMIN"}
PROMOTION = ("李成员,000004,管理员", "赵群主,000001,群主", "钱副手,000002,副群主", "孙管理,000003,管理员")
COUP = ("孙管理,000003,群主", "赵群主,000001,成员", "周外人,000018,管理员")


class AnAdminsList(RoleCase):
    def test_a_three_line_list_takes_nobodys_group(self):
        self.take("孙管理", *COUP)
        self.assertEqual(self.held(), AS_IT_IS)
        self.assertTrue(access.may_run(self.by("赵群主"), self.group))
        self.assertFalse(access.groups_seen_by(self.by("周外人")).exists())

    def test_its_members_are_imported_all_the_same(self):
        self.take("孙管理", *COUP)
        self.assertEqual(present(self.group)["周外人"].employee, self.outsider)

    def test_the_preview_says_first_who_gains_and_who_loses(self):
        roster = bring(self.group, csv(*COUP, header=HEADER), mode=PARTIAL, actor=self.by("孙管理"))
        self.client.force_login(self.by("孙管理"))
        page = self.client.get(reverse("roster", args=[self.group.code, roster.batch_id]))
        steps = [(one["nickname"], one["before"], str(one["after"])) for one in page.context["role_steps"]]
        wanted = [("赵群主", "群主", "成员"), ("孙管理", "管理员", "群主"), ("周外人", "成员", "管理员")]
        self.assertCountEqual([(who, str(before), after) for who, before, after in steps], wanted)
        self.assertTrue(page.context["roles_wait"])
        self.assertContains(page, "群主或人事")

    def test_it_stands_in_the_groups_history_with_who_asked(self):
        self.take("孙管理", *COUP)
        asked = AuditEvent.objects.get(action="group.roles_asked", subject_id=str(self.group.pk))
        self.assertEqual(asked.actor_name, "孙管理")
        self.client.force_login(self.by("HR"))
        page = self.client.get(reverse("group_history", args=[self.group.code]))
        self.assertContains(page, "申请变更群主")

    def test_hr_and_the_owner_are_told_and_who_is_not_concerned_is_not(self):
        self.take("孙管理", *COUP)
        for who in ("HR", "赵群主"):
            self.assertEqual(len(self.told(who)), 1, who)
            self.assertIn("孙管理 管理员→群主", self.told(who)[0])
        for who in ("周外人", "李成员", "officer"):
            self.assertEqual(self.told(who), [], who)

    def test_the_owners_word_or_hrs_carries_it_out(self):
        for who in ("赵群主", "HR"):
            with self.subTest(who):
                self.take("孙管理", *COUP)
                self.assertTrue(self.agree(who))
                self.assertEqual(self.held(), {"孙管理": "OWNER", "钱副手": "DEPUTY", "周外人": "ADMIN"})
                done = AuditEvent.objects.filter(action="group.roles_changed").first()
                self.assertEqual(done.actor_id, self.by(who).pk)
                Membership.objects.filter(group=self.group, employee=self.outsider).delete()
                Membership.objects.filter(group=self.group).update(role="MEMBER")
                for name, role in AS_IT_IS.items():
                    Membership.objects.filter(employee=self.people[name]).update(role=role)

    def test_nobody_else_can_agree_or_decline(self):
        self.take("孙管理", *COUP)
        for who in ("孙管理", "钱副手", "李成员", "周外人", "officer"):
            with self.subTest(who), self.assertRaises(PermissionDenied):
                self.agree(who)
            with self.subTest(who), self.assertRaises(PermissionDenied):
                role_agreeing.decline(self.waiting(), actor=self.by(who), at=LATER)
        self.assertEqual(self.held(), AS_IT_IS)

    def test_declined_it_stays_as_it_is_and_is_over(self):
        self.take("孙管理", *COUP)
        change = self.waiting()
        role_agreeing.decline(change, actor=self.by("赵群主"), at=LATER)
        self.assertEqual(self.held(), AS_IT_IS)
        with self.assertRaises(role_agreeing.ChangeIsClosed):
            role_agreeing.agree(change, actor=self.by("HR"), at=LATER)

    def test_a_list_that_leaves_the_owner_out_takes_nobodys_group_either(self):
        lines = ("钱副手,000002,副群主", "孙管理,000003,管理员", "李成员,000004,")
        self.take("孙管理", *lines, mode=FULL)
        self.assertEqual(self.held(), AS_IT_IS)
        self.assertTrue(access.may_run(self.by("赵群主"), self.group))
        self.agree("HR")
        self.assertEqual(self.held(), {"钱副手": "DEPUTY", "孙管理": "ADMIN"})
        self.assertIsNotNone(Membership.objects.get(employee=self.people["赵群主"]).gone_by)

    def test_a_list_without_roles_that_leaves_the_owner_out_is_the_same(self):
        lines = ("钱副手,000002", "孙管理,000003", "李成员,000004")
        apply(self.group, csv(*lines, header="群昵称,工号"), mode=FULL, actor=self.by("孙管理"))
        self.assertEqual(self.held(), AS_IT_IS)
        self.assertIsNotNone(self.waiting())

    def test_an_owner_who_works_here_no_more_is_gone_without_anybodys_word(self):
        Employee.objects.filter(pk=self.people["赵群主"].pk).update(status="LEFT")
        lines = ("钱副手,000002,副群主", "孙管理,000003,管理员", "李成员,000004,")
        self.take("孙管理", *lines, mode=FULL)
        self.assertEqual(self.held(), {"钱副手": "DEPUTY", "孙管理": "ADMIN"})

    def test_another_name_for_the_owners_account_does_not_unseat_them(self):
        Membership.objects.filter(employee=self.people["赵群主"]).update(account_key="wxid_1")
        lines = ("李成员,wxid_1,群主", "孙管理,,管理员", "钱副手,,副群主")
        apply(self.group, csv(*lines, header="群昵称,wxid,群身份"), mode=PARTIAL, actor=self.by("孙管理"))
        self.assertEqual(self.held(), AS_IT_IS)

    def test_the_deputy_is_no_owner(self):
        self.take("钱副手", "钱副手,000002,群主")
        self.assertEqual(self.held(), AS_IT_IS)

    def test_an_unidentified_member_who_shall_be_admin_waits_too(self):
        self.take("孙管理", "🌹,,管理员", "赵群主,000001,群主", "钱副手,000002,副群主", "孙管理,000003,管理员")
        self.assertEqual(self.held(), AS_IT_IS)
        self.agree("赵群主")
        self.assertEqual(self.held(), AS_IT_IS | {"🌹": "ADMIN"})

    def test_the_same_roles_again_ask_for_nothing(self):
        self.take("孙管理", "赵群主,000001,群主", "钱副手,000002,副群主", "孙管理,000003,管理员", "李成员,000004,成员")
        self.assertIsNone(self.waiting())
        self.assertFalse(RoleChange.objects.exists())

    def test_a_newer_list_takes_the_place_of_what_waits(self):
        self.take("孙管理", *COUP)
        self.take(
            "钱副手",
            "赵群主,000001,群主",
            "李成员,000004,管理员",
            "钱副手,000002,副群主",
            "孙管理,000003,管理员",
            at=LATER,
        )
        self.assertEqual([line.employee.name for line in self.waiting().lines.all()], ["李成员"])
        self.assertEqual(RoleChange.objects.filter(state="LAPSED").count(), 1)

    def test_what_was_decided_meanwhile_is_not_written_over(self):
        self.take(
            "孙管理", "李成员,000004,管理员", "赵群主,000001,群主", "钱副手,000002,副群主", "孙管理,000003,管理员"
        )
        Membership.objects.filter(employee=self.people["李成员"]).update(gone_by=LATER)
        with self.assertRaises(role_agreeing.RolesHaveMoved):
            self.agree("HR")

    def test_taking_the_list_back_ends_the_asking(self):
        roster = self.take("孙管理", *COUP)
        undoing.undo_roster(roster=roster, actor=self.by("孙管理"), at=LATER)
        self.assertIsNone(self.waiting())


class TheOwnersOrHrsList(RoleCase):
    def test_an_owner_who_hands_over_says_so_by_confirming(self):
        self.take("赵群主", "钱副手,000002,群主", "赵群主,000001,成员", "孙管理,000003,管理员")
        self.assertEqual(self.held(), {"钱副手": "OWNER", "孙管理": "ADMIN"})
        self.assertEqual(AuditEvent.objects.get(action="group.roles_changed").subject_id, str(self.group.pk))

    def test_hr_and_everybody_concerned_are_told_for_a_week(self):
        self.take("赵群主", "钱副手,000002,群主", "赵群主,000001,成员", "孙管理,000003,管理员")
        for who in ("HR", "赵群主", "钱副手", "孙管理"):
            self.assertEqual(len(self.told(who)), 1, who)
        self.assertEqual(self.told("周外人"), [])
        self.assertEqual(self.told("HR", TODAY + timedelta(days=9)), [])

    def test_hr_is_believed(self):
        self.take("HR", *COUP)
        self.assertEqual(self.held()["孙管理"], "OWNER")

    def test_so_is_the_operators_command(self):
        apply(self.group, csv(*COUP, header=HEADER), mode=PARTIAL)
        self.assertEqual(self.held()["孙管理"], "OWNER")

    def test_who_lost_by_it_does_not_take_it_back_by_undoing(self):
        roster = self.take("HR", "孙管理,000003,群主", "赵群主,000001,管理员", "钱副手,000002,副群主")
        with self.assertRaises(RolesNeedAWord):
            undoing.undo_roster(roster=roster, actor=self.by("赵群主"), at=LATER)
        self.assertEqual(self.held()["孙管理"], "OWNER")
        undoing.undo_roster(roster=roster, actor=self.by("HR"), at=LATER)
        self.assertEqual(self.held(), AS_IT_IS)


class WordsOnRunners(RoleCase):
    def membership(self, name):
        return Membership.objects.select_related("group__regulation").get(employee=self.people[name], gone_by=None)

    def decide(self, who, name, verdict, employee=None):
        return identity_decisions.decide_identity(
            membership=self.membership(name), verdict=verdict, employee=employee, actor=self.by(who), at=NOON
        )

    def test_an_admin_does_not_become_the_owner_by_saying_who_the_owner_is(self):
        self.assertFalse(self.decide("孙管理", "赵群主", "EMPLOYEE", self.people["孙管理"]))
        self.assertEqual(self.held(), AS_IT_IS)

    def test_nor_does_a_ban_or_an_outsiders_mark_unseat_anybody(self):
        for verdict in ("BANNED", "OUTSIDER"):
            self.decide("孙管理", "赵群主", verdict)
        self.assertEqual(self.held(), AS_IT_IS)

    def test_the_owner_may_say_who_an_admin_is(self):
        self.assertTrue(self.decide("赵群主", "孙管理", "EMPLOYEE", self.people["李成员"]))
        self.assertEqual(self.held()["李成员"], "ADMIN")

    def test_what_waits_is_written_once_hr_agrees(self):
        self.decide("孙管理", "赵群主", "EMPLOYEE", self.outsider)
        self.agree("HR")
        self.assertEqual(self.held()["周外人"], "OWNER")
        self.assertNotIn("赵群主", self.held())


class AGuardedGroup(RoleCase):
    secrecy = Group.Secrecy.SENSITIVE

    def test_not_even_the_owner_changes_it_alone(self):
        self.take("赵群主", "钱副手,000002,群主", "赵群主,000001,成员", "孙管理,000003,管理员")
        self.assertEqual(self.held(), AS_IT_IS)
        with self.assertRaises(PermissionDenied):
            self.agree("赵群主")

    def test_hr_and_the_officer_must_both_agree_in_either_order(self):
        for first, second in (("HR", "officer"), ("officer", "HR")):
            with self.subTest(first):
                self.take(
                    "孙管理",
                    "李成员,000004,管理员",
                    "赵群主,000001,群主",
                    "钱副手,000002,副群主",
                    "孙管理,000003,管理员",
                )
                self.assertFalse(self.agree(first))
                self.assertEqual(self.held(), AS_IT_IS)
                with self.assertRaises(PermissionDenied):
                    self.agree(first)
                self.assertTrue(self.agree(second))
                self.assertEqual(self.held(), AS_IT_IS | {"李成员": "ADMIN"})
                Membership.objects.filter(employee=self.people["李成员"]).update(role="MEMBER")

    def test_hr_who_brings_the_list_has_said_so_and_the_officer_is_still_wanted(self):
        self.take("HR", *COUP)
        self.assertEqual(self.held(), AS_IT_IS)
        self.assertEqual(len(self.told("officer")), 1)
        self.assertTrue(self.agree("officer"))
        self.assertEqual(self.held()["孙管理"], "OWNER")

    def test_one_who_holds_both_roles_has_one_word(self):
        self.users["both"] = make_user(None, roles.HR, roles.CONFIDENTIALITY)
        self.take("both", *COUP)
        with self.assertRaises(PermissionDenied):
            self.agree("both")
        self.assertEqual(self.held(), AS_IT_IS)

    def test_hr_alone_does_not_say_who_the_owner_is(self):
        membership = Membership.objects.select_related("group__regulation").get(employee=self.people["赵群主"])
        identity_decisions.decide_identity(
            membership=membership, verdict="EMPLOYEE", employee=self.outsider, actor=self.by("HR"), at=NOON
        )
        self.assertEqual(self.held(), AS_IT_IS)


class ByThePage(RoleCase):
    def page(self, who, name, *args):
        self.client.force_login(self.by(who))
        return self.client.get(reverse(name, args=[self.group.code, *args]))

    def test_the_page_shows_what_waits_and_offers_the_word_to_whom_it_belongs(self):
        self.take("孙管理", *COUP)
        change = self.waiting()
        agree = reverse("role_change_agree", args=[self.group.code, change.pk])
        self.assertContains(self.page("赵群主", "role_changes"), agree)
        self.assertNotContains(self.page("孙管理", "role_changes"), agree)
        self.assertEqual(self.page("周外人", "role_changes").status_code, 404)

    def test_pressing_the_button_carries_it_out_or_is_refused(self):
        self.take("孙管理", *COUP)
        url = reverse("role_change_agree", args=[self.group.code, self.waiting().pk])
        for who, status in (("孙管理", 403), ("周外人", 404), ("赵群主", 302)):
            self.client.force_login(self.by(who))
            self.assertEqual(self.client.post(url).status_code, status, who)
        self.assertEqual(self.held()["孙管理"], "OWNER")

    def test_the_result_of_the_list_says_that_the_roles_wait(self):
        roster = self.take("孙管理", *COUP)
        page = self.page("孙管理", "roster", roster.batch_id)
        self.assertContains(page, reverse("role_changes", args=[self.group.code]))

    def test_declining_by_the_page(self):
        self.take("孙管理", *COUP)
        self.client.force_login(self.by("赵群主"))
        self.client.post(reverse("role_change_decline", args=[self.group.code, self.waiting().pk]))
        self.assertIsNone(self.waiting())
        self.assertEqual(self.held(), AS_IT_IS)

    def test_a_change_is_not_found_under_the_address_of_another_group(self):
        self.take("孙管理", *COUP)
        self.client.force_login(self.by("HR"))
        for name in ("role_change_agree", "role_change_decline"):
            url = reverse(name, args=[make_group("工程群", self.works).code, self.waiting().pk])
            self.assertEqual(self.client.post(url).status_code, 404)
        self.assertEqual(self.held(), AS_IT_IS)
