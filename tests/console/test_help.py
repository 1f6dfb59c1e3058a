"""Help in place: every page leads to its paragraph of the guide, and words of the field explain themselves."""

import re

from django.conf import settings
from django.template import Context, Template
from django.test import SimpleTestCase, TestCase
from django.urls import get_resolver
from django.utils import translation

from groupadmin.console import guides, terms
from groupadmin.directory import roles
from tests.making import make_employee, make_user
from tests.test_every_url import every_address

# What needs no paragraph: the guides themselves, what everybody knows, and what answers with no page of its own.
WITHOUT = {"guide", "login", "logout", "password", "search", "choose_language", "job_file"}
DEEDS = re.compile(
    "_(confirm|discard|undo|forget|agree|decline|run|save|drop|lock|read|reset"
    "|take_back|in_use|check|options|done|wording|nickname)$"
)
GLOSSARY = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")


class TheGuides(SimpleTestCase):
    def test_have_the_same_headings_in_both_languages(self):
        for name in guides.GUIDES:
            levels = [re.findall(r"<h(\d)", guides.read(name, language).body) for language in ("zh", "en")]
            self.assertEqual(*levels, name)

    def test_every_paragraph_that_a_page_leads_to_is_there(self):
        body = guides.read("clerk", "zh").body
        for number in guides.ABOUT:
            self.assertIn(f'id="p{number}"', body)

    def test_pages_named_are_pages_and_every_page_of_the_office_has_its_paragraph(self):
        named = {pattern.name for pattern in every_address(get_resolver()).values()}
        self.assertLessEqual(set(guides.PARAGRAPHS), named)
        pages = {
            pattern.name
            for route, pattern in every_address(get_resolver()).items()
            if route.endswith("/") and not DEEDS.search(pattern.name)
        }
        self.assertEqual(pages - WITHOUT - set(guides.PARAGRAPHS), set())

    def test_their_links_stay_in_the_console_and_nothing_of_them_is_a_script(self):
        for language in ("zh", "en"):
            body = guides.read("clerk", language).body
            self.assertRegex(body, r'href="/help/owner/\?in=')
            self.assertRegex(body, r'href="#p4"')
            self.assertNotIn(".md", body)
            self.assertNotIn("<script", body)


class InTheConsole(TestCase):
    def page(self, user, address="/people/", language="zh-hans"):
        self.client.force_login(user)
        self.client.post("/language/", {"language": language})
        return self.client.get(address)

    def test_the_office_is_led_to_the_paragraph_and_owners_to_their_page(self):
        office, owner = make_user(None, roles.HR), make_user(make_employee("甲"))
        self.assertContains(self.page(office), 'href="/help/clerk/#p4"')
        self.assertContains(self.page(owner, "/"), 'href="/help/owner/"')

    def test_speak_the_readers_language_or_the_one_a_link_asks_for(self):
        reader = make_user(make_employee("甲"))
        self.assertContains(self.page(reader, "/help/clerk/"), "导入花名册")
        self.assertContains(self.page(reader, "/help/clerk/?in=en"), "Importing the staff list")
        self.assertContains(self.page(reader, "/help/clerk/", "en"), "Importing the staff list")
        self.assertEqual(self.page(reader, "/help/operator/").status_code, 404)


class Terms(SimpleTestCase):
    def test_are_the_glossarys_words(self):
        for name, (word, _meaning) in terms.TERMS.items():
            for language in ("en", "zh-hans"):
                with self.subTest(name, language=language), translation.override(language):
                    self.assertIn(str(word), GLOSSARY)

    def test_each_stands_on_some_page(self):
        pages = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
        self.assertEqual(sorted(terms.TERMS), sorted(set(re.findall(r'{% term "(\w+)"', pages))))

    def test_explain_themselves_by_keyboard_and_to_screen_readers(self):
        with translation.override("en"):
            shown = Template('{% term "full" word %}').render(Context({"word": "<b>"}))
        self.assertIn('tabindex="0"', shown)
        self.assertIn("&lt;b&gt;", shown)
        self.assertIn("whoever is missing has left", shown)
