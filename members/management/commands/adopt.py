"""Bring groups under a regulation, or show what that would raise."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from groupadmin.core.commands import ConsoleCommand
from groupadmin.regulations.load import library_at_hand
from members.flags import adoption


class Command(ConsoleCommand):
    help = "Adopt the newest edition of a regulation for some groups."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("regulation", metavar="REGULATION", help="its short name")
        parser.add_argument("codes", nargs="+", metavar="GROUP_CODE")
        parser.add_argument("--simulate", action="store_true", help="show what would be raised and write nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        """Return ``groups`` and ``would_raise`` by kind (design §9), what follows later, is cleared, or is open, and in
        ``outside`` the groups of a kind or on a platform that the regulation is not for.

        Raises UnknownRegulation, UnknownGroup, NothingToAdopt.
        """
        with library_at_hand(self, keep=not options["simulate"]):
            return _adopted(options["regulation"], options["codes"], simulate=options["simulate"])

    def tell(self, answer: dict[str, Any]) -> None:
        """Print the answer, with a warning of groups that the regulation is not for."""
        if outside := answer.pop("outside"):
            text = _("These groups are of a kind or on a platform that the regulation is not for: %(codes)s.")
            self.stdout.write(f"! {text % {'codes': '、'.join(outside)}}")
        super().tell(answer)


def _adopted(slug: str, codes: list[str], *, simulate: bool) -> dict[str, object]:
    regulation, at = adoption.newest_edition(slug), timezone.now()
    groups = adoption.groups_of(codes)
    preview = adoption.simulate(regulation, groups, today=timezone.localdate(at)).as_dict()
    outside = sorted(groups.exclude(adoption.meant_for(regulation)).values_list("code", flat=True))
    if not simulate:
        adoption.adopt(regulation, groups, actor=None, at=at)
    return preview | {"outside": outside, "applied": not simulate}
