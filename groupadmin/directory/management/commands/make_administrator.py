"""Make the first HR administrator, or let one back in: ``manage.py make_administrator [NAME] [--json]``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand
from groupadmin.directory import accounts


class Command(ConsoleCommand):
    help = "Make an HR administrator with a one-time password; for a name that exists, a new password and the role."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", nargs="?", default="admin", help="user name, or a staff number of the directory")

    def answer(self, **options: Any) -> dict[str, Any]:
        slip = accounts.make_administrator(options["name"], at=timezone.now())
        return {
            "username": slip.username,
            "password": slip.password,
            "until": timezone.localtime(slip.until).isoformat(),
        }

    def tell(self, answer: dict[str, Any]) -> None:
        self.stdout.write(f"User name:          {answer['username']}")
        self.stdout.write(f"One-time password:  {answer['password']}")
        self.stdout.write(f"Holds until:        {answer['until'][:16].replace('T', ' ')}")
        self.stdout.write("Shown this once. Log in, choose your own; then make the others' log-ins on the pages.")
