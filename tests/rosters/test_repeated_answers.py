"""An answer that was given twice is not asked for a third time, and what a list has judged is not judged again."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Regulation
from members.identity.values import Tier, Verdict
from members.imports import applying, identity_decisions, staging
from members.models import IdentityDecision, Membership
from members.rosters import nickname_checks
from tests.making import NOON, make_department, make_employee, make_group, make_regulation, make_user
from tests.rosters.lists import PARTIAL, apply, bring, csv, present


def days(number):
    return NOON + timedelta(days=number)


class AnAccountThatBearsAnothersName(TestCase):
    """A husband writes with his wife's account: the account was decided, the nickname is a colleague's full name."""

    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.zhao, cls.qian, cls.sun = (make_employee(name, cls.sales) for name in ("赵一", "钱二", "孙三"))
        cls.group = make_group("销售群", cls.sales)
        apply(cls.group, ["小花,wxid_z"], choices={2: f"employee:{cls.zhao.pk}"})

    def row(self, line, day):
        return staging.kept_plan(bring(self.group, [line], mode=PARTIAL, at=days(day))).rows[0]

    def answer(self, line, employee, day):
        apply(self.group, [line], mode=PARTIAL, at=days(day), choices={2: f"employee:{employee.pk}"})

    def test_it_is_asked_for_once(self):
        row = self.row("钱二,wxid_z", 1)
        self.assertEqual((row.verdict, row.reason), (Verdict.SUGGESTED, "account_bears_another_name"))
        self.assertEqual(row.suggestions, (self.qian.pk, self.zhao.pk))

    def test_the_same_answer_again_silences_it_for_good(self):
        self.answer("钱二,wxid_z", self.zhao, 1)
        for day in (2, 3):
            row = self.row("钱二,wxid_z", day)
            self.assertEqual((row.verdict, row.tier, row.employee_id), (Verdict.OK, Tier.MEMORY, self.zhao.pk))
            self.answer("钱二,wxid_z", self.zhao, day)
        self.assertEqual(present(self.group)["钱二"].employee, self.zhao)

    def test_the_other_answer_silences_it_too(self):
        self.answer("钱二,wxid_z", self.qian, 1)
        self.assertEqual(self.row("钱二,wxid_z", 2).employee_id, self.qian.pk)

    def test_a_third_name_is_asked_for_again(self):
        self.answer("钱二,wxid_z", self.zhao, 1)
        row = self.row("孙三,wxid_z", 2)
        self.assertEqual((row.reason, row.suggestions), ("account_bears_another_name", (self.sun.pk, self.zhao.pk)))

    def test_spaces_and_width_do_not_make_another_name_of_it(self):
        self.answer("钱二,wxid_z", self.zhao, 1)
        self.assertEqual(self.row(" 钱二　,wxid_z", 2).employee_id, self.zhao.pk)

    def test_an_outsider_with_a_colleagues_name_stays_from_outside(self):
        apply(self.group, ["钱二,wxid_q"], mode=PARTIAL, at=days(1), choices={2: "outsider"})
        row = self.row("钱二,wxid_q", 2)
        self.assertEqual((row.verdict, row.reason), (Verdict.OUTSIDER, "decided_outsider"))

    def test_the_word_given_on_the_group_page_counts_as_well(self):
        self.answer("钱二,wxid_z", self.qian, 1)
        stay = present(self.group)["钱二"]
        identity_decisions.decide_identity(
            membership=stay, verdict="EMPLOYEE", employee=self.zhao, actor=None, at=days(2)
        )
        self.assertEqual(self.row("钱二,wxid_z", 3).employee_id, self.zhao.pk)

    def test_what_was_answered_in_one_group_holds_in_the_next(self):
        self.answer("钱二,wxid_z", self.zhao, 1)
        other = make_group("另一个群", self.sales)
        row = staging.kept_plan(bring(other, ["钱二,wxid_z"], at=days(2))).rows[0]
        self.assertEqual((row.tier, row.employee_id), (Tier.MEMORY, self.zhao.pk))

    def test_it_takes_one_decision_however_often_it_is_answered(self):
        for day in (1, 2, 3):
            self.answer("钱二,wxid_z", self.zhao, day)
        decision = IdentityDecision.objects.get(account_key="wxid_z")
        self.assertEqual((decision.nickname_key, decision.decided_at), ("钱二", days(3)))

    def test_forgotten_it_is_the_name_that_counts(self):
        self.answer("钱二,wxid_z", self.zhao, 1)
        decision = IdentityDecision.objects.get(account_key="wxid_z")
        identity_decisions.forget_decision(decision=decision, group=self.group, actor=None, at=days(2))
        self.assertEqual(present(self.group)["钱二"].employee, self.qian)


class JudgedOnce(TestCase):
    """What a list has judged stands with the edition and the department it was judged by (R12's department-name)."""

    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.works = make_department("工程部", cls.company)
        cls.rule = make_regulation(nickname="{department}-{name}")
        cls.group = make_group("销售群", cls.sales, regulation=cls.rule)
        cls.people = [make_employee(name, unit) for name, unit in (("赵一", cls.sales), ("钱二", cls.works))]
        cls.nowhere = make_employee("孙三")
        apply(cls.group, ["销售部-赵一,a", "钱二,b", "孙三,c"])

    def judged_in(self):
        return {stay.employee.name: stay.nickname_judged_in for stay in present(self.group).values()}

    def test_each_is_judged_in_their_own_department(self):
        self.assertEqual(self.judged_in(), {"赵一": self.sales.pk, "钱二": self.works.pk, "孙三": None})
        self.assertEqual(set(Membership.objects.values_list("nickname_judged_by", flat=True)), {self.rule.pk})

    def test_nothing_is_left_to_judge_but_what_did_not_fit(self):
        doubtful = nickname_checks._doubtful(None).values_list("employee__name", flat=True)
        self.assertEqual(set(doubtful), {"钱二", "孙三"})
        self.assertEqual(nickname_checks.recheck_nicknames(today=timezone.localdate(NOON)), 0)

    def test_where_all_fit_nothing_is_read_but_the_doubts(self):
        apply(self.group, ["销售部-赵一,a"], at=days(1), reason="其余已移出")
        with self.assertNumQueries(1):
            self.assertEqual(nickname_checks.recheck_nicknames(today=timezone.localdate(days(1))), 0)

    def test_a_transfer_is_judged_by_the_night_and_by_the_list_alike(self):
        Employee.objects.filter(pk=self.people[0].pk).update(department=self.works)
        self.assertEqual(nickname_checks.recheck_nicknames(today=timezone.localdate(days(1))), 1)
        stay = present(self.group)["销售部-赵一"]
        self.assertEqual((stay.nickname_fits, stay.correct_nickname), (False, "工程部-赵一"))
        self.assertEqual(stay.nickname_judged_in, self.works.pk)
        apply(self.group, ["工程部-赵一,a"], mode=PARTIAL, at=days(2))
        stay = present(self.group)["工程部-赵一"]
        self.assertEqual((stay.nickname_fits, stay.nickname_judged_in), (True, self.works.pk))
        self.assertEqual(nickname_checks.recheck_nicknames(today=timezone.localdate(days(2))), 0)

    def test_another_edition_judges_anew(self):
        group = self.group
        group.regulation = make_regulation(nickname="{name}")
        group.save(update_fields=["regulation"])
        self.assertEqual(nickname_checks.recheck_nicknames(today=timezone.localdate(days(1))), 3)
        fits = {stay.employee.name: stay.nickname_fits for stay in present(group).values()}
        self.assertEqual(fits, {"赵一": False, "钱二": True, "孙三": True})


class WhoMayBeIn(TestCase):
    """Each kind of admission gives a preview and a plan that somebody can decide on."""

    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.works = make_department("工程部", cls.sales.parent)
        cls.wang = make_employee("王五", cls.sales, post="销售经理")
        make_employee("李四", cls.works, post="焊工")
        cls.user = make_user(None, roles.HR)

    def preview(self, admission, text="王五\n李四\n老王\n路人甲"):
        rule = make_regulation(admission=admission, nickname="{department}-{name}")
        group = make_group("", self.sales, regulation=rule)
        self.client.force_login(self.user)
        page = self.client.post(reverse("roster_new", args=[group.code]), {"text": text, "mode": "FULL"}, follow=True)
        return group, page

    def test_no_admission_breaks_the_preview(self):
        for admission in Regulation.Admission.values:
            with self.subTest(admission):
                _group, page = self.preview(admission)
                self.assertEqual(page.status_code, 200)
                self.assertContains(page, "路人甲")

    def test_no_admission_breaks_the_result(self):
        for admission in ("POSTS", "CONDITION", "ASSOCIATION"):
            with self.subTest(admission):
                group, page = self.preview(admission)
                number = page.context["batch"].pk
                done = self.client.post(reverse("roster_confirm", args=[group.code, number]), {}, follow=True)
                self.assertEqual(done.status_code, 200)
                self.assertEqual(len(present(group)), 4)
                self.assertEqual(self.client.get(reverse("members", args=[group.code])).status_code, 200)

    def test_staff_of_the_department_leave_others_out_of_scope(self):
        group, page = self.preview("DEPARTMENT")
        plan = staging.kept_plan(page.context["roster"])
        self.assertEqual([row.verdict.value for row in plan.rows], ["misnamed", "ineligible", "suggested", "ambiguous"])
        self.assertEqual(group.regulation.admission, "DEPARTMENT")

    def test_a_surname_with_a_title_is_looked_for_where_the_group_belongs(self):
        for admission in ("EMPLOYEES", "ANYBODY", "POSTS", "DEPARTMENT"):
            with self.subTest(admission):
                _group, page = self.preview(admission)
                row = staging.kept_plan(page.context["roster"]).rows[2]
                self.assertEqual((row.verdict, row.suggestions), (Verdict.SUGGESTED, (self.wang.pk,)))

    def test_a_surname_is_never_taken_for_a_person_by_itself(self):
        group, page = self.preview("EMPLOYEES", "老王")
        self.client.post(reverse("roster_confirm", args=[group.code, page.context["batch"].pk]), {})
        stay = present(group)["老王"]
        self.assertEqual((stay.identity, stay.employee), ("UNKNOWN", None))

    def test_whoever_left_is_not_suggested_for_a_surname(self):
        Employee.objects.filter(pk=self.wang.pk).update(status="LEFT")
        _group, page = self.preview("EMPLOYEES", "老王")
        row = staging.kept_plan(page.context["roster"]).rows[0]
        self.assertEqual((row.verdict, row.suggestions), (Verdict.AMBIGUOUS, ()))

    def test_the_question_has_a_box_for_a_staff_number_and_so_has_the_stranger(self):
        _group, page = self.preview("EMPLOYEES")
        for line in (3, 4):
            self.assertContains(page, f'name="staff-{line}"')
        self.assertContains(page, 'class="card h-100 question"', count=2)

    def test_a_group_of_no_department_asks_without_a_suggestion(self):
        group = make_group("跨部门群", regulation=make_regulation(admission="EMPLOYEES"))
        row = staging.kept_plan(bring(group, csv("老王,w"))).rows[0]
        self.assertEqual((row.verdict, row.suggestions), (Verdict.AMBIGUOUS, ()))


class ManyChangesAtOnce(TestCase):
    """Every fact a list can change is written as the list has it, however many stays change, in few statements."""

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("群", make_department("销售部"))

    def lists(self, number):
        header = "群昵称,wxid,角色,入群时间,邀请人,最后发言"
        first = csv(*(f"员{n},w{n},,,," for n in range(number)), header=header)
        role = "管理员"
        then = [f"员{n}号,w{n},{role if n == 1 else ''},2026-03-01,甲,2026-03-1{n % 3}" for n in range(number)]
        return first, csv(*then, header=header)

    def test_all_facts_arrive(self):
        first, then = self.lists(5)
        apply(self.group, first)
        apply(self.group, then, at=days(1))
        stay = Membership.objects.get(account_key="w1")
        self.assertEqual((stay.nickname, stay.nickname_key, stay.role), ("员1号", "员1号", "ADMIN"))
        self.assertEqual((stay.inviter, str(stay.spoke_last_on)), ("甲", "2026-03-11"))
        self.assertEqual(str(timezone.localtime(stay.joined_at).date()), "2026-03-01")
        self.assertEqual((stay.first_seen_at, stay.last_seen_at), (NOON, days(1)))

    def test_what_did_not_change_is_left_alone(self):
        first, _then = self.lists(3)
        apply(self.group, first)
        apply(self.group, csv("员0,w0", "新名,w1", "员2,w2"), at=days(1))
        rows = list(Membership.objects.order_by("pk").values_list("nickname", "role", "joined_at", "gone_by"))
        self.assertEqual(rows, [(name, "MEMBER", None, None) for name in ("员0", "新名", "员2")])

    def test_five_changes_ask_as_much_as_fifty(self):
        def asked(number):
            group = make_group(f"群{number}")
            first, then = self.lists(number)
            apply(group, first)
            roster = bring(group, then, at=days(1))
            with CaptureQueriesContext(connection) as counted:
                applying.apply_plan(roster=roster, actor=None, at=days(1))
            return len(counted)

        self.assertEqual(asked(5), asked(50))
