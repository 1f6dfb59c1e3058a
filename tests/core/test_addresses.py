"""Numbers stand in addresses and in names of files: no page is hidden by one, and no header is broken by one."""

from email.message import Message

from django.test import SimpleTestCase, TestCase
from django.urls import get_resolver

from groupadmin.core.addresses import file_answer, fits_an_address
from groupadmin.groups import services
from tests.directory.lists import take
from tests.test_every_url import every_address


def pages_below(folder: str) -> set[str]:
    """Return the words that stand in our addresses right below a folder, as the table of all addresses has them."""
    found = {
        route.removeprefix(folder).split("/")[0] for route in every_address(get_resolver()) if route.startswith(folder)
    }
    return {word for word in found if word and "<" not in word}


class Words(SimpleTestCase):
    def test_of_our_own_pages_are_no_number_of_a_group(self):
        self.assertLessEqual({"import", "ledger.xlsx", "new"}, pages_below("groups/"))
        self.assertEqual([word for word in pages_below("groups/") if services.may_be_code(word)], [])
        self.assertTrue(services.may_be_code("G00001"))

    def test_of_our_own_pages_are_no_number_of_a_person(self):
        self.assertLessEqual({"import", "imports"}, pages_below("people/"))
        self.assertEqual([word for word in pages_below("people/") if fits_an_address(word, below="people/")], [])


class StaffNumbers(TestCase):
    def test_that_fit_no_address_are_refused_with_the_reason(self):
        for number in ("..", "import", "new", "imports", 'x"y', "a\u202eb", "<b>", "a/b", "a?b", "a;b"):
            plan = take((number, "张三"), header=("工号", "姓名"))
            with self.subTest(number):
                self.assertEqual([problem.code for problem in plan.problems], ["bad_number"])


class FileNames(SimpleTestCase):
    def named(self, name: str) -> str:
        header = file_answer(b"", "text/plain", name).headers["Content-Disposition"]
        message = Message()
        message["Content-Disposition"] = header
        self.assertEqual(message.get_content_disposition(), "attachment")
        return message.get_filename()

    def test_stay_what_they_are(self):
        for name in ("ledger.xlsx", "台账-2026.xlsx", "a b.xlsx".replace(" ", "_")):
            with self.subTest(name):
                self.assertEqual(self.named(name), name)

    def test_cannot_say_anything_else(self):
        for name in (
            'x";filename="a.exe',
            "a\r\nSet-Cookie: b=1",
            "gpj.\u202eexe",
            "../../etc/passwd",
            "a\0b",
            "\\\\host\\x",
        ):
            with self.subTest(name):
                found = self.named(name)
                for sign in '"\r\n/\\\0\u202e;':
                    self.assertNotIn(sign, found)
