"""Two strangers called 🌹 in lists without accounts: two members, who stay, each with matters of their own."""

from datetime import timedelta

from django.db import transaction
from django.test import TestCase

from groupadmin.core import sweeps
from members.models import Flag, Membership
from members.rosters.identity_decisions import decide_identity
from members.rosters.undoing import undo_roster
from tests.making import NOON, TODAY, make_department, make_employee, make_group
from tests.rosters.lists import apply

WEEK = timedelta(days=7)


class TwoOfOneNickname(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.zhao = make_employee("赵一", cls.sales)
        cls.qian = make_employee("钱二", cls.sales)
        cls.group = make_group("销售群", cls.sales)

    def list(self, *names, weeks=0):
        return apply(self.group, [f"{name}," for name in names], at=NOON + weeks * WEEK)

    def roses(self):
        return list(Membership.objects.present().filter(nickname="🌹").order_by("pk"))

    def open_matters(self):
        return dict(Flag.objects.filter(state="OPEN", kind="UNIDENTIFIED").values_list("subject", "membership"))

    def test_are_two_members_and_the_next_list_changes_nothing(self):
        counts = self.list("赵一", "🌹", "🌹").batch.counts
        self.assertEqual((counts["joined"], counts["rejected"]), (3, 0))
        before = self.roses()
        counts = self.list("🌹", "赵一", "🌹", weeks=1).batch.counts
        self.assertEqual((counts["joined"], counts["left"], counts["unchanged"]), (0, 0, 3))
        self.assertEqual(self.roses(), before)
        self.assertEqual([stay.namesake for stay in before], [0, 1])

    def test_each_has_a_matter_and_the_nights_raise_no_third(self):
        self.list("赵一", "🌹", "🌹")
        first, second = self.roses()
        key = first.nickname_key
        matters = {f"nickname:{key}": first.pk, f"nickname:{key}#1": second.pk}
        self.assertEqual(self.open_matters(), matters)
        for days in (0, 1):
            result = sweeps.nightly()["unidentified"].run(TODAY + timedelta(days=days))
            self.assertEqual((result.raised, result.cleared), (0, 0))
        self.list("赵一", "🌹", "🌹", weeks=1)
        self.assertEqual(self.open_matters(), matters)
        self.assertEqual(Flag.objects.filter(kind="UNIDENTIFIED").count(), 2)

    def test_one_who_leaves_and_is_back_opens_their_own_matter_again(self):
        self.list("赵一", "🌹", "🌹")
        self.list("赵一", "🌹", weeks=1)
        self.assertEqual(len(self.roses()), 1)
        self.list("赵一", "🌹", "🌹", weeks=2)
        self.assertEqual(len(self.open_matters()), 2)
        self.assertEqual(Flag.objects.filter(kind="UNIDENTIFIED", reopened=1).count(), 1)

    def test_one_is_known_and_the_other_stays_a_stranger_over_the_next_lists(self):
        self.list("赵一", "🌹", "🌹")
        for place in (0, 1):
            with self.subTest(place=place), transaction.atomic():
                facts = {"verdict": "EMPLOYEE", "employee": self.qian}
                decide_identity(membership=self.roses()[place], actor=None, at=NOON + WEEK, **facts)
                before = dict(Membership.objects.values_list("pk", "employee_id"))
                for weeks in (1, 2):
                    self.list("赵一", "🌹", "🌹", weeks=weeks)
                    self.assertEqual(dict(Membership.objects.values_list("pk", "employee_id")), before)
                transaction.set_rollback(True)

    def test_who_takes_the_nickname_gets_a_place_and_an_undo_gives_the_old_one_back(self):
        self.list("赵一", "🌹", "小云")
        taken = apply(self.group, ["赵一,", "🌹,", "🌹,"], at=NOON + WEEK)
        self.assertEqual([stay.namesake for stay in self.roses()], [0, 1])
        undo_roster(roster=taken, actor=None, at=NOON + WEEK)
        self.assertEqual([stay.namesake for stay in self.roses()], [0])
