"""A nickname pattern: renders, checks, splits and describes."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby, pairwise

from groupadmin.regulations.patterns.fitting import LONGEST_NICKNAME, Fit, Reason, fault, may_fit
from groupadmin.regulations.patterns.matching import (
    Folded,
    KnownValues,
    MatchFacts,
    TooManySteps,
    covers,
    fold,
    folded,
    matches,
)
from groupadmin.regulations.patterns.template import Choice, Literal, Node, Token, Variant, parse_template, variants
from groupadmin.regulations.patterns.words import FACTLESS, SEPARATORS, TOKENS

# What people make up themselves, and numbers, may hold any mark; names of people and units a dot or a bracket.
WITH_MARKS = frozenset({"alias", "tag", "staff_no", "mobile"})
WITHIN_NAMES = frozenset("·()")


@dataclass(frozen=True)
class Pattern:
    """What a nickname must look like. Made by ``parse``."""

    template: str
    tree: tuple[Node, ...] = field(repr=False)
    variants: tuple[Variant, ...] = field(repr=False)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The names of the facts the pattern asks for, each once, in order."""
        names = (item.name for variant in self.variants for item in variant if isinstance(item, Token))
        return tuple(dict.fromkeys(name for name in names if name not in FACTLESS))

    @property
    def example(self) -> str:
        """A nickname that fits, made of placeholder facts: 销售部-张三."""
        return self.render({name: (word.example,) for name, word in TOKENS.items() if name not in FACTLESS})

    def render(self, facts: MatchFacts) -> str:
        """Return the correct nickname: the first value of each fact; an unknown fact stays as its Chinese name (部门).

        Of a choice the first branch whose facts are all known is taken, else the first; an optional part is
        written when it has facts and all of them are known.
        """
        return "".join(_rendered(node, facts) for node in self.tree)

    def check(self, nickname: str, facts: MatchFacts, *, known_departments: Container[str] = frozenset()) -> Fit:
        """Say whether a nickname fits, and if not, why, which part offends and what to write instead.

        ``facts`` maps a token to the values accepted for it, the proper one first (department: name, then short
        names). A fact that is absent or empty is not known and is judged by its shape alone. ``known_departments``
        holds names of departments as ``fold`` makes them; it tells a department that is somebody else's from a word
        that is none.
        """
        nick = folded(nickname)
        expected = self.render(facts)
        if not nick.text:
            return Fit(False, "", expected, Reason.EMPTY)
        known = _known(facts, self.tokens)
        try:
            stray = self._stray(nick, known)
            if stray is None:
                found = fault(self.variants, nick, known, known_departments)
        except TooManySteps:
            return Fit(False, nick.original.strip(), expected, Reason.DOES_NOT_FIT)
        if stray is not None:
            return Fit(False, stray, expected, Reason.WRONG_SEPARATOR) if stray else Fit(True, "", expected)
        return Fit(False, found.offending, expected, found.reason)

    def _stray(self, nick: Folded, known: KnownValues) -> str | None:
        """Return the mark in a fitting nickname that stands where none may, "" for none, None where none fits."""
        found = None
        if len(nick.text) > LONGEST_NICKNAME:
            return None
        for variant in self.variants:
            if may_fit(variant, nick.text, known) and covers(variant, nick.text, known, nick.steps):
                found = found or _stray_mark(variant, nick, known)
                if not found:
                    return ""
        return found

    def split(self, nickname: str) -> dict[str, str] | None:
        """Return token → text as written, or None when the nickname does not fit or can be cut in more than one way."""
        nick = folded(nickname)
        if len(nick.text) > LONGEST_NICKNAME:
            return None
        if any(isinstance(item, Token) and item.name == "free" for variant in self.variants for item in variant):
            return None
        found: dict[int, list[dict[str, str]]] = {}
        for variant in self.variants:
            # A branch with words of its own (班主任) explains more than one that takes them for a value.
            fixed = sum(len(item.text) for item in variant if isinstance(item, Literal))
            cuts = found.setdefault(fixed, [])
            try:
                cuts += [cut for cut in _cuts(variant, nick) if cut not in cuts]
            except TooManySteps:
                return None
        best = next((found[fixed] for fixed in sorted(found, reverse=True) if found[fixed]), [])
        return best[0] if len(best) == 1 else None

    def describe(self) -> str:
        """Return the pattern in plain Chinese: 部门-姓名."""
        if "{free}" in self.template:
            real = "真实" if "name" in self.tokens else ""
            return f"含{real}" + "、".join(TOKENS[name].label for name in self.tokens)
        text = _ways(self.tree) or "".join(_described(node) for node in self.tree)
        if "{sep}" in self.template:
            return text + "（分隔符不限）"
        return text + "（中间不加符号）" if any(_touch(variant) for variant in self.variants) else text


@lru_cache(maxsize=256)
def parse(template: str) -> Pattern:
    """Read a template; raises PatternError(code, position)."""
    tree = parse_template(template)
    return Pattern(template, tree, variants(tree))


def _cuts(variant: Variant, nick: Folded) -> list[dict[str, str]]:
    """Return the different ways one variant cuts a nickname; two are enough to know that there is no telling."""
    cuts: list[dict[str, str]] = []
    for spans in matches(variant, nick.text, {}, nick.steps):
        cut = {
            item.name: nick.part(*span)
            for item, span in zip(variant, spans, strict=True)
            if isinstance(item, Token) and item.name not in FACTLESS
        }
        if cut not in cuts:
            cuts.append(cut)
        if len(cuts) > 1:
            break
    return cuts


def _touch(variant: Variant) -> bool:
    """Say whether two facts stand side by side with nothing between them."""
    marks = {"gender_mark", *FACTLESS}
    plain = [isinstance(item, Token) and item.name not in marks for item in variant]
    return any(one and other for one, other in pairwise(plain))


def _stray_mark(variant: Variant, nick: Folded, known: KnownValues) -> str:
    """Return a separator in a nickname whose parts are to stand without any, where a part's value is not known.

    A value that nobody knows may look like anything; but it begins and ends without a mark (安徽商会-金融服务部-张三).
    """
    names = [item.name for item in variant if isinstance(item, Token)]
    if len(names) != len(variant) or set(names) & (FACTLESS | WITH_MARKS) or all(map(known.get, names)):
        return ""
    return next((mark for mark in nick.text if mark in SEPARATORS and mark not in WITHIN_NAMES), "")


def _known(facts: MatchFacts, tokens: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the folded values of the facts a pattern asks for, those without any left out."""
    known = {}
    for name in tokens:
        if (given := facts.get(name)) and (values := _spellings(tuple(given))):
            known[name] = values
    return known


@lru_cache(maxsize=4096)  # a department's names are asked for with every colleague's nickname
def _spellings(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return values folded, each once, the longest first; one that folds to nothing is none."""
    return tuple(sorted({folded for value in values if (folded := fold(value))}, key=lambda text: (-len(text), text)))


def _first(facts: MatchFacts, name: str) -> str:
    for value in facts.get(name, ()):
        if value:
            return value
    return ""


def _rendered(node: Node, facts: MatchFacts) -> str:
    if isinstance(node, Literal):
        return node.text
    if isinstance(node, Token):
        return _first(facts, node.name) or TOKENS[node.name].label
    full = [branch for branch in node.branches if _is_full(branch, facts)]
    if node.optional:
        named = any(isinstance(item, Token) for branch in full for v in variants(branch) for item in v)
        return "".join(_rendered(inner, facts) for inner in full[0]) if named else ""
    return "".join(_rendered(inner, facts) for inner in (full or node.branches)[0])


def _is_full(branch: tuple[Node, ...], facts: MatchFacts) -> bool:
    """Say whether every fact a branch must have is known."""
    for node in branch:
        if isinstance(node, Token) and node.name not in FACTLESS and not _first(facts, node.name):
            return False
        if isinstance(node, Choice) and not node.optional and not any(_is_full(b, facts) for b in node.branches):
            return False
    return True


def _ways(tree: Sequence[Node]) -> str:
    """Return the whole form for each branch of a choice that holds another, part by part; "" where none does."""
    for at, node in enumerate(tree):
        if isinstance(node, Choice) and any(isinstance(one, Choice) for branch in node.branches for one in branch):
            forms = ([*tree[:at], *branch, *tree[at + 1 :]] for branch in node.branches)
            return "，或者".join(map(_part_by_part, forms))
    return ""


def _part_by_part(form: Sequence[Node]) -> str:
    parts: list[str] = []
    for is_text, nodes in groupby(form, lambda node: isinstance(node, Literal)):
        said = [_part(node) for node in nodes]
        parts += ["".join(said)] if is_text else said
    return "＋".join(parts)


def _part(node: Node) -> str:
    if isinstance(node, Choice) and node.optional:
        return "".join(_described(inner) for inner in node.branches[0]) + "（可不写）"
    return _described(node)


def _described(node: Node) -> str:
    if isinstance(node, Literal):
        return node.text
    if isinstance(node, Token):
        return TOKENS[node.name].label
    branches = ["".join(_described(inner) for inner in branch) for branch in node.branches]
    return f"（可加{branches[0]}）" if node.optional else f"（{'或'.join(branches)}）"
