"""What was typed survives an ended session and a lost line; a page out of the browser's store is asked for anew."""

import pytest
from django.contrib.sessions.models import Session

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Flag
from tests.journeys.helpers import log_in
from tests.making import TODAY, make_department, make_employee, make_group, make_membership, make_user

pytestmark = pytest.mark.journey
LIST = "张三\n李四\n王五"


@pytest.fixture
def form(page):
    """Return the page on which a member list is pasted, the list typed in."""
    sales = make_department("销售部")
    group = make_group("销售群", sales, code="G00001")
    make_membership(group, make_employee("张三", sales, staff_no="000101"))
    clerk = make_user(make_employee("甲", staff_no="000102"), roles.HR)
    log_in(page, clerk.username)
    page.goto("/groups/G00001/roster/")
    page.fill("textarea[name=text]", LIST)
    page.check("input[name=mode][value=PARTIAL]")
    return page


def send(page):
    page.locator("main form .btn-primary").first.click()


def is_there(page):
    return (page.input_value("textarea[name=text]"), page.is_checked("input[name=mode][value=PARTIAL]"))


def test_an_ended_session(form):
    Session.objects.all().delete()
    send(form)
    form.wait_for_url("**/login/**")
    log_in_here(form)
    assert is_there(form) == (LIST, True)
    assert form.locator("[data-told=typed]").is_visible()
    send(form)
    form.wait_for_url("**/roster/*/")
    form.goto("/groups/G00001/roster/")
    assert is_there(form) == ("", False), "kept until it was taken, and no longer"


def log_in_here(page):
    page.fill("input[name=username]", "000102")
    page.fill("input[name=password]", "correct horse battery")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/roster/")


def test_somebody_else_who_logs_in_finds_nothing(form):
    Session.objects.all().delete()
    send(form)
    form.wait_for_url("**/login/**")
    make_user(make_employee("乙", staff_no="000103"), roles.HR)
    form.fill("input[name=username]", "000103")
    form.fill("input[name=password]", "correct horse battery")
    form.press("input[name=password]", "Enter")
    form.wait_for_url("**/roster/")
    assert is_there(form) == ("", False)
    assert form.evaluate("sessionStorage.getItem('typed')") is None


def test_a_lost_line(form):
    form.context.set_offline(True)
    send(form)
    assert form.locator("[data-told=offline]").is_visible()
    assert is_there(form) == (LIST, True)
    form.context.set_offline(False)
    form.route("**/roster/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    send(form)
    form.wait_for_url("chrome-error://**")
    form.unroute("**/roster/")
    form.goto("/groups/G00001/roster/")
    assert is_there(form) == (LIST, True)
    form.expected_errors.clear()


def test_logging_out_drops_it_and_a_stored_page_is_not_shown(form):
    form.evaluate("sessionStorage.setItem('typed', '{}')")
    Session.objects.all().delete()
    form.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    form.wait_for_url("**/login/**")
    log_in_here(form)
    form.evaluate("sessionStorage.setItem('typed', '{}')")
    form.locator(".topbar details.menu summary").click()
    form.locator("form[data-leaves] button").click()
    form.wait_for_url("**/login/**")
    assert form.evaluate("sessionStorage.getItem('typed')") is None


def test_a_row_that_could_not_be_fetched_says_so_and_tries_again(form):
    group = Group.objects.get()
    for name in ("李四", "王五"):
        gone = make_employee(name, status="LEFT")
        member = make_membership(group, gone)
        Flag.objects.create(
            kind=Flag.Kind.LEAVER, group=group, membership=member, employee=gone, subject=f"m{member.pk}",
            raised_on=TODAY, due_on=TODAY,
        )  # fmt: skip
    form.goto("/groups/G00001/")
    row = form.locator("section#remove details.matter-more").first
    form.context.set_offline(True)
    row.locator("summary").first.click()
    told = row.locator("[data-told=failed]")
    told.wait_for()
    form.context.set_offline(False)
    row.locator("summary").first.click()
    row.locator("summary").first.click()
    told.wait_for(state="detached")
    row.locator(".matter-inside textarea").wait_for()
    form.expected_errors.clear()
