"""However groups come under an edition, it is closed to edits from that moment: the next change is a new edition."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups import services as groups
from groupadmin.groups.models import Group
from groupadmin.regulations import services
from groupadmin.regulations.models import Regulation
from members.flags import adoption
from tests.making import NOON, make_group, make_regulation, make_user
from tests.register.ledgers import HEADER, bring_in, csv_ledger, row


class AdoptionSeals(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.rule = make_regulation("engineering", title="工程部群管理制度", respond_within_minutes=30)
        cls.other = make_regulation("other", title="另一制度")

    def assert_sealed(self, times=1):
        kept = Regulation.objects.get(pk=self.rule.pk)
        self.assertEqual(kept.sealed_at, NOON)
        with self.assertRaises(services.EditionSealed):
            services.note_edit(kept, actor=self.hr, at=NOON)
        self.assertEqual(AuditEvent.objects.filter(action="regulation.sealed").count(), times)
        self.assertIsNone(Regulation.objects.get(pk=self.other.pk).sealed_at)

    def bring_in(self, title):
        bring_in(csv_ledger([[*row("销售部工作群"), title]], [*HEADER, "适用制度"]))

    def test_when_hr_adopts_it_for_groups(self):
        make_group()
        adoption.adopt(self.rule, Group.objects.all(), actor=self.hr, at=NOON)
        self.assert_sealed()

    def test_when_a_group_is_registered_under_it(self):
        groups.register_group(name="工程部工作群", regulation=self.rule, actor=self.hr, at=NOON)
        self.assert_sealed()

    def test_when_a_group_is_approved_under_it(self):
        groups.register_group(name="工程部工作群", status="APPROVED", regulation=self.rule, actor=self.hr, at=NOON)
        self.assert_sealed()

    def test_when_the_register_brings_in_a_group_under_it(self):
        self.bring_in("工程部群管理制度")
        self.assertEqual(Group.objects.get().regulation, self.rule)
        self.assert_sealed()

    def test_when_the_register_puts_a_known_group_under_it(self):
        self.bring_in("")
        self.assertFalse(AuditEvent.objects.filter(action="regulation.sealed").exists())
        self.bring_in("工程部群管理制度")
        self.assert_sealed()

    def test_only_the_first_group_seals_it(self):
        for name in ("一群", "二群"):
            groups.register_group(name=name, regulation=self.rule, actor=self.hr, at=NOON)
        later = NOON + timedelta(days=2)
        adoption.adopt(self.rule, Group.objects.filter(pk=make_group().pk), actor=self.hr, at=later)
        self.assert_sealed()

    def test_a_group_without_a_regulation_seals_nothing(self):
        groups.register_group(name="无制度群", actor=self.hr, at=NOON)
        self.assertFalse(Regulation.objects.filter(sealed_at__isnull=False).exists())

    def test_adoption_that_is_refused_seals_nothing(self):
        make_group()
        with self.assertRaises(adoption.SelectionHasMoved):
            adoption.adopt(self.rule, Group.objects.all(), actor=self.hr, at=NOON, expected=7)
        self.assertIsNone(Regulation.objects.get(pk=self.rule.pk).sealed_at)
        self.assertEqual(Group.objects.filter(regulation=self.rule).count(), 0)

    def test_the_next_edition_is_open_and_groups_stay_under_the_old_one(self):
        group = groups.register_group(name="工程部工作群", regulation=self.rule, actor=self.hr, at=NOON)
        second = services.new_edition(self.rule, actor=self.hr, at=NOON)
        self.assertIsNone(second.sealed_at)
        self.assertEqual(Group.objects.get(pk=group.pk).regulation_id, self.rule.pk)
