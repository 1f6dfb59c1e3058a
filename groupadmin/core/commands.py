"""The form every command has: ``--json`` prints one object and nothing else; exit 0 done, 1 refused, 2 usage."""

from __future__ import annotations

import argparse
import json
import sys
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError


class NoSuchFile(DomainError):
    code = "no_such_file"
    wording = _("File %(file)s cannot be read: %(reason)s. Correct the path and try again.")


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that a command was given. Raises NoSuchFile."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise NoSuchFile(file=path, reason=problem.strerror) from problem


def add_answers(parser: CommandParser) -> None:
    """Let a command take answers to what a file leaves open: ``--answer KEY=CHOICE``, as often as needed."""
    parser.add_argument(
        "--answer", action="append", default=[], type=_answer, metavar="KEY=CHOICE", help="answer an open question"
    )


def _answer(text: str) -> tuple[str, str]:
    key, equals, choice = text.rpartition("=")
    if not equals or not key:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=CHOICE")
    return key, choice


def tell_reading(
    command: ConsoleCommand,
    counts: dict[str, Any],
    reading: dict[str, Any],
    errors: Sequence[Mapping[str, object]],
    warnings: Sequence[str],
) -> None:
    """Print what an import answers: the counts, one a line, then how the file was read, and each row not taken."""
    ConsoleCommand.tell(command, {**counts, "errors": len(errors)})
    columns = "、".join(f"{name}={heading}" for name, heading in reading["columns"].items())
    command.stdout.write(f"sheet: {reading['sheet']} · headings: row {reading['heading_row']} · {columns}")
    for name in ("unread_columns", "unread_sheets", "unread_blocks"):
        if reading[name]:
            command.stdout.write(f"{name}: {'、'.join(reading[name])}")
    for warning in warnings:
        command.stdout.write(f"! {warning}")
    for error in errors:
        command.stdout.write(f"  {error['row']}: {error['reason']}")


class ConsoleCommand(BaseCommand):
    """A command that answers with one JSON-able object.

    A subclass writes ``answer(**options)``, which returns the object or raises a Refusal, and ``tell(answer)``, which
    prints it for people.
    """

    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")

    def handle(self, *args: object, **options: object) -> None:
        as_json = options.pop("json")
        try:
            answer = self.answer(**options)
        except DomainError as refusal:
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
    def answer(self, **options: object) -> dict[str, object]:
        """Do the work and return the object that ``--json`` prints."""

    def tell(self, answer: dict[str, object]) -> None:
        """Print the answer for a person: one line a fact."""
        for name, value in answer.items():
            self.stdout.write(f"{name}: {value}")
