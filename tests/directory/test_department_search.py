"""Finding a department in a tree of hundreds: the search box offers what fits, to each reader what they may see."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.directory.forms import NewLogInsForm
from tests.making import make_department, make_employee, make_head, make_user


class TheSearchBox(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售中心", cls.company, "销售")
        cls.east = make_department("华东<区>", cls.sales)
        cls.works = make_department("第二车间", cls.company)
        cls.hr = make_user(None, roles.HR)

    def offered(self, q, user=None, name="department"):
        self.client.force_login(user or self.hr)
        return self.client.get(reverse("department_options"), {name: q}).content.decode()

    def test_parts_of_names_short_names_and_paths(self):
        for q, paths in (
            ("车间", ["总公司/第二车间"]),
            ("銷售", ["总公司/销售中心"]),
            ("总公司/销", ["总公司/销售中心", "总公司/销售中心/华东&lt;区&gt;"]),
            ("没有", []),
        ):
            wanted = "".join(f'<option value="{path}"></option>' for path in paths)
            self.assertEqual(self.offered(q), wanted, q)

    def test_the_box_may_have_any_name_and_nothing_typed_offers_the_top_of_the_tree(self):
        self.assertIn("总公司/第二车间", self.offered("第二", name="parent"))
        self.assertIn('value="总公司"', self.offered(""))
        self.assertEqual(self.offered("第二\0"), self.offered("第二"))

    def test_who_has_no_role_is_offered_their_own_and_those_below_the_one_they_head(self):
        worker = make_employee("工人", self.works)
        self.assertEqual(self.offered("", make_user(worker)), '<option value="总公司/第二车间"></option>')
        head = make_employee("主任", self.sales)
        make_head(self.sales, head)
        self.assertEqual(self.offered("", make_user(head)).count("<option"), 2)
        self.assertEqual(self.offered("", make_user(None)), "")

    def test_the_same_number_of_queries_at_any_size(self):
        for name in range(40):
            make_department(f"班组{name}", self.works)
        self.client.force_login(self.hr)
        with self.assertNumQueries(4):  # session, log-in, roles, departments
            answer = self.client.get(reverse("department_options"), {"q": "班组"})
        self.assertEqual(answer.content.decode().count("<option"), 30)

    def test_the_box_asks_this_page_and_shows_the_answers_below_itself(self):
        page = str(NewLogInsForm()["department"])
        self.assertIn('list="id_department_options"', page)
        self.assertIn('hx-target="#id_department_options"', page)
        self.assertIn('<datalist id="id_department_options"></datalist>', page)
        self.assertNotIn("style=", page)
