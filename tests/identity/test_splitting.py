"""Taking a nickname apart: what is a name, a department, a number, a title, harmless, or unknown."""

from unittest import TestCase

from groupadmin.regulations.patterns import parse
from members.identity.split import Parts, split, split_loosely
from tests.identity.making import FINANCE, HR, INDEX, OFFICE, SALES, SALES_ONE

Row = tuple[str, list[str], list[int], list[str], list[str], list[str]]


def taken(parts: Parts) -> tuple[list[str], list[int], list[str], list[str], list[str]]:
    departments = [min(ids) for ids in parts.departments]
    return list(parts.names), departments, parts.staff_nos, parts.titled, parts.unknown


class Loosely(TestCase):
    TABLE: tuple[Row, ...] = (
        ("张三", ["张三"], [], [], [], []),
        ("财务部-陈伟", ["陈伟"], [FINANCE], [], [], []),
        ("陈伟【财务】", ["陈伟"], [FINANCE], [], [], []),
        ("人力财务王五", ["王五"], [HR, FINANCE], [], [], []),
        ("销售一部尉迟恭谨", ["尉迟恭谨"], [SALES_ONE], [], [], []),
        ("总经理办公室李四", ["李四"], [OFFICE], [], [], []),
        ("000102", [], [], ["000102"], [], []),
        ("000102李四", ["李四"], [], ["000102"], [], []),
        ("李四 HR-2023-001", ["李四"], [], ["hr2023001"], [], []),
        ("张总", [], [], [], ["张"], []),
        ("老王", [], [], [], ["王"], []),
        ("王张三", [], [], [], [], ["王张三"]),
        ("𠮷张三", [], [], [], [], ["𠮷张三"]),
        ("供应商-张三", ["张三"], [], [], [], ["供应商"]),
        ("张三李四", ["李四", "张三"], [], [], [], []),
        ("云淡风轻", [], [], [], [], ["云淡风轻"]),
        ("🌹🌹", [], [], [], [], []),
        ("", [], [], [], [], []),
        ("---", [], [], [], [], []),
    )

    def test_each(self) -> None:
        for written, names, departments, numbers, titled, unknown in self.TABLE:
            with self.subTest(written):
                found = taken(split_loosely(written, INDEX))
                self.assertEqual(sorted(found[0]), sorted(names))
                self.assertEqual((found[1], found[2], found[3], found[4]), (departments, numbers, titled, unknown))

    def test_clear_is_one_name_and_nothing_that_is_not_understood(self) -> None:
        for written, clear in (("财务部-陈伟", True), ("张三李四", False), ("供应商-张三", False), ("财务部", False)):
            with self.subTest(written):
                self.assertIs(split_loosely(written, INDEX).clear, clear)

    def test_a_name_cut_out_of_a_longer_word_is_marked_as_glued(self) -> None:
        parts = split_loosely("欧阳陈伟", INDEX)
        self.assertEqual((list(parts.names), parts.glued, parts.unknown), (["陈伟"], ["欧阳陈伟"], ["欧阳"]))
        self.assertEqual(split_loosely("财务部陈伟", INDEX).glued, [])

    def test_the_name_as_written_is_kept_beside_its_key(self) -> None:
        self.assertEqual(split_loosely("財務部-陳偉", INDEX).names, {"陈伟": "陳偉"})

    def test_parts_are_added_up(self) -> None:
        parts = split_loosely("财务部-陈伟", INDEX)
        parts.add(split_loosely("供应商 张总 000102", INDEX))
        self.assertEqual(taken(parts), (["陈伟"], [FINANCE], ["000102"], ["张"], ["供应商"]))


class ByPattern(TestCase):
    """A group's own pattern explains words that are otherwise strange, but for those that say: from outside."""

    CASES = (
        ("{region}-{name}", "西北-张三", []),
        ("{name}-{post}", "张三-值班长", []),
        ("{region}-{name}", "供应商-张三", ["供应商"]),
        ("{department}-{name}", "不知道-张三", ["不知道"]),
        ("{company}-{name}", "别家公司-张三", ["别家公司"]),
        ("{name}-{mobile}", "张三-13800000000", []),
        ("{free}{name}{free}", "西北-张三", ["西北"]),
    )

    def test_each(self) -> None:
        for template, written, unknown in self.CASES:
            with self.subTest(f"{template} ← {written}"):
                parts = split(written, [parse(template)], INDEX)
                self.assertEqual((list(parts.names), parts.unknown), (["张三"], unknown))

    def test_a_pattern_that_names_nobody_of_ours_is_not_believed(self) -> None:
        parts = split("张三-西北", [parse("{region}-{name}")], INDEX)
        self.assertEqual((list(parts.names), parts.unknown), (["张三"], ["西北"]))

    def test_the_first_pattern_that_explains_it_counts(self) -> None:
        patterns = [parse("{department}-{name}"), parse("{name}-{region}")]
        self.assertEqual(split("张三-西北", patterns, INDEX).unknown, [])

    def test_what_is_clear_needs_no_pattern(self) -> None:
        parts = split("销售-张三", [parse("{region}-{name}")], INDEX)
        self.assertEqual([min(ids) for ids in parts.departments], [SALES])
