"""A wrong file is refused with a sentence that says what to do; mended, it goes in."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from tests.journeys.helpers import go_on, log_in, upload, workbook
from tests.making import make_user

HEADER = ("工号", "姓名", "部门", "入职日期")


@pytest.mark.journey
def test_a_wrong_file_is_refused_and_mended(page):
    make_user(None, roles.HR, username="hr")
    log_in(page, "hr")
    page.goto("/people/import/")

    upload(page, "花名册.xlsx", b"%PDF-1.7 not a table at all")
    go_on(page)
    refusal = page.locator("main .alert-error").inner_text()
    assert "花名册.xlsx" in refusal and "PDF" in refusal and ".xlsx" in refusal, "what it is, and what to do"
    assert Employee.objects.count() == 0

    page.goto("/people/import/")
    upload(page, "半截.xlsx", workbook(HEADER, ("000101", "甲一", "销售部", "2020/1/3"))[:2000])
    go_on(page)
    assert "半截.xlsx" in page.locator("main .alert-error").inner_text()

    page.goto("/people/import/")
    rows = ("000101", "甲一", "销售部", "2020/1/3"), ("000102", "", "销售部", "明年"), ("000103", "=丙三", "销售部", "")
    upload(page, "有错.xlsx", workbook(HEADER, *rows))
    go_on(page)
    problems = page.inner_text("main")
    assert "明年" in problems and "3" in problems, "the value and the row"
    with page.expect_download() as download:
        page.locator("a[href$='errors.xlsx']").first.click()
    sheet = load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0]
    wrong = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    told = next(row for row in wrong if "000102" in row)
    assert "明年" in told and sum(map(bool, told)) > 3, "the clerk's own row with the reasons beside it"
    go_on(page)
    assert Employee.objects.filter(staff_no="000101").exists(), "a bad row does not block a good one"
    assert not Employee.objects.filter(staff_no="000102").exists()

    page.goto("/people/import/")
    upload(page, "改好.xlsx", workbook(HEADER, rows[0], ("000102", "乙二", "销售部", "2026-01-05")))
    go_on(page)
    go_on(page)
    assert Employee.objects.get(staff_no="000102").name == "乙二"
    # The browser's console tells of the two refusals, and of nothing else.
    assert all("422" in error for error in page.expected_errors), page.expected_errors
    page.expected_errors.clear()
