"""HR puts a group under a regulation after seeing what would follow, runs the night, and sees what it raised."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groupadmin.core.models import Job, SweepRun
from groupadmin.directory import roles
from groupadmin.regulations.load import load_presets
from members.models import Flag
from tests.journeys.helpers import go_on, log_in
from tests.making import make_department, make_employee, make_group, make_membership, make_roster, make_user
from tests.worker.running import RealWorker, wait_until


@pytest.fixture
def group():
    now = timezone.now()
    load_presets(actor=None, at=now)
    works = make_department("炼钢厂")
    group = make_group("炼钢厂工作群", works, roster_taken_at=now - timedelta(days=9), headcount=2, category="WORKSHOP")
    roster = make_roster(group, now - timedelta(days=9))
    seen = {"first_seen_at": roster.taken_at, "last_seen_at": roster.taken_at, "evidence": roster}
    make_membership(
        group, make_employee("甲一", works, post="厂长", is_manager=True), "炼钢厂甲一", role="OWNER", **seen
    )
    make_membership(group, make_employee("乙二", works, post="工艺员"), "钢铁小乙", **seen)
    make_employee("丙三", works, post="班组长")
    make_user(None, roles.HR, username="hr")
    return group


@pytest.mark.journey
@pytest.mark.worker
def test_hr_adopts_a_regulation_and_sees_the_nights_flags(page, group):
    log_in(page, "hr")
    page.goto("/regulations/steelworks/")
    assert "60" in page.inner_text("main") and "50" in page.inner_text("main")

    page.goto("/regulations/steelworks/adopt/")
    assert "炼钢厂工作群" in page.inner_text("main")
    page.locator("button[name=preview][value=all]").click()
    page.wait_for_load_state()
    preview = page.inner_text("main")
    assert "丙三" in preview, "the team leader who must be in and is not"
    assert not Flag.objects.exists(), "a preview writes nothing"
    group.refresh_from_db()
    assert group.regulation is None
    go_on(page)
    group.refresh_from_db()
    assert group.regulation.slug == "steelworks"

    page.goto("/nights/")
    with RealWorker():
        page.locator("form[action$='/nights/run/'] button").click()
        page.wait_for_load_state()
        wait_until(lambda: Job.objects.filter(kind="run_sweeps", state=Job.State.DONE).exists(), what="the night")
    assert SweepRun.objects.filter(error="").exists() and not SweepRun.objects.exclude(error="").exists()
    raised = set(Flag.objects.filter(group=group, state="OPEN").values_list("kind", flat=True))
    assert {"MISSING", "MISNAMED", "ROSTER_OLD"} <= raised, raised
    page.goto(f"/matters/?group={group.code}")
    assert "丙三" in page.inner_text("main")
    page.goto("/nights/")
    assert page.locator("tr.row-bad").count() == 0 and page.locator("main table tbody tr").count() >= 10
