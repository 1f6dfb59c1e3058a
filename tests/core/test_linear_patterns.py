"""No pattern that sees a stranger's text takes longer than in proportion to it: steps are counted, at 10 and 100 times.

Python's own engine counts nothing, so a small one that backtracks as it does runs the parsed pattern.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from re import _constants as c
from re import _parser

from django.test import SimpleTestCase

MODULES = (
    "groupadmin.core.archives", "groupadmin.core.file_reader", "groupadmin.core.dates", "groupadmin.core.folding",
    "groupadmin.core.headings", "groupadmin.core.markup", "groupadmin.core.markup_tables",
    "groupadmin.core.headings", "groupadmin.core.table_reader", "groupadmin.core.table_blocks",
    "groupadmin.core.sheet_formats", "groupadmin.directory.staff_list", "groupadmin.directory.department_paths",
    "groupadmin.directory.vocabulary", "members.register.column_words",
)  # fmt: skip
# Of these every module is looked through, whatever is added.
PACKAGES = ("members.identity", "groupadmin.regulations.patterns")


def modules() -> list[str]:
    found = [f"{name}.{one.name}" for name in PACKAGES for one in iter_modules(import_module(name).__path__)]
    return [*MODULES, *PACKAGES, *found]


def held(value: object) -> Iterator[re.Pattern]:
    """Yield the patterns that a module keeps under one name: one, or several in a table."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (each for inner in value.values() for each in held(inner))
    elif isinstance(value, (tuple, list)):
        yield from (each for inner in value for each in held(inner))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from held([getattr(value, each.name) for each in fields(value)])


SMALL = 5
# A step for each character and each part of the pattern that looks at it, with room.
PER_CHARACTER = 60


class Counter:
    """Runs a parsed pattern over a text and counts the steps."""

    def __init__(self, pattern: re.Pattern, text: str) -> None:
        self.tree = _parser.parse(pattern.pattern, pattern.flags)
        self.text, self.steps, self.ignore = text, 0, bool(pattern.flags & re.IGNORECASE)
        self.most = 10**7

    def search(self, *, anywhere: bool) -> int:
        """Return the steps of looking for all matches, or for one at the beginning."""
        at = 0
        while at <= (len(self.text) if anywhere else 0):
            end = next(self.run(list(self.tree), at), None)
            at = end if end is not None and end > at else at + 1
        return self.steps

    def whole(self) -> int:
        """Return the steps of asking whether the whole text is a match: every way to the end is tried."""
        any(end == len(self.text) for end in self.run(list(self.tree), 0))
        return self.steps

    def run(self, nodes: list, at: int) -> Iterator[int]:
        if not nodes:
            yield at
            return
        for end in self.one(nodes[0], at):
            yield from self.run(nodes[1:], end)

    def one(self, node: tuple, at: int) -> Iterator[int]:
        self.steps += 1
        if self.steps > self.most:
            raise OverflowError
        kind, value = node
        if kind in (c.IN, c.LITERAL, c.NOT_LITERAL, c.ANY):
            yield from self.character(node, at)
        else:
            handler: Callable = getattr(self, f"{str(kind).lower()}_")
            yield from handler(value, at)

    def character(self, node: tuple, at: int) -> Iterator[int]:
        if at < len(self.text) and _is(node, self.text[at]):
            yield at + 1

    def branch_(self, value: tuple, at: int) -> Iterator[int]:
        for nodes in value[1]:
            yield from self.run(list(nodes), at)

    def subpattern_(self, value: tuple, at: int) -> Iterator[int]:
        yield from self.run(list(value[3]), at)

    def at_(self, value: object, at: int) -> Iterator[int]:
        edge = (
            at in (0, len(self.text))
            if "BOUNDARY" in str(value)
            else at == (0 if "BEG" in str(value) else len(self.text))
        )
        if edge:
            yield at

    def assert_(self, value: tuple, at: int) -> Iterator[int]:
        start = at if value[0] > 0 else at - 1
        if start >= 0 and next(self.run(list(value[1]), start), None) is not None:
            yield at

    def assert_not_(self, value: tuple, at: int) -> Iterator[int]:
        start = at if value[0] > 0 else at - 1
        if start < 0 or next(self.run(list(value[1]), start), None) is None:
            yield at

    def max_repeat_(self, value: tuple, at: int) -> Iterator[int]:
        least, most, nodes = value
        yield from self.repeated(list(nodes), at, least, most, 0)

    def min_repeat_(self, value: tuple, at: int) -> Iterator[int]:
        yield from reversed(list(self.max_repeat_(value, at)))

    def repeated(self, nodes: list, at: int, least: int, most: int, count: int) -> Iterator[int]:
        ends = [at]
        if len(nodes) == 1 and nodes[0][0] in (c.IN, c.LITERAL, c.NOT_LITERAL, c.ANY):
            while len(ends) <= most and (end := next(self.one(nodes[0], ends[-1]), None)) is not None:
                ends.append(end)
            for end in reversed(ends[least:]):
                self.steps += 1
                yield end
            return
        if count < min(most, 50):
            for end in self.run(nodes, at):
                if end > at:
                    yield from self.repeated(nodes, end, least, most, count + 1)
        if count >= least:
            yield at


# How a pattern that is looked for anywhere is used; the others are only asked of the beginning, or of the whole.
ANYWHERE = re.compile(r"(\w+)\.(?:search|finditer|findall|sub|split)\b")
SOURCES = Path(__file__).parent.parent.parent
WHOLE = [
    path.read_text(encoding="utf-8") for top in ("groupadmin", "members") for path in (SOURCES / top).rglob("*.py")
]
LOOKED_FOR = {name for text in WHOLE for name in ANYWHERE.findall(text)}
ASKED_OF_ALL = {name for text in WHOLE for name in re.findall(r"(\w+)\.fullmatch\b", text)}


def _is(node: tuple, character: str) -> bool:
    kind, value = node
    if kind is c.LITERAL:
        return chr(value) == character
    if kind is c.NOT_LITERAL:
        return chr(value) != character
    if kind is c.ANY:
        return character != "\n"
    items = [item for item in value if item[0] is not c.NEGATE]
    found = any(_in(item, character) for item in items)
    return found != (value[0][0] is c.NEGATE)


def _in(item: tuple, character: str) -> bool:
    kind, value = item
    if kind is c.LITERAL:
        return chr(value) == character
    if kind is c.RANGE:
        return value[0] <= ord(character) <= value[1]
    digit, space = character.isdigit(), character.isspace()
    word = character.isalnum() or character == "_"
    name = str(value)
    told = digit if "DIGIT" in name else space if "SPACE" in name else word
    return told != ("NOT" in name)


ALPHABET = " \n\t1a<>\"'=([*-_/年月:：.,、张&#;}{)]r@"


def samples(nodes: list) -> Iterator[str]:
    """Yield what each repeated part of a pattern may be fed with."""
    for kind, value in nodes:
        if kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield example(list(value[2]))
            yield from samples(list(value[2]))
        elif kind is c.SUBPATTERN:
            yield example(list(value[3]))
            yield from samples(list(value[3]))
        elif kind is c.BRANCH:
            for each in value[1]:
                yield example(list(each))
                yield from samples(list(each))


def example(nodes: list) -> str:
    """Return a short text that these nodes match."""
    text = ""
    for kind, value in nodes:
        if kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            text += example(list(value[2])) * max(value[0], 1)
        elif kind is c.SUBPATTERN:
            text += example(list(value[3]))
        elif kind is c.BRANCH:
            text += example(list(value[1][0]))
        elif kind is c.ASSERT and value[0] > 0:
            text += example(list(value[1]))
        elif kind in (c.IN, c.LITERAL, c.NOT_LITERAL, c.ANY):
            text += next(
                (each for each in ALPHABET if _is((kind, value), each)), chr(value) if kind is c.LITERAL else ""
            )
    return text


def texts(tree: list) -> Iterator[tuple[str, str]]:
    """Yield what a text may begin with and what it may go on with for ever: pieces that the pattern takes.

    Any piece after a whole match, and each repeated piece in the place where the pattern wants it.
    """
    beginnings = [example(tree[:end]) for end in range(len(tree) + 1)]
    found = [(beginnings[-1], feed) for feed in (*beginnings, *samples(tree))]
    found += [(beginnings[at], feed) for at, node in enumerate(tree) for feed in samples([node])]
    yield from ((head, feed) for head, feed in dict.fromkeys(found) if feed)


class LinearPatterns(SimpleTestCase):
    def patterns(self) -> Iterator[tuple[str, re.Pattern]]:
        for name in modules():
            for attribute, value in vars(import_module(name)).items():
                yield from ((f"{name}.{attribute}", pattern) for pattern in held(value))

    def steps(
        self,
        pattern: re.Pattern,
        feed: str,
        times: int,
        *,
        head: str | None = None,
        anywhere: bool = True,
        whole: bool = False,
    ) -> float:
        """Return the steps for each character of a text: a beginning, a piece again and again, what nothing matches."""
        if head is None:
            head = example(list(_parser.parse(pattern.pattern, pattern.flags)))
        text = (head + feed * times)[: 4 * times] + "\x01"
        if whole:
            return Counter(pattern, text).whole() / len(text)
        return Counter(pattern, text).search(anywhere=anywhere) / len(text)

    def ways(self, name: str) -> Iterator[dict[str, bool]]:
        """Yield how the pattern of a name is used: looked for, or asked of the beginning, or of the whole."""
        yield {"anywhere": name in LOOKED_FOR}
        if name in ASKED_OF_ALL:
            yield {"whole": True}

    def test_each_step_by_step(self):
        checked = 0
        for name, pattern in self.patterns():
            tree = list(_parser.parse(pattern.pattern, pattern.flags))
            for head, feed in texts(tree):
                for way in self.ways(name.rpartition(".")[2]):
                    with self.subTest(name, head=head[:20], feed=feed[:20], **way):
                        self.grows(pattern, feed, head=head, **way)
                        checked += 1
        self.assertGreater(checked, 100)

    def grows(self, pattern: re.Pattern, feed: str, **way: object) -> None:
        """Fail where ten times the text takes more steps for each character.

        Asked twice: the engine above repeats a group fifty times and no more.
        """
        least, few, many = (self.steps(pattern, feed, SMALL * by, **way) for by in (1, 10, 100))
        self.assertLess(many, few * 2 + PER_CHARACTER, f"{few:.0f} steps become {many:.0f}")
        self.assertLess(few, least * 2 + PER_CHARACTER, f"{least:.0f} steps become {few:.0f}")

    def test_the_patterns_that_once_stopped_the_service_are_seen(self):
        for once in (r"(?:\*|[:?]|\(必填\))+$", r"\d+-\d+\s*\s*\d+:", r"<(?:\w+:)?c(?=[\s/>])(?![^>]*\sr\s*=)"):
            pattern = re.compile(once)
            with self.subTest(once), self.assertRaises(AssertionError):
                for head, feed in texts(list(_parser.parse(once))):
                    self.grows(pattern, feed, head=head)

    def test_words_that_other_words_are_made_of_are_seen(self):
        few, many = (self.steps(re.compile("(?:ab|a|b)+"), "ab", SMALL * by, whole=True) for by in (1, 3))
        self.assertGreater(many, few * 5)

    def test_all_patterns_of_a_package_are_found(self):
        found = {name for name, _pattern in self.patterns()}
        for package in PACKAGES:
            for path in (SOURCES / package.replace(".", "/")).glob("*.py"):
                for name in re.findall(r"^(\w+) = re\.compile", path.read_text(encoding="utf-8"), re.MULTILINE):
                    self.assertIn(f"{package}.{path.stem}.{name}", found)

    def test_a_square_is_seen(self):
        few, many = (self.steps(re.compile(r"(?:\*|[:?])+$"), "*", SMALL * by) for by in (1, 10))
        self.assertGreater(many, few * 5)
