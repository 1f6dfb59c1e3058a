"""A list tells whoever brought it no more of a person than the page of people would."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from members.access import MOST_NUMBERS, TooManyNumbers
from members.imports import applying
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import PARTIAL, apply, bring, csv


class Discretion(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.works = make_department("销售部"), make_department("机要室")
        cls.group = make_group("销售群", cls.sales)
        owner = make_employee("赵群主", cls.sales, staff_no="000001")
        make_membership(cls.group, owner, role=Membership.Role.OWNER)
        cls.owner, cls.hr = make_user(owner), make_user(None, roles.HR)
        cls.hidden = [make_employee(f"隐名{at}", cls.works, staff_no=f"00010{at}") for at in range(3)]

    def preview(self, reader, *lines, header="工号,群昵称"):
        roster = bring(self.group, csv(*lines, header=header), mode=PARTIAL, actor=reader)
        self.client.force_login(reader)
        return self.client.get(reverse("roster", args=[self.group.code, roster.batch_id]))

    def test_a_column_of_staff_numbers_tells_no_names_and_no_departments(self):
        page = self.preview(self.owner, *(f"00010{at},昵{at}" for at in range(3)))
        for told in ("隐名0", "隐名1", "隐名2", "机要室"):
            self.assertNotContains(page, told)
        self.assertContains(page, "人员目录中的人员")

    def test_hr_reads_whom_it_is_about(self):
        page = self.preview(self.hr, *(f"00010{at},昵{at}" for at in range(3)))
        self.assertContains(page, "隐名0")
        self.assertContains(page, "机要室")

    def test_a_nickname_that_says_the_name_is_answered_with_the_department_and_without_the_number(self):
        page = self.preview(self.owner, "某公司-隐名0", header="群昵称")
        self.assertContains(page, "机要室")
        self.assertNotContains(page, "000100")

    def test_nor_does_the_reason_why_somebody_has_left_give_the_number(self):
        make_employee("离开人", self.works, staff_no="000777", status="LEFT")
        page = self.preview(self.owner, "离开人", header="群昵称")
        self.assertContains(page, "离开人（…77）")
        self.assertNotContains(page, "000777")

    def test_who_is_in_a_group_of_the_reader_is_known_to_them(self):
        make_membership(self.group, self.hidden[0])
        page = self.preview(self.owner, "000100,昵0")
        self.assertContains(page, "隐名0")

    def test_the_page_of_one_member_is_no_different(self):
        page = self.client.get(self.page_of_a_member("000101"))
        self.assertContains(page, "人员目录中的人员")
        self.assertNotContains(page, "隐名1")

    def page_of_a_member(self, nickname):
        """Return the address on which the owner, who is logged in, says who a member is."""
        apply(self.group, csv(f"{nickname},wxid_9"), mode=PARTIAL)
        self.client.force_login(self.owner)
        return reverse("member_decide", args=[self.group.code, Membership.objects.get(nickname=nickname).pk])

    def test_naming_somebody_by_their_number_on_that_page_is_noted_too(self):
        self.client.post(self.page_of_a_member("路人"), {"staff_no": "000101"})
        noted = AuditEvent.objects.get(action="identity.number_given")
        self.assertEqual(noted.subject_id, str(self.hidden[1].pk))

    def test_naming_people_by_their_number_is_noted_and_ends_after_so_many_a_day(self):
        people = [make_employee(f"旁人{at}", self.works, staff_no=f"T{at:04}") for at in range(MOST_NUMBERS + 1)]
        rows = [f"昵{at},w{at}" for at in range(len(people))]
        roster = bring(self.group, csv(*rows), mode=PARTIAL, actor=self.owner)
        choices = {at + 2: f"staff:{one.staff_no}" for at, one in enumerate(people)}
        with self.assertRaises(TooManyNumbers):
            applying.apply_plan(roster=roster, choices=choices, actor=self.owner, at=NOON)
        del choices[2]
        applying.apply_plan(roster=roster, choices=choices, actor=self.owner, at=NOON)
        self.assertEqual(AuditEvent.objects.filter(action="identity.number_given").count(), MOST_NUMBERS)

    def test_a_made_up_choice_is_such_a_number_and_a_suggestion_is_none(self):
        roster = bring(self.group, csv("某公司-隐名0,w1", "昵称,w2"), mode=PARTIAL, actor=self.owner)
        choices = {2: f"employee:{self.hidden[0].pk}", 3: f"employee:{self.hidden[1].pk}"}
        applying.apply_plan(roster=roster, choices=choices, actor=self.owner, at=NOON)
        noted = AuditEvent.objects.get(action="identity.number_given")
        self.assertEqual(noted.subject_id, str(self.hidden[1].pk))
