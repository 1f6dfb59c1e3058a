"""People and groups are picked: by name, number, pinyin or department, and only those whom the reader may know of."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.core.picking import parts_of
from groupadmin.directory import roles
from groupadmin.directory.models import DepartmentHead
from groupadmin.groups.models import Group
from members.models import Membership
from tests.making import make_department, make_employee, make_group, make_membership, make_user


class PickingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", None, "销售")
        cls.works = make_department("机要室")
        keys = {"pinyin": "zhangwei", "initials": "zw"}
        cls.one = make_employee("张伟", cls.sales, staff_no="000101", post="销售经理", **keys)
        cls.other = make_employee("张伟", cls.works, staff_no="000102", **keys)
        cls.gone = make_employee("张伟", cls.sales, staff_no="000103", status="LEFT", **keys)
        cls.li = make_employee("李平", cls.works, staff_no="000201", pinyin="liping", initials="lp")
        cls.group = make_group("销售群", cls.sales, code="G00001")
        cls.owner = make_employee("赵群主", cls.sales, staff_no="000301")
        make_membership(cls.group, cls.owner, role=Membership.Role.OWNER)
        cls.hr, cls.runner = make_user(None, roles.HR), make_user(cls.owner)

    def offers(self, typed, *, box="sponsor", of="people_options", reader=None):
        self.client.force_login(reader or self.hr)
        return self.client.get(reverse(of), {box: typed}).content.decode()


class WhoIsOffered(PickingTestCase):
    def test_namesakes_stand_with_number_department_and_post_and_who_has_left_comes_last(self):
        told = self.offers("张伟")
        at = [told.index(words) for words in ("000101 · 销售部 · 销售经理", "000102 · 机要室", "000103 · 销售部")]
        self.assertEqual(at, sorted(at))
        self.assertIn('data-text="张伟(000101)"', told)

    def test_by_pinyin_initials_number_department_and_both_together(self):
        for typed, wanted, other in (
            ("zhangw", "000101", "000201"),
            ("zw", "000102", "000201"),
            ("0002", "000201", "000101"),
            ("机要", "000201", "000101"),
            ("销售", "000301", "000201"),
            ("张伟 机要", "000102", "000101"),
        ):
            with self.subTest(typed):
                told = self.offers(typed)
                self.assertIn(wanted, told)
                self.assertNotIn(other, told)

    def test_in_a_box_for_several_the_last_is_looked_for(self):
        told = self.offers("李平(000201)、张", box="admins")
        self.assertIn("000101", told)
        self.assertNotIn("000201", told)

    def test_that_nobody_is_found_is_said_and_an_empty_box_asks_nothing(self):
        self.assertIn("没有找到", self.offers("没有此人"))
        before = AuditEvent.objects.count()
        self.assertEqual(self.offers("  "), "")
        self.assertEqual(AuditEvent.objects.count(), before)

    def test_each_search_is_noted_without_what_was_typed(self):
        self.offers("张伟")
        event = AuditEvent.objects.get(action="people.searched")
        self.assertNotIn("张伟", str(event.detail))


class WhatAnOwnerIsTold(PickingTestCase):
    def test_whom_they_meet_in_their_groups_in_full(self):
        make_membership(self.group, self.li)
        self.assertIn('data-text="李平(000201)"', self.offers("lp", reader=self.runner))

    def test_a_stranger_only_by_the_whole_name_and_without_the_number(self):
        for typed in ("lp", "李", "0002", "机要"):
            self.assertNotIn("李平", self.offers(typed, reader=self.runner), typed)
        told = self.offers("李平", reader=self.runner)
        self.assertIn('data-text="李平(…01)"', told)
        self.assertIn("机要室", told)
        self.assertNotIn("000201", told)

    def test_and_of_groups_only_those_they_see(self):
        make_group("机要群", self.works, code="G00002")
        told = self.offers("群", of="group_options", reader=self.runner)
        self.assertIn('data-text="销售群(G00001)"', told)
        self.assertNotIn("机要群", told)
        self.assertIn("机要群", self.offers("G00002", of="group_options"))

    def test_nobody_without_a_log_in(self):
        self.client.logout()
        self.assertEqual(self.client.get(reverse("people_options"), {"q": "张伟"}).status_code, 302)


class WithoutScripts(PickingTestCase):
    """Submitting is the search: the form comes back with one button for each who may be meant."""

    def heads(self, text, **answers):
        self.client.force_login(self.hr)
        given = {"name": "销售部", "short_names": "销售", "heads": text, "code": "X9"}
        return self.client.post(reverse("department", args=[self.sales.pk]), given | answers)

    def chosen(self):
        found = DepartmentHead.objects.filter(department=self.sales)
        return list(found.order_by("pk").values_list("employee__staff_no", flat=True))

    def test_what_is_not_clear_is_asked_back_and_nothing_typed_is_lost(self):
        page = self.heads("张伟、lp")
        self.assertContains(page, 'name="heads~张伟" id="id_heads_offers-1-1"')
        self.assertContains(page, 'value="张伟(000102)"')
        self.assertContains(page, 'name="heads~lp"')
        self.assertContains(page, 'value="X9"')
        self.assertEqual(self.chosen(), [])

    def test_an_answer_takes_the_place_of_what_was_typed(self):
        self.heads("张伟、lp、000301", **{"heads~张伟": "张伟(000102)", "heads~lp": "李平(000201)"})
        self.assertEqual(self.chosen(), ["000102", "000201", "000301"])

    def test_a_clear_name_needs_no_number_and_whoever_is_named_twice_is_one(self):
        self.heads("李平、000201 000301")
        self.assertEqual(self.chosen(), ["000201", "000301"])

    def test_a_number_with_somebody_elses_name_is_not_taken(self):
        page = self.heads("李平(000101)")
        self.assertContains(page, 'value="李平(000201)"')
        self.assertEqual(self.chosen(), [])

    def test_of_whom_nobody_is_like_that_is_said(self):
        page = self.heads("无此人、张伟")
        self.assertContains(page, "没有找到“无此人”")
        self.assertNotContains(page, "heads~无此人")

    def test_the_owner_of_a_group_among_namesakes(self):
        self.client.force_login(self.hr)
        address, given = reverse("group_edit", args=["G00001"]), {"do": "runners", "runners-owner": "张伟"}
        page = self.client.post(address, given)
        self.assertContains(page, "销售部", status_code=422)
        self.assertContains(page, 'name="runners-owner~张伟"', status_code=422)
        self.client.post(address, given | {"runners-owner~张伟": "张伟(000102)"})
        self.assertEqual(Membership.objects.present().get(group=self.group, role="OWNER").employee, self.other)

    def test_the_group_that_takes_over_is_found_by_a_piece_of_its_name(self):
        heir = make_group("销售总群", self.sales, code="G00007")
        self.client.force_login(self.hr)
        address, given = reverse("group_edit", args=["G00001"]), {"do": "merge", "merge-into": "总群"}
        self.assertContains(self.client.post(address, given), 'value="销售总群(G00007)"', status_code=422)
        self.client.post(address, given | {"merge-into~总群": "销售总群(G00007)"})
        self.assertEqual(Group.objects.get(code="G00001").merged_into, heir)

    def test_who_is_in_the_group_is_picked_too(self):
        member = make_membership(self.group, None, "路人", identity="UNKNOWN")
        self.client.force_login(self.runner)
        address = reverse("member_decide", args=["G00001", member.pk])
        page = self.client.post(address, {"staff_no": "张伟"})
        self.assertContains(page, 'value="张伟(…01)"')
        self.assertContains(page, 'value="张伟(…02)"')
        self.client.post(address, {"staff_no": "张伟", "staff_no~张伟": "张伟(…02)"})
        member.refresh_from_db()
        self.assertEqual(member.employee, self.other)
        self.assertTrue(AuditEvent.objects.filter(action="identity.number_given").exists())


class PartsOfABox(TestCase):
    def test_numbers_may_be_parted_by_spaces_and_names_keep_theirs(self):
        for text, parts in (
            ("000101 000102\n000103", ["000101", "000102", "000103"]),
            ("zhang san、李四", ["zhang san", "李四"]),
            ("张三(000101)；李四（财务部）", ["张三(000101)", "李四（财务部）"]),
            ("张三\t000101\n", ["张三", "000101"]),
            ("、，", []),
        ):
            with self.subTest(text):
                self.assertEqual(parts_of(text), parts)
