"""The group page: what is wrong first, with wording to copy; what is known, its age and its source."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups import dissolution
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern
from members.flags import services, sweeps
from members.models import Flag, Membership, Sending, SilenceExcuse, Sponsorship
from tests.making import (
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_regulation,
    make_roster,
    make_user,
)

DAY = timedelta(days=1)


class PageTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        cls.today = timezone.localdate()
        cls.sales = make_department("销售部")
        cls.group = make_group(
            "销售群",
            cls.sales,
            roster_taken_at=cls.now,
            last_active_on=cls.today,
            registered_on=cls.today - 100 * DAY,
            regulation=make_regulation("rule"),
        )
        cls.roster = make_roster(cls.group, cls.now)
        cls.owner = make_employee("甲", cls.sales)
        cls.membership(cls.owner, role="OWNER")
        cls.user = make_user(cls.owner)
        cls.hr = make_user(None, roles.HR)

    @classmethod
    def membership(cls, employee=None, nickname="", **facts):
        facts = {"evidence": cls.roster, "first_seen_at": cls.now, "last_seen_at": cls.now} | facts
        return make_membership(cls.group, employee, nickname, **facts)

    def setUp(self):
        self.client.force_login(self.user)

    def look_anew(self):
        sweeps.refresh_group(self.group, at=self.now)

    def page(self):
        return self.client.get(reverse("group", args=[self.group.code]))

    def leaver(self, name="丙"):
        return self.membership(make_employee(name, self.sales, status=Employee.Status.LEFT), f"销售部-{name}")


class WhatThePageSays(PageTestCase):
    def test_what_nobody_has_counted_has_no_source(self):
        Group.objects.filter(pk=self.group.pk).update(roster_taken_at=None, headcount=None, source="imported")
        members = self.page().context["facts"][1]
        self.assertEqual((members["label"], members["value"], members["source"]), ("群人数", None, ""))

    def test_an_exception_stands_with_reason_age_source_and_both_wordings(self):
        self.leaver()
        self.look_anew()
        page = self.page()
        self.assertContains(page, "销售部-丙")
        block = page.context["sections"][0].blocks[0]
        row = block.rows[0]
        self.assertEqual(page.context["sections"][0].task.key, "remove")
        self.assertIn("tests", row.source)
        self.assertIn(f"{self.today}", row.source)
        self.assertIn("销售部-丙", block.group_text)
        private = self.client.get(reverse("matter", args=[self.group.code, row.flag.pk]))
        self.assertIn("销售群", private.context["text"])
        self.assertContains(page, reverse("roster_new", args=[self.group.code]))

    def test_all_in_order_as_of_the_list(self):
        page = self.page()
        self.assertEqual(page.context["total"], 0)
        self.assertTrue(page.context["is_fresh"])
        self.assertContains(page, "alert-success")

    def test_an_old_list_is_never_green(self):
        Group.objects.update(roster_taken_at=self.now - 40 * DAY)
        self.assertNotContains(self.page(), "alert-success")

    def test_without_any_list_it_says_what_to_do(self):
        Group.objects.update(roster_taken_at=None)
        page = self.page()
        self.assertNotContains(page, "alert-success")
        self.assertContains(page, 'class="empty"')
        self.assertContains(page, reverse("roster_new", args=[self.group.code]))

    def test_what_is_not_known_is_shown_as_unknown(self):
        Membership.objects.update(role="MEMBER")
        self.client.force_login(self.hr)
        owner = next(fact for fact in self.page().context["facts"] if fact["value"] is None)
        self.assertIsNotNone(owner)
        self.assertContains(self.page(), "tag-unknown")

    def test_looking_is_written_down(self):
        self.page()
        self.assertTrue(AuditEvent.objects.filter(action="group.viewed", actor_id=self.user.pk).exists())

    def test_a_nickname_cannot_smuggle_a_script(self):
        self.membership(nickname="<script>alert(1)</script>")
        self.look_anew()
        page = self.page()
        self.assertContains(page, "&lt;script&gt;alert(1)")
        self.assertNotContains(page, "<script>alert(1)")

    def test_the_number_of_queries_does_not_grow_with_the_exceptions(self):
        counts = []
        for number in (5, 50):
            for each in range(number):
                self.leaver(f"离{number}_{each}")
            self.look_anew()
            self.page()
            with CaptureQueriesContext(connection) as seen:
                self.page()
            counts.append(len(seen))
        self.assertEqual(counts[0], counts[1])

    def test_a_full_group_costs_three_queries_more_than_an_empty_one(self):
        empty = make_group("空群", self.sales)
        for each in range(3):
            admin = make_employee(f"管{each}", make_department(f"{each}处"))
            self.membership(admin, role="ADMIN")
            self.leaver(f"离{each}")
        self.membership(nickname="路人")
        self.look_anew()
        self.client.force_login(self.hr)
        costs = []
        for code in (empty.code, empty.code, self.group.code):
            with CaptureQueriesContext(connection) as seen:
                self.client.get(reverse("group", args=[code]))
            costs.append(len(seen))
        self.assertEqual(costs[1] + 3, costs[2])

    def test_strangers_and_wrong_names_ask_for_the_rule_of_nicknames_once(self):
        NicknamePattern.objects.create(regulation=self.group.regulation, template="{name}", example="销售部-张三")
        for kind, nickname in (("UNIDENTIFIED", "路人"), ("MISNAMED", "海阔天空")):
            Flag.objects.create(
                kind=kind, group=self.group, subject=nickname, membership=self.membership(nickname=nickname),
                raised_on=self.today, due_on=self.today,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            self.assertContains(self.page(), "销售部-张三", count=2)
        self.assertEqual(sum("nicknamepattern" in asked["sql"] for asked in seen), 1)

    def test_a_long_block_shows_the_first_and_leads_to_the_rest(self):
        for each in range(60):
            self.leaver(f"离{each}")
        self.look_anew()
        block = self.page().context["sections"][0].blocks[0]
        self.assertEqual((block.total, len(block.rows)), (60, 50))


class WhoMayLookAndAct(PageTestCase):
    def status(self, user, method="get", name="group", **data):
        self.client.force_login(user)
        return getattr(self.client, method)(reverse(name, args=[self.group.code]), data).status_code

    def test_owner_hr_confidentiality_auditor_and_head_see_it_others_do_not_know_of_it(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        for user in (
            self.user,
            self.hr,
            make_user(None, roles.CONFIDENTIALITY),
            make_user(None, roles.AUDITOR),
            make_user(head),
        ):
            self.assertEqual(self.status(user), 200)
        for user in (make_user(make_employee("丁", self.sales)), make_user(None, roles.APPROVER)):
            self.assertEqual(self.status(user), 404)

    def test_only_who_runs_it_says_that_things_are_done(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        for user in (make_user(None, roles.AUDITOR), make_user(head)):
            self.assertEqual(self.status(user, "post", "matters_done"), 403)
            self.assertEqual(self.status(user, "post", "group_in_use"), 403)

    def test_a_head_may_remind_and_an_auditor_may_not(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        self.leaver()
        self.look_anew()
        flag = Flag.objects.get(kind="LEAVER")
        data = {"flags": flag.pk, "tone": "PRIVATE", "sent": "1"}
        self.assertEqual(self.status(make_user(head), "post", "matters_wording", **data), 302)
        self.assertEqual(self.status(make_user(None, roles.AUDITOR), "post", "matters_wording", **data), 403)
        self.assertEqual(Sending.objects.count(), 1)

    def test_an_auditor_finds_no_buttons(self):
        self.leaver()
        self.look_anew()
        self.client.force_login(make_user(None, roles.AUDITOR))
        page = self.page()
        self.assertNotContains(page, 'name="sent"')
        self.assertNotContains(page, reverse("roster_new", args=[self.group.code]))


class WhatIsDoneThere(PageTestCase):
    def post(self, name, *more, **data):
        return self.client.post(reverse(name, args=[self.group.code, *more]), data)

    def flag(self, kind):
        self.look_anew()
        return Flag.objects.get(kind=kind)

    def test_said_to_be_removed_waits_for_proof(self):
        self.leaver()
        flag = self.flag("LEAVER")
        self.post("matters_done", flags=flag.pk)
        flag.refresh_from_db()
        self.assertEqual((flag.state, flag.acted_by_name), ("OPEN", str(self.user)))
        self.assertContains(self.page(), "icons.svg#clock")
        self.assertTrue(AuditEvent.objects.filter(action="flags.acted").exists())

    def test_a_group_being_dissolved_says_its_next_step(self):
        dissolution.start_dissolving(self.group, reason="项目结束", actor=self.hr, at=timezone.now())
        page = self.page()
        self.assertContains(page, "本群正在解散，尚待完成：")
        self.assertContains(page, page.context["still_to_do"][0])
        self.assertEqual(len(page.context["still_to_do"]), 3)
        self.assertContains(page, reverse("group_edit", args=[self.group.code]))

    def test_outsiders_in_a_guarded_group_are_marked(self):
        Group.objects.filter(pk=self.group.pk).update(headcount_outside=17)
        self.assertNotContains(self.page(), '<span class="tag tag-bad">17</span>')
        Group.objects.filter(pk=self.group.pk).update(secrecy="CLASSIFIED")
        self.assertContains(self.page(), '<span class="tag tag-bad">17</span>')

    def test_a_flag_of_another_group_is_not_touched(self):
        other = make_group("别的群")
        flag = Flag.objects.create(kind="STALE", group=other, subject="group", raised_on=self.today, due_on=self.today)
        self.post("matters_done", flags=flag.pk)
        flag.refresh_from_db()
        self.assertIsNone(flag.acted_at)

    def test_copied_and_then_sent_is_one_sending(self):
        self.leaver()
        flag = self.flag("LEAVER")
        answer = self.client.post(
            reverse("matters_wording", args=[self.group.code]),
            {"flags": flag.pk, "tone": "GROUP"},
            headers={"HX-Request": "true"},
        )
        self.assertEqual(answer.status_code, 204)
        self.assertIsNone(Sending.objects.get().sent_at)
        self.post("matters_wording", flags=flag.pk, tone="GROUP", sent="1")
        sending = Sending.objects.get()
        self.assertIsNotNone(sending.sent_at)
        self.assertIn("销售部-丙", sending.text)
        self.assertEqual(sending.by_id, self.user.pk)

    def test_sent_without_a_logged_copy_counts_too(self):
        self.leaver()
        flag = self.flag("LEAVER")
        self.post("matters_wording", flags=flag.pk, tone="PRIVATE", sent="1")
        self.assertIsNotNone(Sending.objects.get(flag=flag, tone="PRIVATE").sent_at)

    def test_the_text_that_is_kept_is_ours_not_the_forms(self):
        self.leaver()
        flag = self.flag("LEAVER")
        self.post("matters_wording", flags=flag.pk, tone="PRIVATE", sent="1", text="别的话")
        self.assertNotIn("别的话", Sending.objects.get().text)

    def test_a_sponsor_clears_the_guest_at_once(self):
        guest = self.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        flag = self.flag("OUTSIDER")
        until = self.today + 30 * DAY
        self.post("matter_sponsor", flag.pk, sponsor=self.owner.staff_no, until=until, reason="项目")
        self.assertEqual(Sponsorship.objects.get().membership, guest)
        flag.refresh_from_db()
        self.assertEqual((flag.state, flag.cleared_by), ("CLEARED", None))

    def test_a_sponsor_who_has_left_or_is_nobody_is_refused_in_words(self):
        self.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        flag = self.flag("OUTSIDER")
        gone = make_employee("丁", status=Employee.Status.LEFT)
        for number in (gone.staff_no, "没有这个号"):
            page = self.post("matter_sponsor", flag.pk, sponsor=number, until=self.today + DAY)
            self.assertEqual(page.status_code, 200)
            self.assertTrue(page.context["form"].errors)
        self.assertFalse(Sponsorship.objects.exists())

    def test_where_none_may_be_from_outside_a_sponsor_is_refused(self):
        type(self.group.regulation).objects.update(outsiders="NEVER")
        guest = self.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        with self.assertRaises(services.OutsidersNever):
            services.sponsor(membership=guest, sponsor=self.owner, until=self.today + DAY, actor=self.user, at=self.now)

    def test_a_day_that_is_not_to_come_is_refused(self):
        guest = self.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        with self.assertRaises(services.DayIsPast):
            services.sponsor(membership=guest, sponsor=self.owner, until=self.today, actor=self.user, at=self.now)

    def test_a_recorded_reason_excuses_silence(self):
        type(self.group.regulation).objects.update(longest_silence_days=90)
        self.membership(nickname="沉默者", spoke_last_on=self.today - 100 * DAY, speech_known_on=self.today)
        flag = self.flag("SILENT")
        self.post("matter_excuse", flag.pk, reason="住院", until=self.today + 30 * DAY)
        self.assertEqual(SilenceExcuse.objects.get().reason, "住院")
        flag.refresh_from_db()
        self.assertEqual(flag.state, "CLEARED")

    def test_saying_that_it_is_in_use_is_a_sign_of_life(self):
        Group.objects.update(last_active_on=self.today - 100 * DAY)
        flag = self.flag("STALE")
        self.post("group_in_use")
        flag.refresh_from_db()
        self.assertEqual(flag.state, "CLEARED")
        self.assertEqual(Group.objects.get(pk=self.group.pk).last_active_on, self.today)
