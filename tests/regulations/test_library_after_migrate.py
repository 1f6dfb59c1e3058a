"""After ``migrate`` alone the first command that needs the library finds the presets; a used library is left alone."""

import io
import json
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.models import Flag
from tests.making import make_department, make_group, make_regulation
from tests.regulations.test_commands import run


class AfterMigrateAlone(TestCase):
    def run_json(self, *words):
        """Return (exit code, the one object on standard output, standard error)."""
        code, out, err = run(*words, "--json")
        return code, json.loads(out), err

    def test_the_list_has_the_presets_and_says_so_on_standard_error_only(self):
        with translation.override("en"):
            code, said, err = self.run_json("regulations")
        self.assertEqual((code, len(said["regulations"])), (0, 26))
        self.assertIn("The library of regulations was empty: 26 presets were loaded.", err)
        self.assertEqual(Regulation.objects.count(), 26)
        code, again, err = self.run_json("regulations")
        self.assertEqual((code, again, err), (0, said, ""))

    def test_one_of_them_can_be_read_at_once(self):
        code, said, _err = self.run_json("regulations", "steelworks")
        self.assertEqual((code, said["slug"]), (0, "steelworks"))

    def test_it_is_on_record_as_the_loaders_own_work(self):
        run("regulations")
        self.assertEqual(AuditEvent.objects.filter(action="regulation.loaded").count(), 26)

    def test_a_group_can_be_brought_under_one(self):
        group = make_group("销售群", make_department("销售部"))
        code, said, err = self.run_json("adopt", "steelworks", group.code)
        self.assertEqual((code, said["applied"]), (0, True))
        self.assertTrue(err)
        self.assertEqual(Group.objects.get().regulation.slug, "steelworks")

    def test_a_trial_answers_and_writes_nothing(self):
        group = make_group("销售群", make_department("销售部"))
        code, said, _err = self.run_json("adopt", "steelworks", group.code, "--simulate")
        self.assertEqual((code, said["applied"]), (0, False))
        self.assertFalse(Regulation.objects.exists() or AuditEvent.objects.exists() or Flag.objects.exists())

    def test_a_ledger_that_names_a_regulation_is_understood(self):
        code, said, err = self.import_ledger("群名称,所属部门,适用制度\n甲群,销售部,炼钢厂工作群管理规定\n")
        self.assertEqual((code, said["created"], said["errors"]), (0, 1, []))
        self.assertTrue(err)
        self.assertEqual(Group.objects.get().regulation.slug, "steelworks")

    def test_a_ledger_that_names_none_leaves_the_library_as_it_is(self):
        self.import_ledger("群名称,所属部门\n甲群,销售部\n")
        self.assertFalse(Regulation.objects.exists())

    def import_ledger(self, text):
        make_department("销售部")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "台账.csv"
            path.write_text(text, encoding="utf-8")
            return self.run_json("import_register", str(path))


class ALibraryThatIsUsed(TestCase):
    def test_one_regulation_of_ones_own_is_enough(self):
        make_regulation("own")
        code, out, err = run("regulations", "--json")
        self.assertEqual([line["slug"] for line in json.loads(out)["regulations"]], ["own"])
        self.assertEqual((code, err, Regulation.objects.count()), (0, "", 1))

    def test_one_that_was_emptied_stays_empty(self):
        call_command("load_regulations", stdout=io.StringIO())
        Regulation.objects.all().delete()
        _code, out, err = run("regulations", "--json")
        self.assertEqual((json.loads(out), err), ({"regulations": []}, ""))
