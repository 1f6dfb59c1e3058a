"""The documents say what is so: links lead somewhere, what they name is there, one word means one thing."""

from __future__ import annotations

import re
from pathlib import Path
from unittest import TestCase

from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
NAMED = re.compile(r"`([^`\n]+)`")
CODE = ("groupadmin", "members", "tests", "bench")
SUFFIXES = (".py", ".txt", ".toml", ".html", ".md", ".json", ".po", ".mo")


def documents() -> list[Path]:
    """Return every document of ours: those beside the Makefile, and all below docs."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def prose(path: Path) -> str:
    """Return a document without its fenced blocks, which are no sentences."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    """Return what a document's headings can be linked by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def ours() -> list[str]:
    """Return the paths of the files that a document may name, with a slash before each."""
    folders = ("groupadmin", "members", "templates", "tests", "docs", "locale", "bench")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return ["/" + path.relative_to(ROOT).as_posix() for path in files]


class Links(TestCase):
    def test_lead_to_a_file_that_is_there(self):
        for path in documents():
            for target in filter(None, (one or two for one, two in LINK.findall(prose(path)))):
                if target.startswith(("http:", "https:", "#")):
                    continue
                with self.subTest(document=path.name, link=target):
                    self.assertTrue((path.parent / target.partition("#")[0]).exists())

    def test_lead_to_a_heading_that_is_there(self):
        for path in documents():
            for target in filter(None, (one or two for one, two in LINK.findall(prose(path)))):
                file, _sign, anchor = target.partition("#")
                there = path.parent / file if file else path
                if anchor and "://" not in target and there.suffix == ".md":
                    with self.subTest(document=path.name, link=target):
                        self.assertIn(anchor, anchors(there))

    def test_every_document_can_be_reached_from_the_readme(self):
        reached, waiting = set(), [ROOT / "README.md"]
        while waiting:
            path = waiting.pop().resolve()
            if path in reached or path.suffix != ".md" or not path.exists():
                continue
            reached.add(path)
            waiting += [
                path.parent / one.partition("#")[0] for one, _two in LINK.findall(prose(path)) if "://" not in one
            ]
        self.assertEqual({path.name for path in DOCS.rglob("*.md") if path.resolve() not in reached}, set())


class WhatTheyName(TestCase):
    def test_every_command_exists(self):
        known = set(get_commands())
        for path in documents():
            for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8")):
                with self.subTest(document=path.name, command=name):
                    self.assertIn(name, known)

    def test_every_target_of_make_exists(self):
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        for path in documents():
            for name in re.findall(
                r"(?:`|^|; |\s)make ([a-z]+)(?=`|$| ARGS| BENCH)", path.read_text(encoding="utf-8"), re.MULTILINE
            ):
                with self.subTest(document=path.name, target=name):
                    self.assertIn(name, targets)

    def test_the_readme_names_two_commands_of_make_and_no_third(self):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"```\n(.*?)```", text, re.DOTALL), ["make run\nmake test\n"])
        self.assertEqual(set(re.findall(r"`make ([a-z]+)", text)), {"run", "test"})

    def test_every_file_named_to_engineers_exists(self):
        files = ours()
        for name in ("architecture.md", "recipes.md", "pages.md"):
            for named in NAMED.findall(prose(DOCS / name)):
                if not named.endswith(SUFFIXES) or set(named) & set("<>* ") or named[0] in "._":
                    continue
                with self.subTest(document=name, file=named):
                    self.assertTrue(any(one.endswith("/" + named) for one in files))

    def test_every_dotted_name_told_to_engineers_exists(self):
        """`module.name` stands in a file of that name, `package.module` is one."""
        files = ours()
        for document in ("architecture.md", "recipes.md"):
            for owner, name in re.findall(
                r"`(?:[a-z_]+\.)*([a-z_]+)\.([A-Za-z_]+)(?:\([^`]*|\[[^`]*)?`", prose(DOCS / document)
            ):
                modules = [ROOT / one[1:] for one in files if one.endswith(f"/{owner}.py")]
                with self.subTest(document=document, name=f"{owner}.{name}"):
                    inside = any(re.search(rf"\b{name}\b", path.read_text(encoding="utf-8")) for path in modules)
                    below = any(f"/{owner}/{name}.py" in one or f"/{owner}/{name}/" in one for one in files)
                    self.assertTrue(inside or below or f".{name}" in SUFFIXES)

    def test_every_room_of_the_architecture_is_where_it_is_said_to_be(self):
        """Below **`floor/room`** a bare `name` is a module or a folder of that room, `name/` a folder."""
        text = prose(DOCS / "architecture.md").partition("## Rooms")[2].partition("\n## ")[0]
        rooms = re.split(r"^\*\*`(groupadmin/[a-z]+|members/[a-z]+)`\*\*", text, flags=re.MULTILINE)
        self.assertGreater(len(rooms), 15)
        for room, told in zip(rooms[1::2], rooms[2::2], strict=True):
            for name in re.findall(r"`([a-z_]+)/?`", told):
                with self.subTest(room=room, name=name):
                    folder = ROOT / room
                    beside = any((folder / found).exists() for found in (f"{name}.py", name))
                    self.assertTrue(beside or (folder / "management/commands" / f"{name}.py").exists())
        files = ours()
        for name in re.findall(r"`([a-z_]+(?:/[a-z_]+)+)`", text):
            with self.subTest(path=name):
                self.assertTrue(any(one.endswith(f"/{name}.py") or f"/{name}/" in one for one in files))

    def test_every_setting_exists(self):
        """What is written in capitals with an underscore is a setting, or a constant that engineers are told of."""
        sources = [path for folder in CODE for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]
        text = "".join(path.read_text("utf-8") for path in sources)
        known = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", text))
        for path in documents():
            for name in re.findall(r"`(?:[a-z_]+\.)*([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", prose(path)):
                with self.subTest(document=path.name, setting=name):
                    self.assertIn(name, known)

    def test_every_class_exists(self):
        """A word of two capitals or more, such as `DomainError`, is a class of ours, or Django's ModelAdmin."""
        sources = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
        classes = {"ModelAdmin"} | set(
            re.findall(r"^ *class ([A-Za-z]+)", "".join(one.read_text("utf-8") for one in sources), re.M)
        )
        for path in documents():
            for name in re.findall(r"`(?:[a-z_]+\.)*([A-Z][a-z]+(?:[A-Z][a-z]+)+)(?:\.[a-z_]+)?`", prose(path)):
                with self.subTest(document=path.name, name=name):
                    self.assertIn(name, classes)

    def test_the_operator_is_told_of_every_setting_and_of_no_other(self):
        told = (DOCS / "operator.md").read_text("utf-8").partition("\n## Settings")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| (`[^|]+) \|", told, re.MULTILINE)
        named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
        example = (ROOT / ".env.example").read_text("utf-8")
        self.assertEqual(named, set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE)))

    def test_every_table_of_the_database_exists(self):
        tables = {model._meta.db_table for model in apps.get_models()}
        owners = {table.partition("_")[0] for table in tables}
        for path in documents():
            for name in re.findall(r"`([a-z]+_[a-z]+)`", prose(path)):
                if name.partition("_")[0] in owners & {"core", "axes", "directory"} and "_" in name:
                    with self.subTest(document=path.name, table=name):
                        self.assertIn(name, tables)

    def test_every_code_of_a_refusal_told_to_the_operator_exists(self):
        table = (DOCS / "operator.md").read_text("utf-8").partition("## Limits of reading")[2].partition("\n## ")[0]
        sources = "".join(path.read_text("utf-8") for path in (ROOT / "groupadmin" / "core").rglob("*.py"))
        codes = re.findall(r"`([a-z]+(?:_[a-z]+)+)`", table)
        self.assertGreater(len(codes), 5)
        for code in codes:
            with self.subTest(code):
                self.assertIn(f'"{code}"', sources)

    def test_every_command_of_ours_has_its_line(self):
        own = {name for name, app in get_commands().items() if app.startswith(("groupadmin", "members"))}
        text = (DOCS / "commands.md").read_text("utf-8")
        lines = set(re.findall(r"^\| `([a-z_]+)", text, re.MULTILINE))
        self.assertEqual(lines - own, set())
        # `make run` starts this one.
        self.assertEqual(own - lines, {"serve"})


class TheGlossary(TestCase):
    def test_has_each_chinese_word_once(self):
        rows = re.findall(
            r"^\| ([^|]*[一-鿿][^|]*) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
        )
        words = [word.strip() for row in rows if row.strip() != "中文" for word in row.split("、")]
        self.assertGreater(len(words), 40)
        self.assertEqual(sorted({word for word in words if words.count(word) > 1}), [])


class TheGuides(TestCase):
    def test_say_the_same_in_both_languages(self):
        for guide in ("clerk", "owner"):
            parts = [prose(DOCS / f"{guide}.{language}.md") for language in ("zh", "en")]
            for mark in (r"^#{1,3} ", r"^\d+\. ", r"^\| ", r"^\*\*\d+\. ", r"^\* "):
                with self.subTest(guide=guide, mark=mark):
                    counts = [len(re.findall(mark, part, re.MULTILINE)) for part in parts]
                    self.assertEqual(counts[0], counts[1])

    def test_the_owners_is_one_page(self):
        """A page of A4 in ten-and-a-half point holds some 45 lines, of 42 characters of Chinese or 95 of English."""
        for language, width in (("zh", 42), ("en", 95)):
            lines = [line for line in prose(DOCS / f"owner.{language}.md").split("\n\n") if line.strip()]
            height = sum(1 + len(line) // width for block in lines for line in self.laid(block))
            with self.subTest(language):
                self.assertLessEqual(height, 50)

    def laid(self, block: str) -> list[str]:
        """Return the lines that a block of Markdown is printed in, before they are wrapped."""
        if block.startswith(("|", "* ")):
            items = re.split(r"\n(?=\||\* )", block)
            return [item.replace("\n", " ") for item in items if not set(item) <= set("|- ")]
        return [re.sub(r"\]\([^)]*\)|\*\*", "", block.replace("\n", " "))]


class Decisions(TestCase):
    def test_are_numbered_without_a_gap_and_listed(self):
        files = sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
        self.assertEqual([int(name[:4]) for name in files], list(range(1, len(files) + 1)))
        index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"\]\((0[^)]+)\)", index), files)

    def test_each_says_what_was_asked_chosen_and_what_it_costs(self):
        for path in sorted((DOCS / "decisions").glob("0*.md")):
            text = path.read_text(encoding="utf-8")
            with self.subTest(path.name):
                self.assertTrue(text.startswith(f"# {path.name[:4]} "))
                for part in ("**Asked.**", "**Chosen.**", "**Costs.**"):
                    self.assertIn(part, text)
                self.assertLessEqual(len(text.splitlines()), 30)
