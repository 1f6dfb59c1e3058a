"""Who was in at a moment: certain, possible, not; bracketed by lists and by the platform's own joining time."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from members.models import Membership
from members.rosters import asof
from members.rosters.asof import MomentInTheFuture
from tests.making import NOON, make_employee, make_group, make_membership
from tests.rosters.lists import apply

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
AFTER = NOON + 100 * DAY


class WhoWasIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group()

    def presence(self, moment, **facts):
        """Return what is said of one stay at a moment."""
        Membership.objects.all().delete()
        stay = make_membership(self.group, nickname="甲", **facts)
        found = []
        for name in ("certainly_in", "possibly_in", "certainly_not_in"):
            if stay in getattr(Membership.objects, name)(moment):
                found.append(name)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_between_two_lists_that_show_them_they_were_in(self):
        seen = {"first_seen_at": NOON, "last_seen_at": NOON + 7 * DAY}
        for moment in (NOON, NOON + SECOND, NOON + 3 * DAY, NOON + 7 * DAY):
            self.assertEqual(self.presence(moment, **seen), "certainly_in")

    def test_before_the_first_and_after_the_last_list_nobody_knows(self):
        seen = {"first_seen_at": NOON, "last_seen_at": NOON + 7 * DAY}
        self.assertEqual(self.presence(NOON - SECOND, **seen), "possibly_in")
        self.assertEqual(self.presence(NOON + 7 * DAY + SECOND, **seen), "possibly_in")

    def test_a_full_list_without_them_shows_that_they_were_not_in(self):
        seen = {"absent_at": NOON - 7 * DAY, "first_seen_at": NOON, "last_seen_at": NOON, "gone_by": NOON + 7 * DAY}
        self.assertEqual(self.presence(NOON - 7 * DAY, **seen), "certainly_not_in")
        self.assertEqual(self.presence(NOON - 7 * DAY + SECOND, **seen), "possibly_in")
        self.assertEqual(self.presence(NOON, **seen), "certainly_in")
        self.assertEqual(self.presence(NOON + SECOND, **seen), "possibly_in")
        self.assertEqual(self.presence(NOON + 7 * DAY, **seen), "certainly_not_in")

    def test_the_platforms_joining_time_is_evidence_both_ways(self):
        seen = {"joined_at": NOON - 3 * DAY, "first_seen_at": NOON, "last_seen_at": NOON + DAY}
        self.assertEqual(self.presence(NOON - 3 * DAY - SECOND, **seen), "certainly_not_in")
        self.assertEqual(self.presence(NOON - 3 * DAY, **seen), "certainly_in")

    def test_evidence_that_contradicts_itself_leaves_it_open(self):
        seen = {
            "joined_at": NOON - 30 * DAY,
            "absent_at": NOON - 7 * DAY,
            "first_seen_at": NOON,
            "last_seen_at": NOON + DAY,
        }
        self.assertEqual(self.presence(NOON - 10 * DAY, **seen), "possibly_in")
        self.assertEqual(self.presence(NOON - 2 * DAY, **seen), "certainly_in")

    def test_a_missing_fact_hides_nobody(self):
        self.assertEqual(self.presence(NOON - DAY, joined_at=None, absent_at=None, gone_by=None), "possibly_in")

    def test_the_three_lists_part_everybody(self):
        make_membership(self.group, nickname="乙", first_seen_at=NOON, last_seen_at=NOON + DAY)
        make_membership(self.group, nickname="丙", first_seen_at=NOON, last_seen_at=NOON, gone_by=NOON + DAY)
        make_membership(self.group, nickname="丁", joined_at=NOON + DAY, first_seen_at=NOON + DAY)
        for hours in range(-48, 72, 7):
            moment = NOON + timedelta(hours=hours)
            lists = [getattr(Membership.objects, name)(moment).count() for name in
                     ("certainly_in", "possibly_in", "certainly_not_in")]  # fmt: skip
            self.assertEqual(sum(lists), 3)


class TheAnswer(TestCase):
    def test_a_person_counts_by_the_surest_of_their_stays(self):
        group, person = make_group(), make_employee("赵一")
        apply(group, ["赵一,wxid_a", "钱二,wxid_b"])
        apply(group, ["钱二,wxid_b"], at=NOON + 7 * DAY)
        apply(group, ["赵一,wxid_a", "钱二,wxid_b"], at=NOON + 14 * DAY)
        at = {days: asof.who_was_in(group, moment=NOON + days * DAY, actor=None, at=AFTER) for days in (0, 3, 7, 10)}
        self.assertEqual([stay.employee for stay in at[0].certain if stay.employee], [person])
        self.assertEqual([stay.nickname for stay in at[3].possible], ["赵一"])
        self.assertEqual([stay.nickname for stay in at[7].not_in][:1], ["赵一"])
        self.assertEqual([stay.nickname for stay in at[10].possible], ["赵一"])
        self.assertEqual([stay.nickname for stay in at[3].certain], ["钱二"])
        self.assertFalse(at[0].possible)

    def test_two_strangers_of_one_nickname_stay_two(self):
        group = make_group()
        make_membership(group, nickname="老王")
        make_membership(group, nickname="老王")
        self.assertEqual(len(asof.who_was_in(group, moment=NOON, actor=None, at=AFTER).certain), 2)

    def test_asking_is_written_down(self):
        group = make_group()
        asof.who_was_in(group, moment=NOON, actor=None, at=AFTER)
        event = AuditEvent.objects.get(action="roster.viewed_as_of")
        self.assertEqual((event.subject_id, event.detail["moment"]), (str(group.pk), NOON.isoformat()))

    def test_nobody_knows_the_future(self):
        with self.assertRaises(MomentInTheFuture):
            asof.who_was_in(make_group(), moment=AFTER + SECOND, actor=None, at=AFTER)
