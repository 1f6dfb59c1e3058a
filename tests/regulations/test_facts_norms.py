"""Every fact of R12 and R16 read back from the tables: a company's norms in two layers, and kinds of groups."""

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, at, four_facts

A_REPEAT_IS_HANDLED_SEVERELY = "FINE?; 2 if that did not help: SERIOUS_HANDLING?"


OF_THE_TEAM = [
    "办理群的申请、建立、登记",
    "接纳、添加、清退成员",
    "审核发布内容",
    "监督、删除发布内容，教育、考核违规者",
    "调查、答复反映的问题",
]


class R12CompanyNorms(OneRegulation, TestCase):
    slug = "company-norms"
    TITLE = "公司工作群管理规范"
    SAYS = {
        # The company group under a management team, all groups under HR & administration.
        "run_by": "人力行政部",
        "admins_filed_with": "人力行政部",
        "overseen_by": "人力行政部",
        # Employees only; nobody leaves without permission, and who does is at their own risk.
        "admission": "EMPLOYEES",
        "outsiders": "CONSENT",
        "leaving": "PERMISSION",
        "leaving_at_own_risk": True,
        "only_where_concerned": True,
        "others_join_by_choice": True,
        "passed_on_by": "部门、班组负责人",
        # The team chooses the group's name, its leader approves it.
        "group_name_kind": "FREE",
        "group_name_chosen_by": "管理团队",
        "group_name_approved_by": "管理团队组长",
        # The real name, or said in the group; avatar free but recognisable; no change at will.
        "real_name": "NICKNAME_OR_SAID",
        "avatar": "RECOGNISABLE",
        "no_change_at_will": True,
        "members_remind_each_other": True,
        "accounts_not_lent": True,
        "lost_account_reported_to": "管理员",
        "roster_check_days": 1,
        "roster_checked_by": "管理员",
        "on_finding": "REMOVE",
        "content": "CLOSED_LIST",
        "force_of_paper": "电话、邮件或书面文件",
        "off_scope_stopped": True,
        "off_scope_directed": True,
        "classified_not_sent": True,
        "problems_confirmed_by": "CONCERNED",
        "links": "PREFERRED",
        "breaches_handled_by": "管理团队",
        "investigated_by": "管理团队",
        "not_to_outsiders": True,
        "not_to_moments": True,
    }
    ROWS = {
        "categories": [
            at(
                "3",
                category="COMPANY",
                owner="OFFICE",
                owner_words="人力行政部，指定一人",
                run_by="管理团队（组长、副组长、管理员）",
            ),
            at(
                "3",
                category="CENTRE",
                owner="CENTRE_HEAD",
                owner_words="中心负责人或助理",
                run_by="人力行政部",
                content="工作内容和有益的财经、科技、管理内容",
            ),
            at(
                "3",
                category="DEPARTMENT",
                owner="DEPARTMENT_HEAD",
                owner_may_designate=True,
                run_by="人力行政部",
                content="工作内容和有益的财经、科技、管理内容",
            ),
        ],
        # Team leaders and above and all other managers.
        "required_members": [
            at("6", whom="POST", post="班组长", whole_organisation=True, category="COMPANY"),
            at("6", whom="MANAGERS", whole_organisation=True, category="COMPANY"),
        ],
        "demanded_fields": four_facts("10"),
        "approval_steps": [
            at("11", request="NAME", order=1, decider="TEAM_LEADER", office="管理团队组长"),
            at("5", request="OUTSIDER", order=1, decider="OWNER_OR_ADMIN"),
        ],
        "account_kinds": [
            at("12", kind="PERSONAL"),
            at("12", kind="DEPARTMENT", registered_by="指定人员", named="如实以部门命名"),
            at("12", kind="OFFICE"),
        ],
        "inspection_targets": [at("16", what="OUTSIDERS")],
        # Nine kinds, in the company group; the emergency also requires a phone call.
        "content_kinds": [
            at("17", category="COMPANY", title="工作动态"),
            at("17", category="COMPANY", title="通知"),
            at("17", category="COMPANY", title="全公司紧急事项", phone_too=True),
            at("17", category="COMPANY", title="重要新闻"),
            at("17", category="COMPANY", title="非紧急沟通"),
            at("17", category="COMPANY", title="培训"),
            at("17", category="COMPANY", title="有益的分享"),
            at("17", category="COMPANY", title="问候"),
            at("17", category="COMPANY", title="其他经批准的内容"),
        ],
        # On to colleagues; not to outsiders, and not to Moments.
        "recurring_duties": [
            at(
                "24",
                kind="PUBLIC_POSTS",
                who="全体成员",
                what="把公司发布的内容转达给同事",
                per="EVENT",
                audience="COLLEAGUES",
            )
        ],
        "member_reports": [
            at("9", what="OUTSIDER", by="成员", to="建群人或管理员"),
            at("15", what="LOST_ACCOUNT", by="成员", to="管理员"),
        ],
        "measures": [
            at("20", kind="STOP_TOPIC", by="管理员", when="内容不属于本群、话题不合时宜"),
            at("20", kind="DIRECT", by="管理员", when="内容不属于本群"),
            at("2", kind="DELETE", by="管理团队", when="发布内容不当"),
            at("2", kind="REMIND", by="管理团队", when="成员违规"),
        ],
        # Company documents in four steps, departments' in two.
        "publication_steps": [
            at("38", document="公司文件", order=1, step="DRAFT"),
            at("38", document="公司文件", order=2, step="REVIEW"),
            at("38", document="公司文件", order=3, step="APPROVE"),
            at("38", document="公司文件", order=4, step="PUBLISH"),
            at("38", document="部门文件", order=1, step="REVIEW"),
            at("38", document="部门文件", order=2, step="APPROVE"),
        ],
    }
    OFFENCES = {
        # First a warning, second time removal.
        "negative-advertising": "25 ADVERTISING: WARNING; 2: REMOVAL",
        "inflammatory": "26 NEGATIVE: REMOVAL",
        "bringing-in-outsiders": "5 ADMISSION except 经群主或管理员同意: REMOVAL",
        "leak": "27 LEAK: LIABILITY?",
        "pornography": "28 PORNOGRAPHY: LIABILITY?",
        "adverse-politics": "29 POLITICS: UNNAMED?",
        "violence": "29 VIOLENCE: UNNAMED?",
        "slander": "30 SLANDER: UNNAMED?",
        "uncivil": "31 UNCIVIL: UNNAMED?",
        "commercial-advertising": "32 ADVERTISING: UNNAMED?",
        "flooding": "33 FLOODING: UNNAMED?",
        "unlawful": "34 UNLAWFUL: UNNAMED?",
        "negative-moods": "35 NEGATIVE: UNNAMED?",
        "unverified": "36 UNVERIFIED: UNNAMED?",
        "disobedience": "37 DISOBEDIENCE: REMOVAL",
        "unconfirmed-problem": "22 RESPONSE on IN_CHARGE: UNNAMED?",
        "orders-not-acted-on": "23 RESPONSE on IN_CHARGE: BY_REWARD_CODE?",
    }
    ROLES = {
        "LEADER": ("2", [*OF_THE_TEAM, "批准群名称"], []),
        "DEPUTY_LEADER": ("2", OF_THE_TEAM, []),
        "ADMIN": ("2", OF_THE_TEAM, []),
    }
    # Flooding is prohibited, and no number of repeats is named.
    OPEN = ("problems_confirmed_within_minutes", "flooding_repeats")
    CLAUSES = {
        "2": ("申请、建立、登记", "接纳、添加和清退", "审核", "监督和删除", "教育和考核", "调查和答复"),
        "3": ("由其指定一人", "中心负责人或助理", "部门负责人，也可由其指定"),
        "6": ("班组长及以上", "其他管理人员", "其他人员自愿入群"),
        "8": "未入群和不能入群的人员",
        "13": ("以便他人备注", "互相提醒"),
        "17": ("九类", "须同时电话通知"),
        "25": ("第一次警告", "第二次清退"),
        "29": "反动图片",
        "38": ("起草、审核、批准后发布", "审核、批准后发布"),
    }


class R16GroupClassification(OneRegulation, TestCase):
    slug = "group-classification"
    TITLE = "工作群、兴趣群分类管理办法"
    SAYS = {
        "issuer": "行政部",
        "interpreter": "行政部",
        "no_private_creation": True,
        # Already staff of that company or department.
        "admission": "DEPARTMENT",
        "admission_condition": "已是该公司或该部门员工",
        # At once, a suggested nickname.
        "rename_grace_days": 0,
        "nickname_is_suggestion": True,
        "roster_checked_by": "群主",
        "on_finding": "REMOVE",
        "leaver_leaves": True,
        "joining_reviewed_by": "群主",
        # What concerns a few is settled one to one or in a temporary small group.
        "few_go_private": True,
        # Direct supervisor first, owner second; administration investigates; notice, published, payslip.
        "answers_first": "当事人的直接主管",
        "answers_second": "群主",
        "breaches_handled_by": "行政部",
        "breaches_reported_by": "直接主管或群主",
        "investigated_by": "行政部",
        "notice": "奖惩通知单",
        "notice_published": True,
        "fine_taken_from": "工资单",
    }
    ROWS = {
        "categories": [
            at("2", category="COMPANY", owner="OFFICE", run_by="总经办、行政部"),
            at("2", category="DEPARTMENT", owner="DEPARTMENT_HEAD", owner_may_designate=True),
            at("2", category="PROJECT", owner="PROJECT_LEAD", owner_may_designate=True),
            at("3", category="INTEREST", created_by="员工", owner="APPLICANT", content="学习、活动、互助"),
        ],
        "newcomer_steps": [at("7", when="AFTER", what="NICKNAME"), at("7", when="AFTER", what="SELF_INTRODUCTION")],
        "nickname_patterns": [at("7", template="{department}{sep}{name}", example="销售部张三")],
        "inspection_targets": [at("8", what="LEAVERS"), at("8", what="OUTSIDERS")],
        # Both must remind and stop at once on noticing.
        "measures": [
            at("11", kind="REMIND", by="直接主管、群主", when="发现违规，立即"),
            at("11", kind="STOP_TOPIC", by="直接主管、群主", when="发现违规，立即"),
        ],
        # Questions of pay go straight to administration.
        "escalation_steps": [
            at("13", order=1, to="直接主管"),
            at("13", order=2, to="厂长或部门经理"),
            at("13", order=3, to="行政部", straight="工资问题"),
        ],
    }
    OFFENCES = {
        "idle-chat-and-flooding": f"10 FLOODING: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "unrelated": f"10 OFF_SCOPE: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "disturbing-the-team": f"10 HARM: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "venting": f"10 NEGATIVE: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "against-policy": f"10 UNLAWFUL: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "ethnic-unity": f"10 UNLAWFUL: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "cults-and-separatism": f"10 POLITICS: {A_REPEAT_IS_HANDLED_SEVERELY}",
        "personal-attack": f"10 UNCIVIL: {A_REPEAT_IS_HANDLED_SEVERELY}",
    }
    OPEN = ("roster_check_days", "notice_approved_by", "flooding_repeats")
    CLAUSES = {
        "2": ("总经办、行政部", "部门负责人或指定人员", "工作牵头人或指定人员"),
        "3": ("员工自发", "学习、活动、互助"),
        "7": ("建议“部门＋姓名”", "自我介绍"),
        "8": ("定期清理", "间隔由公司确定"),
        "9": ("多数成员", "一对一或建临时小群", "不在部门群、公司群内说"),
        "11": ("首要责任", "次要责任", "立即提醒、制止", "再犯的从严处理"),
        "12": ("奖惩通知单", "批准后公布", "批准人和罚款金额由公司确定", "工资单"),
        "13": ("本级未能解决", "工资问题直接向行政部反映"),
    }
