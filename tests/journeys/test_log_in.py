"""Somebody logs in with a wrong password, then the right one, and stands at home."""

import pytest

from groupadmin.directory import roles
from tests.journeys.helpers import log_in
from tests.making import make_employee, make_user


@pytest.mark.journey
def test_an_hr_administrator_logs_in_and_sees_home(page):
    make_user(make_employee("甲", staff_no="HR01"), roles.HR)
    page.goto("/")
    assert "/login/" in page.url
    page.fill("input[name=username]", "HR01")
    page.fill("input[name=password]", "wrong")
    page.press("input[name=password]", "Enter")
    assert page.locator("input[name=password]").is_visible()
    log_in(page, "HR01")
    assert page.url.rstrip("/").count("/") == 2
    assert page.locator("h1").first.is_visible()
