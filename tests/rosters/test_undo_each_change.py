"""Each kind of change a list makes is taken back exactly, and so is everything that followed from it."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from groupadmin.core import imports
from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.imports import identity_decisions, undoing
from members.models import Flag, IdentityDecision, Membership, Sending
from members.rosters.roster_changes import CHANGING
from tests.making import NOON, make_department, make_employee, make_group, make_regulation, make_user
from tests.rosters.lists import FULL, PARTIAL, apply, csv, names

HEADER = "群昵称,wxid,角色,入群时间,邀请人,最后发言"
BASE = ("销售部-赵一,a,群主,,,2026-03-01", "销售部-钱二,b,,,,", "老孙,c,,,,")


def day(number):
    return NOON + timedelta(days=number)


def change(*lines, mode=FULL, **more):
    return {"content": csv(*lines, header=HEADER), "mode": mode, **more}


# What the second list changes → the list.
CHANGES = {
    "nothing": change(*BASE),
    "somebody joined": change(*BASE, "新人,d,,,,"),
    "somebody left": change(*BASE[:2]),
    "somebody was renamed": change(BASE[0], "钱二,b,,,,", BASE[2]),
    "a new owner": change("销售部-赵一,a,,,,2026-03-01", "销售部-钱二,b,群主,,,", BASE[2]),
    "the owner left and another came": change("销售部-钱二,b,群主,,,", BASE[2]),
    "an admin": change(BASE[0], "销售部-钱二,b,管理员,,,", BASE[2]),
    "joined at and by whom": change(BASE[0], "销售部-钱二,b,,2026-02-01,赵一,", BASE[2]),
    "spoke": change("销售部-赵一,a,群主,,,2026-03-13", *BASE[1:]),
    "left and came back in between": change(BASE[0], "销售部-钱二,b,,2026-03-13 08:00,,", BASE[2]),
    "a part of the list": change("钱二,b,,,,", "新人,d,,,,", mode=PARTIAL),
    "everything at once": change("钱二,b,群主,,,2026-03-13", "新人,d,管理员,,钱二,", "老孙头,c,,,,"),
    "a decision": change(*BASE, choices={4: "outsider"}),
    "a ban": change(*BASE, choices={4: "banned"}),
    "all but one gone, with a reason": change("新群主,z,群主,,,", reason="整顿"),
}


class Exactly(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        for name in ("赵一", "钱二"):
            make_employee(name, cls.sales)
        cls.rule = make_regulation(nickname="{department}-{name}", admission="EMPLOYEES", rename_grace_days=0)

    def started(self):
        group = make_group("", self.sales, regulation=self.rule)
        apply(group, csv(*BASE, header=HEADER))
        return group

    def facts(self, group):
        stays = list(Membership.objects.filter(group=group).order_by("pk").values("pk", *CHANGING, "absent_at"))
        own = Group.objects.values("headcount", "headcount_outside", "roster_taken_at", "last_active_on", "status")
        words = list(IdentityDecision.objects.order_by("account_key").values_list("account_key", "verdict"))
        return stays, own.get(pk=group.pk), words

    def open_matters(self, group):
        return set(Flag.objects.filter(group=group, state="OPEN").values_list("kind", "subject"))

    def test_every_kind_of_change(self):
        for what, made in CHANGES.items():
            with self.subTest(what):
                group = self.started()
                before, matters = self.facts(group), self.open_matters(group)
                roster = apply(group, at=day(2), **made)
                self.assertNotEqual(self.facts(group), before, "even a list that changes nothing confirms")
                undoing.undo_roster(roster=roster, actor=None, at=day(3))
                self.assertEqual(self.facts(group), before)
                self.assertEqual(self.open_matters(group), matters)
                IdentityDecision.objects.all().delete()

    def test_the_list_can_be_brought_again_after_it_was_taken_back(self):
        group = self.started()
        again = CHANGES["everything at once"]
        first = apply(group, at=day(2), **again)
        after = self.facts(group)[0]
        undoing.undo_roster(roster=first, actor=None, at=day(3))
        apply(group, at=day(2), **again)
        told = [{k: v for k, v in stay.items() if k not in ("pk", "evidence_id")} for stay in self.facts(group)[0]]
        was = [{k: v for k, v in stay.items() if k not in ("pk", "evidence_id")} for stay in after]
        self.assertEqual(told, was)

    def test_a_decision_that_was_replaced_comes_back(self):
        group = self.started()
        apply(group, csv(*BASE, header=HEADER), at=day(1), choices={4: "outsider"})
        roster = apply(group, csv(*BASE, header=HEADER), at=day(2), choices={4: "banned"})
        self.assertEqual(IdentityDecision.objects.get().verdict, "BANNED")
        undoing.undo_roster(roster=roster, actor=None, at=day(3))
        self.assertEqual(IdentityDecision.objects.get().verdict, "OUTSIDER")

    def test_a_matter_that_the_list_proved_done_is_open_again(self):
        group = self.started()
        roster = apply(group, csv(*BASE[:2], header=HEADER), at=day(2))
        gone = Membership.objects.get(group=group, account_key="c")
        self.assertEqual(gone.gone_by, day(2))
        undoing.undo_roster(roster=roster, actor=None, at=day(3))
        gone.refresh_from_db()
        self.assertIsNone(gone.gone_by)

    def test_it_is_written_down_who_took_it_back(self):
        group, hr = self.started(), make_user(None, roles.HR)
        roster = apply(group, at=day(2), **CHANGES["somebody left"])
        undoing.undo_roster(roster=roster, actor=hr, at=day(3))
        event = AuditEvent.objects.get(action="roster.undone")
        self.assertEqual((event.actor_id, event.detail["group"]), (hr.pk, group.code))
        batch = ImportBatch.objects.get(pk=roster.batch_id)
        self.assertEqual((batch.state, batch.undone_at, batch.undo), ("UNDONE", day(3), None))

    def test_twice_is_refused(self):
        group = self.started()
        roster = apply(group, at=day(2), **CHANGES["somebody left"])
        undoing.undo_roster(roster=roster, actor=None, at=day(3))
        roster.batch.refresh_from_db()
        with self.assertRaises(imports.NothingToUndo):
            undoing.undo_roster(roster=roster, actor=None, at=day(3))
        self.assertEqual(names(group), {"销售部-赵一", "销售部-钱二", "老孙"})


class WhatStandsInTheWay(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("群", make_department("销售部"), regulation=make_regulation(admission="EMPLOYEES"))
        cls.roster = apply(cls.group, ["客人,a"])
        cls.stay = Membership.objects.get()
        cls.user = make_user(None, roles.HR)

    def refused(self):
        with self.assertRaises(undoing.UndoBlocked) as refusal:
            undoing.undo_roster(roster=self.roster, actor=None, at=day(1))
        self.assertTrue(Membership.objects.filter(pk=self.stay.pk).exists())
        return refusal.exception.facts["blocked_by"]

    def test_a_message_that_was_sent(self):
        flag = Flag.objects.filter(group=self.group, membership=self.stay).first()
        self.assertIsNotNone(flag)
        Sending.objects.create(flag=flag, tone="GROUP", text="请说明身份", copied_at=day(1), by_name="甲")
        self.assertEqual(len(self.refused()), 1)

    def test_facts_that_were_entered_by_hand(self):
        Membership.objects.filter(pk=self.stay.pk).update(has_own_photo=True)
        self.assertEqual(len(self.refused()), 1)

    def test_a_decision_and_a_later_list_are_both_told_by_the_last_of_them(self):
        identity_decisions.decide_identity(membership=self.stay, verdict="OUTSIDER", actor=None, at=day(1))
        self.assertEqual(len(self.refused()), 1)
        later = apply(self.group, ["客人,a"], at=day(2))
        (reason,) = self.refused()
        self.assertIn(f"#{later.batch_id}", reason)

    def test_the_page_names_it_and_offers_no_button(self):
        apply(self.group, ["客人,a"], at=day(2))
        self.client.force_login(self.user)
        page = self.client.get(reverse("roster", args=[self.group.code, self.roster.batch_id]))
        self.assertEqual(len(page.context["blocked_by"]), 1)
        undo = reverse("roster_undo", args=[self.group.code, self.roster.batch_id])
        self.assertNotContains(page, f'action="{undo}"')
        self.client.post(undo)
        self.assertEqual(ImportBatch.objects.get(pk=self.roster.batch_id).state, "APPLIED")
