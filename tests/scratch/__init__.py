"""An app of a higher floor that nobody below knows: what comes later, installed for a test by ``WithScratchApp``."""

from __future__ import annotations

from django.apps import apps as registry
from django.db import connection
from django.test import TestCase, modify_settings


class WithScratchApp(TestCase):
    """Installs the app and makes its table; on SQLite that is only possible outside a transaction."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(modify_settings(INSTALLED_APPS={"prepend": "tests.scratch"}))
        from tests.scratch.models import Case

        # What tables told of their keys before the app came is forgotten.
        registry.clear_cache()
        with connection.schema_editor() as editor:
            editor.create_model(Case)
        cls.addClassCleanup(cls._drop_table, Case)
        super().setUpClass()

    @staticmethod
    def _drop_table(model):
        with connection.schema_editor() as editor:
            editor.delete_model(model)
