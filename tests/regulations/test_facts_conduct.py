"""Every fact of R10, R11, R14, R22 read back from the tables: conduct, study and work, the ladder, the steelworks."""

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, any_nickname_with_the_name, at

PUBLIC_POSTS = {
    "kind": "PUBLIC_POSTS",
    "who": "全体成员",
    "what": "转发公司公众号文章",
    "per": "EVENT",
    "audience": "MOMENTS",
}
TIER_ONE = "WARNING + PERFORMANCE_POINTS?"
TIER_TWO = "DEMERIT + MONTH_PERFORMANCE_PAY + REMOVAL!; grave: DISMISSAL_WITHOUT_COMPENSATION! + LIABILITY"


class R10CompanyConduct(OneRegulation, TestCase):
    slug = "company-conduct"
    TITLE = "公司工作群行为规范"
    SAYS = {
        # All staff must be able to use WeChat.
        "able_to_use": "微信",
        "leaving_at_own_risk": True,
        # Each department's leader supervises their own.
        "overseen_by": "各部门领导（监督本部门人员）",
        # To Moments or as a link instead.
        "pictures_elsewhere": "发朋友圈或改发链接",
        # Raised problems are confirmed by the department head, who is held responsible.
        "problems_confirmed_by": "HEAD",
        "department_answered_by": "部门负责人",
        "secrets": "公司秘密",
    }
    ROWS = {"recurring_duties": [at("6", **PUBLIC_POSTS)]}
    OFFENCES = {
        "leak": "7 LEAK: BY_COMPANY_RULES?",
        "pornography": "8 PORNOGRAPHY: WARNING",
        "disobedience": "9 DISOBEDIENCE: WARNING + OWN_RISK",
        "adverse-politics": "10 POLITICS: UNNAMED?",
        "violence": "10 VIOLENCE: UNNAMED?",
        "slander": "11 SLANDER: UNNAMED?",
        "uncivil": "12 UNCIVIL: UNNAMED?",
        "negative-information": "13 NEGATIVE: UNNAMED?",
        "advertising": "14 ADVERTISING: UNNAMED?",
        "too-many-pictures": "2 FORM: UNNAMED?",
        "unconfirmed-problem": "3 RESPONSE on DEPARTMENT_HEAD: UNNAMED?",
        "not-taking-directives": "4 RESPONSE on DEPARTMENT_HEAD: UNNAMED?",
    }
    OPEN = ("most_pictures", "problems_confirmed_within_minutes")
    CLAUSES = {
        "1": "全体员工都应会使用微信",
        "2": "张数和处罚由公司另定",
        "4": ("不接收指令", "无故推诿", "部门负责人责任"),
        "5": "各部门领导监督本部门人员",
        "9": "后果自负",
    }


class R11StudyAndWork(OneRegulation, TestCase):
    slug = "study-and-work"
    TITLE = "学习工作群管理办法"
    SAYS = {
        "real_name": "NICKNAME",
        # Daily by the owner; whoever is confirmed outside the group's scope is removed.
        "roster_check_days": 1,
        "roster_checked_by": "群主",
        "on_finding": "CONFIRM_THEN_REMOVE",
        "joining_reviewed_by": "群主",
        "content": "CLOSED_LIST",
        "content_purpose": "工作、学习、任务",
        "classified_not_sent": True,
        "breaches_handled_by": "群主",
    }
    ROWS = {
        # For work, study and tasks.
        "content_kinds": [at("1", title="工作"), at("1", title="学习"), at("1", title="布置任务")],
        # Inside the company and in its outside business; department head or a designated person.
        "categories": [
            at("2", category="DEPARTMENT", owner="DEPARTMENT_HEAD", owner_may_designate=True),
            at("1", category="CUSTOMERS", owner="DEPARTMENT_HEAD", owner_may_designate=True),
        ],
        "nickname_patterns": any_nickname_with_the_name("3"),
        "inspection_targets": [at("4", what="OUTSIDERS"), at("4", what="TRANSFERRED")],
    }
    ROLES = {"OWNER": ("2", ["接纳成员", "落实实名", "关注言论", "处理违规", "每天检查群成员"], [])}
    OFFENCES = {
        "off-scope": "7 OFF_SCOPE: UNNAMED?",
        "classified": "6 LEAK: UNNAMED?",
        "harm": "8 HARM: UNNAMED?",
        "slander": "9 SLANDER: UNNAMED?",
        "uncivil": "10 UNCIVIL: UNNAMED?",
        "unlawful": "11 UNLAWFUL: UNNAMED?",
        "negative-moods": "12 NEGATIVE: UNNAMED?",
        "unverified": "13 UNVERIFIED: UNNAMED?",
    }
    OPEN = ("longest_text",)
    CLAUSES = {
        "1": "公司内部和对外业务",
        "2": ("接纳成员", "落实实名", "关注言论", "处理违规"),
        "4": ("每天检查", "岗位变动", "确认不属于本群范围"),
        "5": ("不宜过长", "字数由本单位确定"),
        "13": ("未公开报道", "未经证实"),
    }


class R14PenaltyLadder(OneRegulation, TestCase):
    slug = "penalty-ladder"
    TITLE = "工作群违规分级处理办法"
    SAYS = {
        "issuer": "人力资源部",
        "interpreter": "人力资源部",
        # Every employee is in the groups their work needs; nobody leaves at will; no non-employees.
        "admission": "EMPLOYEES",
        "outsiders": "NEVER",
        "leaving": "NOT_ALONE",
        # Brought in by their supervisor, who explains the rules.
        "brought_in_by": "SUPERVISOR",
        "rules_explained_by": "SUPERVISOR",
        "real_name": "NICKNAME",
        "rename_grace_days": 0,
        # A leaver leaves; the admin checks at departure and removes at once.
        "check_on_departure": True,
        "leaver_leaves": True,
        "roster_checked_by": "管理员",
        "on_finding": "REMOVE",
        "removed_by": "管理员",
        "content": "OFFICIAL",
        "important_by_phone": True,
        "private_between_two": True,
        "brief_and_addressed": True,
        "off_scope_stopped": True,
        "passed_down_by": "各级主管",
        "secrets": "业务、技术、财务等秘密和公司文件",
        "nothing_forwarded": True,
    }
    ROWS = {
        "categories": [
            at(
                "2",
                category="DEPARTMENT",
                owner="DEPARTMENT_HEAD",
                owner_words="子公司负责人或部门负责人",
                content="本部门事务",
            ),
            # Company-wide, across departments, run by one HR specialist.
            at(
                "2",
                category="COMPANY",
                owner="OFFICE",
                owner_words="人力资源部一名专员",
                run_by="人力资源部",
                content="跨部门事务",
            ),
        ],
        "required_members": [at("4", whom="CONCERNED")],
        "newcomer_steps": [
            at("5", when="AFTER", what="RULES_EXPLAINED", by="直接主管"),
            at("7", when="AFTER", what="NICKNAME"),
        ],
        "nickname_patterns": [at("7", template="{department}{sep}{name}", example="销售部张三")],
        "inspection_targets": [at("6", what="LEAVERS"), at("3", what="NOT_REAL_NAME")],
        "recurring_duties": [at("11", **PUBLIC_POSTS)],
        "measures": [at("3", kind="STOP_TOPIC", by="管理员", when="话题不当")],
        # Three warnings make one demerit. Three demerits: dismissal.
        "accumulations": [
            at("14", kind="WARNING", count=3, becomes="DEMERIT"),
            at("15", kind="DEMERIT", count=3, becomes="DISMISSAL"),
        ],
    }
    ROLES = {
        "ADMIN": (
            "3",
            [
                "添加和清退成员",
                "核实真实姓名",
                "关注言论",
                "制止不当话题，清退违规者",
                "人员离职时检查并立即清退",
            ],
            [],
        )
    }
    OFFENCES = {
        "uncivil-or-political": f"12 UNCIVIL: {TIER_ONE}",
        "harmful-content": f"12 HARM: {TIER_ONE}",
        "bringing-in-outsiders": f"12 ADMISSION: {TIER_ONE}",
        "slander": f"13 SLANDER: {TIER_TWO}",
        "insult": f"13 UNCIVIL: {TIER_TWO}",
        "inflammatory": f"13 NEGATIVE: {TIER_TWO}",
        "leak": f"13 LEAK: {TIER_TWO}",
        "forwarding-documents": f"13 LEAK: {TIER_TWO}",
        # By WeChat or otherwise.
        "trade-secrets": f"13 LEAK: {TIER_TWO}",
    }
    OPEN = ("passed_down_within_minutes",)
    CLAUSES = {
        "6": ("离职人员应退群", "立即清退"),
        "8": "电话或当面沟通",
        "9": ("简洁、明确、有对象", "不谈私事", "转为私聊"),
        "10": ("及时确认", "向下传达", "时限由公司确定"),
        "12": ("警告并扣绩效分", "分值由公司确定"),
        "13": ("记过", "当月全部绩效工资", "立即清退", "立即开除，不予补偿", "经济、法律责任"),
        "14": "三次警告计一次记过",
        "15": ("三次记过", "辞退"),
    }


class R22Steelworks(OneRegulation, TestCase):
    slug = "steelworks"
    TITLE = "炼钢厂工作群管理规定"
    SAYS = {
        "real_name": "NICKNAME",
        "avatar": "OWN_PHOTO",
        # Weekly, by the admin, who removes.
        "roster_check_days": 7,
        "roster_checked_by": "管理员",
        "on_finding": "REMOVE",
        "content": "OFFICIAL",
        "force_of_paper": "传统文件",
        "off_scope_stopped": True,
        "no_finger_pointing": True,
        "acknowledged": True,
        "acknowledged_with": "收到、执行、马上执行等",
        # Sixty minutes; what cannot be solved at once is passed on by the departments.
        "same_day_directive": True,
        "respond_within_minutes": 60,
        "unsolved_passed_on": True,
        "secrets": "工厂秘密",
    }
    ROWS = {
        # Other units may have their own groups by workshop or team.
        "categories": [at("1", category="COMPANY"), at("1", category="WORKSHOP", created_by="其他单位")],
        "required_members": [
            at("2", whom="POST", post="厂长"),
            at("2", whom="POST", post="副厂长"),
            at("2", whom="POST", post="厂长助理"),
            at("2", whom="POST", post="班组长"),
            at("2", whom="POST", post="车间主任"),
            at("2", whom="POST", post="作业长"),
            at("2", whom="POST", post="调度员"),
        ],
        "nickname_patterns": [at("3", template="{department}{name}", example="厂部张三")],
        "inspection_targets": [at("4", what="OUTSIDERS"), at("4", what="NOT_REAL_NAME")],
        "recurring_duties": [
            at(
                "12",
                kind="REPORT",
                who="调度员",
                what="报告生产、消耗和检修情况",
                times=1,
                per="SHIFT",
                audience="GROUP",
            ),
            at("12", kind="REPORT", who="调度员", what="及时报告好消息和问题", per="EVENT", audience="GROUP"),
            at(
                "13",
                kind="ONLINE",
                who="全体成员",
                what="在线至少四小时，尽可能全天在线",
                hours=4,
                per="WORKING_DAY",
            ),
        ],
        "measures": [at("6", kind="STOP_TOPIC", by="管理员", when="内容不属于本群、话题不合时宜")],
    }
    OFFENCES = {
        "late-response": "9 RESPONSE on IN_CHARGE: FINE 50",
        "shirking": "10 RESPONSE: FINE 50",
        "leak": "14 LEAK: SERIOUS_WARNING",
        "pornography": "15 PORNOGRAPHY: SERIOUS_ASSESSMENT?",
        "harmful-content": "16 HARM: UNNAMED?",
    }
    CLAUSES = {
        "3": ("中间不加符号", "厂部张三", "本人照片"),
        "4": "每周检查",
        "7": "传统文件具有同等效力",
        "9": ("六十分钟", "罚款五十元"),
        "10": ("每次罚款五十元", "逐级转交直至解决"),
        "12": ("每班", "生产、消耗和检修", "好消息和问题及时报告"),
        "13": ("至少四小时", "尽可能全天在线"),
        "15": "严肃考核",
    }
