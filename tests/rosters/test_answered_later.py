"""A question left open keeps a membership; answered on the group's page, it leaves one stay of the person, not two."""

from datetime import timedelta

from django.test import TestCase

from members.imports import identity_decisions, undoing
from members.models import IdentityDecision, Membership, RosterImport
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import apply, present

LATER = NOON + timedelta(days=7)
ANSWERED = LATER + timedelta(days=1)


class AnsweredLater(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.zhang = make_employee("张三", cls.company)
        make_employee("李四", cls.company)
        cls.group = make_group("公司群", cls.company)

    def setUp(self):
        apply(self.group, ["张三,", "李四,"])
        self.before = present(self.group)["张三"]
        Membership.objects.filter(pk=self.before.pk).update(role="OWNER")
        apply(self.group, ["张三2,", "张三3,", "李四,"], at=LATER, reason="已核对")
        self.assertEqual(set(present(self.group)), {"张三", "张三2", "张三3", "李四"})

    def say(self, nickname, verdict, employee=None, actor=None):
        member = present(self.group)[nickname]
        identity_decisions.decide_identity(
            membership=member, verdict=verdict, employee=employee, actor=actor, at=ANSWERED
        )

    def forget(self, nickname):
        said = IdentityDecision.objects.get(nickname=nickname)
        identity_decisions.forget_decision(decision=said, group=self.group, actor=None, at=ANSWERED)

    def test_the_person_stands_in_the_group_once_and_runs_it_still(self):
        self.say("张三2", "EMPLOYEE", self.zhang)
        found = present(self.group)
        self.assertEqual(set(found), {"张三2", "张三3", "李四"})
        self.assertEqual((found["张三2"].employee, found["张三2"].role), (self.zhang, "OWNER"))
        self.before.refresh_from_db()
        self.assertEqual(self.before.gone_by, LATER)
        self.group.refresh_from_db()
        self.assertEqual(self.group.headcount, 3)

    def test_it_waits_while_another_may_be_the_person(self):
        self.say("张三2", "OUTSIDER")
        self.assertIn("张三", present(self.group))

    def test_when_all_are_somebody_else_it_closes_and_who_takes_that_back_opens_it_again(self):
        Membership.objects.filter(pk=self.before.pk).update(role="MEMBER")
        self.say("张三2", "OUTSIDER")
        self.say("张三3", "OUTSIDER")
        self.assertEqual(set(present(self.group)), {"张三2", "张三3", "李四"})
        self.before.refresh_from_db()
        self.assertEqual((self.before.gone_by, self.before.employee), (LATER, self.zhang))
        self.group.refresh_from_db()
        self.assertEqual(self.group.headcount, 3)
        self.forget("张三3")
        self.assertIn("张三", present(self.group))
        self.say("张三3", "NOT", self.zhang)
        self.assertNotIn("张三", present(self.group))

    def test_a_stay_of_whoever_runs_the_group_ends_only_by_a_word_that_is_enough(self):
        admin = make_user(make_employee("管理", self.company))
        make_membership(self.group, admin.employee, role="ADMIN", last_seen_at=LATER)
        for nickname in ("张三2", "张三3"):
            self.say(nickname, "OUTSIDER", actor=admin)
        self.assertIn("张三", present(self.group))

    def test_who_has_answered_for_themselves_is_not_locked_out(self):
        owner = make_user(self.zhang)
        for nickname in ("张三2", "张三3"):
            self.say(nickname, "OUTSIDER", actor=owner)
        self.assertEqual(present(self.group)["张三"].role, "OWNER")

    def test_a_word_that_it_is_the_person_taken_back_leaves_one_owner(self):
        self.say("张三2", "EMPLOYEE", self.zhang)
        self.forget("张三2")
        found = present(self.group)
        self.assertEqual({name: one.role for name, one in found.items() if name != "李四"}, {
            "张三": "OWNER", "张三2": "MEMBER", "张三3": "MEMBER",
        })  # fmt: skip

    def test_a_list_on_which_somebody_has_answered_is_not_undone(self):
        self.say("张三2", "OUTSIDER")
        with self.assertRaises(undoing.UndoBlocked):
            undoing.undo_roster(roster=RosterImport.objects.latest("pk"), actor=None, at=ANSWERED)
        self.assertIn("张三", present(self.group))

    def test_a_second_account_seen_in_the_same_list_stays(self):
        apply(self.group, ["张三,", "张三2,", "张三3,", "李四,"], at=LATER + timedelta(hours=1))
        self.say("张三2", "EMPLOYEE", self.zhang)
        self.assertEqual(set(present(self.group)), {"张三", "张三2", "张三3", "李四"})
