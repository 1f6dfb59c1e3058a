"""Every fact of R08, R13, R15, R18 read back from the tables: leasing, secrecy, government groups, stores."""

from datetime import time

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, any_nickname_with_the_name, at


class R08LeasingCentre(OneRegulation, TestCase):
    slug = "leasing-centre"
    TITLE = "招商条线工作群管理规定"
    SAYS = {
        "coverage": "ONE",
        "one_group": "招商条线工作群",
        "admin_is": "指定一名管理员",
        "admission": "DEPARTMENT",
        "real_name": "NICKNAME",
        "transfer_updated_by": "该项目招商经理",
        "staff_change_falls_to": "FORMER_HEAD",
        "content": "WORK",
        "content_purpose": "招商工作",
        "off_scope_stopped": True,
        "problems_confirmed_by": "CONCERNED",
    }
    ROWS = {
        "categories": [at("2", category="CENTRE")],
        # All of the centre and all project leasing departments.
        "admitted": [at("2", who="招商中心全体人员"), at("2", who="各项目招商部门全体人员", unit="招商")],
        "required_members": [
            at("2", whom="EVERYBODY"),
            at("2", whom="UNIT", unit="招商", whole_organisation=True),
        ],
        "nickname_patterns": any_nickname_with_the_name("4"),
        "inspection_targets": [at("1", what="NOT_REAL_NAME")],
        "member_reports": [at("3", what="STAFF_CHANGE", by="该项目招商经理", to="管理员")],
        # May end or block topics and remarks.
        "measures": [
            at("1", kind="STOP_TOPIC", by="管理员", when="话题、言论不当"),
            at("1", kind="BLOCK", by="管理员", when="话题、言论不当"),
        ],
    }
    OFFENCES = {
        "unrelated": "5 OFF_SCOPE: UNNAMED?",
        "unconfirmed-problem": "6 RESPONSE on IN_CHARGE: UNNAMED?",
    }
    ROLES = {"ADMIN": ("1", ["落实成员实名", "监督言行", "终止、屏蔽不当的话题和言论"], [])}
    OPEN = ("problems_confirmed_within_minutes",)
    CLAUSES = {
        "1": ("指定一名管理员", "实名和监督", "终止或者屏蔽"),
        "3": ("项目人员变动", "招商经理及时更新"),
        "5": ("只谈工作", "与招商无关"),
    }


class R13ConfidentialOrgans(OneRegulation, TestCase):
    slug = "confidential-organs"
    TITLE = "机关单位工作群保密管理规定"
    SAYS = {
        # The owner is the admin.
        "admin_is": "群主",
        # Identity of every member verified; nobody adds others or leaves on their own.
        "leaving": "NOT_ALONE",
        "nobody_adds_others": True,
        "real_name": "NICKNAME",
        "identity_verified": True,
        # Created only if necessary; who creates or manages a group answers for it.
        "created_only_if_necessary": True,
        "proposed_by": "需要建群的部门",
        "ledger": "工作群管理台账",
        "creator_answers": True,
        # A number, pinyin initials or the like; reveals nothing; changes are reported.
        "group_name_kind": "CODE",
        "group_name_conceals": True,
        "group_name_changes_reported": True,
        "confidentiality_inspection_of": "风险隐患、发布内容",
        # What may be posted: notices, rules, work news.
        "content": "CLOSED_LIST",
        # Dissolved when done; temporary groups too; necessary ones merged.
        "dissolved_when_done": True,
        "temporary_dissolved": True,
        "overlapping_merged": True,
        "secrets": "国家秘密和工作秘密",
        "pledge_required": True,
        "announcement_required": True,
        "leak_withdrawn": True,
        "leak_reported_to": "本单位保密工作机构",
        "nothing_forwarded": True,
    }
    ROWS = {
        "categories": [
            at("4", category="DEPARTMENT", created_by="部门提出申请", owner="NAMED", owner_words="责任人"),
            at("12", category="PROJECT", created_by="部门提出申请", owner="NAMED", owner_words="责任人"),
        ],
        "demanded_fields": [
            at("4", paper="APPLICATION", what="PURPOSE"),
            at("4", paper="APPLICATION", what="ADMISSION"),
            at("4", paper="APPLICATION", what="CREATED_ON"),
            at("4", paper="APPLICATION", what="RESPONSIBLE"),
            # The ledger: name, owner, members' names, purpose, created, dissolved.
            at("7", paper="LEDGER", what="NAME"),
            at("7", paper="LEDGER", what="OWNER"),
            at("7", paper="LEDGER", what="MEMBER_NAMES"),
            at("7", paper="LEDGER", what="PURPOSE"),
            at("7", paper="LEDGER", what="CREATED_ON"),
            at("7", paper="LEDGER", what="DISSOLVED_ON"),
            # The announcement: what may be posted, pass no secrets, forward none, report a leak.
            at("14", paper="ANNOUNCEMENT", what="CONTENT", said="可以发布通知、规章制度、工作动态"),
            at("14", paper="ANNOUNCEMENT", what="SECRECY", said="不传递秘密，不转发秘密，发现泄密及时报告"),
        ],
        # Both; leader first is the console's order.
        "approval_steps": [
            at("5", request="CREATE", order=1, decider="LEADER_IN_CHARGE", office="有关领导", order_is_ours=True),
            at("5", request="CREATE", order=2, decider="CONFIDENTIALITY", office="保密工作机构", order_is_ours=True),
        ],
        # Real name with department or office, in either order.
        "nickname_patterns": [
            at("8", template="({department}{sep}{name}|{name}{sep}{department})", example="办公室张三")
        ],
        "inspection_targets": [at("10", what="RISKS"), at("10", what="POSTS")],
        "content_kinds": [at("13", title="通知"), at("13", title="规章制度"), at("13", title="工作动态")],
        "member_reports": [
            at("14", what="LEAK", by="成员", to="本单位保密工作机构"),
            at("6", what="NAME_CHANGE", by="群主", to="本单位保密工作机构"),
        ],
        # Reminded and educated at once: a measure, no penalty named.
        "measures": [
            at("9", kind="REMIND", by="群主", when="发现违规内容"),
            at("15", kind="WITHDRAW", by="群主", when="群内出现国家秘密或工作秘密"),
        ],
    }
    OPEN = ("content_watched_days", "confidentiality_inspection_days", "dormant_after_days")
    CLAUSES = {
        "1": ("先审批", "常检查", "即解散", "谁建群谁负责，谁管理谁负责"),
        "2": ("群主即管理员", "保密责任书"),
        "4": ("确有必要", "用途、准入范围、建立时间、责任人"),
        "5": ("有关领导和保密工作机构", "缺一不可"),
        "6": ("编号、拼音首字母", "不得反映单位和业务内容", "及时报告"),
        "9": ("当即提醒、教育", "间隔由本单位确定"),
        "11": ("僵尸群", "临时群", "合并"),
        "12": "工作结束立即解散",
        "15": ("立即要求撤回", "报告本单位保密工作机构"),
    }


class R15GovernmentQQWeChat(OneRegulation, TestCase):
    slug = "government-qq-wechat"
    TITLE = "政务 QQ、微信工作群管理办法（试行）"
    SAYS = {
        "standing": "TRIAL",
        # Staff of the organ only.
        "admission": "EMPLOYEES",
        "admission_condition": "本机关工作人员",
        "outsiders": "NEVER",
        "real_name": "NICKNAME",
        "phones_protected": True,
        # Weekly; transfers are adjusted by the admin.
        "roster_check_days": 7,
        "roster_checked_by": "群主",
        "on_finding": "REMOVE",
        "transfer_updated_by": "管理员",
        "content": "WORK",
        "off_scope_stopped": True,
        "breaches_handled_by": "群主",
        # A suggestion register.
        "suggestions_recorded_by": "群主",
        "suggestions_reported_to": "领导",
    }
    ROWS = {
        "platforms": [at("1", platform="WECHAT"), at("1", platform="QQ")],
        "nickname_patterns": any_nickname_with_the_name("4"),
        "inspection_targets": [
            at("6", what="OUTSIDERS"),
            at("6", what="NOT_REAL_NAME"),
            at("7", what="TRANSFERRED"),
        ],
        "measures": [at("2", kind="STOP_TOPIC", by="群主", when="非工作内容、不当话题")],
    }
    ROLES = {
        "OWNER": (
            "2",
            [
                "负责成员的进出",
                "关注言论",
                "处理违规",
                "制止非工作内容，终止不当话题",
                "记录有普遍意义的信息和建议，向领导报告",
            ],
            [],
        )
    }
    OFFENCES = {
        "against-the-constitution": "8 UNLAWFUL: UNNAMED?",
        "national-security": "8 UNLAWFUL: UNNAMED?",
        "national-honour": "8 UNLAWFUL: UNNAMED?",
        "ethnic-hatred": "8 UNLAWFUL: UNNAMED?",
        "religion-and-cults": "8 UNLAWFUL: UNNAMED?",
        "rumours": "8 UNVERIFIED: UNNAMED?",
        "obscenity-and-violence": "8 PORNOGRAPHY: UNNAMED?",
        "insult-and-defamation": "8 UNCIVIL: UNNAMED?",
        "other-unlawful": "8 UNLAWFUL: UNNAMED?",
    }
    CLAUSES = {
        "2": ("进出", "关注言论", "处理违规", "制止", "终止"),
        "5": ("安全设置", "防止遗失和泄密"),
        "6": ("每周检查", "未使用真实姓名"),
        "7": "管理员及时调整",
        "8": ("宪法基本原则", "国家秘密", "国家荣誉", "民族仇恨", "邪教", "谣言", "教唆犯罪", "诽谤", "其他内容"),
        "9": ("有普遍意义", "向领导报告"),
    }


class R18RetailStores(OneRegulation, TestCase):
    slug = "retail-stores"
    TITLE = "直营门店工作群管理规定"
    SAYS = {"content": "WORK", "secrets": "公司秘密"}
    ROWS = {
        "categories": [at("1", category="WORKSHOP", content="直营门店工作")],
        # 10:00–14:00 and 17:00–21:00, for everyone but inspectors.
        "quiet_hours": [
            at("2", kind="NO_POSTS", starts=time(10), ends=time(14), in_working_time=True, except_posts="巡查人员"),
            at("2", kind="NO_POSTS", starts=time(17), ends=time(21), in_working_time=True, except_posts="巡查人员"),
        ],
        # Twice a day, morning and evening; ticked off or proved by a picture.
        "recurring_duties": [
            at(
                "4",
                kind="CLEANING",
                who="门店",
                what="按参照图片整理、打扫门店",
                times=2,
                per="DAY",
                at="早、晚",
                proof="逐次打勾，或群内图片",
            )
        ],
    }
    OFFENCES = {
        "leak": "5 LEAK: SERIOUS_WARNING",
        "unrelated": "6 OFF_SCOPE: SERIOUS_WARNING",
        "private-matters": "3 OFF_SCOPE: UNNAMED?",
        "negative": "3 NEGATIVE: UNNAMED?",
    }
    CLAUSES = {
        "1": "直营门店",
        "2": ("上班时间内", "10:00 至 14:00", "17:00 至 21:00", "巡查人员除外"),
        "4": ("参照图片", "早、晚各打扫一次，共两次"),
    }
