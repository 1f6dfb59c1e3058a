"""Adopting begins with the groups a regulation is for; whatever lies outside is said and never chosen by itself."""

from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.regulations.models import CategoryRule, GoverningPlatform, Regulation
from tests.flags.base import FlagTestCase
from tests.making import make_group, make_regulation, make_user

Category = Group.Category


class WhichGroupsAreChosen(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.hr = make_user(None, roles.HR)
        Group.objects.filter(pk=cls.group.pk).update(category=Category.DEPARTMENT)
        cls.parents = make_group("三班家长群", category=Category.EXTERNAL)
        cls.customers = make_group("客户群", category=Category.CUSTOMERS)

    def setUp(self):
        self.client.force_login(self.hr)

    def page(self, regulation, **chosen):
        return self.client.get(reverse("adopt", args=[regulation.slug]), chosen)

    def chosen(self, regulation, **chosen):
        return {group.name for group in self.page(regulation, **chosen).context["groups"]}

    def rule_for(self, *kinds, **facts):
        made = make_regulation(**facts)
        for kind in kinds:
            CategoryRule.objects.create(regulation=made, category=kind)
        return made

    def test_only_the_kinds_it_names(self):
        rule = self.rule_for(Category.EXTERNAL)
        self.assertEqual(self.chosen(rule), {"三班家长群"})
        self.assertEqual(self.page(rule).context["beyond"], 2)

    def test_one_that_names_no_kind_leaves_other_people_alone(self):
        self.assertEqual(self.chosen(self.rule_for()), {"销售群"})

    def test_only_the_platforms_it_names(self):
        rule = self.rule_for(Category.DEPARTMENT)
        GoverningPlatform.objects.create(regulation=rule, platform="QQ")
        self.assertEqual(self.chosen(rule), set())

    def test_asked_for_they_are_there_and_counted_as_outside(self):
        rule = self.rule_for(Category.EXTERNAL)
        page = self.page(rule, beyond="on")
        self.assertEqual(len(page.context["groups"]), 3)
        self.assertEqual(page.context["beyond"], 2)
        self.assertEqual([group.name for group in page.context["groups"] if group.is_outside], ["销售群", "客户群"])
        self.assertContains(page, "alert-warning")

    def test_what_lies_outside_is_said_again_of_those_ticked_before_anything_happens(self):
        page = self.page(self.rule_for(Category.EXTERNAL), beyond="on", preview="ticked", rows=[self.group.pk])
        self.assertEqual((page.context["number"], page.context["preview"]["outside"]), (1, 1))
        self.assertContains(page, "alert-warning")

    def test_one_for_a_single_group_waits_for_its_tick(self):
        rule = self.rule_for(Category.DEPARTMENT, coverage=Regulation.Coverage.ONE)
        self.assertEqual(self.chosen(rule), {"销售群"})
        self.assertNotContains(self.page(rule), 'value="all"')
        self.client.post(reverse("adopt", args=[rule.slug]), {"expected": "1"})
        self.assertFalse(Group.objects.filter(regulation=rule).exists())
        self.client.post(
            reverse("adopt", args=[rule.slug]), {"preview": "ticked", "rows": [self.group.pk], "expected": "1"}
        )
        self.assertEqual(Group.objects.get(regulation=rule), self.group)

    def test_without_a_tick_it_says_so(self):
        page = self.page(self.rule_for(Category.EXTERNAL), preview="ticked")
        self.assertContains(page, "没有勾选")
        self.assertIn("groups", page.context)

    def test_confirming_changes_no_more_than_was_shown(self):
        rule = self.rule_for(Category.EXTERNAL)
        self.client.post(reverse("adopt", args=[rule.slug]), {"expected": "1"})
        self.assertEqual(set(Group.objects.filter(regulation=rule)), {self.parents})
