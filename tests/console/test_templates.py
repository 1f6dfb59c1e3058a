"""What every template keeps to: nothing inline, nothing from elsewhere, its strings translated."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.test import SimpleTestCase

FOLDER = settings.BASE_DIR / "templates"
INLINE = re.compile(
    r"""<style\b | \sstyle\s*= | \son[a-z]+\s*= | hx-on | javascript: | <script\b(?![^>]*\bsrc=) | =["']js: """,
    re.X | re.I,
)
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.I)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Tags and what is translated may carry a Chinese example (a nickname, a name to search for).
TRANSLATED = re.compile(r"\{% blocktrans.*?endblocktrans(?:late)? %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
# The switch into Chinese speaks Chinese.
SPEAKS_CHINESE = {"partials/_language.html"}


def templates() -> list[Path]:
    return sorted(FOLDER.rglob("*.html"))


class EveryTemplate(SimpleTestCase):
    def each(self):
        for file in templates():
            with self.subTest(file.relative_to(FOLDER).as_posix()):
                yield file.relative_to(FOLDER).as_posix(), file.read_text(encoding="utf-8")

    def test_can_be_read(self):
        for name, _text in self.each():
            engines["django"].get_template(name)

    def test_has_nothing_inline(self):
        for _name, text in self.each():
            self.assertEqual([found[0] for found in INLINE.finditer(text)], [])

    def test_asks_nobody_else_for_anything(self):
        for _name, text in self.each():
            self.assertIsNone(ELSEWHERE.search(text))

    def test_keeps_its_notes_on_one_line(self):
        """Django shows a {# note #} that runs over two lines to everybody."""
        for _name, text in self.each():
            for note in re.finditer(r"\{#(.*?)#\}", text, re.DOTALL):
                self.assertNotIn("\n", note[1])

    def test_posts_with_a_token(self):
        for _name, text in self.each():
            for form in re.finditer(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", text, re.DOTALL | re.I):
                self.assertIn("csrf_token", form[0])

    def test_writes_no_chinese_of_its_own(self):
        for name, text in self.each():
            if name not in SPEAKS_CHINESE:
                self.assertIsNone(CHINESE.search(TRANSLATED.sub("", text)))


class TheIcons(SimpleTestCase):
    def test_every_icon_that_is_asked_for_is_drawn(self):
        drawn = set(re.findall(r'<symbol id="([a-z]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
        asked = {
            name
            for file in templates()
            for name in re.findall(r'\{% icon "([a-z]+)"|\bicon="([a-z]+)"', file.read_text())
        }
        self.assertLessEqual({name for pair in asked for name in pair if name}, drawn)
