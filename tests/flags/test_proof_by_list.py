"""A removal is closed by the next full list, reopened if the person is back; nothing else proves it (design §5.2)."""

from datetime import timedelta

from groupadmin.directory.models import DepartmentHead, Employee
from groupadmin.groups.models import Group
from members.flags import services, sweeps
from members.flags.sql import BACK_WITHIN
from members.models import Flag, Membership, RosterImport
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_head, make_roster, make_user

DAY = timedelta(days=1)
Level = Flag.Level


class ProofTestCase(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Group.objects.update(last_active_on=TODAY)
        cls.person = make_employee("丙", cls.sales, status=Employee.Status.LEFT)
        cls.stay = cls.membership(cls.person, "销售部-丙")

    def look(self, roster=None, at=NOON):
        return sweeps.refresh_group(self.group, roster=roster or self.roster, at=at)

    def leaver(self, **facts):
        return Flag.objects.get(kind="LEAVER", **facts)


class TheListIsTheProof(ProofTestCase):
    def test_it_raises_at_once_and_closes_with_its_own_number(self):
        self.assertEqual(self.look().raised, 1)
        later = self.leaves(self.stay)
        self.assertEqual(self.look(later, NOON + DAY).cleared, 1)
        flag = self.leaver()
        self.assertEqual((flag.state, flag.cleared_by, flag.cleared_on), ("CLEARED", later, TODAY + DAY))

    def test_its_page_says_how_much_it_proved(self):
        self.look()
        later = self.leaves(self.stay)
        self.client.force_login(make_user(self.owner))
        page = f"/groups/{self.group.code}/roster/{later.batch_id}/"
        self.assertNotContains(self.client.get(page), "state=CLEARED")
        self.look(later, NOON + DAY)
        self.assertContains(self.client.get(page), "这份名单证实 1 项待办已办好。")

    def test_a_part_of_the_list_proves_no_removal(self):
        self.look()
        part = make_roster(self.group, NOON + DAY, RosterImport.Mode.PARTIAL)
        self.look(part, NOON + DAY)
        self.assertEqual(self.leaver().state, "OPEN")

    def test_saying_so_proves_nothing(self):
        self.look()
        services.mark_acted(group=self.group, flags=[self.leaver().pk], actor=None, at=NOON)
        self.look(make_roster(self.group, NOON + DAY), NOON + DAY)
        flag = self.leaver()
        self.assertEqual((flag.state, flag.acted_at), ("OPEN", NOON))

    def test_whoever_is_hired_again_is_cleared_without_a_list(self):
        self.look()
        Employee.objects.filter(pk=self.person.pk).update(status=Employee.Status.ACTIVE)
        self.look(make_roster(self.group, NOON + DAY), NOON + DAY)
        flag = self.leaver()
        self.assertEqual((flag.state, flag.cleared_by), ("CLEARED", None))

    def test_back_again_is_the_old_matter_with_its_age_and_what_was_said_is_void(self):
        self.look()
        services.mark_acted(group=self.group, flags=[self.leaver().pk], actor=None, at=NOON)
        self.look(self.leaves(self.stay), NOON + DAY)
        again = self.membership(self.person, "老丙")
        self.look(make_roster(self.group, NOON + 3 * DAY), NOON + 3 * DAY)
        flag = self.leaver()
        self.assertEqual((flag.state, flag.raised_on, flag.reopened, flag.membership), ("OPEN", TODAY, 1, again))
        self.assertEqual((flag.acted_at, flag.acted_by_name, flag.cleared_by), (None, "", None))
        self.assertEqual(flag.evidence["nickname"], "老丙")

    def test_after_half_a_year_it_is_a_new_matter(self):
        for days, matters in ((BACK_WITHIN.days, 1), (BACK_WITHIN.days + 1, 2)):
            with self.subTest(days=days):
                Flag.objects.all().delete()
                Flag.objects.create(
                    kind="LEAVER",
                    group=self.group,
                    subject=f"employee:{self.person.pk}",
                    state="CLEARED",
                    raised_on=TODAY,
                    due_on=TODAY,
                    cleared_on=TODAY,
                    cleared_by=self.roster,
                )
                self.night("leavers", TODAY + days * DAY)
                self.assertEqual(Flag.objects.count(), matters)
                self.assertEqual(Flag.objects.filter(state="OPEN").count(), 1)

    def test_one_groups_list_touches_no_other_group(self):
        other = make_group("别的群", self.sales)
        self.membership(self.person, group=other)
        self.look()
        self.assertEqual(set(Flag.objects.filter(kind="LEAVER").values_list("group", flat=True)), {self.group.pk})

    def test_the_same_list_again_writes_nothing(self):
        self.look()
        before = list(Flag.objects.order_by("pk").values())
        result = self.look()
        self.assertEqual((result.raised, result.cleared), (0, 0))
        self.assertEqual(list(Flag.objects.order_by("pk").values()), before)

    def test_it_costs_the_same_for_five_members_and_fifty(self):
        costs = []
        for number in (5, 50):
            for each in range(number):
                self.membership(make_employee(f"离{number}_{each}", self.sales, status=Employee.Status.LEFT))
            self.look()
            with self.queries() as seen:
                self.look()
            costs.append(len(seen))
        self.assertEqual(*costs)


class WhoseTurn(ProofTestCase):
    """Corners of the way from owner to head to office."""

    def escalate(self, days=0):
        return self.night("escalate", TODAY + days * DAY).raised

    def turn(self):
        flag = self.leaver()
        return flag.level, flag.assignee

    def setUp(self):
        self.night("leavers")

    def test_an_owner_who_is_no_employee_leaves_it_to_the_head(self):
        Membership.objects.filter(pk=self.owner_membership.pk).update(employee=None, identity="OUTSIDER")
        self.escalate()
        self.assertEqual(self.turn(), (Level.HEAD, self.head))

    def test_a_group_of_no_department_goes_to_the_office(self):
        Group.objects.update(department=None)
        self.escalate(2)
        self.assertEqual(self.turn(), (Level.OFFICE, None))

    def test_the_first_of_two_heads_is_asked(self):
        second = make_employee("戊", self.sales)
        DepartmentHead.objects.create(department=self.sales, employee=second, rank=2)
        self.escalate(2)
        self.assertEqual(self.turn(), (Level.HEAD, self.head))

    def test_where_the_first_owns_the_group_the_second_is(self):
        second = make_employee("戊", self.sales)
        DepartmentHead.objects.update(employee=self.owner)
        DepartmentHead.objects.create(department=self.sales, employee=second, rank=2)
        self.escalate(2)
        self.assertEqual(self.turn(), (Level.HEAD, second))

    def test_where_only_the_owner_heads_anything_it_is_the_offices(self):
        DepartmentHead.objects.update(employee=self.owner)
        self.escalate(2)
        self.assertEqual(self.turn(), (Level.OFFICE, None))

    def test_a_head_is_still_asked_on_the_last_day_of_work(self):
        for days, wanted in ((2, (Level.HEAD, self.head)), (1, (Level.OFFICE, None))):
            Flag.objects.update(level=Level.OWNER, assignee=self.owner, due_on=TODAY)
            Employee.objects.filter(pk=self.head.pk).update(left_on=TODAY + days * DAY)
            self.escalate(2)
            self.assertEqual(self.turn(), wanted, days)

    def test_a_head_of_the_very_top_is_found_from_far_below(self):
        deep = self.works
        for number in range(4):
            deep = make_department(f"{number}级", deep)
        boss = make_employee("己", self.company)
        make_head(self.company, boss)
        Group.objects.update(department=deep)
        self.escalate(2)
        self.assertEqual(self.turn(), (Level.HEAD, boss))

    def test_what_is_cleared_climbs_no_more(self):
        Flag.objects.update(state="CLEARED", cleared_on=TODAY)
        self.assertEqual(self.escalate(30), 0)
        self.assertEqual(self.turn(), (Level.OWNER, self.owner))

    def test_a_new_owner_takes_over_no_more_than_the_owners_turn(self):
        self.escalate(2)
        Membership.objects.filter(pk=self.owner_membership.pk).update(role="MEMBER")
        self.membership(make_employee("庚", self.sales), role="OWNER")
        self.escalate(3)
        self.assertEqual(self.turn(), (Level.HEAD, self.head))

    def test_looking_at_one_group_escalates_only_there(self):
        other = make_group("别的群", self.sales)
        self.membership(self.person, group=other)
        Flag.objects.all().delete()
        self.night("leavers")
        sweeps.refresh_group_flags(other.pk, TODAY + 9 * DAY)
        levels = dict(Flag.objects.filter(kind="LEAVER").values_list("group", "level"))
        self.assertEqual(levels, {self.group.pk: Level.OWNER, other.pk: Level.HEAD})


class Capacity(ProofTestCase):
    def test_of_each_platform(self):
        for platform, most in ((Group.Platform.WECHAT, 500), (Group.Platform.QQ, 2000), (Group.Platform.WECOM, 2000)):
            for headcount, is_over in ((most, False), (most + 1, True)):
                with self.subTest(platform, headcount=headcount):
                    Group.objects.update(platform=platform, headcount=headcount, capacity=None)
                    self.night("over_capacity")
                    self.assertEqual(self.flagged("OVER_CAPACITY"), [self.group.code] if is_over else [])

    def test_of_a_group_being_dissolved_too_and_of_no_dissolved_one(self):
        for status, is_over in (("DISSOLVING", True), ("ACTIVE", True), ("APPROVED", False)):
            Group.objects.update(status=status, headcount=501)
            self.night("over_capacity")
            self.assertEqual(bool(self.flagged("OVER_CAPACITY")), is_over, status)
