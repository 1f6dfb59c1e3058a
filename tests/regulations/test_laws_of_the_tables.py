"""The database holds the law: each is tried by going round the form."""

from datetime import date, time

from django.db import IntegrityError, transaction
from django.test import TestCase

from groupadmin.regulations.models import (
    Accumulation,
    ApprovalStep,
    Blank,
    Clause,
    DutyTerm,
    NicknamePattern,
    Offence,
    OffenceStep,
    Penalty,
    QuietHours,
    RecurringDuty,
    Regulation,
    RequiredMember,
)
from tests.making import make_regulation


class LawsOfTheTables(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.regulation = make_regulation("sample")
        cls.offence = Offence.objects.create(regulation=cls.regulation, code="leak", title="泄密")
        cls.step = OffenceStep.objects.create(offence=cls.offence)

    def refused(self, act):
        with self.assertRaises(IntegrityError), transaction.atomic():
            act()

    def edit(self, **columns):
        return lambda: Regulation.objects.filter(pk=self.regulation.pk).update(**columns)

    def test_one_edition_of_a_number_counted_from_one(self):
        self.refused(lambda: Regulation.objects.create(slug="sample", edition=1, title="又一"))
        self.refused(self.edit(edition=0))

    def test_in_force_only_once_published_and_not_before(self):
        self.refused(self.edit(effective_from=date(2026, 3, 12)))
        self.refused(self.edit(published_on=date(2026, 3, 12), effective_from=date(2026, 3, 11)))
        self.edit(published_on=date(2026, 3, 12), effective_from=date(2026, 3, 12))()

    def test_figures_that_would_mean_nothing(self):
        self.refused(self.edit(roster_check_days=0))
        self.refused(self.edit(flooding_repeats=1))
        self.refused(self.edit(group_name_kind="FIXED", group_name_text=""))

    def test_one_clause_of_a_number(self):
        Clause.objects.create(regulation=self.regulation, number="1", chapter="GENERAL", text="一")
        self.refused(
            lambda: Clause.objects.create(regulation=self.regulation, number="1", chapter="GENERAL", text="二")
        )

    def test_one_offence_of_a_code_and_one_step_per_occurrence(self):
        self.refused(lambda: Offence.objects.create(regulation=self.regulation, code="leak", title="又一"))
        self.refused(lambda: OffenceStep.objects.create(offence=self.offence))
        self.refused(lambda: OffenceStep.objects.create(offence=self.offence, occurrence=0))
        OffenceStep.objects.create(offence=self.offence, grave=True)
        OffenceStep.objects.create(offence=self.offence, occurrence=2)

    def test_a_fine_has_an_amount_or_is_open(self):
        self.refused(lambda: Penalty.objects.create(step=self.step, kind="FINE"))
        self.refused(lambda: Penalty.objects.create(step=self.step, kind="FINE", amount=0))
        self.refused(lambda: Penalty.objects.create(step=self.step, kind="FINE", amount=-5))
        Penalty.objects.create(step=self.step, kind="FINE", is_open=True)

    def test_an_unnamed_penalty_is_open_and_none_is_named_twice(self):
        self.refused(lambda: Penalty.objects.create(step=self.step, kind="UNNAMED"))
        Penalty.objects.create(step=self.step, kind="WARNING")
        self.refused(lambda: Penalty.objects.create(step=self.step, kind="WARNING"))

    def test_accumulation_takes_two_and_leads_elsewhere(self):
        def make(**facts):
            return lambda: Accumulation.objects.create(regulation=self.regulation, **facts)

        self.refused(make(kind="WARNING", count=1, becomes="DEMERIT"))
        self.refused(make(kind="WARNING", count=3, becomes="WARNING"))
        make(kind="WARNING", count=3, becomes="DEMERIT")()
        self.refused(make(kind="WARNING", count=4, becomes="DISMISSAL"))

    def test_quiet_hours_have_two_different_ends(self):
        def make(starts, ends):
            return lambda: QuietHours.objects.create(regulation=self.regulation, starts=starts, ends=ends)

        self.refused(make(time(10), None))
        self.refused(make(None, time(10)))
        self.refused(make(time(10), time(10)))
        make(time(22), time(7, 30))()

    def test_a_counted_duty_names_its_period(self):
        self.refused(lambda: RecurringDuty.objects.create(regulation=self.regulation, times=5))
        self.refused(lambda: RecurringDuty.objects.create(regulation=self.regulation, times=0, per="WEEK"))

    def test_rewards_add_deductions_take_and_both_have_a_unit(self):
        def make(**facts):
            return lambda: DutyTerm.objects.create(regulation=self.regulation, **facts)

        self.refused(make(kind="ALLOWANCE", amount=-40, unit="YUAN"))
        self.refused(make(kind="DEDUCTION", amount=10, unit="YUAN"))
        self.refused(make(kind="ALLOWANCE", amount=40))

    def test_who_must_be_in_is_named(self):
        self.refused(lambda: RequiredMember.objects.create(regulation=self.regulation, whom="POST"))
        self.refused(lambda: RequiredMember.objects.create(regulation=self.regulation, whom="UNIT"))

    def test_one_pattern_per_kind_of_account_and_one_decider_per_step(self):
        NicknamePattern.objects.create(regulation=self.regulation, template="{name}")
        self.refused(lambda: NicknamePattern.objects.create(regulation=self.regulation, template="{department}"))
        ApprovalStep.objects.create(regulation=self.regulation, order=1)
        self.refused(lambda: ApprovalStep.objects.create(regulation=self.regulation, order=1, decider="OFFICE"))
        self.refused(lambda: ApprovalStep.objects.create(regulation=self.regulation, order=0))

    def test_a_blank_stands_once_and_in_one_row(self):
        hours = QuietHours.objects.create(regulation=self.regulation)
        Blank.objects.create(regulation=self.regulation, field="longest_text")
        self.refused(lambda: Blank.objects.create(regulation=self.regulation, field="longest_text"))
        self.refused(
            lambda: Blank.objects.create(
                regulation=self.regulation, field="x", quiet_hours=hours, offence_step=self.step
            )
        )

    def test_a_row_takes_its_blanks_along(self):
        hours = QuietHours.objects.create(regulation=self.regulation)
        Blank.objects.create(regulation=self.regulation, field="starts", quiet_hours=hours)
        hours.delete()
        self.assertFalse(Blank.objects.exists())
