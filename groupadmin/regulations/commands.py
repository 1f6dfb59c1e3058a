"""What the commands share that need the library of regulations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from groupadmin.regulations.load import fill_unused_library


@contextmanager
def library_at_hand(command: BaseCommand, *, keep: bool = True) -> Iterator[None]:
    """Have the presets in a library that was never used while a command works, and say so on standard error.

    Not ``keep``: what is done here is a trial that writes nothing, so the presets are taken out again after it. Raises
    PresetRefused.
    """
    if keep:
        _fill(command)
        yield
        return
    with transaction.atomic():
        filled = _fill(command)
        yield
        if filled:
            transaction.set_rollback(True)


def _fill(command: BaseCommand) -> int:
    filled = fill_unused_library(actor=None, at=timezone.now())
    if filled:
        said = ngettext(
            "The library of regulations was empty: %(n)d preset was loaded.",
            "The library of regulations was empty: %(n)d presets were loaded.",
            filled,
        )
        command.stderr.write(said % {"n": filled}, command.style.NOTICE)
    return filled
