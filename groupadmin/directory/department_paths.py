"""Department paths as HR lists write them, and the tree they make (practice §2.1). Pure: no Django.

``/`` may stand inside a name that came from elsewhere, so a text that is a known name as a whole is never split; ``-``
splits only after a known department.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

SEVERAL = re.compile(r"[;；|｜\n]+")
# 财务部(兼人力资源部), 财务部（兼）: the main one, and perhaps a further one.
ALSO = re.compile(
    r"([^()（）]{1,64})[(（]\s{0,3}(?:兼[任职管]?[:：]?([^()（）]{0,200})|([^()（）]{1,64})兼[任职管]?)\s{0,3}[)）]"
)
# 财务部(主)、人力资源部(兼); 主：财务部 兼：人力资源部: which of them is the main one stands first in any case.
ROLE = re.compile(r"[(（]\s{0,3}[主兼][职岗任管要]?\s{0,3}[)）]|(?:(?<=[\s、,，])|^)[主兼][职岗任管]?[:：]")
COMMA = re.compile(r"[,，、]")
# What else people write between two departments; it parts them only where each is known.
AND = re.compile(r"[,，、+＋&＆]|(?<=[部室心组处科])\s{0,3}[和及与兼]\s{0,3}|\s+")
BETWEEN = re.compile(r"->|=>|[/\\>》»→＞／＼]")
NOT_WORDS = re.compile(r"[^\w]|_")
DASH = re.compile(r"[-－–—_]")
MOST_LEVELS = 15
LONGEST_NAME = 64
LONGEST_PATH = 512

IsKnown = Callable[[str], bool]


def several(text: str) -> list[str]:
    """Return the departments a cell names, one text each. A comma parts only whole paths: 总公司/一部,总公司/二部."""
    parts = [part.strip() for part in SEVERAL.split(text) if part.strip()]
    return [one for part in parts for one in _at_commas(part)]


def _at_commas(text: str) -> list[str]:
    pieces = [piece.strip() for piece in COMMA.split(text)]
    return pieces if len(pieces) > 1 and all(map(BETWEEN.search, pieces)) else [text]


def split_path(text: str, known: IsKnown) -> tuple[str, ...]:
    """Return one department's names from the top down; ``known`` says whether a text is the name of a department."""
    text = text.strip()
    if known(text):
        return (text,)
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    return tuple(name for part in parts for name in _at_dashes(part, known))


def _at_dashes(text: str, known: IsKnown) -> list[str]:
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
class DepartmentNode:
    """A department of the tree; a new one has a negative id until it is written."""

    id: int
    name: str
    key: str
    parent: DepartmentNode | None = None
    children: dict[str, DepartmentNode] = field(default_factory=dict)
    code: str = ""

    def names(self) -> tuple[str, ...]:
        """Return the names from the top down."""
        above = self.parent.names() if self.parent else ()
        return (*above, self.name)


class Tree:
    """The departments we have, and those a file brings: each text is resolved once."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self.fold = fold
        self.top: dict[str, DepartmentNode] = {}
        self.named: dict[str, list[DepartmentNode]] = {}
        self.by_code: dict[str, DepartmentNode] = {}
        self.by_id: dict[int, DepartmentNode] = {}
        self.new: list[DepartmentNode] = []
        self._seen: dict[str, DepartmentNode | PathProblem] = {}
        self._texts: set[str] = set()
        self._pieces: dict[str, list[str]] = {}
        self._run_together: dict[str, list[DepartmentNode]] | None = None

    def add(self, number: int, name: str, parent: int | None, code: str = "") -> DepartmentNode:
        """Put in a department that is written already; parents before children."""
        node = DepartmentNode(number, name, self.fold(name), self.by_id[parent] if parent else None, code=code)
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
        texts = list(texts)
        self._texts.update(text.strip() for text in texts)
        singles = {part for text in texts for part in self.pieces(text)}
        for part in sorted(singles, key=lambda one: (-len(BETWEEN.findall(one)), one)):
            if part not in self._seen:
                try:
                    self._seen[part] = self._resolve(part)
                except PathProblem as problem:
                    self._seen[part] = problem

    def places(self, text: str) -> list[DepartmentNode]:
        """Return the departments of a cell that was learnt. Raises PathProblem."""
        found = [self._seen[part] for part in self.pieces(text)]
        for one in found:
            if isinstance(one, PathProblem):
                raise one
        return [one for one in found if isinstance(one, DepartmentNode)]

    def pieces(self, text: str) -> list[str]:
        """Return the departments a cell names, one text each, by what is known: 财务部、人力资源部 are two.

        Two lines of which the second lies in the first, 研发中心 and 前端组, are one path. What a text was
        learnt as it stays, whatever departments have been made since.
        """
        if text not in self._pieces:
            self._pieces[text] = self._parted(text)
        return self._pieces[text]

    def _parted(self, text: str) -> list[str]:
        if "\n" in text and self._existing(path := "/".join(text.split("\n"))):
            return [path]
        return [one for part in several(text) for one in self._known_parts(part)]

    def _known_parts(self, text: str) -> list[str]:
        if self.known(text) or text in self.by_code:
            return [text]
        if (found := ALSO.fullmatch(text)) and self._is_meant(main := found[1].strip()):
            further = [part for part in COMMA.split((found[2] or found[3] or "").strip()) if part]
            return [main, *further] if all(map(self._is_meant, further)) else [text]
        if 1 < len(words := text.split()) <= MOST_LEVELS:
            # 销售部 一科 is one unit where the list calls it 销售部一科 too, or where 一科 lies inside 销售部.
            whole = "".join(words)
            if whole in self._texts and self._known_parts(whole) == [whole]:
                return [whole]
            if self._existing(path := "/".join(words)):
                return [path]
        bare = ROLE.sub(" ", text)
        for between in (COMMA, AND):
            parts = [part.strip() for part in between.split(bare) if part.strip()]
            if len(parts) > 1 and all(map(self._is_meant, parts)):
                return parts
        return [text]

    def _is_meant(self, text: str) -> bool:
        """Say whether a text is a department for sure: one that we have, or that has a cell of its own."""
        return text in self._texts or self.known_before(text) or bool(self._existing(text))

    def _existing(self, text: str) -> DepartmentNode | None:
        """Return the one department a text leads to that we have or know by now."""
        names = split_path(text, self.known)
        ends = self._ends(tuple(map(self.fold, names))) if names else []
        return ends[0] if len(ends) == 1 else None

    def _resolve(self, text: str) -> DepartmentNode:
        if text in self.by_code:
            return self.by_code[text]
        names = split_path(text, self.known)
        _check(names)
        keys = tuple(map(self.fold, names))
        if ends := self._ends(keys):
            return self._only(ends)
        if (again := _without_repeats(names, keys)) != names:
            return self._resolve("/".join(again))
        if len(names) == 1 and (found := self._written_together(text)):
            return found
        self._refuse_half_known(text)
        self._refuse_neighbours(names, keys)
        return self._grow(names, keys)

    def _ends(self, keys: tuple[str, ...]) -> list[DepartmentNode]:
        ends = [node for node in self.named.get(keys[-1], ()) if self._ends_with(node, keys)]
        if len(ends) > 1:
            ends = [node for node in ends if len(node.names()) == len(keys)] or ends
        return list({id(node): node for node in ends}.values())

    @staticmethod
    def _only(ends: list[DepartmentNode]) -> DepartmentNode:
        if len(ends) > 1:
            raise PathProblem("department_unclear", known="、".join("/".join(node.names()) for node in ends[:5]))
        return ends[0]

    def _written_together(self, text: str) -> DepartmentNode | None:
        """Return the department whose path a text is, with nothing between the names: 研发中心前端组."""
        if self._run_together is None:
            self._run_together = {}
            for node in self.by_id.values():
                names = node.names()
                for start in range(len(names) - 1) if node.id > 0 else ():
                    self._run_together.setdefault(self._bare("".join(names[start:])), []).append(node)
        found = self._run_together.get(self._bare(text), [])
        return found[0] if len(found) == 1 else None

    def _bare(self, text: str) -> str:
        return NOT_WORDS.sub("", self.fold(text))

    def _refuse_half_known(self, text: str) -> None:
        """Refuse 财务部、法务部 where we have one of them: it is hardly the name of one new department."""
        parts = [part.strip() for part in COMMA.split(ROLE.sub(" ", text)) if part.strip()]
        if len(parts) > 1 and any(map(self.known_before, parts)):
            unknown = "、".join(part for part in parts if not self.known_before(part))
            raise PathProblem("department_several", known="；".join(parts), unknown=unknown)

    def _refuse_neighbours(self, names: tuple[str, ...], keys: tuple[str, ...]) -> None:
        """Refuse 财务部/人力资源部 where both stand beside each other: neither lies inside the other."""
        for first, second in pairwise(keys):
            over = [node for node in self.named.get(first, ()) if node.id > 0]
            under = [node for node in self.named.get(second, ()) if node.id > 0]
            if any(other.parent in over for other in under):
                continue
            if any(one.parent is other.parent for one in over for other in under):
                pair = {"first": names[keys.index(first)], "known": names[keys.index(second)]}
                raise PathProblem("department_siblings", **pair)

    def _ends_with(self, node: DepartmentNode, keys: tuple[str, ...]) -> bool:
        """Say whether a node lies at the end of a path; its last name may be a short name."""
        above = node.parent
        for key in reversed(keys[:-1]):
            if above is None or (above.key != key and above not in self.named.get(key, ())):
                return False
            above = above.parent
        return True

    def _grow(self, names: tuple[str, ...], keys: tuple[str, ...]) -> DepartmentNode:
        """Make the missing end of a path below the part of it that is there."""
        node: DepartmentNode | None = None
        at = 0
        starts = list({id(one): one for one in self.named.get(keys[0], ())}.values())
        if len(starts) > 1 and keys[0] not in self.top:
            raise PathProblem("department_unclear", known="、".join("/".join(one.names()) for one in starts[:5]))
        if starts or keys[0] in self.top:
            node, at = self.top.get(keys[0]) or starts[0], 1
        while node is not None and at < len(keys) and keys[at] in node.children:
            node, at = node.children[keys[at]], at + 1
        for name, key in zip(names[at:], keys[at:], strict=True):
            node = DepartmentNode(-len(self.new) - 1, name, key, node)
            if len(node.names()) > MOST_LEVELS:
                raise PathProblem("department_too_deep", limit=MOST_LEVELS)
            if len("/".join(node.names())) > LONGEST_PATH:
                raise PathProblem("too_long", limit=LONGEST_PATH)
            self.new.append(node)
            self._place(node)
        assert node is not None  # noqa: S101  a path has at least one name
        return node

    def _place(self, node: DepartmentNode) -> None:
        siblings = node.parent.children if node.parent else self.top
        siblings[node.key] = node
        self.named.setdefault(node.key, []).append(node)
        self.by_id[node.id] = node
        if node.code:
            self.by_code[node.code] = node


def _without_repeats(names: tuple[str, ...], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path without what it says twice running: 星河公司/星河公司/办公室."""
    for length in range(len(keys) // 2, 0, -1):
        for at in range(len(keys) - 2 * length + 1):
            if keys[at : at + length] == keys[at + length : at + 2 * length]:
                rest = (*keys[:at], *keys[at + length :])
                return _without_repeats((*names[:at], *names[at + length :]), rest)
    return names


def _check(names: tuple[str, ...]) -> None:
    if not names:
        raise PathProblem("department_unclear", known="—")
    if len(names) > MOST_LEVELS:
        raise PathProblem("department_too_deep", limit=MOST_LEVELS)
    for name in names:
        if len(name) > LONGEST_NAME:
            raise PathProblem("too_long", limit=LONGEST_NAME)


# Below this share of common pairs of characters two names have nothing to do with each other.
ALIKE = 0.4
_NO_WORD = re.compile(r"[^\w]|_")


class Nearest:
    """Finds the likeliest of the departments we have, by the pairs of characters their names share."""

    # Of more new departments than these only the names are told.
    MOST = 100

    def __init__(self, paths: Iterable[str], fold: Callable[[str], str]) -> None:
        self.fold = fold
        self.known = [(path, self._pairs(path), self._pairs(path.rpartition("/")[2])) for path in paths]

    def to(self, path: str) -> str:
        """Return the path of the nearest department, "" where none is alike."""
        whole, last = self._pairs(path), self._pairs(path.rpartition("/")[2])
        scored = [
            (max(_alike(last, name), _alike(whole, name), _alike(last, known)), _alike(whole, known), known_path)
            for known_path, known, name in self.known
        ]
        best = max(scored, default=(0.0, 0.0, ""), key=lambda one: one[:2])
        return best[2] if best[0] >= ALIKE else ""

    def _pairs(self, text: str) -> Counter[str]:
        bare = _NO_WORD.sub("", self.fold(text))
        return Counter(bare[at : at + 2] for at in range(len(bare) - 1)) or Counter([bare])


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)
