"""What every answer carries and how refusals look: the policy, our own words, both languages."""

from unittest.mock import patch

from django.test import Client, TestCase

from groupadmin.directory import roles
from tests.making import make_employee, make_user


class EveryAnswer(TestCase):
    def setUp(self):
        self.client.force_login(make_user(None, roles.HR))

    def test_carries_the_strict_policy(self):
        for path in ("/", "/login/", "/search/", "/admin/", "/nowhere/", "/healthz"):
            policy = self.client.get(path).headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy, path)
            self.assertNotIn("unsafe", policy, path)

    def test_is_kept_out_of_frames_and_tells_no_other_site_where_it_was(self):
        headers = self.client.get("/").headers
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertEqual(headers["Referrer-Policy"], "same-origin")


class Refusals(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(make_employee("甲"))

    def setUp(self):
        self.client.force_login(self.user)

    def test_what_one_may_not_see_is_refused_in_our_words(self):
        answer = self.client.get("/admin/", follow=True)
        self.assertContains(answer, "今日待办", status_code=403)
        self.assertTemplateUsed(answer, "403.html")

    def test_what_is_not_there(self):
        self.assertContains(self.client.get("/nowhere/"), 'href="/"', status_code=404)

    def test_strangers_get_the_same_page(self):
        self.assertContains(Client().get("/nowhere/"), "<h1", status_code=404)

    def test_a_form_without_its_token(self):
        answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
        self.assertContains(answer, "<h1", status_code=403)
        self.assertTemplateUsed(answer, "403_csrf.html")

    def test_a_fault_of_ours(self):
        client = Client(raise_request_exception=False)
        client.force_login(self.user)
        with patch("groupadmin.console.views.look_for", side_effect=ZeroDivisionError):
            answer = client.get("/search/?q=a")
        self.assertEqual(answer.status_code, 500)
        self.assertIn("系统出错了", answer.content.decode())
        self.assertIn("Content-Security-Policy", answer.headers)

    def test_health_needs_no_log_in(self):
        self.assertEqual(Client().get("/healthz").json(), {"ok": True})
