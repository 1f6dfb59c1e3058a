"""No cell of a file from the back office is computed by a spreadsheet, however it begins, and none is falsified."""

import csv
import io

from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.core.back_office import FORMATS
from groupadmin.core.file_reader import clean
from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee
from groupadmin.groups.models import Group
from tests.making import make_department, make_employee, make_group, make_user

LEADS = ("", " ", "\t", "\r", "\n", "\u3000", "\xa0", "\u200b", "\ufeff", " \t\u3000", "'")
MARKS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
TEXTS = [f"{lead}{mark}cmd|' /C calc'!A0" for lead in LEADS for mark in MARKS]
TABLES = ((Employee, "post"), (Group, "purpose"), (Department, "path"))


class Exports(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        for at, text in enumerate(TEXTS):
            make_employee(f"人{at}", post=text)
            make_group(f"群{at}", purpose=text)
            department = make_department(f"部{at}")
            Department.objects.filter(pk=department.pk).update(path=text)

    def cells(self, model, field, ending):
        """Return every cell of an export of one column below its heading."""
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
        self.client.force_login(self.hr)
        number = next(at for at, form in enumerate(FORMATS) if form().get_extension() == ending)
        resource = f"{model._meta.model_name}resource"
        fields = {"resource": "", f"{resource}_id": "", f"{resource}_{field}": "on"}
        answer = self.client.post(url, fields | {"format": str(number)})
        self.assertEqual(answer.status_code, 200)
        if ending == "xlsx":
            book = load_workbook(io.BytesIO(answer.content))
            return [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None]
        text = answer.content.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if ending == "tsv" else ",")
        return [cell for row in list(rows)[1:] for cell in row]

    def test_csv_and_tabs_hold_each_text_quoted_and_whole(self):
        for model, field in TABLES:
            told = {clean(text) for text in model.objects.values_list(field, flat=True) if text}
            for ending in ("csv", "tsv"):
                with self.subTest(field, ending=ending):
                    cells = self.cells(model, field, ending)
                    computed = [cell for cell in cells if cell.strip("\u200b\ufeff\u3000 \t\r\n\xa0")[:1] in MARKS]
                    self.assertEqual([cell for cell in computed if cell], [])
                    self.assertLessEqual(told - {""}, {clean(cell) for cell in cells})

    def test_no_cell_of_a_workbook_is_a_formula(self):
        for model, field in TABLES:
            with self.subTest(field):
                cells = self.cells(model, field, "xlsx")
                self.assertGreater(len(cells), len(MARKS))
                self.assertEqual([cell.value for cell in cells if cell.data_type == "f"], [])
