"""A row is bound only when every part of the nickname is explained by that person; one strange part makes it ask."""

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from groupadmin.core.folding import name_key
from groupadmin.regulations.patterns import parse
from members.identity.index import Index
from members.identity.split import split_loosely
from members.identity.values import GroupRules, KnownDepartment, KnownPerson, Tier
from tests.identity.lab import CASES, DEPARTMENTS, INDEX, PEOPLE, match
from tests.identity.making import rows_from_cells

OTHERS = [
    *(
        "中建三局",
        "恒大集团",
        "华为",
        "用友软件",
        "腾讯",
        "金蝶",
        "某某有限公司",
        "总公司",
        "集团",
        "分公司",
        "A公司",
        "合作公司",
    ),
    *(
        "人民医院",
        "交通大学",
        "二建",
        "第三工程局",
        "电力局",
        "物流公司",
        "财务公司",
        "招商银行",
        "工行",
        "顺丰",
        "京东",
        "美团",
    ),
    *(
        "北京",
        "上海",
        "深圳",
        "浦东",
        "华东",
        "海外",
        "总部",
        "三楼会议室",
        "金蝶云",
        "钉钉",
        "ERP",
        "IBM",
        "SAP",
        "Oracle",
        "KPMG",
    ),
    *(
        "供应商",
        "客户",
        "甲方",
        "监理",
        "家属",
        "妈妈",
        "爱人",
        "同行",
        "招聘",
        "租房",
        "代购",
        "微商",
        "培训",
        "保险",
        "理财",
    ),
    *(
        "360",
        "1688",
        "4399",
        "12306",
        "财务2",
        "三科",
        "二车间",
        "五队",
        "党支部",
        "工会",
        "食堂",
        "门卫",
        "研究所",
        "实验室",
    ),
    *(
        "中建",
        "国电",
        "华电",
        "农行",
        "建行",
        "中铁",
        "ａｂｃ",
        "ТОО",
        "カラオケ",
        "서울",
        "𠮷野家",
        "X",
        "の",
        "VIP",
        "CEO",
    ),
]
SEPARATORS = [*"-—_ ｜/·:+&@#、，。~→", " - ", "——", "　", "🌹", "[玫瑰]", ""]
SHAPES = [
    *("{o}{s}{d}{s}{n}", "{d}{s}{n}{s}{o}", "{d}{s}{o}{s}{n}", "{n}{s}{d}{s}{o}", "{o}{s}{n}", "{n}{s}{o}"),
    *(
        "【{o}】{d}{s}{n}",
        "（{o}）{n}",
        "{n}({o})",
        "{n}（{d}）{s}{o}",
        "{n}「{o}」",
        "《{o}》{d}{n}",
        "<{o}>{n}",
        "{o}[{d}]{n}",
    ),
    *("{n}〔{o}{d}〕", "{o}{d}{n}", "{d}{n}{o}", "{n}{o}{d}", "{{{o}}}{d}{n}", "〖{o}〗{n}", "『{o}』{s}{n}"),
]
EXPLAINED = [
    *(
        "{n}",
        "{d}{s}{n}",
        "{n}{s}{d}",
        "【{d}】{n}",
        "{n}（{d}）",
        "{c}{s}{d}{s}{n}",
        "🌹{d}{s}{n}🇨🇳",
        "A{n}",
        "{d}{s}{n}{s}13800000000",
    ),
    *("{n}（小号）", "{p}{s}{n}", "{d}{s}{n}{s}{p}", "2026{s}{n}", "★{n}★", "{n}\u200b", "{n} 请假"),
]
UNIQUE = [
    person
    for person in PEOPLE
    if person.working
    and sum(each.name == person.name for each in PEOPLE) == 1
    and len(person.name) < 5
    # a name that is part of another's, or a word or a surname too, is for tests of its own
    and person.name not in ("欧阳", "买买提", "陈陞", "陈升", "李乾", "李干", "平安", "安全", "Jack Wang")
]
UNITS = {each.id: each.names[0] for each in DEPARTMENTS}


class StrangePartTest(TestCase):
    @given(st.sampled_from(UNIQUE), st.sampled_from(OTHERS), st.sampled_from(SEPARATORS), st.sampled_from(SHAPES))
    @settings(max_examples=1500, deadline=None)
    def test_a_word_that_nobody_can_explain_never_binds(
        self, person: KnownPerson, other: str, separator: str, shape: str
    ) -> None:
        unit = UNITS[person.department_ids[0]]
        nickname = shape.format(o=other, d=unit, n=person.name, s=separator)
        found = match(nickname)
        self.assertIsNone(found.employee_id, nickname)
        self.assertTrue(found.suggestions, nickname)

    @given(
        st.sampled_from(UNIQUE),
        st.text(alphabet="甲乙丙丁戊己庚辛壬癸鑫淼森磊", min_size=2, max_size=5),
        st.sampled_from(SHAPES),
    )
    @settings(max_examples=500, deadline=None)
    def test_nor_does_a_word_of_any_characters(self, person: KnownPerson, other: str, shape: str) -> None:
        nickname = shape.format(o=other, d=UNITS[person.department_ids[0]], n=person.name, s="-")
        self.assertIsNone(match(nickname).employee_id, nickname)

    @given(st.sampled_from(UNIQUE), st.sampled_from("-—_ ｜/·:+、，。~→　"), st.sampled_from(EXPLAINED))
    @settings(max_examples=600, deadline=None)
    def test_what_is_explained_binds(self, person: KnownPerson, separator: str, shape: str) -> None:
        unit = UNITS[person.department_ids[0]]
        nickname = shape.format(c="临江公司", d=unit, n=person.name, s=separator, p=person.post)
        self.assertEqual(match(nickname).employee_id, person.id, nickname)

    def test_a_department_column_is_a_part_like_any_other(self) -> None:
        for written in (
            "中建三局财务部",
            "中建三局/财务部",
            "财务部（中建三局）",
            "中建三局 财务部",
            "恒大集团财务",
            "财务公司",
            "财务2部",
        ):
            with self.subTest(written):
                self.assertIsNone(match("", real_name="张伟", department=written).employee_id)
        for written in ("财务部", "财务", "临江公司/财务部", "临江公司-财务部"):
            with self.subTest(written):
                self.assertEqual(match("", real_name="张伟", department=written).employee_id, 3)

    def test_a_column_of_the_unit_beside_one_of_the_department_counts_too(self) -> None:
        for heading, unit, number in (
            ("单位", "中建三局", None),
            ("所在单位", "临江公司", 3),
            ("单位", "", 3),
            ("车间", "一车间", None),
        ):
            cells = [["姓名", heading, "部门"], ["张伟", unit, "财务部"], ["王龑", "临江公司", "财务部"]]
            row = rows_from_cells(cells).rows[0]
            self.assertEqual(match("", real_name=row.real_name, department=row.department).employee_id, number, unit)

    def test_a_unit_in_the_nickname_beside_a_real_name_is_one_too(self) -> None:
        for nickname in ("中建三局", "恒大集团老张", "供应商"):
            self.assertIsNone(match(nickname, real_name="张三").employee_id, nickname)
        self.assertEqual(match("海阔天空", real_name="张三").employee_id, 35)

    def test_a_real_name_explains_no_word_beside_the_same_name(self) -> None:
        for nickname in ("中建-张三", "张三 某某", "张三…"):
            self.assertIsNone(match(nickname, real_name="张三").employee_id, nickname)

    def test_a_staff_number_explains_no_other_company(self) -> None:
        for nickname in ("中建-张三 E035", "E035张三 财务部", "E035 张三（华为）"):
            self.assertIsNone(match(nickname).employee_id, nickname)
        self.assertEqual(match("张三 E035").employee_id, 35)

    def test_a_pattern_explains_its_region_but_no_company_in_its_place(self) -> None:
        rules = GroupRules(patterns={"": (parse("{region}-{name}"),)})
        self.assertEqual(match("华东-张三", rules=rules).tier, Tier.NAME)
        for word in ("中建", "华为", "财务公司", "某某"):
            self.assertIsNone(match(f"{word}-张三", rules=rules).employee_id, word)

    def test_a_title_belongs_to_the_name_beside_it(self) -> None:
        self.assertEqual(match("张三经理").employee_id, 35)
        for nickname in ("腾讯经理-张三", "华总-张三", "中建经理张三"):
            self.assertIsNone(match(nickname).employee_id, nickname)


class GluedCharacterTest(TestCase):
    """A single character beside a name is the end of another name, whatever else it could mean."""

    def test_nothing_is_cut_off_a_longer_name(self) -> None:
        for name in ("王明", "林俊", "刘强", "高兴", "徐攀", "王龑"):
            for char in "科男女董工总队处局爷姐哥叔伯姨华东明一二丽の々":
                for nickname in (
                    f"{name}{char}",
                    f"销售一部-{name}{char}",
                    f"{name} {char}",
                    f"【工程部】{name}{char}",
                ):
                    bound = match(nickname).employee_id
                    if bound is not None:  # 王龑明 is 王䶮明 in another script
                        person = INDEX.person(bound)
                        assert person is not None
                        self.assertEqual(name_key(person.name), name_key(name + char), nickname)

    def test_nor_off_its_beginning(self) -> None:
        for char in "小大老原前新阿欧王":
            self.assertIsNone(match(f"{char}张三").employee_id, char)

    def test_a_title_set_apart_is_a_title(self) -> None:
        for nickname in ("王明-总", "王明（男）", "王明经理", "王明 经理"):
            self.assertEqual(match(nickname).employee_id, 8, nickname)

    def test_a_surname_that_is_a_whole_name_too_is_only_a_surname_beside_a_title(self) -> None:
        found = match("工程部-欧阳经理")
        self.assertEqual((found.employee_id, set(found.suggestions)), (None, {12, 13}))
        self.assertEqual(match("工程部-欧阳").employee_id, 13)


class HoleTest(TestCase):
    """A character that is missing, masked or cut off: never bound, and whoever it may be is offered."""

    def test_every_sign_in_every_place(self) -> None:
        for sign in (
            "\ue863",
            "\ufffd",
            "\ufffd\ufffd",
            "□",
            "■",
            "○",
            "●",
            "◯",
            "〓",
            "×",
            "*",
            "?",
            "？",
            "＊",
            "xx",
            "\x1a",
        ):
            for nickname in (
                f"王{sign}明",
                f"信息技术部-王{sign}明",
                f"信息技术部王{sign}明",
                f"王{sign}明（信息技术部）",
            ):
                with self.subTest(nickname.encode("utf-8", "backslashreplace")):
                    found = match(nickname)
                    self.assertIsNone(found.employee_id)
                    self.assertIn(7, found.suggestions)
                    self.assertEqual(found.reason, "lost_characters")
                    self.assertNotIn("\ufffd", found.facts["words"], "what was lost is shown as people write it")

    def test_a_sign_that_parts_the_characters_may_stand_for_one(self) -> None:
        for sign in "-—_·.丶丨/|🐉🌹":
            found = match(f"王{sign}明")
            self.assertEqual((found.employee_id, set(found.suggestions)), (None, {7, 8}), sign)

    def test_the_lines_of_the_cases(self) -> None:
        for case in ("w03-lost-or-masked-characters.txt", "p17-masked.txt"):
            for line in (CASES / case).read_text(encoding="utf-8").split("\n"):
                if line:
                    with self.subTest(line):
                        found = match(line)
                        self.assertIsNone(found.employee_id)
                        self.assertTrue(found.suggestions)

    def test_a_cut_name_offers_what_it_may_go_on_as(self) -> None:
        self.assertEqual(set(match("刘强…").suggestions), {40, 41})
        self.assertEqual(match("财务部-王龑...").suggestions, (6,))

    def test_a_number_and_a_column_do_not_fill_the_hole(self) -> None:
        self.assertIsNone(match("王*明 E007").employee_id)
        self.assertIsNone(match("海阔天空", real_name="王*明").employee_id)
        self.assertIsNone(match("海阔天空", real_name="王龑", department="财□部").employee_id)

    def test_an_entry_of_the_staff_list_with_a_hole_is_nobodys_name(self) -> None:
        people = [
            KnownPerson(900 + n, f"E90{n}", name, (2,)) for n, name in enumerate(("王\ue863明", "李\ufffd刚", "赵*强"))
        ]
        index = Index(people, DEPARTMENTS)
        for nickname in ("王明", "李刚", "赵强", "王\ue863明", "赵*强"):
            self.assertIsNone(match(nickname, index=index).employee_id, nickname)

    def test_marks_that_nobody_sees_take_nothing_away(self) -> None:
        for nickname in ("王\u200b䶮\ufeff明", "王䶮明\ufe0f", "🌹王䶮明🌹", "王 䶮 明"):
            self.assertEqual(match(nickname).employee_id, 7, nickname)


ROOT, FINANCE, EAST, EAST_SALES, CENTRE, PLANNING, POWER = range(1, 8)
GROUPED = [
    KnownDepartment(ROOT, ("临江公司",), (ROOT,)),
    KnownDepartment(FINANCE, ("财务部",), (ROOT, FINANCE)),
    KnownDepartment(EAST, ("华东分公司",), (ROOT, EAST)),
    KnownDepartment(EAST_SALES, ("销售部",), (ROOT, EAST, EAST_SALES)),
    KnownDepartment(CENTRE, ("销售中心", "销售"), (ROOT, CENTRE)),
    KnownDepartment(PLANNING, ("中心建设部",), (ROOT, PLANNING)),
    KnownDepartment(POWER, ("华南电力事业部",), (ROOT, POWER)),
]


class DepartmentTest(TestCase):
    def test_another_companys_short_name_is_no_department_of_ours(self) -> None:
        people = [KnownPerson(1, "1", "张三", (PLANNING,)), KnownPerson(2, "2", "王五", (POWER,))]
        index = Index(people, GROUPED)
        for nickname in ("张三-中建", "中建张三", "张三（中建）", "王五 华电", "华电-王五", "王五电力"):
            found = match(nickname, index=index)
            self.assertIsNone(found.employee_id, nickname)
            self.assertTrue(found.suggestions, nickname)
        for nickname, number in (("中心建设-张三", 1), ("华南电力-王五", 2)):
            self.assertEqual(match(nickname, index=index).employee_id, number, nickname)

    def test_the_companys_root_explains_no_unit(self) -> None:
        index = Index([KnownPerson(1, "1", "张伟", (ROOT,))], GROUPED)
        for nickname in ("财务部-张伟", "华东分公司-张伟", "张伟（销售部）"):
            found = match(nickname, index=index)
            self.assertEqual((found.employee_id, found.suggestions), (None, (1,)), nickname)
        self.assertEqual(match("临江公司-张伟", index=index).tier, Tier.NAME)

    def test_a_short_name_that_hides_another_unit_means_both(self) -> None:
        people = [KnownPerson(1, "1", "张伟", (CENTRE,)), KnownPerson(2, "2", "张伟", (EAST_SALES,))]
        found = match("销售-张伟", index=Index(people, GROUPED))
        self.assertEqual((found.ambiguous, set(found.suggestions)), (True, {1, 2}))
        for person in people:
            self.assertEqual(match("销售-张伟", index=Index([person], GROUPED)).employee_id, person.id)

    def test_a_leaver_of_the_department_is_not_taken_while_a_namesake_works(self) -> None:
        found = match("人力资源部-李娜")
        self.assertEqual((found.ambiguous, found.suggestions, found.reason), (True, (5, 4), "namesake_has_left"))
        self.assertTrue(match("人力-李娜").ambiguous)
        self.assertEqual(match("质量部-赵德华").employee_id, 51)

    def test_characters_written_exactly_go_before_folded_ones(self) -> None:
        for nickname, number in (("陈陞", 42), ("陈升", 43), ("李乾", 14), ("李干", 15), ("工程部-陈陞", 42)):
            self.assertEqual(match(nickname).employee_id, number, nickname)
        self.assertTrue(match("陈昇").ambiguous)

    def test_the_cases_of_other_companies(self) -> None:
        for line in (CASES / "w01-outside-company-with-our-department.txt").read_text(encoding="utf-8").splitlines():
            self.assertIsNone(match(line).employee_id, line)


class LeftOutTest(TestCase):
    def test_splitting_leaves_nothing_out_in_silence(self) -> None:
        for written, unknown in (
            ("财务公司-张伟", ["公司"]),
            ("审计局-钟书礼", ["局"]),
            ("财务2-张伟", ["财务2"]),
            ("张三@腾讯", ["@腾讯"]),
        ):
            self.assertEqual(split_loosely(written, INDEX).unknown, unknown, written)


class NumbersLettersAndPostsTest(TestCase):
    """A number may be a company or tell the second of a name; some titles must be the own post."""

    def test_a_number_or_letter_that_nobody_listed(self) -> None:
        for nickname in (
            *(
                "58-张三",
                "58张三",
                "张三58",
                "张三丨58",
                "7-11张三",
                "张三-7",
                "张三2",
                "张三①",
                "张三A",
                "张三-A",
                "张三2号",
            ),
            *("007-张三", "Jack Wang 2", "信息技术部-王明-2", "财务部-张伟-88", "销售一部-张三-2"),
        ):
            with self.subTest(nickname):
                found = match(nickname)
                self.assertIsNone(found.employee_id)
                self.assertTrue(found.suggestions)

    def test_what_sorts_first_or_numbers_a_line(self) -> None:
        for nickname in (
            "A张三",
            "AA-张三",
            "0张三",
            "01-张三",
            "1.张三",
            "12、张三",
            "（3）张三",
            "①张三",
            "张三2号机",
        ):
            with self.subTest(nickname):
                self.assertEqual(match(nickname).employee_id, 35)

    def test_a_title_that_nobody_bears_by_courtesy(self) -> None:
        for nickname in (
            *(
                "徐攀助理",
                "徐攀的助理",
                "徐攀秘书",
                "徐攀司机",
                "销售一部-徐攀助理",
                "律师张三",
                "张三律师",
                "董事长-李四",
            ),
            *("总经理李四", "总经理-李四"),
        ):
            with self.subTest(nickname):
                found = match(nickname)
                self.assertIsNone(found.employee_id)
                self.assertTrue(found.suggestions)

    def test_the_own_post_and_courtesy(self) -> None:
        for nickname, number in (
            *(("司机江南", 55), ("李四秘书", 36), ("会计-张伟-财务部", 3), ("张三经理", 35), ("张三老师", 35)),
            *(("张三先生", 35), ("财务部-总监张伟", 3), ("总经理办公室-李四", 36), ("总经办李四", 36)),
        ):
            with self.subTest(nickname):
                self.assertEqual(match(nickname).employee_id, number)

    def test_a_name_behind_one_more_character_is_suggested(self) -> None:
        for nickname, number in (("甲张三", 35), ("审计署仇和平", 18), ("㊙张三", 35)):
            with self.subTest(nickname):
                found = match(nickname)
                self.assertEqual((found.employee_id, found.suggestions), (None, (number,)))
