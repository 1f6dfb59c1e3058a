"""A small organisation in which every page of ours has something to show: the base of tests that walk all pages."""

from __future__ import annotations

import re

from django.test import TestCase
from django.utils import timezone

from groupadmin.core import jobs
from groupadmin.directory import importing, roles
from groupadmin.directory.models import User
from members.models import Membership
from members.register import services as register
from tests.making import (
    make_department,
    make_employee,
    make_group,
    make_head,
    make_membership,
    make_regulation,
    make_user,
)
from tests.register.ledgers import csv_ledger
from tests.rosters.lists import bring
from tests.test_every_url import every_address

PLACE = re.compile(r"(<(?:\w+:)?(\w+)>)")


class Organisation(TestCase):
    @classmethod
    def setUpTestData(cls):
        department = make_department("销售部")
        owner = make_employee("甲", department, staff_no="000001", account="wxid_1")
        group = make_group("销售群", department, code="G00001")
        stay = make_membership(group, owner, role=Membership.Role.OWNER)
        make_membership(group, None, "路人")
        make_head(department, owner)
        make_regulation("company", nickname="{department}-{name}")
        cls.boss = User.objects.create_superuser("root", "", "pw", employee=owner)
        cls.readers = [
            cls.boss,
            make_user(make_employee("丙", staff_no="000003")),
            make_user(None, roles.AUDITOR),
            make_user(None, roles.HR),
        ]
        now = timezone.now()
        roster = bring(group, ["甲,wxid_1", "乙乙,wxid_9", "丁,wxid_7"], actor=cls.boss, at=now)
        staff = importing.stage_directory(
            content="工号,姓名,部门,状态\n000001,甲,销售部,在职\n000009,新,新部,在职\n".encode(),
            file_name="a.csv", mode="update", actor=cls.boss, at=now,
        )  # fmt: skip
        importing.plan_directory(staff, at=now)
        ledger = csv_ledger([("1", "G00009", "新群", "微信", "", "", "销售部", "甲", "", "", "3", "在用", "")])
        book = register.stage_register(content=ledger, file_name="b.csv", actor=cls.boss, at=now)
        job = jobs.enqueue("run_sweeps", {"names": [], "on": ""}, actor=cls.boss, at=now)
        numbers = {
            "groups/import/": book.pk, "people/import/": staff.pk, "jobs/": job.pk, "roster/": roster.pk,
            "members/": stay.pk, "accounts/": cls.readers[1].pk, "departments/": department.pk,
        }  # fmt: skip
        cls.numbers = {folder: str(number) for folder, number in numbers.items()}
        cls.arguments = {"code": "G00001", "staff_no": "000001", "slug": "company", "edition": "1"}

    def filled(self, route: str, hostile: dict[str, str] | None = None) -> str:
        """Return a route with its places filled by rows that are there, but for those named."""
        path = "/" + route
        for place, name in PLACE.findall(route):
            before = route[: route.index(place)]
            number = next((number for folder, number in self.numbers.items() if before.endswith(folder)), "1")
            path = path.replace(place, (hostile or {}).get(name, self.arguments.get(name, number)), 1)
        return path

    def pages(self) -> dict[str, str]:
        """Return each route with its places filled by rows that are there."""
        return {route: self.filled(route) for route in sorted(every_address())}
