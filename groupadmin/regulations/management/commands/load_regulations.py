"""Bring the library of regulations up to the preset files."""

from __future__ import annotations

from django.utils import timezone

from groupadmin.core.commands import ConsoleCommand
from groupadmin.regulations.load import load_presets


class Command(ConsoleCommand):
    help = "Load the preset regulations; what people or groups rely on is never altered."

    def answer(self, **options: object) -> dict[str, object]:
        return dict(load_presets(actor=None, at=timezone.now()))
