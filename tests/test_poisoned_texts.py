"""Every text of every table holds a tag with an attribute for htmx, and no page prints it as one.

A strict policy stops a script in such a text, but not htmx, which sends what an attribute says in the reader's name.
"""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.test import Client, SimpleTestCase
from django.urls import reverse

from groupadmin.core import audit, sweeps
from groupadmin.core.appendonly import AppendOnlyModel
from groupadmin.core.models import ColumnMapping
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.models import Flag
from tests.making import NOON, TODAY
from tests.organisation import Organisation
from tests.rosters.lists import bring

POISON = '<b hx-post="/x">'
# What is part of an address or of a pattern, is compared by, or is a word of our own and no text of anybody.
NO_TEXT = frozenset(
    "code staff_no slug template lineage name_key nickname_key account_key pinyin initials subject once kind signature "
    "file_hash language password error key field".split()
)
OURS = ("core", "directory", "groups", "regulations", "members")


def poison(model: type[models.Model]) -> int:
    """Put the tag into every text of a table that has room for it; returns into how many columns."""
    done = 0
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if not is_text or field.name in NO_TEXT or (field.max_length or 999) < 30:
            continue
        told = Concat(Value(POISON), Cast(F("pk"), CharField())) if _is_unique(model, field) else Value(POISON)
        try:
            with transaction.atomic():
                done += bool(model._base_manager.exclude(**{field.name: ""}).update(**{field.name: told}))
        except DatabaseError:
            continue  # a law of the database keeps such a text out
    return done


def poison_json(model: type[models.Model]) -> int:
    """Put the tag wherever a column of facts holds a text of somebody's; returns into how many rows."""
    done = 0
    for field in (one for one in model._meta.concrete_fields if isinstance(one, models.JSONField)):
        for row in model._base_manager.exclude(**{f"{field.name}__isnull": True}):
            told = poisoned(getattr(row, field.name))
            if told != getattr(row, field.name):
                done += model._base_manager.filter(pk=row.pk).update(**{field.name: told})
    return done


def poisoned(facts: object) -> object:
    """Return facts with the tag for every text, and every name, that is none of our own words, which are ASCII."""
    if isinstance(facts, dict):
        return {poisoned(name): poisoned(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [poisoned(one) for one in facts]
    return POISON if isinstance(facts, str) and not facts.isascii() else facts


def _is_unique(model: type[models.Model], field: models.Field) -> bool:
    return field.unique or any(field.name in getattr(law, "fields", ()) for law in model._meta.constraints)


class PoisonedTexts(Organisation):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        call_command("load_regulations", verbosity=0)
        draft = Regulation.objects.filter(slug="factory-office").get()
        Group.objects.update(regulation=draft, regulation_since=TODAY, note="x", purpose="x")
        sweeps.run_all(list(sweeps.nightly()), today=TODAY)
        audit.record(POISON, POISON, actor=cls.boss, at=NOON, detail={"before": POISON, POISON: [POISON]})
        cls.group = Group.objects.get(code="G00001")
        cls.preview = bring(cls.group, [f"{POISON}甲,wxid_p", f"丙{POISON},wxid_q"], mode="PARTIAL", actor=cls.boss)
        facts = {"kind": "DIRECTORY", "signature": "x", "mapping": {"工号": "staff_no", "昵称": ""}}
        ColumnMapping.objects.create(**facts)
        Flag.objects.create(
            group=cls.group, kind="OUTSIDER", raised_on=TODAY, due_on=TODAY, evidence={"department": "销售部"}
        )
        ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
        cls.columns = sum(poison(model) for model in ours if not issubclass(model, AppendOnlyModel))
        cls.facts = sum(poison_json(model) for model in ours if not issubclass(model, AppendOnlyModel))
        cls.arguments["slug"] = "factory-office"

    def setUp(self):
        self.escaped = 0

    def look(self, client: Client, path: str) -> None:
        with transaction.atomic():
            answer = client.get(path)
            transaction.set_rollback(True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return
        page = answer.content.decode()
        self.escaped += "&lt;b hx-post" in page
        with self.subTest(path):
            self.assertNotIn("<b hx-post", page)

    def test_no_page_of_the_console_prints_it_as_a_tag(self):
        self.assertGreater(self.columns, 60)
        self.assertGreater(self.facts, 1)
        for reader in self.readers:
            client = Client(raise_request_exception=False)
            client.force_login(reader)
            for path in self.pages().values():
                self.look(client, path)
        self.assertGreater(self.escaped, 40)

    def test_the_page_of_blanks_and_parts_of_pages_print_it_as_text(self):
        client = Client(raise_request_exception=False, headers={"HX-Request": "true"})
        client.force_login(self.boss)
        for path in (
            "/regulations/factory-office/1/blanks/",
            "/regulations/factory-office/1/",
            "/regulations/factory-office/1/nickname/?nickname=%3Cb+hx-post",
            "/matters/",
            f"/groups/G00001/roster/{self.preview.batch_id}/",
            "/people/import/columns/",
            "/trail/",
            "/groups/G00001/",
            "/groups/G00001/members/",
            "/departments/options/?q=b",
            "/search/?q=b",
            "/groups/?q=b",
            "/people/?q=b",
        ):
            self.look(client, path)
        self.assertGreater(self.escaped, 4)

    def test_the_back_office_neither(self):
        client = Client(raise_request_exception=False)
        client.force_login(self.boss)
        for model in site._registry:
            named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            self.look(client, reverse(f"{named}_changelist"))
            first = model._base_manager.order_by("pk").first()
            if first is not None:
                for page in ("change", "history", "delete"):
                    self.look(client, reverse(f"{named}_{page}", args=[first.pk]))
        self.assertGreater(self.escaped, 10)


class Templates(SimpleTestCase):
    def test_none_calls_a_text_safe(self):
        for file in Path(settings.BASE_DIR, "templates").rglob("*.html"):
            text = file.read_text(encoding="utf-8")
            for word in ("|safe", "autoescape off", "hx-on", "hx-vals='js:", "javascript:"):
                self.assertNotIn(word, text, file)
