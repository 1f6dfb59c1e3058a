"""Guessing is slow, and a weapon against nobody: by name, by place, by the browser somebody has used before."""

from datetime import timedelta
from unittest import mock

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import TestCase, override_settings
from django.utils import timezone

from groupadmin.core.housekeeping import forget_expired
from groupadmin.directory import accounts, login_throttle, roles
from groupadmin.directory.models import User
from tests.making import make_employee, make_user

PASSWORD = "correct horse battery"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


class LoggingIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user(make_employee("甲", staff_no="000001"))
        cls.other = make_user(make_employee("乙", staff_no="000002"))

    def attempt(self, password=PASSWORD, *, name="000001", at=HERE, client=None, **more):
        client = client or self.client_class()
        return client.post("/login/", {"username": name, "password": password}, REMOTE_ADDR=at, **more)

    def wrong(self, times=5, **more):
        for _time in range(times):
            answer = self.attempt("wrong", **more)
        return answer.status_code


class ByNameAndPlace(LoggingIn):
    def test_a_lock_from_one_address_holds_for_that_address_alone(self):
        self.assertEqual(self.wrong(at=ELSEWHERE), 429)
        self.assertEqual(self.attempt(at=ELSEWHERE).status_code, 429)
        self.assertEqual(self.attempt(at=HERE).status_code, 302)

    def test_tries_while_it_is_locked_do_not_prolong_it(self):
        self.wrong()
        first = AccessAttempt.objects.get().attempt_time
        self.wrong(times=3)
        self.assertEqual(AccessAttempt.objects.get().attempt_time, first)
        AccessAttempt.objects.update(attempt_time=first - timedelta(minutes=16))
        self.assertEqual(self.attempt().status_code, 302)

    def test_headers_of_a_stranger_make_no_other_place(self):
        for number in range(5):
            answer = self.attempt(
                "wrong", headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": "203.0.113.9"}
            )
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(self.attempt(headers={"X-Forwarded-For": ELSEWHERE}).status_code, 429)

    def test_addresses_of_one_network_of_the_new_kind_are_one_place(self):
        for number in range(5):
            answer = self.attempt("wrong", at=f"2001:db8:1:2::{number}")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(self.attempt(at="2001:db8:1:3::1").status_code, 302)

    def test_a_socket_without_addresses_is_one_place(self):
        self.assertEqual(self.wrong(at=""), 429)


class BehindAProxy(LoggingIn):
    def setUp(self):
        self.enterContext(override_settings(TRUSTED_PROXIES=["10.0.0.0/8", "::1"]))

    def visit(self, password, chain, at="10.0.0.2"):
        return self.attempt(password, at=at, headers={"X-Forwarded-For": chain})

    def test_visitors_are_told_apart_by_what_the_proxy_says(self):
        for _time in range(5):
            self.visit("wrong", ELSEWHERE)
        self.assertEqual(self.visit(PASSWORD, ELSEWHERE).status_code, 429)
        self.assertEqual(self.visit(PASSWORD, HERE).status_code, 302)

    def test_what_a_visitor_wrote_before_it_is_not_believed(self):
        for number in range(5):
            self.visit("wrong", f"203.0.113.{number}, {ELSEWHERE}, 10.0.0.1")
        self.assertEqual(self.visit(PASSWORD, f"{HERE}, {ELSEWHERE}").status_code, 429)

    def test_rubbish_in_the_chain_is_no_address(self):
        for chain in ("", "unknown", "'; --", "1.2.3.4.5", "10.0.0.1", "\u0661.1.1.1", "[::1]:80"):
            with self.subTest(chain):
                self.assertIn(self.visit("wrong", chain).status_code, (200, 429))

    @override_settings(SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
    def test_only_a_proxy_says_that_a_visitor_came_by_https(self):
        for at, status in (("10.0.0.2", 200), (ELSEWHERE, 301)):
            with self.subTest(at):
                page = self.client.get("/login/", REMOTE_ADDR=at, headers={"X-Forwarded-Proto": "https"})
                self.assertEqual(page.status_code, status)

    def test_others_are_no_proxy(self):
        for _time in range(5):
            self.visit("wrong", HERE, at=ELSEWHERE)
        self.assertEqual(self.visit(PASSWORD, "203.0.113.1", at=ELSEWHERE).status_code, 429)
        self.assertEqual(self.attempt(at=HERE).status_code, 302)


class ManyNamesFromOneAddress(LoggingIn):
    def spray(self, names, **more):
        return [self.attempt("Sommer-2026-Berg", name=f"{n:06}", **more).status_code for n in range(100, 100 + names)]

    def test_are_stopped(self):
        found = self.spray(60)
        self.assertEqual(found, [200] * 30 + [429] * 30)
        self.assertEqual(AccessAttempt.objects.count(), 30)
        self.assertEqual(self.attempt().status_code, 429)

    def test_elsewhere_nothing_has_happened(self):
        self.spray(35)
        self.assertEqual(self.attempt(at=ELSEWHERE).status_code, 302)

    @override_settings(LOG_IN_NAMES_PER_ADDRESS=3)
    def test_the_number_is_a_setting_and_time_lifts_it(self):
        self.assertEqual(self.spray(4), [200, 200, 200, 429])
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        self.assertEqual(self.attempt().status_code, 302)

    def test_a_browser_somebody_has_logged_in_with_is_let_in(self):
        known = self.client_class()
        self.attempt(client=known)
        known.post("/logout/")
        self.spray(31)
        self.assertEqual(self.attempt(client=known).status_code, 302)
        known.post("/logout/")
        self.assertEqual(self.attempt(client=known, name="000002").status_code, 429, "only for whom it is known")


class AKnownBrowser(LoggingIn):
    def setUp(self):
        self.known = self.client_class()
        self.attempt(client=self.known)
        self.known.post("/logout/")

    def test_is_not_locked_by_others_at_its_address(self):
        self.assertEqual(self.wrong(), 429)
        self.assertEqual(self.attempt(client=self.known).status_code, 302)

    def test_is_locked_by_its_own_wrong_tries_and_nobody_else_is(self):
        self.assertEqual(self.wrong(client=self.known), 429)
        self.assertEqual(self.attempt(client=self.known, at=ELSEWHERE).status_code, 429)
        self.assertEqual(self.attempt().status_code, 302)

    def test_is_known_by_a_cookie_nobody_else_can_make(self):
        name, morsel = next((n, m) for n, m in self.known.cookies.items() if n.startswith("known_"))
        self.assertTrue(morsel["httponly"])
        self.wrong()
        for forged in ("", "x", morsel.value[:-2], morsel.value.replace(":", ";"), morsel.value + "\0"):
            stranger = self.client_class()
            stranger.cookies[name] = forged
            with self.subTest(forged):
                self.assertEqual(self.attempt(client=stranger).status_code, 429)

    def test_a_new_password_from_hr_opens_every_lock(self):
        self.wrong()
        slip = accounts.reset_password(self.user, actor=None, at=timezone.now())
        self.assertEqual(self.attempt(slip.password).status_code, 302)


class ATurn(LoggingIn):
    def test_when_too_many_wait_the_next_is_sent_away_and_pages_go_on(self):
        with mock.patch.object(login_throttle, "_places", mock.Mock(acquire=lambda blocking: False)):
            answer = self.attempt()
            self.assertEqual(answer.status_code, 503)
            self.assertEqual(answer.headers["Retry-After"], "5")
            self.assertIn("请几秒后再试", answer.content.decode())
            self.assertEqual(self.client.get("/login/").status_code, 200)
            self.assertEqual(self.client.get("/healthz").status_code, 200)

    def test_turns_are_given_back_whatever_happened(self):
        for _time in range(2 * (login_throttle.HASHED_AT_ONCE + login_throttle.WAITING)):
            with self.assertRaises(ZeroDivisionError), login_throttle.turn():
                raise ZeroDivisionError
        with login_throttle.turn():
            pass

    def test_fewer_wait_than_there_are_threads(self):
        from groupadmin.console import front

        self.assertLessEqual(login_throttle.HASHED_AT_ONCE + login_throttle.WAITING, front.THREADS // 2)


class Strangers(LoggingIn):
    def test_leave_no_session_behind(self):
        for language in ("en", "zh-hans", "xx") * 5:
            self.client_class().post("/language/", {"language": language})
        self.wrong(times=6)
        self.client.get("/login/")
        self.assertEqual(Session.objects.count(), 0)

    def test_may_send_no_large_body_to_any_address(self):
        large = "x" * 70_000
        for path in ("/login/", "/language/", "/people/import/", "/healthz", "/nowhere/"):
            with self.subTest(path):
                answer = self.client.post(path, {"username": large})
                self.assertEqual(answer.status_code, 413)
                self.assertIn("请先登录", answer.content.decode())

    def test_cannot_talk_the_length_away(self):
        for length in ("-1", "²", "9" * 40, "1e9", "99999999999999999999999"):
            with self.subTest(length):
                answer = self.client.generic("POST", "/login/", b"", CONTENT_LENGTH=length)
                self.assertEqual(answer.status_code, 413)

    def test_somebody_logged_in_may_send_it(self):
        self.client.force_login(self.user)
        self.assertEqual(self.client.post("/password/", {"old_password": "x" * 70_000}).status_code, 200)


class OneTimePasswords(LoggingIn):
    def setUp(self):
        self.now = timezone.now()

    def slip(self, days_ago):
        return accounts.reset_password(self.user, actor=None, at=self.now - timedelta(days=days_ago))

    def test_hold_for_seven_days(self):
        self.assertEqual(self.attempt(self.slip(6.9).password).status_code, 302)

    def test_then_open_nothing_and_whoever_has_one_is_told_why(self):
        answer = self.attempt(self.slip(7.1).password)
        self.assertContains(answer, "请向人事管理员申请新的一次性密码")
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_a_wrong_password_is_not_told_so(self):
        self.slip(8)
        self.assertNotContains(self.attempt("wrong"), "申请新的一次性密码")

    def test_of_those_made_in_bulk_and_by_command_too(self):
        make_employee("丙", staff_no="000003")
        hr = make_user(None, roles.HR)
        made = accounts.make_log_ins(accounts.without_log_in(), actor=hr, at=self.now)
        first = accounts.make_administrator("admin", at=self.now)
        for slip in (*made, first):
            self.assertEqual(slip.until, self.now + timedelta(days=7))
            self.assertEqual(User.objects.get(username=slip.username).one_time_until, slip.until)

    def test_a_password_of_ones_own_has_no_end(self):
        slip = self.slip(0)
        self.attempt(slip.password, client=self.client)
        new = {"new_password1": "staple-of-the-house-9", "new_password2": "staple-of-the-house-9"}
        self.client.post("/password/", {"old_password": slip.password, **new})
        self.user.refresh_from_db()
        self.assertIsNone(self.user.one_time_until)

    def test_the_slip_says_until_when(self):
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.post(f"/accounts/{self.user.pk}/reset/", follow=True)
        self.assertContains(page, "有效期至")


class TheNight(LoggingIn):
    def test_forgets_failed_log_ins_and_keeps_no_list_of_log_ins(self):
        self.wrong(times=2)
        self.attempt(at=ELSEWHERE)
        self.assertEqual((AccessAttempt.objects.count(), AccessLog.objects.count()), (1, 0))
        today = timezone.localdate()
        forget_expired(today + timedelta(days=7))
        self.assertEqual(AccessAttempt.objects.count(), 1)
        forget_expired(today + timedelta(days=9))
        self.assertEqual(AccessAttempt.objects.count(), 0)

    @override_settings(LOG_IN_FAILURES_KEPT_DAYS=1)
    def test_how_long_is_a_setting(self):
        self.wrong(times=2)
        forget_expired(timezone.localdate() + timedelta(days=3))
        self.assertEqual(AccessAttempt.objects.count(), 0)


class Probes(LoggingIn):
    @override_settings(SECURE_SSL_REDIRECT=True)
    def test_are_not_sent_to_https(self):
        self.assertEqual(self.client.get("/healthz").status_code, 200)
        self.assertEqual(self.client.get("/healthz/x").status_code, 301)
        self.assertEqual(self.client.get("/").status_code, 301)
