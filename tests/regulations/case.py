"""What the tests of the catalogue share: the presets loaded once, and short words for reading them back."""

from django.test import TestCase

from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Regulation
from tests.making import NOON


class CatalogueCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)

    def says(self, slug, **columns):
        """Compare columns of a regulation with what the catalogue says."""
        regulation = Regulation.objects.get(slug=slug)
        for name, value in columns.items():
            with self.subTest(f"{slug}.{name}"):
                self.assertEqual(getattr(regulation, name), value)

    def regulation(self, slug):
        return Regulation.objects.get(slug=slug)

    def costs(self, slug, code):
        """Return an offence's steps as {"1": [...], "2": [...], "grave": [...]}; a penalty with a figure is a pair."""
        steps = self.regulation(slug).offences.get(code=code).steps.prefetch_related("penalties")
        return {
            "grave" if step.grave else str(step.occurrence or "open"): [
                (p.kind, float(p.amount)) if p.amount is not None else f"{p.kind}?" if p.is_open else p.kind
                for p in step.penalties.all()
            ]
            for step in steps
        }

    def assert_costs(self, slug, code, first, **later):
        """Compare what an offence costs: ``first``, then ``second=``, ``grave=``, ``open=``."""
        expected = {"1": first} | {{"second": "2"}.get(key, key): value for key, value in later.items()}
        with self.subTest(f"{slug} {code}"):
            self.assertEqual(self.costs(slug, code), expected)

    def assert_open(self, slug, *fields):
        """The regulation leaves these columns open: NULL or "" with a blank beside it."""
        regulation = self.regulation(slug)
        names = {field.name for field in Regulation._meta.concrete_fields}
        opened = set(
            regulation.blanks.filter(
                penalty=None,
                offence_step=None,
                recurring_duty=None,
                quiet_hours=None,
                committee_role=None,
                duty_term=None,
            ).values_list("field", flat=True)
        )
        self.assertEqual(opened, set(fields))
        for field in fields:
            self.assertIn(field, names)
            self.assertIn(getattr(regulation, field), (None, ""))

    def listed(self, slug, rows, *columns):
        """Return the values of a child table's columns, in order."""
        flat = {"flat": True} if len(columns) == 1 else {}
        return list(getattr(self.regulation(slug), rows).order_by("pk").values_list(*columns, **flat))

    FOUR_FACTS = ["NAME", "MEMBERS", "CONTENT", "ADMIN"]

    def assert_four_facts(self, slug):
        self.assertEqual(self.listed(slug, "demanded_fields", "what"), self.FOUR_FACTS)

    def assert_real_names(self, slug):
        self.says(slug, real_name="NICKNAME")
