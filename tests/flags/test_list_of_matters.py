"""The list of matters as people work with it: tabs, search, chips, files, ticks, and filters that are kept."""

from datetime import timedelta
from io import BytesIO

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.console.models import SavedFilter
from groupadmin.core import jobs
from groupadmin.core.models import AuditEvent, Job
from groupadmin.directory import roles
from members.flags.lists import MATTERS
from members.models import Flag, Sponsorship
from tests.flags.test_group_page import PageTestCase
from tests.making import make_department, make_employee, make_group, make_head, make_user

DAY = timedelta(days=1)


class ListOfMatters(PageTestCase):
    def setUp(self):
        super().setUp()
        self.leaver()
        self.guest = self.membership(nickname="瑞达物流-路人", identity="OUTSIDER")
        self.look_anew()
        self.client.force_login(self.user)

    def page(self, **query):
        return self.client.get(reverse("matters"), query)

    def shown(self, **query):
        return sorted(flag.who for flag in self.page(**query).context["matters"])

    def act(self, action, flags, follow=True, **facts):
        return self.client.post(
            reverse("matters"), {"action": action, "rows": [flag.pk for flag in flags], **facts}, follow=follow
        )


class Looking(ListOfMatters):
    def test_it_says_how_many_there_are_and_where_one_is(self):
        self.assertContains(self.page(), "1–2")
        self.assertEqual(self.page().context["list"].page.total, 2)

    def test_it_is_searched_by_person_nickname_and_group(self):
        self.assertEqual(self.shown(q="丙"), ["销售部-丙"])
        self.assertEqual(self.shown(q="瑞达"), ["瑞达物流-路人"])
        self.assertEqual(len(self.shown(q=self.group.name)), 2)
        self.assertEqual(len(self.shown(q=self.group.code)), 2)
        self.assertEqual(self.shown(q="没有的人"), [])

    def test_tabs_are_what_is_looked_for_daily(self):
        Flag.objects.filter(kind="LEAVER").update(due_on=self.today - DAY)
        Flag.objects.filter(kind="OUTSIDER").update(due_on=self.today, acted_at=self.now)
        for filters, names in (
            ({"due": "late"}, ["销售部-丙"]),
            ({"due": "today"}, ["瑞达物流-路人"]),
            ({"said_done": "on"}, ["瑞达物流-路人"]),
            ({"whose": "mine"}, ["瑞达物流-路人", "销售部-丙"]),
        ):
            with self.subTest(filters):
                page = self.page(**filters)
                self.assertEqual(sorted(flag.who for flag in page.context["matters"]), names)
                self.assertEqual([dict(tab.filters) for tab in page.context["list"].tabs() if tab.is_here], [filters])

    def test_a_tab_keeps_what_was_typed(self):
        tab = next(tab for tab in self.page(q="丙").context["list"].tabs() if tab.filters.get("due") == "late")
        self.assertIn("q=", tab.url)

    def test_overdue_is_a_word_and_not_only_a_colour(self):
        Flag.objects.filter(kind="LEAVER").update(due_on=self.today - DAY)
        self.assertContains(self.page(due="late"), '<span class="tag tag-bad">')

    def test_what_narrows_it_can_be_taken_away_piece_by_piece(self):
        page = self.page(kind="LEAVER", q="丙", whose="mine")
        chips = {chip.label: chip.without for chip in page.context["list"].chips()}
        self.assertEqual(len(chips), 2)
        self.assertContains(page, 'class="chip"', count=2)
        for without in chips.values():
            self.assertIn("whose=mine", without)

    def test_its_headings_put_it_in_order_and_turn_it_round(self):
        Flag.objects.filter(kind="OUTSIDER").update(due_on=self.today + 90 * DAY)
        self.assertEqual([flag.kind for flag in self.page().context["matters"]], ["LEAVER", "OUTSIDER"])
        self.assertEqual([flag.kind for flag in self.page(order="-due").context["matters"]], ["OUTSIDER", "LEAVER"])
        self.assertEqual([flag.kind for flag in self.page(order="-kind").context["matters"]], ["OUTSIDER", "LEAVER"])
        self.assertContains(self.page(order="-due"), 'aria-sort="descending"')

    def test_a_row_leads_to_where_one_acts(self):
        flag = Flag.objects.get(kind="LEAVER")
        self.assertContains(self.page(), reverse("matter", args=[self.group.code, flag.pk]))

    def test_the_number_on_a_card_is_that_of_its_list(self):
        for filters in ({}, {"whose": "mine"}, {"due": "late"}, {"kind": "LEAVER"}):
            with self.subTest(filters):
                counted = MATTERS.narrowed(self.user, self.today, **filters).count()
                self.assertEqual(self.client.get(MATTERS.url(**filters)).context["list"].page.total, counted)

    def test_as_many_queries_at_two_rows_as_at_forty(self):
        self.page()
        with CaptureQueriesContext(connection) as few:
            self.page()
        for number in range(38):
            self.membership(nickname=f"路人{number}", identity="OUTSIDER")
        self.look_anew()
        with CaptureQueriesContext(connection) as many:
            self.page()
        self.assertEqual(len(few), len(many))


class TakenOut(ListOfMatters):
    def test_the_file_is_exactly_what_is_filtered(self):
        answer = self.page(kind="LEAVER", **{"as": "xlsx"})
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        text = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        self.assertIn("销售部-丙", text)
        self.assertNotIn("瑞达物流-路人", text)
        plain = self.page(kind="LEAVER", **{"as": "csv"}).content.decode("utf-8-sig").splitlines()
        self.assertEqual(len(plain), 2)

    def test_it_stands_on_the_trail_without_what_was_typed(self):
        self.page(q="丙", **{"as": "csv"})
        event = AuditEvent.objects.get(action="list.exported")
        self.assertEqual(event.detail, {"rows": 1, "form": "csv", "filters": ["q"]})

    def test_nobody_takes_out_what_they_may_not_see(self):
        self.client.force_login(make_user(make_employee("丁")))
        self.assertEqual(len(self.page(**{"as": "csv"}).content.decode("utf-8-sig").splitlines()), 1)

    @override_settings(LIST_ROWS_IN_REQUEST=1)
    def test_a_long_one_is_written_by_a_job_for_who_asked_as_long_as_they_hold_their_rights(self):
        hr = make_user(make_employee("人事"), roles.HR)
        self.client.force_login(hr)
        with self.captureOnCommitCallbacks(execute=False):
            answer = self.page(kind="OUTSIDER", due="", **{"as": "csv"})
            self.assertEqual(answer["Content-Type"], "text/csv; charset=utf-8")
            answer = self.page(**{"as": "csv"})
        job = Job.objects.get(kind="write_list")
        self.assertRedirects(answer, reverse("job", args=[job.pk]))
        jobs.run(job.pk)
        file = self.client.get(reverse("job_file", args=[job.pk]))
        self.assertEqual(len(file.content.decode("utf-8-sig").splitlines()), 3)
        self.assertEqual(file["Content-Type"], "text/csv; charset=utf-8")
        hr.groups.clear()
        self.assertEqual(self.client.get(reverse("job_file", args=[job.pk])).status_code, 404)


class Ticked(ListOfMatters):
    def flag(self, kind):
        return Flag.objects.get(kind=kind)

    def test_every_row_is_told_what_became_of_it(self):
        page = self.act("done", Flag.objects.all())
        self.assertContains(page, "销售部-丙")
        self.assertEqual(Flag.objects.filter(acted_at=None).count(), 0)
        self.assertContains(page, 'class="outcomes"')
        self.assertNotContains(self.page(), 'class="outcomes"')

    def test_matters_are_passed_on_before_their_day(self):
        head = make_employee("部长")
        make_head(self.group.department, head)
        self.act("pass_on", [self.flag("LEAVER")])
        moved = self.flag("LEAVER")
        self.assertEqual((moved.level, moved.assignee), (Flag.Level.HEAD, head))
        self.assertEqual(self.flag("OUTSIDER").level, Flag.Level.OWNER)
        self.act("pass_on", [moved])
        self.assertEqual(self.flag("LEAVER").level, Flag.Level.OFFICE)
        self.assertEqual(AuditEvent.objects.filter(action="flags.passed_on").count(), 2)

    def test_marks_are_taken_back_and_of_the_others_it_is_said_why_not(self):
        self.act("done", [self.flag("LEAVER")])
        page = self.act("take_back", Flag.objects.all())
        self.assertFalse(Flag.objects.exclude(acted_at=None).exists())
        self.assertContains(page, "不再标记为已办理")
        self.assertContains(page, "未曾标记")

    def test_one_colleague_answers_for_several_guests(self):
        other = self.membership(nickname="瑞达物流-他人", identity="OUTSIDER")
        self.look_anew()
        ticked = list(Flag.objects.all())
        asked = self.act("sponsor", ticked)
        self.assertContains(asked, 'name="sponsor"')
        sponsor = make_employee("担保人", staff_no="S1")
        facts = {"facts": "given", "sponsor": "S1", "until": f"{self.today + 30 * DAY}", "reason": "送货"}
        page = self.act("sponsor", ticked, **facts)
        self.assertEqual(Sponsorship.objects.filter(sponsor=sponsor).count(), 2)
        self.assertEqual({one.membership for one in Sponsorship.objects.all()}, {self.guest, other})
        self.assertContains(page, 'class="tag tag-warn"')

    def test_nothing_ticked_is_said(self):
        self.assertContains(self.act("done", []), "alert")

    def test_rows_that_are_gone_are_told(self):
        flag = self.flag("LEAVER")
        Flag.objects.filter(pk=flag.pk).update(state="CLEARED", cleared_on=self.today)
        self.assertContains(self.act("done", [flag]), 'class="outcomes"')

    def test_nobody_acts_on_what_is_not_theirs(self):
        elsewhere = make_group("别的群", make_department("工程部"))
        theirs = Flag.objects.create(
            kind="STALE", group=elsewhere, subject="group", raised_on=self.today, due_on=self.today
        )
        head = make_employee("只看的人")
        make_head(self.group.department, head)
        self.act("done", [theirs])
        theirs.refresh_from_db()
        self.assertIsNone(theirs.acted_at)
        self.client.force_login(make_user(head))
        self.act("done", [self.flag("LEAVER")])
        self.assertIsNone(self.flag("LEAVER").acted_at)
        self.act("pass_on", [self.flag("LEAVER")])
        self.assertEqual(self.flag("LEAVER").level, Flag.Level.OWNER)

    def test_of_a_group_only_what_is_ones_own_task_is_said_to_be_done(self):
        head = make_employee("原部门负责人")
        task, other = self.flag("LEAVER"), self.flag("OUTSIDER")
        make_head(self.group.department, head)
        Flag.objects.filter(pk=task.pk).update(level=Flag.Level.MANAGER, assignee=head)
        self.client.force_login(make_user(head))
        self.act("done", [task, other], follow=False)
        self.assertEqual([is_done for _row, _text, is_done in self.client.session["list_outcomes"]].count(True), 1)
        self.assertIsNotNone(self.flag("LEAVER").acted_at)
        self.assertIsNone(self.flag("OUTSIDER").acted_at)

    def test_of_a_group_only_what_is_ones_own_turn_is_passed_on(self):
        head = make_employee("部门负责人")
        mine, other = self.flag("LEAVER"), self.flag("OUTSIDER")
        make_head(self.group.department, head)
        Flag.objects.filter(pk=mine.pk).update(level=Flag.Level.HEAD, assignee=head)
        self.client.force_login(make_user(head))
        page = self.act("pass_on", [mine, other])
        self.assertContains(page, "只有该群的管理者可以办理")
        self.assertEqual(
            (self.flag("LEAVER").level, self.flag("OUTSIDER").level), (Flag.Level.OFFICE, Flag.Level.OWNER)
        )

    def test_an_action_that_is_none_is_not_found(self):
        self.assertEqual(self.act("dissolve", [self.flag("LEAVER")]).status_code, 404)


class KeptFilters(ListOfMatters):
    def keep(self, name="我的逾期", address="/matters/?due=late&whose=mine"):
        return self.client.post(reverse("filter_save"), {"name": name, "address": address}, follow=True)

    def test_stand_on_the_page_of_their_list_and_for_their_owner_alone(self):
        self.assertContains(self.keep(), "我的逾期")
        self.assertContains(self.page(), "/matters/?due=late&amp;whose=mine")
        self.client.force_login(make_user(make_employee("丁")))
        self.assertNotContains(self.page(), "我的逾期")

    def test_a_name_given_again_is_overwritten(self):
        self.keep()
        self.keep(address="/matters/?due=today")
        self.assertEqual(SavedFilter.objects.get().query, "due=today")

    def test_are_forgotten_by_their_owner_alone(self):
        self.keep()
        kept = SavedFilter.objects.get()
        self.client.force_login(make_user(make_employee("丁")))
        self.client.post(reverse("filter_drop", args=[kept.pk]))
        self.assertTrue(SavedFilter.objects.exists())
        self.client.force_login(self.user)
        self.assertRedirects(self.client.post(reverse("filter_drop", args=[kept.pk])), reverse("matters"))
        self.assertFalse(SavedFilter.objects.exists())

    def test_lead_nowhere_else(self):
        for address in ("https://elsewhere.example/?a=b", "//elsewhere.example/?a=b", "", "/matters/"):
            with self.subTest(address):
                self.keep(address=address)
                self.assertFalse(SavedFilter.objects.exists())

    def test_no_more_of_one_list_than_anybody_can_look_through(self):
        for number in range(21):
            self.keep(name=f"第{number}个")
        self.assertEqual(SavedFilter.objects.count(), 20)
