"""Newcomers speak within three days, nobody is silent for more than three months, and a reason excuses (R03)."""

from datetime import date, timedelta

from groupadmin.groups.models import Group
from members.flags import adoption
from members.models import Flag, Membership, SilenceExcuse
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_regulation

NEWCOMER, SILENT = Flag.Kind.SILENT_NEWCOMER, Flag.Kind.SILENT
DAY = timedelta(days=1)


class SilenceTestCase(FlagTestCase):
    regulation_facts = {"newcomer_speaks_within_days": 3, "longest_silence_days": 90}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Membership.objects.filter(pk=cls.owner_membership.pk).update(spoke_last_on=TODAY)

    def listed(self, on=TODAY):
        """A list of that day shows everybody who is in and tells who spoke when."""
        Membership.objects.filter(gone_by=None).update(speech_known_on=on)

    def night_with_list(self, sweep, today=TODAY):
        self.listed(today)
        return self.night(sweep, today)

    def excuse(self, membership, until, since=TODAY - DAY):
        return SilenceExcuse.objects.create(
            membership=membership, since=since, until=until, reason="住院", recorded_by_name="甲", recorded_at=NOON
        )


class Newcomers(SilenceTestCase):
    def test_the_third_day_still_counts(self):
        self.membership(nickname="新人", joined_at=NOON)
        self.night_with_list("silent_newcomers", TODAY + 3 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), [])
        self.night_with_list("silent_newcomers", TODAY + 4 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), ["新人"])
        self.assert_writes_nothing("silent_newcomers", TODAY + 4 * DAY)

    def test_who_has_spoken_is_not_flagged_and_speaking_clears_it(self):
        stay = self.membership(nickname="新人", joined_at=NOON)
        self.night_with_list("silent_newcomers", TODAY + 9 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), ["新人"])
        Membership.objects.filter(pk=stay.pk).update(spoke_last_on=TODAY + 9 * DAY)
        self.night_with_list("silent_newcomers", TODAY + 10 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), [])

    def test_when_they_joined_is_not_known_nothing_is_said(self):
        self.membership(nickname="新人")
        self.night_with_list("silent_newcomers", TODAY + 30 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), [])

    def test_where_no_list_tells_who_spoke_nothing_is_said(self):
        Membership.objects.update(spoke_last_on=None)
        self.membership(nickname="新人", joined_at=NOON)
        self.night("silent_newcomers", TODAY + 30 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), [])

    def test_an_excuse_holds_up_to_its_last_day(self):
        stay = self.membership(nickname="新人", joined_at=NOON)
        self.excuse(stay, until=TODAY + 10 * DAY)
        self.night_with_list("silent_newcomers", TODAY + 10 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), [])
        self.night_with_list("silent_newcomers", TODAY + 11 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), ["新人"])


class LongSilence(SilenceTestCase):
    def test_more_than_ninety_days(self):
        self.membership(nickname="九十天", spoke_last_on=TODAY - 90 * DAY)
        self.membership(nickname="九十一天", spoke_last_on=TODAY - 91 * DAY)
        self.night_with_list("silent")
        self.assertEqual(self.flagged(SILENT), ["九十一天"])
        self.assertEqual(self.flags(SILENT).get().evidence["spoke_last_on"], str(TODAY - 91 * DAY))
        self.assert_writes_nothing("silent")

    def test_three_months_go_by_the_calendar(self):
        # From 12 December to 12 March: three months to the day; a day more is more than three months.
        type(self.regulation).objects.update(longest_silence_months=3)
        self.membership(nickname="三个月", spoke_last_on=date(2025, 12, 12))
        self.membership(nickname="多一天", spoke_last_on=date(2025, 12, 11))
        self.night_with_list("silent")
        self.assertEqual(self.flagged(SILENT), ["多一天"])

    def test_a_word_clears_it_and_a_later_silence_is_a_new_matter(self):
        stay = self.membership(nickname="丙", spoke_last_on=TODAY - 91 * DAY)
        self.night_with_list("silent")
        Membership.objects.filter(pk=stay.pk).update(spoke_last_on=TODAY)
        self.night_with_list("silent", TODAY + DAY)
        self.night_with_list("silent", TODAY + 91 * DAY)
        rows = Flag.objects.filter(kind=SILENT, membership=stay).order_by("pk")
        self.assertEqual([(row.state, row.reopened) for row in rows], [("CLEARED", 0), ("OPEN", 0)])

    def test_who_never_spoke_is_the_newcomers_rule_where_there_is_one(self):
        self.membership(nickname="丙", joined_at=NOON)
        self.night_with_list("silent", TODAY + 100 * DAY)
        self.assertNotIn("丙", self.flagged(SILENT))

    def test_who_never_spoke_counts_from_joining_where_there_is_none(self):
        type(self.regulation).objects.update(newcomer_speaks_within_days=None)
        self.membership(nickname="丙", joined_at=NOON)
        self.night_with_list("silent", TODAY + 100 * DAY)
        self.assertEqual(self.flagged(SILENT), ["丙"])

    def test_the_owner_is_not_cleared_out(self):
        self.night_with_list("silent", TODAY + 200 * DAY)
        self.assertEqual(self.flagged(SILENT), [])

    def test_a_regulation_that_says_nothing_of_silence_flags_nobody(self):
        type(self.regulation).objects.update(longest_silence_days=None, newcomer_speaks_within_days=None)
        self.membership(nickname="丙", spoke_last_on=TODAY - 900 * DAY, joined_at=NOON - 900 * DAY)
        self.night_with_list("silent")
        self.night_with_list("silent_newcomers")
        self.assertEqual(self.flagged(SILENT) + self.flagged(NEWCOMER), [])

    def test_a_recorded_excuse_exempts(self):
        self.excuse(self.membership(nickname="丙", spoke_last_on=TODAY - 91 * DAY), until=TODAY)
        self.night_with_list("silent")
        self.assertEqual(self.flagged(SILENT), [])


class KnownUpToTheLastListThatTells(SilenceTestCase):
    """R03: three days, three months; a later list without days of speaking says nothing about anybody's silence."""

    regulation_facts = {"newcomer_speaks_within_days": 3, "longest_silence_days": 90, "longest_silence_months": 3}

    def test_a_newcomer_whose_three_days_were_not_over_when_last_told(self):
        self.membership(nickname="新人", joined_at=NOON)
        self.listed(TODAY + 3 * DAY)
        self.night("silent_newcomers", TODAY + 30 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), [])

    def test_a_newcomer_who_had_said_nothing_for_more_than_three_days_when_last_told(self):
        self.membership(nickname="新人", joined_at=NOON)
        self.listed(TODAY + 4 * DAY)
        self.night("silent_newcomers", TODAY + 30 * DAY)
        self.assertEqual(self.flagged(NEWCOMER), ["新人"])
        self.assertEqual(self.flags(NEWCOMER).get().evidence["known_on"], str(TODAY + 4 * DAY))

    def test_three_months_are_counted_up_to_the_list_and_not_up_to_today(self):
        self.membership(nickname="丙", spoke_last_on=TODAY)
        self.listed(TODAY + 20 * DAY)
        self.night("silent", TODAY + 300 * DAY)
        self.assertEqual(self.flagged(SILENT), [])
        self.listed(date(2026, 6, 12))
        self.night("silent", TODAY + 300 * DAY)
        self.assertEqual(self.flagged(SILENT), [])
        self.listed(date(2026, 6, 13))
        self.night("silent", TODAY + 300 * DAY)
        self.assertEqual(self.flagged(SILENT), ["丙"])

    def test_what_is_no_longer_borne_out_is_cleared(self):
        stay = self.membership(nickname="丙", spoke_last_on=TODAY - 200 * DAY)
        self.listed()
        self.night("silent")
        Membership.objects.filter(pk=stay.pk).update(speech_known_on=None)
        self.night("silent", TODAY + DAY)
        self.assertEqual(self.flagged(SILENT), [])

    def test_months_that_are_shorter_end_on_their_last_day(self):
        # 31 May less three months is 28 February; from then to 31 May is three months, not more.
        self.membership(nickname="廿八", spoke_last_on=date(2026, 2, 28))
        self.membership(nickname="廿七", spoke_last_on=date(2026, 2, 27))
        self.listed(date(2026, 5, 31))
        self.night("silent", date(2026, 6, 1))
        self.assertEqual(self.flagged(SILENT), ["廿七"])

    def test_a_regulation_on_trial_counts_the_same_way(self):
        trial = make_regulation("trial", longest_silence_months=3, newcomer_speaks_within_days=3)
        self.membership(nickname="丙", spoke_last_on=TODAY - 200 * DAY)
        self.membership(nickname="丁", spoke_last_on=TODAY - 10 * DAY)
        self.membership(nickname="新人", joined_at=NOON - 9 * DAY)
        self.listed()
        preview = adoption.simulate(trial, Group.objects.all(), today=TODAY + 200 * DAY)
        raised = {kind: [row["who"] for row in rows] for kind, rows in preview.names.items()}
        self.assertEqual((raised[SILENT], raised[NEWCOMER]), (["丙"], ["新人"]))
