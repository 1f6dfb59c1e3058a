"""Every page with believable data in a real browser: fits the screen, headed, labelled, and made for thumbs.

axe-core adds, at both widths: nobody is kept out by how they see, point or read. The page fixture adds: nothing refused
by the content policy, no error of a script.
"""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone

from groupadmin.directory import accounts as log_ins
from groupadmin.directory.models import Department, Employee, User
from groupadmin.groups.models import Group
from members.demo import accounts, making
from members.rosters.models import Membership, RosterImport
from tests.journeys.helpers import log_in

AXE = Axe()
SOUND = (Path(__file__).parent / "soundness.js").read_text(encoding="utf-8")
URLS = json.loads(Path(__file__).parent.with_name("urls_by_role.json").read_text(encoding="utf-8"))
FOR_BOXES = ("/departments/options/", "/people/options/", "/groups/options/", "/groups/new/name/")
NO_WHOLE_PAGES = ("/healthz", *FOR_BOXES)
# A page whose address takes nothing is found by itself; here stand those that are about something.
PLACES = (
    *(
        url
        for url, who in URLS.items()
        if who["HR"] == "page" and not {"<", "."} & {*url} and url not in NO_WHOLE_PAGES
    ),
    "/search/?q=zh",
    "/help/clerk/",
    "/help/owner/",
    "/groups/?category=PROJECT",
    "/groups/{group}/",
    "/groups/{group}/edit/",
    "/groups/{group}/history/",
    "/groups/{group}/members/",
    "/groups/{group}/roster/",
    "/groups/{group}/rosters/",
    "/groups/{group}/roster/{roster}/",
    "/groups/{group}/decisions/",
    "/groups/{group}/members/{member}/",
    "/groups/{group}/as-of/?at=2026-01-01T12:00",
    "/groups/{unknown}/",
    "/people/{person}/",
    "/people/{person}/groups/",
    "/departments/{department}/",
    "/accounts/{account}/",
    "/accounts/slips/{sheet}/",
    "/regulations/penalty-ladder/",
    "/regulations/penalty-ladder/1/blanks/",
    "/regulations/penalty-ladder/1/new/",
    "/regulations/penalty-ladder/1/publish/",
    "/regulations/penalty-ladder/adopt/",
)


def make_the_demo() -> dict[str, object]:
    """Fill the database as `make run` does, and return what addresses are filled with."""
    call_command("load_regulations", verbosity=0)
    making.make(employees=400, groups=24, seed=1, at=timezone.now())
    nobody = Employee.objects.here().filter(user=None)[:3]
    made = log_ins.make_log_ins(list(nobody), actor=User.objects.get(username="hr"), at=timezone.now())
    group = Group.objects.exclude(roster_taken_at=None).order_by("code")[0]
    return {
        "group": group.code,
        "unknown": Group.objects.live().filter(roster_taken_at=None)[0].code,
        "roster": RosterImport.objects.filter(group=group).order_by("-pk")[0].batch_id,
        "member": Membership.objects.present().filter(group=group)[0].pk,
        "person": User.objects.get(username="owner").employee.staff_no,
        "sheet": made[0].user.one_time_sheet_id,
        "department": Department.objects.order_by("-pk")[0].pk,
        "account": User.objects.get(username="owner").pk,
    }


def look_at(page, places, filled, *, asks_axe=False) -> dict[str, list[str]]:
    """Open each place and return what is wrong there, for axe-core too if it is asked."""
    wrong = {}
    for place in places:
        address = place.format(**filled)
        answer = page.goto(address)
        found = page.evaluate(SOUND)
        if asks_axe:
            found += [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in AXE.run(page).response["violations"]]
        if answer.status != 200:
            found = [f"answered {answer.status}"]
        if found:
            wrong[address] = found
    return wrong


def speak_english(page) -> None:
    page.locator("button[name=language][value=en]").click()
    page.wait_for_load_state()


@pytest.mark.look
@pytest.mark.journey
@pytest.mark.phone
def test_on_a_phone_in_both_languages(page):
    filled = make_the_demo()
    log_in(page, "hr", accounts.PASSWORD)
    assert not look_at(page, PLACES, filled, asks_axe=True)
    speak_english(page)
    assert not look_at(page, PLACES, filled)


@pytest.mark.look
@pytest.mark.journey
def test_at_a_desk_in_english(page):
    page.set_viewport_size({"width": 1366, "height": 768})
    filled = make_the_demo()
    log_in(page, "hr", accounts.PASSWORD)
    speak_english(page)
    assert not look_at(page, PLACES, filled, asks_axe=True)


@pytest.mark.look
@pytest.mark.journey
@pytest.mark.phone
def test_of_readers_with_less_to_see(page):
    filled = make_the_demo()
    for reader in ("audit", "owner", "employee"):
        log_in(page, reader, accounts.PASSWORD)
        assert not look_at(page, ("/", "/groups/", "/matters/", "/people/", "/regulations/"), filled), reader
        page.context.clear_cookies()
    assert not look_at(page, ("/login/",), filled)
