"""A ban is the person's, in the group it was spoken for, whatever account or nickname they return with (R03)."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core import audit
from members.identity.values import Decision, RosterRow, Verdict
from members.imports import applying
from members.imports.identity_decisions import decide_identity, forget_decision
from members.imports.staging import kept_plan
from members.models import IdentityDecision, Membership
from members.rosters import nickname_checks, plan_inputs
from tests.making import NOON, make_department, make_employee, make_group, make_regulation, make_user
from tests.rosters.lists import apply, bring, present

LATER = NOON + timedelta(days=7)
BANNED = IdentityDecision.Verdict.BANNED


class BansOfPeople(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.person = make_employee("尉迟恭谨", cls.sales)
        cls.other = make_employee("欧阳修文", cls.sales)
        cls.hr = make_user(make_employee("柯人事", cls.sales), "HR administrator")
        cls.group = make_group("销售群", cls.sales)
        cls.elsewhere = make_group("食堂群", cls.company)

    def ban(self, nickname="尉迟恭谨", account="wxid_old"):
        apply(self.group, [f"{nickname},{account}", "欧阳修文,wxid_b"])
        decide_identity(membership=present(self.group)[nickname], verdict=BANNED, actor=self.hr, at=NOON)

    def verdicts(self, *lines, group=None):
        rows = kept_plan(bring(group or self.group, list(lines), at=LATER)).rows
        return {row.nickname: (row.verdict, row.employee_id) for row in rows}

    def test_a_new_account_and_a_new_nickname_do_not_help(self):
        self.ban()
        found = self.verdicts("销售部-尉迟恭谨,wxid_new", "欧阳修文,wxid_b")
        self.assertEqual(found["销售部-尉迟恭谨"], (Verdict.BANNED, self.person.pk))
        self.assertEqual(found["欧阳修文"], (Verdict.OK, self.other.pk))

    def test_neither_does_a_list_without_accounts(self):
        self.ban()
        self.assertEqual(self.verdicts("尉迟恭谨（销售部）,")["尉迟恭谨（销售部）"][0], Verdict.BANNED)

    def test_who_spoke_the_ban_is_told(self):
        self.ban()
        row = kept_plan(bring(self.group, ["销售部-尉迟恭谨,wxid_new"], at=LATER)).rows[0]
        self.assertEqual((row.reason, row.reason_facts["decided_by"]), ("banned", audit.name_of(self.hr)))

    def test_another_group_is_not_concerned(self):
        self.ban()
        self.assertEqual(self.verdicts("尉迟恭谨,wxid_new", group=self.elsewhere)["尉迟恭谨"][0], Verdict.OK)
        self.assertEqual(self.verdicts("尉迟恭谨,wxid_old", group=self.elsewhere)["尉迟恭谨"][0], Verdict.OK)

    def test_a_ban_that_names_no_group_holds_everywhere(self):
        self.ban()
        IdentityDecision.objects.filter(verdict=BANNED).update(group=None)
        self.assertEqual(self.verdicts("尉迟恭谨,wxid_new", group=self.elsewhere)["尉迟恭谨"][0], Verdict.BANNED)

    def test_who_is_only_suggested_is_not_banned_by_it(self):
        self.ban()
        self.assertEqual(self.verdicts("供应商-尉迟恭谨,wxid_new")["供应商-尉迟恭谨"], (Verdict.SUGGESTED, None))

    def test_a_ban_of_nobody_known_is_of_the_nickname_alone(self):
        apply(self.group, ["捣乱的,"], choices={2: "banned"})
        self.assertEqual(plan_inputs.memory_of(self.group, []).banned_people, {})
        self.assertEqual(self.verdicts("捣乱的,")["捣乱的"][0], Verdict.BANNED)

    def test_the_memory_names_person_and_decision(self):
        self.ban()
        memory = plan_inputs.memory_of(self.group, [RosterRow(1, nickname="谁")])
        ban = memory.banned_people[self.person.pk]
        self.assertEqual((ban.employee_id, ban.banned, ban.decided_by), (self.person.pk, True, audit.name_of(self.hr)))
        self.assertEqual(plan_inputs.memory_of(self.elsewhere, []).banned_people, {})

    def test_somebody_named_in_the_preview_is_banned_all_the_same(self):
        self.ban()
        roster = bring(self.group, ["云淡风轻,wxid_new", "欧阳修文,wxid_b"], at=LATER)
        applying.apply_plan(
            roster=roster, choices={2: f"employee:{self.person.pk}"}, override_reason="", actor=self.hr, at=LATER
        )
        row = next(row for row in self.verdicts("云淡风轻,wxid_new", "欧阳修文,wxid_b").items())
        self.assertEqual(row, ("云淡风轻", (Verdict.BANNED, self.person.pk)))

    def test_a_later_word_about_the_very_account_lifts_the_ban(self):
        self.ban()
        decide_identity(
            membership=present(self.group)["尉迟恭谨"],
            verdict="EMPLOYEE",
            employee=self.person,
            actor=self.hr,
            at=LATER,
        )
        self.assertFalse(IdentityDecision.objects.filter(verdict=BANNED).exists())
        self.assertEqual(self.verdicts("尉迟恭谨,wxid_old", "欧阳修文,wxid_b")["尉迟恭谨"][0], Verdict.OK)

    def test_forgetting_the_ban_lets_them_in_again(self):
        self.ban()
        ban = IdentityDecision.objects.get(verdict=BANNED)
        forget_decision(decision=ban, group=self.group, actor=self.hr, at=LATER)
        stay = Membership.objects.get(group=self.group, nickname="尉迟恭谨")
        self.assertEqual((stay.identity, stay.employee), ("EMPLOYEE", self.person))
        self.assertEqual(self.verdicts("销售部-尉迟恭谨,wxid_new")["销售部-尉迟恭谨"][0], Verdict.OK)

    def test_however_many_bans_the_same_number_of_queries(self):
        rows = [RosterRow(number, nickname=f"甲{number}", account_key=f"wxid_{number}") for number in range(3)]
        IdentityDecision.objects.bulk_create(
            IdentityDecision(
                verdict=BANNED,
                employee=self.person if number % 2 else self.other,
                platform=self.group.platform,
                group=self.group,
                nickname_key=f"某{number}",
                decided_by_name="柯人事",
                decided_at=NOON,
            )
            for number in range(50)
        )
        with self.assertNumQueries(3):
            memory = plan_inputs.memory_of(self.group, rows)
        self.assertEqual(set(memory.banned_people), {self.person.pk, self.other.pk})
        self.assertEqual(len(memory.by_nickname), 50)


class AnotherDepartmentInTheNickname(TestCase):
    """The list and the night's judge tell somebody else's department from a word that is none."""

    @classmethod
    def setUpTestData(cls):
        company = make_department("总公司")
        cls.sales, works = make_department("销售部", company, "销售"), make_department("工程部", company, "工程")
        cls.person = make_employee("尉迟恭谨", cls.sales)
        cls.moved = make_employee("欧阳修文", works)
        cls.group = make_group("公司群", company, regulation=make_regulation(nickname="{department}-{name}"))

    def test_a_decided_row_is_told_which_it_is(self):
        judge = plan_inputs.judge_of(self.group)
        for nickname, reason in (
            ("工程部-尉迟恭谨", "department_other"),
            ("工程-尉迟恭谨", "department_other"),
            ("不知道-尉迟恭谨", "department_unknown"),
            ("尉迟恭谨", "department_missing"),
            ("销售-尉迟恭谨", "name_and_department"),
        ):
            with self.subTest(nickname):
                seen = kept_plan(bring(self.group, [f"{nickname},"], mode="PARTIAL")).rows[0]
                row = judge(seen, Decision(self.person.pk, decided_by="柯人事"))
                expected = "decided" if reason == "name_and_department" else reason
                self.assertEqual(row.reason, expected)
                self.assertEqual(row.correct_nickname, "" if expected == "decided" else "销售部-尉迟恭谨")

    def test_the_night_says_the_same(self):
        apply(self.group, ["销售部-尉迟恭谨,wxid_a", "工程部-欧阳修文,wxid_b"])
        Membership.objects.filter(nickname="销售部-尉迟恭谨").update(nickname="工程部-尉迟恭谨", nickname_fits=False)
        Membership.objects.filter(nickname="工程部-欧阳修文").update(nickname="没这个-欧阳修文", nickname_fits=False)
        nickname_checks.recheck_nicknames(today=NOON.date())
        stays = present(self.group)
        self.assertEqual(stays["工程部-尉迟恭谨"].nickname_problem, "department_other:工程部")
        self.assertEqual(stays["没这个-欧阳修文"].nickname_problem, "department_unknown:没这个")
        self.assertEqual(nickname_checks.recheck_nicknames(today=NOON.date()), 0)
