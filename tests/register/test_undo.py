"""An import of the register is taken back as one, as long as nobody has built on it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from groupadmin.core import imports
from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from groupadmin.groups import services as groups
from groupadmin.groups.models import Announcement, Group, GroupName, Pledge
from groupadmin.regulations.models import Regulation
from members.flags import adoption
from members.models import Flag, Membership
from members.register import services
from tests.making import (
    NOON,
    TODAY,
    make_department,
    make_employee,
    make_group,
    make_membership,
    make_roster,
    make_user,
)
from tests.register.ledgers import HEADER, bring_in, csv_ledger, row

LATER = NOON + timedelta(days=3)


def _facts(group):
    """What a group's row says; the version of its roster only ever goes up."""
    return {name: value for name, value in group.items() if name != "roster_version"}


class TakingBack(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.old_owner = make_employee("张三", sales, staff_no="000123")
        cls.new_owner = make_employee("李四", sales, staff_no="000124")
        cls.known = make_group("旧群", sales, code="A1", purpose="报价")
        cls.membership = make_membership(
            cls.known, cls.old_owner, role=Membership.Role.OWNER, evidence=make_roster(cls.known)
        )
        GroupName.objects.create(group=cls.known, name="旧群", since=TODAY - timedelta(days=90))

    def setUp(self):
        header = [*HEADER, "责任书签订日期", "群公告"]
        changed = row("新名群", 群编号="A1", 用途="排班", 群主="李四", 所属部门="销售部")
        fresh = row("新群", 群主="张三", 副群主="李四", 所属部门="销售部")
        self.before = self.state()
        self.batch = bring_in(csv_ledger([[*changed, "", ""], [*fresh, "2026-01-01", "有"]], header))

    def state(self):
        return {
            "groups": [_facts(group) for group in Group.objects.order_by("id").values()],
            "names": list(GroupName.objects.order_by("id").values()),
            "memberships": list(Membership.objects.order_by("id").values()),
            "pledges": Pledge.objects.count(),
            "announcements": Announcement.objects.count(),
        }

    def undo(self, actor=None):
        services.undo_register(self.batch, actor=actor, at=LATER)

    def test_the_owner_changes_hands_and_the_old_one_stays_in(self):
        roles_now = dict(self.known.memberships.values_list("employee__name", "role"))
        self.assertEqual(roles_now, {"张三": "MEMBER", "李四": "OWNER"})

    def test_everything_is_as_it_was(self):
        self.assertNotEqual(self.state(), self.before)
        self.undo()
        self.assertEqual(self.state(), self.before)
        self.assertEqual(self.batch.state, ImportBatch.State.UNDONE)
        self.assertTrue(AuditEvent.objects.filter(action="import.undone").exists())

    def test_twice_is_once(self):
        self.undo()
        with self.assertRaises(imports.NothingToUndo):
            self.undo()

    def test_what_the_night_raised_and_nobody_acted_on_goes_too(self):
        fresh = Group.objects.get(name="新群")
        Flag.objects.create(kind=Flag.Kind.ROSTER_OLD, group=fresh, subject="group", raised_on=TODAY, due_on=TODAY)
        self.undo()
        self.assertEqual(self.state(), self.before)

    def blocked(self):
        with self.assertRaises(services.CannotUndo) as caught:
            self.undo()
        self.batch.refresh_from_db()
        self.assertEqual(self.batch.state, ImportBatch.State.APPLIED)
        return caught.exception.facts["blocked_by"]

    def test_a_changed_fact_blocks(self):
        group = Group.objects.get(code="A1")
        groups.change_group(group, changes={"purpose": "考勤"}, actor=None, at=LATER)
        self.assertEqual(self.blocked(), ["A1"])

    def test_a_fact_that_the_file_did_not_touch_does_not_block(self):
        group = Group.objects.get(code="A1")
        groups.change_group(group, changes={"note": "每月核查"}, actor=None, at=LATER)
        self.undo()
        self.assertEqual(Group.objects.get(code="A1").note, "每月核查")

    def test_a_roster_of_a_new_group_blocks(self):
        fresh = Group.objects.get(name="新群")
        make_roster(fresh, LATER)
        self.assertEqual(self.blocked(), [fresh.code])

    def test_a_member_of_a_new_group_blocks(self):
        fresh = Group.objects.get(name="新群")
        make_membership(fresh, make_employee("王五"))
        self.assertEqual(self.blocked(), [fresh.code])

    def test_an_owner_confirmed_by_a_list_blocks(self):
        Membership.objects.filter(group=self.known, role="OWNER").update(evidence=make_roster(self.known, LATER))
        self.assertEqual(self.blocked(), ["A1"])

    def test_a_flag_somebody_acted_on_blocks(self):
        fresh = Group.objects.get(name="新群")
        Flag.objects.create(
            kind=Flag.Kind.ROSTER_OLD, group=fresh, subject="group", raised_on=TODAY, due_on=TODAY, acted_at=LATER
        )
        self.assertEqual(self.blocked(), [fresh.code])

    def claim_flag(self, **facts):
        """What the night raises about somebody the file named: here an owner of the old group who has left."""
        claim = Membership.objects.get(group=self.known, employee=self.new_owner)
        return Flag.objects.create(
            kind=Flag.Kind.LEAVER,
            group=self.known,
            membership=claim,
            employee=self.new_owner,
            subject=f"employee:{self.new_owner.pk}",
            raised_on=TODAY,
            due_on=TODAY,
            **facts,
        )

    def test_a_matter_about_somebody_the_file_named_goes_with_the_name(self):
        self.claim_flag()
        self.undo()
        self.assertEqual((self.state(), Flag.objects.count()), (self.before, 0))

    def test_such_a_matter_blocks_once_somebody_acted_on_it(self):
        self.claim_flag(acted_at=LATER)
        self.assertEqual(self.blocked(), ["A1"])

    def test_a_word_said_for_somebody_the_file_named_blocks(self):
        claim = Membership.objects.get(group=self.known, employee=self.new_owner)
        until = TODAY + timedelta(days=9)
        claim.silence_excuses.create(since=TODAY, until=until, reason="出差", recorded_at=LATER)
        self.assertEqual(self.blocked(), ["A1"])

    def test_a_rename_blocks(self):
        groups.rename_group(Group.objects.get(code="A1"), name="第三名", actor=None, at=LATER)
        self.assertEqual(self.blocked(), ["A1"])

    def why_blocked(self):
        with self.assertRaises(services.CannotUndo) as caught:
            self.undo()
        return str(caught.exception)

    def test_an_adoption_that_blocks_is_named(self):
        regulation = Regulation.objects.create(slug="r", edition=1, title="工作群管理规定")
        adoption.adopt(regulation, Group.objects.all(), actor=None, at=LATER)
        told = self.why_blocked()
        self.assertIn("工作群管理规定", told)
        self.assertIn("再次导入台账", told)

    def test_the_later_imports_to_undo_first_are_named(self):
        later = bring_in(csv_ledger([row("新名群", 群编号="A1", 用途="值班")]), at=LATER)
        self.assertIn(f"#{later.pk}", self.why_blocked())
        services.undo_register(later, actor=None, at=LATER)
        self.undo()
        self.assertEqual(self.state(), self.before)

    def test_only_hr_may(self):
        with self.assertRaises(PermissionDenied):
            self.undo(make_user(None, roles.AUDITOR))


class ClaimsOfTheRegister(TestCase):
    """Whom the register names as owner is a claim until a list shows them."""

    def setUp(self):
        self.first, self.second = make_employee("张三", staff_no="000123"), make_employee("李四", staff_no="000124")
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="张三")]))
        self.group = Group.objects.get()

    def test_a_claim_has_no_evidence_and_no_nickname(self):
        membership = self.group.memberships.get()
        self.assertEqual((membership.evidence, membership.nickname, membership.tier), (None, "", "none"))

    def test_a_claim_taken_back_is_closed(self):
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="李四")]), at=LATER)
        self.assertEqual(self.group.memberships.get(employee=self.first).gone_by, LATER)
        self.assertEqual(self.group.memberships.get(employee=self.second).role, "OWNER")

    def test_a_member_becomes_owner_in_the_same_membership(self):
        membership = make_membership(self.group, self.second, "李四", evidence=make_roster(self.group))
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="李四")]), at=LATER)
        membership.refresh_from_db()
        self.assertEqual(membership.role, "OWNER")
        self.assertEqual(Membership.objects.present().filter(role="OWNER").count(), 1)

    def test_owner_and_deputy_swap(self):
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="张三", 副群主="李四")]), at=LATER)
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="李四", 副群主="张三")]), at=LATER)
        memberships = set(Membership.objects.present().values_list("employee__name", "role"))
        self.assertEqual(memberships, {("李四", "OWNER"), ("张三", "DEPUTY")})
