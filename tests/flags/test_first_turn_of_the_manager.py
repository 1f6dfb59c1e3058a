"""When a project's staff change, the task is on that project's manager, raised by the transfer or departure (R08)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groupadmin.directory.models import DepartmentHead, Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members import access
from members.flags import cards, services, sweeps
from members.models import Flag, Membership, Sending
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_head, make_user

DAY = timedelta(days=1)
Level = Flag.Level


class StaffOfAProject(FlagTestCase):
    """The group of the sales centre; two people of project one, whose leasing manager is 经理一, are in it."""

    regulation_facts = {"staff_change_falls_to": Regulation.StaffChange.FORMER_HEAD}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.project = make_department("一项目招商部", cls.sales)
        cls.manager = make_employee("经理一", cls.project)
        cls.manager_heads = make_head(cls.project, cls.manager)
        cls.leaver = make_employee("离一", cls.project, status=Employee.Status.LEFT)
        cls.leaving = cls.membership(cls.leaver, identified_in=cls.project)
        cls.mover = make_employee("调二", cls.works, department_since=TODAY + DAY)
        cls.moving = cls.membership(cls.mover, identified_in=cls.project)

    def raised(self, today=TODAY + DAY):
        self.night("leavers", today)
        self.night("out_of_scope", today)

    def turns(self):
        flags = Flag.objects.filter(state="OPEN", membership__isnull=False).select_related("assignee")
        return {flag.membership.nickname: (flag.level, flag.assignee) for flag in flags}

    def all_turns(self, level, employee):
        self.assertEqual(self.turns(), {"离一": (level, employee), "调二": (level, employee)})


class RaisedOnTheManager(StaffOfAProject):
    def test_a_departure_and_a_transfer(self):
        self.raised()
        self.all_turns(Level.MANAGER, self.manager)
        self.assert_writes_nothing("escalate", TODAY + DAY)

    def test_the_manager_sees_of_the_group_only_while_the_task_stands(self):
        self.raised()
        manager = make_user(self.manager)
        self.assertEqual(access.tasks_of(manager).count(), 2)
        Flag.objects.update(state=Flag.State.CLEARED, cleared_on=TODAY)
        self.assertFalse(access.tasks_of(manager).exists())

    def test_a_list_raises_them_at_once_the_same_way(self):
        sweeps.refresh_group_flags(self.group.pk, TODAY + DAY)
        self.all_turns(Level.MANAGER, self.manager)

    def test_where_the_regulation_does_not_say_so_they_are_the_owners(self):
        Regulation.objects.update(staff_change_falls_to="")
        self.raised()
        self.all_turns(Level.OWNER, self.owner)

    def test_a_transfer_is_followed_in_groups_of_any_category(self):
        Group.objects.update(category="PROJECT")
        self.raised()
        self.all_turns(Level.MANAGER, self.manager)

    def test_without_a_manager_who_works_here_they_are_the_owners(self):
        Employee.objects.filter(pk=self.manager.pk).update(status=Employee.Status.LEFT)
        self.raised()
        self.all_turns(Level.OWNER, self.owner)

    def test_nobody_gets_the_matter_of_themselves(self):
        DepartmentHead.objects.filter(pk=self.manager_heads.pk).update(employee=self.mover)
        self.raised()
        self.assertEqual(self.turns()["调二"], (Level.OWNER, self.owner))

    def test_the_first_of_two_heads(self):
        DepartmentHead.objects.filter(pk=self.manager_heads.pk).update(rank=2)
        first = make_employee("经理零", self.project)
        DepartmentHead.objects.create(department=self.project, employee=first, rank=1)
        self.raised()
        self.all_turns(Level.MANAGER, first)

    def test_where_the_department_before_is_not_known_it_is_the_owners(self):
        Membership.objects.update(identified_in=None)
        self.raised()
        self.assertEqual(self.turns(), {"离一": (Level.MANAGER, self.manager), "调二": (Level.OWNER, self.owner)})

    def test_who_never_was_of_the_project_is_no_staff_change(self):
        Regulation.objects.update(admission=Regulation.Admission.DEPARTMENT)
        make_head(self.works, make_employee("工头", self.works))
        self.membership(make_employee("外来", self.works), identified_in=self.works)
        self.raised()
        self.assertEqual(self.turns()["外来"], (Level.OWNER, self.owner))

    def test_other_matters_are_the_owners(self):
        self.membership(nickname="谁", identity=Membership.Identity.UNKNOWN)
        self.night("unidentified")
        self.assertEqual(self.turns(), {"谁": (Level.OWNER, self.owner)})


class PassedOn(StaffOfAProject):
    def setUp(self):
        self.raised()
        Flag.objects.update(due_on=TODAY + 2 * DAY)

    def night_of(self, days):
        return self.night("escalate", TODAY + days * DAY).raised

    def test_past_due_it_is_the_heads_of_the_groups_department_then_the_offices(self):
        self.assertEqual(self.night_of(2), 0)
        self.assertEqual(self.night_of(3), 2)
        self.all_turns(Level.HEAD, self.head)
        self.assertEqual(self.night_of(3), 0)
        self.night_of(6)
        self.all_turns(Level.OFFICE, None)

    def test_a_successor_gets_what_waits(self):
        after = make_employee("经理二", self.project)
        DepartmentHead.objects.filter(pk=self.manager_heads.pk).update(employee=after)
        self.assertEqual(self.night_of(1), 2)
        self.all_turns(Level.MANAGER, after)
        self.assertEqual(self.night_of(1), 0)

    def test_without_a_successor_it_is_the_owners_with_the_same_due_day(self):
        Employee.objects.filter(pk=self.manager.pk).update(left_on=TODAY)
        self.assertEqual(self.night_of(1), 2)
        self.all_turns(Level.OWNER, self.owner)
        self.assertEqual(set(Flag.objects.values_list("due_on", flat=True)), {TODAY + 2 * DAY})

    def test_without_an_owner_either_it_is_the_heads(self):
        Membership.objects.filter(pk=self.owner_membership.pk).update(gone_by=NOON)
        Employee.objects.filter(pk=self.manager.pk).update(left_on=TODAY)
        self.night_of(1)
        self.all_turns(Level.HEAD, self.head)

    def test_a_manager_who_heads_the_groups_department_too_does_not_get_it_twice(self):
        boss = make_employee("丁", self.company)
        make_head(self.company, boss)
        DepartmentHead.objects.filter(employee=self.head).update(employee=self.manager)
        self.night_of(3)
        self.all_turns(Level.HEAD, boss)

    def test_the_number_of_statements_does_not_grow(self):
        with self.queries() as few:
            self.night_of(1)
        for number in range(12):
            gone = make_employee(f"离{number}", self.project, status=Employee.Status.LEFT)
            self.membership(gone, identified_in=self.project)
        self.raised()
        DepartmentHead.objects.filter(pk=self.manager_heads.pk).update(employee=make_employee("经理三", self.project))
        with self.queries() as many:
            self.night_of(1)
        self.assertEqual(len(few), len(many))


class AtTheScreen(StaffOfAProject):
    """The manager heads one project and neither runs nor heads the group: what is theirs they see, and no more."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.user = make_user(cls.manager)
        cls.other = cls.membership(nickname="谁", identity=Membership.Identity.UNKNOWN)

    def setUp(self):
        self.raised()
        self.night("unidentified", TODAY + DAY)
        self.client.force_login(self.user)
        self.mine = list(Flag.objects.filter(kind__in=("LEAVER", "OUT_OF_SCOPE")).order_by("pk"))

    def page(self):
        return self.client.get(reverse("group", args=[self.group.code]))

    def say_done(self, *flags):
        return self.client.post(reverse("matters_done", args=[self.group.code]), {"flags": [flag.pk for flag in flags]})

    def test_the_home_page_tells_what_is_theirs(self):
        (card,) = cards.cards(self.user, TODAY)
        self.assertEqual((card.count, len(card.lines)), (2, 2))
        self.assertContains(self.client.get(reverse("home")), "离一")

    def test_so_does_the_list_of_matters(self):
        for query in ({}, {"whose": "mine"}):
            shown = self.client.get(reverse("matters"), query).context["matters"]
            self.assertEqual({flag.pk for flag in shown}, {flag.pk for flag in self.mine})

    def test_the_page_of_the_group_shows_these_and_nothing_else_of_its_people(self):
        page = self.page()
        self.assertContains(page, "离一")
        self.assertNotContains(page, "谁")
        self.assertContains(page, reverse("matters_done", args=[self.group.code]))
        for name in ("members", "rosters"):
            self.assertNotContains(page, reverse(name, args=[self.group.code]))
            self.assertEqual(self.client.get(reverse(name, args=[self.group.code])).status_code, 404)

    def test_they_say_done_of_their_own_and_of_nothing_else(self):
        theirs = Flag.objects.get(kind="UNIDENTIFIED")
        self.say_done(*self.mine, theirs)
        acted = Flag.objects.exclude(acted_at=None).order_by("pk")
        self.assertEqual(list(acted), self.mine)
        with self.assertRaises(services.NothingOpen):
            services.mark_acted(group=self.group, flags=[theirs.pk], actor=self.user, at=NOON)

    def test_they_copy_the_words_for_their_own(self):
        theirs = Flag.objects.get(kind="UNIDENTIFIED")
        for flag in (self.mine[0], theirs):
            address = reverse("matters_wording", args=[self.group.code])
            self.client.post(address, {"flags": flag.pk, "tone": "PRIVATE"})
        self.assertEqual([sending.flag_id for sending in Sending.objects.all()], [self.mine[0].pk])

    def test_they_read_the_private_words_for_their_own_and_for_no_other(self):
        theirs = Flag.objects.get(kind="UNIDENTIFIED")
        addresses = [reverse("matter", args=[self.group.code, flag.pk]) for flag in (self.mine[0], theirs)]
        self.assertEqual([self.client.get(address).status_code for address in addresses], [200, 404])

    def test_they_still_run_nothing(self):
        with self.assertRaises(PermissionDenied):
            services.confirm_in_use(group=self.group, reason="", actor=self.user, at=NOON)
        self.assertEqual(self.client.get(reverse("roster_new", args=[self.group.code])).status_code, 404)

    def test_when_it_has_gone_on_the_group_is_not_theirs_to_see(self):
        self.night("escalate", TODAY + 30 * DAY)
        self.assertEqual(self.page().status_code, 404)
        self.assertEqual(self.say_done(*self.mine).status_code, 404)
        with self.assertRaises(PermissionDenied):
            services.mark_acted(group=self.group, flags=[self.mine[0].pk], actor=self.user, at=NOON)

    def test_a_colleague_sees_nothing_of_it(self):
        self.client.force_login(make_user(make_employee("丁", self.project)))
        self.assertEqual(self.page().status_code, 404)

    def test_a_manager_who_may_see_the_group_sees_all_of_it_and_says_done_of_their_own(self):
        make_head(self.company, self.manager)
        page = self.page()
        self.assertContains(page, "谁")
        self.assertContains(page, f'value="{self.mine[0].pk}" form="done-LEAVER"')
        self.assertNotContains(page, 'form="done-UNIDENTIFIED"')
