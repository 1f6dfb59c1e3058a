"""What matters say is true of each: not started yet, two accounts, a form to follow, nothing ticked, a fitting day."""

from datetime import timedelta

from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.flags import board, wording
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_user

DAY = timedelta(days=1)
Kind = Flag.Kind


@override_settings(LANGUAGE_CODE="en")
class TrueWords(FlagTestCase):
    def setUp(self):
        self.enterContext(translation.override("en"))

    def flag(self, kind):
        return Flag.objects.select_related("membership", "employee", "group").get(kind=kind)

    def test_who_has_not_started_yet_is_not_said_to_have_left(self):
        self.membership(make_employee("丙", self.sales, status=Employee.Status.PENDING))
        self.night("leavers")
        flag = self.flag(Kind.LEAVER)
        self.assertEqual(wording.title(Kind.LEAVER, [flag]), "has not started yet")
        for text in (wording.group_text(Kind.LEAVER, [flag], TODAY), wording.private_text(flag, TODAY)):
            self.assertIn("still to start", text)
            self.assertNotIn("no longer", text)

    def test_of_both_sorts_each_is_told_its_own(self):
        self.membership(make_employee("丙", self.sales, status=Employee.Status.PENDING))
        self.membership(make_employee("丁", self.sales, status=Employee.Status.LEFT))
        self.night("leavers")
        flags = list(Flag.objects.select_related("membership", "employee", "group").order_by("pk"))
        text = wording.group_text(Kind.LEAVER, flags, TODAY)
        self.assertLess(text.index("still to start"), text.index("@丙"))
        self.assertLess(text.index("no longer"), text.index("@丁"))

    def test_a_leavers_second_account_is_told(self):
        leaver = make_employee("丙", self.sales, status=Employee.Status.LEFT)
        self.membership(leaver, account_key="wx_1")
        self.membership(leaver, account_key="wx_2")
        self.night("leavers")
        self.assertIn("2 accounts", wording.reason(self.flag(Kind.LEAVER), TODAY))

    def test_only_right_nicknames_are_listed_to_copy_and_the_rest_see_the_form(self):
        NicknamePattern.objects.create(regulation=self.regulation, template="{company}{name}", example="恒达张三")
        known = Flag(kind=Kind.MISNAMED, group=self.group, due_on=TODAY, evidence={"correct": "恒达丙"})
        known.membership = self.membership(nickname="小丙")
        other = Flag(kind=Kind.MISNAMED, group=self.group, due_on=TODAY, evidence={"correct": ""})
        other.membership = self.membership(nickname="海阔天空")
        first, second = wording.group_text(Kind.MISNAMED, [known, other], TODAY).split("@小丙 → 恒达丙")
        self.assertNotIn("海阔天空", first)
        self.assertIn("恒达张三", second)
        self.assertTrue(second.endswith("@海阔天空"))
        self.assertIn("恒达张三", wording.private_text(other, TODAY))

    def test_a_stranger_is_asked_to_follow_the_form(self):
        NicknamePattern.objects.create(
            regulation=self.regulation, template="{department}-{name}", example="销售部-张三"
        )
        self.membership(nickname="海阔天空")
        self.night("unidentified")
        self.assertIn("销售部-张三", wording.group_text(Kind.UNIDENTIFIED, [self.flag(Kind.UNIDENTIFIED)], TODAY))

    def test_a_question_says_why_it_is_one(self):
        for _each in range(2):
            make_employee("丁四", self.sales)
        self.membership(nickname="丁四")
        self.night("unidentified")
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.get(reverse("matter", args=[self.group.code, self.flag(Kind.UNIDENTIFIED).pk]))
        self.assertContains(page, "2 people bear this name")
        self.assertNotContains(page, "Nobody in the directory")

    def test_a_message_says_how_many_it_leaves_out(self):
        for number in range(board.SHOWN + 3):
            self.membership(make_employee(f"离{number}", self.sales, status=Employee.Status.LEFT))
        self.night("leavers")
        (section,) = board.sections(self.group, TODAY)
        self.assertIn("and 3 more", section.blocks[0].group_text)

    def test_nothing_ticked_is_said_so(self):
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.post(reverse("matters_done", args=[self.group.code]), follow=True)
        self.assertContains(page, "Nothing is ticked")

    def test_readers_without_buttons_get_no_instructions(self):
        self.membership(make_employee("丙", self.sales, status=Employee.Status.LEFT))
        self.night("leavers")
        address = reverse("group", args=[self.group.code])
        for role, told in ((roles.HR, True), (roles.AUDITOR, False)):
            self.client.force_login(make_user(None, role))
            self.assertIs("then say so here" in self.client.get(address).content.decode(), told, role)

    def test_a_dissolved_group_is_asked_for_no_list(self):
        Group.objects.update(status=Group.Status.DISSOLVED, dissolved_on=TODAY, watch_until=TODAY + 30 * DAY)
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.get(reverse("group", args=[self.group.code]))
        self.assertNotContains(page, reverse("roster_new", args=[self.group.code]))
        self.assertContains(page, "watched until")


class AtOnce(FlagTestCase):
    def due(self, kind, sweep):
        self.night(sweep)
        return self.flags(kind).get().due_on

    def test_a_group_whose_work_is_over_goes_immediately_where_the_rule_says_so(self):
        Group.objects.update(planned_end_on=TODAY - DAY)
        Regulation.objects.update(dissolved_when_done=True)
        self.assertEqual(self.due(Kind.PAST_END, "past_end"), TODAY)

    def test_so_does_a_leaver_where_departures_are_checked(self):
        Regulation.objects.update(check_on_departure=True)
        self.membership(make_employee("丙", self.sales, status=Employee.Status.LEFT))
        self.assertEqual(self.due(Kind.LEAVER, "leavers"), TODAY)


class GraceFromJoining(FlagTestCase):
    def setUp(self):
        Regulation.objects.update(rename_grace_days=3)
        Group.objects.update(regulation_since=TODAY - 99 * DAY)

    def seated(self, joined, seen, **facts):
        membership = self.membership(
            make_employee("丙三", self.sales), "花开富贵", joined_at=joined and NOON + joined * DAY,
            first_seen_at=NOON + seen * DAY, last_seen_at=NOON, nickname_fits=False, nickname_problem="name_missing:",
            nickname_judged_by=self.regulation.pk, misnamed_since=TODAY + seen * DAY, **facts,
        )  # fmt: skip
        self.night("misnamed")
        found = bool(self.flagged(Kind.MISNAMED))
        Flag.objects.all().delete()
        Membership.objects.filter(pk=membership.pk).delete()
        return found

    def test_runs_from_the_day_of_joining_where_the_list_tells_it(self):
        self.assertTrue(self.seated(joined=-10, seen=0))
        self.assertFalse(self.seated(joined=-3, seen=0))
        self.assertTrue(self.seated(joined=-4, seen=0))

    def test_else_from_the_first_list(self):
        self.assertFalse(self.seated(joined=None, seen=-3))
        self.assertTrue(self.seated(joined=None, seen=-4))

    def test_but_not_from_before_the_rule_was_adopted(self):
        Group.objects.update(regulation_since=TODAY)
        self.assertFalse(self.seated(joined=-10, seen=0))
