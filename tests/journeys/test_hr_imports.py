"""HR brings the staff list and the list of groups as the office keeps them, sees the differences, and confirms."""

import pytest

from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.models import Membership
from tests.journeys.helpers import go_on, log_in, upload, workbook
from tests.making import make_user

STAFF = workbook(
    ("××公司员工花名册",),
    ("填表单位：人事行政部", None, None, None, "2026年3月"),
    ("序号", "工号", "姓名", "所属部门", "岗位", "在职状态", "入职日期", "联系电话"),
    (1, "000101", "甲一", "总公司/销售部", "经理", "在职", "2020.01.03", "13800000000"),
    (2, "000102", "乙二", "总公司/销售部", "专员", "试用", "2026年1月5日", "13800000001"),
    (3, "000103", "丙三", "总公司/工程部", "专员", "已离职", "2019/6/1", ""),
    (4, "", "丁四", "总公司/工程部", "专员", "在职", "2019/6/1", ""),
    ("合计 共 4 人",),
)
GROUPS = workbook(
    ("工作群管理台账",),
    ("序号", "群名称", "平台", "群类别", "所属部门", "群主", "建群日期", "状态"),
    (1, "销售部工作群", "微信", "部门", "销售部", "甲一(000101)", "2021/3/1", "使用中"),
    (2, "工程部工作群", "QQ", "部门", "工程部", "", "2022年4月", "使用中"),
)


@pytest.mark.journey
def test_hr_imports_the_directory_and_the_register(page):
    make_user(None, roles.HR, username="hr")
    log_in(page, "hr")

    page.goto("/people/import/")
    upload(page, "花名册.xlsx", STAFF)
    go_on(page)
    assert Employee.objects.count() == 0, "a preview writes nothing"
    text = page.inner_text("main")
    assert "联系电话" in text, "the column that is not kept is named"
    assert "甲一" in text and "7" in text, "people and the row that is wrong"
    go_on(page)
    assert set(Employee.objects.values_list("staff_no", "status")) == {
        ("000101", "ACTIVE"),
        ("000102", "PROBATION"),
        ("000103", "LEFT"),
    }
    page.goto("/people/?q=jy")
    assert "甲一" in page.inner_text("main")

    page.goto("/groups/import/")
    upload(page, "台账.xlsx", GROUPS)
    go_on(page)
    assert Group.objects.count() == 0
    go_on(page)
    sales = Group.objects.get(name="销售部工作群")
    assert Membership.objects.get(group=sales, role=Membership.Role.OWNER).employee.staff_no == "000101"
    page.goto("/groups/")
    listed = page.inner_text("main")
    assert "销售部工作群" in listed and "甲一" in listed
