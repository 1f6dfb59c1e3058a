"""Polite sentences with names, the right nickname and a day; in both tones and both languages."""

from datetime import timedelta

from django.utils import translation

from members.flags import wording
from members.models import Flag
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_employee

DAY = timedelta(days=1)


class Wording(FlagTestCase):
    def flag(self, kind, nickname="小张", **facts):
        membership = self.membership(make_employee(nickname, self.sales), nickname)
        due = facts.pop("due_on", TODAY + 3 * DAY)
        return Flag(
            kind=kind, group=self.group, membership=membership, employee=membership.employee, due_on=due, **facts
        )

    def test_one_message_for_all_with_each_right_nickname_and_the_last_day(self):
        flags = [
            self.flag(Flag.Kind.MISNAMED, "小张", evidence={"correct": "销售部-张三"}),
            self.flag(Flag.Kind.MISNAMED, "小李", evidence={"correct": "销售部-李四"}, due_on=TODAY + 5 * DAY),
        ]
        with translation.override("en"):
            text = wording.group_text("MISNAMED", flags, TODAY)
        self.assertIn("2026-03-17", text)
        self.assertTrue(text.endswith("@小张 → 销售部-张三\n@小李 → 销售部-李四"))

    def test_a_private_one_names_the_group_the_nickname_and_the_right_one(self):
        with translation.override("en"):
            flag = self.flag(Flag.Kind.MISNAMED, evidence={"correct": "销售部-张三"})
            text = wording.private_text(flag, TODAY)
        for word in ("销售群", "小张", "销售部-张三", "2026-03-15"):
            self.assertIn(word, text)

    def test_what_is_late_is_asked_for_today(self):
        with translation.override("en"):
            text = wording.private_text(self.flag(Flag.Kind.LEAVER, due_on=TODAY - DAY), TODAY)
        self.assertIn("today", text)
        self.assertNotIn("2026-03-11", text)

    def test_matters_of_the_group_are_no_message_to_the_group(self):
        flag = Flag(kind=Flag.Kind.ROSTER_OLD, group=self.group, due_on=TODAY)
        self.assertEqual(wording.group_text("ROSTER_OLD", [flag], TODAY), "")
        self.assertIn("销售群", wording.private_text(flag, TODAY))

    def test_very_many_names_are_cut_and_counted(self):
        flags = [self.flag(Flag.Kind.LEAVER, f"离{number}") for number in range(wording.MOST_NAMES + 2)]
        with translation.override("en"):
            self.assertTrue(wording.group_text("LEAVER", flags, TODAY).endswith("and 2 more"))

    def test_every_kind_has_a_private_wording_and_a_reason_in_both_languages(self):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for kind in Flag.Kind.values:
                    flag = self.flag(kind, f"{kind}{language}")
                    self.assertNotIn("%(", wording.private_text(flag, TODAY), kind)
                    self.assertNotIn("%(", wording.group_text(kind, [flag], TODAY), kind)
                    self.assertTrue(wording.reason(flag, TODAY), kind)

    def test_a_percent_sign_in_a_nickname_does_no_harm(self):
        text = wording.private_text(self.flag(Flag.Kind.LEAVER, "100%(name)s努力"), TODAY)
        self.assertIn("100%(name)s努力", text)


class Reasons(FlagTestCase):
    def test_facts_with_their_source_and_age(self):
        membership = self.membership(make_employee("张三", self.sales))
        with translation.override("en"):
            told = wording.source(membership, None, TODAY + 3 * DAY)
        self.assertIn("2026-03-12", told)
        self.assertIn("tests", told)
        self.assertIn("3 days ago", told)

    def test_what_no_list_says_has_no_source(self):
        self.assertEqual(wording.source(None, None, TODAY), "")

    def test_a_nicknames_fault_is_told_with_the_part_that_offends(self):
        flag = Flag(kind=Flag.Kind.MISNAMED, group=self.group, evidence={"problem": "wrong_separator:—"})
        self.assertIn("—", wording.reason(flag, TODAY))
