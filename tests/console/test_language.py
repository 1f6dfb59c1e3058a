"""Chinese unless the reader chose English; the choice goes with the log-in."""

from django.test import TestCase

from tests.making import make_employee, make_user

PASSWORD = "correct horse battery"


class Language(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(make_employee("甲"))

    def spoken(self, path="/login/"):
        return self.client.get(path).headers["Content-Language"]

    def test_is_chinese_whatever_the_browser_wishes(self):
        page = self.client.get("/login/", headers={"Accept-Language": "en-GB,en"})
        self.assertEqual(page.headers["Content-Language"], "zh-hans")
        self.assertContains(page, '<html lang="zh-Hans">')

    def test_a_stranger_may_choose_and_goes_back_to_where_they_were(self):
        self.assertRedirects(self.client.post("/language/", {"language": "en", "next": "/login/?a=1"}), "/login/?a=1")
        self.assertEqual(self.spoken(), "en")

    def test_the_choice_is_kept_with_the_log_in(self):
        self.client.force_login(self.user)
        self.client.post("/language/", {"language": "en"})
        self.user.refresh_from_db()
        self.assertEqual(self.user.language, "en")
        self.client.logout()
        self.assertEqual(self.spoken(), "zh-hans")
        self.client.post("/login/", {"username": self.user.username, "password": PASSWORD})
        self.assertEqual(self.spoken("/"), "en")

    def test_an_unknown_language_changes_nothing(self):
        self.client.post("/language/", {"language": "xx"})
        self.assertEqual(self.spoken(), "zh-hans")

    def test_nobody_is_sent_to_another_site(self):
        for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
            answer = self.client.post("/language/", {"language": "en", "next": elsewhere})
            self.assertEqual(answer.headers["Location"], "/")
