"""What an app above keeps about a row holds up its undo and its forgetting: named in a sentence, never a crash."""

from datetime import timedelta

from django.utils import translation

from groupadmin.core.errors import DomainError
from groupadmin.core.models import ImportBatch
from groupadmin.core.references import blocking_references
from groupadmin.directory.models import Department, Employee
from groupadmin.directory.undoing import undo_directory
from groupadmin.groups.models import Group
from members.imports import undoing
from members.imports.sweeps import forget_outsiders
from members.models import Flag, IdentityDecision, Membership
from members.register.services import undo_register
from tests.directory import lists as directory
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_regulation
from tests.register.ledgers import bring_in, csv_ledger, row
from tests.rosters.lists import apply as apply_roster
from tests.scratch import WithScratchApp

LATER = NOON + timedelta(days=1)


class Kept(WithScratchApp):
    def keep(self, **about):
        from tests.scratch.models import Case

        return Case.objects.create(**about)

    def refused(self, undo, *args, **facts):
        with translation.override("en"), self.assertRaises(DomainError) as caught:
            undo(*args, **facts)
        self.assertIn("case", str(caught.exception))
        return caught.exception.facts["blocked_by"]


class UndoOfARoster(Kept):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("群", make_department("销售部"), regulation=make_regulation(admission="EMPLOYEES"))
        cls.roster = apply_roster(cls.group, ["客人,a"])
        cls.membership = Membership.objects.get()

    def undo(self):
        return self.refused(undoing.undo_roster, roster=self.roster, actor=None, at=LATER)

    def test_a_record_about_a_member_it_brought(self):
        self.keep(membership=self.membership)
        self.assertEqual(self.undo(), ["records refer to what this list brought: case (1)"])

    def test_a_record_about_a_matter_of_a_member_it_brought(self):
        self.keep(flag=Flag.objects.filter(membership=self.membership).first())
        self.assertEqual(len(self.undo()), 1)

    def test_a_record_about_the_list_itself(self):
        self.keep(batch=self.roster.batch)
        self.assertEqual(len(self.undo()), 1)

    def test_an_excuse_recorded_for_a_member_it_brought(self):
        self.membership.silence_excuses.create(since=TODAY, until=TODAY, reason="case", recorded_at=LATER)
        with translation.override("en"), self.assertRaises(undoing.UndoBlocked) as caught:
            undoing.undo_roster(roster=self.roster, actor=None, at=LATER)
        self.assertIn("excuse for silence (1)", str(caught.exception))

    def test_a_record_about_the_group_stays_and_the_list_goes(self):
        self.keep(group=self.group)
        undoing.undo_roster(roster=self.roster, actor=None, at=LATER)
        self.assertFalse(Membership.objects.exists())


class UndoOfARegister(Kept):
    @classmethod
    def setUpTestData(cls):
        make_employee("张三", staff_no="000123")
        cls.batch = bring_in(csv_ledger([row("新群", 群编号="A1", 群主="张三")]))
        cls.group = Group.objects.get()

    def undo(self):
        return self.refused(undo_register, self.batch, actor=None, at=LATER)

    def test_a_record_about_a_group_it_brought(self):
        self.keep(group=self.group)
        self.assertEqual(self.undo(), ["A1"])

    def test_a_record_about_an_owner_it_named(self):
        self.keep(membership=self.group.memberships.get())
        self.assertEqual(self.undo(), ["A1"])

    def test_a_record_about_a_matter_of_its_group(self):
        self.keep(flag=self.group.flags.create(kind="STALE", subject="group", raised_on=TODAY, due_on=TODAY))
        self.assertEqual(self.undo(), ["A1"])

    def test_a_record_about_the_import_itself(self):
        self.keep(batch=self.batch)
        self.assertEqual(self.undo(), ["case (1)"])
        self.assertTrue(Group.objects.exists())


class UndoOfADirectory(Kept):
    @classmethod
    def setUpTestData(cls):
        cls.batch = directory.stage(directory.person("1", "张三", "总公司/新部"))
        directory.apply(cls.batch)
        cls.batch.refresh_from_db()
        cls.person = Employee.objects.get()

    def undo(self):
        return self.refused(undo_directory, self.batch, actor=None, at=LATER)

    def test_a_record_about_somebody_it_brought(self):
        self.keep(employee=self.person)
        self.assertEqual(self.undo(), ["case: 张三 (1)"])

    def test_a_record_about_the_import_itself(self):
        self.keep(batch=self.batch)
        self.assertEqual(self.undo(), ["case (1)"])
        self.assertTrue(Employee.objects.exists())

    def test_a_department_that_a_record_or_a_group_hangs_on_stays(self):
        new = Department.objects.get(name="新部")
        self.keep(department=new)
        make_group("群", new.parent)
        undo_directory(self.batch, actor=None, at=LATER)
        self.assertEqual(list(Department.objects.values_list("name", flat=True).order_by("pk")), ["总公司", "新部"])


class Forgetting(Kept):
    @classmethod
    def setUpTestData(cls):
        gone = {"identity": Membership.Identity.OUTSIDER, "gone_by": NOON - timedelta(days=31)}
        cls.group = make_group()
        cls.told = make_membership(cls.group, nickname="老王", account_key="a", **gone)
        make_membership(cls.group, nickname="老李", account_key="b", **gone)

    def test_somebody_of_whom_a_record_is_kept_keeps_the_name(self):
        self.keep(membership=self.told)
        self.assertEqual(forget_outsiders(TODAY).cleared, 1)
        self.assertEqual(sorted(Membership.objects.values_list("nickname", flat=True)), ["", "老王"])

    def test_a_word_that_a_record_rests_on_is_kept(self):
        word = IdentityDecision.objects.create(
            account_key="c", verdict=IdentityDecision.Verdict.OUTSIDER, decided_at=NOON - timedelta(days=99)
        )
        self.keep(decision=word)
        forget_outsiders(TODAY)
        self.assertTrue(IdentityDecision.objects.filter(pk=word.pk).exists())


class Asking(Kept):
    def test_one_query_for_each_key_at_any_number_of_rows(self):
        keys = [
            field
            for field in ImportBatch._meta.get_fields(include_hidden=True)
            if field.one_to_many or field.one_to_one
        ]
        batches = [
            ImportBatch.objects.create(kind="REGISTER", file_name="a", created_at=NOON, expires_at=LATER)
            for _number in range(3)
        ]
        for batch in (*batches, batches[0]):
            self.keep(batch=batch)
        with self.assertNumQueries(len(keys)):
            (found,) = blocking_references(ImportBatch, [batch.pk for batch in batches])
        self.assertEqual((str(found), found.counts[batches[0].pk]), ("case (4)", 2))
