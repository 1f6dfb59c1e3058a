"""The group page at a glance: five of a kind stand open, the others are folded; a row says who, why, known whence."""

import re
from datetime import timedelta

from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.flags import board
from members.models import Flag, Membership, Sending
from tests.flags.test_group_page import PageTestCase
from tests.making import make_employee, make_head, make_user

DAY = timedelta(days=1)


class FoldedTestCase(PageTestCase):
    def leavers(self, number):
        for each in range(number):
            self.leaver(f"离{each:02}")
        self.look_anew()

    def text(self, user=None):
        self.client.force_login(user or self.user)
        return self.page().content.decode()

    def section(self, key, user=None):
        """Return one section of the page as it was sent."""
        return self.text(user).partition(f'<section class="card" id="{key}">')[2].partition("</section>")[0]


class FiveStandOpen(FoldedTestCase):
    def test_up_to_five_nothing_is_folded(self):
        self.leavers(5)
        self.assertNotIn("matter-rest", self.section("remove"))

    def test_the_sixth_is_folded_and_counted(self):
        self.leavers(board.AT_A_GLANCE + 2)
        self.client.force_login(self.user)
        block = self.page().context["sections"][0].blocks[0]
        self.assertEqual((len(block.first), len(block.folded), block.total), (5, 2, 7))
        before, _mark, folded = self.section("remove").partition('<details class="matter-rest">')
        self.assertEqual(before.count('<li class="matter'), 5)
        self.assertEqual(folded.count('<li class="matter'), 2)

    def test_each_kind_has_its_own_five(self):
        for each in range(6):
            self.membership(nickname=f"客{each}", identity=Membership.Identity.OUTSIDER)
        self.leavers(6)
        self.assertEqual(self.section("remove").count("matter-rest"), 2)

    def test_the_longest_due_come_first(self):
        self.leavers(7)
        last = Flag.objects.filter(kind="LEAVER").latest("pk")
        Flag.objects.filter(pk=last.pk).update(due_on=self.today - DAY)
        self.assertEqual(
            self.section("remove").index('class="matter is-late"'), self.section("remove").index('class="matter ')
        )

    def test_beyond_fifty_the_folded_ones_lead_to_the_list(self):
        self.leavers(52)
        wanted = f"{reverse('matters')}?group={self.group.code}&amp;kind=LEAVER"
        self.assertIn(wanted, self.section("remove").partition("matter-rest")[2])

    def test_nothing_is_hidden_from_a_browser_without_scripts(self):
        self.leavers(7)
        section = self.section("remove")
        self.assertEqual(section.count("<details"), section.count("</details>"))
        self.assertNotIn("hidden ", re.sub(r'type="hidden" ', "", section))
        self.assertNotIn("onclick", section)


class ARow(FoldedTestCase):
    def test_says_who_why_and_known_whence_before_it_is_opened(self):
        self.leavers(1)
        summary = self.section("remove").partition('<details class="matter-more">')[2].partition("</summary>")[0]
        for words in ("销售部-离00", "matter-reason", "matter-source", f"{self.today}"):
            self.assertIn(words, summary)
        for later in ("<textarea", "<form", "<a "):
            self.assertNotIn(later, summary)

    def test_fetches_what_is_inside_with_the_private_wording_when_it_is_opened(self):
        self.leavers(1)
        address = reverse("matter", args=[self.group.code, Flag.objects.get().pk])
        inside = self.section("remove").partition('class="matter-inside"')[2]
        self.assertIn(f'hx-get="{address}" hx-trigger="toggle from:closest details once"', inside)
        self.assertNotIn("<textarea", inside)
        piece = self.client.get(address, headers={"HX-Request": "true"}).content.decode()
        self.assertTrue(piece.lstrip().startswith("<p"), "a piece of a page, not a page")
        for part in ('name="tone" value="PRIVATE"', 'name="sent"', "<textarea", "销售群"):
            self.assertIn(part, piece)

    def test_leads_to_what_is_inside_without_scripts(self):
        self.leavers(1)
        address = reverse("matter", args=[self.group.code, Flag.objects.get().pk])
        self.assertIn(f'<a href="{address}">', self.section("remove"))
        page = self.client.get(address)
        self.assertContains(page, 'name="tone" value="PRIVATE"')
        self.assertContains(page, Flag.objects.get().employee.staff_no)
        self.assertContains(page, "<main")

    def test_gives_its_inside_to_who_sees_the_group_and_of_open_matters_only(self):
        self.leavers(1)
        address = reverse("matter", args=[self.group.code, Flag.objects.get().pk])
        self.client.force_login(make_user(None, roles.AUDITOR))
        self.assertNotContains(self.client.get(address), "<textarea")
        self.client.force_login(make_user(make_employee()))
        self.assertEqual(self.client.get(address).status_code, 404)
        Flag.objects.update(state="CLEARED", cleared_on=self.today)
        self.client.force_login(self.user)
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_removal_is_ticked_outside_its_folded_part(self):
        self.leavers(1)
        before = self.section("remove").partition('<details class="matter-more">')[0]
        self.assertRegex(before, r'type="checkbox" name="flags" value="\d+" form="done-LEAVER"')
        self.assertIn('<form class="matter-done" id="done-LEAVER"', self.section("remove"))

    def test_what_is_said_to_be_done_cannot_be_ticked_again(self):
        self.leavers(1)
        Flag.objects.update(acted_at=self.now)
        self.assertRegex(self.section("remove"), r'name="flags"[^>]*disabled')

    def test_a_leaving_owner_and_a_return_are_marked(self):
        Membership.objects.filter(employee=self.owner).update(role="MEMBER")
        self.membership(make_employee("丙", self.sales, status="LEFT"), role="OWNER")
        self.look_anew()
        Flag.objects.filter(kind="LEAVER").update(reopened=2)
        section = self.section("remove", self.hr)
        self.assertIn("icons.svg#undo", section)
        self.assertEqual(section.count("tag-bad"), 2)

    def test_whose_turn_it_is_shows_once_it_has_climbed(self):
        self.leavers(1)
        self.assertNotIn("icons.svg#user", self.section("remove"))
        Flag.objects.update(level=Flag.Level.HEAD)
        self.assertIn("icons.svg#user", self.section("remove"))


class TheMessageToTheGroup(FoldedTestCase):
    def opened(self):
        return '<details class="matter-wording" open>' in self.section("remove")

    def test_stands_open_until_it_is_sent(self):
        self.leavers(2)
        self.assertTrue(self.opened())
        flags = list(Flag.objects.values_list("pk", flat=True))
        address = reverse("matters_wording", args=[self.group.code])
        self.client.post(address, {"flags": flags, "tone": "GROUP"})
        self.assertTrue(self.opened(), "a copy is not yet sent")
        self.client.post(address, {"flags": flags, "tone": "GROUP", "sent": "1"})
        self.assertFalse(self.opened())
        self.assertEqual(Sending.objects.count(), 2)

    def test_names_the_folded_ones_too(self):
        self.leavers(7)
        message = self.section("remove").partition("<textarea")[2].partition("</textarea>")[0]
        self.assertEqual(message.count("@销售部-离"), 7)


class WhatEachReaderFindsInARow(FoldedTestCase):
    def setUp(self):
        super().setUp()
        self.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        self.membership(nickname="路人")
        self.look_anew()
        self.outsider = Flag.objects.get(kind="OUTSIDER")
        self.sponsoring = reverse("matter_sponsor", args=[self.group.code, self.outsider.pk])

    def inside(self, flag):
        """Return what the reader finds in a row that they open."""
        return self.client.get(reverse("matter", args=[self.group.code, flag.pk])).content.decode()

    def test_by_reader(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        for who, user, acts, reminds in (
            ("owner", self.user, True, True),
            ("hr", self.hr, True, True),
            ("head", make_user(head), False, True),
            ("auditor", make_user(None, roles.AUDITOR), False, False),
            ("confidentiality", make_user(None, roles.CONFIDENTIALITY), False, False),
        ):
            with self.subTest(who):
                page, inside = self.text(user), self.inside(self.outsider)
                self.assertEqual(self.sponsoring in inside, acts)
                self.assertEqual("<textarea" in inside, reminds)
                self.assertEqual("matter-tick" in page, acts)
                self.assertEqual("matter-done" in page, acts)
                self.assertEqual("<textarea" in page, reminds)
                self.assertIn("供应商小刘", page)

    def test_who_is_this_leads_to_the_decision_and_has_no_box_to_tick(self):
        section = self.section("identify")
        stranger = Membership.objects.get(nickname="路人")
        inside = self.inside(Flag.objects.get(kind="UNIDENTIFIED"))
        self.assertIn(reverse("member_decide", args=[self.group.code, stranger.pk]), inside)
        self.assertNotIn("checkbox", section)

    def test_a_quiet_group_can_be_said_to_be_in_use(self):
        Group.objects.update(last_active_on=self.today - 200 * DAY)
        self.look_anew()
        stale = Flag.objects.get(kind="STALE")
        for user, acts in ((self.user, True), (make_user(None, roles.AUDITOR), False)):
            self.client.force_login(user)
            self.assertEqual(reverse("group_in_use", args=[self.group.code]) in self.inside(stale), acts)
