"""A membership stays open while a row of a full list may be its person; the answer closes or continues it."""

from datetime import timedelta

from django.test import TestCase

from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group
from tests.rosters.lists import apply, present

LATER = NOON + timedelta(days=7)


class KeptUntilAnswered(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.zhang = make_employee("张三", cls.company)
        cls.group = make_group("公司群", cls.company)

    def setUp(self):
        apply(self.group, ["张三,"])
        self.before = Membership.objects.get()

    def bring(self, *nicknames, **choices):
        lines = {f"line_{number}": number for number in range(2, 2 + len(nicknames))}
        answers = {lines[name]: choice for name, choice in choices.items()}
        apply(self.group, [f"{each}," for each in nicknames], choices=answers, at=LATER, reason="已核对")
        self.before.refresh_from_db()

    def test_a_second_of_the_name_closes_nobody(self):
        self.bring("张三2")
        self.assertIsNone(self.before.gone_by)

    def test_two_that_may_be_the_person_close_nobody(self):
        self.bring("张三2", "张三3")
        self.assertIsNone(self.before.gone_by)
        self.assertEqual((self.before.nickname, self.before.employee), ("张三", self.zhang))

    def test_the_answer_that_it_is_the_person_continues_the_membership(self):
        self.bring("张三2", line_2=f"employee:{self.zhang.pk}")
        self.assertEqual((self.before.employee, self.before.nickname), (self.zhang, "张三2"))

    def test_of_two_the_one_that_is_the_person_continues_it(self):
        self.bring("张三2", "张三3", line_3=f"employee:{self.zhang.pk}")
        self.assertEqual((self.before.employee, self.before.nickname), (self.zhang, "张三3"))

    def test_the_answer_that_it_is_somebody_else_closes_it(self):
        self.bring("张三2", line_2="outsider")
        self.assertEqual((self.before.gone_by, self.before.employee), (LATER, self.zhang))
        self.assertEqual(present(self.group)["张三2"].identity, "OUTSIDER")

    def test_it_waits_for_the_last_row_that_may_be_the_person(self):
        self.bring("张三2", "张三3", line_2="outsider")
        self.assertIsNone(self.before.gone_by)
        self.assertEqual(present(self.group)["张三2"].identity, "OUTSIDER")

    def test_when_all_are_somebody_else_it_closes(self):
        self.bring("张三2", "张三3", line_2="outsider", line_3="outsider")
        self.assertEqual(self.before.gone_by, LATER)

    def test_a_membership_that_goes_to_nobody_keeps_its_role_from_the_stranger(self):
        Membership.objects.filter(pk=self.before.pk).update(role="OWNER")
        self.bring("张三2", line_2="outsider")
        self.assertEqual(present(self.group)["张三2"].role, "MEMBER")
