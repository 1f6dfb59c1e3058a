"""HR renames a department in its own list: the preview asks before everybody is taken for transferred."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import ImportBatch
from groupadmin.directory import importing, plan_page, roles
from tests.directory.lists import HEADER, person, stage, take
from tests.making import make_user
from tests.sheets import csv

SALES, MARKET, WORKS = "总公司/销售部", "总公司/营销部", "总公司/工程部"


class WhoMoves(TestCase):
    def setUp(self):
        take(*(person(str(number), f"人{number}", SALES) for number in range(1, 5)), person("9", "乙", WORKS))

    def asked(self, *rows, mode="update"):
        plan = importing.plan_of(stage(*rows, mode=mode))
        return [(one.before, one.after, one.people) for one in plan_page.renamed(plan)]

    def moved(self, *numbers, to=MARKET, **facts):
        return [person(str(number), f"人{number}", to, **facts) for number in numbers]

    def test_everybody_to_one_new_department_looks_renamed(self):
        self.assertEqual(self.asked(*self.moved(1, 2, 3, 4)), [(SALES, MARKET, 4)])

    def test_whoever_leaves_in_the_same_list_does_not_stay_behind(self):
        leaver = self.moved(4, to=SALES, status="离职", left="2026-03-01")
        self.assertEqual(self.asked(*self.moved(1, 2, 3), *leaver), [(SALES, MARKET, 3)])
        self.assertEqual(self.asked(*self.moved(1, 2, 3), person("9", "乙", WORKS), mode="full"), [(SALES, MARKET, 3)])

    def test_somebody_stays_behind(self):
        self.assertEqual(self.asked(*self.moved(1, 2, 3)), [])

    def test_split_in_two_or_moved_to_one_that_is_there(self):
        self.assertEqual(self.asked(*self.moved(1, 2), *self.moved(3, 4, to="总公司/渠道部")), [])
        self.assertEqual(self.asked(*self.moved(1, 2, 3, 4, to=WORKS)), [])

    def test_two_that_become_one_are_both_asked_about(self):
        take(person("10", "丙", WORKS))
        found = self.asked(*self.moved(1, 2, 3, 4), person("9", "乙", MARKET), person("10", "丙", MARKET))
        self.assertEqual(found, [(WORKS, MARKET, 2), (SALES, MARKET, 4)])

    def test_one_person_is_a_transfer(self):
        self.assertEqual(self.asked(person("9", "乙", MARKET)), [])

    def test_the_preview_says_so_and_leads_to_the_departments(self):
        self.client.force_login(make_user(None, roles.HR))
        file = SimpleUploadedFile("花名册.csv", csv(HEADER, *self.moved(1, 2, 3, 4)))
        page = self.client.post(reverse("directory_import"), {"file": file, "mode": "update"}, follow=True)
        self.assertContains(page, "只是改了名")
        self.assertContains(page, SALES)
        batch = ImportBatch.objects.get(state=ImportBatch.State.PLANNED)
        self.client.post(reverse("directory_import_confirm", args=[batch.pk]))
        after = self.client.get(reverse("directory_import_batch", args=[batch.pk]))
        self.assertNotContains(after, "只是改了名")
