"""Print the open flags, of one group or one kind."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from groupadmin.core.commands import ConsoleCommand
from members.flags import adoption
from members.flags.models import Flag

COLUMNS = (
    "kind",
    "group__code",
    "employee__staff_no",
    "membership__nickname",
    "assignee__staff_no",
    "raised_on",
    "due_on",
)


class Command(ConsoleCommand):
    help = "Print what is open: whom it is about, whose turn it is, since when and until when."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--group", metavar="CODE", help="of this group only")
        parser.add_argument("--kind", type=str.upper, choices=Flag.Kind.values, help="of this kind only")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Return ``flags`` (design §9), the longest due first; raises UnknownGroup."""
        found = Flag.objects.filter(state=Flag.State.OPEN)
        if options["group"]:
            found = found.filter(group__in=adoption.groups_of([options["group"]]))
        if options["kind"]:
            found = found.filter(kind=options["kind"])
        rows = found.order_by("due_on", "pk").values_list(*COLUMNS)
        return {"flags": [_told(row) for row in rows.iterator(chunk_size=2000)]}

    def tell(self, answer: dict[str, Any]) -> None:
        for row in answer["flags"]:
            who = row["nickname"] or row["staff_no"] or ""
            self.stdout.write(
                f"{row['due_on']}  {row['kind']:<16} {row['group']:<10} {who}  → {row['assignee'] or '-'}"
            )


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    kind, group, staff_no, nickname, assignee, raised_on, due_on = row
    return {
        "kind": kind,
        "group": group,
        "staff_no": staff_no,
        "nickname": nickname,
        "assignee": assignee,
        "raised_on": raised_on.isoformat(),
        "due_on": due_on.isoformat(),
    }
