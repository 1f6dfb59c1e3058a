"""Who runs a group changes by the register and by HR's page too, and is told like a change by a member list."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Membership, RoleChange
from members.register import group_admins, history, services
from members.register.group_admins import Runner
from members.register.role_cards import cards
from members.rosters import role_authority
from members.rosters.role_authority import RolesNeedAWord
from members.rosters.roster_changes import RoleStep
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_roster, make_user
from tests.register.ledgers import bring_in, csv_ledger, row

LATER = NOON + timedelta(days=1)


class Told(TestCase):
    secrecy = Group.Secrecy.ORDINARY

    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.old = make_employee("张三", sales, staff_no="000123")
        cls.new = make_employee("李四", sales, staff_no="000124")
        cls.group = make_group("甲群", sales, code="A1", secrecy=cls.secrecy)
        cls.other = make_group("乙群", sales, code="B1")
        cls.hr = make_user(None, roles.HR)

    def run_by_the_old_owner(self):
        return make_membership(self.group, self.old, role="OWNER", evidence=make_roster(self.group))

    def ledger(self, at=NOON):
        return bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="李四(000124)")]), at=at)

    def lines(self, change=None):
        change = change or RoleChange.objects.first()
        return {line.employee.name: (line.before, line.after) for line in change.lines.all()}

    def events(self):
        found = AuditEvent.objects.filter(action="group.roles_changed", subject_id=str(self.group.pk))
        return [{one["who"].split(" ")[0]: one["after"] for one in event.detail["roles"]} for event in found]

    def card(self, person, at=NOON):
        found = cards(make_user(person), timezone.localdate(at))
        return [line.text for card in found for line in card.lines]

    def ask(self):
        step = RoleStep(self.new.pk, "李四", "MEMBER", "ADMIN", None)
        admin = make_user(make_employee("孙管理"))
        return role_authority.ask(self.group, [step], actor=admin, at=NOON - timedelta(hours=1))


class ByALedger(Told):
    def test_is_kept_as_a_change_by_the_word_of_whoever_confirmed_it(self):
        self.run_by_the_old_owner()
        self.ledger()
        self.assertEqual(self.lines(), {"张三": ("OWNER", "MEMBER"), "李四": ("MEMBER", "OWNER")})
        self.assertEqual(RoleChange.objects.get().state, "DONE")

    def test_is_told_in_the_history_and_to_everybody_concerned(self):
        self.run_by_the_old_owner()
        self.ledger()
        (event,) = AuditEvent.objects.filter(action="group.roles_changed")
        self.assertEqual(len(history.told(event)["lines"]), 2)
        for person in (self.old, self.new):
            (line,) = self.card(person)
            self.assertIn("甲群", line)

    def test_ends_the_waiting_of_an_older_asking(self):
        self.run_by_the_old_owner()
        waiting = self.ask()
        self.ledger()
        waiting.refresh_from_db()
        self.assertEqual((waiting.state, waiting.closed_at), ("LAPSED", NOON))

    def test_a_ledger_that_says_what_is_so_tells_nothing_and_lets_an_asking_wait(self):
        make_membership(self.group, self.new, role="OWNER", evidence=make_roster(self.group))
        waiting = self.ask()
        self.ledger()
        waiting.refresh_from_db()
        self.assertEqual((waiting.state, self.events()), ("WAITING", []))

    def test_of_a_group_that_it_brings_its_coming_tells(self):
        bring_in(csv_ledger([row("丙群", 群主="李四(000124)")]))
        self.assertFalse(RoleChange.objects.exists())
        self.assertTrue(AuditEvent.objects.filter(action="group.registered").exists())

    def test_thirty_groups_are_told_with_as_many_statements_as_five(self):
        step = RoleStep(self.new.pk, "李四", "MEMBER", "OWNER", None)
        for count in (5, 30):
            steps = {make_group(): [step] for _n in range(count)}
            with self.subTest(count=count), self.assertNumQueries(5):
                role_authority.note_done(steps, actor=self.hr, at=NOON)
        self.assertEqual(RoleChange.objects.count(), 35)


class TakenBack(Told):
    def test_who_runs_it_again_is_told_too(self):
        self.run_by_the_old_owner()
        batch = self.ledger()
        services.undo_register(batch, actor=self.hr, at=LATER)
        self.assertEqual(self.lines(), {"张三": ("MEMBER", "OWNER"), "李四": ("OWNER", "")})
        self.assertEqual([sorted(event) for event in self.events()], [["张三", "李四"]] * 2)
        self.assertEqual(RoleChange.objects.first().word_by_name, self.hr.username)

    def test_a_claim_that_comes_back_is_told(self):
        make_membership(self.group, self.old, role="OWNER", evidence=None)
        services.undo_register(self.ledger(), actor=self.hr, at=LATER)
        self.assertEqual(self.lines(), {"张三": ("MEMBER", "OWNER"), "李四": ("OWNER", "")})

    def test_a_group_that_the_import_brought_goes_without_a_trace_of_roles(self):
        batch = bring_in(csv_ledger([row("丙群", 群主="李四(000124)")]))
        services.undo_register(batch, actor=self.hr, at=LATER)
        self.assertFalse(Group.objects.filter(name="丙群").exists())
        self.assertFalse(RoleChange.objects.exists())

    def test_in_a_group_guarded_by_now_hr_alone_does_not(self):
        self.run_by_the_old_owner()
        batch = self.ledger()
        Group.objects.filter(pk=self.group.pk).update(secrecy=Group.Secrecy.CLASSIFIED)
        with self.assertRaises(RolesNeedAWord):
            services.undo_register(batch, actor=self.hr, at=LATER)
        self.assertEqual(Membership.objects.present().get(group=self.group, role="OWNER").employee, self.new)

    def test_the_operators_command_is_believed(self):
        self.run_by_the_old_owner()
        batch = self.ledger()
        Group.objects.filter(pk=self.group.pk).update(secrecy=Group.Secrecy.CLASSIFIED)
        services.undo_register(batch, actor=None, at=LATER)
        self.assertEqual(Membership.objects.present().get(group=self.group, role="OWNER").employee, self.old)


class ByHrsPage(Told):
    def name(self, *wanted):
        group_admins.change_runners(self.group, wanted, actor=self.hr, at=NOON)

    def test_is_kept_told_and_ends_an_older_asking(self):
        self.run_by_the_old_owner()
        waiting = self.ask()
        self.name(Runner("OWNER", self.new.pk, "李四", "EMPLOYEE"))
        waiting.refresh_from_db()
        self.assertEqual(waiting.state, "LAPSED")
        self.assertEqual(self.lines(), {"张三": ("OWNER", "MEMBER"), "李四": ("MEMBER", "OWNER")})
        self.assertEqual(self.events(), [{"张三": "MEMBER", "李四": "OWNER"}])
        self.assertEqual(len(self.card(self.old)), 1)

    def test_somebody_from_outside_has_no_name_in_the_trail(self):
        self.name(Runner("ADMIN", None, "王老师", "OUTSIDER"))
        event = AuditEvent.objects.get(action="group.roles_changed")
        self.assertEqual(event.detail["roles"], [{"who": "", "before": "MEMBER", "after": "ADMIN"}])

    def test_nothing_new_tells_nothing(self):
        self.run_by_the_old_owner()
        self.name(Runner("OWNER", self.old.pk, "张三", "EMPLOYEE"))
        self.assertEqual((self.events(), RoleChange.objects.count()), ([], 0))


class TheFirstOwnerOfAGuardedGroup(ByHrsPage):
    secrecy = Group.Secrecy.CLASSIFIED

    def test_is_kept_told_and_ends_an_older_asking(self):
        self.name(Runner("OWNER", self.new.pk, "李四", "EMPLOYEE"))
        self.assertEqual(self.events(), [{"李四": "OWNER"}])
