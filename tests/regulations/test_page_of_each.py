"""The page of each regulation: chapters, figures in sentences, what is to be filled in, both languages."""

import re
from html import unescape

from django.test import TestCase
from django.utils.html import strip_tags

from groupadmin.directory import roles
from groupadmin.regulations import rendering, serialization
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Regulation
from tests.making import NOON, make_employee, make_user

# What a reader of each page sees: in English, in Chinese.
SENTENCES = {
    "engineering-department": (
        "Minutes to respond to a directive: to be filled in by the organisation",
        "Governs: one group",
        "The one group: 工程部工作群",
    ),
    "class-parents": (
        "The same text 3 times in a row is flooding",
        "Days to set the nickname: on joining",
        "Links: not allowed",
        "No red packets",
        "Must be read and accepted on joining",
    ),
    "hometown-association": (
        "Days to set the nickname: 3",
        "A newcomer speaks within: 3",
        "Longest silence in calendar months: 3",
        "An activity attended within … months of joining: 12",
        "Admins who must agree to a removal: 2",
        "From so many people on the owner's opinion comes first: 3",
        "Most members: to be filled in by the organisation",
        "removal from the group＋banned for good",
        "When grave: removal from the group＋handed over to the authorities",
        "Wherever and whenever it happens",
        "Only once verified",
        "both sides",
    ),
    "consulting-company": (
        "Minutes to respond to a directive: 30",
        "fine 100 yuan",
        "fine 50 yuan",
        "the person in charge of the task",
        "Avatar: one's own photo",
    ),
    "all-departments": ("销售部-张三", "only work is talked", "warning＋ordered out of the group"),
    "company-publicity": ("销售部—张三", "one's own Moments", "warning＋at one's own risk"),
    "chamber-of-commerce": ("Text instead of voice", "group red packet amount to be filled in"),
    "leasing-centre": ("After a transfer the roster is updated by: 该项目招商经理", "mute or block"),
    "classmates": (
        "Links: uncertain ones not allowed",
        "oral warning with a phone talk",
        "If that does not help: removal from the group",
    ),
    "company-conduct": (
        "Most pictures at a time: to be filled in by the organisation",
        "Problems raised are confirmed by: the head of the department concerned",
        "Answers for a department: 部门负责人",
    ),
    "study-and-work": (
        "Longest text in characters: to be filled in by the organisation",
        "Roster is checked every … days: 1",
        "Whoever should not be in: is removed once confirmed",
    ),
    "company-norms": (
        "Run by: 人力行政部",
        "管理团队（组长、副组长、管理员）",
        "In groups of the kind",
        "Time 1: warning",
        "Time 2: removal from the group",
        "Leaving: only with permission",
        "Posts have the force of: 电话、邮件或书面文件",
        "liability content to be filled in",
        "全公司紧急事项",
    ),
    "confidential-organs": (
        "The owner signs a pledge",
        "A leak is reported to: 本单位保密工作机构",
        "Dissolved when dormant for: to be filled in by the organisation",
        "The name must not reveal the unit or its business",
        "Ledger kept: 工作群管理台账",
        "application for a group admission scope",
        "ledger of groups names of the members",
        "create a group 2 the confidentiality body",
    ),
    "penalty-ladder": (
        "warning＋performance points amount to be filled in",
        "demerit＋the month's whole performance pay＋at once: removal from the group",
        "at once: dismissal without compensation＋economic and legal liability",
        "Minutes to confirm and pass down: to be filled in by the organisation",
    ),
    "government-qq-wechat": ("Roster is checked every … days: 7", "Suggestions are recorded by: 群主", "on trial"),
    "group-classification": (
        "The notice is approved by: to be filled in by the organisation",
        "The fine is taken from: 工资单",
        "fine amount to be filled in",
        "工资问题",
    ),
    "government-bulletin": ("bulletin", "Roster is checked every … days: 1", "And directs them to the right group"),
    "retail-stores": (
        "10:00 to 14:00",
        "17:00 to 21:00",
        "Within working time only",
        "巡查人员",
        "早、晚",
        "serious warning",
    ),
    "general-office-filing": (
        "Filed with: 综合办公室",
        "create a group 1 the leader in charge",
        "application for a group who should be in",
        "assessment by company rules content to be filled in",
    ),
    "factory-office": ("Admins are appointed by: 综合办公室", "When grave: handed over to the authorities"),
    "personnel-administration": (
        "22:00 to 07:30 of the next day",
        "Longest text in characters: 200",
        "Longer texts only as a link",
        "no chatting",
    ),
    "steelworks": ("Minutes to respond to a directive: 60", "fine 50 yuan", "作业长", "a shift", "a working day"),
    "volunteers": (
        "Minimum age: 18",
        "Longest silence in days: to be filled in by the organisation",
        "information form",
        "advertising or marketing",
        "If that does not help: asked to leave",
    ),
    "admin-duties": ("demand on the person：以本群利益为先", "解决技术问题"),
    "group-committee": ("secretary-general", "Whoever should not be in: removal is proposed, not carried out"),
    "admin-rotation": (
        "Length of a turn in months: 2",
        "In the first months the owner serves: 2",
        "3.5",
        "-10",
        "Comes off the allowance",
        "This reading is the console's",
        "When grave: allowance cancelled＋further deduction amount to be filled in",
    ),
}
# The same figures in the Chinese page.
CHINESE = {
    "steelworks": ("：60", "罚款 50 元"),
    "consulting-company": ("：30", "罚款 100 元"),
    "personnel-administration": ("次日", "：200"),
    "volunteers": ("：18",),
    "admin-rotation": ("补贴",),
}


def words_of(page):
    """Return a page as a reader sees it: no tags, one blank between words, none before a full stop's kin."""
    text = unescape(strip_tags(re.sub(r"</?(br|td|th|li|tr|p|dd|dt|h\d|div)\b[^>]*>", " ", page.content.decode())))
    return re.sub(r" ?＋ ?", "＋", re.sub(r"\s+", " ", text))


class PageOfEach(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_presets(actor=None, at=NOON)
        cls.reader = make_user(make_employee())
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.reader)

    def read(self, slug, language="en"):
        self.client.post("/language/", {"language": language})
        return self.client.get(f"/regulations/{slug}/")

    def test_there_are_sentences_for_all_twenty_six(self):
        self.assertEqual(set(SENTENCES), set(Regulation.objects.values_list("slug", flat=True)))

    def test_its_figures_stand_in_english_sentences(self):
        for slug, sentences in SENTENCES.items():
            text = words_of(self.read(slug))
            for sentence in sentences:
                with self.subTest(f"{slug}: {sentence}"):
                    self.assertIn(sentence, text)

    def test_its_figures_stand_in_chinese_sentences(self):
        for slug, sentences in CHINESE.items():
            text = words_of(self.read(slug, "zh-hans"))
            for sentence in sentences:
                with self.subTest(f"{slug}: {sentence}"):
                    self.assertIn(sentence, text)

    def test_the_number_of_things_to_fill_in_is_told_at_the_top(self):
        for slug, told in (
            ("engineering-department", "4 figures or penalties are demanded but not named."),
            ("consulting-company", "2 figures or penalties are demanded but not named."),
            ("government-bulletin", "6 figures or penalties are demanded but not named."),
        ):
            with self.subTest(slug):
                self.assertIn(told, words_of(self.read(slug)))
        self.assertNotContains(self.read("admin-duties"), "demanded but not named")

    def test_only_hr_is_led_to_fill_them_in(self):
        self.assertNotContains(self.read("volunteers"), "/regulations/volunteers/1/blanks/")
        self.client.force_login(self.hr)
        self.assertContains(self.read("volunteers"), "/regulations/volunteers/1/blanks/")

    def test_every_open_place_is_marked_and_no_figure_is_invented(self):
        for slug in ("engineering-department", "admin-rotation", "group-committee", "hometown-association"):
            with self.subTest(slug):
                chapters = rendering.chapters(serialization.regulation_to_dict(Regulation.objects.get(slug=slug)))
                settings = [one for page in chapters for setting in page.settings for one in setting.value]
                cells = [c for page in chapters for sheet in page.sheets for row in sheet.rows for c in row]
                marked = [words for words in [*settings, *(w for cell in cells for w in cell)] if words.is_open]
                self.assertGreater(len(marked), 0)
                self.assertFalse([words.text for words in marked if re.search(r"\d", words.text)])

    def test_chapters_stand_in_the_order_of_a_regulation_and_none_is_empty(self):
        chapters = rendering.chapters(serialization.regulation_to_dict(Regulation.objects.get(slug="company-norms")))
        order = ["Groups and who runs them", "Members", "Creating and naming groups", "Names and accounts"]
        order += ["Checks and the end of groups", "What is posted", "Answering", "Duties"]
        order += ["Prohibitions and consequences", "Secrecy and publication", "Appeal and feedback"]
        text = words_of(self.read("company-norms"))
        places = [text.index(f"{number}. {title}") for number, title in enumerate(order, 1)]
        self.assertEqual(places, sorted(places))
        self.assertEqual(len(chapters), len(order))

    def test_who_issued_it_and_its_standing_stand_at_its_head(self):
        text = words_of(self.read("penalty-ladder"))
        self.assertIn("issued by 人力资源部", text)
        self.assertIn("interpreted by 人力资源部", text)
        self.assertIn("Edition 1 · final · not published", text)
        self.assertIn("on trial", words_of(self.read("government-qq-wechat")))

    def test_the_preamble_opens_the_page(self):
        self.assertContains(self.read("retail-stores"), "为规范直营门店工作群，特制定本规定。")

    def test_every_page_is_free_of_raw_words_of_the_tables(self):
        for slug in SENTENCES:
            text = words_of(self.read(slug))
            with self.subTest(slug):
                self.assertNotRegex(text, r"\b[A-Z]{4,}_[A-Z_]+\b")
                self.assertNotIn("blank", text.replace("blanks", ""))
                self.assertNotIn("None", text)
