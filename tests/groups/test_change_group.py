"""Names and facts of a group change; what was before is kept, and the second of two people is told."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.groups import services
from groupadmin.groups.models import Group
from tests.making import NOON, TODAY, make_department, make_group


class Renaming(TestCase):
    def setUp(self):
        self.group = services.register_group(name="旧名群", actor=None, at=NOON - timedelta(days=30))

    def test_the_old_name_stays_with_its_days(self):
        services.rename_group(self.group, name="新名群", actor=None, at=NOON, reported_by="群主甲")
        names = list(self.group.names.values_list("name", "since", "until", "reported_by_name"))
        self.assertEqual(names[0], ("新名群", TODAY, None, "群主甲"))
        self.assertEqual(names[1][:3], ("旧名群", TODAY - timedelta(days=30), TODAY))
        self.assertEqual(list(Group.objects.found_by("xinming")), [self.group])

    def test_the_change_is_reported(self):
        services.rename_group(self.group, name="新名群", actor=None, at=NOON)
        self.assertEqual(AuditEvent.objects.get(action="group.renamed").detail, {"before": "旧名群", "after": "新名群"})

    def test_the_same_name_is_no_change(self):
        with self.assertRaises(services.SameName):
            services.rename_group(self.group, name="旧名群", actor=None, at=NOON)

    def test_a_group_that_came_without_history_gets_one(self):
        bare = make_group("光群", code="XS-9")
        services.rename_group(bare, name="新群", actor=None, at=NOON)
        self.assertEqual(list(bare.names.values_list("name", flat=True)), ["新群", "光群"])

    def test_the_second_of_two_people_is_told(self):
        stale = Group.objects.get(pk=self.group.pk)
        services.rename_group(self.group, name="新名群", actor=None, at=NOON)
        with self.assertRaises(services.SomebodyWasFirst):
            services.rename_group(stale, name="别名群", actor=None, at=NOON)
        self.assertEqual(self.group.names.count(), 2)


class ChangingFacts(TestCase):
    def setUp(self):
        self.group = make_group(purpose="报销", capacity=None)

    def change(self, group=None, **changes):
        return services.change_group(group or self.group, changes=changes, actor=None, at=NOON)

    def test_only_what_differs_is_written_and_told(self):
        department = make_department("财务部")
        told = self.change(purpose="报销", department=department, capacity=200)
        self.assertEqual(told, {"department": ("", "财务部"), "capacity": ("", "200")})
        self.group.refresh_from_db()
        self.assertEqual((self.group.department, self.group.capacity), (department, 200))
        self.assertEqual(set(AuditEvent.objects.get().detail["changes"]), {"department", "capacity"})

    def test_nothing_different_leaves_no_event(self):
        self.assertEqual(self.change(purpose="报销"), {})
        self.assertEqual(AuditEvent.objects.count(), 0)

    def test_the_clocks_and_the_status_are_not_facts(self):
        for name in ("status", "registered_on", "roster_version", "name"):
            with self.subTest(name=name), self.assertRaises(services.NotAFact):
                self.change(**{name: 1})

    def test_a_stale_form_does_not_overwrite(self):
        stale = Group.objects.get(pk=self.group.pk)
        self.change(purpose="考勤")
        with self.assertRaises(services.SomebodyWasFirst):
            self.change(stale, purpose="排班")
        self.group.refresh_from_db()
        self.assertEqual(self.group.purpose, "考勤")

    def test_two_forms_about_different_facts_both_count(self):
        other = Group.objects.get(pk=self.group.pk)
        self.change(purpose="考勤")
        self.change(other, note="每月核查")
        self.group.refresh_from_db()
        self.assertEqual((self.group.purpose, self.group.note), ("考勤", "每月核查"))
