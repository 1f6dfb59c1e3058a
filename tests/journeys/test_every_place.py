"""Every place of the menu in a real browser: nothing refused by the policy, nothing too wide, icons drawn."""

import pytest

from groupadmin.directory import roles
from tests.journeys.helpers import log_in
from tests.making import make_department, make_employee, make_group, make_user


def walk(page):
    make_group("华东区销售协调与客户服务工作群", make_department("华东区销售与客户服务中心"))
    make_user(make_employee("甲", staff_no="HR01"), roles.HR)
    log_in(page, "HR01")
    places = page.eval_on_selector_all(".nav-side a", "links => links.map(link => link.getAttribute('href'))")
    assert {"/", "/admin/"} <= set(places)
    for place in [*places, "/search/?q=甲", "/password/", "/nowhere/"]:
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, place
    page.expected_errors[:] = [told for told in page.expected_errors if "404" not in told]


@pytest.mark.look
@pytest.mark.journey
@pytest.mark.phone
def test_on_a_phone(page):
    walk(page)


@pytest.mark.look
@pytest.mark.journey
def test_at_a_desk(page):
    walk(page)


@pytest.mark.look
@pytest.mark.journey
def test_by_keyboard(page):
    make_user(make_employee("甲", staff_no="HR01"), roles.HR)
    log_in(page, "HR01")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.focus("details.menu > summary")
    page.keyboard.press("Enter")
    assert page.locator("details.menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


@pytest.mark.look
@pytest.mark.journey
def test_icons_come_from_the_sprite(page):
    page.goto("/login/")
    drawn = page.eval_on_selector(".plain-brand use", "use => use.getBBox().width")
    assert drawn > 5
