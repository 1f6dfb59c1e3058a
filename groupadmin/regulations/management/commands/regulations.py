"""The library of regulations, or everything that one of them says, in the vocabulary of its preset file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_lazy as _

from groupadmin.core.commands import ConsoleCommand
from groupadmin.core.errors import DomainError
from groupadmin.regulations import serialization
from groupadmin.regulations.load import library_at_hand
from groupadmin.regulations.models import Regulation


class NoSuchRegulation(DomainError):
    code = "no_such_regulation"
    wording = _("There is no regulation “%(slug)s”. The list: manage.py regulations")


class Command(ConsoleCommand):
    help = "List the regulations, or print everything one regulation says."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("slug", nargs="?", metavar="SLUG", help="short name of a regulation")
        parser.add_argument("--edition", type=int, help="an edition other than the newest")

    def answer(self, **options: Any) -> dict[str, Any]:
        with library_at_hand(self):
            return _answer(options["slug"], options.get("edition"))

    def tell(self, answer: dict[str, Any]) -> None:
        if "regulations" in answer:
            for line in answer["regulations"]:
                self.stdout.write("{slug:28} {edition:>2}  {blanks:>2}  {title}".format(**line))
            return
        for key, value in answer.items():
            self._tell(key, value, 0)

    def _tell(self, key: str, value: object, depth: int) -> None:
        indent = "  " * depth
        if isinstance(value, dict):
            self.stdout.write(f"{indent}{key}:")
            for name, inner in value.items():
                self._tell(name, inner, depth + 1)
        elif isinstance(value, list):
            self.stdout.write(f"{indent}{key}:")
            for inner in value:
                self.stdout.write(f"{indent}  - {_short(inner)}")
        else:
            self.stdout.write(f"{indent}{key}: {value}")


def _short(value: object) -> str:
    return ", ".join(f"{key}={inner}" for key, inner in value.items()) if isinstance(value, dict) else str(value)


def _answer(slug: str | None, edition: int | None) -> dict[str, object]:
    editions = Regulation.objects.with_blanks()
    if not slug:
        return {"regulations": [_line(regulation) for regulation in editions.newest().order_by("slug")]}
    wanted = editions.filter(slug=slug)
    if edition:
        wanted = wanted.filter(edition=edition)
    regulation = wanted.order_by("-edition").first()
    if regulation is None:
        raise NoSuchRegulation(slug=slug)
    return _line(regulation) | serialization.regulation_to_dict(regulation)


def _line(regulation: Any) -> dict[str, Any]:
    """Return a regulation's line of the list."""
    return {
        "slug": regulation.slug,
        "title": regulation.title,
        "edition": regulation.edition,
        "standing": regulation.standing.lower(),
        "published_on": regulation.published_on,
        "effective_from": regulation.effective_from,
        "sealed": regulation.sealed_at is not None,
        "blanks": regulation.blank_count,
    }
