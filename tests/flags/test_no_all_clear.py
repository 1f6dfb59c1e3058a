"""The home page claims nothing that nobody has looked into: no night yet, or groups without any list (design §1)."""

from groupadmin.core import sweeps as nights
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.flags import cards
from tests.chinese import chinese
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_user

ALL_CLEAR = "No leaver is in a group, every group has an owner and a fresh list."


class TheFirstDay(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.hr = make_user(None, roles.HR)
        Group.objects.update(last_active_on=TODAY)

    def card(self, title):
        return next(card for card in cards.cards(self.hr, TODAY) if card.title == chinese(title))

    def urgent(self):
        return self.card("What cannot wait, in all groups")

    def night_tone(self):
        return self.card("Last night").lines[0].severity

    def test_before_any_night_nobody_knows(self):
        self.assertIn("尚", self.urgent().empty)
        self.assertNotEqual(self.urgent().empty, chinese(ALL_CLEAR))

    def test_groups_without_a_list_are_counted_and_keep_the_night_from_being_green(self):
        nights.run_all(today=TODAY)
        self.group.__class__.objects.filter(pk=self.group.pk).update(roster_taken_at=None)
        self.assertIn("1", self.urgent().empty)
        self.assertNotEqual(self.urgent().empty, chinese(ALL_CLEAR))
        self.assertEqual(self.night_tone(), "")

    def test_with_a_list_of_every_group_and_a_night_it_is_said(self):
        nights.run_all(today=TODAY)
        self.assertEqual(self.urgent().empty, chinese(ALL_CLEAR))
        self.assertEqual(self.night_tone(), "good")

    def test_the_office_is_told_what_was_passed_on_and_not_how_diligent_everybody_is(self):
        self.assertEqual(self.card("The office's turn").empty, chinese("Nothing has been passed on to the office."))
