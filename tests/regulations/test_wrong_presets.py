"""A preset that is not written in the vocabulary is refused with its file, the place and what is wrong there."""

import tempfile
from pathlib import Path

from django.test import SimpleTestCase
from django.utils import translation

from groupadmin.regulations.checking import PresetRefused
from groupadmin.regulations.load import FOLDER, read_preset

HEAD = 'slug = "sample"\ntitle = "样例"\n'
CLAUSE = '[clauses.general]\n1 = "第一条。"\n'
OFFENCE = '[[offences]]\nclause = "1"\ncode = "leak"\ntitle = "泄密"\ncategory = "leak"\n'
STEP = 'steps = [{ penalties = ["warning"] }]\n'

# (what stands in the file, the place, what is said of it)
WRONG = (
    ("stray = 1\n", "stray", "is not in the vocabulary"),
    ("response = 30\n", "response", "must be a table"),
    ("clauses = 1\n", "clauses", "must be a table"),
    ("[clauses]\ngeneral = 1\n", "clauses.general", "must be a table"),
    ("[clauses.preface]\n1 = 'x'\n", "clauses.preface", "is no chapter"),
    ("[clauses.general]\n1 = '  '\n", "clauses.general.1", "has no text"),
    ("[clauses.general]\n1 = 5\n", "clauses.general.1", "has no text"),
    (CLAUSE + "[clauses.members]\n1 = '又一条。'\n", "clauses.members.1", "this number is taken"),
    ("[response]\nrespond_within_minutes = 1.5\n", "response.respond_within_minutes", "is of the wrong kind"),
    ("[response]\nacknowledged = 1\n", "response.acknowledged", "is of the wrong kind"),
    ("[response]\nacknowledged = 'blank'\n", "response.acknowledged", "cannot be left blank"),
    ("[response]\nacknowledged_with = true\n", "response.acknowledged_with", "is of the wrong kind"),
    (f"[response]\nacknowledged_with = '{'长' * 256}'\n", "response.acknowledged_with", "255"),
    ("[response]\nproblems_confirmed_by = 'boss'\n", "response.problems_confirmed_by", "is not one of concerned, head"),
    ("[response]\nproblems_confirmed_by = 'HEAD'\n", "response.problems_confirmed_by", "is not one of"),
    ("platforms = 'qq'\n", "platforms", "must be a list"),
    ("platforms = ['telegraph']\n", "platforms.1.platform", "is not one of wechat, qq"),
    ("platforms = ['qq', 7]\n", "platforms.2.platform", "is of the wrong kind"),
    ("categories = ['company']\n", "categories.1", "must be a table"),
    ("[[categories]]\nowner = 'office'\n", "categories.1.category", "is missing"),
    ("[[categories]]\ncategory = 'blank'\n", "categories.1.category", "cannot be left blank"),
    ("[[quiet_hours]]\nkind = 'no_chat'\nstarts = '22:00'\n", "quiet_hours.1.starts", "is of the wrong kind"),
    ("[[quiet_hours]]\nstarts = 22:00:00\nends = 23:00:00\n", "quiet_hours.1.kind", "is missing"),
    ("[[approval_steps]]\ndecider = 'office'\n", "approval_steps.1.order", "is missing"),
    ("[[accumulations]]\nkind = 'warning'\nbecomes = 'demerit'\n", "accumulations.1.count", "is missing"),
    ("[[required_members]]\nwhom = 'managers'\nclause = '3'\n", "required_members.1.clause", "there is no clause 3"),
    (CLAUSE + OFFENCE, "offences.1.steps", "is missing"),
    (CLAUSE + OFFENCE + "steps = [{ grave = true }]\n", "offences.1.steps.1.penalties", "is missing"),
    (CLAUSE + OFFENCE + "steps = 'warning'\n", "offences.1.steps", "must be a list"),
    (
        CLAUSE + OFFENCE + "steps = [{ penalties = [{ kind = 'fine', amount = 'many' }] }]\n",
        "offences.1.steps.1.penalties.1.amount",
        "is of the wrong kind",
    ),
    (
        CLAUSE + OFFENCE + "steps = [{ penalties = [{ kind = 'fine', amount = 1.234 }] }]\n",
        "offences.1.steps.1.penalties.1.amount",
        "2 decimal places",
    ),
    (
        CLAUSE + OFFENCE + "steps = [{ occurrence = 'twice', penalties = ['warning'] }]\n",
        "offences.1.steps.1.occurrence",
        "is of the wrong kind",
    ),
    (
        CLAUSE + OFFENCE + STEP + OFFENCE.replace("'leak'", "'two'") + "steps = [{ penalties = ['hanging'] }]\n",
        "offences.2.steps.1.penalties.1.kind",
        "is not one of",
    ),
    ("[[committee_roles]]\nrole = 'admin'\n", "committee_roles.1.duties", "is missing"),
    ("[[committee_roles]]\nrole = 'admin'\nduties = [5]\n", "committee_roles.1.duties.1.text", "is of the wrong kind"),
    ("[[nickname_patterns]]\ntemplate = '{name'\n", "nickname_patterns.1.template", "cannot be read at character"),
    ("[group_name]\ngroup_name_kind = 'pattern'\n", "group_name.group_name_text", "cannot be read at character 0"),
)


class WrongPresets(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "sample.toml"

    def refused(self, content):
        self.path.write_bytes(content)
        with translation.override("en"), self.assertRaises(PresetRefused) as caught:
            read_preset(self.path)
        return caught.exception

    def test_each_is_refused_at_its_place_with_its_problem(self):
        for body, key, problem in WRONG:
            with self.subTest(key=key, problem=problem):
                refusal = self.refused((HEAD + body).encode())
                self.assertEqual((refusal.facts["file"], refusal.facts["key"]), ("sample.toml", key))
                self.assertIn(problem, str(refusal.facts["problem"]))

    def test_the_sentence_names_file_place_and_problem(self):
        refusal = self.refused((HEAD + "stray = 1\n").encode())
        with translation.override("en"):
            self.assertEqual(str(refusal), "Preset sample.toml, at “stray”: is not in the vocabulary.")
        self.assertEqual(refusal.code, "preset_refused")

    def test_a_head_without_name_or_title_is_refused(self):
        for head, key in (
            ('title = "样例"\n', "slug"),
            ('slug = "sample"\n', "title"),
            ('slug = ""\ntitle = "样例"\n', "slug"),
            ('slug = "sample"\ntitle = 5\n', "title"),
        ):
            with self.subTest(head):
                self.assertEqual(self.refused(head.encode()).facts["key"], key)

    def test_the_name_is_that_of_the_file(self):
        refusal = self.refused(HEAD.replace("sample", "simple").encode())
        self.assertEqual(refusal.facts["problem"], "is not the name of the file")

    def test_what_is_no_toml_or_no_utf8_or_cut_in_half_is_refused(self):
        whole = (FOLDER / "steelworks.toml").read_bytes()
        for name, content in (
            ("no toml", b"slug ="),
            ("utf-16", HEAD.encode("utf-16")),
            ("gb18030", HEAD.encode("gb18030")),
            ("NUL", HEAD.encode() + b"\0"),
            ("cut in half", whole[: whole.index(b"title", 20) + 8]),
            ("a key twice", (HEAD + 'title = "又"\n').encode()),
        ):
            with self.subTest(name):
                refusal = self.refused(content)
                self.assertEqual((refusal.facts["file"], refusal.facts["key"]), ("sample.toml", ""))
                self.assertTrue(refusal.facts["problem"])

    def test_a_right_one_is_read_as_it_stands(self):
        self.path.write_text(HEAD + CLAUSE + OFFENCE + STEP, encoding="utf-8")
        content = read_preset(self.path)
        self.assertEqual(content["offences"][0]["steps"], [{"penalties": ["warning"]}])
        self.assertEqual(content["clauses"], {"general": {"1": "第一条。"}})
