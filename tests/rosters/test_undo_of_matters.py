"""An undo takes back what a list did to the group's matters too: raised, cleared, passed on, back again."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core import sweeps
from members.flags import services as deeds
from members.imports import undoing
from members.models import Flag, Membership, Sending
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_head
from tests.rosters.lists import apply, csv

DAY = timedelta(days=1)
HEADER = "群昵称,wxid,角色"


def listed(*lines):
    return csv(*lines, header=HEADER)


def everything():
    """Every row a list may change, as plain values."""
    return (
        list(Membership.objects.order_by("pk").values()),
        list(Flag.objects.order_by("pk").values()),
        list(Sending.objects.order_by("pk").values()),
    )


class UndoOfMatters(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.head = make_employee("侯一", cls.sales)
        make_head(cls.sales, cls.head)
        make_employee("赵一", cls.sales)
        make_employee("钱二", cls.sales, status="LEFT")
        cls.group = make_group("销售群", cls.sales)
        cls.first = apply(cls.group, listed("赵一,wxid_a,群主", "钱二,wxid_b,", "老王,wxid_c,"))

    def undo(self, roster, at):
        undoing.undo_roster(roster=roster, actor=None, at=at)

    def bring(self, *lines, days=1):
        return apply(self.group, listed(*lines), at=NOON + days * DAY, reason="是的")

    def matters(self):
        return sorted(Flag.objects.filter(state="OPEN").values_list("kind", "level", "due_on"))

    def test_a_list_without_the_owner_leaves_nothing_with_the_head(self):
        before = everything()
        roster = self.bring("钱二,wxid_b,", "老王,wxid_c,", "陌生人,wxid_d,")
        self.assertIn("OWNERLESS", [kind for kind, *_ in self.matters()])
        self.assertIn(Flag.Level.HEAD, [level for _kind, level, _due in self.matters()])
        self.undo(roster, NOON + DAY)
        self.assertEqual(everything(), before)

    def test_on_a_later_day_too(self):
        before = everything()
        roster = self.bring("赵一,wxid_a,群主", "老王,wxid_c,")
        self.undo(roster, NOON + 9 * DAY)
        self.assertEqual(everything(), before)

    def test_nobody_is_said_to_be_back_who_never_went(self):
        roster = self.bring("赵一,wxid_a,群主", "钱二,wxid_b,")
        self.undo(roster, NOON + DAY)
        self.assertEqual(set(Flag.objects.values_list("reopened", flat=True)), {0})
        self.assertEqual(Flag.objects.exclude(cleared_by=None).count(), 0)

    def test_a_return_that_the_list_proved_is_taken_back(self):
        self.bring("赵一,wxid_a,群主", "老王,wxid_c,")
        before = everything()
        roster = self.bring("赵一,wxid_a,群主", "老王,wxid_c,", "钱二,wxid_b,", days=2)
        self.assertEqual(Flag.objects.get(kind="LEAVER").reopened, 1)
        self.undo(roster, NOON + 2 * DAY)
        self.assertEqual(everything(), before)

    def test_what_a_night_raised_on_its_account_goes_too(self):
        roster = self.bring("钱二,wxid_b,", "老王,wxid_c,")
        Flag.objects.filter(kind="OWNERLESS").delete()
        sweeps.nightly()["ownerless"].run(TODAY + 2 * DAY)
        self.undo(roster, NOON + 2 * DAY)
        self.assertEqual(Flag.objects.filter(kind="OWNERLESS").count(), 0)

    def test_texts_taken_about_what_it_raised_go_and_a_message_that_was_sent_stays(self):
        for note, left in ((deeds.copy_text, 0), (deeds.mark_sent, 1)):
            with self.subTest(note.__name__):
                roster = self.bring("钱二,wxid_b,", "老王,wxid_c,", days=1 + left)
                raised = Flag.objects.get(kind="OWNERLESS", state="OPEN")
                facts = {"group": self.group, "flags": [raised.pk], "tone": "PRIVATE", "text": "群主离群了"}
                note(actor=None, at=NOON + 2 * DAY, **facts)
                self.undo(roster, NOON + 2 * DAY)
                self.assertEqual(Flag.objects.filter(kind="OWNERLESS", state="OPEN").count(), 0)
                self.assertEqual(Sending.objects.count(), left)

    def test_what_people_said_since_of_other_matters_stays(self):
        roster = self.bring("赵一,wxid_a,群主", "钱二,wxid_b,", "老王,wxid_c,", "陌生人,wxid_d,")
        leaver = Flag.objects.get(kind="LEAVER")
        deeds.mark_acted(group=self.group, flags=[leaver.pk], actor=None, at=NOON + DAY)
        self.undo(roster, NOON + DAY)
        leaver.refresh_from_db()
        self.assertIsNotNone(leaver.acted_at)
