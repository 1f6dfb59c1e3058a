"""The headings of staff lists: HR's own, and what WeCom, DingTalk and Feishu export (practice §2.1, §2.2)."""

from groupadmin.core.tables import Headers

SPELLINGS = {
    "staff_no": """
        工号 员工编号 员工号 员工工号 职工号 职工编号 人员编号 人员编码 员工代码 工号/员工编号
        staffno staffid staffnumber jobnumber employeeno employeeid employeenumber
    """,
    "account": """
        账号 帐号 成员账号 成员帐号 用户账号 登录账号 企业微信账号 企业微信帐号 英文id 用户id 员工userid account userid
    """,
    "name": "姓名 员工姓名 真实姓名 成员名称 名字 name truename",
    "department": """
        部门 所属部门 所在部门 主部门 部门名称 部门全路径 部门路径 组织 所属组织 单位 所在单位 科室 班组
        department dept deptname
    """,
    "post": "岗位 职位 职务 岗位名称 职位名称 岗位/职位 post position title jobtitle",
    "level": "职级 级别 职等 岗位级别 职务级别 行政级别 level joblevel",
    "employment": """
        用工类型 用工形式 员工类型 人员类型 人员类别 员工性质 聘用形式 编制类型 employment employmenttype employeetype
    """,
    "status": "在职状态 员工状态 人员状态 任职状态 状态 status employeestatus",
    "hired_on": "入职日期 入职时间 到岗日期 入司日期 参加工作日期 hiredon hiredate entrydate",
    "left_on": "离职日期 离职时间 最后工作日 离岗日期 退休日期 lefton leavedate dimissiondate",
    "is_head": "部门负责人 是否部门负责人 是否负责人 部门主管 是否主管 ishead isleader isleaderindept",
}
STAFF = Headers(
    {name: spellings.split() for name, spellings in SPELLINGS.items()},
    must=(("name",), ("staff_no", "account", "department")),
)
