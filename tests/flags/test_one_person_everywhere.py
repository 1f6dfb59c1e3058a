"""Somebody who has to leave several groups is dealt with on one page: group by group, or all that are the reader's."""

from datetime import date, timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from members.flags import cards
from members.models import Flag, Membership
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_user


class OnePerson(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.today = timezone.localdate()
        cls.sales = make_department("销售部")
        cls.leaver = make_employee("王五", cls.sales, staff_no="000018", status="LEFT", left_on=date(2026, 11, 1))
        cls.owner = make_employee("甲", cls.sales)
        cls.groups = [
            make_group(f"{name}群", cls.sales, code=f"G0000{at}") for at, name in enumerate("一二三", start=1)
        ]
        cls.flags = []
        for group in cls.groups:
            owner = cls.owner if group is not cls.groups[2] else make_employee("乙", cls.sales)
            make_membership(group, owner, role=Membership.Role.OWNER)
            there = make_membership(group, cls.leaver, "销售部-王五")
            cls.flags.append(
                Flag.objects.create(
                    kind=Flag.Kind.LEAVER,
                    group=group,
                    subject=f"employee:{cls.leaver.pk}",
                    membership=there,
                    employee=cls.leaver,
                    raised_on=cls.today,
                    due_on=cls.today - timedelta(days=1),
                    assignee=owner,
                    evidence={"status": "LEFT", "left_on": "2026-11-01"},
                )
            )
        cls.hr, cls.runner = make_user(None, roles.HR), make_user(cls.owner)

    def page(self, user, name="person_groups"):
        self.client.force_login(user)
        return self.client.get(reverse(name, args=["000018"]))

    def act(self, user, action, flags):
        self.client.force_login(user)
        given = {"action": action, "rows": [flag.pk for flag in flags]}
        return self.client.post(reverse("person_groups", args=["000018"]), given, follow=True)

    def said_done(self):
        return list(Flag.objects.exclude(acted_at=None).order_by("pk").values_list("group__code", flat=True))

    def test_each_group_has_its_one_action_and_all_that_are_mine_have_one(self):
        page = self.page(self.runner)
        self.assertEqual([flag.group.code for flag in page.context["held"].to_do], ["G00001", "G00002"])
        self.assertContains(page, 'form="say-done"', count=2)
        self.assertContains(page, "我能处理的全部标记为已移出（2）")
        self.act(self.runner, "done", self.flags[:1])
        self.assertEqual(self.said_done(), ["G00001"])
        page = self.act(self.hr, "done", page.context["held"].to_do[1:] + self.flags[2:])
        self.assertEqual(self.said_done(), ["G00001", "G00002", "G00003"])
        self.assertContains(page, 'class="outcomes"')

    def test_all_are_taken_back_as_one(self):
        self.act(self.hr, "done", self.flags)
        page = self.page(self.hr)
        self.assertEqual(len(page.context["held"].said_done), 3)
        self.act(self.hr, "take_back", self.flags)
        self.assertEqual(self.said_done(), [])
        self.assertEqual(AuditEvent.objects.filter(action="flags.acted_undone").count(), 3)

    def test_nobody_acts_in_groups_they_do_not_run(self):
        self.act(self.runner, "done", self.flags)
        self.assertEqual(self.said_done(), ["G00001", "G00002"])
        head = make_employee("部长", self.sales)
        make_head(self.sales, head)
        page = self.page(make_user(head))
        self.assertEqual(page.context["held"].to_do, [])
        self.assertNotContains(page, 'form="say-done"')

    def test_the_private_message_names_every_group_it_speaks_of(self):
        (text,) = self.page(self.hr).context["texts"]
        self.assertTrue(text.startswith("王五您好，您目前仍在工作群“一群”、“二群”、“三群”内"), text)
        (mine,) = self.page(self.runner).context["texts"]
        self.assertNotIn("三群", mine)

    def test_a_matter_leads_to_all_others_of_the_person(self):
        self.client.force_login(self.hr)
        inside = self.client.get(reverse("matter", args=["G00001", self.flags[0].pk]))
        self.assertContains(inside, "还应从另外 2 个群移出")
        self.assertContains(inside, reverse("person_groups", args=["000018"]))

    def test_home_has_one_line_for_the_person_that_leads_there(self):
        Flag.objects.update(level=Flag.Level.OFFICE)
        (card,) = [card for card in cards.cards(self.hr, self.today) if card.rank == 15]
        self.assertEqual([(line.text, line.note) for line in card.lines], [("王五：已离职，仍在群内", "3 个群")])
        self.assertEqual(card.lines[0].url, reverse("person_groups", args=["000018"]))
        self.assertEqual(card.count, 3)

    def test_the_page_of_the_person_shows_groups_matters_and_where_they_were(self):
        old = make_group("旧项目群", self.sales)
        make_membership(old, self.leaver, "王五", gone_by=timezone.now())
        page = self.page(self.hr, "person")
        for words in ("一群", "三群", "旧项目群", "已离职，仍在群内"):
            self.assertContains(page, words)
        self.assertContains(page, reverse("matter", args=["G00001", self.flags[0].pk]))
        self.assertContains(page, 'form="say-done"', count=3)

    def test_whose_task_the_going_is_sees_the_groups_of_the_task(self):
        other = make_employee("经理一", make_department("工程部"))
        Flag.objects.filter(pk=self.flags[0].pk).update(assignee=other, level=Flag.Level.MANAGER)
        page = self.page(make_user(other))
        self.assertContains(page, "一群")
        self.assertNotContains(page, "二群")
        self.assertEqual([flag.pk for flag in page.context["held"].to_do], [self.flags[0].pk])
