"""Which row goes on with which stay: by account, person, nickname; each row one stay, each stay one row."""

from unittest import TestCase

from groupadmin.core.folding import nickname_key
from members.identity.membership_keys import Keyed, looks_like_another_group, match_memberships
from members.identity.values import KnownMembership, Match, RosterRow, Tier


def row(number: int, nickname: str, account: str = "", person: int | None = None) -> Keyed:
    match = Match(Tier.NAME if person else Tier.NONE, "", person)
    return Keyed(
        RosterRow(number, nickname=nickname, account_key=account), nickname, nickname_key(nickname), account, match
    )


def membership(number: int, nickname: str, account: str = "", person: int | None = None) -> KnownMembership:
    return KnownMembership(
        number, person, "EMPLOYEE" if person else "UNKNOWN", nickname, nickname_key(nickname), account
    )


def seated(rows: list[Keyed], memberships: list[KnownMembership]) -> dict[int, int]:
    return {number: found.id for number, found in match_memberships(rows, memberships).items()}


class Seating(TestCase):
    CASES = (
        ("the account, whatever the name", [row(1, "新名", "a")], [membership(7, "旧名", "a")], {1: 7}),
        (
            "the account before the nickname",
            [row(1, "甲", "a")],
            [membership(7, "甲"), membership(8, "乙", "a")],
            {1: 8},
        ),
        (
            "the person's own of two stays of a name",
            [row(1, "甲", "", 5)],
            [membership(7, "甲"), membership(8, "甲", "", 5)],
            {1: 8},
        ),
        ("the nickname", [row(1, "甲")], [membership(7, "甲")], {1: 7}),
        ("the nickname, however it is written", [row(1, "【甲】-乙")], [membership(7, "(甲)—乙")], {1: 7}),
        ("the person under a new nickname", [row(1, "新", "", 5)], [membership(7, "旧", "", 5)], {1: 7}),
        ("another account is another member", [row(1, "甲", "a")], [membership(7, "甲", "b")], {}),
        ("and so for the person", [row(1, "新", "a", 5)], [membership(7, "旧", "b", 5)], {}),
        ("an account that is new goes with the nickname", [row(1, "甲", "a")], [membership(7, "甲")], {1: 7}),
        (
            "an account of one session is none",
            [row(1, "甲")],
            [membership(7, "乙", "@s"), membership(8, "甲", "@t")],
            {1: 8},
        ),
        ("nobody is nobody's", [row(1, "甲")], [membership(7, "乙")], {}),
        ("an empty name pairs nothing", [row(1, "")], [membership(7, "")], {}),
        ("no stays", [row(1, "甲")], [], {}),
        ("one row for one stay", [row(1, "甲"), row(2, "甲")], [membership(7, "甲")], {1: 7}),
        ("one stay for one row", [row(1, "甲")], [membership(7, "甲"), membership(8, "甲")], {1: 7}),
        ("two of a name", [row(1, "甲"), row(2, "甲")], [membership(7, "甲"), membership(8, "甲")], {1: 7, 2: 8}),
    )

    def test_each(self) -> None:
        for words, rows, memberships, expected in self.CASES:
            with self.subTest(words):
                self.assertEqual(seated(rows, memberships), expected)

    def test_the_order_of_the_list_says_nothing(self) -> None:
        rows = [row(1, "甲", "", 5), row(2, "乙", "b"), row(3, "丙")]
        memberships = [membership(7, "乙", "b"), membership(8, "旧", "", 5), membership(9, "丙")]
        self.assertEqual(seated(rows, memberships), {1: 8, 2: 7, 3: 9})
        self.assertEqual(seated(rows[::-1], memberships[::-1]), {1: 8, 2: 7, 3: 9})


class AnotherGroupsList(TestCase):
    def strangers(self, rows: int, memberships: int, same: int) -> bool:
        listed = [row(number, f"行{number}") for number in range(rows)]
        known = [membership(number, f"行{number}" if number < same else f"座{number}") for number in range(memberships)]
        return looks_like_another_group(listed, known, match_memberships(listed, known))

    def test_below_a_fifth_of_the_shorter_side(self) -> None:
        for rows, memberships, same, strange in (
            (10, 10, 1, True),
            (10, 10, 2, False),
            (10, 100, 1, True),
            (100, 10, 2, False),
            (50, 50, 9, True),
            (50, 50, 10, False),
        ):
            with self.subTest(f"{rows} rows, {memberships} stays, {same} the same"):
                self.assertIs(self.strangers(rows, memberships, same), strange)

    def test_few_prove_nothing(self) -> None:
        self.assertFalse(self.strangers(4, 10, 0))
        self.assertFalse(self.strangers(10, 4, 0))
        self.assertTrue(self.strangers(5, 5, 0))
