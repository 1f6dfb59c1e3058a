"""The commands of the library: ``regulations`` prints what there is, ``load_regulations`` brings it up to the files."""

import io
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.regulations import load, serialization, services
from groupadmin.regulations.load import FOLDER, read_preset
from groupadmin.regulations.models import Regulation
from tests.making import NOON, TODAY, make_regulation

LINE = {"slug", "title", "edition", "standing", "published_on", "effective_from", "sealed", "blanks"}


def run(*words, **options):
    """Return (exit code, stdout, stderr) of a command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=err, **options)
    except SystemExit as left:
        return left.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def run_json(*words):
    code, out, _err = run(*words, "--json")
    return code, json.loads(out)


class RegulationsCommand(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.steelworks = Regulation(slug="steelworks")
        serialization.write_regulation(cls.steelworks, read_preset(FOLDER / "steelworks.toml"))
        cls.rotation = Regulation(slug="admin-rotation")
        serialization.write_regulation(cls.rotation, read_preset(FOLDER / "admin-rotation.toml"))

    def test_a_line_of_the_list_has_just_these_facts(self):
        code, said = run_json("regulations")
        self.assertEqual((code, set(said)), (0, {"regulations"}))
        first, second = said["regulations"]
        self.assertEqual(set(first), LINE)
        self.assertEqual((first["slug"], second["slug"]), ("admin-rotation", "steelworks"))
        self.assertEqual((second["standing"], second["sealed"], second["published_on"]), ("final", False, None))
        self.assertEqual((first["blanks"], second["blanks"]), (4, 2))

    def test_sealing_and_publishing_are_seen_in_the_line(self):
        services.seal(self.steelworks, actor=None, at=NOON)
        services.publish(
            self.steelworks, published_on=TODAY, effective_from=TODAY + timedelta(days=7), actor=None, at=NOON
        )
        line = run_json("regulations")[1]["regulations"][1]
        self.assertEqual(
            (line["sealed"], line["published_on"], line["effective_from"]), (True, "2026-03-12", "2026-03-19")
        )

    def test_the_newest_edition_is_meant_unless_another_is_named(self):
        copy = services.new_edition(self.steelworks, actor=None, at=NOON)
        Regulation.objects.filter(pk=copy.pk).update(respond_within_minutes=45)
        newest = run_json("regulations", "steelworks")[1]
        first = run_json("regulations", "steelworks", "--edition", "1")[1]
        self.assertEqual((newest["edition"], newest["response"]["respond_within_minutes"]), (2, 45))
        self.assertEqual((first["edition"], first["response"]["respond_within_minutes"]), (1, 60))
        self.assertEqual([one["edition"] for one in run_json("regulations")[1]["regulations"]], [1, 2])

    def test_an_edition_that_is_not_there_is_refused(self):
        code, said = run_json("regulations", "steelworks", "--edition", "9")
        self.assertEqual((code, said["error"]["code"]), (1, "no_such_regulation"))

    def test_the_refusal_is_said_on_stderr_in_both_languages(self):
        for language, words in (("en", "There is no regulation “nowhere”."), ("zh-hans", "nowhere")):
            with self.subTest(language), translation.override(language):
                code, out, err = run("regulations", "nowhere")
                self.assertEqual((code, out), (1, ""))
                self.assertIn(words, err)
                self.assertIn("manage.py regulations", err)

    def test_a_number_that_is_none_is_a_wrong_use(self):
        with self.assertRaises(CommandError):
            call_command("regulations", "steelworks", "--edition", "one", stderr=io.StringIO())

    def test_everything_it_says_stands_in_the_vocabulary_of_its_file(self):
        said = run_json("regulations", "admin-rotation")[1]
        self.assertEqual(said["rotation"]["turn_months"], 2)
        self.assertEqual(said["rotation"]["nomination_due"], "last_day")
        terms = {term["kind"]: term.get("amount") for term in said["duty_terms"]}
        self.assertEqual(
            terms,
            {
                "allowance": 40,
                "material_reward": None,
                "training_points": 3.5,
                "extra_reward": "blank",
                "deduction": -10,
            },
        )
        self.assertEqual(said["clauses"]["running"]["1"], "管理员轮值，每期两个月，名单由群主确定。")

    def test_for_people_it_prints_the_same_facts_line_by_line(self):
        code, out, _err = run("regulations", "steelworks")
        self.assertEqual(code, 0)
        self.assertIn("respond_within_minutes: 60", out)
        self.assertIn("kind=online", out)
        self.assertIn("edition: 1", out)
        listed = run("regulations")[1].splitlines()
        self.assertEqual([line.split()[0] for line in listed], ["admin-rotation", "steelworks"])

    def test_it_writes_nothing(self):
        events = AuditEvent.objects.count()
        run("regulations")
        run("regulations", "steelworks")
        self.assertEqual(AuditEvent.objects.count(), events)

    def test_the_list_costs_one_query_however_long_it_is_beside_the_look_for_an_empty_library(self):
        with self.assertNumQueries(2):
            run("regulations")
        for _ in range(20):
            make_regulation()
        with self.assertNumQueries(2):
            run("regulations")


class LoadRegulationsCommand(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "one.toml").write_text('slug = "one"\ntitle = "一"\n', encoding="utf-8")
        real = load.load_presets
        patched = mock.patch(
            "groupadmin.regulations.management.commands.load_regulations.load_presets",
            lambda **facts: real(**facts, folder=self.folder),
        )
        patched.start()
        self.addCleanup(patched.stop)

    def test_it_says_how_many_it_made_altered_and_left(self):
        self.assertEqual(
            run_json("load_regulations"), (0, {"created": 1, "updated": 0, "new_editions": 0, "unchanged": 0})
        )
        (self.folder / "two.toml").write_text('slug = "two"\ntitle = "二"\n', encoding="utf-8")
        (self.folder / "one.toml").write_text('slug = "one"\ntitle = "壹"\n', encoding="utf-8")
        self.assertEqual(
            run_json("load_regulations"), (0, {"created": 1, "updated": 1, "new_editions": 0, "unchanged": 0})
        )
        self.assertEqual(set(Regulation.objects.values_list("title", flat=True)), {"壹", "二"})

    def test_a_wrong_file_is_refused_with_exit_one_and_nothing_is_written(self):
        (self.folder / "zwei.toml").write_text('slug = "zwei"\ntitle = "二"\nstray = 1\n', encoding="utf-8")
        code, said = run_json("load_regulations")
        self.assertEqual((code, said["error"]["code"]), (1, "preset_refused"))
        self.assertFalse(Regulation.objects.exists())
        with translation.override("en"):
            code, out, err = run("load_regulations")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("Preset zwei.toml, at “stray”: is not in the vocabulary.", err)

    def test_for_people_it_prints_a_line_for_each_count(self):
        self.assertIn("created: 1\n", run("load_regulations")[1])

    def test_an_empty_folder_loads_nothing_and_is_no_error(self):
        (self.folder / "one.toml").unlink()
        self.assertEqual(run_json("load_regulations")[1]["created"], 0)
