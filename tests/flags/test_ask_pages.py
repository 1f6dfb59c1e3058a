"""The two questions asked from a row: who answers for a guest, and why a member may be silent."""

from datetime import timedelta

from django.urls import reverse
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from members.models import Flag, Membership, SilenceExcuse, Sponsorship
from tests.flags.test_group_page import PageTestCase
from tests.making import make_employee, make_group, make_head, make_user

DAY = timedelta(days=1)


class AskTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.guest = cls.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        cls.flag = Flag.objects.create(
            kind="OUTSIDER",
            group=cls.group,
            subject="nickname:供应商小刘",
            membership=cls.guest,
            raised_on=cls.today,
            due_on=cls.today,
        )

    def address(self, name, flag=None, group=None):
        return reverse(name, args=[(group or self.group).code, (flag or self.flag).pk])

    def ask(self, name="matter_sponsor", **data):
        return self.client.post(self.address(name), data)

    def answers(self, **changes):
        """Send a sponsorship that is in order but for what is given."""
        given = {"sponsor": self.owner.staff_no, "until": self.today + 30 * DAY, "reason": "联合项目"}
        return self.ask(**given | changes)


class WhoMayAsk(AskTestCase):
    def test_by_reader_for_looking_and_for_sending(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        for who, user, wanted in (
            ("owner", self.user, 200),
            ("hr", self.hr, 200),
            ("head", make_user(head), 403),
            ("auditor", make_user(None, roles.AUDITOR), 403),
            ("confidentiality", make_user(None, roles.CONFIDENTIALITY), 403),
            ("approver", make_user(None, roles.APPROVER), 404),
            ("stranger", make_user(make_employee("丁")), 404),
        ):
            self.client.force_login(user)
            for name in ("matter_sponsor", "matter_excuse"):
                with self.subTest(who, page=name):
                    self.assertEqual(self.client.get(self.address(name)).status_code, wanted)
                    self.assertEqual(self.client.post(self.address(name), {}).status_code, wanted)
        self.assertFalse(Sponsorship.objects.exists() or SilenceExcuse.objects.exists())

    def test_a_matter_of_another_group_or_about_no_member_is_not_found(self):
        other = make_group("别的群", self.sales)
        self.client.force_login(self.hr)
        self.assertEqual(self.client.get(self.address("matter_sponsor", group=other)).status_code, 404)
        stale = Flag.objects.create(
            kind="STALE", group=self.group, subject="group", raised_on=self.today, due_on=self.today
        )
        self.assertEqual(self.client.get(self.address("matter_excuse", stale)).status_code, 404)

    def test_deeds_of_the_page_are_no_pages(self):
        for name in ("matters_done", "matters_wording", "group_in_use"):
            self.assertEqual(self.client.get(reverse(name, args=[self.group.code])).status_code, 405)


class Sponsoring(AskTestCase):
    def refused(self, page, field=None):
        self.assertEqual(page.status_code, 200)
        errors = page.context["form"].errors
        self.assertIn(field or "__all__", errors)
        self.assertFalse(Sponsorship.objects.exists())
        self.assertFalse(AuditEvent.objects.filter(action="outsider.sponsored").exists())
        return str(errors)

    def test_the_form_names_the_guest_and_proposes_ninety_days(self):
        page = self.client.get(self.address("matter_sponsor"))
        self.assertContains(page, "供应商小刘")
        self.assertContains(page, f'value="{self.today + 90 * DAY}"')

    def test_in_order_it_leads_back_and_says_who_answers(self):
        page = self.client.post(
            self.address("matter_sponsor"),
            {"sponsor": f" {self.owner.staff_no} ", "until": self.today + DAY},
            follow=True,
        )
        self.assertRedirects(page, reverse("group", args=[self.group.code]))
        self.assertContains(page, "甲")
        self.assertEqual(Sponsorship.objects.get().sponsor, self.owner)

    def test_each_fault_stands_by_its_field_and_nothing_is_written(self):
        for changes, field in (
            ({"sponsor": ""}, "sponsor"),
            ({"sponsor": "没有这个号"}, "sponsor"),
            ({"sponsor": "x" * 501}, "sponsor"),
            ({"until": ""}, "until"),
            ({"until": "明天"}, "until"),
            ({"until": "2026-02-30"}, "until"),
            ({"reason": "长" * 256}, "reason"),
            ({"until": self.today}, None),
            ({"until": self.today - DAY}, None),
        ):
            with self.subTest(changes):
                self.refused(self.answers(**changes), field)

    def test_a_sponsor_who_has_left_is_told_by_name_in_both_languages(self):
        gone = make_employee("辛", status=Employee.Status.LEFT)
        for language in ("en", "zh-hans"):
            with translation.override(language):
                self.assertIn("辛", self.refused(self.answers(sponsor=gone.staff_no)))

    def test_a_guest_who_has_gone_meanwhile(self):
        Membership.objects.filter(pk=self.guest.pk).update(gone_by=self.now)
        self.assertIn("供应商小刘", self.refused(self.answers()))

    def test_what_was_typed_is_kept_and_harmless(self):
        page = self.answers(sponsor="没有", reason="<script>alert(1)</script>")
        self.assertContains(page, "&lt;script&gt;alert(1)")
        self.assertNotContains(page, "<script>alert(1)")

    def test_a_nul_byte_is_overlooked_not_stored(self):
        self.answers(reason="项\x00目")
        self.assertEqual(Sponsorship.objects.get().reason, "项目")


class Excusing(AskTestCase):
    def test_a_reason_and_a_day_are_both_needed(self):
        for given, fields in (
            ({}, {"reason", "until"}),
            ({"reason": "住院"}, {"until"}),
            ({"until": self.today + DAY}, {"reason"}),
            ({"reason": "   ", "until": self.today + DAY}, {"reason"}),
            ({"reason": "住院", "until": self.today}, {"__all__"}),
        ):
            with self.subTest(given):
                page = self.ask("matter_excuse", **given)
                self.assertEqual(set(page.context["form"].errors), fields)
        self.assertFalse(SilenceExcuse.objects.exists())

    def test_it_is_recorded_with_who_said_it(self):
        self.ask("matter_excuse", reason="住院", until=self.today + DAY)
        made = SilenceExcuse.objects.get()
        self.assertEqual((made.membership, made.recorded_by_name), (self.guest, str(self.user)))

    def test_a_second_reason_stands_beside_the_first(self):
        for days, reason in ((5, "住院"), (9, "出差")):
            self.ask("matter_excuse", reason=reason, until=self.today + days * DAY)
        self.assertEqual([one.reason for one in SilenceExcuse.objects.all()], ["出差", "住院"])


class SayingItIsDone(AskTestCase):
    def told(self, name="matters_done", **data):
        answer = self.client.post(reverse(name, args=[self.group.code]), data, follow=True)
        return [(message.level_tag, str(message)) for message in answer.context["messages"]]

    def test_without_a_tick_it_says_so_and_changes_nothing(self):
        for flags in ([], ["x"], ["-1"], ["999999"]):
            ((level, _text),) = self.told(flags=flags)
            self.assertEqual(level, "error", flags)
        self.assertFalse(AuditEvent.objects.filter(action="flags.acted").exists())

    def test_the_page_offers_to_take_a_mark_back_and_does(self):
        self.told(flags=self.flag.pk)
        address = reverse("group", args=[self.group.code])
        self.assertContains(self.client.get(address), 'name="undo"')
        inside = self.client.get(reverse("matter", args=[self.group.code, self.flag.pk]))
        self.assertContains(inside, 'name="undo"')
        ((level, _text),) = self.told(flags=self.flag.pk, undo=1)
        self.assertEqual(level, "success")
        self.assertNotContains(self.client.get(address), 'name="undo"')

    def test_a_text_said_to_be_sent_is_taken_back(self):
        given = {"flags": self.flag.pk, "tone": "PRIVATE"}
        self.told("matters_wording", **given, sent=1)
        inside = self.client.get(reverse("matter", args=[self.group.code, self.flag.pk]))
        self.assertContains(inside, 'name="unsent"')
        ((level, _text),) = self.told("matters_wording", **given, unsent=1)
        self.assertEqual(level, "success")

    def test_with_one_it_tells_how_many(self):
        ((level, text),) = self.told(flags=self.flag.pk)
        self.assertEqual(level, "success")
        self.assertIn("1", text)

    def test_a_wording_for_nothing_open_is_refused_in_words(self):
        Flag.objects.update(state="CLEARED", cleared_on=self.today)
        ((level, text),) = self.told("matters_wording", flags=self.flag.pk, tone="PRIVATE", sent="1")
        self.assertEqual(level, "error")
        self.assertIn("销售群", text)

    def test_a_reason_longer_than_the_field_is_cut(self):
        self.told("group_in_use", reason="在" * 400)
        self.assertEqual(len(AuditEvent.objects.get(action="group.said_in_use").detail["reason"]), 255)
