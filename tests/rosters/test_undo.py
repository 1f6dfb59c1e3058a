"""An applied list is taken back exactly, as long as nothing was built on it."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core.imports import NothingToUndo
from groupadmin.core.models import AuditEvent
from groupadmin.groups.models import Group
from members.imports import applying, identity_decisions, undoing
from members.models import Flag, IdentityDecision, Membership, Sponsorship
from members.rosters.roster_changes import CHANGING
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_regulation
from tests.rosters.lists import PARTIAL, apply, bring, csv, names, present

LATER = NOON + timedelta(days=7)
EVEN_LATER = NOON + timedelta(days=14)
HEADER = "群昵称,wxid,角色,最后发言"
FIRST = csv(
    "赵一,wxid_a,群主,2026-03-10",
    "钱二,wxid_b,管理员,",
    "孙三,wxid_c,,",
    "张伟,wxid_d,,",
    "老王,wxid_e,,",
    header=HEADER,
)
SECOND = csv(
    "销售部-赵一,wxid_a,,2026-03-18",
    "钱二,wxid_b,群主,",
    "张伟,wxid_d,,",
    "老王,wxid_e,,",
    "李四,wxid_f,,",
    header=HEADER,
)


def picture(group):
    """Everything an import may change, as plain values."""
    stays = list(Membership.objects.filter(group=group).order_by("pk").values("pk", *CHANGING))
    words = list(
        IdentityDecision.objects.order_by("account_key").values("verdict", "employee", "account_key", "decided_at")
    )
    facts = Group.objects.values("headcount", "headcount_outside", "roster_taken_at", "last_active_on", "status").get(
        pk=group.pk
    )
    return stays, words, facts


class Undo(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        for name in ("赵一", "钱二", "孙三", "李四"):
            make_employee(name, cls.sales)
        cls.namesakes = [make_employee("张伟", cls.sales), make_employee("张伟", cls.sales)]
        cls.rule = make_regulation(nickname="{department}-{name}")
        cls.group = make_group("销售群", cls.sales, regulation=cls.rule)
        cls.first = apply(cls.group, FIRST, choices={5: f"employee:{cls.namesakes[0].pk}"})

    def test_everything_is_as_it_was(self):
        before = picture(self.group)
        second = apply(self.group, SECOND, at=LATER, choices={4: f"employee:{self.namesakes[1].pk}", 5: "banned"})
        self.assertNotEqual(picture(self.group), before)
        undoing.undo_roster(roster=second, actor=None, at=EVEN_LATER)
        self.assertEqual(picture(self.group), before)
        second.batch.refresh_from_db()
        self.assertEqual((second.batch.state, second.batch.undone_by_name), ("UNDONE", "console"))
        self.assertEqual(AuditEvent.objects.filter(action="roster.undone").count(), 1)

    def test_list_after_list_can_be_taken_back(self):
        second = apply(self.group, SECOND, at=LATER)
        undoing.undo_roster(roster=second, actor=None, at=EVEN_LATER)
        self.first.refresh_from_db()
        undoing.undo_roster(roster=self.first, actor=None, at=EVEN_LATER)
        self.assertFalse(Membership.objects.exists() or IdentityDecision.objects.exists())
        self.group.refresh_from_db()
        self.assertEqual((self.group.headcount, self.group.roster_taken_at), (None, None))

    def test_a_later_list_stands_in_the_way(self):
        second = apply(self.group, SECOND, at=LATER)
        with self.assertRaises(undoing.UndoBlocked) as blocked:
            undoing.undo_roster(roster=self.first, actor=None, at=EVEN_LATER)
        self.assertIn(f"#{second.batch_id}", blocked.exception.facts["blocked_by"][0])
        self.assertEqual(names(self.group), {"销售部-赵一", "钱二", "张伟", "老王", "李四"})

    def test_a_later_decision_stands_in_the_way(self):
        identity_decisions.decide_identity(
            membership=present(self.group)["老王"], verdict="OUTSIDER", actor=None, at=LATER
        )
        with self.assertRaises(undoing.UndoBlocked):
            undoing.undo_roster(roster=self.first, actor=None, at=EVEN_LATER)

    def test_a_sponsor_of_a_new_member_stands_in_the_way(self):
        second = apply(self.group, SECOND, at=LATER)
        Sponsorship.objects.create(
            group=self.group,
            membership=present(self.group)["李四"],
            sponsor=self.namesakes[0],
            since=TODAY,
            until=TODAY,
        )
        self.assertEqual(len(undoing.blocked_by(second)), 1)

    def test_what_was_raised_about_its_members_goes_with_it(self):
        second = apply(self.group, SECOND, at=LATER)
        newcomer = present(self.group)["李四"].pk
        undoing.undo_roster(roster=second, actor=None, at=EVEN_LATER)
        self.assertFalse(Flag.objects.filter(membership=newcomer).exists())
        self.assertFalse(Flag.objects.filter(state="OPEN", subject__contains="wxid_f").exists())

    def test_a_preview_made_before_the_undo_is_stale(self):
        second = apply(self.group, SECOND, at=LATER)
        third = bring(self.group, SECOND, at=EVEN_LATER, mode=PARTIAL)
        undoing.undo_roster(roster=second, actor=None, at=EVEN_LATER)
        with self.assertRaises(applying.RosterHasMoved):
            applying.apply_plan(roster=third, actor=None, at=EVEN_LATER)

    def test_only_what_is_applied_and_kept_can_be_taken_back(self):
        waiting = bring(self.group, SECOND, at=LATER)
        with self.assertRaises(NothingToUndo):
            undoing.undo_roster(roster=waiting, actor=None, at=LATER)
        self.first.batch.undo = None
        with self.assertRaises(NothingToUndo):
            undoing.undo_roster(roster=self.first, actor=None, at=LATER)
