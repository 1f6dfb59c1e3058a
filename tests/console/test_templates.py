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
FORM_THAT_POSTS = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.DOTALL | re.I)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Tags and what is translated may carry a Chinese example (a nickname, a name to search for).
TAGS = re.compile(r"\{% blocktrans.*?endblocktrans(?:late)? %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
# The switch into Chinese speaks Chinese.
SPEAKS_CHINESE = {"partials/_language.html"}


def templates() -> list[Path]:
    return sorted(FOLDER.rglob("*.html"))


class EveryTemplate(SimpleTestCase):
    def each(self, check):
        for file in templates():
            name = file.relative_to(FOLDER).as_posix()
            with self.subTest(name):
                check(name, file.read_text(encoding="utf-8"))

    def test_can_be_read(self):
        self.each(lambda name, text: engines["django"].get_template(name))

    def test_has_nothing_inline(self):
        def check(name, text):
            self.assertEqual([found[0] for found in INLINE.finditer(TAGS.sub("", text))], [])

        self.each(check)

    def test_asks_nobody_else_for_anything(self):
        self.each(lambda name, text: self.assertIsNone(ELSEWHERE.search(text)))

    def test_keeps_its_notes_on_one_line(self):
        """Django shows a {# note #} that runs over two lines to everybody."""

        def check(name, text):
            self.assertEqual([n for n in re.findall(r"\{#(.*?)#\}", text, re.DOTALL) if "\n" in n], [])

        self.each(check)

    def test_posts_with_a_token(self):
        def check(name, text):
            for form in FORM_THAT_POSTS.finditer(text):
                self.assertIn("csrf_token", form[0])

        self.each(check)

    def test_writes_no_chinese_of_its_own(self):
        def check(name, text):
            if name not in SPEAKS_CHINESE:
                self.assertIsNone(CHINESE.search(TAGS.sub("", text)))

        self.each(check)


class TheIcons(SimpleTestCase):
    def test_every_icon_that_is_asked_for_is_drawn(self):
        drawn = set(re.findall(r'<symbol id="([a-z]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
        asked = {
            name
            for file in templates()
            for name in re.findall(r'\{% icon "([a-z]+)"|\bicon="([a-z]+)"', file.read_text())
        }
        self.assertLessEqual({name for pair in asked for name in pair if name}, drawn)
