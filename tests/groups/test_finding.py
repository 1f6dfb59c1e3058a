"""The named questions about groups, and finding them by what people type."""

from datetime import timedelta

from django.test import TestCase
from django.utils import translation

from groupadmin.core.search import LIMIT
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import with_keys
from members.models import Membership
from members.register.search import find_groups
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_user


class Adjectives(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_group(code="A1", roster_taken_at=NOON)
        make_group(code="A2", status="DISSOLVING")
        make_group(code="A3", status="APPROVED", approved_on=TODAY - timedelta(days=14))
        make_group(code="A4", status="APPROVED", registered_on=TODAY - timedelta(days=15))
        make_group(code="A5", status="EXPIRED")
        make_group(code="A6", status="DISSOLVED", dissolved_on=TODAY, watch_until=TODAY)
        make_group(code="A7", status="MERGED", merged_into=Group.objects.get(code="A1"))

    def test_each_means_what_it_says(self):
        for name, found, codes in (
            ("live", Group.objects.live(), ["A1", "A2"]),
            ("waiting", Group.objects.waiting_to_be_created(), ["A3", "A4"]),
            ("lapsed", Group.objects.lapsed(TODAY), ["A4"]),
            ("lapsed tomorrow", Group.objects.lapsed(TODAY + timedelta(days=1)), ["A3", "A4"]),
            ("watched", Group.objects.watched(TODAY), ["A6"]),
            ("watched tomorrow", Group.objects.watched(TODAY + timedelta(days=1)), []),
            ("never imported", Group.objects.never_imported(), ["A2"]),
        ):
            with self.subTest(name=name):
                self.assertEqual(list(found.order_by("code").values_list("code", flat=True)), codes)


class FlagRule(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        rows = [Group(code=f"G0000{n}", name=name, registered_on=TODAY) for n, name in enumerate(cls.names(), 1)]
        Group.objects.bulk_create(with_keys(rows))
        cls.owner = make_employee("张三", cls.sales)
        make_membership(Group.objects.get(code="G00001"), cls.owner, role=Membership.Role.OWNER)
        cls.hr = make_user(None, roles.HR)

    @staticmethod
    def names():
        return ["销售部工作群", "銷售二部", "ＱＱ值班群", "😀", "Sales-East"]

    def found(self, words, user=None):
        return [hit.text for hit in find_groups(user or self.hr, words).hits]

    def test_by_number_name_pinyin_and_initials(self):
        for words, names in (
            ("销售", ["销售部工作群", "銷售二部"]),
            ("g00003", ["ＱＱ值班群"]),
            ("xsbgzq", ["销售部工作群"]),
            ("xiaoshoubu", ["销售部工作群"]),
            ("qq", ["ＱＱ值班群"]),
            ("sales", ["Sales-East"]),
            ("east", ["Sales-East"]),
            ("没有", []),
            ("", []),
            ("  ", []),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.found(words), names)

    def test_a_name_of_nothing_but_signs_keeps_them(self):
        self.assertEqual(Group.objects.get(name="😀").name_key, "😀")

    def test_only_among_what_the_reader_sees(self):
        self.assertEqual(self.found("销售", make_user(self.owner)), ["销售部工作群"])
        self.assertEqual(self.found("销售", make_user(make_employee("丙"))), [])

    def test_those_in_use_come_first(self):
        Group.objects.filter(code="G00001").update(status="DISSOLVED", dissolved_on=TODAY)
        self.assertEqual(self.found("销售"), ["銷售二部", "销售部工作群"])

    def test_more_than_fit_is_said(self):
        for count, more in ((LIMIT - 2, False), (1, True)):
            for _ in range(count):
                group = make_group("销售临时群")
                Group.objects.filter(pk=group.pk).update(name_key="销售临时群")
            found = find_groups(self.hr, "销售")
            with self.subTest(more=more):
                self.assertEqual((len(found.hits), found.more), (LIMIT, more))

    def test_each_says_where_it_is_and_in_what_state(self):
        Group.objects.filter(code="G00001").update(department=self.sales, status="DISSOLVING")
        with translation.override("en"):
            hit = find_groups(self.hr, "g00001").hits[0]
            self.assertEqual((hit.note, hit.severity), ("G00001 · 销售部", "warn"))
            self.assertTrue(hit.url.endswith("/G00001/"))

    def test_the_cost_is_the_same_for_one_and_for_twenty(self):
        user = make_user(None, roles.HR)
        find_groups(user, "g00001")
        with self.assertNumQueries(1):
            find_groups(user, "g00001")
        with self.assertNumQueries(1):
            find_groups(user, "g")
