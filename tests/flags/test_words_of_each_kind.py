"""What each kind of matter says, in Chinese and English: reason, message to the group, private message, source, age."""

from datetime import timedelta

from django.utils import translation

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import RequiredMember
from members.flags import wording
from members.flags.kinds import BY_KIND, tasks
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_group

DAY = timedelta(days=1)
CHINESE, ENGLISH = "zh-hans", "en"
# Kind, the facts it was raised on, and what the reason has to name in both languages.
FACTS = (
    ("LEAVER", {"status": "LEFT", "left_on": "2026-03-01"}, ["2026-03-01"]),
    ("OUT_OF_SCOPE", {"department": "总公司/工程部", "since": "2026-02-02"}, ["总公司/工程部", "2026-02-02"]),
    ("OUT_OF_SCOPE", {"department": "总公司/工程部"}, ["总公司/工程部"]),
    ("OUTSIDER", {"inviter": "老李"}, ["老李"]),
    ("UNIDENTIFIED", {"inviter": "老李"}, ["老李"]),
    ("MISNAMED", {"problem": "wrong_separator:—"}, ["—"]),
    ("MISNAMED", {"problem": "gender_mark_missing:"}, ["★", "☆"]),
    ("MISSING", {"whom": "POST", "post": "班组长"}, ["班组长"]),
    ("SILENT_NEWCOMER", {"joined_at": "2026-03-05T04:00:00Z"}, ["2026-03-05"]),
    ("SILENT", {"spoke_last_on": "2025-12-01"}, ["2025-12-01"]),
    ("STALE", {"last_active_on": "2025-10-10"}, ["2025-10-10"]),
    ("PAST_END", {"planned_end_on": "2026-03-11"}, ["2026-03-11"]),
    ("NOT_CREATED", {"approved_on": "2026-02-20"}, ["2026-02-20"]),
    ("OVER_CAPACITY", {"headcount": 501}, ["501"]),
    ("OVER_CAPACITY", {"headcount": 501, "most": 500}, ["501", "500"]),
)


class WordsTestCase(FlagTestCase):
    def flag(self, kind="LEAVER", evidence=None, **facts):
        given = {
            "group": self.group,
            "due_on": TODAY + 3 * DAY,
            "raised_on": TODAY,
            "membership": self.owner_membership,
        }
        return Flag(kind=kind, evidence=evidence or {}, **given | facts)

    def said(self, language, speak, *args):
        with translation.override(language):
            return speak(*args)

    def reason(self, kind, evidence=None, language=CHINESE, **facts):
        return self.said(language, wording.reason, self.flag(kind, evidence, **facts), TODAY)


class Reasons(WordsTestCase):
    def test_name_the_facts_in_both_languages(self):
        for kind, evidence, words in FACTS:
            told = {language: self.reason(kind, evidence, language) for language in (CHINESE, ENGLISH)}
            for word in words:
                with self.subTest(kind, word=word):
                    self.assertIn(word, told[CHINESE])
                    self.assertIn(word, told[ENGLISH])
            self.assertNotEqual(told[CHINESE], told[ENGLISH], kind)

    def test_are_whole_sentences_where_facts_are_missing(self):
        for kind in Flag.Kind.values:
            for language in (CHINESE, ENGLISH):
                with self.subTest(kind, language=language):
                    told = self.reason(kind, {}, language)
                    self.assertTrue(told)
                    self.assertNotIn("None", told)
                    self.assertNotIn("%(", told)

    def test_a_leaver_is_told_by_the_directorys_word(self):
        for status in ("LEFT", "RETIRED", "PENDING"):
            with translation.override(CHINESE):
                label = str(Employee.Status(status).label)
            self.assertIn(label, self.reason("LEAVER", {"status": status}), status)

    def test_outsourced_staff_are_not_called_from_outside(self):
        with translation.override(CHINESE):
            label = str(Employee.Employment.OUTSOURCED.label)
        outsourced = self.reason("OUTSIDER", {"employment": "OUTSOURCED"})
        self.assertIn(label, outsourced)
        self.assertNotEqual(outsourced, self.reason("OUTSIDER"))

    def test_whoever_must_be_in_as_a_kind_is_named_by_it(self):
        for whom in ("MANAGERS", "EVERYBODY", "UNIT"):
            with translation.override(ENGLISH):
                label = str(RequiredMember.Whom(whom).label)
            self.assertIn(label, self.reason("MISSING", {"whom": whom, "post": ""}, ENGLISH))

    def test_an_old_list_counts_its_days_and_none_is_no_number(self):
        for days, words in ((1, "1 day old"), (40, "40 days old")):
            group = make_group(roster_taken_at=NOON - days * DAY)
            self.assertIn(words, self.reason("ROSTER_OLD", language=ENGLISH, group=group))
        self.assertNotRegex(self.reason("ROSTER_OLD", language=ENGLISH, group=make_group()), r"\d")

    def test_no_owner_and_never_a_list_are_told_apart(self):
        known = self.reason("OWNERLESS", {"roster_taken_at": "2026-03-12"})
        self.assertNotEqual(known, self.reason("OWNERLESS", {"roster_taken_at": None}))


class Messages(WordsTestCase):
    def private(self, kind, language=CHINESE, **facts):
        return self.said(language, wording.private_text, self.flag(kind, **facts), TODAY)

    def test_a_private_one_names_group_and_day_for_every_kind_in_both_languages(self):
        for kind in Flag.Kind.values:
            for language in (CHINESE, ENGLISH):
                with self.subTest(kind, language=language):
                    told = self.private(kind, language)
                    self.assertIn("销售群", told)
                    self.assertIn("2026-03-15", told)
            self.assertNotEqual(self.private(kind, CHINESE), self.private(kind, ENGLISH))

    def test_only_matters_of_people_are_told_to_the_group(self):
        for kind in Flag.Kind.values:
            told = self.said(CHINESE, wording.group_text, kind, [self.flag(kind)], TODAY)
            with self.subTest(kind):
                self.assertEqual(told == "", BY_KIND[kind].key == "group")
                self.assertEqual(told.endswith("甲"), BY_KIND[kind].key != "group")

    def test_nobody_is_no_message(self):
        for kind in Flag.Kind.values:
            self.assertEqual(wording.group_text(kind, [], TODAY), "")

    def test_the_day_before_on_and_after_the_due_one(self):
        for days, word in ((1, "2026-03-13"), (0, "today"), (-1, "today")):
            with translation.override(ENGLISH):
                self.assertIn(word, wording.by(TODAY + days * DAY, TODAY))

    def test_exactly_as_many_names_as_fit_are_not_cut(self):
        flags = [self.flag() for _each in range(wording.MOST_NAMES)]
        with translation.override(ENGLISH):
            self.assertNotIn("more", wording.group_text("LEAVER", flags, TODAY))
            self.assertIn("and 1 more", wording.group_text("LEAVER", [*flags, self.flag()], TODAY))

    def test_whoever_is_not_in_is_not_addressed_with_an_at(self):
        person = make_employee("丙", self.sales)
        flag = self.flag("MISSING", membership=None, employee=person)
        self.assertTrue(self.said(CHINESE, wording.group_text, "MISSING", [flag], TODAY).endswith("\n丙"))

    def test_where_no_right_nickname_is_known_the_rule_is_named_instead(self):
        told = self.private("MISNAMED", ENGLISH, evidence={"correct": ""})
        self.assertIn("department and name", told)


class Names(WordsTestCase):
    def test_nickname_then_account_then_person_then_group(self):
        blank = Membership(group=self.group, nickname="", account_key="wxid_7")
        person = make_employee("丙")
        for facts, wanted in (
            ({"membership": self.owner_membership}, "甲"),
            ({"membership": blank}, "wxid_7"),
            ({"membership": None, "employee": person}, "丙"),
            ({"membership": None}, "销售群"),
        ):
            self.assertEqual(wording.name_of(self.flag(**facts)), wanted)


class Sources(WordsTestCase):
    def test_a_member_of_no_list_was_seen_last_on_a_day(self):
        membership = self.membership(nickname="路人", evidence=None, last_seen_at=NOON - 5 * DAY)
        told = self.said(ENGLISH, wording.source, membership, None, TODAY)
        self.assertIn("2026-03-07", told)
        self.assertIn("5 days ago", told)

    def test_a_fact_of_the_group_is_known_by_its_list(self):
        told = self.said(ENGLISH, wording.source, None, NOON - DAY, TODAY)
        self.assertIn("2026-03-11", told)
        self.assertIn("1 day ago", told)

    def test_an_age_is_counted_by_the_calendar_not_by_hours(self):
        for moment, wanted in (
            (TODAY, "today"),
            (TODAY + DAY, "today"),
            (TODAY - DAY, "1 day ago"),
            (NOON - 12 * timedelta(hours=1), "today"),  # midnight in Shanghai
            (NOON - 13 * timedelta(hours=1), "1 day ago"),
        ):
            with self.subTest(str(moment)):
                self.assertEqual(self.said(ENGLISH, wording.age, moment, TODAY), wanted)

    def test_every_kind_has_one_thing_to_do_with_a_title_in_both_languages(self):
        self.assertCountEqual(BY_KIND, Flag.Kind.values)
        self.assertEqual({rule.task for rule in BY_KIND.values()}, set(tasks.TASKS))
        for task in tasks.TASKS:
            titles = {self.said(language, str, task.title) for language in (CHINESE, ENGLISH)}
            self.assertEqual(len(titles), 2, task.key)

    def test_a_sensitive_groups_list_is_as_old_as_any(self):
        Group.objects.update(secrecy=Group.Secrecy.SENSITIVE, roster_taken_at=NOON - 8 * DAY)
        self.group.refresh_from_db()
        self.assertIn("8", self.reason("ROSTER_OLD", language=ENGLISH))
