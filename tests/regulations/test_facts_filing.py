"""Every fact of R17, R19, R20, R21 read back from the tables: bulletins, filing with an office, personnel."""

from datetime import time

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, any_nickname_with_the_name, at, four_facts

STOPPED = at("7", kind="STOP_TOPIC", by="管理员", when="内容不属于本群、话题不合时宜")
# Filing and appointing with the general office; the same in both that file there.
WITH_THE_GENERAL_OFFICE = {
    "admins_appointed_by": "综合办公室",
    "overseen_by": "综合办公室",
    "proposed_by": "需要建群的部门",
    "filed_with": "综合办公室",
    "real_name": "NICKNAME",
    # Daily check, whoever should not be in is removed.
    "roster_check_days": 1,
    "roster_checked_by": "管理员",
    "on_finding": "REMOVE",
    "content": "OFFICIAL",
    "off_scope_stopped": True,
    "problems_confirmed_by": "CONCERNED",
    "breaches_handled_by": "管理员",
    "secrets": "单位秘密",
}
# Frequency and time of a bulletin are blank, and so are the minutes in which a problem is confirmed.
BULLETINS_OPEN = ("problems_confirmed_within_minutes", "times", "per", "at")
BULLETIN = {"kind": "BULLETIN", "what": "发布通报", "audience": "GROUP"}


class R17GovernmentBulletin(OneRegulation, TestCase):
    slug = "government-bulletin"
    TITLE = "政府工作通报群管理规定"
    SAYS = {
        "real_name": "NICKNAME",
        "roster_check_days": 1,
        "roster_checked_by": "管理员",
        "on_finding": "REMOVE",
        "content": "OFFICIAL",
        "content_purpose": "工作通报",
        # Stop and end, direct.
        "off_scope_stopped": True,
        "off_scope_directed": True,
        "problems_confirmed_by": "CONCERNED",
        "secrets": "政府秘密",
    }
    ROWS = {
        "nickname_patterns": any_nickname_with_the_name("1"),
        "inspection_targets": [at("2", what="OUTSIDERS")],
        "recurring_duties": [at("6", **BULLETIN)],
        "measures": [STOPPED | at("4"), at("4", kind="DIRECT", by="管理员", when="内容不属于本群")],
    }
    OFFENCES = {
        "leak": "7 LEAK: UNNAMED?",
        "unconfirmed-problem": "5 RESPONSE on IN_CHARGE: UNNAMED?",
    }
    OPEN = BULLETINS_OPEN
    CLAUSES = {
        "2": ("每天检查", "予以清退"),
        "4": ("制止", "终止", "引导到相应的群"),
        "6": ("固定频次、固定时间", "由本单位确定"),
        "7": "政府秘密",
    }


class R19GeneralOfficeFiling(OneRegulation, TestCase):
    slug = "general-office-filing"
    TITLE = "工作群备案管理规定"
    SAYS = WITH_THE_GENERAL_OFFICE | {"off_scope_directed": True}
    ROWS = {
        "demanded_fields": four_facts("3"),
        # The department in need proposes, the leader in charge approves, filed with the general office.
        "approval_steps": [at("2", request="CREATE", order=1, decider="LEADER_IN_CHARGE", office="分管领导")],
        "nickname_patterns": any_nickname_with_the_name("4"),
        "inspection_targets": [at("5", what="OUTSIDERS")],
        "recurring_duties": [at("9", **BULLETIN)],
        "measures": [STOPPED, at("7", kind="DIRECT", by="管理员", when="内容不属于本群")],
    }
    OFFENCES = {
        "leak": "10 LEAK: ASSESSMENT_BY_RULES?",
        "unconfirmed-problem": "8 RESPONSE on IN_CHARGE: UNNAMED?",
    }
    ROLES = {"ADMIN": ("1", ["落实成员实名", "监督言行", "处理违规"], [])}
    OPEN = BULLETINS_OPEN
    CLAUSES = {
        "1": ("综合办公室指定", "实名、监督和处理违规"),
        "2": ("需要的部门提出", "分管领导批准", "报综合办公室备案"),
        "7": "引导到相应的群",
        "10": "按公司规定考核",
    }


class R20FactoryOffice(OneRegulation, TestCase):
    slug = "factory-office"
    TITLE = "工厂工作群管理规定"
    # Stops and ends without having to direct.
    SAYS = WITH_THE_GENERAL_OFFICE
    ROWS = {
        "demanded_fields": four_facts("3"),
        # The office approves.
        "approval_steps": [at("2", request="CREATE", order=1, decider="OFFICE", office="办公室")],
        "nickname_patterns": any_nickname_with_the_name("4"),
        "inspection_targets": [at("5", what="OUTSIDERS")],
        "recurring_duties": [at("9", **BULLETIN)],
        "measures": [STOPPED],
    }
    OFFENCES = {
        "leak": "10 LEAK: PUNISHMENT_BY_RULES?",
        "unconfirmed-problem": "8 RESPONSE on IN_CHARGE: UNNAMED?",
        # Disciplinary action (blank); grave: handed to the authorities.
        "unsuitable": "11 HARM: DISCIPLINARY?; grave: AUTHORITIES",
        "negative": "11 NEGATIVE: DISCIPLINARY?; grave: AUTHORITIES",
    }
    ROLES = {"ADMIN": ("1", ["落实成员实名", "监督言行", "处理违规"], [])}
    OPEN = BULLETINS_OPEN
    CLAUSES = {
        "2": ("经办公室批准", "报综合办公室备案"),
        "10": "按公司规定处罚",
        "11": ("图片、视频、笑话", "消极、过激言论", "处分", "移交有关机关"),
    }

    def test_its_admin_need_not_direct(self):
        self.assertNotIn("引导", self.regulation.clauses.get(number="7").text)


class R21PersonnelAdministration(OneRegulation, TestCase):
    slug = "personnel-administration"
    TITLE = "员工工作群管理规定"
    SAYS = {
        # Personnel & administration manages the groups and keeps the file.
        "run_by": "人事行政部",
        "overseen_by": "人事行政部",
        "proposed_by": "部门或项目",
        "filed_with": "人事行政部",
        # Current employees only; as a rule nobody leaves; nobody is brought in without consent.
        "admission": "EMPLOYEES",
        "outsiders": "CONSENT",
        "leaving": "AS_A_RULE_NOT",
        "real_name": "NICKNAME",
        "roster_check_days": 1,
        "roster_checked_by": "管理员",
        "on_finding": "REMOVE",
        "content": "TRADE",
        "content_purpose": "行业新闻和政策，有益的时事、财经、科技、管理内容",
        # Stop and end, and say what belongs here instead; politics discouraged.
        "off_scope_stopped": True,
        "off_scope_told": True,
        "politics_discouraged": True,
        "problems_confirmed_by": "CONCERNED",
        # At most 200 characters, longer only as a link.
        "longest_text": 200,
        "longer_as_link": True,
    }
    ROWS = {
        "categories": [
            at("5", category="DEPARTMENT", created_by="部门", run_by="人事行政部"),
            at("5", category="PROJECT", created_by="项目", run_by="人事行政部"),
        ],
        "approval_steps": [
            at("5", request="CREATE", order=1, decider="LEADER_IN_CHARGE", office="分管领导"),
            at("4", request="OUTSIDER", order=1, decider="OWNER_OR_ADMIN"),
        ],
        "nickname_patterns": [at("6", template="{department}{sep}{name}", example="销售部张三")],
        "inspection_targets": [at("7", what="OUTSIDERS")],
        "content_kinds": [
            at("8", title="行业新闻和政策"),
            at("8", title="有益的时事"),
            at("8", title="财经"),
            at("8", title="科技"),
            at("8", title="管理"),
        ],
        # 22:00–07:30 crosses midnight.
        "quiet_hours": [at("10", kind="NO_CHAT", starts=time(22), ends=time(7, 30))],
        "measures": [
            STOPPED | at("11"),
            at("12", kind="STOP_TOPIC", by="任何管理员", when="政治话题，随时"),
        ],
    }
    OFFENCES = {
        "negative-advertising": "14 ADVERTISING: WARNING; 2: REMOVAL",
        "inflammatory": "15 NEGATIVE: REMOVAL",
        "disrespect": "16 UNCIVIL: WARNING",
        "bringing-in-outsiders": "4 ADMISSION except 经群主或管理员同意: UNNAMED?",
        "off-trade": "8 OFF_SCOPE: UNNAMED?",
        "against-party-or-government": "17 POLITICS: UNNAMED?",
        # Wholesome ones are fine.
        "pictures": "18 PORNOGRAPHY except 健康的图片: UNNAMED?",
        "flooding": "19 FLOODING: UNNAMED?",
        "uncivil": "20 UNCIVIL: UNNAMED?",
        "advertising": "21 ADVERTISING: UNNAMED?",
        "unconfirmed-problem": "13 RESPONSE on IN_CHARGE: UNNAMED?",
    }
    OPEN = ("problems_confirmed_within_minutes", "flooding_repeats")
    CLAUSES = {
        "3": "原则上不得自行退群",
        "5": ("部门或项目提出", "分管领导批准", "报人事行政部备案"),
        "9": ("最多二百字", "更长的只发链接"),
        "10": "22:00 至次日 7:30",
        "11": "说明本群应发的内容",
        "12": ("不提倡政治话题", "任何管理员可以随时终止"),
        "14": ("第一次警告", "第二次清退"),
    }
