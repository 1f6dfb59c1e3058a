"""Hostile and damaged files, brought by every way there is: a sentence each time, and the console lives on."""

import io
import json
import logging
import tempfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.urls import reverse

from groupadmin.directory import roles
from tests.making import make_department, make_employee, make_group, make_membership, make_user

CASES = Path(__file__).parent.parent / "cases" / "hostile"
FILES = sorted(path for path in CASES.iterdir() if path.suffix != ".md")
TABLE = "far_cell too_many_rows too_many_cells cell_too_long cannot_be_read took_too_long damaged not_a_sheet cut_short"
TABLE += " columns_missing header_not_found empty_file no_rows no_members_in_it unknown_encoding needs_answer"
TABLE += " columns_unknown"
# A CSV or a text that keeps nobody waiting may also be read, if nothing in it goes beyond a list.
MADE = {
    "heading.csv": b"(" + b"1" * 60_000 + b",b\nx,y\n",
    "stars.csv": ("*" * 30_000 + "x,b\n1,2\n").encode(),
    "wide.csv": b",".join(b"h%d" % n for n in range(25_000)) + b"\n" + b"x\n" * 25_000,
    "returns.csv": b"a,b\r" + b"1,2\r" * 5_000,
}
PASTES = {
    "stars": "*" * 30_000 + "x",
    "colons": ":?" * 15_000 + "x",
    "musts": "(必填)" * 8_000 + "x",
    "moments": ("1-1" + " " * 20_000 + "\n") * 3,
    "keys": json.dumps([{"昵称": "张三", f"key{n}": n} for n in range(12_000)], ensure_ascii=False),
    "deep": "[" * 100_000,
    "numbers": '[{"昵称": ' + "1" * 10_000 + "}]",
    "chain": "#接龙\n1. " + "销售部" * 20_000,
    "entity": "&#" + "1" * 60_000 + ";",
}


@override_settings(READER_CPU_SECONDS=8)
class HostileFiles(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.owner = make_employee("赵一", sales)
        cls.group = make_group("销售群", sales)
        make_membership(cls.group, cls.owner, role="OWNER", account_key="wxid_a")
        cls.user = make_user(cls.owner)
        cls.hr = make_user(make_employee("钱二", sales), roles.HR)

    def setUp(self):
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)

    def files(self):
        yield from ((path.name, path.read_bytes()) for path in FILES)
        yield from MADE.items()

    def code_of(self, *arguments):
        """Return how a command ended: ``read``, or the code of its refusal."""
        out = io.StringIO()
        try:
            call_command(*arguments, "--dry-run", "--json", stdout=out, stderr=io.StringIO())
        except SystemExit as stopped:
            self.assertEqual(stopped.code, 1)
            return json.loads(out.getvalue())["error"]["code"]
        return "read"

    def test_by_each_command(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in self.files():
                path = Path(folder, name)
                path.write_bytes(content)
                for command in (["import_directory"], ["import_register"], ["import_roster", self.group.code]):
                    with self.subTest(name, command=command[0]):
                        code = self.code_of(*command, str(path))
                        self.assertIn(code, ["read", *TABLE.split()])

    def test_what_each_is_called(self):
        expected = {
            "hang3.ods": "damaged",
            "grid_space.xlsx": "far_cell",
            "grid_pad.xlsx": "damaged",
            "ss_count.xlsx": "cannot_be_read",
            "damaged.xls": "cannot_be_read",
            "hp_a.xls": "not_a_sheet",
            "xml2003_index.xls": "too_many_rows",
        }
        for name, code in expected.items():
            with self.subTest(name):
                self.assertEqual(self.code_of("import_directory", str(CASES / name)), code)

    def test_by_page(self):
        self.client.force_login(self.user)
        for name, content in self.files():
            with self.subTest(name):
                data = {"file": SimpleUploadedFile(name, content), "mode": "PARTIAL", "text": ""}
                page = self.client.post(reverse("roster_new", args=[self.group.code]), data, follow=True)
                self.assertIn(page.status_code, (200, 422))
        self.assertEqual(self.client.get("/healthz").status_code, 200)

    def test_by_paste(self):
        self.client.force_login(self.user)
        for name, text in PASTES.items():
            with self.subTest(name):
                data = {"text": text, "mode": "PARTIAL"}
                page = self.client.post(reverse("roster_new", args=[self.group.code]), data, follow=True)
                self.assertIn(page.status_code, (200, 422))
