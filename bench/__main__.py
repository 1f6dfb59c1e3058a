"""``make bench``: each measurement in a process and a database of its own, on both engines, beside the budgets.

    make bench                            all of it, at full size
    make bench BENCH_SCALE=0.1            a tenth of the people, groups and memberships
    make bench ARGS="lists --write"       some of it; --write puts each answer into its chapter of docs/bench.md

A budget is a ratio within one run wherever it can be: seconds are this machine's, ratios travel. No test hangs on it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.budgets import verdict

ROOT = Path(__file__).parent.parent
SCALE = float(os.environ.get("BENCH_SCALE") or 1)
POSTGRES = os.environ.get("DATABASE_URL_BENCH") or "postgres://postgres@127.0.0.1:5432/postgres"
# A measurement, and whether it asks a database at all.
MEASUREMENTS = {
    "roster_plan": False,
    "directory_import": True,
    "stock_import": True,
    "register_import": True,
    "roster_refresh": True,
    "sweeps": True,
    "lists": True,
    "first_load": True,
    "flows": True,
    "pages": True,
    "drills": True,
    "several_machines": True,
}
# Arguments of a measurement's ``run`` that the scale multiplies; anything else keeps its size.
SCALED = {"count", "employees", "groups", "memberships"}
# How the heading of a measurement's chapter in the report begins; other chapters are people's.
CHAPTER = "## Measured: "
Row = tuple[str, str, float, str]


def main() -> None:
    """Run what is asked for, in children, and print or write the table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    parser.add_argument("--write", action="store_true", help="put each answer into its chapter of docs/bench.md")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        print(json.dumps(one(wanted.one)))
        return
    facts = machine()
    print("\n".join(facts), flush=True)
    figures = {name: list(measured(name)) for name in wanted.names or MEASUREMENTS}
    if wanted.write:
        report = ROOT / "docs" / "bench.md"
        chapters = {name: chapter(name, facts, rows) for name, rows in figures.items() if rows}
        report.write_text(updated(report.read_text(), chapters))


def measured(name: str) -> Iterator[Row]:
    """Yield a measurement's rows on each engine, printing them as they come: engine, figure, value, unit."""
    engines = ["SQLite", "PostgreSQL"] if MEASUREMENTS[name] else ["-"]
    for engine in engines:
        with database(engine) as url:
            if url is None:
                print(f"  {name}: no {engine} here", flush=True)
                continue
            for figure, value, unit in child(name, url):
                print(f"  {engine:<10} {figure:<72} {value:>12,.2f} {unit:<7} {verdict(figure, value)}", flush=True)
                yield engine, figure, value, unit


@contextlib.contextmanager
def database(engine: str) -> Iterator[str | None]:
    """Give the address of a new, empty database and take it away again; None where there is no such server."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if engine != "PostgreSQL":
            yield f"sqlite:///{folder}/bench.sqlite3"
            return
        import psycopg

        name = f"bench_{uuid.uuid4().hex[:8]}"
        try:
            server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            yield None
            return
        with server:
            server.execute(f"CREATE DATABASE {name}")
            try:
                yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def child(name: str, url: str) -> list[tuple[str, float, str]]:
    """Run one measurement in a process of its own, so that memory is its own too."""
    with tempfile.TemporaryDirectory(prefix="bench-var-") as folder:
        ours = {"DATABASE_URL": url, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "bench.settings", "BENCH_ONE": name}
        done = subprocess.run(
            [sys.executable, "-m", "bench", "--one", name], cwd=ROOT, env=os.environ | ours, stdout=subprocess.PIPE
        )
    if done.returncode:
        print(f"  {name} failed", flush=True)
        return []
    answer: list[tuple[str, float, str]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def one(name: str) -> list[tuple[str, float, str]]:
    """Prepare the database of this process and take the measurement, at the scale that was asked for."""
    import django
    from django.core.management import call_command

    django.setup()
    if MEASUREMENTS[name]:
        call_command("migrate", verbosity=0, skip_checks=True)
    run = import_module(f"bench.{name}").run
    arguments: dict[str, Any] = {
        known.name: max(1, int(known.default * SCALE))
        for known in signature(run).parameters.values()
        if known.name in SCALED
    }
    answer: list[tuple[str, float, str]] = run(**arguments)
    return answer


def machine() -> list[str]:
    """Return the facts that figures are to be read with."""
    import django

    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return [
        f"CPU: {cpu}, {os.cpu_count()} cores; memory {memory:.0f} GiB; load {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}, Django {django.get_version()}",
        f"SQLite {_sqlite()}, PostgreSQL {_postgres()}",
        f"Scale {SCALE:g} (1 = 100,000 employees, 20,000 groups, 1,000,000 memberships)",
    ]


def chapter(name: str, facts: list[str], rows: list[Row]) -> str:
    """Return what one measurement has found, at which scale and on what machine."""
    lines = [
        f"{CHAPTER}{name}, at scale {SCALE:g}",
        "",
        f"{'; '.join(facts)}.",
        "",
        "| engine | figure | value | | budget |",
        "|---|---|---:|---|---|",
        *[
            f"| {engine} | {what} | {value:,.2f} | {unit} | {verdict(what, value)} |"
            for engine, what, value, unit in rows
        ],
    ]
    return "\n".join(lines) + "\n\n"


def updated(report: str, chapters: dict[str, str]) -> str:
    """Return the report with these chapters in the place of the ones before; what people have written stays below."""
    head, *parts = re.split(r"(?m)^(?=## )", report)
    old = {re.split(r"[,\n]", part.removeprefix(CHAPTER))[0]: part for part in parts if part.startswith(CHAPTER)}
    kept = old | chapters
    notes = [part for part in parts if not part.startswith(CHAPTER)]
    return "".join([head, *(kept[name] for name in MEASUREMENTS if name in kept), *notes])


def _lines(path: str) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(path).read_text().splitlines()
    return []


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def _postgres() -> str:
    import psycopg

    try:
        with psycopg.connect(POSTGRES, connect_timeout=3) as server:
            return str(server.info.server_version // 10000) + f".{server.info.server_version % 10000}"
    except psycopg.OperationalError:
        return "not here"


if __name__ == "__main__":
    main()
