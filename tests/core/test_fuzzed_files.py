"""Files with a few bytes changed end in a table, a preview or a sentence: a small, fixed part of ``bench.fuzz``."""

import logging
import random

from django.test import TestCase
from django.urls import reverse

from bench.fuzz import KINDS, brought, changed, files_for_pages, outcome
from groupadmin.directory import roles
from tests.making import make_group, make_user

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

    def test_by_each_page_too(self):
        self.client.force_login(make_user(None, roles.HR))
        code, ends = make_group().code, set()
        for number, (address, name, content) in enumerate(files_for_pages(OF_EACH_KIND // 2, seed=1)):
            url = reverse(address, args=[code] if address == "roster_new" else [])
            with self.subTest(address, number=number):
                mode = "PARTIAL" if address == "roster_new" else "update"
                ends.add(brought(self.client, url, name, content, mode=mode, text=""))
        self.assertEqual(ends, {"preview", "sentence"})
