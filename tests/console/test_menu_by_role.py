"""The real menu for each kind of reader: each entry opens, and what is not on it is refused."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.console import navigation
from groupadmin.console.navigation import MENU
from groupadmin.directory import roles
from tests.making import make_department, make_employee, make_head, make_user

EVERYBODYS = ["/", "/groups/", "/matters/", "/people/", "/regulations/"]
MENUS = {
    (): EVERYBODYS,
    (roles.APPROVER,): EVERYBODYS,
    (roles.CONFIDENTIALITY,): EVERYBODYS,
    (roles.AUDITOR,): [*EVERYBODYS, "/nights/", "/trail/", "/admin/"],
    (roles.HR,): [*EVERYBODYS, "/nights/", "/accounts/", "/trail/", "/admin/"],
    (roles.HR, roles.AUDITOR): [*EVERYBODYS, "/nights/", "/accounts/", "/trail/", "/admin/"],
}


class TheRealMenu(TestCase):
    def menu(self, user, at="/"):
        self.client.force_login(user)
        page = self.client.get(at)
        return list(navigation.entries_for(page.wsgi_request))

    def test_of_each_role_is_this(self):
        for held, urls in MENUS.items():
            with self.subTest(held):
                self.assertEqual([entry.url for entry in self.menu(make_user(None, *held))], urls)

    def test_every_entry_opens_and_every_place_not_on_it_is_refused(self):
        for held, urls in MENUS.items():
            self.client.force_login(make_user(make_employee(), *held))
            for place in MENU:
                url = reverse(place.url_name)
                with self.subTest(held=held, url=url):
                    self.assertEqual(self.client.get(url, follow=True).status_code, 200 if url in urls else 403)

    def test_a_head_and_a_superuser(self):
        head = make_employee("乙")
        make_head(make_department("销售部"), head)
        self.assertEqual([entry.url for entry in self.menu(make_user(head))], EVERYBODYS)
        root = make_user(None, is_superuser=True)
        self.assertEqual(len(self.menu(root)), len(MENU))

    def test_marks_the_section_one_is_in_and_one_only(self):
        hr = make_user(None, roles.HR)
        for at, marked in (("/", "/"), ("/groups/import/", "/groups/"), ("/people/imports/", "/people/")):
            with self.subTest(at):
                self.assertEqual([entry.url for entry in self.menu(hr, at) if entry.is_here], [marked])

    def test_speaks_the_readers_language(self):
        hr = make_user(None, roles.HR)
        self.client.force_login(hr)
        self.assertContains(self.client.get("/"), "夜间巡查")
        self.client.post("/language/", {"language": "en"})
        page = self.client.get("/")
        self.assertContains(page, "Nightly sweeps")
        self.assertNotContains(page, "夜间巡查")

    def test_a_stranger_has_none(self):
        self.assertNotContains(self.client.get("/login/"), "nav-side")

    def test_offers_the_office_alone_the_register_to_bring_in(self):
        for held, offered in (((roles.HR,), True), ((roles.AUDITOR,), False), ((), False)):
            self.client.force_login(make_user(None, *held))
            with self.subTest(held):
                self.assertEqual(b"/groups/import/" in self.client.get("/groups/").content, offered)


class BackOfficeDoors(TestCase):
    def test_log_in_log_out_and_password_are_the_consoles_own(self):
        self.assertIn("/login/", self.client.get("/admin/login/?next=/admin/").headers["Location"])
        self.client.force_login(make_user(None, roles.HR))
        self.assertEqual(self.client.get("/admin/login/").headers["Location"], "/admin/")
        self.assertEqual(self.client.get("/admin/password_change/").headers["Location"], "/password/")
        self.client.post("/admin/logout/")
        self.assertEqual(self.client.get("/").status_code, 302)

    def test_an_employee_who_is_logged_in_is_told_and_not_sent_in_circles(self):
        self.client.force_login(make_user(make_employee("甲")))
        self.assertEqual(self.client.get("/admin/login/").status_code, 403)

    def test_a_member_of_staff_may_enter_without_a_role_and_finds_nothing_to_change(self):
        self.client.force_login(make_user(make_employee("甲"), is_staff=True))
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.assertEqual(self.client.get("/admin/groups/group/").status_code, 403)

    def test_roles_are_filtered_and_shown_in_the_readers_language(self):
        hr = make_user(None, roles.HR, username="clerk")
        self.client.force_login(hr)
        chinese = self.client.get("/admin/directory/user/")
        self.assertContains(chinese, "人事管理员")
        self.assertNotContains(chinese, "HR administrator")
        self.assertContains(self.client.get(f"/admin/directory/user/{hr.pk}/change/"), "人事管理员")
        self.client.post("/language/", {"language": "en"})
        self.assertContains(self.client.get("/admin/directory/user/"), "Confidentiality officer")

    def test_the_first_page_has_no_word_that_is_not_translated(self):
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.get("/admin/")
        for words in ("Model name", "Add link", "Change or view list link"):
            self.assertNotContains(page, words)
