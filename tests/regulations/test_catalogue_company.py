"""R01, R04, R05, R06, R10, R14, R22: departments and companies with same-day directives and penalties."""

from tests.regulations.case import CatalogueCase

BY_RULES = ["BY_COMPANY_RULES?"]
UNNAMED = ["UNNAMED?"]


class R01EngineeringDepartment(CatalogueCase):
    slug = "engineering-department"

    def test_one_group_named_after_the_department_with_all_its_managers(self):
        self.says(self.slug, coverage="ONE", group_name_kind="PATTERN", group_name_text="{free}{department}{free}")
        self.assertEqual(
            self.listed(self.slug, "required_members", "whom", "whole_organisation"), [("MANAGERS", False)]
        )

    def test_real_names_official_and_no_finger_pointing(self):
        self.assert_real_names(self.slug)
        self.says(self.slug, content="OFFICIAL", no_finger_pointing=True, secrecy_is_own_duty=True)

    def test_leak_and_pornography_cost_a_serious_warning(self):
        self.assert_costs(self.slug, "leak", ["SERIOUS_WARNING"])
        self.assert_costs(self.slug, "pornography", ["SERIOUS_WARNING"])

    def test_politics_and_violence_are_prohibited_with_the_penalty_blank(self):
        self.assert_costs(self.slug, "adverse-politics", UNNAMED)
        self.assert_costs(self.slug, "violence", UNNAMED)

    def test_same_day_directive_with_minutes_and_penalty_blank(self):
        self.says(self.slug, same_day_directive=True, acknowledged=True)
        self.assert_open(self.slug, "respond_within_minutes")
        self.assert_costs(self.slug, "late-response", UNNAMED)


class R04ConsultingCompany(CatalogueCase):
    slug = "consulting-company"

    def test_the_hr_centre_issues_and_interprets(self):
        self.says(self.slug, issuer="人力资源中心", interpreter="人力资源中心", coverage="ONE")

    def test_all_managers_of_the_company_must_be_in(self):
        self.assertEqual(self.listed(self.slug, "required_members", "whom", "whole_organisation"), [("MANAGERS", True)])

    def test_the_nickname_is_the_real_name_alone_on_joining_with_an_own_photo(self):
        self.assertEqual(self.listed(self.slug, "nickname_patterns", "template"), ["{name}"])
        self.says(self.slug, rename_grace_days=0, avatar="OWN_PHOTO", content="OFFICIAL")

    def test_thirty_minutes_else_one_hundred_yuan_on_the_person_in_charge(self):
        self.says(self.slug, respond_within_minutes=30, same_day_directive=True)
        self.assert_costs(self.slug, "late-response", [("FINE", 100.0)])
        offence = self.regulation(self.slug).offences.get(code="late-response")
        self.assertEqual(offence.answerable, "IN_CHARGE")

    def test_shirking_costs_fifty_yuan_each_time_and_the_unsolved_is_passed_on(self):
        self.assert_costs(self.slug, "shirking", [("FINE", 50.0)])
        self.says(self.slug, unsolved_passed_on=True)

    def test_the_rest_is_as_in_r01(self):
        self.assert_costs(self.slug, "leak", ["SERIOUS_WARNING"])
        self.assert_costs(self.slug, "pornography", ["SERIOUS_WARNING"])
        self.assert_costs(self.slug, "adverse-politics", UNNAMED)
        self.assert_costs(self.slug, "violence", UNNAMED)
        self.says(self.slug, acknowledged=True, no_finger_pointing=True)
        self.assert_open(self.slug)


class R05AllDepartments(CatalogueCase):
    slug = "all-departments"

    def test_four_facts_real_names_and_the_hyphen(self):
        self.assert_four_facts(self.slug)
        self.assert_real_names(self.slug)
        self.assertEqual(
            self.listed(self.slug, "nickname_patterns", "template", "example"), [("{department}-{name}", "销售部-张三")]
        )

    def test_thirty_minutes_with_the_penalty_by_company_rules(self):
        self.says(self.slug, respond_within_minutes=30, same_day_directive=True)
        self.assert_costs(self.slug, "late-response", BY_RULES)

    def test_leak_harm_slander_and_unrelated_talk_by_company_rules(self):
        for code in ("leak", "harm", "slander", "unrelated-in-working-hours"):
            self.assert_costs(self.slug, code, BY_RULES)

    def test_the_working_hours_are_blank(self):
        self.assertEqual(self.listed(self.slug, "quiet_hours", "kind", "starts", "ends"), [("WORK_ONLY", None, None)])
        self.assertEqual(self.regulation(self.slug).blanks.filter(quiet_hours__isnull=False).count(), 2)

    def test_disobeying_costs_a_warning_and_being_ordered_out(self):
        self.assert_costs(self.slug, "disobedience", ["WARNING", "ORDERED_OUT"])


class R06CompanyPublicity(CatalogueCase):
    slug = "company-publicity"

    def test_the_separator_is_the_dash_and_not_the_hyphen(self):
        self.assertEqual(
            self.listed(self.slug, "nickname_patterns", "template", "example"), [("{department}—{name}", "销售部—张三")]
        )

    def test_every_group_with_four_facts_and_real_names(self):
        self.says(self.slug, coverage="EVERY")
        self.assert_four_facts(self.slug)
        self.assert_real_names(self.slug)

    def test_thirty_minutes_leak_harm_slander_by_company_rules(self):
        self.says(self.slug, respond_within_minutes=30)
        for code in ("late-response", "leak", "harm", "slander"):
            self.assert_costs(self.slug, code, BY_RULES)

    def test_disobeying_and_leaving_costs_a_warning_and_is_at_ones_own_risk(self):
        self.assert_costs(self.slug, "disobedience", ["WARNING", "OWN_RISK"])

    def test_everybody_shares_the_public_posts_in_their_moments(self):
        self.assertEqual(
            self.listed(self.slug, "recurring_duties", "kind", "audience", "who"),
            [("PUBLIC_POSTS", "MOMENTS", "全体成员")],
        )


class R10CompanyConduct(CatalogueCase):
    slug = "company-conduct"

    def test_named_penalties(self):
        self.assert_costs(self.slug, "leak", BY_RULES)
        self.assert_costs(self.slug, "pornography", ["WARNING"])
        self.assert_costs(self.slug, "disobedience", ["WARNING", "OWN_RISK"])

    def test_prohibited_with_the_penalty_blank(self):
        unnamed = ("adverse-politics", "violence", "slander", "uncivil", "negative-information", "advertising")
        for code in (*unnamed, "too-many-pictures"):
            self.assert_costs(self.slug, code, UNNAMED)

    def test_too_many_pictures_go_to_moments_and_the_number_is_blank(self):
        self.assert_open(self.slug, "most_pictures", "problems_confirmed_within_minutes")
        self.says(self.slug, pictures_elsewhere="发朋友圈或改发链接")

    def test_problems_are_confirmed_by_the_head_who_answers_for_the_department(self):
        self.says(self.slug, problems_confirmed_by="HEAD", able_to_use="微信", department_answered_by="部门负责人")
        offence = self.regulation(self.slug).offences.get(code="not-taking-directives")
        self.assertEqual(offence.answerable, "DEPARTMENT_HEAD")
        self.assert_costs(self.slug, "not-taking-directives", UNNAMED)

    def test_public_posts(self):
        self.assertEqual(self.listed(self.slug, "recurring_duties", "kind"), ["PUBLIC_POSTS"])


class R14PenaltyLadder(CatalogueCase):
    slug = "penalty-ladder"
    tier_one = ("uncivil-or-political", "harmful-content", "bringing-in-outsiders")
    tier_two = ("slander", "insult", "inflammatory", "leak", "forwarding-documents", "trade-secrets")

    def test_hr_issues_and_interprets(self):
        self.says(self.slug, issuer="人力资源部", interpreter="人力资源部")

    def test_department_groups_and_one_run_by_an_hr_specialist(self):
        self.assertEqual(
            self.listed(self.slug, "categories", "category", "owner_words"),
            [("DEPARTMENT", "子公司负责人或部门负责人"), ("COMPANY", "人力资源部一名专员")],
        )

    def test_tier_one_costs_a_warning_and_points_whose_number_is_blank(self):
        for code in self.tier_one:
            self.assert_costs(self.slug, code, ["WARNING", "PERFORMANCE_POINTS?"])

    def test_tier_two_costs_a_demerit_the_months_pay_and_removal_and_when_grave_dismissal(self):
        grave = ["DISMISSAL_WITHOUT_COMPENSATION", "LIABILITY"]
        for code in self.tier_two:
            self.assert_costs(self.slug, code, ["DEMERIT", "MONTH_PERFORMANCE_PAY", "REMOVAL"], grave=grave)

    def test_removal_and_dismissal_are_immediate(self):
        penalties = self.regulation(self.slug).offences.get(code="leak").steps.all()
        at_once = {p.kind for step in penalties for p in step.penalties.filter(at_once=True)}
        self.assertEqual(at_once, {"REMOVAL", "DISMISSAL_WITHOUT_COMPENSATION"})

    def test_three_warnings_make_one_demerit_and_three_demerits_dismissal(self):
        self.assertEqual(
            self.listed(self.slug, "accumulations", "count", "kind", "becomes", "as_a_rule"),
            [(3, "WARNING", "DEMERIT", False), (3, "DEMERIT", "DISMISSAL", False)],
        )

    def test_who_is_in_and_how_they_come_and_go(self):
        self.says(self.slug, admission="EMPLOYEES", outsiders="NEVER", leaving="NOT_ALONE")
        self.says(self.slug, brought_in_by="SUPERVISOR", rules_explained_by="SUPERVISOR")
        self.says(self.slug, leaver_leaves=True, check_on_departure=True, on_finding="REMOVE")
        self.assertEqual(self.listed(self.slug, "required_members", "whom"), ["CONCERNED"])

    def test_nickname_on_joining_and_how_people_talk(self):
        self.says(self.slug, rename_grace_days=0, important_by_phone=True, private_between_two=True)
        self.says(self.slug, brief_and_addressed=True, passed_down_by="各级主管")
        self.assert_open(self.slug, "passed_down_within_minutes")
        self.assertEqual(self.listed(self.slug, "recurring_duties", "kind", "audience"), [("PUBLIC_POSTS", "MOMENTS")])


class R22Steelworks(CatalogueCase):
    slug = "steelworks"

    def test_seven_posts_must_be_in(self):
        posts = ["厂长", "副厂长", "厂长助理", "班组长", "车间主任", "作业长", "调度员"]
        self.assertEqual(self.listed(self.slug, "required_members", "post"), posts)

    def test_nickname_without_separator_and_own_photo(self):
        self.assertEqual(
            self.listed(self.slug, "nickname_patterns", "template", "example"), [("{department}{name}", "厂部张三")]
        )
        self.says(self.slug, avatar="OWN_PHOTO", content="OFFICIAL")

    def test_sixty_minutes_else_fifty_yuan_on_the_person_responsible(self):
        self.says(self.slug, respond_within_minutes=60, unsolved_passed_on=True)
        self.assert_costs(self.slug, "late-response", [("FINE", 50.0)])
        self.assertEqual(self.regulation(self.slug).offences.get(code="late-response").answerable, "IN_CHARGE")

    def test_shirking_fifty_yuan_each_time(self):
        self.assert_costs(self.slug, "shirking", [("FINE", 50.0)])

    def test_leak_pornography_and_harmful_content(self):
        self.assert_costs(self.slug, "leak", ["SERIOUS_WARNING"])
        self.assert_costs(self.slug, "pornography", ["SERIOUS_ASSESSMENT?"])
        self.assert_costs(self.slug, "harmful-content", UNNAMED)

    def test_the_dispatcher_reports_each_shift_and_everybody_is_online_four_hours_a_working_day(self):
        self.assertEqual(
            self.listed(self.slug, "recurring_duties", "kind", "who", "times", "hours", "per"),
            [
                ("REPORT", "调度员", 1, None, "SHIFT"),
                ("REPORT", "调度员", None, None, "EVENT"),
                ("ONLINE", "全体成员", None, 4, "WORKING_DAY"),
            ],
        )

    def test_weekly_check_removes_outsiders_and_whoever_is_not_under_a_real_name(self):
        self.says(self.slug, roster_check_days=7, on_finding="REMOVE", off_scope_stopped=True, off_scope_directed=False)
        self.assertEqual(self.listed(self.slug, "inspection_targets", "what"), ["OUTSIDERS", "NOT_REAL_NAME"])

    def test_notices_have_the_force_of_traditional_documents_and_are_acknowledged(self):
        self.says(self.slug, force_of_paper="传统文件", acknowledged=True, no_finger_pointing=True)
