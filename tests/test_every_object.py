"""Every address that names a group or a person, asked of every kind of object by every kind of reader.

Readers stand to an object as its owner, as the owner of another, as head of its department or of another, by a role, or
not at all; objects are one's own, guarded, dissolved, and another's of another department. Whoever adds such a page
runs ``WRITE_URLS=1 pytest tests/test_every_object.py`` and reads the new lines of tests/objects_by_reader.json.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client, TestCase
from django.urls import URLPattern

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.imports import identity_decisions
from members.models import Flag, IdentityDecision, Membership, RoleChange
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_head, make_membership, make_user
from tests.rosters.lists import PARTIAL, apply, csv
from tests.test_every_url import every_address

TABLE = Path(__file__).with_name("objects_by_reader.json")
OBJECTS = ("own", "guarded", "dissolved", "elsewhere")


class EveryObject(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, cls.works = make_department("销售部"), make_department("工程部")
        cls.groups = {
            "own": make_group("自己的群", cls.sales, code="G1"),
            "guarded": make_group("涉密群", cls.sales, code="G2", secrecy=Group.Secrecy.CLASSIFIED),
            "dissolved": make_group("散了的群", cls.sales, code="G3"),
            "elsewhere": make_group("别处的群", cls.works, code="G4"),
        }
        owner, other = make_employee("群主", cls.sales, staff_no="P1"), make_employee("别人", cls.works, staff_no="P4")
        cls.people = {"own": owner, "guarded": make_employee("保密人", cls.sales, staff_no="P2"), "elsewhere": other}
        cls.people["dissolved"] = make_employee("离职人", cls.sales, staff_no="P3", status="LEFT")
        make_membership(cls.groups["own"], owner, role=Membership.Role.OWNER)
        make_membership(cls.groups["dissolved"], owner, role=Membership.Role.OWNER)
        make_membership(cls.groups["guarded"], cls.people["guarded"], role=Membership.Role.OWNER)
        make_membership(cls.groups["elsewhere"], other, role=Membership.Role.OWNER)
        heads = {
            name: make_employee(f"{name}负责人", unit) for name, unit in (("sales", cls.sales), ("works", cls.works))
        }
        make_head(cls.sales, heads["sales"])
        make_head(cls.works, heads["works"])
        cls.numbers = {name: cls.rows_of(group) for name, group in cls.groups.items()}
        Group.objects.filter(code="G3").update(status="DISSOLVED", dissolved_on=TODAY)
        cls.readers = {
            "owner": make_user(owner),
            "owner of another": make_user(other),
            "owner of the guarded": make_user(cls.people["guarded"]),
            "head": make_user(heads["sales"]),
            "head elsewhere": make_user(heads["works"]),
            "employee": make_user(make_employee("职员", cls.sales)),
            "HR": make_user(None, roles.HR),
            "confidentiality": make_user(None, roles.CONFIDENTIALITY),
            "approver": make_user(None, roles.APPROVER),
            "auditor": make_user(None, roles.AUDITOR),
        }

    @classmethod
    def rows_of(cls, group):
        """Make a member, a list and a word in a group; returns address piece → the number that stands for it there."""
        roster = apply(group, csv(f"路人,wx{group.code}"), mode=PARTIAL)
        stay = Membership.objects.get(group=group, account_key=f"wx{group.code}")
        identity_decisions.decide_identity(membership=stay, verdict="OUTSIDER", actor=None, at=NOON)
        word = IdentityDecision.objects.get(group=group)
        change = RoleChange.objects.create(group=group, asked_by_name="别人", asked_at=NOON)
        matter = Flag.objects.create(
            kind=Flag.Kind.OUTSIDER, group=group, membership=stay, subject=f"m{stay.pk}", raised_on=TODAY, due_on=TODAY
        )
        return {
            "roster": roster.batch_id,
            "members": stay.pk,
            "decisions": word.pk,
            "roles": change.pk,
            "matters": matter.pk,
        }

    def paths(self, of: str) -> dict[str, str]:
        """Return route → address, of those that name a group or a person, filled in with one kind of object."""
        found = {}
        for route, pattern in sorted(every_address().items()):
            if names := self._named(pattern):
                piece = route.split("/")[2] if names == {"code", "number"} and route.count("/") > 2 else ""
                number = self.numbers[of].get(piece, 999999)
                facts = {"code": self.groups[of].code, "staff_no": self.people[of].staff_no, "number": str(number)}
                path = "/" + route
                for name in names:
                    for kind in ("str", "int"):
                        path = path.replace(f"<{kind}:{name}>", facts[name])
                found["/" + route] = path
        return found

    def _named(self, pattern: URLPattern) -> set[str]:
        names = set(pattern.pattern.converters)
        return names if names & {"code", "staff_no"} and names <= {"code", "staff_no", "number"} else set()

    def answer(self, reader: Any, path: str) -> int:
        client = Client()
        client.force_login(reader)
        with transaction.atomic():
            answer = client.get(path)
            if answer.status_code == 405:
                answer = client.post(path)
            transaction.set_rollback(True)
        return answer.status_code

    def walk(self) -> dict[str, dict[str, str]]:
        """Return route → reader → the answers for own, guarded, dissolved, elsewhere."""
        paths = {of: self.paths(of) for of in OBJECTS}
        return {
            route: {
                who: " ".join(str(self.answer(reader, paths[of][route])) for of in OBJECTS)
                for who, reader in self.readers.items()
            }
            for route in paths["own"]
        }

    def test_everybody_reaches_the_objects_the_table_says(self):
        found = self.walk()
        if os.environ.get("WRITE_URLS"):
            lines = (f"  {json.dumps(route)}: {json.dumps(row)}" for route, row in found.items())
            TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        told = json.loads(TABLE.read_text(encoding="utf-8"))
        self.maxDiff = None
        self.assertEqual(found, told, "look at who may reach what, then write the table anew with WRITE_URLS=1")

    def test_nobody_without_a_right_reaches_a_group_of_others(self):
        """The table itself is held to the rule: no page of a guarded group for whoever neither runs, heads nor must."""
        for route, row in json.loads(TABLE.read_text(encoding="utf-8")).items():
            if "<str:code>" not in route:
                continue
            for who in ("owner", "owner of another", "head elsewhere", "employee", "approver"):
                own, confidential, dissolved, elsewhere = row[who].split()
                with self.subTest(route=route, who=who):
                    self.assertIn(confidential, ("404", "403"))
                    if who in ("owner", "employee", "approver"):
                        self.assertIn(elsewhere, ("404", "403"))
                    if who != "owner":
                        self.assertIn(own, ("404", "403"))
                        self.assertIn(dissolved, ("404", "403"))
