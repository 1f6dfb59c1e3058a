"""A question left open keeps a membership; answered on the group's page, it leaves one stay of the person, not two."""

from datetime import timedelta

from django.test import TestCase

from members.imports import identity_decisions
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group
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

    def say(self, nickname, verdict, employee=None):
        member = present(self.group)[nickname]
        identity_decisions.decide_identity(
            membership=member, verdict=verdict, employee=employee, actor=None, at=ANSWERED
        )

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

    def test_a_second_account_seen_in_the_same_list_stays(self):
        apply(self.group, ["张三,", "张三2,", "张三3,", "李四,"], at=LATER + timedelta(hours=1))
        self.say("张三2", "EMPLOYEE", self.zhang)
        self.assertEqual(set(present(self.group)), {"张三", "张三2", "张三3", "李四"})
