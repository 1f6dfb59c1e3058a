"""A name with holes: which names it may be, found in steps in proportion to its length."""

import re
import sys
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from groupadmin.core.folding import CUT, LOST
from members.identity.fuzzy import fits_with_holes

PIECES = st.lists(st.sampled_from(["a", "b", "ab", "aa", CUT, LOST, LOST * 2, CUT + LOST, ""]), max_size=6)


def as_pattern(pieces: list[str]) -> str:
    """Say the same in the slow way."""
    return "".join(
        ".*" if CUT in piece else f".{{0,{len(piece) + 1}}}" if LOST in piece else re.escape(piece) for piece in pieces
    )


def steps(pieces: list[str], key: str) -> int:
    """Count the operations that the answer takes."""
    count = 0

    def trace(frame, _event, _argument):
        nonlocal count
        frame.f_trace_opcodes = True
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fits_with_holes(pieces, key)
    finally:
        sys.settrace(before)
    return count


class HolesInNames(TestCase):
    @given(PIECES, st.text("ab", max_size=10))
    def test_it_says_what_a_pattern_would_say(self, pieces: list[str], key: str) -> None:
        self.assertEqual(fits_with_holes(pieces, key), re.fullmatch(as_pattern(pieces), key) is not None)

    def test_ten_times_the_holes_take_ten_times_the_steps(self) -> None:
        for hole in (CUT, LOST, CUT + LOST):
            few, many = (steps(["a", hole] * 10 * by + ["b"], "a" * 40) for by in (1, 10))
            self.assertLess(many, 15 * few)

    def test_ten_times_the_name_takes_ten_times_the_steps(self) -> None:
        for hole in (CUT, LOST):
            few, many = (steps(["a", hole] * 5 + ["b"], "a" * 40 * by) for by in (1, 10))
            self.assertLess(many, 15 * few)
