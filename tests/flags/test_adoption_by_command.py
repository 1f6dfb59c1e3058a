"""adopt as a command and as a page, in each of its states: what it prints, what it refuses, what it leaves alone."""

import json
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from groupadmin.core.models import AuditEvent, Job
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Blank, CategoryRule, Regulation
from members.flags import adoption
from members.models import Flag, Membership
from tests.flags.test_adoption import AdoptionTestCase
from tests.making import NOON, TODAY, make_employee, make_group, make_head, make_user

KEYS = {"regulation", "edition", "on", "groups", "would_raise", "later", "later_on", "would_clear", "names", "worst"}


class TheCommand(AdoptionTestCase):
    def adopt_by_command(self, *words):
        out = StringIO()
        try:
            call_command("adopt", *words, "--json", stdout=out)
        except SystemExit as end:
            return end.code, json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())

    def test_its_json_has_these_keys_and_the_figures_of_the_preview(self):
        code, answer = self.adopt_by_command("strict", self.group.code, "--simulate")
        self.assertEqual((code, set(answer)), (0, KEYS | {"blanks", "outside", "applied"}))
        self.assertEqual(answer["would_raise"]["MISNAMED"], 1)
        self.assertEqual((answer["groups"], answer["on"]), (1, timezone.localdate().isoformat()))

    def test_groups_that_the_regulation_is_not_for_are_named(self):
        CategoryRule.objects.create(regulation=self.strict, category=Group.Category.EXTERNAL)
        meant = make_group("家长群", self.works, category=Group.Category.EXTERNAL)
        _code, answer = self.adopt_by_command("strict", self.group.code, meant.code, "--simulate")
        self.assertEqual(answer["outside"], [self.group.code])
        out = StringIO()
        call_command("adopt", "strict", self.group.code, "--simulate", stdout=out)
        self.assertTrue(out.getvalue().startswith("! "))

    def test_simulating_writes_nothing(self):
        self.adopt_by_command("strict", self.group.code, "--simulate")
        self.group.refresh_from_db()
        self.assertEqual(self.group.regulation, self.regulation)
        self.assertFalse(AuditEvent.objects.exists() or Flag.objects.exists())

    def test_several_groups_and_one_named_twice(self):
        other = make_group("别的群", self.works)
        code, answer = self.adopt_by_command("strict", self.group.code, other.code, self.group.code)
        self.assertEqual((code, answer["groups"], answer["applied"]), (0, 2, True))
        self.assertEqual(Group.objects.filter(regulation=self.strict).count(), 2)
        self.assertEqual(AuditEvent.objects.filter(action="group.regulation_adopted").count(), 2)

    def test_every_refusal_has_a_code_and_leaves_all_as_it_was(self):
        for words, wanted in (
            (("none", self.group.code), "unknown_regulation"),
            (("strict", self.group.code, "G-none"), "unknown_group"),
            (("rule", self.group.code), "nothing_to_adopt"),
        ):
            with self.subTest(wanted):
                code, answer = self.adopt_by_command(*words)
                self.assertEqual((code, answer["error"]["code"]), (1, wanted))
                self.assertFalse(Group.objects.filter(regulation=self.strict).exists())

    def test_the_numbers_that_do_not_exist_are_all_named(self):
        _code, answer = self.adopt_by_command("strict", "G-b", self.group.code, "G-a")
        self.assertIn("G-a、G-b", json.dumps(answer, ensure_ascii=False))

    def test_without_groups_it_is_bad_usage(self):
        with self.assertRaises(CommandError):
            call_command("adopt", "strict")

    def test_for_people_it_prints_no_json(self):
        out = StringIO()
        call_command("adopt", "strict", self.group.code, "--simulate", stdout=out)
        self.assertTrue(out.getvalue().strip())
        self.assertRaises(json.JSONDecodeError, json.loads, out.getvalue())


class TheRefusalsInWords(AdoptionTestCase):
    def test_each_in_both_languages_with_its_facts(self):
        for refusal, facts in (
            (adoption.NothingToAdopt, {"regulation": "严格办法"}),
            (adoption.SelectionHasMoved, {"expected": 31, "found": 42}),
            (adoption.UnknownRegulation, {"slug": "none"}),
            (adoption.UnknownGroup, {"codes": "G-none"}),
        ):
            for language in ("en", "zh-hans"):
                with self.subTest(refusal.code, language=language), translation.override(language):
                    told = str(refusal(**facts))
                    for fact in facts.values():
                        self.assertIn(str(fact), told)


class ThePageInEachState(AdoptionTestCase):
    def setUp(self):
        self.client.force_login(self.hr)
        self.address = reverse("adopt", args=["strict"])

    def page(self, **query):
        return self.client.get(self.address, query)

    def confirm(self, **data):
        answer = self.client.post(self.address, data, follow=True)
        return answer, [(one.level_tag, str(one)) for one in answer.context["messages"]]

    def test_only_hr_looks_and_confirms(self):
        make_head(self.works, self.owner)
        for who, user in (
            ("owner and head", make_user(self.owner)),
            ("auditor", make_user(None, roles.AUDITOR)),
            ("confidentiality", make_user(None, roles.CONFIDENTIALITY)),
            ("approver", make_user(None, roles.APPROVER)),
            ("employee", make_user(make_employee("辛"))),
        ):
            self.client.force_login(user)
            with self.subTest(who):
                self.assertEqual(self.page().status_code, 403)
                self.assertEqual(self.client.post(self.address, {"expected": "1"}).status_code, 403)
        self.assertFalse(Group.objects.filter(regulation=self.strict).exists())

    def test_where_nothing_would_change_there_is_nothing_to_press(self):
        self.adopt()
        for query in ({}, {"preview": "1"}):
            page = self.page(**query)
            self.assertEqual(page.context["number"], 0)
            self.assertContains(page, 'class="empty"')
            self.assertNotContains(page, 'name="expected"')

    def test_a_choice_that_is_none_is_told_and_previews_nothing(self):
        page = self.page(category="SLEEPY", preview="1")
        self.assertIn("category", page.context["list"].form.errors)
        self.assertNotIn("preview", page.context)
        _answer, ((level, _text),) = self.confirm(category="SLEEPY")
        self.assertEqual(level, "error")
        self.assertFalse(Group.objects.filter(regulation=self.strict).exists())

    def test_dissolved_groups_are_not_offered(self):
        make_group("旧群", status="DISSOLVED", dissolved_on=TODAY)
        approved = make_group("将建群", status="APPROVED", approved_on=TODAY)
        self.assertEqual(set(self.page().context["groups"]), {self.group, approved})

    def test_a_page_of_them_is_shown_and_all_are_counted_and_previewed(self):
        for number in range(54):
            make_group(f"{number}群")
        page = self.page()
        self.assertEqual((page.context["number"], len(page.context["groups"])), (55, 50))
        self.assertEqual(self.page(preview="all").context["number"], 55)

    def test_where_it_would_raise_nothing_it_says_so(self):
        Group.objects.update(roster_taken_at=timezone.now(), last_active_on=timezone.localdate())
        Membership.objects.exclude(pk=self.owner_membership.pk).delete()
        Regulation.objects.filter(pk=self.strict.pk).update(admission="ANYBODY")
        self.strict.required_members.all().delete()
        page = self.page(preview="1")
        self.assertEqual(page.context["preview"]["rows"], [])
        self.assertContains(page, "alert-success")

    def test_what_the_regulation_leaves_open_is_warned_of(self):
        Blank.objects.create(regulation=self.strict, field="longest_text")
        self.assertContains(self.page(preview="1"), "alert-warning")

    def test_a_confirmation_of_an_outdated_preview_is_refused_and_shows_the_new_number(self):
        make_group("新来的群")
        _answer, ((level, text),) = self.confirm(expected="1")
        self.assertEqual(level, "error")
        self.assertIn("2", text)
        self.assertFalse(Group.objects.filter(regulation=self.strict).exists())

    def test_twice_confirmed_is_once_done(self):
        self.confirm(expected="1")
        _answer, ((level, _text),) = self.confirm(expected="1")
        self.assertEqual(level, "error")
        self.assertEqual(AuditEvent.objects.filter(action="group.regulation_adopted").count(), 1)

    def test_the_success_names_the_regulation_and_leads_to_where_it_can_be_taken_back(self):
        answer, ((level, text),) = self.confirm(expected="1")
        self.assertRedirects(answer, self.address)
        self.assertContains(answer, 'name="take_back"')
        self.assertEqual(level, "success")
        self.assertIn(self.strict.title, text)

    def test_a_preview_under_way_shows_how_far_it_is(self):
        job = Job.objects.create(
            kind="simulate_adoption",
            payload={"slug": "strict", "chosen": "category=DEPARTMENT"},
            requested_by_id=self.hr.pk,
            created_at=NOON,
        )
        address = reverse("adopt_preview", args=["strict", job.pk])
        self.assertContains(self.client.get(address), "hx-get")
        self.assertContains(self.client.get(address, headers={"HX-Request": "true"}), "hx-get")
        Job.objects.update(state="DONE", result={})
        done = self.client.get(address, headers={"HX-Request": "true"})
        self.assertEqual(done.headers["HX-Redirect"], address)
        other = reverse("adopt_preview", args=["rule", job.pk])
        self.assertEqual(self.client.get(other).status_code, 404)

    def test_more_groups_cost_no_more_queries(self):
        costs = []
        for number in (2, 20, 20):
            for each in range(number):
                make_group(f"{number}_{each}_{len(costs)}群", self.sales)
            with CaptureQueriesContext(connection) as seen:
                self.page()
            costs.append(len(seen))
        self.assertEqual(costs[1], costs[2])
