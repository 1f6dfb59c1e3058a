"""Import the register of existing groups from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand, content_of
from groupadmin.regulations.commands import library_at_hand
from members.register import services, words
from members.register.planning import RegisterPlan, plan


class Command(ConsoleCommand):
    help = "Import existing groups from a ledger (CSV, TSV, XLSX or XLS); rows with problems are left out and listed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Return counts, the problems of every row, and whether it was written (design §9)."""
        path: Path = options["file"]
        content = content_of(path)
        if "regulation" not in services.read(content, path.name).columns(words.HEADERS):
            return _imported(content, path.name, dry_run=options["dry_run"])
        with library_at_hand(self, keep=not options["dry_run"]):
            return _imported(content, path.name, dry_run=options["dry_run"])


def _imported(content: bytes, name: str, *, dry_run: bool) -> dict[str, Any]:
    at = timezone.now()
    if dry_run:
        return _told(plan(services.read(content, name), today=timezone.localdate(at)), applied=False)
    with transaction.atomic():  # a file that is refused leaves no batch behind
        batch = services.stage(content=content, file_name=name, actor=None, at=at, at_once=True)
        made = RegisterPlan([], services.problems_of(batch), services.warnings_of(batch))
        services.apply(batch, actor=None, at=at)
    return _told(made, applied=True) | {key: batch.counts[key] for key in ("created", "updated", "unchanged")}


def _told(made: RegisterPlan, *, applied: bool) -> dict[str, Any]:
    counts = made.counts()
    return {
        **{name: counts[name] for name in ("created", "updated", "unchanged")},
        "errors": [problem.as_dict() for problem in made.problems],
        "warnings": [warning.reason for warning in made.warnings],
        "applied": applied,
    }
