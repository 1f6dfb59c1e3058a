"""Reading a template: text in, a tree out; and every plain sequence that the tree allows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from groupadmin.regulations.patterns.words import TOKENS

LONGEST_TEMPLATE = 200
MOST_VARIANTS = 64


class PatternError(ValueError):
    """A template that cannot be read: ``code`` says what is wrong, ``position`` where, counted from 0.

    Codes: empty, too_long, unknown_token, open_brace, open_bracket, open_choice, stray_bracket, no_token,
    too_many_variants.
    """

    def __init__(self, code: str, position: int) -> None:
        super().__init__(f"{code} at {position}")
        self.code = code
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """A place for a fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches; ``optional`` = a part in square brackets, whose other branch is nothing."""

    branches: tuple[tuple[Node, ...], ...]
    optional: bool = False


Node = Literal | Token | Choice
Item = Literal | Token
Variant = tuple[Item, ...]


def parse_template(template: str) -> tuple[Node, ...]:
    """Return the tree of a template; raises PatternError."""
    if not template.strip():
        raise PatternError("empty", 0)
    if len(template) > LONGEST_TEMPLATE:
        raise PatternError("too_long", LONGEST_TEMPLATE)
    reader = _Reader(template)
    tree = reader.sequence(closing="")
    if not any(isinstance(item, Token) for variant in variants(tree) for item in variant):
        raise PatternError("no_token", 0)
    return tree


def variants(tree: tuple[Node, ...]) -> tuple[Variant, ...]:
    """Return every sequence of literals and tokens the tree allows, the fullest first; raises PatternError."""
    options = [_options(node) for node in tree]
    count = 1
    for option in options:
        count *= len(option)
    if count > MOST_VARIANTS:
        raise PatternError("too_many_variants", 0)
    return tuple(_joined([item for part in parts for item in part]) for parts in product(*options))


def _options(node: Node) -> list[Variant]:
    if not isinstance(node, Choice):
        return [(node,)]
    found = [variant for branch in node.branches for variant in variants(branch)]
    return [*found, ()] if node.optional else found


def _joined(items: list[Item]) -> Variant:
    """Put neighbouring literals together, so that each gap between two tokens is one piece."""
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if isinstance(item, Literal) and isinstance(last, Literal):
            joined[-1] = Literal(last.text + item.text)
        else:
            joined.append(item)
    return tuple(joined)


class _Reader:
    """A cursor over the template."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.at = 0

    def sequence(self, closing: str) -> tuple[Node, ...]:
        """Read nodes up to one of the closing characters, which is left standing."""
        nodes: list[Node] = []
        while self.at < len(self.template) and self.template[self.at] not in closing:
            nodes.append(self.node())
        return tuple(nodes)

    def node(self) -> Node:
        character, start = self.template[self.at], self.at
        self.at += 1
        if character == "{":
            return self.token(start)
        if character == "[":
            inside = self.sequence("]")
            self.close("]", "open_bracket", start)
            return Choice((inside,), optional=True)
        if character == "(":
            return self.choice(start)
        if character in "}])|":
            raise PatternError("stray_bracket", start)
        if character == "\\" and self.at < len(self.template):
            character = self.template[self.at]
            self.at += 1
        return Literal(character)

    def token(self, start: int) -> Token:
        end = self.template.find("}", start)
        if end < 0:
            raise PatternError("open_brace", start)
        name = self.template[start + 1 : end].strip()
        if name not in TOKENS:
            raise PatternError("unknown_token", start)
        self.at = end + 1
        return Token(name)

    def choice(self, start: int) -> Choice:
        branches = [self.sequence("|)")]
        while self.at < len(self.template) and self.template[self.at] == "|":
            self.at += 1
            branches.append(self.sequence("|)"))
        self.close(")", "open_choice", start)
        return Choice(tuple(branches))

    def close(self, character: str, code: str, start: int) -> None:
        if self.at >= len(self.template) or self.template[self.at] != character:
            raise PatternError(code, start)
        self.at += 1
