"""``import_directory FILE [--mode update|full] [--dry-run] --json`` and its exit codes."""

import io
import json
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase

from groupadmin.core.models import ImportBatch
from groupadmin.directory.models import Employee
from tests.directory.lists import HEADER, person
from tests.sheets import csv

COUNTS = ("created", "updated", "unchanged", "left", "departments")


class TheCommand(TestCase):
    def run_on(self, content, *options):
        out = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "花名册.csv"
            path.write_bytes(content)
            call_command("import_directory", str(path), "--json", *options, stdout=out)
        return json.loads(out.getvalue())

    def test_it_prints_exactly_the_agreed_object(self):
        answer = self.run_on(csv(HEADER, person("1", "张三"), person("2", "李四", hired="昨天")))
        self.assertEqual(list(answer), [*COUNTS, "errors", "applied", "reading", "warnings", "warning_codes"])
        self.assertEqual((answer["created"], answer["departments"], answer["applied"]), (1, 2, True))
        error = answer["errors"][0]
        self.assertEqual((error["row"], error["column"], error["value"]), (3, "入职日期", "昨天"))
        self.assertEqual(set(error), {"row", "column", "value", "reason"})

    def test_for_people_it_prints_counts_and_each_row_that_was_not_taken(self):
        out = io.StringIO()
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            Path(file.name).write_bytes(csv(HEADER, person("1", "张三"), person("2", "李四", hired="昨天")))
            call_command("import_directory", file.name, stdout=out)
        lines = out.getvalue().splitlines()
        self.assertIn("errors: 1", lines)
        self.assertTrue(lines[-1].startswith("  3: ") and "昨天" in lines[-1], lines[-1])

    def test_a_dry_run_writes_nothing_at_all(self):
        answer = self.run_on(csv(HEADER, person("1", "张三")), "--dry-run")
        self.assertEqual((answer["created"], answer["applied"]), (1, False))
        self.assertEqual((Employee.objects.count(), ImportBatch.objects.count()), (0, 0))

    def test_a_refusal_is_exit_code_one_with_its_reason(self):
        out = io.StringIO()
        with tempfile.NamedTemporaryFile() as empty, self.assertRaises(SystemExit) as caught:
            call_command("import_directory", empty.name, "--json", stdout=out)
        self.assertEqual(caught.exception.code, 1)
        self.assertEqual(json.loads(out.getvalue())["error"]["code"], "empty_file")

    def test_a_missing_file_is_refused_as_by_the_other_imports(self):
        out = io.StringIO()
        with self.assertRaises(SystemExit) as caught:
            call_command("import_directory", "/nowhere.csv", "--json", stdout=out)
        self.assertEqual(caught.exception.code, 1)
        self.assertEqual(json.loads(out.getvalue())["error"]["code"], "no_such_file")

    def test_an_undo_that_something_was_built_on_says_what_in_the_agreed_object(self):
        self.run_on(csv(HEADER, person("1", "张三")))
        first = ImportBatch.objects.get()
        self.run_on(csv(HEADER, person("1", "张三三")))
        out = io.StringIO()
        with self.assertRaises(SystemExit) as caught:
            call_command("undo_import", str(first.pk), "--json", stdout=out)
        answer = json.loads(out.getvalue())
        self.assertEqual((caught.exception.code, answer["undone"], len(answer["blocked_by"])), (1, False, 1))
        self.assertEqual(Employee.objects.get().name, "张三三")
