"""The pages of the directory in English and, by the catalogue, in Chinese; empty, waiting and done."""

from django.conf import settings
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import translation

from groupadmin.core.models import ImportBatch
from groupadmin.directory import roles
from groupadmin.directory.forms import ROLE_LABELS
from groupadmin.directory.models import Department, Employee
from groupadmin.directory.row_errors import StaffRowError
from tests.chinese import catalogue, chinese
from tests.directory.lists import LATER, apply, person, stage, take, undo
from tests.making import make_employee, make_head, make_user

# What each page says of itself in English.
TITLES = {
    "people": "People",
    "departments": "Departments",
    "department_new": "Enter a department",
    "directory_import": "Import the staff list",
    "directory_imports": "Imports of the staff list",
    "accounts": "Accounts",
    "accounts_new": "Make log-ins",
}
FACTS = {
    "column": "在职状态", "value": "飞升", "known": "在职、离职", "left_on": "2026-01-01", "limit": 64, "first": 2,
    "holder": "000101", "unknown": "法务部",
}  # fmt: skip


@override_settings(LANGUAGE_CODE="en")
class InEnglish(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    def get(self, name, *args, **query):
        return self.client.get(reverse(name, args=args), query, headers={"accept-language": "en"})

    def test_every_page_has_its_title_while_there_is_nothing_yet(self):
        for name, title in TITLES.items():
            with self.subTest(name):
                page = self.get(name)
                self.assertEqual(page.status_code, 200)
                self.assertRegex(page.content.decode(), rf"<title>\s*{title}")

    def test_an_empty_directory_leads_the_administrator_to_the_import(self):
        page = self.get("people")
        self.assertTrue(page.context["none_at_all"])
        self.assertContains(page, reverse("directory_import"))

    def test_a_search_that_finds_nobody_is_not_an_empty_directory(self):
        take(person("1", "张三"))
        page = self.get("people", q="王五")
        self.assertEqual((page.context["people"], page.context["none_at_all"]), ([], False))

    def test_a_waiting_list_says_that_nothing_is_written(self):
        batch = stage(person("1", "张三"))
        page = self.get("directory_import_batch", batch.pk)
        self.assertContains(page, "Nothing has been written yet.")
        self.assertContains(page, "What this list would change")
        self.assertNotContains(page, "Take this import back")

    def test_an_applied_list_can_be_taken_back_and_afterwards_no_more(self):
        batch = stage(person("1", "张三"))
        apply(batch)
        page = self.get("directory_import_batch", batch.pk)
        self.assertContains(page, "Take this import back")
        self.assertContains(page, f"Import #{batch.pk} of the staff list")
        undo(batch)
        page = self.get("directory_import_batch", batch.pk)
        self.assertNotContains(page, "Take this import back")
        self.assertContains(page, "Import another list")

    def test_a_list_that_changes_nothing_has_no_button_to_confirm(self):
        take(person("1", "张三"))
        page = self.get("directory_import_batch", stage(person("1", "张三")).pk)
        self.assertContains(page, "Nothing would change")
        self.assertNotContains(page, 'btn-primary">Confirm')

    def test_a_list_of_bad_rows_alone_is_not_called_what_we_know_and_can_be_brought_again(self):
        page = self.get("directory_import_batch", stage(person("2", "李四", status="飞升")).pk)
        self.assertNotContains(page, "Nothing would change")
        self.assertNotContains(page, "The directory says already")
        self.assertContains(page, "Bring the file again")

    def test_a_list_with_bad_rows_offers_the_good_ones(self):
        batch = stage(person("1", "张三"), person("2", "李四", status="飞升"))
        page = self.get("directory_import_batch", batch.pk)
        self.assertContains(page, "Import the good rows")
        self.assertContains(page, "“飞升” in “在职状态” is not known. Use one of:")

    def test_a_braked_list_tells_the_figures_and_asks_why(self):
        take(*[person(str(number), f"员工{number}") for number in range(10)])
        page = self.get("directory_import_batch", stage(person("0", "员工0"), mode="full").pk)
        self.assertContains(page, "This list would mark 9 of 10 people as left.")
        self.assertContains(page, 'name="override_reason"')
        self.assertNotContains(page, "(optional)")

    def test_before_and_after_are_words_and_not_codes(self):
        take(person("1", "张三"))
        row = person("1", "张三", "总公司/新部", status="停薪留职", employment="外包", post="经理")
        batch = stage(row, at=LATER)
        page = self.get("directory_import_batch", batch.pk)
        told = {
            change["heading"]: (change["before"], change["after"])
            for line in page.context["shown"].lines
            for change in line.changes
        }
        self.assertEqual(
            told,
            {
                "department": ("总公司/销售部", "总公司/新部"),
                "post": ("", "经理"),
                "employment": ("regular", "outsourced"),
                "status": ("in post", "suspended without pay"),
                "is a manager": ("no", "yes"),
            },
        )

    def test_one_person_with_everything_that_is_known(self):
        take(person("1", "张三", "总公司/销售部;总公司/项目部", post="经理", employment="外包"), mode="full")
        found = Employee.objects.get()
        make_head(Department.objects.get(name="项目部"), found)
        page = self.get("person", "1")
        for text in ("总公司/销售部", "总公司/项目部", "经理", "outsourced", "in post", "manager", "花名册.csv"):
            self.assertContains(page, text)
        self.assertEqual(page.context["last_full"], ImportBatch.objects.get())

    def test_what_is_not_known_of_a_person_is_called_unknown(self):
        nobody = make_employee("李四")
        page = self.get("person", nobody.staff_no)
        self.assertContains(page, "unknown", count=page.content.decode().count("unknown"))
        self.assertGreaterEqual(page.content.decode().count("unknown"), 3)
        self.assertContains(page, "No full list has come yet.")


class InChinese(TestCase):
    def test_every_title_of_a_page_has_chinese(self):
        for name, title in TITLES.items():
            with self.subTest(name):
                self.assertRegex(chinese(title), "[\u4e00-\u9fff]")

    def test_every_problem_of_a_row_is_told_in_chinese_with_its_facts(self):
        for code, wording in StaffRowError.wordings.items():
            with self.subTest(code):
                sentence = chinese(wording, **FACTS)
                self.assertRegex(sentence, "[\u4e00-\u9fff]")
                self.assertTrue(sentence.endswith("。"), sentence)
                self.assertNotIn("%(", sentence)

    def test_every_problem_of_a_row_is_told_in_english_with_its_facts(self):
        for code in StaffRowError.wordings:
            with self.subTest(code):
                with translation.override("en"):
                    reason = str(StaffRowError(3, "在职状态", "飞升", code, FACTS).reason)
                self.assertNotIn("%", reason.replace("%,", ""))
                self.assertTrue(reason)

    def test_states_kinds_and_roles_are_words_of_the_house(self):
        for english, word in (("HR administrator", "人事管理员"), ("Auditor", "审计"), ("Approver", "审批人")):
            with self.subTest(english):
                self.assertIn(word, chinese(english))
        with translation.override(None):
            labels = [str(one) for one in (*Employee.Status.labels, *Employee.Employment.labels, *ROLE_LABELS.values())]
        for label in labels:
            with self.subTest(label):
                self.assertTrue(label in catalogue(), label)
