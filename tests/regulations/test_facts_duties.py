"""Every fact of R24–R26 read back from the tables: an admin's duties, the committee, the rotation."""

from decimal import Decimal

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, any_nickname_with_the_name, at

DEMANDS = ["以本群利益为先", "回复鼓励为主、措辞得当", "有上线时间和学习意愿"]


class R24AdminDuties(OneRegulation, TestCase):
    slug = "admin-duties"
    TITLE = "群管理员职责"
    SAYS = {}
    ROWS = {"measures": [at("1", kind="DELETE", by="管理员", when="违法、负面内容")]}
    ROLES = {
        # Eight duties, three demands on the person.
        "ADMIN": (
            "1",
            [
                "维护成员：挑选、筛选、添加、优化，规范名称，互相熟悉",
                "保持内容健康，删除违法和负面内容",
                "与发言者交流",
                "解答和帮助",
                "发起业务和成长话题",
                "引导阅读",
                "发布公告、组织活动",
                "解决技术问题",
            ],
            DEMANDS,
        )
    }
    CLAUSES = {"1": "八项职责", "2": ("三项要求", *DEMANDS)}


class R25GroupCommittee(OneRegulation, TestCase):
    slug = "group-committee"
    TITLE = "群委会工作职责"
    SAYS = {
        "run_by": "群委会",
        "real_name": "NICKNAME",
        # The supervisor: daily check, proposes removals, does not remove.
        "roster_check_days": 1,
        "roster_checked_by": "监督员",
        "on_finding": "PROPOSE_REMOVAL",
        "breaches_handled_by": "监督员",
    }
    ROWS = {
        "nickname_patterns": any_nickname_with_the_name("2"),
        "inspection_targets": [at("3", what="OUTSIDERS"), at("8", what="NOT_REAL_NAME")],
        # Interacts regularly (blank), plans promotions.
        "recurring_duties": [at("6", kind="SHARE", who="执行委员", what="定期互动，策划推广", audience="GROUP")],
        "measures": [at("8", kind="DELETE", by="监督员", when="违法、负面内容")],
    }
    ROLES = {
        "ASSISTANT": ("4", ["为群主出谋划策", "布置、检查、督促工作", "研究群的状况，提出决策建议"], []),
        "SECRETARY_GENERAL": (
            "5",
            ["处理日常事务", "活动策划、宣传、公告和实施", "组织起草群规", "主持会议，分工、检查、指导其他人员"],
            [],
        ),
        "EXECUTIVE": (
            "6",
            ["推广内容的运营、更新和答复", "组织话题，提高成员活跃度，编写原创内容", "定期互动，策划推广"],
            [],
        ),
        # As R24 without content and announcements, topics wholesome rather than of business.
        "ADMIN": (
            "7",
            [
                "维护成员：挑选、筛选、添加、优化，规范名称，互相熟悉",
                "与发言者交流",
                "解答和帮助",
                "发起健康话题",
                "引导阅读",
                "解决技术问题",
            ],
            [],
        ),
        "SUPERVISOR": (
            "8",
            [
                "落实实名",
                "监督言行，处理违规",
                "每天检查群成员，提出清退建议，不自行清退",
                "保持内容健康，删除违法和负面内容",
            ],
            [],
        ),
        "SECRETARY": ("9", ["为群主和秘书长起草文稿", "提出建议", "协调联络", "筹备活动"], []),
    }
    # Who holds the six roles is blank.
    OPEN = ("times", "per", *["holder"] * 6)
    CLAUSES = {"1": ("六个职务", "人选由各群指定"), "3": ("每天检查", "不自行清退")}


class R26AdminRotation(OneRegulation, TestCase):
    slug = "admin-rotation"
    TITLE = "群管理员轮值办法"
    SAYS = {
        # A turn lasts 2 months; the owner sets the list.
        "turn_months": 2,
        "turns_listed_by": "群主",
        # By the last day of each month, filed with the training office.
        "nominated_by": "群主",
        "nomination_due": "LAST_DAY",
        "nomination_filed_with": "培训办公室",
        # In the rule's first two months the owner serves.
        "owner_serves_first_months": 2,
        "rules_explained_by": "DUTY_ADMIN",
        "acknowledged": True,
        "acknowledged_with": "收到",
    }
    ROWS = {
        "newcomer_steps": [
            at("4", when="AFTER", what="ANNOUNCED", by="值班管理员"),
            at("4", when="AFTER", what="NICKNAME", by="值班管理员"),
            at("4", when="AFTER", what="RULES_EXPLAINED", by="值班管理员"),
        ],
        # At least 5 shares a week on the group's business.
        "recurring_duties": [
            at(
                "4",
                kind="SHARE",
                who="值班管理员",
                what="分享与本群业务有关的内容",
                times=5,
                per="WEEK",
                audience="GROUP",
            )
        ],
        "duty_terms": [
            at("5", kind="ALLOWANCE", amount=Decimal(40), unit="YUAN", per="MONTH", condition="没有受到投诉"),
            at("6", kind="MATERIAL_REWARD", per="TURN"),
            at("6", kind="TRAINING_POINTS", amount=Decimal("3.5"), unit="POINTS", per="TURN"),
            at("7", kind="EXTRA_REWARD", per="APPLICATION", condition="分享内容被培训办公室选用，另行申请"),
            # Whether the 10 comes off the 40 is not said; for the console it does.
            at(
                "8",
                kind="DEDUCTION",
                amount=Decimal(-10),
                unit="YUAN",
                per="COMPLAINT",
                comes_off_allowance=True,
                reading_is_ours=True,
            ),
        ],
    }
    OFFENCES = {"grave-neglect": "9 DUTY on DUTY_ADMIN: grave: ALLOWANCE_CANCELLED + DEDUCTION?"}
    ROLES = {
        "DUTY_ADMIN": (
            "4",
            [
                "介绍新成员，协助设置群昵称，说明本群情况和发言规则",
                "确认每项通知传达到有关人员，各人回复“收到”",
                "关注言论：色情、攻击、谣言",
                "每周至少分享五次与本群业务有关的内容",
                "在通知和活动中带头",
            ],
            [],
        )
    }
    OPEN = ("what", "amount", "unit")
    CLAUSES = {
        "1": ("每期两个月", "名单由群主确定"),
        "2": ("每月最后一天前", "报培训办公室备案", "头两个月由群主值班"),
        "4": "每周至少分享五次",
        "5": ("没有受到投诉", "四十元"),
        "6": ("物质奖励", "3.5 个培训积分"),
        "8": "扣十元",
        "9": ("取消当月补贴", "考核办公室另定扣减"),
    }
