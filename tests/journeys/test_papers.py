"""What is printed is whole: every one-time password and every sheet of a regulation, in the shape it was made for."""

import unicodedata
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from groupadmin.directory import roles
from groupadmin.directory.models import User
from groupadmin.regulations.models import Regulation
from tests.journeys.helpers import log_in
from tests.making import make_department, make_employee, make_user

pytestmark = pytest.mark.journey
PEOPLE = 13


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
    headings = page.locator(".rules-table thead th").all_inner_texts()
    assert len(headings) > 20
    assert [
        heading for heading in headings if unicodedata.normalize("NFKC", "".join(heading.split())) not in text
    ] == []
