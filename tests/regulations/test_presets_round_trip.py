"""Each preset file comes back from the tables word for word: nothing is lost, nothing is added."""

import io
import json
import tomllib

from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.core.models import AuditEvent
from groupadmin.regulations import serialization
from groupadmin.regulations.load import FOLDER, load_presets
from groupadmin.regulations.models import Regulation
from tests.making import NOON

SLUGS = sorted(path.stem for path in FOLDER.glob("*.toml"))


class FileToTablesToFile(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.counts = load_presets(actor=None, at=NOON)

    def test_all_twenty_six_are_there(self):
        self.assertEqual(len(SLUGS), 26)
        self.assertEqual(self.counts, {"created": 26, "updated": 0, "new_editions": 0, "unchanged": 0})
        self.assertEqual(sorted(Regulation.objects.values_list("slug", flat=True)), SLUGS)

    def test_every_file_is_read_back_from_the_tables_as_it_was(self):
        self.maxDiff = None
        for slug in SLUGS:
            with self.subTest(slug):
                file = tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
                self.assertEqual(serialization.regulation_to_dict(Regulation.objects.get(slug=slug)), file)

    def test_reading_costs_the_same_number_of_queries_however_long_the_regulation_is(self):
        regulation = Regulation.objects.get(slug="hometown-association")
        with CaptureQueriesContext(connection) as few:
            serialization.regulation_to_dict(regulation)
        for number in range(50):
            regulation.offences.create(code=f"more-{number}", title="更多").steps.create().penalties.create(
                is_open=True
            )
        with self.assertNumQueries(len(few)):
            serialization.regulation_to_dict(regulation)
        self.assertLessEqual(len(few), 30)

    def test_every_blank_of_a_file_is_a_row_and_nothing_else_is(self):
        for slug in SLUGS:
            with self.subTest(slug):
                file = (FOLDER / f"{slug}.toml").read_text(encoding="utf-8")
                regulation = Regulation.objects.with_blanks().get(slug=slug)
                self.assertEqual(regulation.blank_count, file.count('"blank"'))

    def test_every_offence_refers_to_a_clause_that_exists(self):
        for regulation in Regulation.objects.prefetch_related("offences__clause"):
            for offence in regulation.offences.all():
                with self.subTest(f"{regulation.slug} {offence.code}"):
                    self.assertIsNotNone(offence.clause)
                    self.assertEqual(offence.clause.regulation_id, regulation.pk)

    def test_loading_leaves_one_event_for_each(self):
        self.assertEqual(AuditEvent.objects.filter(action="regulation.loaded").count(), 26)

    def test_the_command_prints_the_list_as_one_json_object(self):
        out = io.StringIO()
        call_command("regulations", "--json", stdout=out)
        listed = json.loads(out.getvalue())["regulations"]
        self.assertEqual([line["slug"] for line in listed], SLUGS)
        self.assertEqual(listed[0]["edition"], 1)

    def test_the_command_prints_everything_one_regulation_says(self):
        out = io.StringIO()
        call_command("regulations", "consulting-company", "--json", stdout=out)
        said = json.loads(out.getvalue())
        self.assertEqual(said["response"]["respond_within_minutes"], 30)
        self.assertEqual(said["offences"][0]["steps"], [{"penalties": [{"kind": "fine", "amount": 100}]}])

    def test_the_command_reads_well_for_people_too(self):
        out = io.StringIO()
        call_command("regulations", stdout=out)
        self.assertIn("工程部工作群管理规定", out.getvalue())
        out = io.StringIO()
        call_command("regulations", "retail-stores", stdout=out)
        self.assertIn("10:00:00", out.getvalue())

    def test_the_command_refuses_a_regulation_that_is_not_there(self):
        out = io.StringIO()
        with self.assertRaises(SystemExit) as left:
            call_command("regulations", "nowhere", "--json", stdout=out)
        self.assertEqual(left.exception.code, 1)
        self.assertEqual(json.loads(out.getvalue())["error"]["code"], "no_such_regulation")
