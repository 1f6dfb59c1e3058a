"""The Chinese of a sentence, out of the catalogue's sources: tests need no compiled catalogue."""

from functools import cache
from pathlib import Path

import polib

LOCALE = Path(__file__).parents[1] / "locale"


@cache
def catalogue():
    """Return every sentence that has Chinese."""
    files = [polib.pofile(str(path)) for path in sorted(LOCALE.rglob("*.po"))]
    return {entry.msgid: entry.msgstr for file in files for entry in file if entry.msgstr and not entry.obsolete}


def chinese(wording, **facts):
    """Return the Chinese of a lazy wording with its facts filled in. Raises KeyError where there is none."""
    from django.utils import translation

    with translation.override(None, deactivate=True):
        return catalogue()[str(wording)] % facts
