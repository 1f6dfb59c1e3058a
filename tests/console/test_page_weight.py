"""The first load on a phone: what the log-in page and home bring over the wire, from the files as they are served."""

import gzip
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from groupadmin.directory import roles
from groupadmin.directory.accounts import make_log_ins
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.models import Flag, Membership
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_user

MOST = 150 * 1024
ASKED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def weight_of_files(page: bytes) -> int:
    """Return what the files that a page asks for weigh on the wire."""
    files = set(ASKED.findall(page.decode()))
    assert files
    found = [finders.find(file.removeprefix(settings.STATIC_URL)) for file in files]
    return sum(packed(Path(file).read_bytes()) for file in found)


class TheFirstLoad(TestCase):
    def weight(self, path: str) -> int:
        page = self.client.get(path).content
        return packed(page) + weight_of_files(page)

    def test_of_the_log_in_page_is_light(self):
        self.assertLessEqual(self.weight("/login/"), MOST)

    def test_of_home_is_light(self):
        self.client.force_login(make_user(None, roles.HR))
        self.assertLessEqual(self.weight("/"), MOST)

    def test_of_the_back_office_is_light(self):
        self.client.force_login(make_user(None, roles.HR))
        self.assertLessEqual(self.weight("/admin/"), MOST)


class LongPages(TestCase):
    """The ledger, the members at a moment and the long lists of 300 groups: with all they ask for within the budget."""

    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        sales = make_department("临江机电集团华东分公司销售与客户服务中心")
        people = [make_employee(f"员工{n}", sales, staff_no=f"{n:06}") for n in range(300)]
        groups = [make_group(f"重点项目协调与客户服务工作群{n}", sales, code=f"G{n:05}") for n in range(300)]
        Group.objects.update(purpose="进度、报价与售后沟通", roster_taken_at=NOON, headcount=300, created_on=TODAY)
        for person in people:
            make_membership(groups[0], person, f"销售部-{person.name}")
        for group in groups[1:]:
            make_membership(group, people[0], "员工0", role=Membership.Role.OWNER)
        flag = {"kind": Flag.Kind.ROSTER_OLD, "subject": "group", "raised_on": TODAY, "due_on": TODAY}
        Flag.objects.bulk_create(Flag(group=group, **flag) for group in groups)

    def test_are_light_as_they_are_sent(self):
        self.client.force_login(self.hr)
        group = "/groups/G00000/"
        lists = ("/groups/ledger/", "/groups/", "/matters/", "/people/")
        for path in (*lists, group, f"{group}members/", f"{group}as-of/?at=2026-03-12T13:00"):
            with self.subTest(path):
                answer = self.client.get(path, headers={"Accept-Encoding": "gzip"})
                self.assertEqual(answer.headers["Content-Encoding"], "gzip")
                page = gzip.decompress(answer.content)
                self.assertRegex(page.decode(), r"(员工|工作群)\d")
                self.assertLessEqual(len(answer.content) + weight_of_files(page), MOST)

    def test_a_sheet_of_passwords_is_not_compressed(self):
        self.client.force_login(self.hr)
        made = make_log_ins(list(Employee.objects.all()[:20]), actor=self.hr, at=timezone.now())
        path = f"/accounts/slips/{made[0].user.one_time_sheet_id}/?guess=1"
        page = self.client.get(path, headers={"Accept-Encoding": "gzip"})
        self.assertIn(made[0].password.encode(), page.content)


class TheStaticFiles(TestCase):
    def test_can_be_collected_with_hashed_names(self):
        """A reference to a file that is not there, a source map say, would stop this."""
        storages = settings.STORAGES | {
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        }
        with TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder, STORAGES=storages):
            call_command("collectstatic", interactive=False, verbosity=0)
            self.assertRegex(staticfiles_storage.url("img/icons.svg"), r"^/static/img/icons\.[0-9a-f]{12}\.svg$")

    def test_name_no_registry(self):
        for file in (settings.BASE_DIR / "static").rglob("*"):
            if file.is_file():
                self.assertNotIn(b"registry.", file.read_bytes(), file.name)
