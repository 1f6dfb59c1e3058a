"""The list of matters, a leaver's groups, the nights and the home cards: who sees what, at a bounded cost."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groupadmin.core.models import Job, SweepRun
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from members.flags import cards, figures, lists
from members.models import Flag, Membership, Sponsorship
from tests.flags.test_group_page import PageTestCase
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_user

DAY = timedelta(days=1)


class Matters(PageTestCase):
    def matters(self, user=None, **query):
        self.client.force_login(user or self.user)
        return self.client.get(reverse("matters"), query)

    def shown(self, *args, **query):
        return [flag.who for flag in self.matters(*args, **query).context["matters"]]

    def elsewhere(self):
        group = make_group("别的群", make_department("工程部"))
        return Flag.objects.create(kind="STALE", group=group, subject="group", raised_on=self.today, due_on=self.today)

    def test_an_owner_sees_the_matters_of_own_groups_only(self):
        self.leaver()
        self.look_anew()
        self.elsewhere()
        self.assertEqual(self.shown(), ["销售部-丙"])
        self.assertEqual(set(self.shown(self.hr)), {"销售部-丙", "别的群"})
        self.assertEqual(self.shown(make_user(make_employee("丁"))), [])

    def test_it_is_narrowed_by_kind_turn_lateness_and_group(self):
        self.leaver()
        self.membership(nickname="路人")
        self.look_anew()
        self.assertEqual(self.shown(kind="UNIDENTIFIED"), ["路人"])
        self.assertEqual(len(self.shown(whose="mine")), 2)
        self.assertEqual(self.shown(due="late"), [])
        Flag.objects.filter(kind="LEAVER").update(due_on=self.today - DAY, level=3)
        self.assertEqual(self.shown(due="late"), ["销售部-丙"])
        self.assertEqual(self.shown(self.hr, level="3"), ["销售部-丙"])
        self.assertEqual(self.shown(group="没有"), [])
        self.assertEqual(self.shown(whose="groups", kind="STALE"), [])

    def test_what_is_done_can_be_looked_up(self):
        self.leaver()
        self.look_anew()
        Flag.objects.update(state="CLEARED", cleared_on=self.today)
        self.assertEqual(self.shown(), [])
        self.assertEqual(self.shown(state="CLEARED"), ["销售部-丙"])

    def test_pages_go_on_from_a_key_and_show_each_matter_once(self):
        for number in range(7):
            self.leaver(f"离{number}")
        self.look_anew()
        with mock.patch.object(lists, "MATTERS", replace(lists.MATTERS, size=3)):
            seen, after = [], ""
            for _page in range(3):
                page = self.matters(after=after)
                seen += [flag.pk for flag in page.context["matters"]]
                after = page.context["after"]
        self.assertEqual((len(seen), len(set(seen)), after), (7, 7, ""))

    def test_a_broken_key_is_the_first_page(self):
        self.leaver()
        self.look_anew()
        for after in ("x", "2026-13-45~1", "2026-01-01~x"):
            self.assertEqual(self.shown(after=after), ["销售部-丙"])

    def test_the_same_number_of_queries_at_five_and_fifty(self):
        counts = []
        for number in (5, 45):
            for each in range(number):
                self.leaver(f"离{number}_{each}")
            self.look_anew()
            self.matters()
            with CaptureQueriesContext(connection) as seen:
                self.matters()
            counts.append(len(seen))
        self.assertEqual(counts[0], counts[1])

    def test_an_empty_list_says_so(self):
        self.assertContains(self.matters(), 'class="empty"')
        self.assertContains(self.matters(kind="STALE"), 'class="empty"')


class ALeaversGroups(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.person = make_employee("丙", cls.sales, status=Employee.Status.LEFT)
        cls.own = make_group("丙的群", cls.sales)
        cls.stay = cls.membership(cls.person)
        make_membership(cls.own, cls.person, role="OWNER", first_seen_at=cls.now, last_seen_at=cls.now)

    def look(self, user):
        self.client.force_login(user)
        return self.client.get(reverse("person_groups", args=[self.person.staff_no]))

    def test_the_groups_they_own_come_first_and_must_be_handed_over(self):
        held = self.look(self.hr).context["held"]
        self.assertEqual([holding.membership.group for holding in held.groups], [self.own, self.group])
        self.assertEqual([holding.membership.group for holding in held.to_hand_over], [self.own])
        self.assertEqual(held.groups[1].owner, "甲")

    def test_open_matters_stand_beside_their_group(self):
        self.look_anew()
        held = self.look(self.hr).context["held"]
        self.assertEqual([flag.kind for flag in held.groups[1].flags], ["LEAVER"])

    def test_guests_they_answer_for_and_departments_they_head_are_named(self):
        guest = self.membership(nickname="客人", identity=Membership.Identity.OUTSIDER)
        Sponsorship.objects.create(
            group=self.group, membership=guest, sponsor=self.person, since=self.today, until=self.today
        )
        make_head(self.sales, self.person)
        page = self.look(self.hr)
        self.assertContains(page, "客人")
        self.assertEqual([head.department for head in page.context["held"].heads], [self.sales])

    def test_an_owner_sees_only_what_concerns_own_groups(self):
        held = self.look(self.user).context["held"]
        self.assertEqual([holding.membership.group for holding in held.groups], [self.group])

    def test_the_head_and_the_person_see_all_a_stranger_is_told_nothing(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        for user in (make_user(head), make_user(self.person)):
            self.assertEqual(len(self.look(user).context["held"].groups), 2)
        self.assertEqual(self.look(make_user(make_employee("丁"))).status_code, 404)

    def test_in_no_group_is_said_with_its_limits(self):
        Membership.objects.filter(employee=self.person).update(gone_by=self.now)
        self.assertContains(self.look(self.hr), 'class="empty"')

    def test_the_same_number_of_queries_for_two_groups_and_thirty(self):
        self.look(self.hr)
        with CaptureQueriesContext(connection) as few:
            self.look(self.hr)
        for number in range(30):
            make_membership(make_group(f"{number}群"), self.person)
        with CaptureQueriesContext(connection) as many:
            self.look(self.hr)
        self.assertEqual(len(few), len(many))


class TheNights(PageTestCase):
    def nights(self, user):
        self.client.force_login(user)
        return self.client.get(reverse("nights"))

    def run_of(self, name, on, **facts):
        return SweepRun.objects.create(name=name, on=on, started_at=self.now, finished_at=self.now, **facts)

    def test_only_hr_and_auditors(self):
        self.assertEqual(self.nights(self.user).status_code, 403)
        self.assertEqual(self.nights(make_user(None, roles.AUDITOR)).status_code, 200)

    def test_the_last_night_its_totals_and_its_faults(self):
        self.run_of("leavers", self.today, raised=7, cleared=2, seconds=0.5)
        self.run_of("escalate", self.today, raised=9)
        self.run_of("missing", self.today, error="OperationalError: <disk full>")
        self.run_of("leavers", self.today - DAY, raised=100)
        page = self.nights(self.hr)
        self.assertEqual(page.context["totals"], {"raised": 7, "cleared": 2})
        self.assertEqual([run.name for run in page.context["failed"]], ["missing"])
        self.assertContains(page, "&lt;disk full&gt;")
        trend = {day.on: day.raised for day in page.context["trend"]}
        self.assertEqual((len(trend), trend[self.today], trend[self.today - DAY]), (14, 7, 100))

    def test_before_the_first_night_it_says_what_to_do(self):
        self.assertContains(self.nights(self.hr), reverse("nights_run"))
        self.assertNotContains(self.nights(make_user(None, roles.AUDITOR)), reverse("nights_run"))

    def test_the_button_puts_one_walk_on_the_list_of_jobs(self):
        self.client.force_login(self.hr)
        for _press in range(2):
            self.client.post(reverse("nights_run"))
        job = Job.objects.get(kind="run_sweeps")
        self.assertContains(self.client.get(reverse("nights")), reverse("night_job", args=[job.pk]))
        self.client.force_login(make_user(None, roles.AUDITOR))
        self.assertEqual(self.client.post(reverse("nights_run")).status_code, 403)

    def test_progress_leads_back_when_it_is_done(self):
        self.client.force_login(self.hr)
        self.client.post(reverse("nights_run"))
        job = Job.objects.get()
        address = reverse("night_job", args=[job.pk])
        self.assertContains(self.client.get(address, headers={"HX-Request": "true"}), "hx-get")
        Job.objects.update(state="DONE")
        answer = self.client.get(address, headers={"HX-Request": "true"})
        self.assertEqual(answer.headers["HX-Redirect"], reverse("nights"))
        self.assertEqual(self.client.get(address).status_code, 302)


class HomeCards(PageTestCase):
    def titles(self, user):
        return [card.url or card.title for card in cards.cards(user, self.today)]

    def test_an_owner_sees_own_groups_the_most_pressing_first(self):
        self.leaver()
        self.look_anew()
        Flag.objects.update(due_on=self.today - DAY)
        (card,) = cards.cards(self.user, self.today)
        self.assertEqual((card.count, card.severity, card.lines[0].text), (1, "bad", "销售群"))

    def test_an_owner_without_matters_is_told_so(self):
        (card,) = cards.cards(self.user, self.today)
        self.assertEqual((card.count, card.lines), (0, []))
        self.assertTrue(card.empty)

    def test_a_head_sees_what_owners_let_lie(self):
        head = make_employee("乙", self.sales)
        make_head(self.sales, head)
        self.leaver()
        self.look_anew()
        self.assertEqual(cards.cards(make_user(head), self.today), [])
        Flag.objects.update(level=2, assignee=head)
        user = head.user
        (card,) = cards.cards(user, self.today)
        self.assertEqual(card.count, 1)

    def test_hr_sees_the_offices_turn_all_groups_and_the_night(self):
        self.leaver()
        self.look_anew()
        made = cards.cards(self.hr, self.today)
        self.assertEqual(len(made), 3)
        self.assertEqual([line.count for line in made[1].lines], [1])

    def test_an_auditor_sees_figures_only(self):
        self.leaver()
        self.look_anew()
        auditor = make_user(None, roles.AUDITOR)
        (night,) = cards.cards(auditor, self.today)
        self.assertEqual(night.url, reverse("nights"))
        states, *_others = figures.figures(auditor, self.today)
        self.assertEqual([(line.count, line.severity) for line in states.lines], [(1, "warn")])

    def test_an_employee_sees_none(self):
        self.assertEqual(cards.cards(make_user(make_employee("丁")), self.today), [])
        self.assertEqual(cards.cards(make_user(None), self.today), [])

    def test_the_number_of_queries_does_not_grow_with_the_groups(self):
        def cost():
            with CaptureQueriesContext(connection) as seen:
                cards.cards(self.user, self.today)
            return len(seen)

        cost()
        before = cost()
        for number in range(20):
            group = make_group(f"{number}群", self.sales)
            make_membership(group, self.owner, role="ADMIN")
            Flag.objects.create(kind="STALE", group=group, subject="group", raised_on=self.today, due_on=self.today)
        self.assertEqual(cost(), before)
