"""The form every command has: ``--json`` prints one object and nothing else; exit 0 done, 1 refused, 2 usage."""

from __future__ import annotations

import json
import sys
from abc import abstractmethod
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groupadmin.core.errors import Refusal


class ConsoleCommand(BaseCommand):
    """A command that answers with one JSON-able object.

    A subclass writes ``answer(**options)``, which returns the object or raises a Refusal, and ``tell(answer)``, which
    prints it for people.
    """

    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("json")
        try:
            answer = self.answer(**options)
        except Refusal as refusal:
            if as_json:
                self.stdout.write(json.dumps({"error": refusal.as_dict()}, ensure_ascii=False))
            else:
                self.stderr.write(str(refusal))
            sys.exit(1)
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))
        else:
            self.tell(answer)

    @abstractmethod
    def answer(self, **options: Any) -> dict[str, Any]:
        """Do the work and return the object that ``--json`` prints."""

    def tell(self, answer: dict[str, Any]) -> None:
        """Print the answer for a person: one line a fact."""
        for name, value in answer.items():
            self.stdout.write(f"{name}: {value}")
