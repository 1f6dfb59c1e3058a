"""The Chinese of the pages: one word for one thing, in the language of an office, with its typography."""

import re
from collections import defaultdict
from pathlib import Path

import polib
from django.test import SimpleTestCase

ROOT = Path(__file__).parents[2]
# What was said once, and what is said now.
RETIRED = {
    "全量名单": "完整名单",
    "据称": "已标记办理",
    "称已处理": "标记人、标记办理时间",
    "升级到下一级": "升级到上一级（上报）",
    "控制台": "管理台",
    "发到群里的话": "群内通知",
    "私下的话": "私聊通知",
    "可复制的话": "通知文字",
    "提醒用语": "通知文字",
    "此人是谁": "身份待认定、核对身份",
    "谁或什么": "对象",
    "看看会": "试算",
    "采用到工作群": "选择适用的群",
    "静默时段": "发言时段规定",
    "试一试": "检验",
    "导入人员目录": "导入花名册",
    "涉密/敏感": "涉密级别",
    "名单核对": "最近名单",
    "见于名单：%": "最近出现",
    "活动迹象": "活动",
    "某一时点": "某时在群",
    "未终止": "未解散",
    "执行官": "执行委员",
    "未约定": "未填写",
    "家长": "上级部门（部门）",
    "漏下": "遗漏",
    "这些夜里": "最近十四夜",
    "您好，好久没有看到各位": "各位好，好久没有看到各位",
}
# A pupil's parent is one, and the department above is another thing.
RIGHT_THERE = {("家长", None, "parent")}
HAN = r"[㐀-鿿]"
LONE_SPACE = re.compile(rf"{HAN} {HAN}|[。，；：？！、“”（）] | [。，；：？！、“”（）]")


def entries():
    """Return (context, English, Chinese) of every sentence of the catalogue."""
    for path in sorted((ROOT / "locale").rglob("*.po")):
        for entry in polib.pofile(str(path)):
            for said in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
                yield entry.msgctxt, entry.msgid, said


class Words(SimpleTestCase):
    maxDiff = None

    def test_no_word_is_left_that_another_has_taken_the_place_of(self):
        found = [
            (old, new, english, said)
            for context, english, said in entries()
            for old, new in RETIRED.items()
            if old in said and (old, context, english) not in RIGHT_THERE
        ]
        self.assertEqual(found, [])

    def test_nor_in_the_papers_for_owners_and_clerks(self):
        papers = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.zh.md")}
        found = [(name, old) for name, text in papers.items() for old in RETIRED if old in text]
        self.assertEqual(found, [])

    def test_no_half_space_stands_between_two_characters_or_beside_a_full_wide_mark(self):
        found = [
            said for _context, english, said in entries() if LONE_SPACE.search(said) and english != "Page &P of &N"
        ]
        self.assertEqual(found, [])  # a footer is no sentence

    def test_english_has_one_word_for_the_register_too(self):
        shown = [english for _context, english, _said in entries() if re.search(r"\bledger\b", english, re.IGNORECASE)]
        self.assertEqual(sorted(shown), ["ledger kept", "ledger of groups"])  # what a regulation calls its own paper

    def test_a_department_has_another_above_it_and_a_pupil_a_parent(self):
        said = defaultdict(str) | {(context, english): chinese for context, english, chinese in entries()}
        self.assertEqual(said["department", "parent"], "上级部门")
        self.assertEqual(said[None, "parent"], "家长")
