"""Today's list for each kind of reader: who sees which card, in which order, in both languages, at which cost."""

from datetime import date, timedelta

from django.db import connection
from django.test import SimpleTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groupadmin.console.views import _urgency
from groupadmin.core.cards import Card, Line
from groupadmin.core.models import SweepRun
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.flags import figures
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_group, make_membership, make_regulation, make_user

LINES = (Line("a matter", "/"),)


class Urgency(SimpleTestCase):
    def order(self, *cards: Card) -> str:
        return "".join(card.title for card in sorted(cards, key=_urgency))

    def test_puts_what_is_bad_first_then_what_warns_then_the_rest(self):
        plain, warns, bad = (
            Card("p", LINES, rank=1),
            Card("w", LINES, rank=2, severity="warn"),
            Card("b", LINES, severity="bad"),
        )
        self.assertEqual(self.order(plain, warns, bad), "bwp")

    def test_never_puts_an_empty_card_before_one_with_something_on_it(self):
        empty, full = Card("e", empty="Nothing.", rank=1, severity="bad"), Card("f", LINES, rank=90)
        self.assertEqual(self.order(empty, full), "fe")
        self.assertEqual(self.order(empty, Card("c", count=3, rank=90)), "ce")

    def test_keeps_the_apps_own_order_among_equals(self):
        self.assertEqual(self.order(Card("2", LINES, rank=20), Card("1", LINES, rank=10)), "12")


class HomeCase(FlagTestCase):
    def flag(self, kind="LEAVER", *, late=False, level=Flag.Level.OWNER, assignee=None, group=None, subject=""):
        today = timezone.localdate()
        return Flag.objects.create(
            kind=kind,
            group=group or self.group,
            subject=subject or f"s{Flag.objects.count()}",
            employee=assignee or self.owner,
            level=level,
            assignee=assignee or self.owner,
            raised_on=today - timedelta(days=9),
            due_on=today - timedelta(days=1) if late else today + timedelta(days=3),
        )

    def titles(self, user, language="en"):
        self.client.force_login(user)
        self.client.post("/language/", {"language": language})
        return [card.title for card in self.client.get("/").context["cards"]]


class TodaysList(HomeCase):
    def test_of_an_owner_counts_own_matters_and_is_red_once_one_is_late(self):
        owner = make_user(self.owner)
        self.flag()
        other = make_group("别的群")
        self.flag(group=other)
        self.assertEqual(self.titles(owner), ["My groups"])
        (card,) = self.client.get("/").context["cards"]
        self.assertEqual((card.count, card.severity, card.lines[0].note), (1, "warn", "1 matter"))
        self.flag(late=True)
        (card,) = self.client.get("/").context["cards"]
        self.assertEqual((card.count, card.severity, card.lines[0].note), (2, "bad", "2 matters, 1 overdue"))
        self.assertNotContains(self.client.get("/"), "别的群")

    def test_of_an_owner_with_nothing_wrong_says_so_only_as_far_as_the_lists_tell(self):
        self.titles(make_user(self.owner))
        self.assertContains(self.client.get("/"), "as far as their last lists tell")

    def test_of_a_new_owner_says_what_to_do_first_until_a_list_has_come(self):
        Group.objects.update(roster_taken_at=None)
        self.client.force_login(make_user(self.owner))
        (step,) = self.client.get("/").context["steps"]
        self.assertEqual((step.url, step.done), (f"/groups/{self.group.code}/roster/", False))
        other = make_membership(make_group("另一个群", roster_taken_at=NOON), self.owner, role=Membership.Role.OWNER)
        self.assertEqual(self.client.get("/").context["steps"], [])
        other.delete()
        Group.objects.update(status="DISSOLVED", dissolved_on=TODAY)
        self.assertEqual(self.client.get("/").context["steps"], [])

    def test_of_a_head_shows_what_was_passed_on_and_nothing_that_was_not(self):
        head = make_user(self.head)
        self.flag(late=True)
        self.assertEqual(self.titles(head), [])
        self.flag(level=Flag.Level.HEAD, assignee=self.head)
        self.assertEqual(self.titles(head), ["Passed on to you"])

    def test_of_the_office_begins_with_what_nobody_below_has_done(self):
        hr = make_user(None, roles.HR)
        quiet = self.titles(hr)
        self.assertEqual(quiet[-3:], ["The office's turn", "What cannot wait, in all groups", "Last night"])
        self.flag("OWNERLESS", level=Flag.Level.OFFICE)
        self.assertEqual(self.titles(hr)[0], "The office's turn")

    def test_of_the_office_does_not_begin_with_an_empty_card(self):
        hr = make_user(None, roles.HR)
        make_group("没导过的群")
        first, *others = self.titles(hr)
        self.assertEqual(first, "Groups whose member list was never imported")
        self.assertIn("The office's turn", others)

    def test_of_an_auditor_is_figures_that_lead_to_the_rows_behind_them(self):
        auditor = make_user(None, roles.AUDITOR)
        self.flag(late=True)
        self.flag("STALE")
        expected = [
            "State of the groups",
            "Open matters",
            "Groups with most overdue and open matters",
            "Groups in use, by category",
        ]
        self.assertEqual(self.titles(auditor)[0], "State of the groups")
        cards = {card.title: card for card in self.client.get("/figures/").context["cards"]}
        self.assertEqual(list(cards), expected)
        self.assertEqual((cards["Open matters"].count, cards["State of the groups"].count), (2, 1))
        (worst,) = cards["Groups with most overdue and open matters"].lines
        self.assertEqual((worst.note, worst.severity), ("2 matters, 1 overdue", "bad"))
        self.assertIn("no sign of life; dissolution proposed 1", worst.why)
        for card in cards.values():
            for line in card.lines:
                self.assertEqual(self.client.get(line.url).status_code, 200, line.text)

    def test_asks_for_the_figures_once_it_is_shown_so_that_what_waits_does_not_wait_for_them(self):
        self.flag(late=True)
        self.titles(make_user(None, roles.AUDITOR))
        with CaptureQueriesContext(connection) as asked:
            home = self.client.get("/")
        self.assertContains(home, 'hx-get="/figures/" hx-trigger="load"')
        self.assertContains(home, '<a href="/figures/">Show the figures</a>')
        self.assertNotIn("MIN(due_on)", "".join(query["sql"] for query in asked))
        piece = self.client.get("/figures/", headers={"HX-Request": "true"})
        self.assertTemplateNotUsed(piece, "base.html")
        self.assertContains(piece, "something is overdue")
        self.assertContains(self.client.get("/figures/"), "something is overdue")

    def test_shows_figures_to_nobody_who_does_not_watch_over_all_groups(self):
        for user in (make_user(self.owner), make_user(None, roles.CONFIDENTIALITY)):
            self.assertNotIn("State of the groups", self.titles(user))
            self.assertEqual(self.client.get("/figures/").status_code, 403)

    def test_of_an_auditor_calls_no_group_in_order_whose_members_nobody_knows(self):
        auditor = make_user(None, roles.AUDITOR)
        Group.objects.update(roster_taken_at=NOON)
        make_group("没导过的群")
        self.titles(auditor)
        card = next(
            card for card in self.client.get("/figures/").context["cards"] if card.title == "State of the groups"
        )
        told = {line.severity: line.count for line in card.lines}
        self.assertEqual(told, {"unknown": 1, "good": 1})
        self.assertEqual([part.severity for part in card.bar], ["unknown", "good"])

    def test_of_an_auditor_draws_how_many_matters_were_open_on_each_day(self):
        today = timezone.localdate()
        old, new = self.flag(), self.flag("STALE")
        Flag.objects.filter(pk=old.pk).update(raised_on=today - timedelta(days=60), state="CLEARED", cleared_on=today)
        Flag.objects.filter(pk=new.pk).update(raised_on=today - timedelta(days=1))
        self.assertEqual(figures.open_on_each_day(today, 1), [1], "nobody looked before the first night")
        SweepRun.objects.create(name="leavers", on=today - timedelta(days=90), started_at=NOON)
        values = figures.open_on_each_day(today, 1)
        self.assertEqual((len(values), values[0], values[-3:]), (30, 1, [1, 2, 1]))

    def test_of_an_approver_and_an_employee_is_empty_and_says_so(self):
        for held in ((roles.APPROVER,), ()):
            user = make_user(make_employee(), *held)
            with self.subTest(held):
                self.assertEqual(self.titles(user), [])
                self.assertContains(self.client.get("/"), "Nothing waits for you")

    def test_of_somebody_who_left_the_group_no_longer_shows_it(self):
        self.flag()
        Membership.objects.filter(pk=self.owner_membership.pk).update(gone_by=NOON + timedelta(days=1))
        self.assertEqual(self.titles(make_user(self.owner)), [])

    def test_is_in_chinese_unless_english_was_chosen(self):
        self.flag()
        owner = make_user(self.owner)
        self.assertEqual(self.titles(owner, "zh-hans"), ["我的群"])
        page = self.client.get("/").content.decode()
        for words in ("My groups", "See all", "Today's list", "1 matter"):
            self.assertNotIn(words, page.split("<main", 1)[1], words)

    def test_costs_the_same_for_five_matters_and_for_fifty(self):
        readers = (
            make_user(None, roles.HR),
            make_user(None, roles.AUDITOR),
            make_user(self.owner),
            make_user(self.head),
        )
        make_membership(make_group("没导过的群"), self.owner, role=Membership.Role.OWNER)
        self.five_of_each_level(self.group)
        few = [self.cost(reader) for reader in readers]
        for number in range(9):
            group = make_group(f"群{number}", self.sales)
            make_membership(group, self.owner, role=Membership.Role.OWNER)
            make_membership(group, make_employee(status=Employee.Status.LEFT))
            self.five_of_each_level(group)
        self.assertEqual([self.cost(reader) for reader in readers], few)
        self.assertLessEqual(max(few), 18)

    def five_of_each_level(self, group):
        for _ in range(5):
            for level, assignee in ((Flag.Level.OWNER, self.owner), (Flag.Level.HEAD, self.head)):
                self.flag(level=level, assignee=assignee, group=group, late=level == Flag.Level.HEAD)
            self.flag(level=Flag.Level.OFFICE, group=group)

    def cost(self, reader) -> int:
        self.titles(reader)
        with CaptureQueriesContext(connection) as asked:
            self.client.get("/")
        return len(asked)


class LastNight(HomeCase):
    def card(self, user, on: date, **facts):
        SweepRun.objects.all().delete()
        SweepRun.objects.create(name="leavers", on=on, started_at=NOON, **({"raised": 3, "cleared": 1} | facts))
        self.titles(user)
        return next(card for card in self.client.get("/").context["cards"] if card.title == "Last night")

    def test_is_green_only_when_it_was_last_night_and_nothing_failed(self):
        hr, today = make_user(None, roles.HR), timezone.localdate()
        cases = {0: "good", 1: "good", 2: "warn", 30: "warn"}
        for days, severity in cases.items():
            with self.subTest(days):
                card = self.card(hr, today - timedelta(days=days))
                self.assertEqual((card.lines[0].severity, card.lines[0].text), (severity, "3 raised, 1 cleared"))
        card = self.card(hr, today, error="It broke.")
        self.assertEqual((card.severity, card.lines[1].text), ("bad", "1 sweep failed"))

    def test_that_never_was_says_when_it_will_be(self):
        self.titles(make_user(None, roles.HR))
        self.assertContains(self.client.get("/"), "The sweeps have not run yet")

    def test_leads_auditors_to_a_page_they_may_open_and_is_not_shown_to_others(self):
        card = self.card(make_user(None, roles.AUDITOR), timezone.localdate())
        self.assertEqual(self.client.get(card.url).status_code, 200)
        self.assertNotIn("Last night", self.titles(make_user(self.owner)))


@override_settings(HOME_CARDS=[])
class FirstSteps(HomeCase):
    def steps(self, user):
        self.client.force_login(user)
        return self.client.get("/").context["steps"]

    def test_are_the_offices_alone(self):
        for held in ((roles.AUDITOR,), (roles.APPROVER,), (roles.CONFIDENTIALITY,), ()):
            with self.subTest(held):
                self.assertEqual(self.steps(make_user(None, *held)), [])

    def test_lead_to_pages_the_office_may_open(self):
        self.group.roster_taken_at = None
        self.group.save()
        steps = self.steps(make_user(None, roles.HR))
        self.assertEqual(len(steps), 6)
        for step in steps:
            self.assertEqual(self.client.get(step.url).status_code, 200, step.title)

    def test_count_the_groups_in_use_only(self):
        self.group.status, self.group.dissolved_on = "DISSOLVED", timezone.localdate()
        self.group.save()
        make_group("新群", regulation=make_regulation())
        undone = [step.url for step in self.steps(make_user(None, roles.HR)) if not step.done]
        self.assertIn("/groups/", undone)
        self.assertNotIn("/regulations/", undone)
