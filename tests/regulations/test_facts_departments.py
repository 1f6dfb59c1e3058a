"""Every fact of R01, R04–R07 read back from the tables: departments, a consulting company, publicity, a chamber."""

from django.test import TestCase

from tests.regulations.one_regulation import OneRegulation, any_nickname_with_the_name, at, four_facts

ACKNOWLEDGED = "收到、执行、马上执行等"
BY_RULES = "BY_COMPANY_RULES?"


class R01EngineeringDepartment(OneRegulation, TestCase):
    slug = "engineering-department"
    TITLE = "工程部工作群管理规定"
    SAYS = {
        # One group, named after the department.
        "coverage": "ONE",
        "one_group": "工程部工作群",
        "group_name_kind": "PATTERN",
        "group_name_text": "{free}{department}{free}",
        # Real names. Official. No finger-pointing.
        "real_name": "NICKNAME",
        "content": "OFFICIAL",
        "no_finger_pointing": True,
        # Same-day directive, its minutes blank. Acknowledge.
        "same_day_directive": True,
        "acknowledged": True,
        "acknowledged_with": ACKNOWLEDGED,
        # Company or department secrets; confidentiality is each member's own duty.
        "secrets": "公司秘密和部门秘密",
        "secrecy_is_own_duty": True,
    }
    ROWS = {
        "categories": [at("1", category="DEPARTMENT")],
        # All managers of the department must be in.
        "required_members": [at("2", whom="MANAGERS")],
        "nickname_patterns": any_nickname_with_the_name("3"),
    }
    OFFENCES = {
        "leak": "8 LEAK: SERIOUS_WARNING",
        "pornography": "9 PORNOGRAPHY: SERIOUS_WARNING",
        "adverse-politics": "10 POLITICS: UNNAMED?",
        "violence": "10 VIOLENCE: UNNAMED?",
        "late-response": "6 RESPONSE on IN_CHARGE: UNNAMED?",
    }
    OPEN = ("respond_within_minutes",)
    CLAUSES = {
        "1": "群名以部门名称命名",
        "2": "全体管理人员都应入群",
        "6": ("当日任务", "有网络时", "立即确认", "也要答复或者提出办法", "由公司另定"),
        "8": "严重警告",
        # Pornography stands in both lists: the named penalty applies.
        "10": "色情内容按第九条处罚",
        "11": "每位成员自己的责任",
    }


class R04ConsultingCompany(OneRegulation, TestCase):
    slug = "consulting-company"
    TITLE = "咨询公司管理人员工作群管理规定"
    SAYS = {
        # The HR centre issues and interprets. One group.
        "issuer": "人力资源中心",
        "interpreter": "人力资源中心",
        "coverage": "ONE",
        "one_group": "公司管理人员工作群",
        # The real name alone, on joining; own photo as avatar.
        "real_name": "NICKNAME",
        "rename_grace_days": 0,
        "avatar": "OWN_PHOTO",
        "content": "OFFICIAL",
        "no_finger_pointing": True,
        # Thirty minutes; what cannot be solved at once is passed on until it is.
        "same_day_directive": True,
        "respond_within_minutes": 30,
        "unsolved_passed_on": True,
        "acknowledged": True,
        "acknowledged_with": ACKNOWLEDGED,
        "secrets": "公司秘密",
    }
    ROWS = {
        "categories": [at("2", category="COMPANY")],
        # All managers of the company must be in.
        "required_members": [at("2", whom="MANAGERS", whole_organisation=True)],
        "nickname_patterns": [at("3", template="{name}", example="张三")],
    }
    OFFENCES = {
        # 100 yuan on the person in charge of it; 50 yuan each time for shirking or dragging out.
        "late-response": "7 RESPONSE on IN_CHARGE: FINE 100",
        "shirking": "8 RESPONSE: FINE 50",
        "leak": "10 LEAK: SERIOUS_WARNING",
        "pornography": "11 PORNOGRAPHY: SERIOUS_WARNING",
        "adverse-politics": "12 POLITICS: UNNAMED?",
        "violence": "12 VIOLENCE: UNNAMED?",
    }
    CLAUSES = {
        "1": "人力资源中心发布并负责解释",
        "3": "只写姓名",
        "6": ("欢迎讨论", "不指责他人"),
        "7": ("三十分钟", "罚款一百元"),
        "8": ("逐级转交直至解决", "每次罚款五十元"),
        "12": "色情内容按第十一条处罚",
    }


class R05AllDepartments(OneRegulation, TestCase):
    slug = "all-departments"
    TITLE = "各部门工作群管理规定"
    SAYS = {
        "real_name": "NICKNAME",
        "same_day_directive": True,
        "respond_within_minutes": 30,
        "secrets": "公司秘密",
    }
    ROWS = {
        # Every department's groups.
        "categories": [at("1", category="DEPARTMENT")],
        "demanded_fields": four_facts("2"),
        "nickname_patterns": [at("3", template="{department}-{name}", example="销售部-张三")],
        # Anything unrelated to work during working hours (hours blank).
        "quiet_hours": [at("4", kind="WORK_ONLY")],
    }
    OFFENCES = {
        "late-response": f"5 RESPONSE on IN_CHARGE: {BY_RULES}",
        "leak": f"6 LEAK: {BY_RULES}",
        "harm": f"7 HARM: {BY_RULES}",
        "slander": f"8 SLANDER: {BY_RULES}",
        "unrelated-in-working-hours": f"4 OFF_SCOPE: {BY_RULES}",
        "disobedience": "9 DISOBEDIENCE: WARNING + ORDERED_OUT",
    }
    OPEN = ("starts", "ends")
    CLAUSES = {
        "2": ("群名称", "入群人员范围", "发布内容", "管理员"),
        "3": "“部门-姓名”",
        "4": "工作时间由公司确定",
        "5": "三十分钟",
        "7": ("不良倾向", "色情、赌博、病毒链接", "无关广告", "其他有害信息"),
        "9": "警告并勒令退群",
    }


class R06CompanyPublicity(OneRegulation, TestCase):
    slug = "company-publicity"
    TITLE = "公司工作群与全员宣传管理规定"
    SAYS = {
        # What follows is at the member's own risk.
        "leaving_at_own_risk": True,
        "real_name": "NICKNAME",
        "same_day_directive": True,
        "respond_within_minutes": 30,
        "secrets": "公司秘密",
    }
    ROWS = {
        # Every group of the company.
        "categories": [
            at("1", category="COMPANY"),
            at("1", category="CENTRE"),
            at("1", category="DEPARTMENT"),
            at("1", category="WORKSHOP"),
            at("1", category="PROJECT"),
        ],
        "demanded_fields": four_facts("2"),
        "nickname_patterns": [at("3", template="{department}—{name}", example="销售部—张三")],
        # Everybody shares the company's public posts in their own Moments.
        "recurring_duties": [
            at("5", kind="PUBLIC_POSTS", who="全体成员", what="转发公司公众号文章", per="EVENT", audience="MOMENTS")
        ],
    }
    OFFENCES = {
        "late-response": f"4 RESPONSE on IN_CHARGE: {BY_RULES}",
        "leak": f"6 LEAK: {BY_RULES}",
        "harm": f"7 HARM: {BY_RULES}",
        "slander": f"8 SLANDER: {BY_RULES}",
        "disobedience": "9 DISOBEDIENCE: WARNING + OWN_RISK",
    }
    CLAUSES = {
        "1": "公司的所有工作群",
        "3": "“部门—姓名”",
        "4": ("三十分钟", "按公司规定处理"),
        "5": "自己的朋友圈",
        "9": ("执意退群", "警告", "后果自负"),
    }


class R07ChamberOfCommerce(OneRegulation, TestCase):
    slug = "chamber-of-commerce"
    TITLE = "商会会员群管理规定"
    SAYS = {
        # Members of the chamber; nobody else.
        "admission": "ASSOCIATION",
        "outsiders": "NEVER",
        "real_name": "NICKNAME",
        "voice_discouraged": True,
        "secrets": "群内分享的内容和活动通报",
    }
    ROWS = {
        "categories": [at("1", category="ASSOCIATION")],
        "demanded_fields": four_facts("2"),
        "nickname_patterns": [
            at("3", template="{company}({department}|{post}){name}", example="安徽商会金融服务部张三")
        ],
    }
    OFFENCES = {
        "leak": "5 LEAK: UNNAMED?",
        # A group red packet: in kind, its amount blank.
        "harm": "6 HARM: RED_PACKET?",
        "slander": "7 SLANDER: RED_PACKET?",
        "abuse": "8 UNCIVIL: RED_PACKET?",
    }
    CLAUSES = {
        "1": "非会员不得入群",
        "3": ("公司＋部门或职务＋姓名", "中间不加符号"),
        "4": ("不提倡发语音", "尽量用文字"),
        "6": ("发群红包", "金额由商会确定"),
        "8": "不得谩骂",
    }
