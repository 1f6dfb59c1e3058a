"""What journeys need: a live server and a page in Debian's Chromium. Where there is none, they say so loudly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CI = os.environ.get("CI", "") not in ("", "0", "false")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
NO_BROWSER = "no Chromium on this machine (Debian: apt install chromium fonts-noto-cjk)"


def pytest_collection_modifyitems(items):
    """Skip journeys where no browser is; in CI a missing browser is a failure."""
    if CHROMIUM or IN_CI:
        return
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter):
    """Say in the closing lines how many journeys were not run."""
    left_out = [r for r in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(r.longrepr)]
    if left_out:
        terminalreporter.write_sep("!", f"{len(left_out)} BROWSER JOURNEYS WERE NOT RUN: {NO_BROWSER}", red=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that run without a transaction empty the tables behind them; the guard has a test of its own.

    At the end the sessions of servers whose threads are still about are ended, or PostgreSQL keeps the database.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS core_auditevent_never_emptied ON core_auditevent")
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Return one Chromium for the session."""
    if not CHROMIUM:
        pytest.fail(NO_BROWSER)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread that asks the database
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, live_server, request) -> Iterator[object]:
    """Return a page on the live server: ``page.goto("/")``. Marker ``phone`` makes it 390 px wide.

    A message on the browser's console of the kind error (a broken content policy, a missing file) fails the journey.
    """
    from tests.journeys.helpers import make_roles

    make_roles()
    phone = request.node.get_closest_marker("phone") is not None
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
    context = browser.new_context(base_url=live_server.url, viewport=size, locale="zh-CN", has_touch=phone)
    context.set_default_timeout(15_000)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.expected_errors = wrong  # a journey that means to meet one clears it
    yield opened
    context.close()
    assert not wrong, wrong
