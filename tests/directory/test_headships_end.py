"""Whoever moves to another department, or leaves, heads the former one no more from that write on; HR is told."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import access, departments, roles
from groupadmin.directory.cards import cards
from groupadmin.directory.models import DepartmentHead, Employee
from members.access import groups_seen_by
from tests.directory.lists import apply, person, stage, undo
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_head, make_user


class Headships(TestCase):
    def setUp(self):
        self.company = make_department("总公司")
        self.works, self.audit = make_department("一车间", self.company), make_department("审计部", self.company)
        self.team = make_department("一班", self.works)
        self.head = make_employee("车主任", self.works, staff_no="000017")
        self.worker = make_employee("工人", self.team)
        make_head(self.works, self.head)
        self.group = make_group("一车间群", self.works)
        self.user = make_user(self.head)

    def move(self, department, **facts):
        Employee.objects.filter(pk=self.head.pk).update(department=department, **facts)

    def seen(self):
        user = type(self.user).objects.get(pk=self.user.pk)
        return (
            access.people_seen_by(user).filter(pk=self.worker.pk).exists(),
            groups_seen_by(user).exists(),
            access.heads(user, self.worker),
        )

    def told(self):
        found = cards(make_user(None, roles.HR), TODAY)
        return [line.text for card in found for line in card.lines]

    def test_a_head_sees_the_people_and_groups_of_the_department(self):
        self.assertEqual(self.seen(), (True, True, True))
        self.assertEqual(self.told(), [])

    def test_whoever_moves_to_another_department_sees_nothing_of_the_former_one(self):
        self.move(self.audit)
        self.assertEqual(self.seen(), (False, False, False))

    def test_a_list_of_hrs_is_such_a_move_and_taking_it_back_brings_the_right_back(self):
        batch = stage(person("000017", "车主任", "总公司/审计部"))
        apply(batch)
        self.assertEqual(self.seen(), (False, False, False))
        undo(batch)
        self.assertEqual(self.seen(), (True, True, True))

    def test_whoever_leaves_heads_nothing(self):
        self.move(self.works, status=Employee.Status.LEFT)
        self.assertEqual(self.seen(), (False, False, False))

    def test_a_move_within_the_department_changes_nothing(self):
        self.move(self.team)
        self.assertEqual(self.seen(), (True, True, True))

    def test_a_leader_of_another_office_stands_until_they_move(self):
        leader = make_employee("分管领导", self.company)
        departments.set_heads(self.works, heads=[leader], actor=None, at=NOON)
        self.assertEqual([one.employee for one in DepartmentHead.objects.standing()], [leader])
        Employee.objects.filter(pk=leader.pk).update(department=self.audit)
        self.assertEqual(list(DepartmentHead.objects.standing()), [])

    def test_one_of_no_department_stands_until_they_get_one(self):
        chair = make_employee("董事长")
        departments.set_heads(self.works, heads=[chair], actor=None, at=NOON)
        self.assertEqual(DepartmentHead.objects.standing().count(), 1)
        Employee.objects.filter(pk=chair.pk).update(department=self.audit)
        self.assertEqual(DepartmentHead.objects.standing().count(), 0)

    def test_hr_is_told_who_heads_it_now_or_that_nobody_does(self):
        self.move(self.audit)
        self.assertEqual(self.told(), ["总公司/一车间：车主任不再是负责人；现任负责人：无"])
        deputy = make_employee("副主任", self.works)
        DepartmentHead.objects.create(department=self.works, employee=deputy, rank=2, named_in=self.works)
        self.assertEqual(self.told(), ["总公司/一车间：车主任不再是负责人；现任负责人：副主任"])

    def test_hrs_word_that_they_still_head_it_lasts_until_they_move_again(self):
        self.move(self.audit)
        departments.set_heads(self.works, heads=[Employee.objects.get(pk=self.head.pk)], actor=None, at=NOON)
        self.assertEqual(self.seen(), (True, True, True))
        self.assertEqual(self.told(), [])

    def test_hrs_home_page_leads_to_the_department(self):
        self.move(self.audit)
        self.client.force_login(make_user(None, roles.HR))
        self.assertContains(self.client.get(reverse("home")), reverse("department", args=[self.works.pk]))
