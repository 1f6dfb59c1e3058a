"""Who a person said a member is: applied, remembered for the next list by account or nickname, forgotten again."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from groupadmin.core.models import AuditEvent
from members.imports import applying, identity_decisions
from members.imports.identity_decisions import NothingToKnowBy
from members.models import IdentityDecision, Membership
from members.rosters.preview_choices import UnknownChoice, UnknownStaffNumber
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import apply, bring, present

LATER = NOON + timedelta(days=7)
Verdict = IdentityDecision.Verdict


class Decisions(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.works = make_department("工程部", cls.company)
        cls.here = make_employee("张伟", cls.sales)
        cls.there = make_employee("张伟", cls.works)
        cls.group = make_group("公司群", cls.company)

    def test_namesakes_wait_for_a_person(self):
        roster = apply(self.group, ["张伟,wxid_a"])
        stay = present(self.group)["张伟"]
        self.assertEqual((stay.identity, stay.employee), ("UNKNOWN", None))
        self.assertEqual(roster.batch.counts["ambiguous"], 1)

    def test_a_choice_in_the_preview_is_applied_and_remembered_for_the_next_list(self):
        apply(self.group, ["张伟,"], choices={2: f"employee:{self.there.pk}"})
        self.assertEqual(present(self.group)["张伟"].employee, self.there)
        decision = IdentityDecision.objects.get()
        self.assertEqual((decision.verdict, decision.nickname_key, decision.group), ("EMPLOYEE", "张伟", self.group))
        apply(self.group, ["张伟,"], at=LATER)
        stay = present(self.group)["张伟"]
        self.assertEqual((stay.employee, stay.tier), (self.there, "memory"))

    def test_of_a_nickname_only_it_holds_for_the_member_it_was_said_of(self):
        apply(self.group, ["张伟,"], choices={2: f"employee:{self.there.pk}"})
        Membership.objects.all().delete()
        apply(self.group, ["张伟,"], at=LATER)
        self.assertEqual(present(self.group)["张伟"].identity, "UNKNOWN")

    def test_a_nickname_is_remembered_for_its_group_only(self):
        apply(self.group, ["张伟,"], choices={2: f"employee:{self.there.pk}"})
        other = make_group("别的群", self.company)
        apply(other, ["张伟,"])
        self.assertEqual(present(other)["张伟"].identity, "UNKNOWN")

    def test_an_account_is_remembered_in_every_group_of_its_platform(self):
        apply(self.group, ["张伟,wxid_a"], choices={2: f"staff:{self.there.staff_no}"})
        other, qq = make_group("别的群", self.company), make_group("QQ群", self.company, platform="QQ")
        apply(other, ["张伟,wxid_a"])
        apply(qq, ["张伟,wxid_a"])
        self.assertEqual(present(other)["张伟"].employee, self.there)
        self.assertEqual(present(qq)["张伟"].identity, "UNKNOWN")

    def test_session_keys_are_never_remembered(self):
        apply(self.group, ["张伟,@f00d"], choices={2: f"employee:{self.here.pk}"})
        self.assertEqual(IdentityDecision.objects.get().account_key, "")

    def test_somebody_from_outside_is_kept_with_nickname_only(self):
        apply(self.group, ["供应商老王,"], choices={2: "outsider"})
        stay = present(self.group)["供应商老王"]
        self.assertEqual((stay.identity, stay.employee), ("OUTSIDER", None))
        self.assertEqual(IdentityDecision.objects.get().verdict, "OUTSIDER")
        self.assertEqual(self.group.headcount_outside, 1)

    def test_a_ban_holds_in_the_group_it_was_spoken_for(self):
        apply(self.group, ["捣乱的,wxid_x"], choices={2: "banned"})
        other = make_group("别的群", self.company)
        here, there = bring(self.group, ["捣乱的,wxid_x"], at=LATER), bring(other, ["捣乱的,wxid_x"], at=LATER)
        from members.imports.staging import kept_plan

        self.assertEqual(kept_plan(here).rows[0].verdict, "banned")
        self.assertEqual(kept_plan(there).rows[0].verdict, "ambiguous")

    def test_somebody_who_would_have_left_is_renamed_when_a_person_says_so(self):
        zhao = make_employee("赵一", self.sales)
        apply(self.group, ["赵一,"])
        membership = present(self.group)["赵一"].pk
        roster = bring(self.group, ["风一样,"], at=LATER)
        self.assertEqual((roster.batch.counts["joined"], roster.batch.counts["left"]), (1, 1))
        applying.apply_plan(roster=roster, choices={2: f"employee:{zhao.pk}"}, override_reason="", actor=None, at=LATER)
        stay = present(self.group)["风一样"]
        self.assertEqual((stay.pk, stay.employee, stay.gone_by), (membership, zhao, None))

    def test_choices_that_are_none_are_refused(self):
        roster = bring(self.group, ["张伟,"])
        with self.assertRaises(UnknownStaffNumber):
            applying.apply_plan(roster=roster, choices={2: "staff:没有"}, actor=None, at=NOON)
        for choice in ("employee:999999", "employee:x", "whatever"):
            with self.assertRaises(UnknownChoice):
                applying.apply_plan(roster=roster, choices={2: choice}, actor=None, at=NOON)
        self.assertFalse(Membership.objects.exists())


class DecidingLater(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.here = make_employee("张伟", cls.sales)
        make_employee("张伟", cls.sales)
        cls.group = make_group("销售群", cls.sales)
        apply(cls.group, ["张伟,wxid_a", "老王,"])

    def decide(self, nickname, verdict, employee=None, actor=None):
        stay = present(self.group)[nickname]
        identity_decisions.decide_identity(membership=stay, verdict=verdict, employee=employee, actor=actor, at=LATER)
        return present(self.group)[nickname]

    def test_one_tap_says_who_it_is(self):
        stay = self.decide("张伟", Verdict.EMPLOYEE, self.here)
        self.assertEqual((stay.identity, stay.employee, stay.tier), ("EMPLOYEE", self.here, "memory"))
        self.assertEqual(IdentityDecision.objects.get().account_key, "wxid_a")
        self.assertEqual(AuditEvent.objects.filter(action="identity.decided").count(), 1)

    def test_it_is_undone_by_forgetting(self):
        self.decide("张伟", Verdict.EMPLOYEE, self.here)
        decision = IdentityDecision.objects.get()
        identity_decisions.forget_decision(decision=decision, group=self.group, actor=None, at=LATER)
        stay = present(self.group)["张伟"]
        self.assertEqual((stay.identity, stay.employee), ("UNKNOWN", None))
        self.assertFalse(IdentityDecision.objects.exists())

    def test_from_outside_is_counted(self):
        self.decide("老王", Verdict.OUTSIDER)
        self.group.refresh_from_db()
        self.assertEqual(self.group.headcount_outside, 1)

    def test_a_ban_keeps_who_it_is(self):
        self.decide("张伟", Verdict.EMPLOYEE, self.here)
        stay = self.decide("张伟", Verdict.BANNED)
        self.assertEqual(IdentityDecision.objects.get().verdict, "BANNED")
        self.assertEqual(stay.employee, self.here)

    def test_a_preview_made_before_is_stale(self):
        roster = bring(self.group, ["张伟,wxid_a"], at=LATER)
        self.decide("老王", Verdict.OUTSIDER)
        with self.assertRaises(applying.RosterHasMoved):
            applying.apply_plan(roster=roster, actor=None, at=LATER)

    def test_who_does_not_run_the_group_may_not(self):
        with self.assertRaises(PermissionDenied):
            self.decide("老王", Verdict.OUTSIDER, actor=make_user(self.here))

    def test_what_could_not_be_known_again_is_refused(self):
        stay = make_membership(self.group, nickname="空")
        Membership.objects.filter(pk=stay.pk).update(nickname="", nickname_key="")
        stay.refresh_from_db()
        with self.assertRaises(NothingToKnowBy):
            identity_decisions.decide_identity(membership=stay, verdict=Verdict.OUTSIDER, actor=None, at=LATER)
