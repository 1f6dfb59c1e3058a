"""Make a believable organisation, of any size, with problems to find."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand
from groupadmin.regulations.load import library_at_hand
from members.demo import accounts, making


class Command(ConsoleCommand):
    help = "Make a believable organisation, of any size, with problems to find."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--employees", type=int, default=320)
        parser.add_argument("--groups", type=int, default=24)
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same organisation")
        parser.add_argument("--force", action="store_true", help="put it beside what the database holds already")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where the database is not empty")

    def answer(self, **options: Any) -> dict[str, Any]:
        clock = time.perf_counter()
        if options["if_empty"] and not making.is_empty():
            return {"made": False}
        wanted = {name: options[name] for name in ("employees", "groups", "seed", "force")}
        making.require_room(**{name: options[name] for name in ("employees", "groups", "force")})
        with library_at_hand(self):
            made = making.make(**wanted, at=timezone.now())
        return {
            "made": True,
            "departments": made.departments,
            "employees": made.employees,
            "groups": made.groups,
            "rosters": made.rosters,
            "memberships": made.memberships,
            "flags": made.flags,
            "log_ins": [{"username": one.username, "shows": one.shows} for one in made.log_ins],
            "password": accounts.PASSWORD,
            "note": "These log-ins exist in demo data only.",
            "seconds": round(time.perf_counter() - clock, 1),
        }

    def tell(self, answer: dict[str, object]) -> None:
        if not answer["made"] or "log_ins" not in answer:
            return
        for name in ("departments", "employees", "groups", "rosters", "memberships", "flags", "seconds"):
            self.stdout.write(f"{name}: {answer[name]}")
