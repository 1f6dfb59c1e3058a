"""Editions: a copy says everything its original says; sealed and published ones are never altered."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.regulations import serialization, services
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Blank, Penalty, Regulation
from tests.making import NOON, TODAY, make_regulation, make_user


class NewEditions(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)
        cls.actor = make_user()

    def test_the_copy_of_each_says_all_of_it(self):
        self.maxDiff = None
        for slug in ("hometown-association", "company-norms", "admin-rotation", "group-classification"):
            with self.subTest(slug):
                original = Regulation.objects.get(slug=slug)
                copy = services.new_edition(original, actor=self.actor, at=NOON)
                self.assertEqual(copy.edition, 2)
                self.assertEqual(serialization.regulation_to_dict(copy), serialization.regulation_to_dict(original))
                self.assertEqual(copy.blanks.count(), original.blanks.count())

    def test_the_copy_shares_no_row_with_the_original(self):
        original = Regulation.objects.get(slug="penalty-ladder")
        copy = services.new_edition(original, actor=self.actor, at=NOON)
        copy.offences.all().delete()
        self.assertEqual(original.offences.count(), 9)

    def test_a_copy_of_a_sealed_and_published_edition_is_open(self):
        original = Regulation.objects.get(slug="steelworks")
        services.seal(original, actor=self.actor, at=NOON)
        services.publish(original, published_on=TODAY, actor=self.actor, at=NOON)
        copy = services.new_edition(Regulation.objects.get(pk=original.pk), actor=self.actor, at=NOON)
        self.assertEqual((copy.sealed_at, copy.published_on, copy.effective_from), (None, None, None))
        self.assertTrue(copy.may_be_edited(TODAY))

    def test_it_is_numbered_after_the_newest_and_leaves_an_event(self):
        original = Regulation.objects.get(slug="steelworks")
        services.new_edition(original, actor=self.actor, at=NOON)
        third = services.new_edition(original, actor=self.actor, at=NOON)
        self.assertEqual(third.edition, 3)
        event = AuditEvent.objects.filter(action="regulation.edition_made").first()
        self.assertEqual((event.detail, event.actor_name), ({"from": 1}, self.actor.username))


class SealingAndPublishing(TestCase):
    def setUp(self):
        self.regulation = make_regulation("sample", respond_within_minutes=30)

    def publish(self, **facts):
        services.publish(self.regulation, published_on=TODAY, actor=None, at=NOON, **facts)
        self.regulation.refresh_from_db()

    def test_sealing_happens_once(self):
        self.assertTrue(services.seal(self.regulation, actor=None, at=NOON))
        self.assertFalse(services.seal(self.regulation, actor=None, at=NOON + timedelta(days=1)))
        self.regulation.refresh_from_db()
        self.assertEqual(self.regulation.sealed_at, NOON)
        self.assertEqual(AuditEvent.objects.filter(action="regulation.sealed").count(), 1)

    def test_edits_of_a_sealed_edition_are_refused_even_from_a_stale_copy(self):
        stale = Regulation.objects.get(pk=self.regulation.pk)
        services.seal(self.regulation, actor=None, at=NOON)
        with self.assertRaises(services.EditionSealed):
            services.note_edit(stale, actor=None, at=NOON)
        with self.assertRaises(services.EditionSealed):
            services.fill_blanks(stale, values={}, actor=None, at=NOON)

    def test_published_means_in_force_from_that_day_unless_said(self):
        self.publish(discussed_how="职代会讨论", published_how="全员邮件")
        self.assertEqual((self.regulation.published_on, self.regulation.effective_from), (TODAY, TODAY))
        self.assertEqual(self.regulation.discussed_how, "职代会讨论")

    def test_until_it_is_in_force_it_may_still_be_edited(self):
        self.publish(effective_from=TODAY + timedelta(days=10))
        services.note_edit(self.regulation, actor=None, at=NOON)
        with self.assertRaises(services.EditionSealed):
            services.note_edit(self.regulation, actor=None, at=NOON + timedelta(days=10))

    def test_publishing_twice_and_force_before_publication_are_refused(self):
        with self.assertRaises(services.ForceBeforePublication):
            self.publish(effective_from=TODAY - timedelta(days=1))
        self.publish()
        with self.assertRaises(services.AlreadyPublished):
            self.publish()

    def test_the_edition_in_force_on_a_day_is_the_latest_that_had_come_into_force(self):
        self.publish()
        second = services.new_edition(self.regulation, actor=None, at=NOON)
        services.publish(second, published_on=TODAY, effective_from=TODAY + timedelta(days=30), actor=None, at=NOON)
        services.new_edition(self.regulation, actor=None, at=NOON)

        def in_force(days):
            return [one.edition for one in Regulation.objects.in_force_on(TODAY + timedelta(days=days))]

        self.assertEqual([in_force(-1), in_force(0), in_force(29), in_force(30)], [[], [1], [1], [2]])
        self.assertEqual(Regulation.objects.newest().get().edition, 3)


class FillingIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)

    def fill(self, regulation, values):
        return services.fill_blanks(regulation, values=values, actor=None, at=NOON)

    def test_what_is_filled_in_is_a_blank_no_more(self):
        regulation = Regulation.objects.get(slug="confidential-organs")
        blank = regulation.blanks.get(field="dormant_after_days")
        self.assertEqual(self.fill(regulation, {blank.pk: 60}), ["dormant_after_days"])
        self.assertEqual(Regulation.objects.get(pk=regulation.pk).dormant_after_days, 60)
        self.assertEqual(regulation.blanks.count(), 2)

    def test_what_is_left_empty_stays_open(self):
        regulation = Regulation.objects.get(slug="confidential-organs")
        self.assertEqual(self.fill(regulation, {blank.pk: "" for blank in regulation.blanks.all()}), [])
        self.assertEqual(regulation.blanks.count(), 3)
        self.assertFalse(AuditEvent.objects.filter(action="regulation.edited").exists())

    def test_a_red_packet_gets_its_amount_and_is_open_no_more(self):
        regulation = Regulation.objects.get(slug="chamber-of-commerce")
        penalty = Penalty.objects.get(step__offence__regulation=regulation, step__offence__code="abuse")
        self.fill(regulation, {penalty.blanks.get().pk: 20})
        penalty.refresh_from_db()
        self.assertEqual((penalty.amount, penalty.is_open), (20, False))

    def test_an_unnamed_penalty_that_becomes_a_fine_is_asked_for_its_amount_next(self):
        regulation = Regulation.objects.get(slug="engineering-department")
        penalty = Penalty.objects.get(step__offence__regulation=regulation, step__offence__code="late-response")
        self.fill(regulation, {penalty.blanks.get(field="kind").pk: "FINE"})
        penalty.refresh_from_db()
        self.assertEqual((penalty.kind, penalty.is_open), ("FINE", True))
        self.fill(regulation, {penalty.blanks.get(field="amount").pk: 30})
        penalty.refresh_from_db()
        self.assertEqual((penalty.amount, penalty.is_open), (30, False))
        self.assertFalse(Blank.objects.filter(penalty=penalty).exists())

    def test_another_regulations_blank_cannot_be_filled_in_here(self):
        regulation = Regulation.objects.get(slug="chamber-of-commerce")
        elsewhere = Regulation.objects.get(slug="confidential-organs").blanks.first()
        self.assertEqual(self.fill(regulation, {elsewhere.pk: 5}), [])
        self.assertTrue(Blank.objects.filter(pk=elsewhere.pk).exists())
