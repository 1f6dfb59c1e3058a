"""``import_register FILE [--dry-run] --json`` prints exactly its object, and ends with 0 or 1."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.test import TestCase

from groupadmin.core.models import ImportBatch
from groupadmin.groups.models import Group
from tests.making import make_department
from tests.register.ledgers import csv_ledger, row


class TheCommand(TestCase):
    def run_on(self, content, *options):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "台账.csv"
            path.write_bytes(content)
            out = StringIO()
            call_command("import_register", str(path), "--json", *options, stdout=out)
        return json.loads(out.getvalue())

    def test_it_imports_the_good_rows_and_lists_the_others(self):
        make_department("销售部")
        answer = self.run_on(csv_ledger([row("甲群", 所属部门="销售部"), row("乙群", 所属部门="没有部")]))
        errors, reading = answer.pop("errors"), answer.pop("reading")
        self.assertEqual(
            answer,
            {"created": 1, "updated": 0, "unchanged": 0, "warnings": [], "warning_codes": [], "applied": True},
        )
        self.assertEqual(
            (reading["heading_row"], reading["columns"]["department"], reading["new_departments"]),
            (1, "所属部门", [{"path": "没有部", "nearest": ""}]),
        )
        self.assertEqual(set(errors[0]), {"row", "column", "value", "reason"})
        self.assertEqual((errors[0]["row"], errors[0]["column"], errors[0]["value"]), (3, "所属部门", "没有部"))
        self.assertEqual(Group.objects.get().name, "甲群")

    def test_a_dry_run_writes_nothing(self):
        answer = self.run_on(csv_ledger([row("甲群")]), "--dry-run")
        counts = {name: answer[name] for name in ("created", "updated", "unchanged", "errors", "applied")}
        self.assertEqual(counts, {"created": 1, "updated": 0, "unchanged": 0, "errors": [], "applied": False})
        self.assertEqual((Group.objects.count(), ImportBatch.objects.count()), (0, 0))

    def test_again_changes_nothing(self):
        content = csv_ledger([row("甲群")])
        self.run_on(content)
        self.assertEqual(self.run_on(content)["unchanged"], 1)

    def test_a_file_that_is_no_ledger_is_refused(self):
        with self.assertRaises(SystemExit) as caught:
            self.run_on(b"%PDF-1.4 nothing")
        self.assertEqual(caught.exception.code, 1)

    def test_a_file_that_is_not_there_is_refused(self):
        out = StringIO()
        with self.assertRaises(SystemExit) as caught:
            call_command("import_register", "/nowhere/台账.csv", "--json", stdout=out)
        self.assertEqual(caught.exception.code, 1)
        self.assertEqual(json.loads(out.getvalue())["error"]["code"], "no_such_file")
