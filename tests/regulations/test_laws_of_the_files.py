"""A preset that the tables would refuse is refused before, by file, place and reason; the same on every database."""

import tempfile
from pathlib import Path

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import translation

from groupadmin.regulations.checking import PresetRefused
from groupadmin.regulations.forms import BlanksForm
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Blank, Offence, OffenceStep, Regulation
from tests.making import NOON, make_regulation

HEAD = 'slug = "sample"\ntitle = "样例"\n'
CLAUSE = '[clauses.general]\n1 = "第一条。"\n'
OFFENCE = '[[offences]]\nclause = "1"\ncode = "leak"\ntitle = "泄密"\ncategory = "leak"\n'
FINE = "steps = [{ penalties = [{ kind = 'fine'%s }] }]\n"
DUTY = "[[recurring_duties]]\nkind = 'share'\n"

# (what stands in the file, the place, what is said of it)
BEYOND_THE_LAWS = (
    ("[inspection]\nroster_check_days = 0\n", "inspection.roster_check_days", "roster check days at least one"),
    ("[messages]\nflooding_repeats = 1\n", "messages.flooding_repeats", "flooding takes two at least"),
    ("[group_name]\ngroup_name_kind = 'fixed'\n", "group_name.group_name_kind", "Write the fixed name"),
    (CLAUSE + OFFENCE + FINE % "", "offences.1.steps.1.penalties.1", "A fine needs its amount in yuan"),
    (CLAUSE + OFFENCE + FINE % ", amount = 0", "offences.1.steps.1.penalties.1", "penalty amounts are positive"),
    (
        CLAUSE + OFFENCE + "steps = [{ penalties = ['unnamed'] }]\n",
        "offences.1.steps.1.penalties.1",
        "Name the penalty",
    ),
    (
        CLAUSE + OFFENCE + "steps = [{ penalties = ['warning'] }, { penalties = ['demerit'] }]\n",
        "offences.1.steps.2",
        "one step per occurrence",
    ),
    (
        CLAUSE + OFFENCE + "steps = [{ grave = true, penalties = ['ban'] }, "
        "{ occurrence = 'blank', grave = true, penalties = ['removal'] }]\n",
        "offences.1.steps.2",
        "An offence has one step for when it is grave",
    ),
    (
        CLAUSE + OFFENCE + "steps = [{ penalties = ['warning', 'warning'] }]\n",
        "offences.1.steps.1.penalties.2",
        "each penalty once per step",
    ),
    (CLAUSE + 2 * (OFFENCE + FINE % ", amount = 5"), "offences.2", "already an offence of this code"),
    ("platforms = ['qq', 'qq']\n", "platforms.2", "each platform named once"),
    ("[[quiet_hours]]\nkind = 'no_chat'\nstarts = 22:00:00\n", "quiet_hours.1", "a beginning and a different end"),
    (DUTY + "times = 5\n", "recurring_duties.1", "in which period the duty is counted"),
    ("[[required_members]]\nwhom = 'post'\n", "required_members.1", "Name the word in the post"),
    (
        "[[accumulations]]\nkind = 'warning'\ncount = 1\nbecomes = 'demerit'\n",
        "accumulations.1",
        "at least two to add up",
    ),
    (
        "[[duty_terms]]\nkind = 'deduction'\nper = 'month'\namount = 10\nunit = 'yuan'\n",
        "duty_terms.1",
        "A reward is positive, a deduction negative",
    ),
    (
        "[[approval_steps]]\norder = 1\ndecider = 'office'\n" * 2,
        "approval_steps.2",
        "one decider per step",
    ),
)
# PostgreSQL keeps these columns in two bytes; SQLite would take any whole number.
TOO_LARGE = (
    ("[response]\nrespond_within_minutes = %s\n", "response.respond_within_minutes"),
    ("[eligibility]\nmost_members = %s\n", "eligibility.most_members"),
    (DUTY + "per = 'week'\ntimes = %s\n", "recurring_duties.1.times"),
    ("[[accumulations]]\nkind = 'warning'\ncount = %s\nbecomes = 'demerit'\n", "accumulations.1.count"),
    ("[[approval_steps]]\norder = %s\ndecider = 'office'\n", "approval_steps.1.order"),
    (
        CLAUSE + OFFENCE + "steps = [{ occurrence = %s, penalties = ['warning'] }]\n",
        "offences.1.steps.1.occurrence",
    ),
)


class FileCase(TestCase):
    def load(self, body):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "sample.toml").write_text(HEAD + body, encoding="utf-8")
            return load_presets(actor=None, at=NOON, folder=Path(folder))

    def refused(self, body):
        with translation.override("en"), self.assertRaises(PresetRefused) as caught:
            self.load(body)
        self.assertFalse(Regulation.objects.filter(slug="sample").exists())
        return caught.exception.facts


class LawsOfTheFiles(FileCase):
    def test_what_the_tables_refuse_is_refused_at_its_place_with_its_reason(self):
        for body, key, problem in BEYOND_THE_LAWS:
            with self.subTest(key=key, problem=problem):
                facts = self.refused(body)
                self.assertEqual((facts["file"], facts["key"]), ("sample.toml", key))
                self.assertIn(problem, str(facts["problem"]))

    def test_figures_are_bounded_alike_on_every_database(self):
        for body, key in TOO_LARGE:
            with self.subTest(key):
                facts = self.refused(body % 32768)
                self.assertEqual(facts["key"], key)
                self.assertIn("32767", str(facts["problem"]))

    def test_the_largest_figure_is_taken(self):
        self.load("[response]\nrespond_within_minutes = 32767\n")
        self.assertEqual(Regulation.objects.get(slug="sample").respond_within_minutes, 32767)

    def test_a_figure_filled_in_by_hand_is_bounded_too(self):
        regulation = make_regulation("by-hand")
        blank = Blank.objects.create(regulation=regulation, field="respond_within_minutes")
        for figure, right in (("32767", True), ("32768", False), ("-1", False), ("99999999999999999999", False)):
            with self.subTest(figure):
                self.assertEqual(BlanksForm(regulation, {f"blank-{blank.pk}": figure}).is_valid(), right)


class OneStepEach(TestCase):
    """Round the form: NULL occurrences are alike here, though NULLs are not on either database."""

    @classmethod
    def setUpTestData(cls):
        cls.offence = Offence.objects.create(regulation=make_regulation("sample"), code="leak", title="泄密")

    def make(self, **facts):
        return OffenceStep.objects.create(offence=self.offence, **facts)

    def refused(self, **facts):
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.make(**facts)

    def test_one_grave_step_with_or_without_a_number(self):
        self.make(grave=True, occurrence=None)
        self.refused(grave=True, occurrence=None)
        self.refused(grave=True, occurrence=1)
        self.refused(grave=True, occurrence=2)

    def test_one_step_of_an_open_number_beside_a_grave_one(self):
        self.make(occurrence=1)
        self.make(occurrence=None, when_ineffective=True)
        self.refused(occurrence=None)
        self.refused(occurrence=None, when_ineffective=True)
        self.make(grave=True, occurrence=None)

    def test_two_at_once_and_a_step_turned_grave_are_refused(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            OffenceStep.objects.bulk_create(
                OffenceStep(offence=self.offence, grave=True, occurrence=None) for _ in range(2)
            )
        self.make(grave=True, occurrence=None)
        plain = self.make(occurrence=1)
        with self.assertRaises(IntegrityError), transaction.atomic():
            OffenceStep.objects.filter(pk=plain.pk).update(grave=True)
