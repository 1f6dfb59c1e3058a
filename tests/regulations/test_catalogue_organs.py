"""R08, R11–R13, R15–R21: lines of business, norms, secrecy, classification, filing, stores."""

from datetime import time

from tests.regulations.case import CatalogueCase

UNNAMED = ["UNNAMED?"]


class R08LeasingCentre(CatalogueCase):
    slug = "leasing-centre"

    def test_one_group_for_the_centre_and_all_leasing_departments(self):
        self.says(self.slug, coverage="ONE", admin_is="指定一名管理员", content="WORK")
        self.assertEqual(
            self.listed(self.slug, "required_members", "whom", "unit", "whole_organisation"),
            [("EVERYBODY", "", False), ("UNIT", "招商", True)],
        )

    def test_unrelated_posts_and_raised_problems_with_the_penalty_blank(self):
        self.assert_costs(self.slug, "unrelated", UNNAMED)
        self.assert_costs(self.slug, "unconfirmed-problem", UNNAMED)
        self.assert_open(self.slug, "problems_confirmed_within_minutes")

    def test_the_admin_may_end_or_block(self):
        self.assertEqual(set(self.listed(self.slug, "measures", "kind")), {"STOP_TOPIC", "BLOCK"})

    def test_the_leasing_manager_updates_the_roster_after_a_change_of_staff(self):
        self.says(self.slug, transfer_updated_by="该项目招商经理", staff_change_falls_to="FORMER_HEAD")
        self.assertEqual(self.listed(self.slug, "member_reports", "what", "by"), [("STAFF_CHANGE", "该项目招商经理")])


class R11StudyAndWork(CatalogueCase):
    slug = "study-and-work"

    def test_daily_check_by_the_owner_who_removes_once_confirmed(self):
        self.says(self.slug, roster_check_days=1, roster_checked_by="群主", on_finding="CONFIRM_THEN_REMOVE")
        self.assertEqual(
            self.listed(self.slug, "categories", "owner", "owner_may_designate"), [("DEPARTMENT_HEAD", True)] * 2
        )

    def test_length_is_blank(self):
        self.assert_open(self.slug, "longest_text")

    def test_eight_prohibitions_without_a_penalty(self):
        codes = self.listed(self.slug, "offences", "code")
        self.assertEqual(len(codes), 8)
        for code in codes:
            self.assert_costs(self.slug, code, UNNAMED)
        self.says(self.slug, classified_not_sent=True)


class R12CompanyNorms(CatalogueCase):
    slug = "company-norms"

    def test_team_and_hr_and_administration(self):
        self.says(self.slug, overseen_by="人力行政部", admins_filed_with="人力行政部")
        self.assertEqual(self.listed(self.slug, "committee_roles", "role"), ["LEADER", "DEPUTY_LEADER", "ADMIN"])

    def test_owner_by_category(self):
        self.assertEqual(
            self.listed(self.slug, "categories", "category", "owner", "owner_may_designate"),
            [
                ("COMPANY", "OFFICE", False),
                ("CENTRE", "CENTRE_HEAD", False),
                ("DEPARTMENT", "DEPARTMENT_HEAD", True),
            ],
        )

    def test_three_kinds_of_account(self):
        self.assertEqual(self.listed(self.slug, "account_kinds", "kind"), ["PERSONAL", "DEPARTMENT", "OFFICE"])
        self.says(self.slug, real_name="NICKNAME_OR_SAID", avatar="RECOGNISABLE", no_change_at_will=True)

    def test_the_team_chooses_the_name_and_its_leader_approves(self):
        self.says(
            self.slug, group_name_chosen_by="管理团队", group_name_approved_by="管理团队组长", group_name_kind="FREE"
        )
        self.assertIn(
            ("NAME", 1, "TEAM_LEADER"), self.listed(self.slug, "approval_steps", "request", "order", "decider")
        )

    def test_team_leaders_and_above_and_managers_must_be_in(self):
        self.assertEqual(
            self.listed(self.slug, "required_members", "whom", "post"), [("POST", "班组长"), ("MANAGERS", "")]
        )
        self.says(self.slug, others_join_by_choice=True, passed_on_by="部门、班组负责人", only_where_concerned=True)

    def test_employees_only_leaving_with_permission_at_own_risk(self):
        self.says(self.slug, admission="EMPLOYEES", outsiders="CONSENT", leaving="PERMISSION", leaving_at_own_risk=True)

    def test_nine_kinds_of_content_of_which_the_emergency_needs_a_call(self):
        kinds = self.listed(self.slug, "content_kinds", "title", "phone_too")
        self.assertEqual(len(kinds), 9)
        self.assertEqual([title for title, phone in kinds if phone], ["全公司紧急事项"])
        self.says(self.slug, content="CLOSED_LIST", links="PREFERRED")

    def test_posts_go_to_colleagues_not_outside_and_not_to_moments(self):
        self.assertEqual(self.listed(self.slug, "recurring_duties", "audience"), ["COLLEAGUES"])
        self.says(self.slug, not_to_outsiders=True, not_to_moments=True)

    def test_daily_check_four_facts_stop_and_direct(self):
        self.says(self.slug, roster_check_days=1, on_finding="REMOVE", off_scope_stopped=True, off_scope_directed=True)
        self.assert_four_facts(self.slug)

    def test_negative_advertising_first_a_warning_second_removal(self):
        self.assert_costs(self.slug, "negative-advertising", ["WARNING"], second=["REMOVAL"])

    def test_removal_and_liability(self):
        for code in ("inflammatory", "bringing-in-outsiders", "disobedience"):
            self.assert_costs(self.slug, code, ["REMOVAL"])
        for code in ("leak", "pornography"):
            self.assert_costs(self.slug, code, ["LIABILITY?"])

    def test_prohibited_with_the_penalty_blank(self):
        blank = ("adverse-politics", "violence", "slander", "uncivil", "commercial-advertising", "flooding")
        for code in (*blank, "unlawful", "negative-moods", "unverified"):
            self.assert_costs(self.slug, code, UNNAMED)

    def test_orders_have_the_force_of_paper(self):
        self.says(self.slug, force_of_paper="电话、邮件或书面文件", classified_not_sent=True, accounts_not_lent=True)
        self.says(self.slug, lost_account_reported_to="管理员")
        self.assert_costs(self.slug, "orders-not-acted-on", ["BY_REWARD_CODE?"])

    def test_publication_review(self):
        self.assertEqual(
            self.listed(self.slug, "publication_steps", "document", "step"),
            [
                ("公司文件", "DRAFT"),
                ("公司文件", "REVIEW"),
                ("公司文件", "APPROVE"),
                ("公司文件", "PUBLISH"),
                ("部门文件", "REVIEW"),
                ("部门文件", "APPROVE"),
            ],
        )


class R13ConfidentialOrgans(CatalogueCase):
    slug = "confidential-organs"

    def test_the_application_states_four_things(self):
        papers = self.listed(self.slug, "demanded_fields", "paper", "what")
        self.assertEqual(
            [what for paper, what in papers if paper == "APPLICATION"],
            ["PURPOSE", "ADMISSION", "CREATED_ON", "RESPONSIBLE"],
        )

    def test_the_ledger_has_six_fields(self):
        papers = self.listed(self.slug, "demanded_fields", "paper", "what")
        self.assertEqual(
            [what for paper, what in papers if paper == "LEDGER"],
            ["NAME", "OWNER", "MEMBER_NAMES", "PURPOSE", "CREATED_ON", "DISSOLVED_ON"],
        )
        self.says(self.slug, ledger="工作群管理台账")

    def test_leader_first_and_confidentiality_body_second_in_an_order_of_ours(self):
        self.assertEqual(
            self.listed(self.slug, "approval_steps", "order", "decider", "order_is_ours"),
            [(1, "LEADER_IN_CHARGE", True), (2, "CONFIDENTIALITY", True)],
        )

    def test_the_name_is_a_code_that_reveals_nothing(self):
        self.says(self.slug, group_name_kind="CODE", group_name_conceals=True, group_name_changes_reported=True)

    def test_pledge_announcement_and_leak(self):
        self.says(self.slug, pledge_required=True, announcement_required=True, leak_withdrawn=True)
        self.says(self.slug, leak_reported_to="本单位保密工作机构", nothing_forwarded=True)

    def test_identity_verified_and_nobody_adds_or_leaves(self):
        self.says(self.slug, identity_verified=True, nobody_adds_others=True, leaving="NOT_ALONE", real_name="NICKNAME")

    def test_intervals_are_blank(self):
        self.assert_open(self.slug, "content_watched_days", "confidentiality_inspection_days", "dormant_after_days")

    def test_the_end_of_groups(self):
        self.says(self.slug, dissolved_when_done=True, temporary_dissolved=True, overlapping_merged=True)
        self.says(self.slug, created_only_if_necessary=True, creator_answers=True)

    def test_breaches_are_reminded_and_not_punished(self):
        self.assertEqual(self.listed(self.slug, "offences", "code"), [])
        self.assertEqual(self.listed(self.slug, "measures", "kind"), ["REMIND", "WITHDRAW"])


class R15GovernmentQQWeChat(CatalogueCase):
    slug = "government-qq-wechat"

    def test_on_trial_for_qq_and_wechat(self):
        self.says(self.slug, standing="TRIAL", outsiders="NEVER", phones_protected=True)
        self.assertEqual(set(self.listed(self.slug, "platforms", "platform")), {"QQ", "WECHAT"})

    def test_weekly_check(self):
        self.says(self.slug, roster_check_days=7, on_finding="REMOVE", transfer_updated_by="管理员")

    def test_nine_prohibited_categories(self):
        codes = self.listed(self.slug, "offences", "code")
        self.assertEqual(len(codes), 9)
        for code in codes:
            self.assert_costs(self.slug, code, UNNAMED)

    def test_suggestions_are_recorded_and_reported(self):
        self.says(self.slug, suggestions_recorded_by="群主", suggestions_reported_to="领导")


class R16GroupClassification(CatalogueCase):
    slug = "group-classification"

    def test_kinds_and_owners(self):
        self.assertEqual(
            self.listed(self.slug, "categories", "category", "owner"),
            [
                ("COMPANY", "OFFICE"),
                ("DEPARTMENT", "DEPARTMENT_HEAD"),
                ("PROJECT", "PROJECT_LEAD"),
                ("INTEREST", "APPLICANT"),
            ],
        )
        self.says(self.slug, no_private_creation=True, breaches_handled_by="行政部")

    def test_on_joining_nickname_as_suggested_and_self_introduction(self):
        self.says(self.slug, rename_grace_days=0, nickname_is_suggestion=True)
        self.assertEqual(self.listed(self.slug, "newcomer_steps", "what"), ["NICKNAME", "SELF_INTRODUCTION"])

    def test_blanks(self):
        self.assert_open(self.slug, "roster_check_days", "notice_approved_by", "flooding_repeats")

    def test_eight_prohibitions_with_a_fine_of_blank_amount_and_a_repeat_handled_severely(self):
        codes = self.listed(self.slug, "offences", "code")
        self.assertEqual(len(codes), 8)
        for code in codes:
            self.assert_costs(self.slug, code, ["FINE?"], second=["SERIOUS_HANDLING?"])

    def test_supervisor_first_owner_second_then_notice_and_payslip(self):
        self.says(self.slug, answers_first="当事人的直接主管", answers_second="群主", investigated_by="行政部")
        self.says(self.slug, notice="奖惩通知单", notice_published=True, fine_taken_from="工资单", few_go_private=True)

    def test_the_complaint_path_and_what_skips_it(self):
        self.assertEqual(
            self.listed(self.slug, "escalation_steps", "order", "to", "straight"),
            [(1, "直接主管", ""), (2, "厂长或部门经理", ""), (3, "行政部", "工资问题")],
        )


class R17R19R20Bulletins(CatalogueCase):
    def test_bulletins_at_a_frequency_and_time_both_blank(self):
        for slug in ("government-bulletin", "general-office-filing", "factory-office"):
            with self.subTest(slug):
                duty = self.regulation(slug).recurring_duties.get(kind="BULLETIN")
                self.assertEqual({blank.field for blank in duty.blanks.all()}, {"times", "per", "at"})

    def test_daily_check_real_names_official_stop(self):
        for slug in ("government-bulletin", "general-office-filing", "factory-office"):
            self.says(slug, roster_check_days=1, on_finding="REMOVE", content="OFFICIAL", off_scope_stopped=True)
            self.assert_real_names(slug)

    def test_only_the_factory_need_not_direct(self):
        self.says("government-bulletin", off_scope_directed=True)
        self.says("general-office-filing", off_scope_directed=True)
        self.says("factory-office", off_scope_directed=False)

    def test_a_leak_costs_what_each_names(self):
        self.assert_costs("government-bulletin", "leak", UNNAMED)
        self.assert_costs("general-office-filing", "leak", ["ASSESSMENT_BY_RULES?"])
        self.assert_costs("factory-office", "leak", ["PUNISHMENT_BY_RULES?"])

    def test_leader_or_office_approves_and_the_general_office_files_and_appoints(self):
        self.assertEqual(self.listed("general-office-filing", "approval_steps", "decider"), ["LEADER_IN_CHARGE"])
        self.assertEqual(self.listed("factory-office", "approval_steps", "decider"), ["OFFICE"])
        for slug in ("general-office-filing", "factory-office"):
            self.says(slug, filed_with="综合办公室", admins_appointed_by="综合办公室")
            self.assert_four_facts(slug)

    def test_unsuitable_content_in_the_factory(self):
        for code in ("unsuitable", "negative"):
            self.assert_costs("factory-office", code, ["DISCIPLINARY?"], grave=["AUTHORITIES"])


class R18RetailStores(CatalogueCase):
    slug = "retail-stores"

    def test_quiet_hours_for_everyone_but_inspectors(self):
        self.assertEqual(
            self.listed(self.slug, "quiet_hours", "starts", "ends", "except_posts"),
            [(time(10), time(14), "巡查人员"), (time(17), time(21), "巡查人员")],
        )

    def test_cleaned_twice_a_day_morning_and_evening(self):
        self.assertEqual(
            self.listed(self.slug, "recurring_duties", "kind", "times", "per", "at"), [("CLEANING", 2, "DAY", "早、晚")]
        )

    def test_penalties(self):
        self.assert_costs(self.slug, "leak", ["SERIOUS_WARNING"])
        self.assert_costs(self.slug, "unrelated", ["SERIOUS_WARNING"])
        self.assert_costs(self.slug, "private-matters", UNNAMED)
        self.assert_costs(self.slug, "negative", UNNAMED)


class R21PersonnelAdministration(CatalogueCase):
    slug = "personnel-administration"

    def test_quiet_hours_cross_midnight(self):
        self.assertEqual(
            self.listed(self.slug, "quiet_hours", "kind", "starts", "ends"), [("NO_CHAT", time(22), time(7, 30))]
        )

    def test_two_hundred_characters_and_longer_as_a_link(self):
        self.says(self.slug, longest_text=200, longer_as_link=True)

    def test_employees_who_do_not_leave_and_bring_nobody(self):
        self.says(self.slug, admission="EMPLOYEES", leaving="AS_A_RULE_NOT", outsiders="CONSENT")
        self.assert_costs(self.slug, "bringing-in-outsiders", UNNAMED)

    def test_leader_approves_and_personnel_files(self):
        self.assertEqual(
            self.listed(self.slug, "approval_steps", "request", "decider")[0], ("CREATE", "LEADER_IN_CHARGE")
        )
        self.says(self.slug, filed_with="人事行政部", run_by="人事行政部")

    def test_ladder_of_negative_advertising_and_single_penalties(self):
        self.assert_costs(self.slug, "negative-advertising", ["WARNING"], second=["REMOVAL"])
        self.assert_costs(self.slug, "inflammatory", ["REMOVAL"])
        self.assert_costs(self.slug, "disrespect", ["WARNING"])

    def test_prohibited_with_the_penalty_blank(self):
        for code in ("against-party-or-government", "pictures", "flooding", "uncivil", "advertising", "off-trade"):
            self.assert_costs(self.slug, code, UNNAMED)

    def test_daily_check_and_politics_ended_by_any_admin(self):
        self.says(self.slug, roster_check_days=1, politics_discouraged=True, off_scope_told=True)
        self.assertIn(("STOP_TOPIC", "任何管理员"), self.listed(self.slug, "measures", "kind", "by"))
