"""How many files and functions of the product two flows pass: a pasted list to a membership row, a finding to the page.

Counted by a profiler during real requests, so that nobody has to guess. Templates and libraries do not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import CodeType, FrameType
from unittest.mock import patch

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory.models import User
from groupadmin.groups.models import Group
from members.demo import making
from members.flags.sweeps import refresh_group_flags
from members.rosters import roster_file
from members.rosters.models import RosterImport

ROOT = Path(__file__).parent.parent
OURS = tuple(f"{ROOT / name}/" for name in ("groupadmin", "members"))
Passed = set[CodeType]


def run() -> list[tuple[str, float, str]]:
    """Return files and functions of both flows, step by step and as a whole."""
    call_command("load_regulations", stdout=StringIO())
    making.make(employees=320, groups=24, seed=1, at=timezone.now())
    figures: list[tuple[str, float, str]] = []
    for _step in (*_of_a_list(), *_of_a_finding()):
        """Once before counting: what is made at the first request (index, compiled rules) is no part of a flow."""
    for flow, steps in (("pasted list to membership", _of_a_list()), ("finding to page", _of_a_finding())):
        whole: Passed = set()
        for step, passed in steps:
            whole |= passed
            figures += _counted(f"flow {flow}, {step}", passed)
        figures += _counted(f"flow {flow}, whole", whole)
    return figures


def _of_a_list() -> Iterator[tuple[str, Passed]]:
    """Yield what is passed when somebody pastes two names, reads the preview and confirms."""
    visitor, group = _visitor(), _group()
    names = "\n".join(group.memberships.filter(gone_by=None).values_list("nickname", flat=True)[:2])
    with _watched() as passed:
        visitor.post(reverse("roster_new", args=[group.code]), {"mode": "PARTIAL", "text": names})
    yield "paste", passed
    with _watched() as passed, patch.object(roster_file, "ask", _answered_here):
        roster_file._read(names, "list")
    yield "reading (in a process of its own)", passed
    roster = RosterImport.objects.filter(group=group).latest("pk")
    with _watched() as passed:
        assert visitor.get(reverse("roster", args=[group.code, roster.pk])).status_code == 200
    yield "preview", passed
    with _watched() as passed:
        visitor.post(reverse("roster_confirm", args=[group.code, roster.pk]))
    roster.batch.refresh_from_db()
    assert roster.batch.state == "APPLIED", roster.batch.state
    yield "confirm", passed


def _answered_here(question: str, *asked: object) -> object:
    """Answer in this process what a reader asks of the one that started it."""
    return roster_file._answers()[question](*asked)


def _of_a_finding() -> Iterator[tuple[str, Passed]]:
    """Yield what is passed when a group's flags are refreshed, and when its page is read."""
    visitor, group = _visitor(), _group()
    with _watched() as passed:
        refresh_group_flags(group.pk, timezone.localdate())
    yield "flags of the group", passed
    with _watched() as passed:
        assert visitor.get(reverse("group", args=[group.code])).status_code == 200
    yield "page", passed


def _visitor() -> Client:
    visitor = Client()
    visitor.force_login(User.objects.get(username="hr"), backend="django.contrib.auth.backends.ModelBackend")
    return visitor


def _group() -> Group:
    return (
        Group.objects.filter(flags__state="OPEN", memberships__gone_by=None).exclude(headcount=None).order_by("pk")[0]
    )


@contextmanager
def _watched() -> Iterator[Passed]:
    """Gather the code objects of the product that are entered."""
    passed: Passed = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            passed.add(frame.f_code)

    before: Callable[..., object] | None = sys.getprofile()
    sys.setprofile(note)
    try:
        yield passed
    finally:
        sys.setprofile(before)


def _counted(name: str, passed: Passed) -> list[tuple[str, float, str]]:
    functions = {code for code in passed if not code.co_name.startswith("<")}
    return [
        (f"{name}: files", float(len({code.co_filename for code in functions})), "files"),
        (f"{name}: functions", float(len(functions)), "functions"),
    ]
