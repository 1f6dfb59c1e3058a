"""The menu shows a place to exactly those whom its page lets in."""

from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, TestCase, override_settings
from django.urls import path

from groupadmin.console import navigation
from groupadmin.console.navigation import MenuEntry as Entry
from groupadmin.directory import roles
from groupadmin.directory.roles import everybody, public
from groupadmin.urls import urlpatterns as real
from tests.making import make_employee, make_user


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@public
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


# The last page of a name is the one that the menu finds; the addresses are this test's own.
urlpatterns = [
    *real,
    path("t/matters/", everybody(answer), name="matters"),
    path("t/nights/", roles.only(roles.HR, roles.AUDITOR)(answer), name="nights"),
    path("t/accounts/", roles.only(roles.HR)(answer), name="accounts"),
    path("t/open/", open_to_all, name="regulation_library"),
    path("t/people/", silent, name="people"),
]


@override_settings(ROOT_URLCONF="tests.console.test_navigation")
class TheMenu(TestCase):
    def places(self, user, at="/"):
        request = RequestFactory().get(at)
        request.user = user
        return {entry.url: entry for entry in navigation.entries_for(request)}

    def test_an_employee_sees_what_is_for_everybody(self):
        seen = self.places(make_user(make_employee("甲")))
        self.assertIn("/", seen)
        self.assertIn("/t/matters/", seen)
        self.assertIn("/t/open/", seen)
        self.assertFalse(seen.keys() & {"/t/nights/", "/t/accounts/", "/admin/"})

    def test_hr_sees_the_office(self):
        self.assertLessEqual({"/t/nights/", "/t/accounts/", "/admin/"}, self.places(make_user(None, roles.HR)).keys())

    def test_an_auditor_sees_the_nights_and_the_back_office_but_makes_no_accounts(self):
        seen = self.places(make_user(None, roles.AUDITOR))
        self.assertIn("/t/nights/", seen)
        self.assertIn("/admin/", seen)
        self.assertNotIn("/t/accounts/", seen)

    def test_a_page_that_does_not_say_whom_it_is_for_is_shown_to_nobody(self):
        self.assertNotIn("/t/people/", self.places(make_user(None, *roles.ALL)))

    def test_the_place_where_one_is_is_marked_and_home_is_not_everywhere(self):
        seen = self.places(make_user(None, roles.HR), at="/t/matters/17/")
        self.assertTrue(seen["/t/matters/"].is_here)
        self.assertFalse(seen["/"].is_here)

    @patch.object(navigation, "MENU", (Entry("A", "departments", "people"), Entry("B", "department_new", "plus")))
    def test_of_two_places_one_below_the_other_only_the_nearest_is_marked(self):
        for at, here in (("/departments/7/", "/departments/"), ("/departments/new/", "/departments/new/")):
            seen = self.places(make_user(None, roles.HR), at=at)
            self.assertEqual([url for url, entry in seen.items() if entry.is_here], [here])

    def test_the_menu_stands_on_the_page(self):
        self.client.force_login(make_user(None, roles.HR))
        self.assertContains(self.client.get("/"), '<a href="/" aria-current="page">')


class AnEntryWithoutAPage(TestCase):
    @override_settings(ROOT_URLCONF="groupadmin.console.urls")
    def test_is_left_out(self):
        request = RequestFactory().get("/")
        request.user = make_user(None, roles.HR)
        self.assertEqual([entry.url for entry in navigation.entries_for(request)], ["/", "/nights/", "/trail/"])
