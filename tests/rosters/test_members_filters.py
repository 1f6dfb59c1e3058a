"""The list of members narrowed, searched and paged; the history of lists; the list of decisions: every state."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from members.imports import staging, undoing
from members.models import IdentityDecision, Membership
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_regulation
from tests.making import make_user as make_log_in
from tests.rosters.lists import PARTIAL, apply, bring, csv

English = override_settings(LANGUAGE_CODE="en")


class Narrowed(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.owner = make_employee("赵一", cls.sales, staff_no="000123")
        rule = make_regulation(nickname="{department}-{name}")
        cls.group = make_group("销售群", cls.sales, regulation=rule)
        memberships = {
            "owner": {"employee": cls.owner, "nickname": "销售部-赵一", "role": "OWNER", "nickname_fits": True},
            "admin": {"employee": make_employee("钱二"), "nickname": "小钱", "role": "ADMIN", "nickname_fits": False},
            "outside": {"nickname": "供应商老孙", "identity": "OUTSIDER", "account_key": "wxid_out"},
            "unknown": {"nickname": "Lily"},
            "gone": {"employee": make_employee("李四"), "nickname": "销售部-李四", "gone_by": timezone.now()},
            "gone outsider": {"nickname": "老客户", "identity": "OUTSIDER", "gone_by": timezone.now()},
        }
        cls.memberships = {name: make_membership(cls.group, **facts) for name, facts in memberships.items()}
        make_membership(make_group(), nickname="别群的人")
        cls.user = make_log_in(None, roles.HR)

    def shown(self, **given):
        self.client.force_login(self.user)
        page = self.client.get(reverse("members", args=[self.group.code]), given)
        self.assertEqual(page.status_code, 200)
        number = {membership.pk: name for name, membership in self.memberships.items()}
        return [number[member.pk] for member in page.context["members"]]

    def test_each_filter_shows_whom_it_names(self):
        expected = {
            "": ["owner", "admin", "outside", "unknown"],
            "unknown": ["unknown"],
            "outside": ["outside"],
            "misnamed": ["admin"],
            "runs": ["owner", "admin"],
            "gone": ["gone", "gone outsider"],
            "no such filter": ["owner", "admin", "outside", "unknown"],
        }
        for word, members in expected.items():
            with self.subTest(word):
                self.assertEqual(self.shown(show=word), members)

    def test_words_find_nickname_name_and_staff_number(self):
        expected = {
            "老孙": ["outside"],
            "lily": ["unknown"],
            "钱二": ["admin"],
            "000123": ["owner"],
            "0001": [],
            "别群": [],
            "%": [],
            "  赵一  ": ["owner"],
        }
        for words, members in expected.items():
            with self.subTest(words):
                self.assertEqual(self.shown(q=words), members)

    def test_filter_and_words_narrow_together(self):
        self.assertEqual(self.shown(show="gone", q="销售部"), ["gone"])
        self.assertEqual(self.shown(show="runs", q="Lily"), [])

    def test_what_was_looked_for_is_written_down(self):
        self.shown(show="outside", q="老孙")
        event = AuditEvent.objects.get(action="roster.viewed")
        self.assertEqual(event.detail, {"show": "outside", "searched": True})

    def test_a_page_that_goes_on_keeps_the_filter(self):
        for number in range(55):
            make_membership(self.group, nickname=f"客{number:02}", identity="OUTSIDER")
        self.client.force_login(self.user)
        address = reverse("members", args=[self.group.code])
        page = self.client.get(address, {"show": "outside"})
        self.assertEqual(len(page.context["members"]), 50)
        self.assertContains(page, "show=outside")
        rest = self.client.get(address, {"show": "outside", "after": page.context["after"]})
        self.assertEqual([member.nickname for member in rest.context["members"]], [f"客{n:02}" for n in range(49, 55)])
        self.assertEqual(rest.context["after"], "")

    def test_an_after_that_is_no_number_begins_anew(self):
        self.assertEqual(self.shown(after="abc"), ["owner", "admin", "outside", "unknown"])

    @English
    def test_each_row_tells_person_problem_and_source(self):
        Membership.objects.filter(pk=self.memberships["admin"].pk).update(
            nickname_problem="department_missing:", correct_nickname="销售部-钱二"
        )
        self.client.force_login(self.user)
        page = self.client.get(reverse("members", args=[self.group.code]))
        for words in ("The department is missing.", "销售部-钱二", "by somebody", "000123"):
            with self.subTest(words):
                self.assertContains(page, words)

    @English
    def test_an_empty_group_says_what_to_do(self):
        self.client.force_login(self.user)
        page = self.client.get(reverse("members", args=[make_group().code]))
        self.assertContains(page, "Import the group's member list", html=False)


@English
class TheHistory(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.group = make_group("销售群", cls.sales)
        cls.now = timezone.now()
        cls.done = apply(cls.group, csv("甲,a", "乙,b"), at=cls.now - timedelta(days=3))
        cls.undone = apply(cls.group, csv("甲,a"), mode=PARTIAL, at=cls.now - timedelta(days=2))
        undoing.undo_roster(roster=cls.undone, actor=None, at=cls.now)
        cls.thrown = bring(cls.group, csv("丙,c"), mode=PARTIAL, at=cls.now)
        staging.discard_roster(roster=cls.thrown, actor=None, at=cls.now)
        cls.waiting = bring(cls.group, csv("丁,d"), mode=PARTIAL, at=cls.now)
        cls.hr = make_log_in(None, roles.HR)

    def page(self, user=None, **given):
        self.client.force_login(user or self.hr)
        return self.client.get(reverse("rosters", args=[self.group.code]), given)

    def test_newest_first_with_state_and_kind(self):
        rosters = self.page().context["rosters"]
        self.assertEqual([r.pk for r in rosters], [r.pk for r in (self.waiting, self.thrown, self.undone, self.done)])
        states = [roster.batch.state for roster in rosters]
        self.assertEqual(states, ["PLANNED", "DISCARDED", "UNDONE", "APPLIED"])

    def test_each_state_has_its_own_page(self):
        said = {
            self.done: "Imported by console",
            self.undone: "undone",
            self.thrown: "discarded",
            self.waiting: "Nothing has been written yet",
        }
        self.client.force_login(self.hr)
        for roster, words in said.items():
            with self.subTest(words):
                page = self.client.get(reverse("roster", args=[self.group.code, roster.batch_id]))
                self.assertContains(page, words)

    def test_deeds_that_come_too_late_are_told_and_write_nothing(self):
        self.client.force_login(self.hr)
        for name, roster in (
            ("roster_confirm", self.done),
            ("roster_confirm", self.thrown),
            ("roster_confirm", self.undone),
            ("roster_discard", self.done),
            ("roster_undo", self.undone),
            ("roster_undo", self.waiting),
        ):
            with self.subTest(name, state=roster.pk):
                before = list(Membership.objects.order_by("pk").values_list("nickname", "gone_by"))
                address = reverse(name, args=[self.group.code, roster.batch_id])
                page = self.client.post(address, {"override_reason": "x"}, follow=True)
                self.assertEqual(page.status_code, 200)
                self.assertTrue(list(page.context["messages"]))
                self.assertEqual(list(Membership.objects.order_by("pk").values_list("nickname", "gone_by")), before)

    def test_a_head_sees_the_lines_but_no_way_in(self):
        head = make_employee("主任", self.sales)
        make_head(self.sales, head)
        page = self.page(make_log_in(head))
        self.assertContains(page, f"#{self.done.batch_id}")
        self.assertNotContains(page, reverse("roster_new", args=[self.group.code]))

    def test_it_goes_on_after_25_and_asks_no_more_for_it(self):
        def asked():
            with CaptureQueriesContext(connection) as counted:
                self.page()
            return len(counted)

        asked()  # the first one also logs in
        few = asked()
        for _number in range(25):
            bring(self.group, csv("丁,d"), mode=PARTIAL, at=self.now)
        self.assertEqual(asked(), few)
        first = self.page()
        self.assertEqual(len(first.context["rosters"]), 25)
        rest = self.page(after=first.context["after"])
        self.assertEqual(len(rest.context["rosters"]), 4)
        self.assertEqual(rest.context["rosters"][-1].pk, self.done.pk)

    def test_a_group_without_lists_says_how_to_bring_one(self):
        self.client.force_login(self.hr)
        page = self.client.get(reverse("rosters", args=[make_group().code]))
        self.assertContains(page, "Copy the member list out of the group")

    def test_no_error_file_where_all_was_taken(self):
        self.client.force_login(self.hr)
        page = self.client.get(reverse("roster_errors", args=[self.group.code, self.waiting.batch_id]))
        self.assertEqual(page.status_code, 404)


@English
class Decisions(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.zhao = make_employee("赵一", make_department("销售部"))
        cls.group = make_group("群")
        lines = ("小花,wxid_a", "游客,wxid_b", "骗子,wxid_c", "路过的,")
        choices = {2: f"employee:{cls.zhao.pk}", 3: "outsider", 4: "banned", 5: "outsider"}
        apply(cls.group, lines, choices=choices, at=timezone.now())
        cls.user = make_log_in(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.user)
        self.address = reverse("decisions", args=[self.group.code])

    def test_each_says_what_it_holds_for(self):
        page = self.client.get(self.address)
        self.assertContains(page, "this account in every group", count=2)
        self.assertContains(page, "this account in this group", count=1)
        self.assertContains(page, "this nickname in this group", count=1)
        self.assertContains(page, self.zhao.name)

    def test_forgetting_each_kind_looks_at_the_member_anew(self):
        expected = dict.fromkeys(("小花", "游客", "骗子", "路过的"), "UNKNOWN")
        for nickname, identity in expected.items():
            with self.subTest(nickname):
                decision = IdentityDecision.objects.get(nickname=nickname)
                self.client.post(reverse("decision_forget", args=[self.group.code, decision.pk]))
                stay = Membership.objects.get(nickname=nickname)
                self.assertEqual((stay.identity, stay.employee, stay.tier), (identity, None, "none"))
                self.assertFalse(IdentityDecision.objects.filter(nickname=nickname).exists())
        self.assertEqual(AuditEvent.objects.filter(action="identity.forgotten").count(), 4)
        self.assertContains(self.client.get(self.address), "Nothing decided yet")

    def test_forgetting_twice_finds_nothing(self):
        address = reverse("decision_forget", args=[self.group.code, IdentityDecision.objects.first().pk])
        self.assertEqual(self.client.post(address).status_code, 302)
        self.assertEqual(self.client.post(address).status_code, 404)

    def test_a_decision_of_another_group_is_not_forgotten_from_here(self):
        decision = IdentityDecision.objects.first()
        address = reverse("decision_forget", args=[make_group().code, decision.pk])
        self.assertEqual(self.client.post(address).status_code, 404)
        self.assertTrue(IdentityDecision.objects.filter(pk=decision.pk).exists())

    def test_answers_that_are_none_are_told_and_nothing_is_remembered(self):
        stay = Membership.objects.get(nickname="游客")
        address = reverse("member_decide", args=[self.group.code, stay.pk])
        for given, words in (
            ({"staff_no": "no such"}, "it is not clear who “no such” is"),
            ({"who": "employee:0"}, "is no answer"),
            ({"who": "nonsense"}, "is no answer"),
        ):
            with self.subTest(given):
                self.assertContains(self.client.post(address, given), words)
        self.assertEqual(IdentityDecision.objects.get(account_key="wxid_b").verdict, "OUTSIDER")

    def test_the_page_of_somebody_gone_decides_nothing(self):
        stay = Membership.objects.get(nickname="游客")
        Membership.objects.filter(pk=stay.pk).update(gone_by=timezone.now())
        address = reverse("member_decide", args=[self.group.code, stay.pk])
        page = self.client.post(address, {"who": "banned"})
        self.assertContains(page, "no longer in the group")
        self.assertEqual(IdentityDecision.objects.get(account_key="wxid_b").verdict, "OUTSIDER")
