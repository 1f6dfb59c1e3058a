"""Editions, sealing and publishing at their boundaries, with the event each leaves and the words of each refusal."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.regulations import serialization, services
from groupadmin.regulations.load import FOLDER, read_preset
from groupadmin.regulations.models import Penalty, QuietHours, Regulation
from tests.making import NOON, TODAY, make_regulation, make_user

DAY = timedelta(days=1)


def preset(slug):
    made = Regulation(slug=slug)
    serialization.write_regulation(made, read_preset(FOLDER / f"{slug}.toml"))
    return made


class InForce(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.regulation = make_regulation("sample")
        services.publish(cls.regulation, published_on=TODAY, effective_from=TODAY + DAY, actor=None, at=NOON)
        cls.regulation.refresh_from_db()

    def test_the_day_before_on_and_after(self):
        for days, in_force in ((0, False), (1, True), (2, True)):
            with self.subTest(days):
                on = TODAY + days * DAY
                self.assertEqual(self.regulation.is_in_force(on), in_force)
                self.assertEqual(self.regulation.may_be_edited(on), not in_force)

    def test_the_day_is_that_of_shanghai(self):
        before = datetime(2026, 3, 12, 15, 59, tzinfo=UTC)
        services.note_edit(self.regulation, actor=None, at=before)
        with self.assertRaises(services.EditionSealed):
            services.note_edit(self.regulation, actor=None, at=before + timedelta(minutes=1))

    def test_of_two_that_came_into_force_on_a_day_the_newer_edition_holds(self):
        second = services.new_edition(self.regulation, actor=None, at=NOON)
        services.publish(second, published_on=TODAY, effective_from=TODAY + DAY, actor=None, at=NOON)
        self.assertEqual(Regulation.objects.in_force_on(TODAY + DAY).get().edition, 2)

    def test_a_draft_of_one_regulation_hides_no_other(self):
        make_regulation("another")
        self.assertEqual([one.slug for one in Regulation.objects.in_force_on(TODAY + DAY)], ["sample"])
        self.assertEqual({one.slug for one in Regulation.objects.newest()}, {"sample", "another"})


class Refusals(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.regulation = make_regulation("sample", title="样例制度")

    def publish(self, **facts):
        services.publish(self.regulation, published_on=TODAY, actor=None, at=NOON, **facts)

    def refused(self, kind, act):
        with self.assertRaises(kind) as caught:
            act()
        return caught.exception

    def test_each_names_the_edition_and_what_to_do(self):
        services.seal(self.regulation, actor=None, at=NOON)
        sealed = self.refused(services.EditionSealed, lambda: services.note_edit(self.regulation, actor=None, at=NOON))
        early = self.refused(services.ForceBeforePublication, lambda: self.publish(effective_from=TODAY - DAY))
        self.publish()
        twice = self.refused(services.AlreadyPublished, self.publish)
        codes = ("edition_sealed", "force_before_publication", "already_published")
        self.assertEqual((sealed.code, early.code, twice.code), codes)
        with translation.override("en"):
            self.assertIn("Edition 1 of “样例制度” governs groups or is in force", str(sealed))
            self.assertIn("Make a new edition.", str(twice))
            self.assertIn("on or after the day it is published", str(early))

    def test_nothing_is_written_by_a_refused_act(self):
        self.refused(services.ForceBeforePublication, lambda: self.publish(effective_from=TODAY - DAY))
        kept = Regulation.objects.get(pk=self.regulation.pk)
        self.assertEqual((kept.published_on, kept.effective_from, kept.published_how), (None, None, ""))
        self.assertFalse(AuditEvent.objects.exists())

    def test_a_refused_edit_leaves_no_trace_of_an_edit(self):
        services.seal(self.regulation, actor=None, at=NOON)
        self.refused(services.EditionSealed, lambda: services.note_edit(self.regulation, actor=None, at=NOON))
        self.assertIsNone(Regulation.objects.get(pk=self.regulation.pk).edited_at)
        self.assertFalse(AuditEvent.objects.filter(action="regulation.edited").exists())


class Events(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.actor = make_user()
        cls.regulation = preset("confidential-organs")

    def last(self):
        return AuditEvent.objects.order_by("pk").last()

    def test_each_deed_says_what_by_whom_and_when(self):
        blank = self.regulation.blanks.get(field="dormant_after_days")
        common = {"actor": self.actor, "at": NOON}
        deeds = (
            (
                lambda: services.fill_blanks(self.regulation, values={blank.pk: 60}, **common),
                "regulation.edited",
                {"edition": 1, "filled": ["dormant_after_days"]},
            ),
            (lambda: services.new_edition(self.regulation, **common), "regulation.edition_made", {"from": 1}),
            (
                lambda: services.publish(self.regulation, published_on=TODAY, effective_from=TODAY + DAY, **common),
                "regulation.published",
                {"edition": 1, "effective_from": "2026-03-13"},
            ),
            (lambda: services.seal(self.regulation, **common), "regulation.sealed", {"edition": 1}),
        )
        for act, action, detail in deeds:
            with self.subTest(action):
                act()
                event = self.last()
                self.assertEqual((event.action, event.detail), (action, detail))
                self.assertEqual((event.actor_name, event.at), (self.actor.username, NOON))

    def test_a_copy_keeps_what_was_filled_in_and_what_is_still_open(self):
        blank = self.regulation.blanks.get(field="dormant_after_days")
        services.fill_blanks(self.regulation, values={blank.pk: 60}, actor=None, at=NOON)
        copy = services.new_edition(Regulation.objects.get(pk=self.regulation.pk), actor=None, at=NOON)
        self.assertEqual(copy.dormant_after_days, 60)
        open_now = set(copy.blanks.values_list("field", flat=True))
        self.assertEqual(open_now, {"content_watched_days", "confidentiality_inspection_days"})

    def test_the_copy_of_an_older_edition_counts_from_the_newest(self):
        services.new_edition(self.regulation, actor=None, at=NOON)
        third = services.new_edition(self.regulation, actor=None, at=NOON)
        self.assertEqual((third.edition, third.edited_at, third.preset_hash), (3, None, ""))


class Filling(TestCase):
    def fill(self, regulation, values):
        return services.fill_blanks(regulation, values=values, actor=None, at=NOON)

    def test_zero_is_a_figure_and_no_gap(self):
        regulation = preset("steelworks")
        blank = regulation.blanks.create(field="rename_grace_days")
        self.assertEqual(self.fill(regulation, {blank.pk: 0}), ["rename_grace_days"])
        self.assertEqual(Regulation.objects.get(pk=regulation.pk).rename_grace_days, 0)
        self.assertFalse(regulation.blanks.filter(field="rename_grace_days").exists())

    def test_both_ends_of_the_working_hours_are_written_together(self):
        regulation = preset("all-departments")
        starts, ends = regulation.blanks.get(field="starts"), regulation.blanks.get(field="ends")
        self.assertEqual(set(self.fill(regulation, {starts.pk: "08:30", ends.pk: "17:30"})), {"starts", "ends"})
        hours = QuietHours.objects.get(regulation=regulation)
        self.assertEqual(str(hours), "08:30–17:30")

    def test_a_named_penalty_without_a_figure_asks_for_none(self):
        regulation = preset("engineering-department")
        penalty = Penalty.objects.get(step__offence__regulation=regulation, step__offence__code="violence")
        self.fill(regulation, {penalty.blanks.get().pk: "WARNING"})
        penalty.refresh_from_db()
        self.assertEqual((penalty.kind, penalty.is_open, penalty.blanks.count()), ("WARNING", False, 0))

    def test_one_of_two_open_places_of_a_row_leaves_the_other(self):
        regulation = preset("class-parents")
        duty = regulation.recurring_duties.get()
        self.fill(regulation, {duty.blanks.get(field="per").pk: "MONTH"})
        self.assertEqual([blank.field for blank in duty.blanks.all()], ["times"])

    def test_all_blanks_of_a_long_regulation_cost_no_query_each(self):
        regulation = preset("group-classification")
        details = list(regulation.blanks.filter(field="detail").values_list("pk", flat=True))
        self.assertEqual(len(details), 8)
        with self.assertNumQueries(13):
            self.fill(regulation, dict.fromkeys(details, "按公司规定"))
        self.assertFalse(regulation.blanks.filter(field="detail").exists())
