"""Who was in at a moment, case by case: the evidence of a stay against moments before, on and after each of it."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from members.imports import undoing
from members.rosters import asof
from tests.making import NOON, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import PARTIAL, apply

CERTAIN, POSSIBLE, NOT = "certain", "possible", "not"


def day(number):
    return NOON + timedelta(days=number)


# What is known of one stay (days after the first list) → answer for each day asked.
CASES = {
    "seen once": ({"first_seen_at": 5, "last_seen_at": 5}, {4: POSSIBLE, 5: CERTAIN, 6: POSSIBLE}),
    "seen twice": (
        {"first_seen_at": 5, "last_seen_at": 9},
        {4: POSSIBLE, 5: CERTAIN, 7: CERTAIN, 9: CERTAIN, 10: POSSIBLE},
    ),
    "missing on the list before": (
        {"absent_at": 3, "first_seen_at": 5, "last_seen_at": 9},
        {2: NOT, 3: NOT, 4: POSSIBLE, 5: CERTAIN},
    ),
    "missing on a later list": (
        {"first_seen_at": 5, "last_seen_at": 9, "gone_by": 12},
        {9: CERTAIN, 10: POSSIBLE, 11: POSSIBLE, 12: NOT, 13: NOT},
    ),
    "the platform says when they joined": (
        {"joined_at": 2, "first_seen_at": 5, "last_seen_at": 9},
        {1: NOT, 2: CERTAIN, 4: CERTAIN, 9: CERTAIN, 10: POSSIBLE},
    ),
    "joined between two full lists": (
        {"absent_at": 1, "joined_at": 3, "first_seen_at": 5, "last_seen_at": 5, "gone_by": 6},
        {1: NOT, 2: NOT, 3: CERTAIN, 5: CERTAIN, 6: NOT},
    ),
}


class OneStay(TestCase):
    def setUp(self):
        self.group = make_group()

    def answer(self, moment):
        found = asof.who_was_in(self.group, moment=moment, actor=None, at=day(100))
        lists = {CERTAIN: found.certain, POSSIBLE: found.possible, NOT: found.not_in}
        return [name for name, stays in lists.items() if stays]

    def test_the_table(self):
        for case, (facts, expected) in CASES.items():
            self.group = make_group()
            make_membership(self.group, **{name: day(number) for name, number in facts.items()})
            for number, presence in expected.items():
                with self.subTest(case, day=number):
                    self.assertEqual(self.answer(day(number)), [presence])

    def test_a_second_before_and_after_the_list(self):
        make_membership(self.group, first_seen_at=day(5), last_seen_at=day(5))
        second = timedelta(seconds=1)
        self.assertEqual(self.answer(day(5) - second), [POSSIBLE])
        self.assertEqual(self.answer(day(5)), [CERTAIN])
        self.assertEqual(self.answer(day(5) + second), [POSSIBLE])

    def test_nobody_was_in_a_group_nobody_listed(self):
        self.assertEqual(self.answer(NOON), [])


class FromLists(TestCase):
    """The same out of lists as they were brought: 甲 stays, 乙 leaves and is back, 丙 comes late, 丁 is seen once."""

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("群")
        for number, lines in ((0, "甲,a 乙,b"), (10, "甲,a 丙,c"), (20, "甲,a 乙,b 丙,c")):
            apply(cls.group, lines.split(), at=day(number))
        apply(cls.group, ["丁,d"], mode=PARTIAL, at=day(25))

    def who(self, number):
        found = asof.who_was_in(self.group, moment=day(number), actor=None, at=day(100))
        return tuple(
            "".join(sorted(stay.nickname for stay in part)) for part in (found.certain, found.possible, found.not_in)
        )

    def test_at_each_list_and_between(self):
        expected = {
            0: ("乙甲", "", "丁丙"),
            5: ("甲", "丙乙", "丁"),
            10: ("丙甲", "", "丁乙"),
            15: ("丙甲", "乙", "丁"),
            20: ("丙乙甲", "", "丁"),
            22: ("", "丁丙乙甲", ""),
            25: ("丁", "丙乙甲", ""),
            30: ("", "丁丙乙甲", ""),
        }
        for number, answer in expected.items():
            with self.subTest(day=number):
                self.assertEqual(self.who(number), answer)

    def test_an_undone_list_is_no_evidence(self):
        roster = apply(self.group, ["甲,a"], at=day(40), reason="群已整顿")
        self.assertEqual(self.who(40)[0], "甲")
        undoing.undo_roster(roster=roster, actor=None, at=day(41))
        self.assertEqual(self.who(40), ("", "丁丙乙甲", ""))


class OnThePage(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("群")
        cls.employee = make_employee("赵一")
        moment = timezone.now() - timedelta(days=10)
        make_membership(cls.group, cls.employee, first_seen_at=moment, last_seen_at=timezone.now())
        make_membership(cls.group, nickname="<b>客</b>", first_seen_at=timezone.now(), last_seen_at=timezone.now())
        cls.user = make_user(None, roles.AUDITOR)

    def ask(self, **given):
        self.client.force_login(self.user)
        return self.client.get(reverse("as_of", args=[self.group.code]), given)

    def test_an_auditor_asks_and_it_is_written_down_with_the_moment(self):
        moment = timezone.localtime() - timedelta(days=5)
        page = self.ask(at=f"{moment:%Y-%m-%dT%H:%M}")
        self.assertContains(page, self.employee.staff_no)
        self.assertContains(page, "&lt;b&gt;客")
        event = AuditEvent.objects.get(action="roster.viewed_as_of")
        self.assertEqual((event.actor_id, event.detail["certain"], event.detail["possible"]), (self.user.pk, 1, 1))
        self.assertTrue(event.detail["moment"].startswith(f"{moment:%Y-%m-%d}"[:8]))

    def test_what_cannot_be_asked_is_answered_with_a_sentence_and_no_trace(self):
        for given in ({"at": ""}, {"at": "昨天"}, {"at": "2099-01-01T00:00"}, {"at": "2026-02-30T08:00"}):
            with self.subTest(given):
                page = self.ask(**given)
                self.assertEqual(page.status_code, 422)
                self.assertTrue(page.context["form"].errors["at"])
        self.assertFalse(AuditEvent.objects.filter(action="roster.viewed_as_of").exists())
