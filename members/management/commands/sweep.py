"""Walk the night's sweeps, all or some, for today or another day."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from groupadmin.core import sweeps
from groupadmin.core.commands import ConsoleCommand


class Command(ConsoleCommand):
    help = "Run the nightly sweeps; without names all of them, in their order."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(sweeps.nightly())}")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day to judge by, ISO")
        parser.add_argument("--dry-run", action="store_true", help="show what would be raised and write nothing")

    def handle(self, *args: object, **options: object) -> None:
        """Exit with 1 where a sweep failed, so that a timetable notices; the others have run all the same."""
        self.failed = False
        super().handle(*args, **options)
        if self.failed:
            sys.exit(1)

    def answer(self, **options: Any) -> dict[str, Any]:
        """Return ``on`` and one entry a sweep (design §9), with ``error`` where one failed; raises UnknownSweep."""
        today = options["on"] or timezone.localdate()
        runs = sweeps.run_all(options["names"], today=today, dry_run=options["dry_run"])
        self.failed = any(run.error for run in runs)
        return {"on": today.isoformat(), "sweeps": [sweeps.as_dict(run) for run in runs]}

    def tell(self, answer: dict[str, Any]) -> None:
        for row in answer["sweeps"]:
            line = f"{row['name']:<18} +{row['raised']:<8} -{row['cleared']:<8} {row['seconds']:.3f} s"
            self.stdout.write(f"{line}  {row['error']}" if "error" in row else line)
