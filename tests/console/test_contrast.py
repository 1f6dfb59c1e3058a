"""Words can be read: every pair of text and ground in the tokens has the contrast that WCAG asks of small text."""

import re

from django.conf import settings
from django.test import SimpleTestCase

ENOUGH = 4.5
GROUNDS = ("paper", "desk", "sunken")
PAIRS = [
    *((text, ground) for text in ("ink", "ink-soft", "accent", "bad", "good", "warn") for ground in GROUNDS),
    *((text, ground) for text in ("ink-faint",) for ground in ("paper", "desk")),
    *((severity, f"{severity}-wash") for severity in ("good", "warn", "bad", "unknown")),
    ("accent-deep", "accent-wash"),
    ("paper", "accent"),
    ("paper", "accent-deep"),
    ("paper", "bad"),
]


def tokens() -> dict[str, str]:
    css = (settings.BASE_DIR / "static/css/console.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))


def brightness(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0 to 1."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


class TheTokens(SimpleTestCase):
    def test_black_on_white_is_twenty_one_to_one(self):
        self.assertAlmostEqual(contrast("#000000", "#ffffff"), 21, places=5)

    def test_every_text_can_be_read_on_its_ground(self):
        known = tokens()
        for text, ground in PAIRS:
            with self.subTest(f"{text} on {ground}"):
                self.assertGreaterEqual(contrast(known[text], known[ground]), ENOUGH)

    def test_unknown_does_not_look_like_good(self):
        known = tokens()
        self.assertNotEqual(known["unknown"], known["good"])
        self.assertNotEqual(known["unknown-wash"], known["good-wash"])
