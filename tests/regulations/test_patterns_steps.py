"""No template keeps anybody waiting: what is tried with a nickname is counted, and bounded by its length."""

from itertools import product

from django.test import SimpleTestCase

from groupadmin.regulations.patterns import Reason, parse
from groupadmin.regulations.patterns.matching import Steps, first_match, folded

ADJACENT = "{department}{post}{tag}{company}{team}{region}{alias}-{staff_no}"
FACTS = {}


def steps_of(template: str, nickname: str) -> int:
    """Return how much is tried until it is clear that a nickname does not fit."""
    steps = Steps()
    steps.MOST = 10**9
    for variant in parse(template).variants:
        first_match(variant, folded(nickname).text, {}, steps)
    return steps.taken


class StepsOfAPattern(SimpleTestCase):
    def test_seven_tokens_side_by_side_cost_their_number_times_the_square_of_the_text(self):
        for length in (8, 16, 32, 64, 80):
            with self.subTest(length):
                self.assertLess(steps_of(ADJACENT, "甲" * length), 8 * length * length)

    def test_whatever_hr_writes_has_an_end(self):
        many = "".join(f"[{{{token}}}]" for token in ("department", "post", "tag", "company", "team"))
        templates = [ADJACENT, many + "{name}-{staff_no}", "{sep}" * 30 + "{name}", "{free}{tag}" * 8 + "{name}"]
        nicknames = ["甲" * 32, "-" * 32, "甲-" * 40 + "1", "★" * 100, "甲" * 5000]
        for template, nickname in product(templates, nicknames):
            with self.subTest(f"{template} {nickname[:5]}"):
                pattern, nick = parse(template), folded(nickname)
                pattern.split(nickname)
                pattern.check(nickname, {"name": ("张三",)})
                self.assertLessEqual(nick.steps.taken, Steps.MOST)

    def test_what_is_given_up_does_not_fit(self):
        try:
            Steps.MOST, most = 10, Steps.MOST
            self.assertEqual(parse(ADJACENT).check("甲" * 32, FACTS).reason, Reason.DOES_NOT_FIT)
        finally:
            Steps.MOST = most
