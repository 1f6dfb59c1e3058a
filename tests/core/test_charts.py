"""Drawings as numbers: shares of a whole, bars beside one another, a curve over days."""

from groupadmin.core import cards


def test_the_parts_of_a_bar_fill_it_in_their_order():
    parts = cards.stacked([(1, "bad"), (3, "good")])
    assert [(part.x, part.width, part.severity) for part in parts] == [(0, 25, "bad"), (25, 75, "good")]


def test_one_bad_group_among_thousands_still_shows():
    bad, good = cards.stacked([(1, "bad"), (19_999, "good")])
    assert bad.width >= 0.9
    assert round(bad.width + good.width) == 100


def test_what_is_nought_has_no_part_and_nothing_at_all_no_bar():
    assert [part.severity for part in cards.stacked([(0, "bad"), (2, "good")])] == ["good"]
    assert cards.stacked([]) == cards.stacked([(0, "bad")]) == []


def test_a_number_is_as_long_as_its_share_of_the_longest_and_never_invisible():
    assert (cards.share(5, 10), cards.share(10, 10), cards.share(1, 100_000), cards.share(0, 10)) == (50, 100, 1, 0)


def test_a_curve_stands_on_nought_and_reaches_its_most():
    drawn = cards.curve([0, 5, 10], "11-01", "11-03")
    assert drawn is not None
    assert drawn.line == "0.0,40.0 50.0,20.0 100.0,0.0"
    assert drawn.area.startswith("0,40 ") and drawn.area.endswith(" 100,40")
    assert drawn.most == 10


def test_where_nothing_ever_was_there_is_no_curve():
    assert cards.curve([0, 0, 0], "a", "b") is None
    assert cards.curve([3], "a", "b") is None
