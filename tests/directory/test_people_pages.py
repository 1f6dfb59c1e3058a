"""Finding people: by name, number and pinyin; pages by key; who sees whom."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee
from tests.directory.lists import person, take
from tests.making import make_employee, make_head, make_user


class People(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(
            person("000101", "张三", "总公司/销售部", post="经理"),
            person("000102", "李四", "总公司/工程部", status="离职", left="2026-01-31"),
            person("000103", "张晓丽", "总公司/销售部/华东组"),
        )
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def found(self, **query):
        page = self.client.get(reverse("people"), query)
        self.assertEqual(page.status_code, 200)
        return [one.name for one in page.context["people"]]

    def test_search(self):
        for q, names in {
            "张三": ["张三"], "张": ["张三", "张晓丽"], "000102": ["李四"], "zxl": ["张晓丽"], "zhangsan": ["张三"],
            "張三": ["张三"],
            "王": [], "\0": ["张三", "李四", "张晓丽"],
        }.items():  # fmt: skip
            self.assertEqual(self.found(q=q), names, q)

    def test_filters(self):
        self.assertEqual(self.found(department="销售部"), ["张三", "张晓丽"])
        self.assertEqual(self.found(department="总公司/销售部/华东组"), ["张晓丽"])
        self.assertEqual(self.found(status="LEFT"), ["李四"])
        self.assertEqual(self.found(status="here"), ["张三", "张晓丽"])
        self.assertContains(self.client.get(reverse("people"), {"department": "没有这个"}), "没有这个")

    def test_one_person_with_source_and_the_look_is_noted(self):
        page = self.client.get(reverse("person", args=["000102"]))
        self.assertContains(page, "总公司/工程部")
        self.assertContains(page, "2026-01-31")
        self.assertEqual(AuditEvent.objects.filter(action="person.looked_at").count(), 1)

    def test_who_sees_whom(self):
        sales = Employee.objects.get(name="张三")
        self.client.force_login(make_user(sales))
        self.assertEqual(self.found(), ["张三"])
        self.assertEqual(self.client.get(reverse("person", args=["000102"])).status_code, 404)
        make_head(sales.department, sales)
        self.assertEqual(self.found(), ["张三", "张晓丽"])

    def test_pages_by_key_there_and_back(self):
        for n in range(120):
            make_employee(f"员工{n}", staff_no=f"1{n:05}")
        first = self.client.get(reverse("people")).context
        second = self.client.get(reverse("people"), {"after": first["after"]}).context
        back = self.client.get(reverse("people"), {"before": second["before"]}).context
        self.assertEqual([p.pk for p in back["people"]], [p.pk for p in first["people"]])
        self.assertEqual(first["before"], "")
        self.assertFalse({p.pk for p in first["people"]} & {p.pk for p in second["people"]})

    def test_the_same_number_of_queries_at_five_and_fifty(self):
        def count():
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as queries:
                for name in ("people", "departments", "accounts"):
                    self.client.get(reverse(name))
            return len(queries)

        at_first = count()
        take(*[person(f"2{n:03}", f"员工{n}", f"总公司/第{n}部") for n in range(45)])
        for employee in Employee.objects.filter(staff_no__startswith="2")[:40]:
            make_user(employee, roles.APPROVER)
        self.assertEqual(count(), at_first)


class Departments(TestCase):
    def setUp(self):
        take(person("1", "张三", "总公司/销售部"))
        self.client.force_login(make_user(None, roles.HR))

    def test_the_tree_and_short_names(self):
        department = Employee.objects.get().department
        page = self.client.get(reverse("departments"))
        self.assertContains(page, "总公司/销售部")
        address = reverse("department", args=[department.pk])
        self.assertContains(self.client.get(address), "销售部")
        data = {"name": "营销部", "parent": "", "short_names": "销售、营销，Sales", "heads": "张三(1)"}
        self.assertRedirects(self.client.post(address, data), reverse("departments"))
        department.refresh_from_db()
        self.assertEqual((department.name, department.path, department.short_names.count()), ("营销部", "营销部", 3))
        self.assertContains(self.client.get(reverse("departments"), {"q": "sales"}), "营销部")
        self.assertEqual([head.employee.name for head in department.heads.all()], ["张三"])
        self.assertTrue(Employee.objects.get().is_manager)
        self.client.post(address, data | {"heads": ""})
        self.assertEqual((department.heads.count(), Employee.objects.get().is_manager), (0, False))
        self.assertContains(self.client.post(address, data | {"heads": "999"}), "999")
        Employee.objects.update(status="LEFT")
        self.client.post(address, data)
        self.assertEqual(department.heads.count(), 0)

    def test_a_refusal_is_told_in_the_form(self):
        self.client.post(reverse("department_new"), {"name": "甲部", "parent": "总公司", "short_names": ""})
        again = self.client.post(reverse("department_new"), {"name": "甲部", "parent": "总公司", "short_names": ""})
        self.assertContains(again, "甲部")
        self.assertEqual(again.status_code, 200)

    def test_a_department_whose_short_name_is_refused_is_not_made_by_half(self):
        for name in ("甲部", "乙部"):
            refused = self.client.post(reverse("department_new"), {"name": name, "parent": "", "short_names": "共名"})
        self.assertContains(refused, "共名")
        self.assertFalse(Department.objects.filter(name="乙部").exists())
        self.client.post(reverse("department_new"), {"name": "乙部", "parent": "", "short_names": "乙"})
        self.assertEqual(Department.objects.get(name="乙部").short_names.get().name, "乙")


class ALeaverSPage(TestCase):
    def test_the_log_in_and_its_roles_are_shown_to_hr_though_it_is_locked(self):
        leaver = make_employee("张三", staff_no="000777", status="LEFT")
        user = make_user(leaver, roles.AUDITOR, is_active=False)
        self.client.force_login(make_user(None, roles.HR))
        page = self.client.get(reverse("person", args=["000777"]))
        self.assertEqual([str(one) for one in page.context["account_roles"]], ["审计"])
        self.assertContains(page, reverse("account", args=[user.pk]))
        self.client.force_login(make_user(None, roles.CONFIDENTIALITY))
        page = self.client.get(reverse("person", args=["000777"]))
        self.assertEqual(page.context["account_roles"], [])
