"""The page of a regulation reads like the paper: numbered clauses, few tables, no column that says nothing."""

from django.test import SimpleTestCase, TestCase
from django.utils import translation

from groupadmin.directory import roles
from groupadmin.regulations import rendering, rule_tables, serialization
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import NicknamePattern, Regulation
from groupadmin.regulations.patterns import parse
from tests.making import NOON, make_employee, make_regulation, make_user
from tests.regulations.test_page_of_each import words_of


class Numerals(SimpleTestCase):
    def test_as_offices_write_them(self):
        for number, written in (
            ("1", "一"),
            ("10", "十"),
            ("11", "十一"),
            ("20", "二十"),
            ("38", "三十八"),
            ("100", "一百"),
            ("105", "一百零五"),
            ("110", "一百一十"),
            ("999", "九百九十九"),
            ("1000", "1000"),
            ("3.1", "3.1"),
            ("二", "二"),
            ("０3", "０3"),
        ):
            with self.subTest(number):
                self.assertEqual(rule_tables.in_chinese(number), written)


class AsPaper(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)
        cls.reader = make_user(make_employee("张三"))
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.reader)

    def read(self, path, language="en"):
        self.client.post("/language/", {"language": language})
        return self.client.get(path)

    def chapters(self, slug, language="en"):
        with translation.override(language):
            return rendering.chapters(serialization.regulation_to_dict(Regulation.objects.get(slug=slug)))

    def sheets(self, slug):
        return {sheet.title: sheet for page in self.chapters(slug) for sheet in page.sheets}

    def test_clauses_are_numbered_as_papers_number_them_and_as_other_clauses_cite_them(self):
        text = words_of(self.read("/regulations/company-norms/", "zh-hans"))
        self.assertIn("第三十八条 公司文件经起草、审核、批准后发布", text)
        self.assertIn("按第二十八条处罚", text)
        self.assertIn("第二十八条 传播色情", text)
        self.assertIn("Clause 38 公司文件", words_of(self.read("/regulations/company-norms/")))

    def test_chapters_are_headed_as_papers_head_them(self):
        self.assertEqual(self.chapters("company-norms", "zh-hans")[0].heading, "第一章　群的设置与管理")
        self.assertContains(self.read("/regulations/steelworks/"), "<h2>1. ")

    def test_no_clause_says_what_the_software_does(self):
        for slug in Regulation.objects.values_list("slug", flat=True):
            with self.subTest(slug):
                clauses = [text for page in self.chapters(slug, "zh-hans") for _label, text in page.clauses]
                self.assertEqual([text for text in clauses if "系统" in text or "未作规定" in text], [])

    def test_a_figure_in_a_sentence_reads_as_one(self):
        text = words_of(self.read("/regulations/hometown-association/", "zh-hans"))
        self.assertIn("不提倡陌生人私下见面（3 人及以下尤其不提倡）", text)
        self.assertIn("刷屏标准：连续发送相同内容 3 次", words_of(self.read("/regulations/class-parents/", "zh-hans")))

    def test_a_form_with_a_choice_tells_each_way_part_by_part(self):
        told = parse("{name}({class}班主任|[{class}]{subject})").describe()
        self.assertEqual(told, "姓名＋班级＋班主任，或者姓名＋班级（可不写）＋学科（中间不加符号）")

    def test_rules_that_no_clause_bears_out_are_not_carried_out(self):
        read = ("company-norms", "volunteers")
        said = {slug: words_of(self.read(f"/regulations/{slug}/", "zh-hans")) for slug in read}
        self.assertNotIn("重要事项尽量电话或当面沟通", said["company-norms"])
        self.assertNotIn("追究经济、法律责任", said["company-norms"])
        self.assertIn("清退 并予以处理", said["company-norms"])
        self.assertNotIn("两人交谈", said["volunteers"])

    def test_a_list_of_single_words_is_a_line_and_no_table(self):
        text = words_of(self.read("/regulations/confidential-organs/"))
        self.assertIn("Kinds of content: 通知, 规章制度, 工作动态 (clause 13)", text)
        self.assertNotIn("Kinds of content", self.sheets("confidential-organs"))

    def test_who_must_be_in_is_a_line(self):
        text = words_of(self.read("/regulations/steelworks/"))
        posts = "厂长, 副厂长, 厂长助理, 班组长, 车间主任, 作业长, 调度员"
        self.assertIn(f"Who must be in: {posts} (clause 2)", text)
        leasing = words_of(self.read("/regulations/leasing-centre/"))
        self.assertIn("everybody of units named “招商” (of the whole organisation)", leasing)

    def test_how_often_a_duty_falls_due_is_a_phrase(self):
        for slug, phrase in (
            ("steelworks", "once a shift"),
            ("steelworks", "4 hours or more a working day"),
            ("admin-rotation", "5 times a week"),
            ("retail-stores", "2 times a day 早、晚"),
            ("government-bulletin", "how often is to be filled in at what time is to be filled in"),
            ("company-publicity", "each time"),
        ):
            with self.subTest(phrase):
                self.assertIn(phrase, words_of(self.read(f"/regulations/{slug}/")))

    def test_no_column_is_empty_and_whom_it_falls_on_is_told_where_it_is_not_whoever_does_it(self):
        for slug in Regulation.objects.values_list("slug", flat=True):
            for sheet in self.sheets(slug).values():
                with self.subTest(f"{slug} {sheet.title}"):
                    filled = [any(row[at] for row in sheet.rows) for at in range(len(sheet.headings))]
                    self.assertNotIn(False, filled)
        self.assertNotIn("Falls on", self.sheets("chamber-of-commerce")["Offences"].headings)
        self.assertIn("Falls on", self.sheets("consulting-company")["Offences"].headings)
        self.assertNotIn("Note", self.sheets("consulting-company")["Offences"].headings)
        self.assertIn("Note", self.sheets("hometown-association")["Offences"].headings)

    def test_one_ordinary_step_beside_a_grave_one_holds_every_time(self):
        text = words_of(self.read("/regulations/penalty-ladder/"))
        self.assertIn("Ordinarily: demerit", text)
        self.assertIn("Time 1: warning", words_of(self.read("/regulations/company-norms/")))
        self.assertNotIn("Time 1:", text)

    def test_a_repeat_that_is_left_open_is_marked(self):
        text = words_of(self.read("/regulations/hometown-association/"))
        self.assertIn("If that does not help: number of times to be filled in removal", text)

    def test_a_group_named_after_its_department_is_said_so(self):
        self.assertEqual(parse("{free}{department}{free}").describe(), "含部门")
        self.assertEqual(parse("{free}{name}{free}").describe(), "含真实姓名")
        self.assertEqual(parse("{free}{name}{free}{mobile}").describe(), "含真实姓名、手机号")

    def test_the_library_tells_nickname_round_and_groups_of_each_in_few_queries(self):
        page = self.read("/regulations/")
        text = words_of(page)
        self.assertIn("销售部—张三", text)
        self.assertIn("every day", text)
        self.assertIn("every 7 days", text)
        self.assertIn("how often is to be filled in", text)
        self.assertIn("one group: 工程部工作群", text)
        self.assertIn("all groups", text)
        # Three of the library, one of the groups that adopt; the others are of every page and of every list.
        with self.assertNumQueries(12):
            self.client.get("/regulations/")

    def test_a_pattern_with_a_mobile_number_warns_that_everybody_sees_it(self):
        told = "puts everybody's mobile number before all members of the group"
        regulation = make_regulation("numbers")
        NicknamePattern.objects.create(regulation=regulation, template="{team}{name}{mobile}")
        self.assertIn(told, words_of(self.read("/regulations/numbers/")))
        self.assertNotIn(told, words_of(self.read("/regulations/all-departments/")))

    def test_a_sealed_edition_says_how_its_blanks_are_filled_in(self):
        Regulation.objects.filter(slug="volunteers").update(sealed_at=NOON)
        self.client.force_login(self.hr)
        text = words_of(self.read("/regulations/volunteers/"))
        self.assertIn("Make a new edition to fill them in", text)
        self.assertIn("Fill them in", words_of(self.read("/regulations/steelworks/")))
