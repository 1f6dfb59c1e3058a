"""The Chinese is complete, says what the English says, and is compiled from what stands in the catalogue."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import TestCase

import polib
import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
IN_CI = os.environ.get("CI", "") not in ("", "0", "false")


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


class TheChineseCatalogue(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = polib.pofile(str(FOLDER / "django.po"))

    def test_has_chinese_for_everything(self):
        self.assertEqual([entry.msgid for entry in self.catalogue.untranslated_entries()], [])

    def test_guesses_nothing_and_keeps_nothing_old(self):
        self.assertEqual([entry.msgid for entry in self.catalogue if entry.fuzzy or entry.obsolete], [])

    def test_has_the_places_of_the_english_in_every_sentence(self):
        for entry in self.catalogue:
            wanted = sorted(PLACES.findall(entry.msgid_plural or entry.msgid))
            for text in texts(entry):
                with self.subTest(entry.msgid):
                    self.assertEqual(sorted(PLACES.findall(text)), wanted)

    def test_is_what_was_compiled(self):
        compiled = {key(entry): texts(entry) for entry in polib.mofile(str(FOLDER / "django.mo"))}
        self.assertEqual(compiled, {key(entry): texts(entry) for entry in self.catalogue.translated_entries()})

    def test_knows_every_word_of_the_code_and_of_the_pages(self):
        if not shutil.which("xgettext") and not IN_CI:
            pytest.skip("no gettext on this machine (Debian: apt install gettext)")
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            for name in ("groupadmin", "members", "templates"):
                shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            (tree / "locale").mkdir()
            command = ["-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "-v0"]
            # The settings of the tests are not in that tree, and gathering needs none.
            apart = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
            subprocess.run([sys.executable, *command], cwd=tree, env=apart, check=True, capture_output=True)
            found = polib.pofile(str(tree / "locale/zh_Hans/LC_MESSAGES/django.po"))
        there = {key(entry) for entry in self.catalogue}
        self.assertEqual({key(entry) for entry in found if not entry.obsolete} - there, set())
