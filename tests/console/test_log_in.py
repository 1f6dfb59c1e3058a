"""Logging in and out, one's own password, sessions that end, and the lock after wrong passwords."""

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from tests.making import make_employee, make_user

PASSWORD = "correct horse battery"
NEW = "staple-of-the-house-9"


class LogIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(make_employee("甲", staff_no="000001"))

    def log_in(self, password=PASSWORD, **more):
        return self.client.post("/login/", {"username": "000001", "password": password, **more})

    def test_leads_to_todays_list_or_to_the_page_that_was_asked_for(self):
        self.assertRedirects(self.log_in(), "/")
        self.client.logout()
        self.assertRedirects(self.log_in(next="/search/"), "/search/")

    def test_never_leads_to_another_site(self):
        self.assertRedirects(self.log_in(next="https://elsewhere.example/"), "/")

    def test_a_wrong_password_is_told_without_saying_which_was_wrong(self):
        self.assertContains(self.log_in("wrong"), 'role="alert"')

    def test_five_wrong_passwords_lock_for_a_while(self):
        for _time in range(5):
            answer = self.log_in("wrong")
        self.assertEqual(answer.status_code, 429)
        self.assertTemplateUsed(answer, "directory/locked_out.html")
        self.assertEqual(self.log_in().status_code, 429)

    def test_logging_out_needs_a_post_and_keeps_the_language(self):
        self.client.force_login(self.user)
        self.client.post("/language/", {"language": "en"})
        self.assertEqual(self.client.get("/logout/").status_code, 405)
        page = self.client.post("/logout/", follow=True)
        self.assertEqual(page.headers["Content-Language"], "en")
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_an_account_that_is_locked_is_told_that_it_may_be(self):
        type(self.user).objects.update(is_active=False)
        self.assertContains(self.log_in(), "用户名或密码有误，或账号已被锁定")

    def test_an_account_that_was_switched_off_is_out_at_once(self):
        self.client.force_login(self.user)
        type(self.user).objects.update(is_active=False)
        self.assertRedirects(self.client.get("/"), "/login/?ended=1&next=/", fetch_redirect_response=False)


class AnEndedSession(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(make_employee("甲"))

    def setUp(self):
        self.client.force_login(self.user)
        self.client.session.flush()

    def test_is_told_and_leads_back(self):
        answer = self.client.get("/search/?q=a")
        self.assertRedirects(answer, "/login/?ended=1&next=/search/%3Fq%3Da", fetch_redirect_response=False)
        self.assertContains(self.client.get(answer.headers["Location"]), 'role="status"')

    def test_says_that_a_form_was_not_saved_and_leads_back_to_the_page_it_stood_on(self):
        self.client.cookies.clear()  # the browser drops the cookie when the session is over
        here = {"Referer": "http://testserver/groups/A1/?x=1"}
        answer = self.client.post("/groups/A1/said-done/", headers=here)
        self.assertRedirects(answer, "/login/?ended=form&next=/groups/A1/%3Fx%3D1", fetch_redirect_response=False)
        self.assertContains(self.client.get(answer.headers["Location"]), "刚才提交的内容未保存")

    def test_a_form_from_elsewhere_leads_home(self):
        for page in ("", "https://elsewhere.example/groups/", "nonsense"):
            answer = self.client.post("/groups/A1/said-done/", headers={"Referer": page})
            self.assertRedirects(answer, "/login/?ended=form&next=/", fetch_redirect_response=False)

    def test_does_not_put_the_log_in_form_into_part_of_a_page(self):
        answer = self.client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/search/?q=a"})
        self.assertEqual(answer.content, b"")
        self.assertEqual(answer.headers["HX-Redirect"], "/login/?ended=1&next=/search/%3Fq%3Da")

    def test_a_stranger_is_not_told_of_a_session_they_never_had(self):
        self.client.cookies.clear()
        self.assertRedirects(self.client.get("/"), "/login/?next=/")


class OnesOwnPassword(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(make_employee("甲"), must_change_password=True)

    def setUp(self):
        self.client.force_login(self.user)

    def choose(self, old=PASSWORD, new=NEW, again=NEW):
        return self.client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": again})

    def test_whoever_has_a_one_time_password_gets_no_further_without_a_new_one(self):
        self.assertRedirects(self.client.get("/search/"), "/password/")
        self.assertRedirects(self.client.get("/admin/"), "/password/")

    def test_but_may_leave(self):
        self.assertEqual(self.client.post("/logout/").headers["Location"], "/login/")

    def test_after_choosing_one_the_session_goes_on(self):
        self.assertRedirects(self.choose(), "/")
        self.user.refresh_from_db()
        self.assertFalse(self.user.must_change_password)
        self.assertTrue(self.user.check_password(NEW))
        self.assertEqual(AuditEvent.objects.get().action, "user.password_chosen")

    def test_the_old_one_must_be_right_and_the_new_one_good(self):
        for tried in (
            self.choose(old="wrong"),
            self.choose(again="another-9-house"),
            self.choose(new="short", again="short"),
            self.choose(new="1234567890", again="1234567890"),
            self.choose(new="password2026", again="password2026"),
        ):
            self.assertContains(tried, "field-error")
        self.user.refresh_from_db()
        self.assertTrue(self.user.must_change_password)
        self.assertEqual(AuditEvent.objects.count(), 0)
