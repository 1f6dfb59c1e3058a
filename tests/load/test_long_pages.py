"""Pages that could be as long as the organisation is large are cut into parts; each part says what it is a part of."""

import gzip
from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from members.flags import lists
from members.imports import member_views
from members.models import Membership, Sponsorship
from tests.making import make_employee, make_group, make_membership, make_user


class SomebodyInHundredsOfGroups(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.person = make_employee("赵总")
        cls.hr = make_user(None, roles.HR)
        cls.groups = [make_group() for _number in range(2 * lists.HELD_AT_ONCE + 5)]
        for number, group in enumerate(cls.groups):
            role = Membership.Role.OWNER if number % 2 else Membership.Role.MEMBER
            make_membership(group, cls.person, role=role)

    def look(self, **query):
        self.client.force_login(self.hr)
        return self.client.get(reverse("person_groups", args=[self.person.staff_no]), query)

    def test_every_group_stands_on_one_page_those_to_hand_over_first(self):
        seen, query = [], {}
        while True:
            held = self.look(**query).context["held"]
            self.assertLessEqual(len(held.groups), lists.HELD_AT_ONCE)
            self.assertEqual((held.total, held.owned), (len(self.groups), len(self.groups) // 2))
            seen += [holding.membership for holding in held.groups]
            if not held.after:
                break
            query = {"after": held.after}
        self.assertEqual({membership.group for membership in seen}, set(self.groups))
        self.assertEqual(len(seen), len(self.groups))
        owned = [membership.role == Membership.Role.OWNER for membership in seen]
        self.assertEqual(owned, sorted(owned, reverse=True))

    def test_one_page_back_is_the_page_one_came_from(self):
        second = self.look(after=self.look().context["held"].after)
        first = self.look(before=second.context["held"].before)
        self.assertEqual(
            [holding.membership for holding in first.context["held"].groups],
            [holding.membership for holding in self.look().context["held"].groups],
        )

    def test_a_place_behind_the_end_is_the_first_page(self):
        for beyond in ("999", "9" * 17, "x", "-1", ""):
            with self.subTest(beyond):
                self.assertEqual(len(self.look(after=beyond).context["held"].groups), lists.HELD_AT_ONCE)

    def test_of_many_guests_the_first_to_end_are_shown_and_all_are_counted(self):
        today = timezone.localdate()
        for number in range(lists.HELD_AT_ONCE + 2):
            guest = make_membership(self.groups[0], nickname=f"客人{number}", identity="OUTSIDER")
            Sponsorship.objects.create(
                group=self.groups[0],
                membership=guest,
                sponsor=self.person,
                since=today,
                until=today + timedelta(days=100 - number),
            )
        held = self.look().context["held"]
        self.assertEqual((len(held.guests), held.guests_in_all), (lists.HELD_AT_ONCE, lists.HELD_AT_ONCE + 2))
        self.assertEqual(held.guests[0].membership.nickname, f"客人{lists.HELD_AT_ONCE + 1}")


class WhoWasInALargeGroup(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group, cls.hr = make_group(), make_user(None, roles.HR)
        cls.moment = timezone.now() - timedelta(days=5)
        before, after = cls.moment - timedelta(days=1), cls.moment + timedelta(days=1)
        for number in range(member_views.MEMBERSHIPS_AT_ONCE + 3):
            make_membership(cls.group, make_employee(f"员{number}"), first_seen_at=before, last_seen_at=after)
        make_membership(cls.group, nickname="后来的", first_seen_at=after, last_seen_at=after)

    def parts(self, **query):
        self.client.force_login(self.hr)
        asked = {"at": f"{timezone.localtime(self.moment):%Y-%m-%dT%H:%M}"} | query
        page = self.client.get(reverse("as_of", args=[self.group.code]), asked)
        return {part["name"]: part for part in page.context["parts"]}

    def test_each_list_says_how_many_it_has_and_goes_on(self):
        first = self.parts()["certain"]
        self.assertEqual((first["total"], len(first["memberships"])), (33, member_views.MEMBERSHIPS_AT_ONCE))
        more = self.parts(part="certain", after=first["after"])
        self.assertEqual((len(more["certain"]["memberships"]), more["certain"]["after"]), (3, ""))
        self.assertEqual(set(first["memberships"]) & set(more["certain"]["memberships"]), set())
        self.assertEqual(len(more["possible"]["memberships"]), 1)

    def test_a_place_behind_the_end_is_the_first_page(self):
        self.assertEqual(
            len(self.parts(part="certain", after="99")["certain"]["memberships"]), member_views.MEMBERSHIPS_AT_ONCE
        )


class WhatGoesOverTheWire(TestCase):
    def test_a_page_is_packed_and_its_length_is_not_always_the_same(self):
        self.client.force_login(make_user(None, roles.HR))
        for _number in range(30):
            make_group()
        pages = [self.client.get(reverse("register"), headers={"Accept-Encoding": "gzip"}) for _look in range(8)]
        for page in pages:
            self.assertEqual(page.headers["Content-Encoding"], "gzip")
            self.assertLess(len(page.content), len(gzip.decompress(page.content)) / 3)
        self.assertGreater(len({len(page.content) for page in pages}), 1)
