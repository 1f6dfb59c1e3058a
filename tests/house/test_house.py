"""The sizes and habits of the house, held by a machine."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from pathlib import Path
from unittest import TestCase

ROOT = Path(__file__).parent.parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text()
# Every package that import-linter holds, today's and tomorrow's.
CODE = tuple(tomllib.loads(PYPROJECT)["tool"]["importlinter"]["root_packages"])
TEXTS = {".py", ".md", ".toml", ".html", ".css", ".js", ".txt", ".po", ".yml", ".yaml", ".sh", ".cfg", ".example", ""}
OURS_TO_WRITE = (*CODE, "tests", "bench", "docs", "templates", "static", "locale", ".ci")
# Hosts of package registries, and places of one developer's machine, as patterns that do not find themselves.
REGISTRIES = re.compile(r"py(pi|thonhosted)\.org|registry\.(npm|yarn)|index[-_]url|tuna\.tsinghua|mirrors\.")
MACHINES = re.compile(r"/(ro{2}t|w{1}ork|h{1}ome)/[a-z.]+/|/tmp/[a-zA-Z]+/")
NO_CODE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
LINES, LINES_P90, FUNCTION, FUNCTION_P90 = 500, 300, 60, 30
TEMPLATE_LINE = 160


def code(*folders: str) -> list[Path]:
    found = [p for folder in folders for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts]
    return sorted(p for p in found if "__pycache__" not in p.parts)


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def lines_of_code(path: Path) -> int:
    """Return how many lines hold code: docstrings, comments and blank lines say nothing of how much is tested."""
    text = path.read_text()
    told = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node, clean=False):
            told.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    held = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NO_CODE:
            held.update(range(token.start[0], token.end[0] + 1))
    return len(held - told)


def p90(numbers: list[int]) -> int:
    return sorted(numbers)[int(len(numbers) * 0.9)]


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.walk(ast.parse(path.read_text()))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(f"{path.relative_to(ROOT)}:{n.name}", n.end_lineno - n.lineno + 1) for n in tree if isinstance(n, kinds)]


def written() -> list[Path]:
    """Return every text of ours: the folders, and the files beside them; what others wrote is not ours to judge."""
    beside = [p for p in ROOT.iterdir() if p.is_file() and p.name not in (".env", ".git")]
    below = [p for folder in OURS_TO_WRITE for p in (ROOT / folder).rglob("*") if p.is_file()]
    return [p for p in beside + below if p.suffix in TEXTS and not {"vendor", "__pycache__"} & set(p.parts)]


class Sizes(TestCase):
    def test_no_file_is_longer_than_500_lines_and_nine_in_ten_have_300(self):
        sizes = {path: lines(path) for path in code(*CODE, "tests", "bench")}
        self.assertEqual([str(path.relative_to(ROOT)) for path, size in sizes.items() if size > LINES], [])
        self.assertLessEqual(p90(list(sizes.values())), LINES_P90)

    def test_no_function_is_longer_than_60_lines_and_nine_in_ten_have_30(self):
        sizes = [one for path in code(*CODE) for one in functions(path)]
        self.assertEqual([one for one in sizes if one[1] > FUNCTION], [])
        self.assertLessEqual(p90([size for _, size in sizes]), FUNCTION_P90)

    def test_no_line_of_a_template_is_longer_than_160_characters(self):
        for path in sorted((ROOT / "templates").rglob("*.html")):
            with self.subTest(str(path.relative_to(ROOT))):
                read = enumerate(path.read_text().splitlines(), start=1)
                self.assertEqual([number for number, line in read if len(line) > TEMPLATE_LINE], [])

    def test_there_is_a_line_of_test_for_every_line_of_code(self):
        ours, tests = (sum(map(lines_of_code, code(*folders))) for folders in (CODE, ("tests",)))
        self.assertGreaterEqual(tests / ours, 1.0, f"{tests} lines of tests for {ours} of code")


class Dependencies(TestCase):
    def test_every_direct_one_says_what_it_is_for(self):
        told = tomllib.loads(PYPROJECT)
        wanted = told["project"]["dependencies"] + told["dependency-groups"]["dev"]
        for name in wanted:
            with self.subTest(name):
                self.assertRegex(PYPROJECT, re.escape(f'"{name}",') + r"\s+# \w{2,}.{5,}")

    def test_locks_pin_every_package_by_version_and_hash_and_name_no_address(self):
        for lock in ("requirements.txt", "requirements-dev.txt"):
            text = (ROOT / lock).read_text()
            self.assertNotRegex(text, r"://|@ |--index|--find|--extra", lock)
            for block in re.split(r"\n(?=\S)", text.strip()):
                with self.subTest(lock=lock, package=block.split("==")[0]):
                    self.assertRegex(block, r"^[a-z0-9-]+==[^\s]+ .*\\\n\s+--hash=sha256:[0-9a-f]{64}")

    def test_what_runs_is_pinned_alike_where_it_is_tested(self):
        pins = [
            dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.M))
            for lock in ("requirements.txt", "requirements-dev.txt")
        ]
        self.assertLessEqual(pins[0].items(), pins[1].items())


class Texts(TestCase):
    def test_name_no_registry_and_no_place_of_one_machine(self):
        for path in written():
            with self.subTest(str(path.relative_to(ROOT))):
                text = path.read_text(errors="replace")
                for pattern in (REGISTRIES, MACHINES):
                    self.assertIsNone(pattern.search(text))

    def test_leave_nothing_for_later(self):
        words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
        later = re.compile(rf"\b({'|'.join(words)})\b|raise NotImplemented" + r"Error|@(unittest\.)?sk" + r"ip\b")
        for path in code(*CODE, "tests", "bench"):
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertIsNone(later.search(path.read_text()))

    def test_nothing_stands_inline_in_a_page(self):
        events = "click|change|submit|input|load|error|focus|blur|toggle|key[a-z]+|mouse[a-z]+"
        parts = (r"<script(?![^>]*\bsrc=)", "<style", r"\sstyle=", rf"\son({events})=", "hx-on", "javascript:")
        inline = re.compile("|".join(parts), re.IGNORECASE)
        for path in sorted((ROOT / "templates").rglob("*.html")):
            with self.subTest(path.name):
                self.assertIsNone(inline.search(path.read_text()))


class Settings(TestCase):
    def test_every_setting_read_from_the_environment_stands_in_the_example(self):
        read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "groupadmin/settings.py").read_text()))
        read |= {"PORT", "HOST"}
        shown = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
        self.assertEqual(read, shown)
