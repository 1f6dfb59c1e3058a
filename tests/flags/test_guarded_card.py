"""The confidentiality officer's home: guarded groups, papers and lists, and the register behind each figure."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from groupadmin.groups.models import Announcement, Group, Pledge
from members.flags import confidential_cards
from members.models import Flag
from tests.flags.base import FlagTestCase
from tests.making import make_group, make_regulation, make_user

SECRET, SENSITIVE = Group.Secrecy.CLASSIFIED, Group.Secrecy.SENSITIVE


class TheOfficersCard(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.today, now = timezone.localdate(), timezone.now()
        cls.officer = make_user(None, roles.CONFIDENTIALITY)
        Group.objects.update(roster_taken_at=now)
        pledged = make_group("签过", secrecy=SECRET, roster_taken_at=now)
        ending = make_group("快到期", secrecy=SENSITIVE, roster_taken_at=now)
        ended = make_group("过期", secrecy=SENSITIVE, roster_taken_at=now - timedelta(days=9))
        asked = make_group("制度要求", regulation=make_regulation(pledge_required=True), roster_taken_at=now)
        for group, days in ((pledged, 200), (ending, 20), (ended, -1)):
            cls.pledge(group, days)
        Announcement.objects.create(group=pledged, text="本群涉密", posted_on=cls.today)
        make_group("散了", secrecy=SECRET, status=Group.Status.DISSOLVED, dissolved_on=cls.today)
        cls.named = {"ending": ending, "ended": ended, "asked": asked}

    @classmethod
    def pledge(cls, group, days):
        Pledge.objects.create(
            group=group,
            text_version="1",
            signer_name="甲",
            signed_on=cls.today - timedelta(days=100),
            expires_on=cls.today + timedelta(days=days),
        )

    def open_one(self, group):
        facts = {"raised_on": self.today, "due_on": self.today}
        return Flag.objects.create(kind="STALE", group=group, subject="group", **facts)

    def figures(self):
        return {
            line.url.partition("?")[2].replace("&status=LIVE", ""): line.count
            for line in confidential_cards.cards(self.officer, self.today)[0].lines
        }

    def test_counts_levels_papers_and_old_lists(self):
        self.open_one(self.named["ended"])
        self.assertEqual(
            self.figures(),
            {
                "secrecy=CLASSIFIED": 1,
                "secrecy=SENSITIVE": 2,
                "secrecy=GUARDED&matters=on": 1,
                "secrecy=GUARDED&older=7": 1,
                "papers=UNSIGNED": 2,
                "papers=ENDING": 1,
                "papers=SILENT": 2,
            },
        )

    def test_a_pledge_signed_anew_in_time_no_longer_ends_soon(self):
        self.pledge(self.named["ending"], 300)
        self.assertNotIn("papers=ENDING", self.figures())

    def test_each_figure_opens_the_groups_it_counts(self):
        self.open_one(self.named["ended"])
        self.client.force_login(self.officer)
        for line in confidential_cards.cards(self.officer, self.today)[0].lines:
            page = self.client.get(line.url)
            self.assertEqual(len(page.context["groups"]), line.count, line.url)

    def test_shows_what_presses_most_there_and_nothing_of_ordinary_groups(self):
        self.open_one(self.group)
        self.assertEqual(len(confidential_cards.cards(self.officer, self.today)), 1)
        self.open_one(self.named["ending"])
        _figures, pressing = confidential_cards.cards(self.officer, self.today)
        self.assertEqual([line.note for line in pressing.lines], ["快到期"])

    def test_stands_on_the_officers_home_and_on_nobody_elses(self):
        self.client.force_login(self.officer)
        self.assertContains(self.client.get("/"), "涉密和敏感的群")
        for held in (roles.HR, roles.AUDITOR, roles.APPROVER):
            self.assertEqual(confidential_cards.cards(make_user(None, held), self.today), [])

    def test_costs_the_same_for_many_groups(self):
        for _more in range(20):
            self.open_one(make_group(secrecy=SECRET))
        with self.assertNumQueries(4):
            confidential_cards.cards(self.officer, self.today)

    def test_where_nothing_is_guarded_it_says_so(self):
        Group.objects.update(secrecy=Group.Secrecy.ORDINARY, regulation=None)
        (card,) = confidential_cards.cards(self.officer, self.today)
        self.assertEqual((card.lines, reverse("register") in card.url), ([], True))
