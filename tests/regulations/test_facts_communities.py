"""Every fact of R02, R03, R09, R23 read back from the tables: parents, townspeople, classmates, volunteers."""

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, any_nickname_with_the_name, at

GRAVE = "; grave: REMOVAL + AUTHORITIES"
IF_THAT_DID_NOT_HELP = "WARNING; 2 if that did not help: ASKED_TO_LEAVE"


class R02ClassParents(OneRegulation, TestCase):
    slug = "class-parents"
    TITLE = "班级家校群管理公约"
    SAYS = {
        # Everybody who joins reads the regulation.
        "must_accept": True,
        "admin_is": "班级家庭教育指导委员会负责人",
        "admission": "CONDITION",
        "admission_condition": "本班家长和任课教师",
        # Set first thing on joining.
        "real_name": "NICKNAME",
        "rename_grace_days": 0,
        "content_purpose": "家校合作，不用于闲聊",
        # The same text three times or more in a row.
        "flooding_repeats": 3,
        "links": "FORBIDDEN",
        "no_red_packets": True,
        "secrets": "国家秘密和学校秘密",
    }
    ROWS = {
        "categories": [at("1", category="EXTERNAL")],
        # Parents and teachers.
        "admitted": [at("1", who="本班学生家长"), at("1", who="本班任课教师")],
        "newcomer_steps": [at("1", when="AFTER", what="READ_RULES"), at("3", when="AFTER", what="NICKNAME")],
        "nickname_patterns": [
            at("3", account_kind="PARENT", template="{class}{pupil}{kinship}", example="三班刘小明爸爸"),
            at(
                "4",
                account_kind="TEACHER",
                template="{name}({class}班主任|[{class}]{subject})",
                example="张三三班班主任",
            ),
        ],
        "account_kinds": [at("3", kind="PARENT"), at("4", kind="TEACHER")],
        # Homeroom teacher and publicity member share articles regularly (interval blank).
        "recurring_duties": [at("8", kind="SHARE", who="班主任、宣传委员", what="分享家庭教育文章", audience="GROUP")],
    }
    OFFENCES = {
        "slander": "9 SLANDER: REMOVAL",
        "uncivil": "10 UNCIVIL: REMOVAL",
        "adverse-politics": "11 POLITICS: REMOVAL",
        "unfounded-articles": "12 UNVERIFIED: REMOVAL",
        # State and school secrets kept.
        "leak": "15 LEAK: UNNAMED?",
        "chatting": "5 OFF_SCOPE: UNNAMED?",
        "flooding": "6 FLOODING: UNNAMED?",
        "negative-news": "13 NEGATIVE: UNNAMED?",
        "links": "14 ADVERTISING: SERIOUS_HANDLING?",
        "red-packets": "7 FORM: UNNAMED?",
    }
    OPEN = ("times", "per")
    CLAUSES = {
        "3": ("首先设置群昵称", "班级＋学生姓名＋亲属关系"),
        "4": "班级班主任，或者所教学科",
        "6": "连续三次及以上",
        "8": ("定期分享", "间隔由本单位确定"),
        "9": "诋毁学校、教师或学生",
        "11": ("不良政治", "宗教", "暴力"),
        "12": "没有事实依据",
        "14": ("其他网站链接", "恶意推广", "严肃处理"),
        "15": ("国家秘密", "学校秘密"),
    }


class R03HometownAssociation(OneRegulation, TestCase):
    slug = "hometown-association"
    TITLE = "同乡会群管理办法"
    SAYS = {
        # Natives (also those working away) and people resident for some time.
        "admission": "CONDITION",
        "admission_condition": "本地人（含在外工作的）和在本地居住一定时间的人",
        # Admins admit newcomers and make the rules known.
        "brought_in_by": "ADMIN",
        "rules_explained_by": "ADMIN",
        # Three days to rename, three to speak; silent for three months; one year without a gathering.
        "rename_grace_days": 3,
        "newcomer_speaks_within_days": 3,
        "longest_silence_months": 3,
        "longest_silence_days": 90,
        "silence_excused_by": "说明合理原因并记录在案",
        "activity_within_months": 12,
        "silent_cleared": "群员已满，不定期清理长期不发言者",
        # The same or similar text; font size and colour suitable.
        "flooding_similar": True,
        "modest_font": True,
        "activity_consent_of": "版主",
        "costs_shared": True,
        "called_off_before": "管理员",
        "activity_at_own_risk": True,
        "private_meetings_discouraged_up_to": 3,
        # Two or more admins, or the owner; an explanation; for three or more people the owner's opinion first.
        "removed_by": "管理员、群主",
        "removal_admins": 2,
        "removal_by_owner_alone": True,
        "removal_explained": True,
        "removal_owner_opinion_from": 3,
        "members_may_appeal": True,
        "admins_supervised_by_members": True,
        "complaint_verified": True,
        "members_heard": True,
        "admin_replaced_for": "不履职、不热心或违反群规",
        "suggestions_welcome": True,
    }
    ROWS = {
        "categories": [at("1", category="EXTERNAL")],
        "admitted": [at("2", who="本地人（含在外工作的）"), at("2", who="在本地居住一定时间的人")],
        "newcomer_steps": [
            at("9", when="AFTER", what="RULES_EXPLAINED", by="管理员"),
            at("7", when="AFTER", what="NICKNAME"),
        ],
        "nickname_patterns": [at("7", template="{alias}{gender_mark}{tag}", example="清风★教师")],
        "demanded_fields": [at("12", paper="ACTIVITY", what="DUTIES")],
        # The moderator; for the console the owner, or an admin named for it.
        "approval_steps": [at("10", request="ACTIVITY", order=1, decider="OWNER", office="版主")],
        "member_reports": [at("20", what="QUARREL", by="成员", to="管理员")],
        "accumulations": [at("26", kind="WARNING", count=3, becomes="ASKED_TO_LEAVE", as_a_rule=True)],
    }
    OFFENCES = {
        "nickname-late": "7 IDENTITY: REMOVAL",
        "newcomer-silent": "3 SILENCE except 有合理原因并记录在案: REMOVAL",
        "silent": "4 SILENCE except 有合理原因并记录在案: REMOVAL",
        "no-gathering": "6 SILENCE: REMOVAL",
        "abuse": f"17 UNCIVIL: REMOVAL{GRAVE}",
        "harassing-women": "18 HARASSMENT anywhere: REMOVAL + BAN; grave: REMOVAL + BAN + AUTHORITIES",
        "private-harassment": "19 HARASSMENT once verified: REMOVAL",
        "mockery": "17 UNCIVIL: REMOVAL",
        "brawling": f"20 UNCIVIL: REMOVAL{GRAVE}",
        "disturbing": "20 UNCIVIL: REMOVAL",
        "quarrel": "20 UNCIVIL on BOTH_SIDES: REMOVAL",
        "politics": f"21 POLITICS: REMOVAL{GRAVE}",
        "superstition": "21 HARM: REMOVAL",
        "pornography": f"21 PORNOGRAPHY: REMOVAL{GRAVE}",
        "advertising": f"22 ADVERTISING except 成员之间的合作: REMOVAL{GRAVE}",
        "harming-the-group": "23 HARM: REMOVAL",
        # Removal after several ineffective warnings, their number blank.
        "flooding": "24 FLOODING: WARNING; … if that did not help: REMOVAL",
        "luring-away": "25 ADMISSION: REMOVAL + COUNTED_AS_LEFT",
        "photos-elsewhere": "25 LEAK: REMOVAL + COUNTED_AS_LEFT",
        "activity-without-consent": "11 ACTIVITY: REMOVAL",
        "absent-without-cause": "14 ACTIVITY: REMOVAL",
    }
    # Admins are unpaid.
    ROLES = {
        "ADMIN": (
            "9",
            ["接纳新成员，注意男女平衡，重质不重量", "宣传群规", "调解纠纷", "发布公告", "组织聚会", "整理照片"],
            [],
        )
    }
    OPEN = ("most_members", "residence_length", "flooding_repeats", "occurrence")
    CLAUSES = {
        "1": "名额已满",
        "3": "三天内",
        "4": "三个月",
        "6": "一年内",
        "7": ("★（男）", "☆（女）", "三天内", "逾期清退"),
        "9": ("义务服务", "男女平衡", "重质不重量"),
        "11": "不论何人",
        "13": ("平均分摊", "不逃单", "不请客"),
        "15": "三人及以下",
        "18": ("不论何时何地", "永久禁止入群"),
        "20": "双方同罚",
        "22": "成员之间的合作除外",
        "26": ("两名及以上管理员", "群主决定", "第三次警告"),
        "27": ("公开说明原因", "三人及以上"),
        "28": ("经查实", "听取成员意见", "更换"),
        "29": "申诉的权利",
    }


class R09Classmates(OneRegulation, TestCase):
    slug = "classmates"
    TITLE = "同学会群管理公约"
    SAYS = {
        # Run by a management committee; only classmates, others are removed.
        "run_by": "管理委员会",
        "admission": "CONDITION",
        "admission_condition": "本届同学",
        "outsiders": "NEVER",
        "on_finding": "REMOVE",
        "real_name": "NICKNAME",
        "links": "UNCERTAIN_FORBIDDEN",
        "nothing_forwarded": True,
    }
    ROWS = {
        "categories": [at("1", category="EXTERNAL", run_by="管理委员会")],
        "nickname_patterns": any_nickname_with_the_name("3"),
        "inspection_targets": [at("2", what="OUTSIDERS")],
    }
    OFFENCES = {
        # First an oral warning and a phone talk, and if not corrected, removal.
        "forwarding": "5 LEAK: ORAL_WARNING; 2 if that did not help: REMOVAL",
        # Prohibited, at one's own risk (no penalty).
        "adverse-tendency": "6 HARM: OWN_RISK",
        "pornography": "6 PORNOGRAPHY: OWN_RISK",
        "uncertain-links": "6 FORM: OWN_RISK",
        "extreme-words": "6 NEGATIVE: OWN_RISK",
        "unverified": "6 UNVERIFIED: OWN_RISK",
        "harming-ties": "4 UNCIVIL: UNNAMED?",
    }
    CLAUSES = {
        "2": ("只有同学可以入群", "予以清退"),
        "4": "同学、家庭、朋友",
        "5": ("电话沟通", "口头警告", "不改正的清退"),
        "6": "后果自负",
    }


class R23Volunteers(OneRegulation, TestCase):
    slug = "volunteers"
    TITLE = "志愿者群管理办法"
    SAYS = {
        "admins_on_duty_by_need": True,
        # 18 or older, willing to serve.
        "admission": "CONDITION",
        "admission_condition": "愿意参加志愿服务",
        "minimum_age": 18,
        "outsiders": "APPLICATION",
        # An application to the admin before inviting; the sponsor explains the rules and the activities.
        "brought_in_by": "SPONSOR",
        "rules_explained_by": "SPONSOR",
        "sponsor_applies_first": True,
        "real_name": "NICKNAME",
    }
    ROWS = {
        "platforms": [at("1", platform="QQ"), at("1", platform="WECHAT")],
        "categories": [at("1", category="EXTERNAL")],
        "newcomer_steps": [
            at("3", when="BEFORE", what="APPLICATION", states="单位或行业"),
            at("3", when="BEFORE", what="SELF_INTRODUCTION", states="生活、爱好、特长"),
            at("3", when="BEFORE", what="QUESTIONS"),
            at("3", when="BEFORE", what="FORM", states="成员信息表", condition_of_admission=True),
            at("3", when="AFTER", what="WELCOME", by="在线成员"),
            at("4", when="BEFORE", what="RULES_EXPLAINED", by="介绍人"),
        ],
        "approval_steps": [at("4", request="INTRODUCE", order=1, decider="ADMIN")],
        "nickname_patterns": any_nickname_with_the_name("6"),
        "member_reports": [
            at("10", what="HARASSMENT", by="成员", to="管理员"),
            at("10", what="SELLING", by="成员", to="管理员"),
            # The same: reported.
            at("11", what="ADVERTISING", by="成员", to="管理员"),
            at("12", what="SIDE_GROUP", by="成员", to="管理员"),
            at("13", what="SIDE_GROUP", by="成员", to="管理员"),
        ],
        # Appeals are released only by the admin after verification.
        "publication_steps": [
            at("14", document="求助、慈善、募捐信息", order=1, step="VERIFY", by="管理员"),
            at("14", document="求助、慈善、募捐信息", order=2, step="PUBLISH", by="管理员"),
        ],
    }
    OFFENCES = {
        "private-selling-or-harassing": f"10 HARASSMENT: {IF_THAT_DID_NOT_HELP}",
        "advertising": f"11 ADVERTISING: {IF_THAT_DID_NOT_HELP}",
        "unsupported-activities": f"12 ACTIVITY: {IF_THAT_DID_NOT_HELP}",
        "side-groups": f"13 ADMISSION: {IF_THAT_DID_NOT_HELP}",
        "idle-talk": "7 OFF_SCOPE: UNNAMED?",
        "personal-attack": "7 UNCIVIL: UNNAMED?",
        "breaking-the-law": "9 UNLAWFUL: OWN_RISK",
        "inactive": "5 SILENCE: ASKED_TO_LEAVE",
    }
    # Several admins on duty at a time.
    ROLES = {"DUTY_ADMIN": ("8", ["维持秩序", "引导话题", "解答问题", "活跃气氛"], [])}
    OPEN = ("longest_silence_days",)
    CLAUSES = {
        "2": "年满十八周岁",
        "3": ("单位或行业", "生活、爱好、特长", "填表是通过的条件", "欢迎新成员"),
        "4": ("邀请前", "介绍人说明群规和活动情况"),
        "5": ("没有时间", "不尽职", "没有兴趣", "劝其退群"),
        "7": ("不闲聊插话", "分歧私下解决"),
        "8": ("人数按需要确定", "维持秩序", "引导", "解答", "活跃气氛"),
        "10": ("应报告管理员", "警告无效的退群"),
        "14": "经核实后由管理员统一发布",
    }
