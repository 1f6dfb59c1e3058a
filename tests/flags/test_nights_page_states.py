"""The page of the nights in each state: none yet, missed, failed, under way, fine; and its drawing."""

from datetime import timedelta
from itertools import pairwise

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from groupadmin.console import nights_views
from groupadmin.core.models import Job, SweepRun
from groupadmin.core.sweeps import kinds_by_sweep, nightly
from groupadmin.directory import roles
from members.flags import cards, figures
from members.models import Flag
from tests.flags.test_group_page import PageTestCase
from tests.making import make_employee, make_group, make_head, make_membership, make_user

DAY = timedelta(days=1)


class NightTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.auditor = make_user(None, roles.AUDITOR)

    def night(self, on=None, name="leavers", **facts):
        facts = {"started_at": self.now, "finished_at": self.now} | facts
        return SweepRun.objects.create(name=name, on=on or self.today, **facts)

    def nights(self, user=None):
        self.client.force_login(user or self.hr)
        return self.client.get(reverse("nights"))

    def card(self, user=None):
        """Return the card that tells of the last night."""
        return next(one for one in cards.cards(user or self.hr, self.today) if one.url == reverse("nights"))


class WhoMayLookAndRun(NightTestCase):
    def test_by_reader(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        for who, user, looks, runs in (
            ("hr", self.hr, 200, 302),
            ("auditor", self.auditor, 200, 403),
            ("confidentiality", make_user(None, roles.CONFIDENTIALITY), 403, 403),
            ("approver", make_user(None, roles.APPROVER), 403, 403),
            ("owner", self.user, 403, 403),
            ("head", make_user(head), 403, 403),
        ):
            with self.subTest(who):
                self.assertEqual(self.nights(user).status_code, looks)
                self.assertEqual(self.client.post(reverse("nights_run")).status_code, runs)
        self.assertEqual(Job.objects.filter(kind="run_sweeps").count(), 1)

    def test_a_job_of_another_kind_is_no_night(self):
        job = Job.objects.create(kind="simulate_adoption", created_at=self.now)
        self.client.force_login(self.hr)
        self.assertEqual(self.client.get(reverse("night_job", args=[job.pk])).status_code, 404)

    def test_running_is_no_page(self):
        self.client.force_login(self.hr)
        self.assertEqual(self.client.get(reverse("nights_run")).status_code, 405)


class InEachState(NightTestCase):
    def test_before_the_first(self):
        page = self.nights()
        self.assertIsNone(page.context["last"])
        self.assertTrue(page.context["missed"])
        self.assertEqual(page.context["runs"], [])
        self.assertContains(page, "alert-warning")

    def test_last_night_or_tonight_is_in_time_two_nights_ago_is_not(self):
        for days, missed in ((0, False), (1, False), (2, True), (30, True)):
            with self.subTest(days=days):
                SweepRun.objects.all().delete()
                self.night(self.today - days * DAY)
                page = self.nights()
                self.assertIs(page.context["missed"], missed)
                self.assertEqual('<div class="alert alert-warning">' in page.content.decode(), missed)

    def test_a_fault_is_told_first_and_the_others_stand(self):
        self.night(name="leavers", raised=3)
        self.night(name="missing", error="OperationalError: disk full")
        page = self.nights()
        self.assertContains(page, "alert-error")
        self.assertContains(page, "disk full")
        self.assertEqual(page.context["totals"]["raised"], 3)

    def test_only_the_last_night_is_listed_in_the_order_it_ran(self):
        self.night(self.today - DAY, "stale")
        for name in ("recheck_nicknames", "leavers", "escalate"):
            self.night(name=name)
        self.assertEqual(
            [run.name for run in self.nights().context["runs"]], ["recheck_nicknames", "leavers", "escalate"]
        )

    def test_what_judges_and_passes_on_is_not_counted_as_raised(self):
        for name, raised in (("recheck_nicknames", 100), ("escalate", 50), ("leavers", 2), ("stale", 1)):
            self.night(name=name, raised=raised)
        self.assertEqual(self.nights().context["totals"], {"raised": 3, "cleared": 0})

    def test_each_sweep_of_the_settings_has_a_name_for_people(self):
        for name in nightly():
            self.night(name=name)
        for run in self.nights().context["listed"]:
            with translation.override("zh-hans"), self.subTest(run.name):
                self.assertNotIn(str(run.label), (run.name, ""))

    def test_one_of_another_room_shows_by_its_own_name(self):
        self.night(name="count_the_stars")
        self.assertContains(self.nights(), "count_the_stars")

    def test_open_matters_by_kind_the_most_first(self):
        for number in range(3):
            group = make_group(f"{number}群")
            for kind in ("STALE", "OWNERLESS")[: 1 + (number == 0)]:
                Flag.objects.create(kind=kind, group=group, subject="group", raised_on=self.today, due_on=self.today)
        counted = self.nights().context["open_by_kind"]
        self.assertEqual([number for _label, number, _url in counted], [3, 1])
        self.assertEqual(self.nights().context["open_total"], 4)

    def test_many_nights_cost_what_one_does(self):
        self.night()
        costs = []
        for _look in range(3):
            with CaptureQueriesContext(connection) as seen:
                self.nights()
            costs.append(len(seen))
            for days in range(1, 15):
                for name in kinds_by_sweep():
                    SweepRun.objects.get_or_create(
                        name=name, on=self.today - days * DAY, defaults={"started_at": self.now}
                    )
        self.assertEqual(costs[1], costs[2])


class TheDrawing(NightTestCase):
    def test_the_tallest_bar_fills_the_drawing_and_the_others_keep_their_share(self):
        self.night(self.today, raised=10, cleared=5)
        self.night(self.today - DAY, raised=20)
        days = {day.on: day for day in nights_views.trend(self.today)}
        self.assertEqual((days[self.today].raised_bar, days[self.today].cleared_bar), (50, 25))
        self.assertEqual(days[self.today - DAY].raised_top, 4)
        self.assertEqual(days[self.today].raised_top + days[self.today].raised_bar, 104)

    def test_fourteen_days_the_last_one_today_and_side_by_side(self):
        days = nights_views.trend(self.today)
        self.assertEqual((days[0].on, days[-1].on), (self.today - 13 * DAY, self.today))
        self.assertEqual([day.x for day in days[:3]], [3, 43, 83])
        self.assertTrue(all(day.x2 + 15 <= after.x for day, after in pairwise(days)))

    def test_without_any_night_all_bars_lie_flat(self):
        self.assertEqual({day.raised_bar + day.cleared_bar for day in nights_views.trend(self.today)}, {0})

    def test_what_lies_outside_is_not_drawn(self):
        self.night(self.today - 14 * DAY, raised=9)
        self.night(self.today + DAY, raised=9)
        self.assertEqual(sum(day.raised for day in nights_views.trend(self.today)), 0)


class TheHomeCard(NightTestCase):
    def test_tells_how_it_went(self):
        self.assertEqual((self.card().lines, self.card().severity), ([], ""))
        self.night(raised=4, cleared=1)
        self.assertEqual([line.severity for line in self.card().lines], ["good"])
        self.assertIn("4", self.card().lines[0].text)
        self.night(name="missing", error="OperationalError")
        self.assertEqual(([line.severity for line in self.card().lines], self.card().severity), (["bad", "bad"], "bad"))

    def test_a_missed_night_is_not_good(self):
        self.night(self.today - 2 * DAY)
        self.assertEqual([line.severity for line in self.card(self.auditor).lines], ["warn"])


class CardsByRole(NightTestCase):
    def setUp(self):
        super().setUp()
        self.head = make_employee("乙", self.sales)
        make_head(self.sales, self.head)
        self.flag = Flag.objects.create(
            kind="OWNERLESS", group=self.group, subject="group", raised_on=self.today, due_on=self.today
        )

    def urls(self, user):
        return [card.url.partition("?")[2] or card.url for card in cards.cards(user, self.today)]

    def test_which_cards_each_gets(self):
        night = reverse("nights")
        both = make_user(make_employee("丁"), roles.HR, roles.AUDITOR)
        for who, user, wanted in (
            ("owner", self.user, ["whose=groups"]),
            ("head", make_user(self.head), []),
            ("hr", self.hr, ["level=3", "kind=URGENT", night]),
            ("auditor", self.auditor, [night]),
            ("hr and auditor", both, ["level=3", "kind=URGENT", night]),
            ("confidentiality", make_user(None, roles.CONFIDENTIALITY), []),
            ("approver", make_user(None, roles.APPROVER), []),
        ):
            with self.subTest(who):
                self.assertEqual(self.urls(user), wanted)

    def test_the_figures_are_for_those_who_watch_over_all_groups(self):
        for user, number in ((self.user, 0), (make_user(self.head), 0), (self.hr, 1), (self.auditor, 4)):
            shown = figures.figures(user, self.today) if figures.cards(user, self.today) else []
            self.assertEqual(len(shown), number)

    def test_a_matter_climbs_from_card_to_card(self):
        head = make_user(self.head)
        Flag.objects.update(level=2, assignee=self.head)
        self.assertEqual(self.urls(head), ["whose=mine&level=2"])
        Flag.objects.update(level=3, assignee=None)
        self.assertEqual(self.urls(head), [])
        office = cards.cards(self.hr, self.today)[0]
        self.assertEqual((office.count, office.severity), (1, "bad"))

    def test_due_today_is_pressing_yesterday_is_bad(self):
        for days, severity in ((1, "warn"), (0, "warn"), (-1, "bad")):
            Flag.objects.update(due_on=self.today + days * DAY)
            (card,) = cards.cards(self.user, self.today)
            self.assertEqual((card.severity, card.lines[0].severity), (severity, severity), days)

    def test_the_first_six_groups_and_the_number_of_all(self):
        for number in range(8):
            group = make_group(f"{number}群", self.sales)
            self.membership_in(group)
            Flag.objects.create(
                kind="STALE", group=group, subject="group", raised_on=self.today, due_on=self.today - number * DAY
            )
        (card,) = cards.cards(self.user, self.today)
        self.assertEqual((card.count, len(card.lines), card.lines[0].text), (9, 6, "7群"))

    def membership_in(self, group):
        make_membership(group, self.owner, role="OWNER", first_seen_at=self.now, last_seen_at=self.now)
