"""The brake at its edges, person by person: it never lets more go than a smaller list would."""

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from groupadmin.core.mass_changes import FEW_SHARE, MANY, MANY_SHARE, is_mass_removal

SIZES = st.integers(min_value=1, max_value=20_000)


class Boundaries(TestCase):
    def test_the_figures_are_wecoms_own(self):
        self.assertEqual((MANY, MANY_SHARE, FEW_SHARE), (50, 0.20, 0.80))

    def test_with_many_who_leave_a_fifth_may(self):
        for present, most in ((255, 51), (300, 60), (1000, 200), (100_000, 20_000)):
            with self.subTest(present):
                self.assertFalse(is_mass_removal(present, most))
                self.assertTrue(is_mass_removal(present, most + 1))

    def test_with_few_who_leave_four_of_five_may(self):
        for present, most in ((5, 4), (10, 8), (25, 20), (60, 48)):
            with self.subTest(present):
                self.assertFalse(is_mass_removal(present, most))
                self.assertTrue(is_mass_removal(present, most + 1))

    def test_one_of_one_stops_and_none_of_one_does_not(self):
        self.assertTrue(is_mass_removal(1, 1))
        self.assertFalse(is_mass_removal(1, 0))

    @given(present=SIZES, leaving=SIZES)
    def test_a_larger_group_is_never_stopped_where_a_smaller_is_not(self, present, leaving):
        if not is_mass_removal(present, leaving):
            self.assertFalse(is_mass_removal(present + 1, leaving))

    @given(present=SIZES)
    def test_that_everybody_leaves_always_stops(self, present):
        self.assertTrue(is_mass_removal(present, present))
        self.assertFalse(is_mass_removal(present, 0))
