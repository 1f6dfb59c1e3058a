"""The words of the ledger of groups: its columns and its codes, as offices write them (practice §6, governance §6).

They are data and no translations: what an export writes in either language, an import must read in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from groupadmin.core.spreadsheets import TemplateField
from groupadmin.core.table_reader import Headers, folded
from groupadmin.groups.models import Group

CHINESE, ENGLISH = 0, 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the ledger; ``derived`` ones are worked out by the console and never taken from a file."""

    field: str
    chinese: str
    english: str
    aliases: str = ""
    width: float = 12
    derived: bool = False

    def heading(self, language: int) -> str:
        """Return the heading in a language."""
        return self.english if language == ENGLISH else self.chinese


COLUMNS: Final = (
    Column("code", "群编号", "Group number", "编号 群号 登记号 群ID", 6.5),
    Column("name", "群名称", "Group name", "群名 微信群名称 QQ群名称 工作群名称 名称 群聊名称", 13),
    Column("platform", "平台", "Platform", "群平台 所属平台 软件 平台类型", 4.5),
    Column("category", "群类别", "Category", "群类型 类别 类型 群分类 分类 群性质", 4.5),
    Column("purpose", "用途", "Purpose", "建群目的 建群用途 建群目的与职能 群用途 用途说明 职能 建群事由", 9.5),
    Column(
        "department", "所属部门", "Department", "部门 建立部门 建群部门 责任部门 归口部门 主管部门 所属单位 单位", 9
    ),
    Column("owner", "群主", "Owner", "群主姓名 责任人 群主(责任人) 负责人", 7.8),
    Column("deputies", "副群主", "Deputy owners", "副群主姓名 备用群主", 7.8),
    Column("admins", "管理员", "Admins", "群管理员 管理员姓名 群管理员姓名", 7.8),
    Column("headcount", "群人数", "Members", "人数 成员人数 成员数 总人数 在群人数", 5),
    Column(
        "headcount_outside",
        "外部人数",
        "From outside",
        "外部人员数 外部人员人数 非本单位人数 在册/外部人数 在册人数/外部人数",
        5,
    ),
    Column("created_on", "建群日期", "Created on", "建立时间 建群时间 创建日期 创建时间 建立日期 成立时间", 9.7),
    Column("approval_no", "审批单号", "Approval number", "审批编号 审批号 备案号 备案编号 申请单号", 7),
    Column(
        "pledge_on",
        "责任书签订日期",
        "Pledge signed on",
        "责任书签订 保密责任书签订日期 责任书日期 承诺书签订日期",
        9.7,
    ),
    Column("announced", "群公告", "Announcement", "群公告有无 有无群公告 是否有群公告 公告", 4.5),
    Column("secrecy", "涉密级别", "Secrecy level", "涉密/敏感级别 敏感级别 密级 涉密等级 保密级别", 4.5),
    Column("checked_on", "最近核查日期", "Last checked on", "核查日期 最近检查日期 最近核查时间", 9.7, derived=True),
    Column("check_result", "核查结果", "Result of the check", "检查结果", 6, derived=True),
    Column("planned_end_on", "计划解散日期", "Planned end", "计划解散时间 拟解散日期 使用期限 到期日期 有效期至", 9.7),
    Column("status", "状态", "Status", "群状态 使用状态 使用情况 当前状态", 6.2),
    Column("dissolved_on", "解散日期", "Dissolved on", "解散时间 实际解散日期 实际解散时间 注销日期", 9.7),
    Column("note", "备注", "Note", "说明 备注说明", 5),
    Column("regulation", "适用制度", "Regulation", "适用管理制度 管理制度 制度", 18),
    Column("approved_on", "批准日期", "Approved on", "审批日期 审批时间 批准时间", 12),
    Column("admission_scope", "准入范围", "Who is admitted", "成员范围 入群范围 人员范围", 18),
    Column("content_scope", "发布内容", "What is posted", "内容范围 发布范围", 18),
    Column("capacity", "人数上限", "Most members", "群容量 最大人数", 8),
    Column("last_active_on", "最近活跃日期", "Last active on", "最近活跃时间 最后发言日期", 12),
    Column("merged_into", "并入群编号", "Merged into", "并入 合并至", 12),
)
BY_FIELD: Final = {column.field: column for column in COLUMNS}
# What the workbook to fill in has: of each field what goes there, and an example.
TO_FILL_IN: Final = {
    "code": (_("Your own number, if there is one; else the console gives one."), ""),
    "name": (_("Must be there."), "销售部工作群"),
    "platform": (_("微信, QQ, 企业微信 or 其他; a new one without is 微信."), "微信"),
    "category": (_("公司, 中心, 部门, 车间班组, 项目, 兴趣, 对外, 客户 or 协会."), "部门"),
    "purpose": (_("What the group is for."), "部门工作沟通"),
    "department": (_("As in the directory; the path where several have one name."), "总公司/销售部"),
    "owner": (_("Name and staff number; the name alone where only one has it; 王老师(外部) for somebody from outside."),
              "张三(000123)"),
    "deputies": (_("Several are parted by “、”."), "李四(000124)"),
    "admins": (_("Several are parted by “、”."), ""),
    "created_on": (_("Year, month, day."), "2024-03-01"),
    "approval_no": (_("The number of the approval, if there is one."), ""),
    "pledge_on": (_("The day on which the owner signed."), ""),
    "announced": (_("有 or 无."), "有"),
    "secrecy": (_("普通, 敏感 or 涉密; a new one without is 普通."), "普通"),
    "planned_end_on": (_("For groups that end, such as projects; else empty."), ""),
    "status": (_("使用中, 解散中 or 已解散; a new one without is 使用中."), "使用中"),
    "note": (_("Anything else."), ""),
}  # fmt: skip
TEMPLATE: Final = tuple(TemplateField(BY_FIELD[name].chinese, *said) for name, said in TO_FILL_IN.items())
DERIVED: Final = tuple(column.field for column in COLUMNS if column.derived)
# Read but never written: one column for both kinds of helpers, as many ledgers have it.
HELPERS: Final = "helpers"

HEADERS: Final = Headers(
    {c.field: (c.chinese, c.english, *c.aliases.split()) for c in COLUMNS}
    | {HELPERS: ("副群主/管理员", "副群主、管理员", "管理员/副群主", "群主助理"), "serial": ("序号", "No.", "No")},
    must=(("name",),),
    asked=(
        "name",
        "owner",
        "deputies",
        "admins",
        "category",
        "status",
        "created_on",
        "planned_end_on",
        "dissolved_on",
        "department",
    ),
    joinable=("department",),
)

# What a code is called: Chinese and English as we write them, then what else offices write.
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "platform": {
        Group.Platform.WECHAT: "微信 WeChat 微信群 个人微信 wx",
        Group.Platform.QQ: "QQ QQ QQ群 腾讯QQ",
        Group.Platform.WECOM: "企业微信 WeCom 企微 企业微信群 政务微信",
        Group.Platform.OTHER: "其他 Other 钉钉 飞书 钉钉群 其它 Telegram",
    },
    "category": {
        Group.Category.COMPANY: "公司 Company 全员 单位 公司群 全员群 集团 全公司",
        Group.Category.CENTRE: "中心 Centre 中心群 事业部 条线",
        Group.Category.DEPARTMENT: (
            "部门 Department 部门群 科室 管理 管理群 业务 业务群 工作 工作群 部门工作群 内部 内部群 内部工作群"
        ),
        Group.Category.WORKSHOP: "车间班组 Workshop 车间 班组 班组群 门店 一线",
        Group.Category.PROJECT: "项目 Project 临时 专项 项目群 临时群 项目组 任务",
        Group.Category.INTEREST: "兴趣 Interest 兴趣群 文体 社团",
        Group.Category.EXTERNAL: "对外 External 外部 社区 家校 外部群 志愿者 政务",
        Group.Category.CUSTOMERS: "客户 Customers 客户群 供应商",
        Group.Category.ASSOCIATION: "协会 Association 会员 商会 协会群 会员单位 同乡会 同学会",
    },
    "secrecy": {
        Group.Secrecy.ORDINARY: "普通 Ordinary 一般 非密 非涉密 公开 不涉密 否",
        Group.Secrecy.SENSITIVE: "敏感 Sensitive 内部 工作秘密 内部敏感",
        Group.Secrecy.CLASSIFIED: "涉密 Classified 秘密 机密 绝密 是",
    },
    "status": {
        Group.Status.ACTIVE: (
            "使用中 In-use 在用 正常 活跃 启用 存续 保留 使用 正在使用 运行中 有效 "
            "待核查 To-be-checked 僵尸 Dormant 休眠 僵尸群 停用 已停用 暂停 暂停使用 封存 闲置"
        ),
        Group.Status.APPROVED: "已批未建 Approved 已批准 待建 已审批 未建",
        Group.Status.DISSOLVING: "解散中 Dissolving 拟解散 待解散 计划解散",
        Group.Status.DISSOLVED: "已解散 Dissolved 解散 撤销 已撤销 注销 已注销 关闭 已关闭 废弃 作废",
        Group.Status.MERGED: "已合并 Merged 合并 已并入 并入",
        Group.Status.EXPIRED: "审批过期 Expired 批准失效 过期",
    },
}
CODE_OF: Final = {
    name: {folded(word): code for code, words in codes.items() for word in words.split()}
    for name, codes in CODES.items()
}
YES: Final = ("有", "Yes")
NO: Final = ("无", "No")
YES_WORDS: Final = frozenset(map(folded, ("有", "是", "已发布", "已发", "已公告", "√", "✓", "yes", "y", "true")))
NO_WORDS: Final = frozenset(map(folded, ("无", "否", "未发布", "未发", "没有", "×", "no", "n", "false")))
# How a live group is called that should be looked at, and one in which nothing happens any more (practice §6).
TO_BE_CHECKED: Final = ("待核查", "To-be-checked")
DORMANT: Final = ("僵尸", "Dormant")
QUIET_WORDS: Final = frozenset(map(folded, "僵尸 Dormant 休眠 僵尸群 闲置 停用 已停用 暂停 暂停使用 封存".split()))
# Out of use: the group may be no more, or be there still with everybody in it. That is asked.
STOPPED_WORDS: Final = frozenset(map(folded, "停用 已停用 暂停 暂停使用 封存".split()))
OUTSIDE: Final = ("外部", "outside")
UNIDENTIFIED: Final = ("未识别", "not identified")


def word(field: str, code: str, language: int) -> str:
    """Return what the ledger calls a code of a field."""
    return CODES[field][code].split()[language]


def known_words(field: str) -> str:
    """Return the words we call a field's codes by, for a sentence that names what would be understood."""
    known = [words.split()[CHINESE] for words in CODES[field].values()]
    if field == "status":
        known[1:1] = [TO_BE_CHECKED[CHINESE], DORMANT[CHINESE]]
    return "、".join(known)
