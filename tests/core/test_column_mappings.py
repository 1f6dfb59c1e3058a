"""What a person said which column is which holds for the next file of the same layout."""

from django.db import IntegrityError, transaction
from django.test import TestCase

from groupadmin.core.file_errors import HeaderNotFound
from groupadmin.core.mappings import read_remembering, recall
from groupadmin.core.models import ColumnMapping
from groupadmin.core.table_reader import Headers
from tests.sheets import csv

KNOWN = Headers({"staff_no": ("工号",), "name": ("姓名",)}, must=(("staff_no",), ("name",)))
SAID = {"编码": "staff_no", "谁": "name"}
FILE = csv(("编码", "谁"), ("1", "张三"))


class MappingsAreRemembered(TestCase):
    def read(self, content=FILE, **options):
        return read_remembering("DIRECTORY", content, "x.csv", known=KNOWN, **options)

    def test_unknown_headings_are_asked_once(self):
        with self.assertRaises(HeaderNotFound) as caught:
            self.read()
        self.assertEqual(caught.exception.header, ("编码", "谁"))
        self.read(mapping=SAID)
        table, mapping = self.read(csv(("编码*", " 谁"), ("2", "李四")))
        self.assertEqual((table.columns(KNOWN, mapping), mapping), ({"staff_no": 0, "name": 1}, SAID))

    def test_another_kind_of_list_does_not_know(self):
        self.read(mapping=SAID)
        self.assertIsNone(recall("ROSTER", ("编码", "谁")))

    def test_one_row_per_layout(self):
        self.read(mapping=SAID)
        self.read(mapping=SAID)
        row = ColumnMapping.objects.get()
        with self.assertRaises(IntegrityError), transaction.atomic():
            ColumnMapping.objects.create(kind=row.kind, signature=row.signature)
