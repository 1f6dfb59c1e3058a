"""Laws of the tables that no form keeps: blanks of every kind of row, names, numbers, orders, what goes with what."""

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from groupadmin.regulations.models import (
    ApprovalStep,
    Blank,
    CategoryRule,
    Clause,
    CommitteeRole,
    DutyTerm,
    EscalationStep,
    GoverningPlatform,
    Offence,
    OffenceStep,
    Penalty,
    PublicationStep,
    QuietHours,
    RecurringDuty,
    Regulation,
    RequiredMember,
    RoleDuty,
)
from tests.making import make_regulation


class LawCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.regulation = make_regulation("sample")
        cls.other = make_regulation("other")
        cls.clause = Clause.objects.create(regulation=cls.regulation, number="1", chapter="GENERAL", text="一")
        cls.offence = Offence.objects.create(regulation=cls.regulation, code="leak", title="泄密", clause=cls.clause)
        cls.step = OffenceStep.objects.create(offence=cls.offence)
        cls.penalty = Penalty.objects.create(step=cls.step, kind="FINE", is_open=True)
        cls.rows = {
            "offence_step": cls.step,
            "penalty": cls.penalty,
            "quiet_hours": QuietHours.objects.create(regulation=cls.regulation),
            "recurring_duty": RecurringDuty.objects.create(regulation=cls.regulation),
            "publication_step": PublicationStep.objects.create(regulation=cls.regulation, document="文件", order=1),
            "committee_role": CommitteeRole.objects.create(regulation=cls.regulation),
            "duty_term": DutyTerm.objects.create(regulation=cls.regulation),
        }

    def refused(self, act):
        with self.assertRaises(IntegrityError), transaction.atomic():
            act()


class Blanks(LawCase):
    def blank(self, field="amount", regulation=None, **row):
        return Blank.objects.create(regulation=regulation or self.regulation, field=field, **row)

    def test_a_column_of_the_regulation_is_open_once(self):
        first = self.blank("longest_text")
        self.refused(lambda: self.blank("longest_text"))
        self.refused(lambda: Blank.objects.bulk_create([Blank(regulation=self.regulation, field="longest_text")]))
        second = self.blank("most_pictures")
        self.refused(lambda: Blank.objects.filter(pk=second.pk).update(field="longest_text"))
        self.assertEqual(self.blank("longest_text", self.other).field, first.field)

    def test_a_column_of_each_kind_of_row_is_open_once(self):
        for name, row in self.rows.items():
            with self.subTest(name):
                self.blank("what", **{name: row})
                self.refused(lambda name=name, row=row: self.blank("what", **{name: row}))
                self.blank("another", **{name: row})

    def test_the_same_column_may_be_open_in_a_row_and_in_the_regulation(self):
        self.blank("what")
        for name, row in self.rows.items():
            self.blank("what", **{name: row})
        self.assertEqual(Blank.objects.filter(field="what").count(), 1 + len(self.rows))

    def test_a_blank_stands_in_no_two_rows(self):
        names = list(self.rows)
        for first, second in zip(names, [*names[1:], names[0]], strict=True):
            with self.subTest(f"{first} {second}"):
                both = {first: self.rows[first], second: self.rows[second]}
                self.refused(lambda both=both: self.blank("what", **both))

    def test_the_row_of_a_blank_is_the_one_that_is_set(self):
        self.assertEqual(self.blank("longest_text").row(), self.regulation)
        for name, row in self.rows.items():
            with self.subTest(name):
                self.assertEqual(self.blank("what", **{name: row}).row(), row)

    def test_every_constraint_is_one_that_this_database_keeps(self):
        with connection.cursor() as cursor:
            kept = connection.introspection.get_constraints(cursor, Blank._meta.db_table)
        wanted = {constraint.name for constraint in Blank._meta.constraints}
        self.assertEqual(len(wanted), 9)
        self.assertEqual(wanted - set(kept), set())

    def test_the_check_of_the_project_has_nothing_to_say(self):
        call_command("check", fail_level="WARNING")


class Numbers(LawCase):
    def test_each_of_these_stands_once_in_a_regulation(self):
        def make(model, **facts):
            return lambda: model.objects.create(regulation=self.regulation, **facts)

        for act in (
            make(GoverningPlatform, platform="QQ"),
            make(CategoryRule, category="PROJECT"),
            make(CommitteeRole, role="SECRETARY"),
            make(EscalationStep, order=1, to="主管"),
            make(PublicationStep, document="公司文件", order=1),
            make(ApprovalStep, request="RENAME", order=1),
        ):
            act()
            self.refused(act)

    def test_and_may_stand_in_another(self):
        for regulation in (self.regulation, self.other):
            GoverningPlatform.objects.create(regulation=regulation, platform="QQ")
            EscalationStep.objects.create(regulation=regulation, order=1, to="主管")
        self.assertEqual(GoverningPlatform.objects.filter(platform="QQ").count(), 2)

    def test_steps_of_two_documents_and_two_requests_count_by_themselves(self):
        PublicationStep.objects.create(regulation=self.regulation, document="部门文件", order=1)
        ApprovalStep.objects.create(regulation=self.regulation, request="CREATE", order=1)
        ApprovalStep.objects.create(regulation=self.regulation, request="RENAME", order=1)
        self.refused(lambda: ApprovalStep.objects.filter(request="RENAME").update(request="CREATE"))

    def test_an_edition_keeps_its_number_among_its_own(self):
        second = Regulation.objects.create(slug="sample", edition=2, title="二")
        self.refused(lambda: Regulation.objects.filter(pk=second.pk).update(edition=1))
        Regulation.objects.filter(pk=second.pk).update(slug="third", edition=1)

    def test_a_pattern_and_a_fixed_name_are_written_and_a_free_one_need_not_be(self):
        mine = Regulation.objects.filter(pk=self.regulation.pk)
        for kind in ("FIXED", "PATTERN"):
            self.refused(lambda kind=kind: mine.update(group_name_kind=kind))
            mine.update(group_name_kind=kind, group_name_text="{free}")
            self.refused(lambda: mine.update(group_name_text=""))
            mine.update(group_name_kind="FREE", group_name_text="")
        mine.update(group_name_kind="CODE")

    def test_a_penalty_settled_without_its_figure_is_refused(self):
        mine = Penalty.objects.filter(pk=self.penalty.pk)
        self.refused(lambda: mine.update(is_open=False))
        self.refused(lambda: mine.update(kind="UNNAMED", is_open=False))
        mine.update(amount=50, is_open=False)
        self.refused(lambda: mine.update(amount=None))
        self.refused(lambda: mine.update(amount=0))

    def test_a_deduction_takes_and_a_reward_adds_also_when_its_kind_changes(self):
        term = DutyTerm.objects.create(regulation=self.regulation, kind="DEDUCTION", amount=-10, unit="YUAN")
        mine = DutyTerm.objects.filter(pk=term.pk)
        self.refused(lambda: mine.update(kind="ALLOWANCE"))
        self.refused(lambda: mine.update(amount=0))
        self.refused(lambda: mine.update(unit=""))
        mine.update(kind="ALLOWANCE", amount=40)

    def test_who_must_be_in_keeps_its_word(self):
        row = RequiredMember.objects.create(regulation=self.regulation, whom="POST", post="班组长")
        mine = RequiredMember.objects.filter(pk=row.pk)
        self.refused(lambda: mine.update(post=""))
        self.refused(lambda: mine.update(whom="UNIT"))
        mine.update(whom="MANAGERS", post="")


class Belonging(LawCase):
    def test_an_offence_takes_its_steps_penalties_and_blanks_along(self):
        Blank.objects.create(regulation=self.regulation, field="amount", penalty=self.penalty)
        self.offence.delete()
        self.assertEqual([model.objects.count() for model in (OffenceStep, Penalty, Blank)], [0, 0, 0])

    def test_a_role_takes_its_duties_along(self):
        role = self.rows["committee_role"]
        RoleDuty.objects.create(role=role, text="解答问题")
        role.delete()
        self.assertFalse(RoleDuty.objects.exists())

    def test_an_offence_outlives_its_clause(self):
        self.clause.delete()
        self.offence.refresh_from_db()
        self.assertIsNone(self.offence.clause)
