"""A group's name entered by hand is held against its regulation: a warning with the offending word, never a refusal."""

from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Membership
from members.register import naming
from tests.making import make_department, make_employee, make_group, make_membership, make_regulation, make_user


class NamesByRule(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", None, "销售")
        cls.fixed = make_regulation("fixed", title="值班群制度", group_name_kind="FIXED", group_name_text="值班群")
        cls.pattern = make_regulation(
            "pattern", title="部门群制度", group_name_kind="PATTERN", group_name_text="{department}工作群"
        )
        cls.code = make_regulation("code", title="保密制度", group_name_kind="CODE", group_name_conceals=True)
        cls.free = make_regulation("free", title="自由制度", group_name_kind="FREE")
        cls.owner = make_employee("张三", cls.sales, staff_no="000123")
        cls.group = make_group("GZQ-001", cls.sales, code="A1", regulation=cls.code)
        make_membership(cls.group, cls.owner, role=Membership.Role.OWNER)
        cls.hr = make_user(None, roles.HR)


class TheWarning(NamesByRule):
    def test_what_each_regulation_says(self):
        for name, rule, offending, wanted in (
            ("值班群", self.fixed, "", ""),
            ("值班大群", self.fixed, "值班大群", "值班群"),
            ("销售部工作群", self.pattern, "", ""),
            ("销售工作群", self.pattern, "", ""),
            ("工程部工作群", self.pattern, "工程部", "销售部工作群"),
            ("GZQ-001", self.code, "", ""),
            ("gzq001群", self.code, "", ""),
            ("GZQ销售部01", self.code, "销售部", ""),
            ("GZQ-聊天", self.code, "聊天", "GZQ-001"),
            ("随便叫", self.free, "", ""),
            ("随便叫", None, "", ""),
            ("", self.fixed, "", ""),
            ("   ", self.code, "", ""),
        ):
            with self.subTest(name=name, rule=rule and rule.slug):
                told = naming.warning(name, rule, self.sales)
                self.assertEqual(bool(told), bool(offending))
                self.assertIn(offending, told)
                self.assertIn(wanted, told)
                self.assertIn(rule.title if rule and told else "", told)

    def test_without_a_department_a_pattern_is_judged_by_its_shape(self):
        self.assertEqual(naming.warning("随便部工作群", self.pattern, None), "")
        self.assertTrue(naming.warning("随便部", self.pattern, None))

    def test_a_pattern_that_cannot_be_read_stops_nobody(self):
        broken = make_regulation("broken", group_name_kind="PATTERN", group_name_text="{department")
        self.assertEqual(naming.warning("任何名字", broken, self.sales), "")

    def test_in_both_languages(self):
        for language, words in (("en", "wants another name"), ("zh-hans", "值班群")):
            with self.subTest(language=language), translation.override(language):
                self.assertIn(words, naming.warning("别的", self.fixed, None))

    def test_a_free_name_costs_no_query_and_a_concealing_one_two(self):
        with self.assertNumQueries(0):
            naming.warning("随便叫", self.free, self.sales)
        for number in range(50):
            make_department(f"部门{number}")
        with self.assertNumQueries(2):
            naming.warning("GZQ-9", self.code, self.sales)


class AsSomebodyTypes(NamesByRule):
    def check(self, user, status=200, **query):
        self.client.force_login(user)
        answer = self.client.get(reverse("group_name_check"), query)
        self.assertEqual(answer.status_code, status)
        return answer.content.decode() if status == 200 else ""

    def test_hr_is_told_while_entering_a_group(self):
        told = self.check(self.hr, name="工程部工作群", regulation=self.pattern.pk, department="销售部")
        self.assertIn("工程部", told)
        self.assertIn("tag-warn", told)
        fits = self.check(self.hr, name="销售部工作群", regulation=self.pattern.pk, department="销售部")
        self.assertNotIn("tag-warn", fits)

    def test_half_a_form_is_no_fault(self):
        for query in (
            {},
            {"name": "甲"},
            {"regulation": "999999", "name": "甲"},
            {"department": "没有部", "name": "甲"},
        ):
            with self.subTest(query=query):
                self.assertNotIn("tag-warn", self.check(self.hr, **query))

    def test_an_owner_is_told_of_their_own_group_only(self):
        owner = make_user(self.owner)
        self.assertIn("销售部", self.check(owner, group="A1", **{"rename-name": "销售部01"}))
        make_group("别人的群", code="B1", regulation=self.code)
        self.check(owner, 404, group="B1", **{"rename-name": "销售部01"})
        self.check(owner, 403, name="甲")

    def test_markup_in_a_name_is_text(self):
        told = self.check(self.hr, name="<script>x</script>", regulation=self.fixed.pk)
        self.assertNotIn("<script>x", told)

    def test_the_fields_ask_by_themselves(self):
        self.client.force_login(self.hr)
        url = reverse("group_name_check")
        new = self.client.get(reverse("group_new")).content.decode()
        self.assertIn(f'hx-get="{url}"', new)
        self.assertIn('hx-target="#id_name_helptext"', new)
        self.assertIn('id="id_name_helptext"', new)
        edit = self.client.get(reverse("group_edit", args=["A1"])).content.decode()
        self.assertIn(f'hx-get="{url}?group=A1"', edit)
        self.assertIn('id="id_rename-name_helptext"', edit)


class OnSaving(NamesByRule):
    def setUp(self):
        self.client.force_login(self.hr)

    def told(self, answer):
        return [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]

    def test_an_unfit_name_is_kept_and_told(self):
        given = {"name": "值夜班", "status": "ACTIVE", "platform": "QQ", "category": "PROJECT", "secrecy": "ORDINARY"}
        answer = self.client.post(reverse("group_new"), given | {"regulation": self.fixed.pk})
        self.assertTrue(Group.objects.filter(name="值夜班", regulation=self.fixed).exists())
        (success, _text), (level, warning) = self.told(answer)
        self.assertEqual((success, level), ("success", "warning"))
        self.assertIn("值夜班", warning)

    def test_a_fit_one_brings_no_warning(self):
        given = {"name": "值班群", "status": "ACTIVE", "platform": "QQ", "category": "PROJECT", "secrecy": "ORDINARY"}
        answer = self.client.post(reverse("group_new"), given | {"regulation": self.fixed.pk})
        self.assertEqual([level for level, _text in self.told(answer)], ["success"])

    def test_so_is_a_new_name_of_a_group_there_is(self):
        answer = self.client.post(reverse("group_edit", args=["A1"]), {"do": "rename", "rename-name": "销售部01"})
        self.group.refresh_from_db()
        self.assertEqual(self.group.name, "销售部01")
        self.assertIn("销售部", dict(self.told(answer))["warning"])

    def test_other_deeds_say_nothing_of_the_name(self):
        Group.objects.filter(pk=self.group.pk).update(name="销售部群")
        answer = self.client.post(reverse("group_edit", args=["A1"]), {"do": "start", "start-reason": "事毕"})
        self.assertEqual([level for level, _text in self.told(answer)], ["success"])
