"""Preset files: refused with file and key when wrong; loading twice changes nothing; nobody's work is overwritten."""

import io
import json
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.regulations import services
from groupadmin.regulations.checking import PresetRefused
from groupadmin.regulations.load import FOLDER, load_presets, read_preset
from groupadmin.regulations.models import Clause, Regulation
from tests.making import NOON, TODAY

GOOD = """slug = "sample"
title = "样例"

[response]
respond_within_minutes = 30

[clauses.general]
1 = "第一条。"

[[offences]]
clause = "1"
code = "leak"
title = "泄密"
category = "leak"
steps = [{ penalties = ["warning"] }]
"""


class FolderCase(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "sample.toml"
        self.path.write_text(GOOD, encoding="utf-8")

    def load(self):
        return load_presets(actor=None, at=NOON, folder=self.folder)

    def change(self, old, new):
        self.path.write_text(self.path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


class WrongFiles(FolderCase):
    TABLE = (
        ("[response]", "[respons]", "respons"),
        ("respond_within_minutes", "respond_in", "response.respond_in"),
        ("= 30", '= "thirty"', "response.respond_within_minutes"),
        ("= 30", "= true", "response.respond_within_minutes"),
        ("= 30", "= -1", "response.respond_within_minutes"),
        ('category = "leak"', 'category = "leaks"', "offences.1.category"),
        ('category = "leak"\n', "", "offences.1.category"),
        ('clause = "1"', 'clause = "7"', "offences.1.clause"),
        ('["warning"]', '["hanging"]', "offences.1.steps.1.penalties.1.kind"),
        ('["warning"]', "[]", "offences.1.steps.1.penalties"),
        ('["warning"]', '[{ kind = "fine", euro = 5 }]', "offences.1.steps.1.penalties.1.euro"),
        ('code = "leak"', 'code = "a leak"', "offences.1.code"),
        ("[clauses.general]", "[clauses.chapter]", "clauses.chapter"),
        ('1 = "第一条。"', '1 = ""', "clauses.general.1"),
        ('title = "样例"', "", "title"),
        ('slug = "sample"', 'slug = "other"', "slug"),
        ("[response]", 'admitted = "x"\n[response]', "admitted"),
        ("[response]", '[identity]\nno_change_at_will = "blank"\n[response]', "identity.no_change_at_will"),
        ("[response]", '[group_name]\ngroup_name_kind = "pattern"\n[response]', "group_name.group_name_text"),
        ("[[offences]]", '[[nickname_patterns]]\ntemplate = "{nom}"\n[[offences]]', "nickname_patterns.1.template"),
    )

    def test_each_is_refused_with_the_file_and_the_key(self):
        for old, new, key in self.TABLE:
            with self.subTest(new):
                self.path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
                with self.assertRaises(PresetRefused) as caught:
                    read_preset(self.path)
                self.assertEqual((caught.exception.facts["file"], caught.exception.facts["key"]), ("sample.toml", key))

    def test_a_file_that_is_no_toml_is_refused(self):
        for content in (b"slug = ", b"\xff\xfe"):
            self.path.write_bytes(content)
            with self.assertRaises(PresetRefused):
                read_preset(self.path)

    def test_one_wrong_file_keeps_all_out(self):
        (self.folder / "zebra.toml").write_text("slug =", encoding="utf-8")
        with self.assertRaises(PresetRefused):
            self.load()
        self.assertFalse(Regulation.objects.exists())


class LoadingAgain(FolderCase):
    def test_the_same_file_changes_nothing(self):
        self.assertEqual(self.load()["created"], 1)
        before = list(Clause.objects.values())
        self.assertEqual(self.load(), {"created": 0, "updated": 0, "new_editions": 0, "unchanged": 1})
        self.assertEqual(list(Clause.objects.values()), before)
        self.assertEqual(AuditEvent.objects.count(), 1)

    def test_a_changed_file_alters_an_edition_nobody_relies_on(self):
        self.load()
        made = Regulation.objects.get()
        self.change("= 30", "= 45")
        self.change('["warning"]', '["demerit"]')
        self.assertEqual(self.load()["updated"], 1)
        self.assertEqual(Regulation.objects.get().pk, made.pk)
        self.assertEqual(Regulation.objects.get().respond_within_minutes, 45)
        self.assertEqual(made.offences.get().steps.get().penalties.get().kind, "DEMERIT")

    def after(self, act):
        self.load()
        act(Regulation.objects.get())
        self.change("= 30", "= 45")
        self.assertEqual(self.load()["new_editions"], 1)
        first, second = Regulation.objects.order_by("edition")
        self.assertEqual((first.respond_within_minutes, second.respond_within_minutes), (30, 45))
        self.assertEqual(self.load()["unchanged"], 1)

    def test_a_sealed_edition_stays_and_a_new_one_is_made(self):
        self.after(lambda regulation: services.seal(regulation, actor=None, at=NOON))

    def test_an_edition_in_force_stays(self):
        self.after(lambda regulation: services.publish(regulation, published_on=TODAY, actor=None, at=NOON))

    def test_an_edited_edition_stays(self):
        self.after(lambda regulation: services.note_edit(regulation, actor=None, at=NOON))

    def test_an_edited_edition_is_left_alone_by_the_same_file(self):
        self.load()
        services.note_edit(Regulation.objects.get(), actor=None, at=NOON)
        self.assertEqual(self.load()["unchanged"], 1)

    def test_the_command_loads_the_real_ones_and_says_how_many(self):
        out = io.StringIO()
        call_command("load_regulations", "--json", stdout=out)
        self.assertEqual(json.loads(out.getvalue())["created"], len(list(FOLDER.glob("*.toml"))))
