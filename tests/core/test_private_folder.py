"""Nobody else on the machine reads our data, whatever the account's umask says."""

import os
import stat
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from groupadmin.settings import keep_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TheFolder(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.umask, os.umask(0o022))
        self.folder = Path(folder.name, "var")

    def test_is_made_for_us_alone_and_so_is_what_is_made_afterwards(self):
        keep_private(self.folder)
        (self.folder / "queue").mkdir()
        (self.folder / "queue" / "message").write_text("x")
        (self.folder / "database").write_text("x")
        self.assertEqual([mode(self.folder), mode(self.folder / "queue")], [0o700, 0o700])
        self.assertEqual([mode(self.folder / "queue" / "message"), mode(self.folder / "database")], [0o600, 0o600])

    def test_of_an_earlier_release_is_closed_with_what_lies_in_it(self):
        self.folder.mkdir(mode=0o755)
        for name in ("groupadmin.sqlite3", "groupadmin.sqlite3-wal"):
            (self.folder / name).write_text("x")
        self.assertEqual(mode(self.folder / "groupadmin.sqlite3"), 0o644)
        keep_private(self.folder)
        self.assertEqual(mode(self.folder), 0o700)
        self.assertEqual({mode(file) for file in self.folder.iterdir()}, {0o600})

    def test_that_everybody_shares_is_left_as_it_is(self):
        self.folder.mkdir()
        self.folder.chmod(0o1777)
        keep_private(self.folder)
        self.assertEqual(mode(self.folder), 0o1777)

    def test_a_stricter_umask_stays(self):
        os.umask(0o177)
        keep_private(Path(self.folder.parent))
        self.assertEqual(os.umask(0o177), 0o177)

    def test_of_this_very_run_is_private(self):
        self.assertEqual(mode(Path(settings.VAR_DIR)) & 0o077, 0)
        self.assertEqual(mode(Path(settings.VAR_DIR, "secret_key")) & 0o077, 0)
