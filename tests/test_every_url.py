"""Every address, asked by every kind of reader, against a table that is checked in.

Whoever adds a page runs ``WRITE_URLS=1 pytest tests/test_every_url.py``, reads the new line of
tests/urls_by_role.json, and commits it: so nobody adds a page without saying who may see it. An address that takes
arguments is asked with those of ``arguments``; where no such row is, "absent" says that nothing was found. A page for
posts only is sent an empty form, and what that did is rolled back.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.contrib.admin import site
from django.db import transaction
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from groupadmin.directory import roles
from groupadmin.directory.models import User
from members.models import Membership
from tests.making import (
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_regulation,
    make_user,
)

TABLE = Path(__file__).with_name("urls_by_role.json")
WORDS = {200: "page", 204: "page", 400: "refused", 403: "refused", 404: "absent"}
READERS = ("stranger", "employee", "owner", "head", "HR", "confidentiality", "approver", "auditor")
# Static files and Django's own script catalogues are nobody's pages; the back office is walked by its own test below.
LEFT_OUT = ("admin/", "static/")


def every_address(resolver: URLResolver | None = None, before: str = "") -> dict[str, URLPattern]:
    """Return all routes below a resolver, as they are written in the urls files."""
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if route.startswith(LEFT_OUT):
            continue
        if isinstance(entry, URLResolver):
            found |= every_address(entry, route)
        else:
            found[route] = entry
    return found


class EveryUrl(TestCase):
    @classmethod
    def setUpTestData(cls):
        department = make_department("销售部")
        group = make_group("销售群", department, code="G00001")
        owner = make_employee("甲", department, staff_no="000001")
        make_membership(group, owner, role=Membership.Role.OWNER)
        head = make_employee("乙", department, staff_no="000002")
        make_head(department, head)
        make_regulation("company")
        cls.readers = {
            "stranger": None,
            "employee": make_user(make_employee("丙", staff_no="000003")),
            "owner": make_user(owner),
            "head": make_user(head),
            "HR": make_user(None, roles.HR),
            "confidentiality": make_user(None, roles.CONFIDENTIALITY),
            "approver": make_user(None, roles.APPROVER),
            "auditor": make_user(None, roles.AUDITOR),
        }
        # What stands for an argument, by its name in the route.
        cls.arguments = {"code": "G00001", "staff_no": "000001", "slug": "company", "edition": 1, "name": "clerk"}

    def path_of(self, route: str, pattern: URLPattern) -> str:
        """Fill a route's places in: a number where nothing else is known, for no row of that number is there."""
        path = "/" + route
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            filled = str(self.arguments.get(name, "999999" if kind == "int" else "nothing"))
            kinds = {"string": "str"}
            for written in (f"<{kinds.get(kind, kind)}:{name}>", f"<{name}>"):
                path = path.replace(written, filled)
        return path

    def answer_to(self, reader: Any, path: str) -> str:
        client = Client()
        if reader is not None:
            client.force_login(reader)
        response = client.get(path)
        if response.status_code == 405:
            with transaction.atomic():
                response = client.post(path)
                transaction.set_rollback(True)
            return f"post: {self.in_words(response)}"
        return self.in_words(response)

    def in_words(self, response: Any) -> str:
        if response.status_code in (301, 302, 303):
            return "log in" if response.headers["Location"].startswith("/login/") else "sent on"
        return WORDS.get(response.status_code, str(response.status_code))

    def walk(self) -> dict[str, dict[str, str]]:
        table = {}
        for route, pattern in sorted(every_address().items()):
            path = self.path_of(route, pattern)
            self.assertNotIn("<", path, f"the test does not know how to fill in {route}")
            table["/" + route] = {who: self.answer_to(reader, path) for who, reader in self.readers.items()}
        return table

    def test_everybody_may_see_what_the_table_says(self):
        found = self.walk()
        if os.environ.get("WRITE_URLS"):
            lines = (f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in found.items())
            TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        told = json.loads(TABLE.read_text(encoding="utf-8"))
        self.maxDiff = None
        self.assertEqual(found, told, "look at who may see the page, then write the table anew with WRITE_URLS=1")

    def test_strangers_get_nothing_but_the_public_pages(self):
        told = json.loads(TABLE.read_text(encoding="utf-8"))
        open_to_all = {path for path, row in told.items() if "log in" not in row["stranger"]}
        self.assertEqual(open_to_all, {"/login/", "/language/", "/healthz"})

    def test_every_page_says_whom_it_is_for(self):
        silent = [
            route
            for route, pattern in every_address().items()
            if not hasattr(pattern.callback, "guarded_for") and not getattr(pattern.callback, "is_public", False)
        ]
        self.assertEqual(silent, [])


class TheBackOffice(TestCase):
    """The admin guards itself: HR administrators change, auditors look, nobody else comes in."""

    @classmethod
    def setUpTestData(cls):
        cls.employee = make_user(make_employee("丙"))
        cls.hr = make_user(None, roles.HR)
        cls.auditor = make_user(None, roles.AUDITOR)

    def status(self, user: Any, path: str) -> int:
        self.client.force_login(user)
        return self.client.get(path, follow=True).status_code

    def test_strangers_are_sent_to_the_log_in(self):
        self.assertRedirects(self.client.get("/admin/"), "/login/?next=/admin/")

    def test_an_employee_is_told_no(self):
        self.assertEqual(self.status(self.employee, "/admin/"), 403)

    def test_other_roles_are_told_no(self):
        for role in (roles.APPROVER, roles.CONFIDENTIALITY):
            self.assertEqual(self.status(make_user(None, role), "/admin/"), 403)

    def test_hr_and_auditors_come_in(self):
        for user in (self.hr, self.auditor):
            self.assertEqual(self.status(user, "/admin/"), 200)

    def test_it_has_no_log_in_of_its_own(self):
        self.client.force_login(self.hr)
        self.assertRedirects(self.client.get("/admin/login/"), "/admin/")
        self.assertRedirects(self.client.get("/admin/password_change/"), "/password/")

    def test_every_list_and_form_in_it_opens(self):
        boss = User.objects.create_superuser("root", "", "pw")
        for user in (boss, self.hr, self.auditor):
            self.client.force_login(user)
            for model, its_admin in site._registry.items():
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                with self.subTest(f"{user.username} {name}"):
                    may_look = its_admin.has_view_permission(self.client.get("/admin/").wsgi_request)
                    self.assertEqual(
                        self.client.get(reverse(f"{name}_changelist")).status_code, 200 if may_look else 403
                    )
                    self.assertIn(self.client.get(reverse(f"{name}_add")).status_code, (200, 403))
