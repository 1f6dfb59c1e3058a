"""Today's list: cards of the apps, the most urgent first; first steps while the installation is new."""

from datetime import datetime, timedelta

from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import translation

from groupadmin.console.views import greeting
from groupadmin.core.cards import Card, Line
from groupadmin.core.models import SweepRun
from groupadmin.directory import roles
from tests.making import NOON, TODAY, make_employee, make_group, make_regulation, make_user


def cards(user, today):
    return [
        Card("Later", [Line("a matter", "/matters/1/", "3 days", "warn")], count=1, rank=50),
        Card("Urgent", count=12, rank=10, severity="bad", url="/matters/"),
        Card("Quiet", empty="All is well.", rank=90),
    ]


def one_step_to_do(user):
    from groupadmin.core.cards import FirstStep

    return [FirstStep("Done before", "", "", "", True), FirstStep("Do this", "why", "/here/", "Go", False)]


class Home(TestCase):
    def get(self, *held):
        self.client.force_login(make_user(make_employee("甲"), *held))
        return self.client.get("/")

    @override_settings(HOME_CARDS=["tests.console.test_home.cards"], FIRST_STEPS=[])
    def test_shows_the_most_urgent_card_first(self):
        page = self.get().content.decode()
        self.assertLess(page.index("Urgent"), page.index("Later"))
        self.assertLess(page.index("Later"), page.index("Quiet"))
        self.assertIn("All is well.", page)
        self.assertIn('<span class="count count-bad">12</span>', page)

    @override_settings(HOME_CARDS=[], FIRST_STEPS=[])
    def test_says_so_when_nothing_waits(self):
        self.assertContains(self.get(), 'class="empty"')

    @override_settings(HOME_CARDS=[], FIRST_STEPS=["tests.console.test_home.one_step_to_do"])
    def test_the_next_step_has_the_loud_button(self):
        page = self.get()
        self.assertContains(page, '<li class="is-done">')
        self.assertContains(page, '<a class="btn btn-primary" href="/here/">Go</a>')

    @override_settings(HOME_CARDS=[])
    def test_an_employee_has_no_first_steps(self):
        self.assertNotContains(self.get(), "first-steps")


@override_settings(HOME_CARDS=[])
class ANewInstallation(TestCase):
    def undone(self):
        return [step.title for step in self.client.get("/").context["steps"] if not step.done]

    def setUp(self):
        self.client.force_login(make_user(None, roles.HR))
        self.client.post("/language/", {"language": "en"})

    def test_tells_hr_what_to_do_and_in_which_order(self):
        self.assertEqual(
            self.undone(),
            [
                "Import the staff list",
                "Import the register of groups",
                "Make log-ins",
                "Choose the regulation of each group",
                "Bring the first member list",
                "Let a night pass over it",
            ],
        )

    def test_each_step_goes_when_it_is_done_and_the_list_with_the_last(self):
        make_user(make_employee("甲"))
        group = make_group()
        rest = ["Choose the regulation of each group", "Bring the first member list", "Let a night pass over it"]
        self.assertEqual(self.undone(), rest)
        self.assertContains(self.client.get("/"), "0 of 1 groups so far", 2)
        group.regulation, group.roster_taken_at = make_regulation(), NOON
        group.save()
        self.assertEqual(self.undone(), rest[2:], "it is governed when a night has looked at it, and not before")
        SweepRun.objects.create(name="before", on=TODAY, started_at=NOON, finished_at=NOON - timedelta(hours=1))
        self.assertEqual(self.undone(), rest[2:])
        SweepRun.objects.create(name="after", on=TODAY, started_at=NOON, finished_at=NOON + timedelta(hours=1))
        self.assertEqual(self.client.get("/").context["steps"], [])


class Greetings(SimpleTestCase):
    def test_follow_the_hour(self):
        with translation.override("en"):
            said = [greeting(datetime(2026, 3, 12, hour).hour) for hour in (0, 10, 11, 17, 18, 23)]
        self.assertEqual(said, ["Good morning"] * 2 + ["Good day"] * 2 + ["Good evening"] * 2)
