"""A number on a card, on its lines, in the menu and in a tree is the number of rows of the list behind it.

Every card of every kind of reader of the demo is followed, and every list is walked: its total, both ways, its files.
"""

import csv
import re
from html.parser import HTMLParser
from io import StringIO

from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.lists import ShownList
from groupadmin.directory import departments, roles
from groupadmin.directory.models import DepartmentHead, User
from groupadmin.groups.models import Group
from members import access
from members.demo import making
from members.models import Flag

NUMBER = re.compile(r"\d+")


class Rows(HTMLParser):
    """Gathers the links of a page with the text inside them."""

    def __init__(self, page):
        super().__init__()
        self.links, self.open = [], False
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links.append([dict(attrs).get("href", ""), ""])
            self.open = True

    def handle_endtag(self, tag):
        self.open = self.open and tag != "a"

    def handle_data(self, data):
        if self.open:
            self.links[-1][1] += data.strip()


class InTheDemo(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_regulations", stdout=StringIO())
        making.make(employees=300, groups=24, seed=1, at=timezone.now())
        cls.readers = list(User.objects.filter(is_active=True, must_change_password=False).order_by("pk"))

    def cards(self):
        """Return the cards of a reader's home page, those that come once it stands too."""
        cards = self.client.get(reverse("home")).context["cards"]
        later = [card.later for card in cards if card.later]
        return [*cards, *(card for url in later for card in self.client.get(url).context["cards"])]

    def total(self, url):
        page = self.client.get(url)
        self.assertEqual(page.status_code, 200, url)
        if page.context.get("list") is not None:
            return page.context["list"].page.total
        return page.context["total"]  # the matters of one group


class Cards(InTheDemo):
    def test_every_card_and_line_of_every_reader(self):
        followed = 0
        for reader in self.readers:
            self.client.force_login(reader)
            for card in self.cards():
                told = [(card.url, card.count, card.unit)] if card.count and card.url else []
                told += [(line.url, line.count, line.unit) for line in card.lines if line.count is not None]
                for url, count, unit in told:
                    with self.subTest(f"{reader}: {card.title}", url=url):
                        self.assertIsNotNone(unit, "a number says of what it is")
                        self.assertEqual(self.total(url), count)
                        followed += 1
                for line in card.lines:
                    self.assertFalse(line.note.isdigit(), f"{card.title}: {line.text} tells a number without its list")
        self.assertGreater(followed, 30)
        self.assertGreaterEqual(len({role for reader in self.readers for role in roles.roles_of(reader)}), 4)

    def test_what_the_menu_counts_is_the_list_it_leads_to(self):
        counted = 0
        for reader in self.readers:
            self.client.force_login(reader)
            for entry in self.client.get(reverse("home")).context["navigation"]():
                if entry.count:
                    with self.subTest(f"{reader}: {entry.url}"):
                        self.assertEqual(self.total(entry.url), entry.count)
                        counted += 1
        self.assertGreater(counted, 2)

    def test_the_number_of_matters_of_an_own_group_is_that_of_its_page(self):
        owner = next(one for one in self.readers if one.employee_id and access.groups_run_by(one).exists())
        self.client.force_login(owner)
        mine = next(card for card in self.cards() if "whose=groups" in card.url)
        self.assertTrue(mine.lines)
        for line in mine.lines:
            self.assertEqual(self.total(line.url), int(NUMBER.search(line.note)[0]))

    def test_what_a_head_was_passed_is_told_apart_from_what_else_is_theirs(self):
        head = DepartmentHead.objects.standing().exclude(employee__user=None).first().employee
        flags = list(Flag.objects.filter(state="OPEN").order_by("pk").values_list("pk", flat=True)[:5])
        Flag.objects.filter(pk__in=flags[:3]).update(assignee=head, level=Flag.Level.HEAD)
        Flag.objects.filter(pk__in=flags[3:]).update(assignee=head, level=Flag.Level.OWNER)
        self.client.force_login(head.user)
        card = next(card for card in self.cards() if "level=2" in card.url)
        self.assertEqual(self.total(card.url), card.count)
        self.assertGreater(self.total("/matters/?whose=mine"), card.count)


class Counts(InTheDemo):
    def setUp(self):
        self.client.force_login(next(one for one in self.readers if roles.holds(one, roles.HR)))

    def test_each_department_counts_its_people_and_those_below(self):
        counted = [
            (url, int(NUMBER.search(text)[0]))
            for url, text in Rows(self.client.get(reverse("departments"))).links
            if "status=here" in url
        ]
        self.assertGreater(len(counted), 5)
        self.assertGreater(counted[0][1], 200)
        for url, number in counted:
            self.assertEqual(self.total(url), number, url)

    def test_each_kind_of_matter_on_the_page_of_nights_counts_its_list(self):
        counted = self.client.get(reverse("nights")).context["open_by_kind"]
        self.assertGreater(len(counted), 5)
        for label, number, url in counted:
            self.assertEqual(self.total(url), number, label)

    def test_what_the_last_night_raised_and_cleared_is_the_sum_of_its_rows(self):
        page = self.client.get(reverse("nights"))
        last = page.context["last"]
        rows = self.client.get(reverse("nights"), {"since": last, "until": last}).context["list"].page.rows
        sums = [sum(getattr(run, word) for run in rows if run.of_matters) for word in ("raised", "cleared")]
        self.assertEqual(sums, list(page.context["totals"].values()))

    def test_each_regulation_counts_the_groups_under_it(self):
        links = Rows(self.client.get(reverse("regulation_library"))).links
        counted = [(url, int(NUMBER.search(text)[0])) for url, text in links if "?regulation=" in url]
        self.assertGreater(len(counted), 3)
        for url, number in counted:
            self.assertEqual(self.total(url), number, url)

    def test_departments_stand_as_people_count(self):
        for name in ("十车间", "二车间", "三车间", "一车间"):
            departments.place_department(name=name, parent=None, actor=None, at=timezone.now())
        shown = [row.name for row in self.client.get(reverse("departments")).context["departments"]]
        self.assertEqual([name for name in shown if name.endswith("车间") and len(name) == 3][-4:],
                         ["一车间", "二车间", "三车间", "十车间"])  # fmt: skip


class Lists(InTheDemo):
    def lists(self):
        code = Group.objects.filter(roster_taken_at__isnull=False).order_by("code").first().code
        plain = "register", "matters", "people", "accounts", "departments", "regulation_library", "nights", "trail"
        of_group = "members", "rosters", "decisions", "group_history"
        return [*map(reverse, (*plain, "directory_imports")), *(reverse(name, args=[code]) for name in of_group)]

    def setUp(self):
        self.client.force_login(next(one for one in self.readers if roles.holds(one, roles.HR)))

    def test_each_says_its_total_and_its_files_hold_just_as_many_rows(self):
        for url in self.lists():
            with self.subTest(url):
                shown = self.client.get(url).context["list"]
                self.assertIsInstance(shown, ShownList)
                total = shown.page.total
                if not shown.listing.columns:
                    continue
                answer = self.client.get(url, {"as": "csv"})
                lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
                self.assertLessEqual(abs(len(lines) - 1 - total), 1)  # the look before is a row of some of them
                self.assertTrue(self.client.get(url, {"as": "xlsx"}).content.startswith(b"PK"))

    def test_each_goes_on_and_back_to_where_it_was_and_is_put_in_order_by_its_headings(self):
        for url in self.lists():
            page = self.client.get(url)
            after, shown = page.context["after"], page.context["list"]
            with self.subTest(url):
                for order in shown.listing.orders:
                    for word in (order.name, f"-{order.name}"):
                        self.assertEqual(self.client.get(url, {"order": word}).status_code, 200)
                for tab in shown.tabs():
                    self.assertEqual(self.client.get(tab.url).status_code, 200)
                if after:
                    later = self.client.get(url, {"after": after})
                    back = self.client.get(url, {"before": later.context["before"]})
                    first = [getattr(row, "pk", None) for row in shown.page.rows]
                    again = [getattr(row, "pk", None) for row in back.context["list"].page.rows]
                    self.assertEqual(again[-10:], first[-10:])

    def test_each_is_searched_by_a_field_that_is_always_there(self):
        for url in self.lists():
            with self.subTest(url):
                page = self.client.get(url, {"q": "qzqzqz"})
                self.assertEqual(page.context["list"].page.total, 0)
                self.assertContains(page, 'name="q"')
