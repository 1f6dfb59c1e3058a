"""How many groups in use are in which state: the same by the office's lean counting as by the auditor's walk."""

from datetime import timedelta

from django.utils import timezone

from groupadmin.groups.models import Group
from members.flags.overview import States, overview, states_of_groups
from members.models import Flag
from tests.flags.base import FlagTestCase
from tests.making import NOON, make_group

DAY = timedelta(days=1)


class StatesOfGroups(FlagTestCase):
    def setUp(self):
        super().setUp()
        self.today = timezone.localdate()

    def group_with(self, *due_in_days, listed=True, status=Group.Status.ACTIVE, **facts):
        group = make_group(f"群{Group.objects.count()}", **facts)
        taken = NOON if listed else None
        ended = self.today if status == Group.Status.DISSOLVED else None
        Group.objects.filter(pk=group.pk).update(status=status, roster_taken_at=taken, dissolved_on=ended)
        for number, days in enumerate(due_in_days):
            Flag.objects.create(
                kind="MISNAMED", group=group, subject=f"s{number}", raised_on=self.today, due_on=self.today + days * DAY
            )
        return group

    def counted(self):
        lean, walked = states_of_groups(self.today), overview(self.today, worst=1).states
        self.assertEqual(lean, walked)
        return lean

    def test_are_four_and_overdue_comes_before_unknown(self):
        Group.objects.filter(pk=self.group.pk).update(status=Group.Status.APPROVED)
        self.assertEqual(self.counted(), States(late=0, open=0, unknown=0, good=0))
        self.group_with(-1, 3)
        self.group_with(-1, -2, listed=False)
        self.group_with(0)
        self.group_with(5, 6, status=Group.Status.DISSOLVING)
        self.group_with(2, listed=False)
        self.group_with(listed=False)
        self.group_with()
        self.assertEqual(self.counted(), States(late=2, open=2, unknown=2, good=1))

    def test_leave_out_what_is_open_in_groups_not_in_use(self):
        before = self.counted()
        self.group_with(-1, status=Group.Status.APPROVED, listed=False)
        self.group_with(3, status=Group.Status.DISSOLVED)
        self.group_with(-3, status=Group.Status.DISSOLVED)
        self.assertEqual(self.counted(), before)

    def test_take_no_cleared_matter_for_one(self):
        before = self.counted()
        group = self.group_with(-1)
        Flag.objects.filter(group=group).update(state="CLEARED", cleared_on=self.today)
        self.assertEqual(self.counted(), before._replace(good=before.good + 1))
