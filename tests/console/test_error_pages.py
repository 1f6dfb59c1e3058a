"""What is refused, missing or broken is said in our own words, in the reader's language, with a way back."""

from unittest import mock

from django.test import Client, TestCase

from groupadmin.core import errors
from groupadmin.core.models import AuditEvent, Job
from groupadmin.directory import roles
from tests.core.test_jobs import make_job
from tests.making import make_employee, make_group, make_user

# What each page says in English and in Chinese.
FORBIDDEN = ("You may not see this page", "您无权查看此页")
ABSENT = ("There is nothing here", "没有找到此页")
BROKEN = ("Something went wrong on our side", "系统出错了")


class InBothLanguages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("工程协调群", code="G00009")
        cls.employee = make_user(make_employee("甲"))
        cls.hr = make_user(None, roles.HR)

    def visitor(self, user, language) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        client.post("/language/", {"language": language})
        return client

    def said(self, user, path, status):
        for language, place in (("en", 0), ("zh-hans", 1)):
            answer = self.visitor(user, language).get(path)
            self.assertEqual((answer.status_code, answer.headers["Content-Language"]), (status, language))
            yield place, answer.content.decode()

    def test_what_is_kept_for_other_roles(self):
        for place, page in self.said(self.employee, "/accounts/", 403):
            self.assertIn(FORBIDDEN[place], page)
            self.assertNotIn(FORBIDDEN[1 - place], page)
            self.assertIn('href="/"', page)
            self.assertIn('class="nav-side"', page, "whoever is logged in keeps the menu")

    def test_a_group_one_does_not_run_looks_like_one_that_is_not_there(self):
        for path in ("/groups/G00009/", "/groups/G99999/"):
            for place, page in self.said(self.employee, path, 404):
                with self.subTest(path=path, place=place):
                    self.assertIn(ABSENT[place], page)
                    self.assertNotIn("工程协调群", page)

    def test_a_mistake_of_ours_shows_nothing_of_its_inside(self):
        with mock.patch("groupadmin.console.views.look_for", side_effect=ZeroDivisionError("the secret inside")):
            for place, page in self.said(self.hr, "/search/?q=a", 500):
                self.assertIn(BROKEN[place], page)
                self.assertNotIn("secret inside", page)
                self.assertNotIn("Traceback", page)

    def test_a_full_disk_says_that_nothing_was_written_and_who_can_help(self):
        full = OSError(28, "No space left on device")
        with mock.patch("groupadmin.console.views.look_for", side_effect=full), self.assertLogs("groupadmin.core"):
            pages = dict(self.said(self.hr, "/search/?q=a", 503))
        self.assertIn("Ask the operator to make room", pages[0])
        self.assertNotIn("operator", pages[1])
        self.assertRegex(pages[1], r'css/console[^"]*"', "it looks like the other pages")
        self.assertNotEqual(str(errors.NO_ROOM), "")

    def test_addresses_that_make_no_sense_are_absent_and_break_nothing(self):
        client = self.visitor(self.hr, "en")
        for path in (
            "/groups/%00/",
            "/people/%F0%9F%98%80/",
            "/groups/../etc/passwd",
            "/nights/99999999999999/",
            "/x" * 900,
        ):
            with self.subTest(path[:40]):
                self.assertIn(client.get(path).status_code, (301, 302, 400, 404))

    def test_leave_nothing_in_the_records(self):
        before = AuditEvent.objects.count()
        client = self.visitor(self.employee, "en")
        for path in ("/accounts/", "/groups/G00009/", "/nowhere/"):
            client.get(path)
        self.assertEqual(AuditEvent.objects.count(), before)


class Strangers(TestCase):
    def test_are_sent_to_the_log_in_and_back_to_where_they_wanted(self):
        for path in ("/", "/groups/", "/matters/?whose=mine", "/admin/"):
            with self.subTest(path):
                answer = self.client.get(path)
                self.assertEqual(answer.status_code, 302)
                self.assertTrue(answer.headers["Location"].startswith("/login/"))
                self.assertIn("next=", answer.headers["Location"])

    def test_a_piece_of_a_page_sends_the_whole_page_to_the_log_in(self):
        asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/groups/G1/?a=1"}
        answer = self.client.get("/jobs/1/", headers=asked)
        self.assertIn("/login/", answer.headers["HX-Redirect"])
        self.assertNotIn("testserver", answer.headers["HX-Redirect"])

    def test_may_choose_a_language_but_only_by_post(self):
        self.assertEqual(self.client.get("/language/").status_code, 405)

    def test_somebody_switched_off_is_a_stranger_from_the_next_page_on(self):
        user = make_user(make_employee("甲"))
        self.client.force_login(user)
        self.assertEqual(self.client.get("/").status_code, 200)
        user.is_active = False
        user.save()
        self.assertEqual(self.client.get("/").status_code, 302)


class TheProgressOfAJob(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.asker, cls.other = make_user(make_employee("甲")), make_user(make_employee("乙"))
        cls.job = make_job(requested_by_id=cls.asker.pk, progress_done=30, progress_total=120)

    def page(self, user, piece=False, job=None):
        self.client.force_login(user)
        headers = {"HX-Request": "true"} if piece else {}
        return self.client.get(f"/jobs/{(job or self.job).pk}/", headers=headers)

    def test_is_shown_to_who_asked_and_to_the_office_and_absent_for_others(self):
        self.assertContains(self.page(self.asker), '<progress value="30" max="120"')
        self.assertEqual(self.page(make_user(None, roles.HR)).status_code, 200)
        for stranger in (self.other, make_user(None, roles.AUDITOR)):
            self.assertEqual(self.page(stranger).status_code, 404)

    def test_a_piece_is_the_piece_alone_and_asks_again_while_there_is_work(self):
        piece = self.page(self.asker, piece=True)
        self.assertNotContains(piece, "<html")
        self.assertContains(piece, 'hx-trigger="every 1s"')
        self.assertNotIn("HX-Refresh", piece.headers)

    def test_when_it_has_ended_the_page_it_stands_on_reloads_once(self):
        for state in (Job.State.DONE, Job.State.FAILED):
            Job.objects.filter(pk=self.job.pk).update(state=state, error="The file is empty.")
            with self.subTest(state):
                self.assertEqual(self.page(self.asker, piece=True).headers["HX-Refresh"], "true")
                self.assertNotIn("HX-Refresh", self.page(self.asker).headers)

    def test_a_failed_one_says_why_escaped(self):
        Job.objects.filter(pk=self.job.pk).update(state="FAILED", error="<b>坏文件</b>")
        self.assertContains(self.page(self.asker), "&lt;b&gt;坏文件&lt;/b&gt;")

    def test_without_figures_yet_says_that_it_waits(self):
        waiting = make_job(requested_by_id=self.asker.pk)
        self.client.force_login(self.asker)
        self.client.post("/language/", {"language": "en"})
        self.assertContains(self.client.get(f"/jobs/{waiting.pk}/"), "Waiting for its turn.")
