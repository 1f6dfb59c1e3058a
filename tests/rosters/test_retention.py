"""What is kept no longer than it is needed (PIPL, practice §5.3)."""

from datetime import timedelta

from django.conf import settings
from django.test import TestCase

from groupadmin.core import imports
from groupadmin.core.imports import NothingToUndo
from members.models import Membership
from members.rosters import services
from members.rosters.sweeps import forget_outsiders
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership
from tests.rosters.lists import apply

DAY = timedelta(days=1)
OUTSIDER = Membership.Identity.OUTSIDER


class ForgettingOutsiders(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group()
        cls.gone = make_membership(
            cls.group,
            nickname="供应商老王",
            identity=OUTSIDER,
            account_key="wxid_x",
            inviter="甲",
            gone_by=NOON - 31 * DAY,
        )
        cls.lately = make_membership(cls.group, nickname="访客", identity=OUTSIDER, gone_by=NOON - 29 * DAY)
        cls.here = make_membership(cls.group, nickname="顾问", identity=OUTSIDER)
        cls.ours = make_membership(cls.group, make_employee("赵一"), gone_by=NOON - 99 * DAY)

    def test_thirty_days_after_they_are_gone_nothing_names_them(self):
        self.assertEqual(forget_outsiders(TODAY).cleared, 1)
        self.gone.refresh_from_db()
        self.assertEqual(
            (self.gone.nickname, self.gone.nickname_key, self.gone.account_key, self.gone.inviter), ("",) * 4
        )
        for stay in (self.lately, self.here, self.ours):
            nickname = stay.nickname
            stay.refresh_from_db()
            self.assertEqual(stay.nickname, nickname)

    def test_the_second_night_finds_nothing_and_a_missed_night_loses_nothing(self):
        forget_outsiders(TODAY + 1 * DAY)
        self.assertEqual(forget_outsiders(TODAY + 1 * DAY).cleared, 0)
        self.assertEqual(forget_outsiders(TODAY + 5 * DAY).cleared, 1)

    def test_while_a_matter_is_open_they_are_kept(self):
        self.gone.flags.create(
            kind="OUTSIDER", group=self.group, subject="account:wxid_x", raised_on=TODAY, due_on=TODAY
        )
        self.assertEqual(forget_outsiders(TODAY).cleared, 0)

    def test_it_is_part_of_the_night(self):
        self.assertIn("members.rosters.sweeps.forget_outsiders", settings.NIGHTLY_SWEEPS)


class ForgettingBatches(TestCase):
    def test_after_thirty_days_cells_and_undo_are_dropped(self):
        make_employee("赵一", make_department("销售部"))
        roster = apply(make_group(), ["赵一,"])
        imports.purge_expired(NOON + 31 * DAY)
        roster.batch.refresh_from_db()
        self.assertEqual((roster.batch.table, roster.batch.preview, roster.batch.undo), (None, None, None))
        self.assertEqual(roster.batch.counts["joined"], 1)
        with self.assertRaises(NothingToUndo):
            services.undo_roster(roster=roster, actor=None, at=NOON + 31 * DAY)
