"""What a regulation leaves open is asked beside the clause that leaves it open, for any number in as few queries."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.directory import roles
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Blank, Regulation
from groupadmin.regulations.rendering import question_of
from tests.making import NOON, make_user
from tests.regulations.test_page_of_each import words_of


class FillInPage(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)
        cls.hr = make_user(None, roles.HR, is_staff=True)

    def setUp(self):
        self.client.force_login(self.hr)
        self.client.post("/language/", {"language": "en"})

    def read(self, slug):
        return self.client.get(f"/regulations/{slug}/1/blanks/")

    def test_each_question_names_the_act_the_penalty_and_the_clause_in_full(self):
        text = words_of(self.read("admin-rotation"))
        self.assertIn("值班期间情节严重的投诉或通报批评, further deduction: Amount", text)
        self.assertIn("Clause 9: 情节严重的，取消当月补贴", text)
        self.assertIn("Material reward: What is given", text)
        self.assertIn("Clause 6: 一期结束", text)

    def test_a_penalty_without_a_name_is_asked_by_its_act_alone(self):
        self.assertIn("当日任务未按时确认、答复: Penalty", words_of(self.read("engineering-department")))

    def test_as_many_queries_for_nineteen_as_for_one(self):
        self.read("classmates")
        with CaptureQueriesContext(connection) as few:
            self.read("classmates")
        with self.assertNumQueries(len(few)):
            page = self.read("group-classification")
        self.assertEqual(len(page.context["form"].blanks), 19)

    def test_no_question_asks_the_database_again(self):
        for slug in ("group-classification", "admin-rotation", "group-committee", "retail-stores"):
            blanks = list(Blank.objects.filter(regulation__slug=slug).with_places())
            with self.subTest(slug), self.assertNumQueries(0):
                self.assertTrue(all(question_of(blank) for blank in blanks))

    def test_the_back_office_names_them_in_as_few(self):
        def queries(slug):
            address = f"/admin/regulations/regulation/{Regulation.objects.get(slug=slug).pk}/change/"
            self.client.get(address)
            with CaptureQueriesContext(connection) as caught:
                self.assertEqual(self.client.get(address).status_code, 200)
            return len(caught)

        self.assertEqual(queries("classmates"), queries("consulting-company"))
