"""Files with a few bytes changed end in a table or in a sentence: a small, fixed part of ``python -m bench.fuzz``."""

import logging
import random

from django.test import TestCase

from bench.fuzz import KINDS, changed, outcome

OF_EACH_KIND = 10


class FuzzedFiles(TestCase):
    def setUp(self):
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)

    def test_whole_files_are_read(self):
        for kind, make in KINDS.items():
            with self.subTest(kind):
                self.assertEqual(outcome(kind, make()), "table")

    def test_changed_ones_are_read_or_refused(self):
        for kind, make in KINDS.items():
            whole, chance = make(), random.Random(kind)
            for number in range(OF_EACH_KIND):
                with self.subTest(kind, number=number):
                    self.assertTrue(outcome(kind, changed(whole, chance)))
