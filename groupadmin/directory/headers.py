"""The headings of staff lists: HR's own, and what WeCom, DingTalk and Feishu export (practice §2.1, §2.2)."""

from django.utils.translation import gettext_lazy as _

from groupadmin.core.spreadsheets import TemplateField
from groupadmin.core.table_reader import Headers

SPELLINGS = {
    "staff_no": """
        工号 员工编号 员工号 员工工号 人员工号 职工号 职工编号 人员编号 人员编码 员工编码 职工编码 员工代码 人员代码
        员工id 工号/员工编号 staffno staffid staffnumber jobnumber jobno employeeno employeeid employeenumber
        employeecode 新工号 现工号 工号(新) 工号(现)
    """,
    "account": """
        账号 帐号 成员账号 成员帐号 用户账号 登录账号 企业微信账号 企业微信帐号 钉钉账号 飞书账号 英文id 英文id/别名
        用户id 员工userid account userid
    """,
    "name": """
        姓名 员工姓名 职工姓名 人员姓名 中文姓名 真实姓名 成员名称 成员姓名 名字 name fullname employeename truename
    """,
    "department": """
        部门 所属部门 所在部门 现部门 新部门 任职部门 隶属部门 主部门 部门名称 部门全称 部门全路径 部门路径 组织
        所属组织 组织机构 组织全路径 所在机构 机构名称 调入部门 调动后部门 变动后部门 调整后部门 department dept
        归属部门 归属组织
        deptname departmentname
    """,
    # What stands above and below a department in a column of its own; together they make a path.
    "company": """
        单位 公司 分公司 子公司 所属公司 所在公司 公司名称 所属单位 所在单位 单位名称 所属分公司 所在分公司 法人单位
        厂区 事业部 所属事业部 company
    """,
    "section": "科室 所属科室 所在科室 处室 车间 所属车间 所在车间 工段 section",
    "team": "班组 所属班组 所在班组 小组 组别 所属小组 所在小组 team",
    # Where somebody works beside their own department.
    "further_department": "兼职部门 兼任部门 兼管部门 兼岗部门 其他部门 其他所属部门 附属部门 第二部门",
    "post": "岗位 职位 职务 岗位名称 职位名称 职务名称 现任职务 现职务 岗位/职位 post position title jobtitle",
    "level": "职级 级别 职等 岗位级别 职务级别 行政级别 层级 level joblevel",
    "employment": """
        用工类型 用工形式 用工性质 用工方式 员工类型 员工类别 人员类型 人员类别 人员性质 员工性质 员工属性 人员属性
        聘用形式 编制类型 编制性质 employment employmenttype employeetype
    """,
    "status": """
        在职状态 员工状态 人员状态 任职状态 在岗状态 在职情况 用工状态 状态 是否在职 是否在岗 status employeestatus
        employmentstatus
    """,
    "hired_on": """
        入职日期 入职时间 到岗日期 到岗时间 到职日期 到职时间 入司日期 入司时间 入厂日期 入厂时间 进厂日期 进厂时间
        入公司日期 入公司时间 进公司日期 进公司时间 进入本单位时间 进入本单位日期 hiredon hiredate entrydate onboarddate
    """,
    "left_on": """
        离职日期 离职时间 实际离职日期 最后工作日 最后工作日期 离岗日期 离岗时间 离司日期 离厂日期 lefton leavedate
        dimissiondate lastworkingday terminationdate
    """,
    # Yes and no, or words of a status, about having left: no is nothing new of somebody in post.
    "has_left": "是否离职 是否已离职 离职与否 是否离岗 离职状态 离职情况",
    # Lists of staff in post carry it too, as the day on which everybody will be of age: it says nothing of them yet.
    "retired_on": "退休日期 退休时间 实际退休日期 retiredon",
    "is_head": """
        部门负责人 是否部门负责人 是否负责人 部门主管 是否主管 是否部门主管 是否此部门主管 部门领导 是否部门领导 ishead
        isleader isleaderindept
    """,
}
# One column for each level of the tree, as HR systems export it; they make a path where no column has the whole one.
LEVELS = tuple(f"department_{number}" for number in range(1, 7))
SPELLINGS |= {
    name: f"{figure}级部门 {figure}级组织 {figure}级机构 {figure}级单位 {figure}级部门名称"
    for name, figure in zip(LEVELS, "一二三四五六", strict=True)
}
TIERS = ("company", "department", "section", "team")
STAFF = Headers(
    {name: spellings.split() for name, spellings in SPELLINGS.items()},
    must=(("name",), ("staff_no", "account", "department", "company", "section", "team", LEVELS[0])),
    asked=("staff_no", "account", "name", *TIERS, "status", "left_on"),
    joinable=TIERS,
    maybe={"staff_no": ("编号", "代码", "id", "no", "人员代号")},
    beside={
        "staff_no": "原工号 旧工号 老工号 工号(原) 工号(旧) 工号(老) 原员工编号 旧员工编号 原编号".split(),
        "name": "原姓名 曾用名".split(),
        "department": "原部门 旧部门 原所属部门 部门(原) 部门(旧) 部门(新) 编制部门 成本部门 挂靠部门".split(),
    },
)
# What the workbook to fill in has; the first spelling of each column.
TEMPLATE = (
    TemplateField("工号", _("Must be there for new people. Text, with its zeros."), "000123"),
    TemplateField("姓名", _("Must be there."), "张三"),
    TemplateField("部门", _("The whole path, parted by a slash; further departments after “；”."), "总公司/销售部"),
    TemplateField("岗位", _("As your organisation calls it."), "销售经理"),
    TemplateField("职级", _("May be left empty."), ""),
    TemplateField(
        "用工类型", _("正式, 实习, 派遣, 外包, 劳务, 顾问, 返聘 or 兼职; a new one without is 正式."), "正式"
    ),
    TemplateField(
        "在职状态", _("待入职, 试用, 在职, 待离职, 停薪留职, 长假, 离职 or 退休; a new one without is 在职."), "在职"
    ),
    TemplateField("入职日期", _("Year, month, day."), "2024-03-01"),
    TemplateField("离职日期", _("The last working day, for whoever leaves."), ""),
    TemplateField("部门负责人", _("是 for whoever heads the department."), "是"),
)
