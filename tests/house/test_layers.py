"""Every app of ours, of today and tomorrow, stands in a layer that import-linter holds."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.test import SimpleTestCase

PYPROJECT = Path(settings.BASE_DIR) / "pyproject.toml"


class Layers(SimpleTestCase):
    def setUp(self):
        self.linter = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]
        self.layers = {
            name.strip()
            for contract in self.linter["contracts"]
            if contract["type"] == "layers"
            for layer in contract["layers"]
            for name in layer.split("|")
        }

    def test_hold_every_app(self):
        ours = [app.name for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
        ours = [name for name in ours if "site-packages" not in apps.get_app_config(name.rpartition(".")[2]).path]
        self.assertIn("members", ours)
        for name in ours:
            with self.subTest(app=name):
                self.assertIn(name, self.layers)
                self.assertIn(name.partition(".")[0], self.linter["root_packages"])

    def test_hold_every_room_of_members(self):
        rooms = {path.parent.name for path in Path(settings.BASE_DIR, "members").glob("*/__init__.py")}
        for room in rooms - {"migrations"}:
            with self.subTest(room=room):
                self.assertIn(f"members.{room}", self.layers)
