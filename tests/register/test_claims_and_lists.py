"""Who the register says runs a group, and what the member lists make of that word."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core import sweeps
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.imports import applying
from members.imports.applying import RosterHasMoved
from members.imports.undoing import blocked_by
from members.models import Flag, Membership
from members.register import group_admins, services
from members.register.group_admins import Runner
from members.rosters import nickname_checks
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_regulation, make_roster
from tests.register.ledgers import bring_in, csv_ledger, row
from tests.rosters.lists import PARTIAL, apply, bring, csv

LATER = NOON + timedelta(days=2)
LEDGER = csv_ledger([row("甲群", 群编号="A1", 群主="张三(000123)", 管理员="李四(000124)", 所属部门="销售部")])


class ClaimsAndLists(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        cls.admin = make_employee("李四", cls.sales, staff_no="000124")
        cls.third = make_employee("王五", cls.sales, staff_no="000125")

    def owners(self, group):
        memberships = Membership.objects.present().filter(group=group, role="OWNER")
        return list(memberships.values_list("employee__name", flat=True))


class TheFirstList(ClaimsAndLists):
    def setUp(self):
        bring_in(LEDGER)
        self.group = Group.objects.get(code="A1")
        self.claim = self.group.memberships.get(role="OWNER")

    def test_before_any_list_it_is_a_word_without_evidence(self):
        self.assertEqual((self.claim.evidence_id, self.claim.nickname, self.claim.employee), (None, "", self.owner))
        self.assertEqual(self.claim.tier, Membership.Tier.NONE)

    def test_nobody_has_seen_its_nickname_so_no_rule_refuses_it(self):
        regulation = make_regulation(nickname="{department}-{name}")
        self.assertEqual(list(nickname_checks.misfits_under(regulation, None)), [])
        Group.objects.update(regulation=regulation)
        sweeps.nightly()["recheck_nicknames"].run(TODAY)
        self.assertEqual(sweeps.nightly()["misnamed"].run(TODAY).raised, 0)
        self.claim.refresh_from_db()
        self.assertIsNone(self.claim.nickname_fits)

    def test_a_list_that_shows_the_owner_confirms_the_same_membership(self):
        roster = apply(self.group, ["销售部-张三,w1", "销售部-李四,w2", "销售部-王五,w3"], at=LATER)
        self.claim.refresh_from_db()
        self.assertEqual((self.claim.nickname, self.claim.evidence, self.claim.gone_by), ("销售部-张三", roster, None))
        self.assertEqual(self.claim.role, "OWNER")
        self.assertEqual(self.group.memberships.filter(employee=self.owner).count(), 1)
        self.assertEqual(self.group.headcount, 3)

    def test_a_full_list_without_the_owner_closes_the_claim(self):
        apply(self.group, ["销售部-李四,w2", "销售部-王五,w3"], at=LATER)
        self.claim.refresh_from_db()
        self.assertIsNotNone(self.claim.gone_by)
        self.assertEqual(self.owners(self.group), [])

    def test_a_partial_list_without_the_owner_leaves_the_claim(self):
        apply(self.group, ["销售部-李四,w2"], at=LATER, mode=PARTIAL)
        self.claim.refresh_from_db()
        self.assertEqual((self.claim.gone_by, self.claim.evidence_id), (None, None))
        self.assertEqual(self.owners(self.group), ["张三"])

    def test_the_group_has_one_owner_all_along(self):
        apply(self.group, ["销售部-张三,w1", "销售部-李四,w2"], at=LATER)
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="李四(000124)")]), at=LATER)
        self.assertEqual(self.owners(self.group), ["李四"])
        self.claim.refresh_from_db()
        self.assertEqual((self.claim.role, self.claim.gone_by), ("MEMBER", None))

    def test_an_import_confirmed_by_a_list_cannot_be_taken_back(self):
        batch = bring_in(csv_ledger([row("乙群", 群编号="B1", 群主="王五")]))
        apply(Group.objects.get(code="B1"), ["销售部-王五,w3"], at=LATER)
        with self.assertRaises(services.CannotUndo) as caught:
            services.undo_register(batch, actor=None, at=LATER)
        self.assertEqual(caught.exception.facts["blocked_by"], ["B1"])
        self.assertTrue(Group.objects.filter(code="B1").exists())


class APreviewMadeBefore(ClaimsAndLists):
    def setUp(self):
        self.group = make_group("甲群", self.sales, code="A1")
        self.roster = bring(self.group, csv("销售部-张三,w1", "销售部-王五,w3"), at=NOON)

    def version(self):
        return Group.objects.get(pk=self.group.pk).roster_version

    def name(self, *wanted):
        group_admins.change_runners(self.group, wanted, actor=None, at=NOON)

    def test_goes_stale_when_hr_names_an_owner(self):
        self.name(Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE"))
        with self.assertRaises(RosterHasMoved):
            applying.apply_plan(roster=self.roster, actor=None, at=LATER)
        self.assertEqual(Membership.objects.filter(group=self.group).count(), 1)

    def test_goes_stale_when_a_ledger_names_an_owner(self):
        bring_in(LEDGER)
        with self.assertRaises(RosterHasMoved):
            applying.apply_plan(roster=self.roster, actor=None, at=LATER)

    def test_made_anew_it_confirms_the_claim(self):
        self.name(Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE"))
        apply(self.group, ["销售部-张三,w1", "销售部-王五,w3"], at=LATER)
        self.assertEqual(self.group.memberships.count(), 2)
        self.assertEqual(self.owners(self.group), ["张三"])

    def test_stands_while_nothing_changes(self):
        before = self.version()
        self.name()
        self.assertEqual(self.version(), before)
        applying.apply_plan(roster=self.roster, actor=None, at=LATER)
        self.assertEqual(self.group.memberships.count(), 2)

    def test_every_change_of_runners_counts_once_and_no_change_not_at_all(self):
        owner, deputy = (
            Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE"),
            Runner("DEPUTY", self.admin.pk, "李四", "EMPLOYEE"),
        )
        outside = Runner("ADMIN", None, "王老师", "OUTSIDER")
        for wanted, moves in (
            ((owner,), 1),
            ((owner,), 0),
            ((owner, deputy), 1),
            ((owner._replace(role="DEPUTY"), deputy._replace(role="OWNER")), 1),
            ((outside,), 1),
            ((outside,), 0),
            ((), 1),
        ):
            with self.subTest(wanted=wanted):
                before = self.version()
                self.name(*wanted)
                self.assertEqual(self.version() - before, moves)

    def test_only_the_groups_that_change_move_on(self):
        other = make_group("乙群", code="B1")
        group_admins.set_runners(
            {self.group.pk: [Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE")], other.pk: []}, at=NOON
        )
        other.refresh_from_db()
        self.assertEqual((self.version(), other.roster_version), (1, 0))

    def test_taking_a_ledger_back_moves_the_roster_on_too(self):
        batch = bring_in(LEDGER)
        between = bring(self.group, csv("销售部-张三,w1"), at=NOON)
        services.undo_register(batch, actor=None, at=LATER)
        with self.assertRaises(RosterHasMoved):
            applying.apply_plan(roster=between, actor=None, at=LATER)

    def test_a_list_applied_before_the_change_can_no_longer_be_taken_back(self):
        roster = apply(self.group, ["销售部-张三,w1", "销售部-王五,w3"], at=LATER)
        self.assertEqual(blocked_by(roster), [])
        self.name(Runner("OWNER", self.third.pk, "王五", "EMPLOYEE"))
        self.assertEqual(len(blocked_by(roster)), 1)


class WhoRunsIt(ClaimsAndLists):
    def setUp(self):
        self.group = make_group("甲群", self.sales, code="A1")

    def set(self, *wanted):
        return group_admins.set_runners({self.group.pk: wanted}, at=NOON).undo

    def test_the_record_says_what_an_undo_needs(self):
        done = self.set(Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE"), Runner("ADMIN", None, "王老师", "OUTSIDER"))
        made = list(Membership.objects.order_by("id").values_list("id", flat=True))
        self.assertEqual((sorted(done["made"]), done["roles"], done["closed"]), (made, [], []))
        again = self.set(Runner("ADMIN", self.owner.pk, "张三", "EMPLOYEE"))
        membership = Membership.objects.get(employee=self.owner)
        self.assertEqual(again["roles"], [[membership.pk, "OWNER", "ADMIN"]])
        self.assertEqual(again["closed"], [pk for pk in made if pk != membership.pk])

    def test_who_was_seen_in_a_list_stays_in_as_a_member(self):
        seen = Membership.objects.create(
            group=self.group,
            employee=self.owner,
            identity="EMPLOYEE",
            tier="EXACT",
            nickname="张三",
            nickname_key="张三",
            role="OWNER",
            first_seen_at=NOON,
            last_seen_at=NOON,
            evidence=make_roster(self.group),
        )
        self.set(Runner("OWNER", self.admin.pk, "李四", "EMPLOYEE"))
        seen.refresh_from_db()
        self.assertEqual((seen.role, seen.gone_by), ("MEMBER", None))

    def test_a_word_taken_back_closes_no_matter_that_only_a_list_can_close(self):
        self.set(Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE"), Runner("ADMIN", self.third.pk, "王五", "EMPLOYEE"))
        Employee.objects.filter(pk=self.owner.pk).update(status=Employee.Status.LEFT)
        sweeps.nightly()["leavers"].run(TODAY)
        membership = Membership.objects.get(employee=self.owner)
        done = self.set(Runner("OWNER", self.admin.pk, "李四", "EMPLOYEE"))
        membership.refresh_from_db()
        self.assertEqual((membership.role, membership.gone_by), ("MEMBER", None))
        self.assertEqual(done["roles"], [[membership.pk, "OWNER", "MEMBER"]])
        self.assertEqual(done["closed"], [Membership.objects.get(employee=self.third).pk])
        sweeps.nightly()["leavers"].run(TODAY)
        self.assertEqual(Flag.objects.get(kind="LEAVER").state, "OPEN")
        roster = apply(self.group, ["销售部-李四,w2"], at=LATER)
        matter = Flag.objects.get(kind="LEAVER")
        self.assertEqual((matter.state, matter.cleared_by), ("CLEARED", roster))

    def test_the_cost_is_the_same_for_five_groups_and_for_thirty(self):
        def wanted(count):
            groups = [make_group() for _ in range(count)]
            return {group.pk: [Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE")] for group in groups}

        for count in (5, 30):
            of_groups = wanted(count)
            with self.subTest(count=count), self.assertNumQueries(3):
                group_admins.set_runners(of_groups, at=NOON)
