"""Import HR's staff list: ``manage.py import_directory FILE [--mode update|full] [--dry-run] [--json]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand, content_of
from groupadmin.directory import importing


class Command(ConsoleCommand):
    help = "Import the staff directory from HR's spreadsheet; only differences are written."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="XLSX, XLS, CSV or TSV")
        parser.add_argument("--mode", choices=[importing.UPDATE, importing.FULL], default=importing.UPDATE)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument("--only-if-clean", action="store_true", help="write nothing when any row has a mistake")
        parser.add_argument("--reason", default="", help="why a full list may mark so many people as left")

    def answer(self, **options: Any) -> dict[str, Any]:
        path = Path(options["file"])
        plan = importing.import_now(
            content=content_of(path),
            file_name=path.name,
            mode=options["mode"],
            dry_run=options["dry_run"],
            only_if_clean=options["only_if_clean"],
            override_reason=options["reason"],
            actor=None,
            at=timezone.now(),
        )
        counts = plan.counts()
        return {
            **{name: counts[name] for name in ("created", "updated", "unchanged", "left", "departments")},
            "errors": [problem.as_dict() for problem in plan.problems],
            "applied": not options["dry_run"],
        }

    def tell(self, answer: dict[str, Any]) -> None:
        """Print the counts, one a line, and then each row that was not taken."""
        errors = answer.pop("errors")
        super().tell({**answer, "errors": len(errors)})
        for error in errors:
            self.stdout.write(f"  {error['row']}: {error['reason']}")
