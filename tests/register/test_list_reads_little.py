"""The register's page reads only what it shows: one query for the order, one for the rows, whatever there is."""

from django.contrib.admin import site
from django.test import RequestFactory, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from groupadmin.core import audit
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.models import Flag, Membership
from members.register.querysets import BY_CODE, PAGE, SHOWN, WORST_FIRST, register_page
from tests.making import TODAY, make_department, make_employee, make_group, make_membership, make_regulation, make_user


class TheList(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.rule = make_department("销售部"), make_regulation(roster_check_days=14)
        for number in range(PAGE + 5):
            group = make_group(f"群{number}", cls.sales, code=f"G{number:03}", regulation=cls.rule)
            owner = make_employee(f"群主{number}", cls.sales)
            make_membership(group, owner, role=Membership.Role.OWNER)
            for matter in range(number % 4):
                facts = {"raised_on": TODAY, "due_on": TODAY, "subject": str(matter)}
                Flag.objects.create(kind="LEAVER", group=group, **facts)

    def walk(self, order):
        after, codes = "", []
        while True:
            found = register_page(Group.objects.all(), order, {"after": after, "before": ""})
            rows, after = found.rows, found.after
            codes += [(row.open_matters, row.code) for row in rows]
            if not after:
                return codes

    def test_walks_all_groups_once_the_worst_first(self):
        walked = self.walk(WORST_FIRST)
        self.assertEqual(walked, sorted(walked, key=lambda row: (-row[0], row[1])))
        self.assertEqual(len({code for _n, code in walked}), PAGE + 5)

    def test_walks_all_groups_once_by_number(self):
        codes = [code for _n, code in self.walk(BY_CODE)]
        self.assertEqual(codes, [f"G{number:03}" for number in range(PAGE + 5)])

    def test_asks_three_times_and_leaves_out_what_no_column_shows(self):
        with self.assertNumQueries(3) as asked:
            rows = register_page(Group.objects.all(), WORST_FIRST, {"after": "", "before": ""}).rows
            for row in rows:
                self.assertEqual(row.department.name, "销售部")
                self.assertEqual(row.regulation.roster_check_days, 14)
                self.assertTrue(row.owner_name.startswith("群主"))
        self.assertNotIn("employee", asked.captured_queries[0]["sql"], "owners only of the rows that are shown")
        self.assertNotIn('"purpose"', asked.captured_queries[2]["sql"])
        self.assertIn("headcount", SHOWN)

    def test_the_page_costs_the_same_for_five_groups_and_for_a_full_page(self):
        self.client.force_login(make_user(None, roles.HR))
        costs = []
        for asked in ({"q": "G000", "status": "EVERY"}, {"status": "EVERY"}):
            self.client.get("/groups/", asked)
            with self.queries() as sql:
                self.assertEqual(self.client.get("/groups/", asked).status_code, 200)
            costs.append(len(sql))
        self.assertEqual(costs[0], costs[1])

    def test_the_back_office_list_reads_no_column_it_does_not_show(self):
        request = RequestFactory().get("/admin/groups/group/")
        request.user = make_user(None, roles.HR)
        with self.queries() as sql:
            rows = list(site._registry[Group].get_changelist_instance(request).result_list)
            self.assertTrue(all(str(row.regulation) and str(row.department) for row in rows))
        self.assertEqual(len(rows), PAGE + 5)
        listing = sql[-1]["sql"]
        self.assertIn('"regulations_regulation"."title"', listing)
        self.assertNotIn("purpose", listing)
        self.assertLess(listing.split("FROM")[0].count(","), 15)

    @staticmethod
    def queries():
        from django.db import connection

        return CaptureQueriesContext(connection)


class History(TestCase):
    def test_says_what_was_looked_at_and_sent_in_the_readers_language(self):
        group, hr = make_group("工程群", code="H1"), make_user(None, roles.HR)
        for action in ("group.viewed", "roster.viewed", "roster.viewed_as_of", "wording.sent", "flags.acted"):
            audit.record(action, group, actor=hr, at=timezone.now())
        self.client.force_login(hr)
        page = "".join(
            self.client.get("/groups/H1/history/", {"show": show}).content.decode() for show in ("", "looks")
        )
        for code in ("group.viewed", "roster.viewed", "wording.sent", "flags.acted"):
            self.assertNotIn(code, strip_tags(page))
        self.assertIn("查看了群页面", page)
        self.client.post("/language/", {"language": "en"})
        self.assertContains(self.client.get("/groups/H1/history/?show=looks"), "its members were looked at")
