"""Import a group's member list from a file: the same as pasting it on the group's page."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from groupadmin.core.commands import ConsoleCommand, add_answers, content_of
from groupadmin.core.errors import DomainError
from groupadmin.groups.models import Group
from members.imports import commands
from members.rosters.models import RosterImport


class NoSuchGroup(DomainError):
    code = "no_such_group"
    wording = _("There is no group with number %(number)s. Look it up in the register.")


class Command(ConsoleCommand):
    help = "Import a group's member list. --full closes who is missing; --partial (the default) closes nobody."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("group", metavar="GROUP_CODE")
        parser.add_argument("file", metavar="FILE", type=Path)
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument("--full", action="store_true", help="everybody of the group is on the list")
        modes.add_argument("--partial", action="store_true", help="nobody is taken for gone (the default)")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")
        parser.add_argument("--taken-at", type=_moment, help="ISO date and time of the list; now if left out")
        parser.add_argument("--reason", default="", help="why so many are gone, where the brake holds")
        add_answers(parser)

    def answer(self, **options: Any) -> dict[str, Any]:
        group = Group.objects.filter(code=options["group"]).first()
        if group is None:
            raise NoSuchGroup(number=options["group"])
        path: Path = options["file"]
        return commands.import_roster(
            group,
            content_of(path),
            path.name,
            mode=RosterImport.Mode.FULL if options["full"] else RosterImport.Mode.PARTIAL,
            taken_at=options["taken_at"],
            dry_run=options["dry_run"],
            override_reason=options["reason"],
            answers=dict(options["answer"]),
            at=timezone.now(),
        )

    def tell(self, answer: dict[str, Any]) -> None:
        counts = ", ".join(f"{name} {count}" for name, count in answer["counts"].items())
        self.stdout.write(f"{answer['group']} ({answer['mode']}): {counts}")
        for warning in answer["warnings"]:
            self.stdout.write(f"  ! {warning}")
        for row in answer["rows"]:
            if row["verdict"] != "ok":
                self.stdout.write(f"  {row['row']}\t{row['nickname']}\t{row['verdict']}\t{row['reason']}")
        for membership in answer["left"]:
            self.stdout.write(f"  left\t{membership['nickname']}\t{membership['staff_no'] or ''}")
        for membership in answer["kept"]:
            self.stdout.write(f"  kept until answered\t{membership['nickname']}\t{membership['staff_no'] or ''}")
        self.stdout.write(f"applied as import {answer['import']}" if answer["applied"] else "nothing was written")


def _moment(text: str) -> datetime:
    """Return an ISO moment, in the organisation's time zone where it names none."""
    try:
        moment = parse_datetime(text) or parse_datetime(f"{text}T00:00")
    except ValueError:  # in the form of a day, and none of the calendar: 2026-02-30
        moment = None
    if moment is None:
        raise ArgumentTypeError(f"{text} is no ISO date and time")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
