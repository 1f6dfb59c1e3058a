"""One box for people and groups, by name, number, pinyin and initials, as far as the reader may see them."""

from django.test import TestCase

from groupadmin.core.pinyin import search_keys
from groupadmin.directory import roles
from members.models import Membership
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_user


def person(name, department=None, **facts):
    pinyin, initials = search_keys(name)
    return make_employee(name, department, pinyin=pinyin, initials=initials, **facts)


def group(name, department=None, **facts):
    pinyin, initials = search_keys(name)
    return make_group(name, department, pinyin=pinyin, initials=initials, **facts)


class Search(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.works = make_department("工程部", cls.company)
        cls.zhang = person("张晓丽", cls.sales, staff_no="S00017")
        cls.namesake = person("张晓丽", cls.works, staff_no="S00018")
        cls.owner = person("李德顺", cls.sales, staff_no="000231")
        cls.sales_group = group("华东销售群", cls.sales, code="G00001")
        cls.works_group = group("工程协调群", cls.works, code="G00002")
        make_membership(cls.sales_group, cls.owner, role=Membership.Role.OWNER)
        cls.hr = make_user(None, roles.HR)

    def found(self, q, user=None):
        self.client.force_login(user or self.hr)
        page = self.client.get("/search/", {"q": q})
        return [hit.note.split(" · ")[0] for one in page.context["found"] for hit in one.hits]

    def test_by_full_name_finds_all_namesakes_with_their_numbers(self):
        self.assertEqual(self.found("张晓丽"), ["S00017", "S00018"])

    def test_by_traditional_characters(self):
        self.assertEqual(self.found("張曉麗"), ["S00017", "S00018"])

    def test_by_the_beginning_of_a_name(self):
        self.assertEqual(self.found("张晓"), ["S00017", "S00018"])

    def test_by_the_beginning_of_a_staff_number_in_either_case(self):
        self.assertEqual(self.found("s00017"), ["S00017"])
        self.assertEqual(self.found("0002"), ["000231"])

    def test_by_pinyin_and_initials(self):
        self.assertEqual(self.found("zhangxiao"), ["S00017", "S00018"])
        self.assertEqual(self.found("lds"), ["000231"])

    def test_groups_by_number_piece_of_name_and_initials(self):
        self.assertEqual(self.found("g00001"), ["G00001"])
        self.assertEqual(self.found("销售群"), ["G00001"])
        self.assertEqual(self.found("gcx"), ["G00002"])

    def test_an_owner_finds_own_groups_and_oneself_only(self):
        user = make_user(self.owner)
        self.assertEqual(self.found("群", user), ["G00001"])
        self.assertEqual(self.found("张晓丽", user), [])
        self.assertEqual(self.found("李德顺", user), ["000231"])

    def test_a_head_finds_the_people_and_groups_below(self):
        head = person("王主任", self.works)
        make_head(self.works, head)
        self.assertEqual(self.found("张晓丽", make_user(head)), ["S00018"])
        self.assertEqual(self.found("群", head.user), ["G00002"])

    def test_a_log_in_without_an_employee_finds_nobody(self):
        self.assertEqual(self.found("张晓丽", make_user()), [])

    def test_nothing_and_nonsense_find_nothing(self):
        for q in ("", "   ", "\0", "%", "_", "<script>alert(1)</script>", "没有这个人", "x" * 500):
            self.assertEqual(self.found(q), [], q)

    def test_what_was_asked_is_shown_escaped(self):
        self.client.force_login(self.hr)
        self.assertNotContains(self.client.get("/search/", {"q": "<script>alert(1)</script>"}), "<script>alert")

    def test_more_than_a_page_says_so(self):
        for number in range(25):
            person("赵一", self.sales, staff_no=f"Z{number:05}")
        self.client.force_login(self.hr)
        (people,) = self.client.get("/search/", {"q": "赵一"}).context["found"]
        self.assertEqual((len(people.hits), people.more), (20, True))

    def test_asks_the_same_number_of_questions_of_few_and_of_many(self):
        self.client.force_login(self.hr)
        for number in range(30):
            person("钱二", self.sales, staff_no=f"Q{number:05}")
            group(f"钱二群{number}", self.sales)
        with self.assertNumQueries(
            8
        ):  # session, reader, roles, exact name, beginning of a name, groups, the trail, messages
            self.client.get("/search/", {"q": "张晓丽"})
        with self.assertNumQueries(7):  # the exact name alone fills the page
            self.client.get("/search/", {"q": "钱二"})
