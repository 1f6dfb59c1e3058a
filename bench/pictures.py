"""Photograph pages of a running console, in both languages and at both widths, and tell what is wrong with them.

    python -m bench.pictures http://127.0.0.1:8000 shots                 the usual pages
    python -m bench.pictures http://127.0.0.1:8000 shots /groups/ /login/   these pages
    python -m bench.pictures --user hr --password secret --width 390 …

Each page is told with its console errors, violations of the content security policy, and how far it is wider than the
screen; the exit code is 1 when there was any. With ``--user`` the pages are seen by that log-in, else by a stranger.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES = ("zh-hans", "en")
WIDTHS = {1366: 768, 390: 844}
USUAL_PAGES = ("/", "/search/?q=zhang", "/password/", "/admin/")


@dataclass
class Shot:
    """One picture and what was wrong while it was taken."""

    path: str
    language: str
    width: int
    status: int = 0
    troubles: list[str] = field(default_factory=list)

    def line(self) -> str:
        told = "; ".join(dict.fromkeys(self.troubles)) or "ok"
        return f"{self.status} {self.language:7} {self.width:5} {self.path}  {told}"


def log_in(page: Page, base: str, user: str, password: str) -> None:
    """Fill in the log-in form as a person would."""
    page.goto(f"{base}/login/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("main button.btn-primary")
    page.wait_for_load_state()
    if "/login/" in page.url:
        sys.exit(f"{user} could not log in: {page.inner_text('main')}")


def speak(page: Page, base: str, language: str) -> None:
    """Press the language switch when the page speaks the other one."""
    page.goto(f"{base}/login/")
    switch = page.locator(f"button[name=language][value={language}]")
    if switch.count():
        switch.first.click()
        page.wait_for_load_state()


def photograph(page: Page, base: str, shot: Shot, file: Path) -> None:
    """Open one page, listen to what it complains of, and keep its picture."""
    on_console = lambda m: shot.troubles.append(f"console: {m.text[:200]}") if m.type == "error" else None  # noqa: E731
    on_error = lambda e: shot.troubles.append(f"script: {e}")  # noqa: E731
    page.on("console", on_console)
    page.on("pageerror", on_error)
    answer = page.goto(base + shot.path, wait_until="load")
    page.wait_for_timeout(150)
    shot.status = answer.status if answer else 0
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        shot.troubles.append(f"{too_wide} px wider than the screen")
    if shot.status >= 400:
        shot.troubles = [t for t in shot.troubles if "Failed to load resource" not in t]
        shot.troubles.append(f"answered {shot.status}")
    page.screenshot(path=file, full_page=True)
    page.remove_listener("console", on_console)
    page.remove_listener("pageerror", on_error)


def name_of(path: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in path.strip("/")) or "home"


def take(context: BrowserContext, args: argparse.Namespace, width: int) -> Iterator[Shot]:
    page = context.new_page()
    if args.user:
        log_in(page, args.base, args.user, args.password)
    for language in args.language or LANGUAGES:
        speak(page, args.base, language)
        for path in args.pages or (USUAL_PAGES if args.user else ("/login/",)):
            shot = Shot(path, language, width)
            who = f"{args.user}-" if args.user else ""
            photograph(page, args.base, shot, args.out / f"{who}{name_of(path)}-{language}-{width}.png")
            yield shot


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("base", help="address of the running console")
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("pages", nargs="*", help="paths, /groups/ …")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--width", type=int, action="append", choices=list(WIDTHS))
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    args = parser.parse_intermixed_args(argv)
    args.base = args.base.rstrip("/")
    args.out.mkdir(parents=True, exist_ok=True)
    return args


def main(argv: list[str]) -> int:
    args = parse(argv)
    bad = 0
    with sync_playwright() as playwright:
        for width in args.width or WIDTHS:
            with tempfile.TemporaryDirectory() as profile:
                context = playwright.chromium.launch_persistent_context(
                    profile,
                    executable_path=CHROMIUM,
                    args=QUIET,
                    viewport={"width": width, "height": WIDTHS[width]},
                    is_mobile=width < 768,
                    has_touch=width < 768,
                    timezone_id="Asia/Shanghai",
                )
                for shot in take(context, args, width):
                    print(shot.line(), flush=True)
                    bad += bool(shot.troubles)
                context.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
