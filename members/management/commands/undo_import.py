"""Undo an import of any kind by its number."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand
from groupadmin.core.import_kinds import undo_import


class Command(ConsoleCommand):
    help = "Take an applied import back, exactly, as long as nothing was built on it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("number", metavar="IMPORT", type=int)

    def handle(self, *args: object, **options: object) -> None:
        self.undone = False
        super().handle(*args, **options)
        if not self.undone:
            sys.exit(1)

    def answer(self, **options: Any) -> dict[str, Any]:
        answer = undo_import(options["number"], at=timezone.now())
        self.undone = answer["undone"]
        return answer
