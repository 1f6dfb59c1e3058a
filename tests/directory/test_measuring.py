"""The measurement of the directory's import runs at a small scale and leaves an empty directory behind."""

from unittest import mock

from django.test import TestCase

from bench import directory_import
from groupadmin.core.models import ImportBatch
from groupadmin.directory.models import Department, Employee


class TheMeasurement(TestCase):
    def test_figures_and_what_is_left(self):
        def timed(work):
            work()
            return 1.0, 2.0

        with mock.patch.object(directory_import, "timed", timed):
            figures = {name: value for name, value, _unit in directory_import.run(300)}
        self.assertEqual(figures["directory: first import, rows a second"], 300)
        self.assertEqual(figures["directory: re-import ÷ (parse + bare diff and upsert)"], 1)
        self.assertEqual(Employee.objects.count(), 300)
        self.assertEqual(figures["directory: re-import by the page (stage, plan, apply) ÷ the same"], 1)
        counts = [batch.counts["updated"] for batch in ImportBatch.objects.order_by("id")]
        self.assertEqual(counts, [0, *[6] * 2 * directory_import.ROUNDS])
        self.assertGreater(Department.objects.filter(parent__parent__isnull=False).count(), 10)
        directory_import.clear()
        self.assertEqual((Employee.objects.count(), Department.objects.count()), (0, 0))

    def test_the_lists_are_the_same_each_time_and_as_hr_s_are(self):
        rows = directory_import.rows(50)
        self.assertEqual(rows, directory_import.rows(50))
        self.assertEqual({len(row) for row in rows}, {len(directory_import.HEADER)})
        self.assertEqual(len({row[0] for row in rows}), 50)
        self.assertEqual(sum(a != b for a, b in zip(rows, directory_import.change(rows, 0.1), strict=True)), 5)
