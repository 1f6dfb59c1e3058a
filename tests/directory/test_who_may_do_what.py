"""Every page and deed of the directory by role: HR does, confidentiality officer and auditor look, others do not."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee, User
from tests.directory.lists import person, stage, take
from tests.making import make_employee, make_head, make_user
from tests.scratch import WithScratchApp

STRANGER, EMPLOYEE, HEAD = "stranger", "employee", "head"
EVERY = (STRANGER, EMPLOYEE, HEAD, roles.APPROVER, roles.CONFIDENTIALITY, roles.AUDITOR, roles.HR)
LOG_IN, OK, NO, NOT_THERE = 302, 200, 403, 404
# What a GET of each page answers, in the order of EVERY.
PAGES = {
    "people": (LOG_IN, OK, OK, OK, OK, OK, OK),
    "person": (LOG_IN, NOT_THERE, OK, NOT_THERE, OK, OK, OK),
    "departments": (LOG_IN, NO, NO, NO, OK, OK, OK),
    "department": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "department_new": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "directory_import": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "directory_imports": (LOG_IN, NO, NO, NO, NO, OK, OK),
    "directory_import_batch": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "directory_import_errors": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "directory_import_ask_undo": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "directory_mappings": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "accounts": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "accounts_new": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "account": (LOG_IN, NO, NO, NO, NO, NO, OK),
    "password": (LOG_IN, OK, OK, OK, OK, OK, OK),
}
DEEDS = (
    "directory_import_confirm", "directory_import_again", "directory_import_discard", "directory_import_undo",
    "account_reset", "account_lock",
)  # fmt: skip


class Places(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(person("000101", "张三"), person("000102", "李四"))
        cls.sales = Department.objects.get(name="销售部")
        cls.batch = stage(person("000103", "王五"), person("000104", "赵六", status="飞升"))
        cls.locked = make_user(Employee.objects.get(staff_no="000102"))
        head = make_employee("部长")
        make_head(cls.sales, head)
        cls.log_ins = {EMPLOYEE: make_user(make_employee("职员")), HEAD: make_user(head)}
        cls.log_ins |= {role: make_user(make_employee(), role) for role in roles.ALL}

    def address(self, name):
        given = {
            "person": ["000101"],
            "department": [self.sales.pk],
            "account": [self.locked.pk],
            "account_reset": [self.locked.pk],
            "account_lock": [self.locked.pk],
        }
        if name in given:
            return reverse(name, args=given[name])
        is_batch = name.startswith("directory_import_")
        return reverse(name, args=[self.batch.pk] if is_batch else [])

    def become(self, who):
        self.client.logout()
        if who != STRANGER:
            self.client.force_login(self.log_ins[who])

    def traces(self):
        """Return all that a deed would change."""
        return (
            sorted(Employee.objects.values_list("staff_no", "name", "status")),
            sorted(ImportBatch.objects.values_list("pk", "state")),
            sorted(User.objects.values_list("pk", "is_active", "password")),
            sorted(Department.objects.values_list("path", flat=True)),
        )


class Looking(Places):
    def test_every_page_by_role(self):
        for who, place in ((who, place) for who in EVERY for place in PAGES):
            with self.subTest(who=who, page=place):
                self.become(who)
                answer = self.client.get(self.address(place))
                self.assertEqual(answer.status_code, PAGES[place][EVERY.index(who)])

    def test_a_stranger_is_brought_back_after_the_log_in(self):
        address = self.address("person")
        self.assertRedirects(self.client.get(address), f"/login/?next={address}")

    def test_the_list_of_people_by_role(self):
        mine = {EMPLOYEE: 1, roles.APPROVER: 1, HEAD: 3}
        for who in EVERY[1:]:
            with self.subTest(who):
                self.become(who)
                everybody = Employee.objects.count()
                self.assertEqual(len(self.client.get(reverse("people")).context["people"]), mine.get(who, everybody))

    def test_only_the_administrator_is_offered_what_only_they_can_do(self):
        for who in (roles.CONFIDENTIALITY, roles.AUDITOR, roles.HR):
            with self.subTest(who):
                self.become(who)
                is_hr = who == roles.HR
                people = self.client.get(reverse("people"))
                self.assertEqual(reverse("directory_import") in people.content.decode(), is_hr)
                tree = self.client.get(reverse("departments"))
                self.assertEqual(reverse("department_new") in tree.content.decode(), is_hr)

    def test_a_look_at_another_person_is_noted_and_a_look_at_oneself_is_not(self):
        me = self.log_ins[HEAD]
        self.become(HEAD)
        self.client.get(reverse("person", args=[me.employee.staff_no]))
        self.assertEqual(AuditEvent.objects.filter(action="person.looked_at").count(), 0)
        self.client.get(self.address("person"))
        event = AuditEvent.objects.get(action="person.looked_at")
        self.assertEqual((event.actor_name, event.subject_label), (me.employee.name, "张三 (000101)"))

    def test_a_look_that_is_refused_is_not_noted_as_one(self):
        self.become(EMPLOYEE)
        self.client.get(self.address("person"))
        self.assertFalse(AuditEvent.objects.filter(action="person.looked_at").exists())

    def test_whoever_was_locked_out_meanwhile_is_a_stranger(self):
        self.become(roles.HR)
        User.objects.filter(pk=self.log_ins[roles.HR].pk).update(is_active=False)
        self.assertEqual(self.client.get(reverse("accounts")).status_code, LOG_IN)


class Doing(Places):
    def test_no_deed_is_done_by_anybody_but_the_administrator(self):
        before = self.traces()
        for who, deed in ((who, deed) for who in EVERY[:-1] for deed in DEEDS):
            with self.subTest(who=who, deed=deed):
                self.become(who)
                answer = self.client.post(self.address(deed), {"names": [roles.HR]})
                self.assertEqual(answer.status_code, LOG_IN if who == STRANGER else NO)
        self.assertEqual(self.traces(), before)

    def test_forms_are_refused_to_all_others_too(self):
        before = self.traces()
        forms = {
            "department_new": {"name": "新部"},
            "department": {"name": "改名", "parent": "", "short_names": "", "heads": ""},
            "account": {"names": [roles.HR]},
            "accounts_new": {"numbers": "000101", "make": "1"},
        }
        for who, (place, data) in ((who, form) for who in EVERY[:-1] for form in forms.items()):
            with self.subTest(who=who, form=place):
                self.become(who)
                answer = self.client.post(self.address(place), data)
                self.assertEqual(answer.status_code, LOG_IN if who == STRANGER else NO)
        self.assertEqual(self.traces(), before)

    def test_a_deed_needs_a_button_and_not_a_link(self):
        self.become(roles.HR)
        before = self.traces()
        for deed in DEEDS:
            with self.subTest(deed):
                self.assertEqual(self.client.get(self.address(deed)).status_code, 405)
        self.assertEqual(self.traces(), before)

    def test_a_batch_of_another_kind_is_not_there(self):
        ImportBatch.objects.filter(pk=self.batch.pk).update(kind=ImportBatch.Kind.ROSTER)
        self.become(roles.HR)
        for deed in DEEDS[:4]:
            with self.subTest(deed):
                self.assertEqual(self.client.post(self.address(deed)).status_code, NOT_THERE)
        self.assertEqual(self.client.get(self.address("directory_import_batch")).status_code, NOT_THERE)

    def test_an_error_file_without_errors_or_after_thirty_days_is_not_there(self):
        self.become(roles.HR)
        self.assertEqual(self.client.get(self.address("directory_import_errors")).status_code, OK)
        ImportBatch.objects.filter(pk=self.batch.pk).update(table=None)
        self.assertEqual(self.client.get(self.address("directory_import_errors")).status_code, NOT_THERE)


class AnAppOfAHigherFloor(WithScratchApp):
    def test_says_itself_that_the_roles_have_rights_on_its_tables(self):
        hr, approver = make_user(None, roles.HR), make_user(None, roles.APPROVER)
        self.assertTrue(hr.has_perm("scratch.view_case"))
        self.assertTrue(hr.has_perm("scratch.change_case"))
        self.assertFalse(hr.has_perm("scratch.delete_case"))
        self.assertFalse(approver.has_perm("scratch.view_case"))

    def test_that_says_nothing_has_none(self):
        self.assertFalse(make_user(None, roles.HR).has_perm("sessions.view_session"))
