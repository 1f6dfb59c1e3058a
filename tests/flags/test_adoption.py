"""Adopting shows first what it would raise, in numbers and names, and writes nothing until it is confirmed."""

from datetime import timedelta
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.core import sweeps as core_sweeps
from groupadmin.core.models import AuditEvent, Job
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Blank, Regulation, RequiredMember
from members.flags import adoption, adoption_views
from members.flags.models import Adoption
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_regulation, make_user

DAY = timedelta(days=1)


class AdoptionTestCase(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Group.objects.update(last_active_on=TODAY)
        cls.strict = make_regulation(
            "strict",
            nickname="{department}-{name}",
            rename_grace_days=0,
            outsiders=Regulation.Outsiders.NEVER,
            admission=Regulation.Admission.DEPARTMENT,
            roster_check_days=1,
        )
        RequiredMember.objects.create(regulation=cls.strict, whom="MANAGERS")
        Membership.objects.filter(pk=cls.owner_membership.pk).update(nickname="销售部-甲")
        cls.membership(make_employee("张三", cls.sales), "小张")
        cls.membership(make_employee("李四", cls.works), "工程部-李四")
        make_employee("王五", cls.sales, is_manager=True)
        cls.hr = make_user(None, roles.HR)
        cls.groups = Group.objects.all()

    def simulate(self, groups=None, today=TODAY):
        return adoption.simulate(self.strict, groups or self.groups, today=today)

    def adopt(self, **facts):
        return adoption.adopt(self.strict, self.groups, actor=self.hr, at=NOON, **facts)


class ThePreview(AdoptionTestCase):
    def test_numbers_and_names_by_kind(self):
        preview = self.simulate()
        self.assertEqual(preview.would_raise, {"OUT_OF_SCOPE": 1, "MISNAMED": 1, "MISSING": 1})
        self.assertEqual(preview.names["MISNAMED"][0]["who"], "小张")
        self.assertEqual(preview.names["MISSING"][0]["name"], "王五")
        self.assertEqual(preview.worst, [{"code": self.group.code, "name": "销售群", "flags": 3}])

    def test_it_writes_nothing(self):
        with CaptureQueriesContext(connection) as seen:
            self.simulate()
        written = [
            query["sql"] for query in seen if not query["sql"].lstrip("( \n").upper().startswith(("SELECT", "WITH"))
        ]
        self.assertEqual(written, [])
        self.assertEqual(Flag.objects.count(), 0)

    def test_the_night_after_adopting_raises_just_that(self):
        preview = self.simulate()
        self.adopt()
        core_sweeps.run_all(today=TODAY)
        raised = {kind: Flag.objects.filter(kind=kind).count() for kind in Flag.objects.values_list("kind", flat=True)}
        self.assertEqual(raised, preview.would_raise)

    def test_who_would_have_to_leave_is_not_counted_as_misnamed_too(self):
        self.membership(make_employee("孙七", self.works), "小孙")
        self.membership(make_employee("周八", self.sales, left_on=TODAY - DAY), "小周")
        preview = self.simulate()
        self.assertEqual(preview.would_raise, {"LEAVER": 1, "OUT_OF_SCOPE": 2, "MISNAMED": 1, "MISSING": 1})
        self.assertEqual([each["who"] for each in preview.names["MISNAMED"]], ["小张"])
        self.adopt()
        core_sweeps.run_all(today=TODAY)
        self.assertEqual(self.flagged("MISNAMED"), ["小张"])

    def test_days_of_grace_put_nicknames_off(self):
        Regulation.objects.filter(pk=self.strict.pk).update(rename_grace_days=3)
        self.strict.refresh_from_db()
        preview = self.simulate()
        self.assertNotIn("MISNAMED", preview.would_raise)
        self.assertEqual((preview.later, preview.later_on), ({"MISNAMED": 1}, "2026-03-16"))
        self.adopt()
        core_sweeps.run_all(["misnamed"], today=TODAY + 3 * DAY)
        self.assertFalse(Flag.objects.exists())
        core_sweeps.run_all(["misnamed"], today=TODAY + 4 * DAY)
        self.assertEqual(Flag.objects.get().kind, "MISNAMED")

    def test_what_is_open_already_is_not_new_and_what_would_close_is_told(self):
        self.adopt()
        core_sweeps.run_all(today=TODAY)
        self.assertEqual(self.simulate().would_raise, {})
        easy = make_regulation("easy")
        preview = adoption.simulate(easy, self.groups, today=TODAY)
        self.assertEqual(preview.would_clear, {"OUT_OF_SCOPE": 1, "MISNAMED": 1, "MISSING": 1})

    def test_what_the_regulation_leaves_open_is_told_once(self):
        for _twice in range(2):
            Blank.objects.get_or_create(regulation=self.strict, field="longest_text")
        self.assertEqual(len(self.simulate().blanks), 1)

    def test_only_the_groups_asked_for(self):
        other = make_group("别的群", self.works)
        preview = self.simulate(Group.objects.filter(pk=other.pk))
        self.assertEqual((preview.groups, preview.would_raise.get("MISNAMED")), (1, None))

    def test_the_number_of_queries_does_not_grow(self):
        costs = []
        for number in (2, 15):
            for each in range(number):
                group = make_group(f"{number}_{each}群", self.sales, roster_taken_at=NOON)
                self.membership(make_employee(f"赵{number}_{each}", self.sales), "小赵", group=group)
            with CaptureQueriesContext(connection) as seen:
                self.simulate()
            costs.append(len(seen))
        self.assertEqual(costs[0], costs[1])


class Confirming(AdoptionTestCase):
    def test_groups_change_the_edition_is_sealed_and_names_are_judged(self):
        self.assertEqual(self.adopt(expected=1), 1)
        self.group.refresh_from_db()
        self.strict.refresh_from_db()
        self.assertEqual((self.group.regulation, self.group.regulation_since), (self.strict, TODAY))
        self.assertIsNotNone(self.strict.sealed_at)
        self.assertEqual(Membership.objects.filter(nickname_fits=False).count(), 1)
        event = AuditEvent.objects.get(action="group.regulation_adopted")
        self.assertEqual((event.detail["before"], event.detail["regulation"]), ("rule", "strict"))

    def test_only_hr_may(self):
        for user in (make_user(self.owner), make_user(None, roles.AUDITOR)):
            with self.assertRaises(PermissionDenied):
                adoption.adopt(self.strict, self.groups, actor=user, at=NOON)

    def test_another_number_than_shown_is_refused(self):
        make_group("新来的群")
        with self.assertRaises(adoption.SelectionHasMoved):
            self.adopt(expected=1)
        self.group.refresh_from_db()
        self.assertEqual(self.group.regulation, self.regulation)

    def test_nothing_to_change_is_refused(self):
        self.adopt()
        with self.assertRaises(adoption.NothingToAdopt):
            self.adopt()


class ThePage(AdoptionTestCase):
    def setUp(self):
        self.client.force_login(self.hr)
        self.address = reverse("adopt", args=["strict"])

    def test_only_hr_sees_it(self):
        self.client.force_login(make_user(self.owner))
        self.assertEqual(self.client.get(self.address).status_code, 403)

    def test_an_unknown_regulation_is_not_found(self):
        self.assertEqual(self.client.get(reverse("adopt", args=["none"])).status_code, 404)

    def test_choose_preview_confirm(self):
        make_group("工程群", self.works, category=Group.Category.PROJECT)
        page = self.client.get(self.address, {"category": "DEPARTMENT"})
        self.assertEqual(page.context["number"], 1)
        page = self.client.get(self.address, {"category": "DEPARTMENT", "preview": "all"})
        self.assertContains(page, "小张")
        self.assertEqual(page.context["number"], 1)
        self.assertEqual(Group.objects.filter(regulation=self.strict).count(), 0)
        answer = self.client.post(self.address, {"category": "DEPARTMENT", "expected": "1"})
        self.assertRedirects(answer, self.address)
        self.assertEqual(list(Group.objects.filter(regulation=self.strict)), [self.group])

    def test_groups_are_chosen_by_department_number_and_present_regulation(self):
        below = make_group("华东群", make_department("华东区", self.sales), regulation=None)
        for query, wanted in (
            ({"department": self.sales.path}, {self.group, below}),
            ({"q": below.code}, {below}),
            ({"q": "华东"}, {below}),
            ({"now_under": "none"}, {below}),
            ({"now_under": "other"}, {self.group}),
        ):
            page = self.client.get(self.address, query)
            self.assertEqual(set(page.context["groups"]), wanted, query)

    def test_many_members_make_it_a_job_with_the_same_answer(self):
        most, adoption.MEMBERS_IN_REQUEST = adoption.MEMBERS_IN_REQUEST, 1
        self.addCleanup(setattr, adoption, "MEMBERS_IN_REQUEST", most)
        answer = self.client.get(self.address, {"category": "DEPARTMENT", "preview": "all"})
        job = Job.objects.get(kind="simulate_adoption")
        self.assertRedirects(answer, reverse("adopt_preview", args=["strict", job.pk]))
        result = adoption_views.simulate_job(job, lambda done, total: None)
        Job.objects.update(state="DONE", result=result)
        page = self.client.get(reverse("adopt_preview", args=["strict", job.pk]))
        self.assertContains(page, "小张")
        self.assertContains(page, 'name="category" value="DEPARTMENT"')
        self.client.force_login(make_user(None, roles.HR))
        self.assertEqual(self.client.get(reverse("adopt_preview", args=["strict", job.pk])).status_code, 404)

    def test_all_whom_it_concerns_by_name_are_a_file(self):
        query = {"preview": "ticked", "rows": [self.group.pk]}
        page = self.client.get(self.address, query)
        self.assertContains(page, "names=xlsx")
        answer = self.client.get(self.address, query | {"names": "xlsx"})
        cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()]
        told = [row[row.index(self.group.code) - 1 :] for row in cells if self.group.code in row]
        named = {who or name for _kind, _code, _group, who, name, *_rest in told}
        self.assertLessEqual({"小张", "工程部-李四", "王五"}, named)

    def test_blanks_are_a_list_with_what_each_stops(self):
        Blank.objects.create(regulation=self.strict, field="rename_grace_days")
        page = self.client.get(self.address, {"preview": "all"})
        self.assertContains(page, "本制度有 1 项待填")
        self.assertContains(page, "该规定暂不执行")

    def test_it_stands_below_the_library(self):
        self.assertContains(self.client.get(self.address), f'href="{reverse("regulation_library")}"')

    def test_taken_back_within_the_days_each_group_is_under_what_it_was_under(self):
        new = make_group("新群", self.sales, regulation=None)
        moved = make_group("另改的群", self.sales, regulation=None)
        before = Group.objects.get(pk=self.group.pk).regulation
        self.client.post(self.address, {"preview": "all", "expected": "3"})
        made = Adoption.objects.get()
        self.assertContains(self.client.get(self.address), f'name="take_back" value="{made.pk}"')
        Group.objects.filter(pk=moved.pk).update(regulation=before)
        self.client.post(self.address, {"take_back": made.pk})
        for group, regulation in ((self.group, before), (new, None), (moved, before)):
            group.refresh_from_db()
            self.assertEqual(group.regulation, regulation, group)
        events = AuditEvent.objects.filter(action="group.regulation_taken_back")
        self.assertEqual({event.subject_id for event in events}, {str(self.group.pk), str(new.pk)})
        self.assertNotContains(self.client.get(self.address), 'name="take_back"')

    def test_not_twice_not_later_and_by_hr_alone(self):
        self.adopt()
        made = Adoption.objects.get()
        with self.assertRaises(PermissionDenied):
            adoption.take_back(made, actor=make_user(self.owner), at=NOON)
        with self.assertRaises(adoption.NothingToTakeBack):
            adoption.take_back(made, actor=self.hr, at=NOON + timedelta(days=adoption.TAKE_BACK_DAYS))
        self.assertEqual(adoption.take_back(made, actor=self.hr, at=NOON), 1)
        with self.assertRaises(adoption.NothingToTakeBack):
            adoption.take_back(made, actor=self.hr, at=NOON)

    def test_judging_many_names_is_a_job_too(self):
        most, adoption.MEMBERS_IN_REQUEST = adoption.MEMBERS_IN_REQUEST, 1
        self.addCleanup(setattr, adoption, "MEMBERS_IN_REQUEST", most)
        self.adopt()
        job = Job.objects.get(kind="recheck_nicknames")
        self.assertFalse(Membership.objects.filter(nickname_fits=False).exists())
        self.assertEqual(adoption.recheck_job(job, None), {"judged": 3})
