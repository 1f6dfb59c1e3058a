"""Compare everything that one regulation says in the tables with the facts of the catalogue, both ways.

A fact that is missing in the tables fails, and so does a column or row of the tables that no fact stands for.
"""

from django.db import models

from groupadmin.regulations import serialization
from groupadmin.regulations.load import FOLDER, read_preset
from groupadmin.regulations.models import Regulation
from groupadmin.regulations.models.blanks import ROWS
from groupadmin.regulations.schema import CHAPTERS, TABLES, columns

NOT_SAID = (None, "", False)
# Words and not figures: the preamble has nothing to check.
APART = {"preamble"}


def at(clause, /, **facts):
    """Return a row as the tables hold it, with the clause that says it."""
    return {"clause": clause, **facts}


def four_facts(clause):
    """A new group must have a name, who should be in, what is posted, an admin."""
    return [at(clause, paper="APPLICATION", what=what) for what in ("NAME", "MEMBERS", "CONTENT", "ADMIN")]


def any_nickname_with_the_name(clause):
    """Real names, and nothing else about the nickname."""
    return [at(clause, template="{free}{name}{free}", example="张三")]


def penalty_in_short(penalty):
    amount = "" if penalty.amount is None else f" {penalty.amount.normalize():f}"
    return penalty.kind + amount + ("?" if penalty.is_open else "") + ("!" if penalty.at_once else "")


def step_in_short(step):
    when = "grave" if step.grave else step.occurrence or "…"
    start = "" if when == 1 else f"{when}: " if not step.when_ineffective else f"{when} if that did not help: "
    return start + " + ".join(penalty_in_short(one) for one in step.penalties.order_by("pk"))


def offence_in_short(offence):
    """Return "8 LEAK: SERIOUS_WARNING"; "?" marks what is open, "!" what is done at once, ";" the next step."""
    notes = "" if offence.answerable == "MEMBER" else f" on {offence.answerable}"
    notes += " once verified" if offence.once_verified else ""
    notes += " anywhere" if offence.anywhere else ""
    notes += f" except {offence.exception}" if offence.exception else ""
    steps = "; ".join(step_in_short(step) for step in offence.steps.order_by("pk"))
    return f"{offence.clause.number} {offence.category}{notes}: {steps}"


class OneRegulation:
    """The tests of one regulation, by its tables of facts; stands before TestCase among the bases."""

    slug: str
    TITLE: str
    SAYS: dict
    ROWS: dict = {}
    OFFENCES: dict = {}
    # {role: (clause, duties, demands on the person)}
    ROLES: dict = {}
    OPEN: tuple = ()
    CLAUSES: dict = {}

    @classmethod
    def setUpTestData(cls):
        cls.regulation = Regulation(slug=cls.slug)
        serialization.write_regulation(cls.regulation, read_preset(FOLDER / f"{cls.slug}.toml"))

    def kept(self):
        return Regulation.objects.get(slug=self.slug)

    def test_its_columns_say_just_this(self):
        kept = self.kept()
        fields = {name: field for chapter in CHAPTERS for name, field in columns(chapter).items()}
        said = {
            name: getattr(kept, name)
            for name, field in fields.items()
            if name not in APART and getattr(kept, name) != field.get_default()
        }
        self.assertEqual(said, self.SAYS)
        self.assertEqual(kept.title, self.TITLE)

    def test_its_rows_say_just_this(self):
        for table in TABLES:
            if table.key not in ("offences", "committee_roles"):
                with self.subTest(table.key):
                    self.assertEqual(self.rows(table.model), self.ROWS.get(table.key, []))

    def rows(self, model):
        shown = []
        for row in model.objects.filter(regulation=self.regulation).select_related("clause").order_by("pk"):
            said = {"clause": row.clause.number}
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if not isinstance(field, models.ForeignKey | models.AutoField) and value not in NOT_SAID:
                    said[field.name] = value
            shown.append(said)
        return shown

    def test_its_offences_cost_just_this(self):
        found = {one.code: offence_in_short(one) for one in self.regulation.offences.order_by("pk")}
        for code in found.keys() | self.OFFENCES.keys():
            with self.subTest(code):
                self.assertEqual(found.get(code), self.OFFENCES.get(code))

    def test_its_roles_have_just_these_duties(self):
        found = {}
        for role in self.regulation.committee_roles.select_related("clause").order_by("pk"):
            duties = list(role.duties.filter(kind="DUTY").order_by("pk").values_list("text", flat=True))
            demands = list(role.duties.filter(kind="DEMAND").order_by("pk").values_list("text", flat=True))
            found[role.role] = (role.clause.number, duties, demands)
        self.assertEqual(list(found), list(self.ROLES))
        for role, said in self.ROLES.items():
            with self.subTest(role):
                self.assertEqual(found[role], said)

    def test_it_leaves_just_this_open(self):
        blanks = self.regulation.blanks.select_related(*ROWS).order_by("pk")
        others = [blank.field for blank in blanks if blank.penalty_id is None]
        self.assertEqual(sorted(others), sorted(self.OPEN))
        marks = sum(short.count("?") for short in self.OFFENCES.values())
        self.assertEqual(len(blanks) - len(others), marks)
        for blank in blanks:
            self.assertIn(getattr(blank.row(), blank.field), (None, "", "UNNAMED"))

    def test_its_clauses_carry_the_words_and_figures(self):
        texts = dict(self.regulation.clauses.values_list("number", "text"))
        for number, words in self.CLAUSES.items():
            for word in (words,) if isinstance(words, str) else words:
                with self.subTest(f"{number} {word}"):
                    self.assertIn(word, texts.get(number, ""))
