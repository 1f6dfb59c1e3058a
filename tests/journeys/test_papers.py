"""What is printed is whole: every one-time password and every sheet of a regulation, in the shape it was made for."""

import unicodedata
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from groupadmin.directory import roles
from groupadmin.directory.models import User
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.models import Flag, Membership
from tests.journeys.helpers import log_in
from tests.making import (
    NOON,
    TODAY,
    make_department,
    make_employee,
    make_group,
    make_membership,
    make_user,
)  # fmt: skip

pytestmark = [pytest.mark.look, pytest.mark.journey]
PEOPLE = 13
# Radicals that a PDF names in the place of the character they are, and that Unicode does not fold.
RADICALS = str.maketrans("⻚⻔⻓⻋⻅", "页门长车见")
UNIT = "临江机电集团有限责任公司"


def printed(page) -> PdfReader:
    """Return the paper that the browser would print of the page that stands there."""
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def is_upright(sheet) -> bool:
    return sheet.mediabox.height > sheet.mediabox.width


def test_every_slip_is_whole_and_a_second_click_prints_the_same_ones(page):
    clerk = make_user(make_employee("甲一"), roles.HR)
    company = make_department("临江机电集团有限责任公司华东分公司")
    for number in range(PEOPLE):
        make_employee(f"员工{number}", make_department(f"第{number}信息技术与设备管理部", company))
    log_in(page, clerk.username)
    page.goto("/accounts/new/")
    page.fill("input[name=department]", company.path)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.locator("button[name=make]").click()
    page.wait_for_load_state()
    passwords = page.locator(".slip dd:nth-child(2) code").all_inner_texts()
    shown = [text for text in passwords if text.count("-") == 2]
    paper = printed(page)
    text = "".join(sheet.extract_text() for sheet in paper.pages)
    assert len(shown) == PEOPLE == User.objects.exclude(pk=clerk.pk).count()
    assert [password for password in shown if password not in text] == []
    assert all(is_upright(sheet) for sheet in paper.pages)
    assert shown[0] in paper.pages[0].extract_text(), "the title takes no sheet of its own"


def test_a_regulation_begins_on_its_first_sheet_and_loses_nothing_at_the_edge(page):
    call_command("load_regulations", stdout=StringIO())
    clerk = make_user(make_employee("甲一"), roles.HR)
    log_in(page, clerk.username)
    regulation = Regulation.objects.get(slug="company-norms")
    page.goto(f"/regulations/{regulation.slug}/")
    paper = printed(page)
    first = paper.pages[0].extract_text()
    assert all(is_upright(sheet) for sheet in paper.pages)
    assert len(first) > len(regulation.title) + 200
    read = "".join(sheet.extract_text() for sheet in paper.pages)
    text = "".join(unicodedata.normalize("NFKC", read).split())  # a PDF may say ⽂ for 文
    assert "第一章" in text and "第二章" in text
    assert all(f"第{number}页共{len(paper.pages)}页" in sheet for number, sheet in enumerate(words_of(paper), 1))
    assert all(len(sheet) > len(regulation.title) + 60 for sheet in words_of(paper)[:-1]), "none but a title"
    headings = page.locator(".rules-table thead th").all_inner_texts()
    assert len(headings) > 20
    assert [
        heading for heading in headings if unicodedata.normalize("NFKC", "".join(heading.split())) not in text
    ] == []


def words_of(paper: PdfReader) -> list[str]:
    """Return the text of each sheet without blanks; a PDF may say ⽂ for 文, and ⻚ for 页."""
    texts = ["".join(sheet.extract_text().split()).translate(RADICALS) for sheet in paper.pages]
    return [unicodedata.normalize("NFKC", text) for text in texts]


def fill_a_register(groups: int) -> None:
    """Put groups with an owner, a deputy and an open matter each below one unit."""
    top = make_department(UNIT)
    people = [make_employee(f"员工{number}", top, staff_no=f"{number:06}") for number in range(groups + 1)]
    for number in range(groups):
        group = make_group(f"重点项目协调工作群{number}", top, code=f"G{number:05}", roster_taken_at=NOON, headcount=37)
        Group.objects.filter(pk=group.pk).update(
            purpose="进度与报价沟通", created_on=date(2020, 1, 31), planned_end_on=date(2026, 12, 31)
        )
        make_membership(group, people[number], f"员工{number}", role=Membership.Role.OWNER)
        make_membership(group, people[number + 1], f"员工{number + 1}", role=Membership.Role.DEPUTY)
        Flag.objects.create(
            kind=Flag.Kind.ROSTER_OLD, group=group, subject="group", raised_on=TODAY, due_on=date(2026, 4, 5)
        )


def test_the_ledger_is_an_office_form_of_which_nothing_is_lost(page):
    fill_a_register(40)
    clerk = make_user(make_employee("甲一", staff_no="009999"), roles.HR)
    log_in(page, clerk.username)
    page.goto("/groups/ledger/")
    paper = printed(page)
    sheets, lines = words_of(paper), "\n".join(sheet.extract_text() for sheet in paper.pages)
    assert not any(is_upright(sheet) for sheet in paper.pages)
    assert len(sheets) > 1
    for number, text in enumerate(sheets, 1):
        assert f"第{number}页共{len(sheets)}页" in text
        assert "群编号" in text and "备注" in text, "the headings stand on every sheet"
    for fact in ("工作群管理台账", f"单位:{UNIT}", "截至日期:", "制表人:甲一"):
        assert fact in sheets[0]
    for word in ("审核人:", "审核日期:", "盖章:"):
        assert word in sheets[-1]
    assert [number for number in range(40) if f"G{number:05}" not in "".join(sheets)] == []
    assert lines.count("2020-01-31") == lines.count("2026-12-31") == 40, "no day is broken in two"
    page.emulate_media(media="print")
    small = page.evaluate("""() => Math.min(...[...document.querySelectorAll(".ledger td, .ledger th")]
        .map(cell => parseFloat(getComputedStyle(cell).fontSize)))""")
    assert small >= 8 * 96 / 72 - 0.1, "eight points, which one can read"


def test_lists_are_printed_without_what_is_for_the_screen(page):
    fill_a_register(30)
    clerk = make_user(make_employee("甲一", staff_no="009999"), roles.HR)
    log_in(page, clerk.username)
    for address, title, headings in (
        ("/matters/", "待办", ("对象", "事项", "处理人")),
        ("/people/", "人员", ("姓名", "工号", "部门")),
        ("/groups/G00001/members/", "的成员", ("群昵称", "人员")),
    ):
        page.goto(address)
        sheets = words_of(printed(page))
        assert title in sheets[0] and f"单位:{UNIT}" in sheets[0] and "制表人:甲一" in sheets[0]
        assert "审核人:" in sheets[-1]
        for number, text in enumerate(sheets, 1):
            assert f"第{number}页共{len(sheets)}页" in text
            assert [heading for heading in headings if heading not in text] == []
        for word in ("搜索", "筛选", "下一页", "Excel", "此人是谁", "核对身份", "转上一级", "退出登录"):
            assert word not in "".join(sheets), f"{word} on the paper of {address}"
        page.emulate_media(media="print")
        shown = "main button:visible, main input:visible, main select:visible, main .btn:visible"
        assert page.locator(shown).count() == 0
        page.emulate_media(media="null")
