"""An owner, on a phone: pastes the list, sees only what is wrong, sends the sentence, and the next list proves it."""

import pytest
from django.utils import timezone

from groupadmin.directory.models import Employee
from members.models import Flag, IdentityDecision, Membership, Sending
from tests.journeys.helpers import fits_the_screen, go_on, log_in
from tests.making import make_department, make_employee, make_group, make_membership, make_regulation, make_user

FIRST = "销售部-甲一\n销售部-乙二\n丙三\n老王"
NEXT = "销售部-甲一\n销售部-乙二\n销售部-王五"


@pytest.fixture
def group():
    sales = make_department("销售部")
    rule = make_regulation("departments", nickname="{department}-{name}", admission="EMPLOYEES", rename_grace_days=0)
    group = make_group("销售部工作群", sales, regulation=rule, registered_on=timezone.localdate())
    owner = make_employee("甲一", sales)
    make_membership(group, owner, "销售部-甲一", role=Membership.Role.OWNER)
    make_user(owner, username="owner")
    make_employee("乙二", sales)
    make_employee("丙三", sales, status=Employee.Status.LEFT)
    make_employee("王五", sales, staff_no="W5")
    return group


def paste(page, group, text):
    page.goto(f"/groups/{group.code}/roster/")
    page.fill("textarea[name=text]", text)
    page.check("input[name=mode][value=FULL]")
    assert fits_the_screen(page)
    go_on(page)


@pytest.mark.journey
@pytest.mark.phone
def test_an_owner_pastes_acts_and_proves(page, group):
    log_in(page, "owner")
    assert fits_the_screen(page)
    paste(page, group, FIRST)
    assert fits_the_screen(page)
    question = page.locator("fieldset.question", has_text="老王").first
    assert "王五" not in question.inner_text(), "whom the owner may not look up is not told by a surname"
    question.locator("input[name^=staff]").fill("W5")
    go_on(page)
    assert IdentityDecision.objects.get().employee.name == "王五"

    page.goto(f"/groups/{group.code}/")
    assert fits_the_screen(page)
    assert set(Flag.objects.filter(state="OPEN").values_list("kind", flat=True)) == {"LEAVER", "MISNAMED"}
    main = page.inner_text("main")
    assert "丙三" in main and "销售部-王五" in main, "who must go, and the nickname to copy"
    assert "乙二" not in page.inner_text("section#remove"), "who is in order is not shown"

    page.locator("section#remove details.matter-more > summary").first.click()
    page.locator("section#remove .matter-inside textarea").first.wait_for()
    assert "丙三" in page.locator("section#remove .matter-inside textarea").first.input_value()
    assert fits_the_screen(page)
    page.locator("section#remove button[name=sent]").first.click()
    page.wait_for_load_state()
    assert Sending.objects.filter(sent_at__isnull=False).exists()
    page.locator("section#remove input[type=checkbox][name=flags]").first.check()
    page.locator("section#remove form.matter-done button").click()
    page.wait_for_load_state()
    leaver = Flag.objects.get(kind="LEAVER")
    assert leaver.acted_at and leaver.state == "OPEN", "a word is no proof"

    paste(page, group, NEXT)
    go_on(page)
    assert not Flag.objects.filter(state="OPEN").exists()
    leaver.refresh_from_db()
    assert leaver.state == "CLEARED" and leaver.cleared_by is not None, "the list is the proof"
    page.goto(f"/groups/{group.code}/")
    assert page.locator("main .alert-success").is_visible()
