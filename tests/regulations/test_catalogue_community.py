"""R02, R03, R07, R09, R23: parents, fellow townspeople, a chamber, classmates, volunteers."""

from tests.regulations.case import CatalogueCase

UNNAMED = ["UNNAMED?"]


class R02ClassParents(CatalogueCase):
    slug = "class-parents"

    def test_two_patterns_by_account_kind_set_on_joining(self):
        self.assertEqual(
            self.listed(self.slug, "nickname_patterns", "account_kind", "example"),
            [("PARENT", "三班刘小明爸爸"), ("TEACHER", "张三三班班主任")],
        )
        self.says(self.slug, rename_grace_days=0, must_accept=True, admin_is="班级家庭教育指导委员会负责人")

    def test_what_costs_removal(self):
        for code in ("slander", "uncivil", "adverse-politics", "unfounded-articles"):
            self.assert_costs(self.slug, code, ["REMOVAL"])

    def test_flooding_is_the_same_text_three_times_or_more(self):
        self.says(self.slug, flooding_repeats=3, no_red_packets=True, links="FORBIDDEN")

    def test_prohibited_with_the_penalty_blank(self):
        for code in ("chatting", "flooding", "negative-news", "red-packets"):
            self.assert_costs(self.slug, code, UNNAMED)

    def test_links_and_promotion_cost_serious_handling(self):
        self.assert_costs(self.slug, "links", ["SERIOUS_HANDLING?"])

    def test_articles_are_shared_regularly_with_the_interval_blank(self):
        duty = self.regulation(self.slug).recurring_duties.get()
        self.assertEqual((duty.who, duty.times, duty.per), ("班主任、宣传委员", None, ""))
        self.assertEqual({blank.field for blank in duty.blanks.all()}, {"times", "per"})

    def test_external_community(self):
        self.assertEqual(self.listed(self.slug, "categories", "category"), ["EXTERNAL"])


class R03HometownAssociation(CatalogueCase):
    slug = "hometown-association"
    grave = ["REMOVAL", "AUTHORITIES"]

    def test_three_days_to_rename_and_to_speak(self):
        self.says(self.slug, rename_grace_days=3, newcomer_speaks_within_days=3)
        self.assert_costs(self.slug, "nickname-late", ["REMOVAL"])
        self.assert_costs(self.slug, "newcomer-silent", ["REMOVAL"])

    def test_three_calendar_months_of_silence_and_one_year_without_a_gathering(self):
        self.says(self.slug, longest_silence_months=3, longest_silence_days=90, activity_within_months=12)
        self.says(self.slug, silence_excused_by="说明合理原因并记录在案")
        self.assert_costs(self.slug, "silent", ["REMOVAL"])
        self.assert_costs(self.slug, "no-gathering", ["REMOVAL"])

    def test_nickname_with_star_and_tag(self):
        self.assertEqual(self.listed(self.slug, "nickname_patterns", "template"), ["{alias}{gender_mark}{tag}"])

    def test_places_residence_and_repeats_are_blank(self):
        self.assert_open(self.slug, "most_members", "residence_length", "flooding_repeats")
        self.says(self.slug, flooding_similar=True, modest_font=True)

    def test_abuse_politics_pornography_and_advertising_go_to_the_authorities_when_grave(self):
        for code in ("abuse", "brawling", "politics", "pornography", "advertising"):
            self.assert_costs(self.slug, code, ["REMOVAL"], grave=self.grave)

    def test_harassing_women_bans_for_good_wherever_it_happens(self):
        self.assert_costs(self.slug, "harassing-women", ["REMOVAL", "BAN"], grave=["REMOVAL", "BAN", "AUTHORITIES"])
        self.assertTrue(self.regulation(self.slug).offences.get(code="harassing-women").anywhere)

    def test_private_harassment_counts_once_verified(self):
        self.assertTrue(self.regulation(self.slug).offences.get(code="private-harassment").once_verified)

    def test_in_a_quarrel_both_sides_are_punished(self):
        self.assertEqual(self.regulation(self.slug).offences.get(code="quarrel").answerable, "BOTH_SIDES")
        self.assert_costs(self.slug, "quarrel", ["REMOVAL"])

    def test_mockery_and_private_harassment_stay_with_the_group(self):
        for code in ("mockery", "private-harassment", "disturbing"):
            self.assert_costs(self.slug, code, ["REMOVAL"])

    def test_advertising_allows_cooperation_between_members(self):
        self.assertEqual(self.regulation(self.slug).offences.get(code="advertising").exception, "成员之间的合作")

    def test_flooding_is_removal_after_ineffective_warnings_of_a_blank_number(self):
        self.assert_costs(self.slug, "flooding", ["WARNING"], open=["REMOVAL"])

    def test_luring_away_and_taking_photos_count_as_leaving(self):
        for code in ("luring-away", "photos-elsewhere"):
            self.assert_costs(self.slug, code, ["REMOVAL", "COUNTED_AS_LEFT"])

    def test_further_removals(self):
        for code in ("superstition", "harming-the-group", "activity-without-consent", "absent-without-cause"):
            self.assert_costs(self.slug, code, ["REMOVAL"])

    def test_activities(self):
        self.says(self.slug, activity_consent_of="版主", costs_shared=True, called_off_before="管理员")
        self.says(self.slug, activity_at_own_risk=True, private_meetings_discouraged_up_to=3)
        self.assertEqual(self.listed(self.slug, "demanded_fields", "paper", "what"), [("ACTIVITY", "DUTIES")])
        self.assertEqual(self.listed(self.slug, "approval_steps", "request", "decider"), [("ACTIVITY", "OWNER")])

    def test_two_admins_or_the_owner_remove_and_explain_and_three_people_need_the_owners_opinion(self):
        self.says(self.slug, removal_admins=2, removal_by_owner_alone=True, removal_explained=True)
        self.says(self.slug, removal_owner_opinion_from=3)

    def test_as_a_rule_the_third_warning_leads_to_being_asked_to_leave(self):
        self.assertEqual(
            self.listed(self.slug, "accumulations", "count", "kind", "becomes", "as_a_rule"),
            [(3, "WARNING", "ASKED_TO_LEAVE", True)],
        )

    def test_members_supervise_admins_and_may_appeal(self):
        self.says(self.slug, admins_supervised_by_members=True, complaint_verified=True, members_heard=True)
        self.says(self.slug, members_may_appeal=True, suggestions_welcome=True)

    def test_the_unpaid_admins_have_six_duties(self):
        role = self.regulation(self.slug).committee_roles.get()
        self.assertEqual((role.role, role.pay, role.duties.count()), ("ADMIN", "无报酬", 6))


class R07ChamberOfCommerce(CatalogueCase):
    slug = "chamber-of-commerce"

    def test_members_of_the_chamber_and_nobody_else(self):
        self.says(self.slug, admission="ASSOCIATION", outsiders="NEVER", voice_discouraged=True)
        self.assert_four_facts(self.slug)
        self.assert_real_names(self.slug)

    def test_company_then_department_or_post_then_name_without_separator(self):
        self.assertEqual(
            self.listed(self.slug, "nickname_patterns", "template", "example"),
            [("{company}({department}|{post}){name}", "安徽商会金融服务部张三")],
        )

    def test_leak_blank_and_the_rest_a_red_packet_whose_amount_is_blank(self):
        self.assert_costs(self.slug, "leak", UNNAMED)
        for code in ("harm", "slander", "abuse"):
            self.assert_costs(self.slug, code, ["RED_PACKET?"])


class R09Classmates(CatalogueCase):
    slug = "classmates"

    def test_run_by_a_committee_for_classmates_only(self):
        self.says(self.slug, run_by="管理委员会", outsiders="NEVER", on_finding="REMOVE", links="UNCERTAIN_FORBIDDEN")
        self.assert_real_names(self.slug)

    def test_forwarding_first_an_oral_warning_then_removal(self):
        self.assert_costs(self.slug, "forwarding", ["ORAL_WARNING"], second=["REMOVAL"])
        self.assertTrue(
            self.regulation(self.slug).offences.get(code="forwarding").steps.get(occurrence=2).when_ineffective
        )

    def test_five_things_are_at_ones_own_risk(self):
        for code in ("adverse-tendency", "pornography", "uncertain-links", "extreme-words", "unverified"):
            self.assert_costs(self.slug, code, ["OWN_RISK"])


class R23Volunteers(CatalogueCase):
    slug = "volunteers"

    def test_eighteen_or_older_on_qq_and_wechat(self):
        self.says(self.slug, minimum_age=18, admission="CONDITION", outsiders="APPLICATION")
        self.assertEqual(set(self.listed(self.slug, "platforms", "platform")), {"QQ", "WECHAT"})
        self.assert_real_names(self.slug)

    def test_joining_step_by_step_with_the_form_as_condition(self):
        self.assertEqual(
            self.listed(self.slug, "newcomer_steps", "when", "what", "condition_of_admission"),
            [
                ("BEFORE", "APPLICATION", False),
                ("BEFORE", "SELF_INTRODUCTION", False),
                ("BEFORE", "QUESTIONS", False),
                ("BEFORE", "FORM", True),
                ("AFTER", "WELCOME", False),
                ("BEFORE", "RULES_EXPLAINED", False),
            ],
        )

    def test_the_sponsor_applies_first_and_explains(self):
        self.says(self.slug, sponsor_applies_first=True, rules_explained_by="SPONSOR", brought_in_by="SPONSOR")
        self.assertEqual(self.listed(self.slug, "approval_steps", "request", "decider"), [("INTRODUCE", "ADMIN")])

    def test_warning_and_if_ineffective_leaves(self):
        for code in ("private-selling-or-harassing", "advertising", "unsupported-activities", "side-groups"):
            self.assert_costs(self.slug, code, ["WARNING"], second=["ASKED_TO_LEAVE"])
        self.assertEqual(set(self.listed(self.slug, "member_reports", "to")), {"管理员"})

    def test_appeals_for_help_are_verified_then_published_by_the_admin(self):
        self.assertEqual(
            self.listed(self.slug, "publication_steps", "order", "step", "by"),
            [(1, "VERIFY", "管理员"), (2, "PUBLISH", "管理员")],
        )

    def test_long_silence_is_blank_and_leads_to_being_asked_to_leave(self):
        self.assert_open(self.slug, "longest_silence_days")
        self.assert_costs(self.slug, "inactive", ["ASKED_TO_LEAVE"])

    def test_admins_on_duty_and_own_risk(self):
        # Only whoever breaks the law in an activity does so at their own risk.
        self.says(self.slug, admins_on_duty_by_need=True, activity_at_own_risk=False)
        self.assertEqual(self.regulation(self.slug).committee_roles.get(role="DUTY_ADMIN").duties.count(), 4)
        self.assert_costs(self.slug, "breaking-the-law", ["OWN_RISK"])
