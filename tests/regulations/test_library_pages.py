"""The library: every preset reads as a page; HR copies, fills in, publishes; a sealed edition is only looked at."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.regulations import services
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Blank, Clause, Offence, Regulation
from tests.making import NOON, make_department, make_employee, make_user


class LibraryCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)
        cls.employee = make_user(make_employee("张三", make_department("销售部")))
        cls.hr = make_user(None, roles.HR, is_staff=True)

    def regulation(self, slug):
        return Regulation.objects.get(slug=slug)


class WhoReads(LibraryCase):
    def setUp(self):
        self.client.force_login(self.employee)

    def test_everybody_reads_the_list_in_few_queries(self):
        self.client.get("/regulations/")
        with self.assertNumQueries(12):
            page = self.client.get("/regulations/")
        self.assertContains(page, "工程部工作群管理规定")
        self.assertEqual(len(page.context["regulations"]), 26)

    def test_every_regulation_reads_as_a_page(self):
        for regulation in Regulation.objects.with_blanks():
            with self.subTest(regulation.slug):
                page = self.client.get(f"/regulations/{regulation.slug}/")
                self.assertEqual(page.status_code, 200)
                for clause in regulation.clauses.all():
                    self.assertContains(page, clause.text)
                self.assertEqual(page.context["blank_count"], regulation.blank_count)

    def test_in_english_too(self):
        self.client.post("/language/", {"language": "en"})
        page = self.client.get("/regulations/steelworks/")
        self.assertContains(page, "Minutes to respond to a directive: 60")
        self.assertContains(page, "fine 50 yuan")

    def test_a_blank_is_marked_where_it_stands(self):
        self.client.post("/language/", {"language": "en"})
        page = self.client.get("/regulations/engineering-department/1/")
        self.assertContains(page, 'Minutes to respond to a directive: <span class="tag tag-warn">')
        self.assertContains(page, "a penalty the organisation has to name")

    def test_quiet_hours_over_midnight_say_the_next_day(self):
        self.client.post("/language/", {"language": "en"})
        self.assertContains(self.client.get("/regulations/personnel-administration/"), "22:00 to 07:30 of the next day")

    def test_an_edition_or_a_regulation_that_is_not_there_is_not_found(self):
        self.assertEqual(self.client.get("/regulations/steelworks/9/").status_code, 404)
        self.assertEqual(self.client.get("/regulations/nowhere/").status_code, 404)

    def test_a_stranger_is_sent_to_log_in(self):
        self.client.logout()
        self.assertRedirects(
            self.client.get("/regulations/"), "/login/?next=/regulations/", fetch_redirect_response=False
        )

    def test_an_employee_neither_copies_nor_fills_in_nor_publishes(self):
        for name in ("regulation_new_edition", "regulation_blanks", "regulation_publish"):
            with self.subTest(name):
                self.assertEqual(self.client.get(reverse(name, args=["steelworks", 1])).status_code, 403)
                self.assertEqual(self.client.post(reverse(name, args=["steelworks", 1])).status_code, 403)


class TryingANickname(LibraryCase):
    def setUp(self):
        self.client.force_login(self.employee)
        self.client.post("/language/", {"language": "en"})

    def verdict(self, slug, nickname, **facts):
        facts = {"name": "张三", "department": "销售部"} | facts
        return self.client.get(f"/regulations/{slug}/1/nickname/", {"nickname": nickname, **facts})

    def test_the_right_one_is_told_so(self):
        self.assertContains(self.verdict("all-departments", "销售部-张三"), "follows the rule")

    def test_the_offending_part_and_the_right_one_are_shown(self):
        page = self.verdict("all-departments", "销售部—张三")
        self.assertContains(page, "“—” is not the separator of the rule.")
        self.assertContains(page, "销售部-张三")

    def test_another_department_is_told_from_a_word_that_is_none(self):
        make_department("工程部")
        self.assertContains(self.verdict("all-departments", "工程部-张三"), "“工程部” is another department.")
        self.assertContains(self.verdict("all-departments", "供应商-张三"), "“供应商” is no department we know.")

    def test_each_kind_of_account_has_its_own_verdict(self):
        page = self.verdict("class-parents", "三班刘小明爸爸")
        self.assertContains(page, "follows the rule", count=1)
        self.assertContains(page, "Right would be", count=1)

    def test_without_javascript_the_page_itself_answers(self):
        page = self.client.get(
            "/regulations/all-departments/1/", {"nickname": "张三", "name": "张三", "department": "销售部"}
        )
        self.assertContains(page, "The department is missing.")

    def test_a_nickname_that_is_code_stays_text(self):
        page = self.verdict("all-departments", "<script>alert(1)</script>")
        self.assertNotContains(page, "<script>alert")


class WhatHRDoes(LibraryCase):
    def setUp(self):
        self.client.force_login(self.hr)
        self.client.post("/language/", {"language": "en"})

    def test_the_page_leads_hr_to_everything_that_can_be_done_with_it(self):
        page = self.client.get("/regulations/steelworks/")
        for way in ("1/new/", "1/blanks/", "1/publish/", "adopt/"):
            self.assertContains(page, f'href="/regulations/steelworks/{way}"')

    def test_a_new_edition_is_made_by_post_only(self):
        page = self.client.get("/regulations/steelworks/1/new/")
        self.assertContains(page, "is copied into a new edition")
        self.assertEqual(Regulation.objects.filter(slug="steelworks").count(), 1)
        self.assertRedirects(self.client.post("/regulations/steelworks/1/new/"), "/regulations/steelworks/2/")

    def test_the_newest_edition_leads_to_its_adoption_and_older_ones_do_not(self):
        page = self.client.get("/regulations/steelworks/")
        self.assertContains(page, 'href="/regulations/steelworks/adopt/"')
        services.new_edition(self.regulation("steelworks"), actor=self.hr, at=NOON)
        self.assertNotContains(self.client.get("/regulations/steelworks/1/"), "/adopt/")
        self.client.force_login(self.employee)
        self.assertNotContains(self.client.get("/regulations/steelworks/"), "/adopt/")

    def test_a_blank_is_filled_in_and_is_blank_no_more(self):
        regulation = self.regulation("engineering-department")
        minutes = regulation.blanks.get(field="respond_within_minutes")
        self.client.post("/regulations/engineering-department/1/blanks/", {f"blank-{minutes.pk}": "45"})
        regulation.refresh_from_db()
        self.assertEqual(regulation.respond_within_minutes, 45)
        self.assertFalse(Blank.objects.filter(pk=minutes.pk).exists())
        self.assertEqual(
            AuditEvent.objects.get(action="regulation.edited").detail["filled"], ["respond_within_minutes"]
        )

    def test_quiet_hours_with_one_end_are_refused_in_words(self):
        regulation = self.regulation("all-departments")
        starts = regulation.blanks.get(field="starts")
        page = self.client.post("/regulations/all-departments/1/blanks/", {f"blank-{starts.pk}": "08:00"})
        self.assertContains(page, "Quiet hours need a beginning and a different end.")
        ends = regulation.blanks.get(field="ends")
        self.client.post(
            "/regulations/all-departments/1/blanks/", {f"blank-{starts.pk}": "08:00", f"blank-{ends.pk}": "18:00"}
        )
        self.assertEqual(str(regulation.quiet_hours.get().ends), "18:00:00")

    def test_a_sealed_edition_offers_a_new_one_instead(self):
        services.seal(self.regulation("steelworks"), actor=None, at=NOON)
        page = self.client.get("/regulations/steelworks/1/blanks/")
        self.assertContains(page, "Make a new edition to fill it in.")
        blank = self.regulation("steelworks").blanks.first()
        self.client.post("/regulations/steelworks/1/blanks/", {f"blank-{blank.pk}": "something"})
        self.assertTrue(Blank.objects.filter(pk=blank.pk).exists())

    def test_publishing_says_how_and_from_when(self):
        today = timezone.localdate().isoformat()
        facts = {"published_on": today, "effective_from": today, "published_how": "全员邮件"}
        self.client.post("/regulations/steelworks/1/publish/", facts)
        regulation = self.regulation("steelworks")
        self.assertEqual((regulation.effective_from.isoformat(), regulation.published_how), (today, "全员邮件"))

    def test_force_before_publication_is_refused_in_words(self):
        facts = {"published_on": "2026-03-12", "effective_from": "2026-03-11", "published_how": "全员邮件"}
        page = self.client.post("/regulations/steelworks/1/publish/", facts)
        self.assertContains(page, "on or after the day it is published")


class TheBackOffice(LibraryCase):
    def setUp(self):
        self.root = make_user(None, is_staff=True, is_superuser=True)
        self.client.force_login(self.root)
        self.client.post("/language/", {"language": "en"})
        self.edition = self.regulation("engineering-department")
        self.url = f"/admin/regulations/regulation/{self.edition.pk}/change/"

    def posted(self, page):
        """Return what the browser would post back unchanged."""
        data = {}
        forms = [
            page.context["adminform"].form,
            *(f for one in page.context["inline_admin_formsets"] for f in one.formset),
        ]
        forms += [one.formset.management_form for one in page.context["inline_admin_formsets"]]
        for form in forms:
            for bound in form:
                value = bound.value()
                if value is True:
                    data[bound.html_name] = "on"
                elif value is not None and value is not False:
                    data[bound.html_name] = value
        return data

    def test_the_list_and_every_edition_open(self):
        self.assertContains(self.client.get("/admin/regulations/regulation/"), "工程部工作群管理规定")
        for regulation in Regulation.objects.all()[:2]:
            self.assertEqual(self.client.get(f"/admin/regulations/regulation/{regulation.pk}/change/").status_code, 200)

    def test_a_save_drops_the_blank_and_leaves_an_event(self):
        data = self.posted(self.client.get(self.url)) | {"respond_within_minutes": "20"}
        self.assertRedirects(self.client.post(self.url, data), "/admin/regulations/regulation/")
        self.edition.refresh_from_db()
        self.assertEqual(self.edition.respond_within_minutes, 20)
        self.assertIsNotNone(self.edition.edited_at)
        self.assertFalse(self.edition.blanks.filter(field="respond_within_minutes").exists())
        self.assertIn("respond_within_minutes", AuditEvent.objects.get(action="regulation.edited").detail["changed"])

    def test_a_pattern_that_cannot_be_read_is_refused_where_it_goes_wrong(self):
        data = self.posted(self.client.get(self.url))
        key = next(key for key, value in data.items() if value == "{free}{name}{free}")
        page = self.client.post(self.url, data | {key: "{department-{nam}"})
        self.assertContains(page, "The pattern cannot be read at character 1")

    def test_a_sealed_edition_and_its_rows_can_only_be_looked_at(self):
        data = self.posted(self.client.get(self.url)) | {"title": "改名"}
        services.seal(self.edition, actor=None, at=NOON)
        self.assertEqual(self.client.get(self.url).status_code, 200)
        self.assertEqual(self.client.post(self.url, data).status_code, 403)
        offence = self.edition.offences.first()
        row = f"/admin/regulations/offence/{offence.pk}/change/"
        self.assertEqual(self.client.get(row).status_code, 200)
        self.assertEqual(self.client.post(row, {"title": "改"}).status_code, 403)
        step = f"/admin/regulations/offencestep/{offence.steps.get().pk}/change/"
        self.assertEqual(self.client.post(step, {}).status_code, 403)
        self.edition.refresh_from_db()
        self.assertEqual(self.edition.title, "工程部工作群管理规定")

    def test_an_edition_is_never_deleted(self):
        self.assertEqual(self.client.post(f"/admin/regulations/regulation/{self.edition.pk}/delete/").status_code, 403)

    def test_an_offence_is_edited_on_its_own_page(self):
        offence = self.edition.offences.get(code="leak")
        url = f"/admin/regulations/offence/{offence.pk}/change/"
        self.client.post(url, self.posted(self.client.get(url)) | {"title": "泄密"})
        offence.refresh_from_db()
        self.assertEqual(offence.title, "泄密")
        self.assertEqual(AuditEvent.objects.filter(action="regulation.edited").count(), 1)

    def test_a_longer_edition_costs_no_more_queries(self):
        self.client.get(self.url)
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url)
        Offence.objects.bulk_create(
            Offence(regulation=self.edition, code=f"more-{number}", title="更多") for number in range(20)
        )
        with self.assertNumQueries(len(few)):
            self.client.get(self.url)

    def test_a_clause_is_chosen_among_the_editions_own(self):
        page = self.client.get(self.url)
        formset = next(
            one.formset for one in page.context["inline_admin_formsets"] if "clause" in one.formset.form.base_fields
        )
        offered = {str(label) for value, label in formset.empty_form.fields["clause"].choices if value}
        self.assertEqual(offered, {clause.number for clause in Clause.objects.filter(regulation=self.edition)})
