"""Department paths as HR lists write them, and the tree they make (practice §2.1). Pure: no Django.

``/`` may stand inside a name that came from elsewhere, so a text that is a known name as a whole is never split; ``-``
splits only after a known department.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

SEVERAL = re.compile(r"[;；|｜\n]+")
COMMA = re.compile(r"[,，、]")
BETWEEN = re.compile(r"\s*(?:->|=>|[/\\>》»→＞／＼])\s*")
DASH = re.compile(r"[-－–—_]")
MOST_LEVELS = 15
LONGEST_NAME = 64
LONGEST_PATH = 512

Known = Callable[[str], bool]


def several(text: str) -> list[str]:
    """Return the departments a cell names, one text each. A comma parts only whole paths: 总公司/一部,总公司/二部."""
    parts = [part.strip() for part in SEVERAL.split(text) if part.strip()]
    return [one for part in parts for one in _at_commas(part)]


def _at_commas(text: str) -> list[str]:
    pieces = [piece.strip() for piece in COMMA.split(text)]
    return pieces if len(pieces) > 1 and all(map(BETWEEN.search, pieces)) else [text]


def split_path(text: str, known: Known) -> tuple[str, ...]:
    """Return one department's names from the top down; ``known`` says whether a text is the name of a department."""
    text = text.strip()
    if known(text):
        return (text,)
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    return tuple(name for part in parts for name in _at_dashes(part, known))


def _at_dashes(text: str, known: Known) -> list[str]:
    """Split 研发中心-后端组 where the left part is a known department; the longest such left part wins."""
    if known(text):
        return [text]
    for dash in reversed(list(DASH.finditer(text))):
        left, right = text[: dash.start()].strip(), text[dash.end() :].strip()
        if left and right and known(left):
            return [left, *_at_dashes(right, known)]
    return [text]


class PathProblem(Exception):
    """A path that cannot be placed: ``code`` and ``facts`` of the row's problem."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass
class Node:
    """A department of the tree; a new one has a negative id until it is written."""

    id: int
    name: str
    key: str
    parent: Node | None = None
    children: dict[str, Node] = field(default_factory=dict)
    code: str = ""

    def names(self) -> tuple[str, ...]:
        """Return the names from the top down."""
        above = self.parent.names() if self.parent else ()
        return (*above, self.name)


class Tree:
    """The departments we have, and those a file brings: each text is resolved once."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self.fold = fold
        self.top: dict[str, Node] = {}
        self.named: dict[str, list[Node]] = {}
        self.by_code: dict[str, Node] = {}
        self.by_id: dict[int, Node] = {}
        self.new: list[Node] = []
        self._seen: dict[str, Node | PathProblem] = {}

    def add(self, number: int, name: str, parent: int | None, code: str = "") -> Node:
        """Put in a department that is written already; parents before children."""
        node = Node(number, name, self.fold(name), self.by_id[parent] if parent else None, code=code)
        self._place(node)
        return node

    def add_short_name(self, number: int, short: str) -> None:
        """Let a department also be found by a short name."""
        self.named.setdefault(self.fold(short), []).append(self.by_id[number])

    def known(self, text: str) -> bool:
        """Say whether a text is the name of a department."""
        return self.fold(text) in self.named

    def known_before(self, text: str) -> bool:
        """Say whether a text is the code or the name of a department that is written already."""
        return text in self.by_code or any(node.id > 0 for node in self.named.get(self.fold(text), ()))

    def learn(self, texts: Iterable[str]) -> None:
        """Resolve every text of a file once, the longest paths first, so that a bare name finds its place in them."""
        singles = {part for text in texts for part in several(text)}
        for part in sorted(singles, key=lambda one: (-len(BETWEEN.findall(one)), one)):
            if part not in self._seen:
                try:
                    self._seen[part] = self._resolve(part)
                except PathProblem as problem:
                    self._seen[part] = problem

    def places(self, text: str) -> list[Node]:
        """Return the departments of a cell that was learnt. Raises PathProblem."""
        found = [self._seen[part] for part in several(text)]
        for one in found:
            if isinstance(one, PathProblem):
                raise one
        return [one for one in found if isinstance(one, Node)]

    def _resolve(self, text: str) -> Node:
        if text in self.by_code:
            return self.by_code[text]
        names = split_path(text, self.known)
        _check(names)
        keys = tuple(map(self.fold, names))
        ends = [node for node in self.named.get(keys[-1], ()) if self._ends_with(node, keys)]
        if len(ends) > 1:
            ends = [node for node in ends if len(node.names()) == len(keys)] or ends
        if len(set(map(id, ends))) == 1:
            return ends[0]
        if ends:
            raise PathProblem("department_unclear", known="、".join("/".join(node.names()) for node in ends[:5]))
        return self._grow(names, keys)

    def _ends_with(self, node: Node, keys: tuple[str, ...]) -> bool:
        """Say whether a node lies at the end of a path; its last name may be a short name."""
        above = node.parent
        for key in reversed(keys[:-1]):
            if above is None or (above.key != key and above not in self.named.get(key, ())):
                return False
            above = above.parent
        return True

    def _grow(self, names: tuple[str, ...], keys: tuple[str, ...]) -> Node:
        """Make the missing end of a path below the part of it that is there."""
        node: Node | None = None
        at = 0
        starts = list({id(one): one for one in self.named.get(keys[0], ())}.values())
        if len(starts) > 1 and keys[0] not in self.top:
            raise PathProblem("department_unclear", known="、".join("/".join(one.names()) for one in starts[:5]))
        if starts or keys[0] in self.top:
            node, at = self.top.get(keys[0]) or starts[0], 1
        while node is not None and at < len(keys) and keys[at] in node.children:
            node, at = node.children[keys[at]], at + 1
        for name, key in zip(names[at:], keys[at:], strict=True):
            node = Node(-len(self.new) - 1, name, key, node)
            if len(node.names()) > MOST_LEVELS:
                raise PathProblem("department_too_deep", limit=MOST_LEVELS)
            if len("/".join(node.names())) > LONGEST_PATH:
                raise PathProblem("too_long", limit=LONGEST_PATH)
            self.new.append(node)
            self._place(node)
        assert node is not None  # noqa: S101  a path has at least one name
        return node

    def _place(self, node: Node) -> None:
        siblings = node.parent.children if node.parent else self.top
        siblings[node.key] = node
        self.named.setdefault(node.key, []).append(node)
        self.by_id[node.id] = node
        if node.code:
            self.by_code[node.code] = node


def _check(names: tuple[str, ...]) -> None:
    if not names:
        raise PathProblem("department_unclear", known="—")
    if len(names) > MOST_LEVELS:
        raise PathProblem("department_too_deep", limit=MOST_LEVELS)
    for name in names:
        if len(name) > LONGEST_NAME:
            raise PathProblem("too_long", limit=LONGEST_NAME)
