"""The first load on a phone: what the log-in page and home bring over the wire, from the files as they are served."""

import gzip
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import TestCase, override_settings

from groupadmin.directory import roles
from tests.making import make_user

MOST = 150 * 1024
ASKED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


class TheFirstLoad(TestCase):
    def weight(self, path: str) -> int:
        page = self.client.get(path).content
        files = set(ASKED.findall(page.decode()))
        self.assertTrue(files)
        found = [finders.find(file.removeprefix(settings.STATIC_URL)) for file in files]
        return packed(page) + sum(packed(Path(file).read_bytes()) for file in found)

    def test_of_the_log_in_page_is_light(self):
        self.assertLessEqual(self.weight("/login/"), MOST)

    def test_of_home_is_light(self):
        self.client.force_login(make_user(None, roles.HR))
        self.assertLessEqual(self.weight("/"), MOST)

    def test_of_the_back_office_is_light(self):
        self.client.force_login(make_user(None, roles.HR))
        self.assertLessEqual(self.weight("/admin/"), MOST)


class TheStaticFiles(TestCase):
    def test_can_be_collected_with_hashed_names(self):
        """A reference to a file that is not there, a source map say, would stop this."""
        storages = settings.STORAGES | {
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        }
        with TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder, STORAGES=storages):
            call_command("collectstatic", interactive=False, verbosity=0)
            self.assertRegex(staticfiles_storage.url("img/icons.svg"), r"^/static/img/icons\.[0-9a-f]{12}\.svg$")

    def test_name_no_registry(self):
        for file in (settings.BASE_DIR / "static").rglob("*"):
            if file.is_file():
                self.assertNotIn(b"registry.", file.read_bytes(), file.name)
