"""Each deed on a group's page, by each kind of reader, in each state of the group."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups.models import Announcement, Dissolution, Group, Pledge
from members.models import Membership
from members.register import actions
from tests.making import TODAY, make_department, make_employee, make_group, make_head, make_membership, make_user

ALWAYS, PAPERS = ["facts"], ["rename", "pledge", "announce"]
POSSIBLE = {
    "APPROVED": ["facts", "runners", *PAPERS],
    "ACTIVE": ["facts", "runners", *PAPERS, "start", "record", "merge"],
    "DISSOLVING": ["facts", "runners", *PAPERS, "tick", "dissolve", "merge", "restore"],
    "DISSOLVED": ["facts", "restore"],
    "MERGED": ["facts", "restore"],
    "EXPIRED": ["facts", "restore"],
}
GIVEN = {
    "rename": {"name": "新名"},
    "pledge": {"signer": "张三", "paper_no": "档1", "text_version": "1", "signed_on": "2026-03-01"},
    "sign": {"text_version": "1"},
    "announce": {"text": "公告", "posted_on": "2026-03-01"},
    "start": {"reason": "事毕"},
    "record": {"on": "2026-03-01"},
    "merge": {"into": "B1"},
    "runners": {"owner": "李四"},
    "facts": {"purpose": "改了"},
}


class Deeds(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.group = make_group("甲群", sales, code="A1")
        cls.heir = make_group("乙群", code="B1")
        people = {name: make_employee(name, sales) for name in ("张三", "李四", "王五", "赵六")}
        make_membership(cls.group, people["张三"], role=Membership.Role.OWNER)
        make_membership(cls.group, people["李四"], role=Membership.Role.ADMIN)
        make_membership(cls.group, people["王五"])
        make_head(sales, people["赵六"])
        cls.hr = make_user(None, roles.HR)
        cls.owner, cls.admin, cls.member = (make_user(people[name]) for name in ("张三", "李四", "王五"))
        cls.others = {
            "member": cls.member,
            "head": make_user(people["赵六"]),
            "officer": make_user(None, roles.CONFIDENTIALITY),
            "approver": make_user(None, roles.APPROVER),
            "auditor": make_user(None, roles.AUDITOR),
        }

    def put(self, state):
        ended = {"DISSOLVED": {"dissolved_on": TODAY}, "MERGED": {"dissolved_on": TODAY, "merged_into": self.heir}}
        facts = {"status": state, "merged_into": None} | ended.get(state, {})
        Group.objects.filter(pk=self.group.pk).update(**facts)
        self.group.refresh_from_db()

    def post(self, user, deed, code="A1"):
        self.client.force_login(user)
        given = {f"{deed}-{name}": value for name, value in GIVEN.get(deed, {}).items()}
        return self.client.post(reverse("group_edit", args=[code]), {"do": deed} | given)

    def nothing_is_written(self):
        self.group.refresh_from_db()
        return (
            (self.group.name, self.group.status, self.group.purpose) == ("甲群", "ACTIVE", "")
            and not Pledge.objects.exists()
            and not Announcement.objects.exists()
            and not Dissolution.objects.exists()
            and not AuditEvent.objects.filter(action__startswith="group.").exists()
        )

    def test_what_hr_and_who_runs_it_may_do_in_each_state(self):
        for state, deeds in POSSIBLE.items():
            self.put(state)
            with self.subTest(state=state):
                self.assertEqual(actions.possible(self.hr, self.group), deeds)
                papers = [name for name in deeds if name in PAPERS and name != "pledge"]
                self.assertEqual(actions.possible(self.admin, self.group), papers)
                signed = [papers[0], "sign", papers[1]] if papers else []
                self.assertEqual(actions.possible(self.owner, self.group), signed)
                officers = ["pledge"] if papers else []
                self.assertEqual(actions.possible(self.others["officer"], self.group), officers)

    def test_the_page_offers_what_is_possible_and_nothing_else(self):
        for state in ("APPROVED", "DISSOLVING", "EXPIRED"):
            self.put(state)
            self.client.force_login(self.hr)
            with self.subTest(state=state):
                page = self.client.get(reverse("group_edit", args=["A1"])).content.decode()
                for deed in actions.ACTIONS:
                    self.assertEqual(f'name="do" value="{deed}"' in page, deed in POSSIBLE[state])

    def test_a_deed_that_its_state_does_not_know_is_refused(self):
        for state, deeds in POSSIBLE.items():
            self.put(state)
            for deed in (*(set(actions.ACTIONS) - set(deeds)), "", "drop table"):
                with self.subTest(state=state, deed=deed):
                    self.assertEqual(self.post(self.hr, deed).status_code, 403)
                    self.group.refresh_from_db()
                    self.assertEqual(self.group.status, state)

    def test_whoever_does_not_run_it_does_nothing(self):
        for name, user in self.others.items():
            for deed in GIVEN:
                if (name, deed) == ("officer", "pledge"):
                    continue  # the officer records what was signed on paper
                with self.subTest(reader=name, deed=deed):
                    self.assertIn(self.post(user, deed).status_code, (403, 404))
        self.client.logout()
        answer = self.client.post(reverse("group_edit", args=["A1"]), {"do": "start", "start-reason": "x"})
        self.assertIn("/login/", answer.headers["Location"])
        self.assertTrue(self.nothing_is_written())

    def test_who_runs_it_may_not_do_what_is_the_office_s(self):
        for deed in ("facts", "runners", "start", "record", "merge"):
            for user in (self.owner, self.admin):
                with self.subTest(deed=deed):
                    self.assertEqual(self.post(user, deed).status_code, 403)
        self.assertTrue(self.nothing_is_written())

    def test_who_runs_one_group_does_nothing_in_another(self):
        for deed in PAPERS:
            with self.subTest(deed=deed):
                self.assertEqual(self.post(self.owner, deed, "B1").status_code, 404)
        self.assertTrue(self.nothing_is_written())

    def test_each_paper_by_each_who_runs_it(self):
        of_each = ((self.owner, ("sign", "announce")), (self.admin, ("announce",)), (self.hr, ("pledge", "announce")))
        actions = {"sign": "group.pledged", "pledge": "group.pledged", "announce": "group.announced"}
        for user, deeds in of_each:
            for deed in deeds:
                with self.subTest(user=user.username, deed=deed):
                    self.assertEqual(self.post(user, deed).status_code, 302)
                    event = AuditEvent.objects.filter(action=actions[deed]).latest("id")
                    self.assertEqual(event.actor_name, str(user))
        self.assertEqual((Pledge.objects.count(), Announcement.objects.count()), (2, 3))

    def test_half_a_form_writes_nothing_and_says_what_is_missing(self):
        self.client.force_login(self.hr)
        for deed, missing in (
            ("rename", {"name"}),
            ("pledge", {"signer", "paper_no", "text_version", "signed_on"}),
            ("announce", {"text", "posted_on"}),
            ("start", {"reason"}),
            ("record", {"on"}),
            ("merge", {"into"}),
        ):
            with self.subTest(deed=deed):
                answer = self.client.post(reverse("group_edit", args=["A1"]), {"do": deed})
                self.assertEqual(answer.status_code, 422)
                section = next(one for one in answer.context["sections"] if one["name"] == deed)
                self.assertEqual(set(section["form"].errors), missing)
        self.assertTrue(self.nothing_is_written())

    def test_a_day_that_is_none_is_told(self):
        self.client.force_login(self.hr)
        for day in ("2026-02-30", "昨天", "0000-00-00"):
            with self.subTest(day=day):
                answer = self.client.post(reverse("group_edit", args=["A1"]), {"do": "record", "record-on": day})
                self.assertEqual(answer.status_code, 422)
        self.assertTrue(self.nothing_is_written())
