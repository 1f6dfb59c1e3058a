"""A group comes into the register: its number, its clocks, its keys, its event."""

from datetime import date
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.groups import services
from groupadmin.groups.models import Group, GroupName
from tests.making import NOON, TODAY, make_department, make_group, make_regulation, make_user


class ANewGroup(TestCase):
    def register(self, name="销售部工作群", **facts):
        return services.register_group(name=name, actor=None, at=NOON, **facts)

    def test_its_clocks_start_on_the_day_it_is_registered_never_on_the_day_it_was_created(self):
        group = self.register(created_on=date(2019, 5, 1), regulation=make_regulation())
        self.assertEqual(group.registered_on, TODAY)
        self.assertEqual(group.regulation_since, TODAY)
        self.assertEqual(group.created_on, date(2019, 5, 1))

    def test_it_is_numbered_without_gaps_of_its_own_making(self):
        self.assertEqual([self.register().code for _ in range(3)], ["G00001", "G00002", "G00003"])

    def test_numbers_given_by_the_office_do_not_disturb_the_count(self):
        self.register(code="XS-2024-07")
        self.register(code="G7")
        self.assertEqual(self.register().code, "G00001")

    def test_the_count_goes_on_past_five_digits(self):
        make_group(code="G99999")
        self.assertEqual(self.register().code, "G100000")
        self.assertEqual(self.register().code, "G100001")

    def test_two_at_once_get_different_numbers(self):
        make_group(code="G00001")
        with mock.patch.object(services, "next_code", side_effect=["G00001", "G00001", "G00002"]):
            self.assertEqual(self.register().code, "G00002")

    def test_a_number_that_is_taken_is_refused(self):
        make_group(code="XS-1")
        with self.assertRaises(services.CodeTaken):
            self.register(code="XS-1")
        self.assertEqual(Group.objects.count(), 1)

    def test_it_can_be_found_by_name_number_and_initials(self):
        group = self.register()
        for words in ("销售", "工作群", "g00001", "xsb", "xiaoshou"):
            with self.subTest(words=words):
                self.assertEqual(list(Group.objects.found_by(words)), [group])
        self.assertEqual(list(Group.objects.found_by("财务")), [])

    def test_it_has_its_first_name_and_an_event(self):
        user = make_user()
        group = services.register_group(name="甲群", actor=user, at=NOON, department=make_department())
        name = GroupName.objects.get(group=group)
        self.assertEqual((name.name, name.since, name.until), ("甲群", TODAY, None))
        event = AuditEvent.objects.get()
        self.assertEqual((event.action, event.actor_name), ("group.registered", user.username))

    def test_an_unknown_fact_is_refused(self):
        with self.assertRaises(services.NotAFact):
            self.register(roster_version=7)


class TheDatabaseHoldsTheLaw(TestCase):
    def refused(self, **facts):
        group = make_group()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Group.objects.filter(pk=group.pk).update(**facts)

    def test_dissolved_without_a_date(self):
        self.refused(status="DISSOLVED")

    def test_merged_without_an_heir(self):
        self.refused(status="MERGED")

    def test_an_heir_without_being_merged(self):
        self.refused(merged_into=make_group())

    def test_merged_into_itself(self):
        group = make_group()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Group.objects.filter(pk=group.pk).update(status="MERGED", merged_into=group)

    def test_no_number_or_no_name(self):
        self.refused(code="")
        self.refused(name="")

    def test_a_watch_without_an_end(self):
        self.refused(watch_until=TODAY)

    def test_two_present_names(self):
        group = make_group()
        GroupName.objects.create(group=group, name="甲", since=TODAY)
        with self.assertRaises(IntegrityError), transaction.atomic():
            GroupName.objects.create(group=group, name="乙", since=TODAY)

    def test_two_open_dissolutions(self):
        group = make_group()
        group.dissolutions.create(reason="事毕", started_on=TODAY, started_by_name="a")
        with self.assertRaises(IntegrityError), transaction.atomic():
            group.dissolutions.create(reason="事毕", started_on=TODAY, started_by_name="b")
