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
        self.assertEqual(self.page(rule).context["left_out"], 2)

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
        self.assertEqual(page.context["outside"], 2)
        self.assertContains(page, "alert-warning")

    def test_a_group_named_by_its_number_is_taken_with_the_warning(self):
        page = self.page(self.rule_for(Category.EXTERNAL), codes=self.group.code)
        self.assertEqual([group.name for group in page.context["groups"]], ["销售群"])
        self.assertEqual(page.context["outside"], 1)

    def test_one_for_a_single_group_waits_for_its_number(self):
        rule = self.rule_for(Category.DEPARTMENT, coverage=Regulation.Coverage.ONE)
        self.assertEqual(self.chosen(rule), set())
        self.assertEqual(self.chosen(rule, codes=self.group.code), {"销售群"})

    def test_confirming_changes_no_more_than_was_shown(self):
        rule = self.rule_for(Category.EXTERNAL)
        self.client.post(reverse("adopt", args=[rule.slug]), {"expected": "1"})
        self.assertEqual(set(Group.objects.filter(regulation=rule)), {self.parents})
