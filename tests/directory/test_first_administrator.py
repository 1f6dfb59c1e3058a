"""The way in where nobody is in yet, and back in where nobody is left who could help: a command on the server."""

import json
from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee, User
from tests.making import make_employee, make_user


def run(*words: str) -> dict[str, str]:
    out = StringIO()
    call_command("make_administrator", *words, "--json", stdout=out)
    answer: dict[str, str] = json.loads(out.getvalue())
    return answer


class TheFirstAdministrator(TestCase):
    def test_the_log_in_page_of_a_new_console_says_how_to_make_one_and_later_no_more(self):
        self.assertContains(self.client.get("/login/"), "manage.py make_administrator")
        run()
        self.assertNotContains(self.client.get("/login/"), "make_administrator")

    def test_logs_in_with_the_one_time_password_and_chooses_another_first(self):
        told = run()
        self.assertEqual(told["username"], "admin")
        answer = self.client.post("/login/", told, follow=True)
        self.assertEqual(answer.request["PATH_INFO"], "/password/")
        user = User.objects.get()
        self.assertTrue(roles.holds(user, roles.HR))
        self.assertFalse(user.is_superuser, "an administrator does not also approve and audit")

    def test_is_shown_the_first_steps(self):
        run()
        user = User.objects.get()
        User.objects.update(must_change_password=False)
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        steps = self.client.get("/").context["steps"]
        self.assertEqual([step.done for step in steps], [False] * len(steps))
        self.assertTrue(all(step.url for step in steps))

    def test_of_a_staff_number_is_that_person(self):
        employee = make_employee("王丽", staff_no="000123")
        run("000123")
        self.assertEqual(User.objects.get().employee, employee)

    def test_who_is_locked_out_gets_back_in_and_keeps_other_roles(self):
        user = make_user(make_employee("王丽", staff_no="000123"), roles.AUDITOR)
        User.objects.update(is_active=False)
        run(user.username)
        user = User.objects.get()
        self.assertTrue(user.is_active)
        self.assertEqual(roles.roles_of(user), {roles.HR, roles.AUDITOR})
        self.assertEqual(User.objects.count(), 1)

    def test_who_has_left_does_not_come_back_that_way(self):
        make_employee("王丽", staff_no="000123", status=Employee.Status.LEFT)
        with self.assertRaises(SystemExit):
            call_command("make_administrator", "000123", stderr=StringIO())
        self.assertFalse(User.objects.exists())

    def test_is_on_record_without_the_password(self):
        told = run()
        events = AuditEvent.objects.filter(action__startswith="user.")
        self.assertIn("user.password_reset", {event.action for event in events})
        self.assertNotIn(told["password"], str([event.detail for event in events]))

    def test_tells_a_person_what_to_do_next(self):
        out = StringIO()
        call_command("make_administrator", "hr", stdout=out)
        self.assertIn("One-time password", out.getvalue())
