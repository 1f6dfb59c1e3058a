"""Loading the preset files: idempotent, strict, and never altering an edition that a person or a group relies on."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from groupadmin.core import audit
from groupadmin.core.audit import Actor
from groupadmin.core.models import AuditEvent
from groupadmin.regulations import constraint_errors, serialization
from groupadmin.regulations.checking import PresetRefused, check
from groupadmin.regulations.models import Regulation

FOLDER = Path(__file__).parent / "presets"
LOADED = "regulation.loaded"


def read_preset(path: Path) -> serialization.Content:
    """Return the checked content of a preset file; raises PresetRefused with the file and the key."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PresetRefused(file=path.name, key="", problem=str(error)) from error
    check(content, path.name)
    if content["slug"] != path.stem:
        raise PresetRefused(file=path.name, key="slug", problem="is not the name of the file")
    return content


def load_presets(*, actor: Actor, at: datetime, folder: Path = FOLDER) -> dict[str, int]:
    """Bring the tables up to the preset files; returns counts: created, updated, new_editions, unchanged.

    All files are read and checked before anything is written, and one that is refused keeps all out. A file that has
    not changed since it was last loaded changes nothing, whatever people have done with the edition. A changed file
    alters the edition it made only while nobody relies on that edition (not sealed, not in force, not edited);
    otherwise it makes a new one.
    """
    counts = {"created": 0, "updated": 0, "new_editions": 0, "unchanged": 0}
    files = [
        (read_preset(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(folder.glob("*.toml"))
    ]
    with transaction.atomic():
        for content, preset_hash in files:
            counts[_load(content, preset_hash, actor=actor, at=at)] += 1
    return counts


def fill_unused_library(*, actor: Actor, at: datetime) -> int:
    """Load the preset files where no regulation was ever here; returns how many came in (0 where the library is used).

    A library that somebody has emptied is not filled again: the loading of what was there is on record.
    """
    used = Regulation.objects.exists() or AuditEvent.objects.filter(action=LOADED).exists()
    return 0 if used else load_presets(actor=actor, at=at)["created"]


def _load(content: serialization.Content, preset_hash: str, *, actor: Actor, at: datetime) -> str:
    """Bring one regulation up to its file; returns what was done."""
    editions = Regulation.objects.filter(slug=content["slug"])
    if editions.filter(preset_hash=preset_hash).exists():
        return "unchanged"
    newest = editions.order_by("-edition").first()
    if newest and _is_untouched(newest, at):
        target, done = newest, "updated"
        serialization.clear(target)
    else:
        target = Regulation(slug=content["slug"], edition=newest.edition + 1 if newest else 1)
        done = "new_editions" if newest else "created"
    target.preset_hash = preset_hash
    _write(target, content)
    audit.record(LOADED, target, actor=actor, at=at, detail={"preset": preset_hash, "done": done})
    return done


def _write(target: Regulation, content: serialization.Content) -> None:
    """Write an edition; what the tables refuse is refused with the place in the file and the law it breaks."""
    try:
        with transaction.atomic():
            serialization.write_regulation(target, content)
    except IntegrityError as error:
        place, law = constraint_errors.broken(content) or ("", str(error))
        raise PresetRefused(file=f"{content['slug']}.toml", key=place, problem=law.rstrip(".。")) from error


def _is_untouched(regulation: Regulation, at: datetime) -> bool:
    """Say whether an edition is just as a preset file made it, and nobody relies on it yet."""
    by_a_file = bool(regulation.preset_hash) and regulation.edited_at is None
    return by_a_file and regulation.may_be_edited(timezone.localdate(at))


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
