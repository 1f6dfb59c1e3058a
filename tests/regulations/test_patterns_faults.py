"""Why a nickname is refused: the most telling fault, the part that offends, and nothing blamed that is in order."""

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from groupadmin.regulations.patterns import TOKENS, Reason, fold, parse
from groupadmin.regulations.patterns.fitting import LONGEST_NICKNAME, may_fit
from groupadmin.regulations.patterns.matching import covers, first_match, folded, matches

STAFF = {"department": ["人力资源部", "人资"], "name": ["王小五"], "staff_no": ["000123"], "company": ["某某公司"]}
HYPHEN = "{department}-{name}"
THREE = "{company}-{department}-{name}"
BRACKETS = "【{department}】{name}"
BEHIND = "{name}（{department}）"
CHOICE = "({department}-{name}|{name}{sep}{staff_no})"
TEACHER = "{name}({class}班主任|[{class}]{subject})"

MARKS = (
    # template, nickname, what is said, what offends
    (HYPHEN, "人资王小五", Reason.MISSING_SEPARATOR, "人资王小五"),
    (HYPHEN, "人资_王小五", Reason.WRONG_SEPARATOR, "_"),
    (HYPHEN, "人资--王小五", Reason.WRONG_SEPARATOR, "--"),
    (HYPHEN, "人资/王小五", Reason.WRONG_SEPARATOR, "/"),
    (HYPHEN, "-人资-王小五", Reason.WRONG_SEPARATOR, "-"),
    (HYPHEN, "人资-王小五-", Reason.WRONG_SEPARATOR, "-"),
    (HYPHEN, "（人资）王小五", Reason.WRONG_SEPARATOR, "（"),
    (BRACKETS, "人资王小五", Reason.MISSING_SEPARATOR, "人资"),
    (BEHIND, "王小五（人资", Reason.MISSING_SEPARATOR, "人资"),
    (BEHIND, "王小五人资）", Reason.MISSING_SEPARATOR, "王小五人资"),
    (BEHIND, "王小五（人资）-", Reason.WRONG_SEPARATOR, "）-"),
    (BRACKETS, "[人资]王小五", Reason.WRONG_SEPARATOR, "["),
    (THREE, "某某公司人资-王小五", Reason.MISSING_SEPARATOR, "某某公司人资"),
    (THREE, "某某公司-人资—王小五", Reason.WRONG_SEPARATOR, "—"),
    ("{department}{name}", "人资·王小五", Reason.WRONG_SEPARATOR, "·"),
    ("{department} {name}", "人资王小五", Reason.MISSING_SEPARATOR, "人资王小五"),
    ("{department} {name}", "人资-王小五", Reason.WRONG_SEPARATOR, "-"),
)
PARTS = (
    (HYPHEN, "王小五-人资", Reason.WRONG_ORDER, "王小五-人资"),
    (HYPHEN, "王小五人力资源部", Reason.WRONG_ORDER, "王小五人力资源部"),
    (THREE, "人资-某某公司-王小五", Reason.WRONG_ORDER, "人资-某某公司-王小五"),
    (HYPHEN, "王小五", Reason.DEPARTMENT_MISSING, ""),
    (HYPHEN, "【王小五】", Reason.DEPARTMENT_MISSING, ""),
    (HYPHEN, "人资", Reason.NAME_MISSING, "人资"),
    (HYPHEN, "人资-小五", Reason.NAME_MISSING, "小五"),
    (HYPHEN, "🌹", Reason.NAME_MISSING, "🌹"),
    (HYPHEN, "人资-王 小 五", Reason.NAME_SPELLED, "人资-王 小 五"),
    (THREE, "人资-王小五", "company_missing", "人资-王小五"),
    (THREE, "别家公司-人资-王小五", "company_missing", "别家公司"),
    ("{name}{staff_no}", "王小五", "staff_no_missing", "王小五"),
    ("{name}{staff_no}", "王小五000124", "staff_no_missing", "000124"),
    (HYPHEN, "人资-王小五🌹", Reason.EXTRA_TEXT, "🌹"),
    (HYPHEN, "人资-王小五（请假）", Reason.EXTRA_TEXT, "请假"),
    (HYPHEN, "AA人资-王小五", Reason.EXTRA_TEXT, "AA"),
    (HYPHEN, "人资-经理王小五", Reason.EXTRA_TEXT, "经理"),
)


class OtherWritings(TestCase):
    """No regulation asks for a script: a name is right in traditional as in simplified characters, on either side."""

    def test_scripts(self):
        facts = {"department": ["销售中心"], "name": ["张伟强"]}
        for nickname in ("销售中心-张伟强", "銷售中心-張偉強", "销售中心-張偉強"):
            self.assertTrue(parse(HYPHEN).check(nickname, facts).ok, nickname)
        facts = {"department": ["銷售中心"], "name": ["張偉強"]}
        self.assertTrue(parse(HYPHEN).check("销售中心-张伟强", facts).ok)

    def test_dots_within_a_name(self):
        facts = {"department": ["销售部"], "name": ["阿卜杜拉·买买提"]}
        for dot in "·•‧・":
            self.assertTrue(parse(HYPHEN).check(f"销售部-阿卜杜拉{dot}买买提", facts).ok, dot)
        for other in ("阿卜杜拉.买买提", "阿卜杜拉买买提"):
            self.assertEqual(parse(HYPHEN).check(f"销售部-{other}", facts).reason, Reason.NAME_SPELLED)


class Faults(TestCase):
    def assert_faults(self, table):
        for template, nickname, reason, offending in table:
            with self.subTest(f"{template} ← {nickname}"):
                fit = parse(template).check(nickname, STAFF)
                self.assertEqual((fit.ok, fit.reason, fit.offending), (False, reason, offending))

    def test_marks_between_the_parts(self):
        self.assert_faults(MARKS)

    def test_parts_that_are_missing_turned_or_too_many(self):
        self.assert_faults(PARTS)

    def test_the_nickname_to_copy_always_fits(self):
        for template, nickname, _reason, _offending in (*MARKS, *PARTS):
            with self.subTest(f"{template} ← {nickname}"):
                pattern = parse(template)
                self.assertTrue(pattern.check(pattern.check(nickname, STAFF).expected, STAFF).ok)

    def test_a_missing_word_of_the_rule_is_no_wrong_order(self):
        fit = parse("{class}家长{name}").check("三班王小五", {"class": ["三班"], "name": ["王小五"]})
        self.assertEqual(fit.reason, Reason.DOES_NOT_FIT)
        self.assertEqual(fit.offending, "三班王小五")

    def test_of_several_variants_the_fault_nearest_to_right_is_said(self):
        fit = parse(CHOICE).check("人资—王小五", STAFF)
        self.assertEqual((fit.reason, fit.offending), (Reason.WRONG_SEPARATOR, "—"))
        fit = parse("[{company}-]{department}-{name}").check("人资王小五", STAFF)
        self.assertEqual(fit.reason, Reason.MISSING_SEPARATOR)

    def test_either_branch_of_a_choice_will_do(self):
        for nickname in ("人资-王小五", "王小五000123", "王小五-000123", "王小五 / 000123"):
            with self.subTest(nickname):
                self.assertTrue(parse(CHOICE).check(nickname, STAFF).ok)

    def test_shapes_are_judged_where_no_value_is_known(self):
        for nickname, reason in (
            ("王小五三班班主任", ""),
            ("王小五三班数学", ""),
            ("王小五数学", ""),
            ("王小五3", Reason.DOES_NOT_FIT),
        ):
            with self.subTest(nickname):
                self.assertEqual(parse(TEACHER).check(nickname, {"name": ["王小五"]}).reason, reason)

    def test_a_nickname_longer_than_anybody_reads_is_cut_and_refused(self):
        longest = "人资-" + "王" * (LONGEST_NICKNAME - 3)
        self.assertEqual(parse(HYPHEN).check(longest, STAFF).reason, Reason.NAME_MISSING)
        fit = parse(HYPHEN).check(longest + "尾巴", STAFF)
        self.assertEqual((fit.reason, fit.offending), (Reason.EXTRA_TEXT, "尾巴"))


class Departments(TestCase):
    """department_unknown and department_other are told apart by the departments there are."""

    THERE_ARE = frozenset(map(fold, ("工程部", "ＩＴ部")))

    def reason(self, nickname, known):
        return parse(HYPHEN).check(nickname, STAFF, known_departments=known).reason

    def test_somebody_elses_department(self):
        self.assertEqual(self.reason("工程部-王小五", self.THERE_ARE), Reason.DEPARTMENT_OTHER)

    def test_case_and_width_are_folded_on_both_sides(self):
        for written in ("IT部-王小五", "it部-王小五", "Ｉｔ部-王小五"):
            with self.subTest(written):
                self.assertEqual(self.reason(written, self.THERE_ARE), Reason.DEPARTMENT_OTHER)

    def test_ones_own_department_cut_short_is_not_anothers(self):
        staff = {"department": ["财务部"], "name": ["李四"]}
        for written in ("财务-李四", "财务李四"):
            with self.subTest(written):
                fit = parse(HYPHEN).check(written, staff, known_departments=frozenset({fold("财务")}))
                self.assertEqual((fit.reason, fit.offending), (Reason.DEPARTMENT_SHORTENED, "财务"))

    def test_a_word_that_is_no_department(self):
        self.assertEqual(self.reason("供应商-王小五", self.THERE_ARE), Reason.DEPARTMENT_UNKNOWN)

    def test_without_the_list_of_departments_none_is_known(self):
        self.assertEqual(self.reason("工程部-王小五", frozenset()), Reason.DEPARTMENT_UNKNOWN)

    def test_the_department_is_asked_for_only_when_it_is_the_fault(self):
        class Asked:
            words: list[str] = []

            def __contains__(self, word):
                self.words.append(word)
                return False

        known = Asked()
        for nickname in ("人资-王小五", "人资王小五", "王小五", "工程部-李四", "人资-王小五🌹"):
            self.reason(nickname, known)
        self.assertEqual(known.words, [])
        self.reason("工程部-王小五", known)
        self.assertEqual(known.words, ["工程部"])


class Facts(TestCase):
    def test_a_fact_of_blank_values_is_not_known(self):
        for values in ([], [""], ["", ""], ["\u200b"]):
            with self.subTest(values):
                self.assertTrue(parse(HYPHEN).check("随便部-王小五", STAFF | {"department": values}).ok)

    def test_tuples_and_lists_are_the_same(self):
        as_tuples = {token: tuple(values) for token, values in STAFF.items()}
        for nickname in ("人资-王小五", "人资王小五", "别的-王小五"):
            self.assertEqual(parse(HYPHEN).check(nickname, STAFF), parse(HYPHEN).check(nickname, as_tuples))

    def test_of_two_names_of_a_department_the_longer_is_found_first(self):
        facts = {"department": ["人资", "人资部"], "name": ["王小五"]}
        self.assertTrue(parse("{department}{name}").check("人资部王小五", facts).ok)
        self.assertTrue(parse("{department}{name}").check("人资王小五", facts).ok)

    def test_facts_of_the_last_person_are_not_kept_for_the_next(self):
        pattern = parse(HYPHEN)
        self.assertTrue(pattern.check("财务部-李四", {"department": ["财务部"], "name": ["李四"]}).ok)
        self.assertFalse(pattern.check("财务部-李四", STAFF).ok)
        self.assertTrue(pattern.check("财务部-李四", {"department": ["财务部"], "name": ["李四"]}).ok)


class Covering(TestCase):
    TEXTS = st.text(st.sampled_from("人资王小五0123-— ·三班数学主任"), max_size=14)
    TEMPLATES = st.sampled_from([HYPHEN, THREE, BRACKETS, CHOICE, TEACHER, "{free}{name}{free}"])
    KNOWN = {"department": ("人力资源部", "人资"), "name": ("王小五",), "staff_no": ("000123",)}

    @given(text=TEXTS, template=TEMPLATES)
    def test_the_quick_answer_is_the_first_of_all_answers(self, text, template):
        for variant in parse(template).variants:
            slow = next(iter(matches(variant, text, self.KNOWN)), None)
            self.assertEqual(first_match(variant, text, self.KNOWN), slow)
            self.assertEqual(covers(variant, text, self.KNOWN), slow is not None)

    @given(text=TEXTS, template=TEMPLATES)
    def test_what_may_not_fit_does_not(self, text, template):
        for variant in parse(template).variants:
            if not may_fit(variant, text, self.KNOWN):
                self.assertFalse(covers(variant, text, self.KNOWN))

    @given(nickname=st.text(max_size=30))
    def test_each_folded_stretch_gives_back_its_original(self, nickname):
        nick = folded(nickname)
        self.assertEqual(len(nick.origin), len(nick.text))
        for start in range(len(nick.text)):
            self.assertIn(nick.part(start, start + 1), nickname)
        self.assertEqual(nick.part(2, 2), "")

    def test_one_character_that_folds_to_two_is_given_back_whole(self):
        nick = folded("\u200b㈱張ﬁ")
        self.assertEqual(nick.text, "(株)张fi")
        self.assertEqual([nick.part(at, at + 1) for at in range(6)], ["㈱", "㈱", "㈱", "張", "ﬁ", "ﬁ"])


class Shapes(TestCase):
    """What a part must look like where nobody knows its value."""

    TABLE = (
        ("name", ("张三", "买买提·吐尔逊", "Jack"), ("张", "张3", "张-三", "☆张三")),
        ("staff_no", ("000123", "HR-2023-001", "a1"), ("工号1", "-1", "一")),
        ("mobile", ("13800000000",), ("1380000000", "138000000000", "23800000000", "1380000000a")),
        ("class", ("三班", "高一(2)班", "2024级软件3班"), ("班", "三", "三班班", "一二三四五六七八九十一二三班")),
        ("kinship", ("爸爸", "外婆", "监护人", "养母"), ("爸", "爸爸妈妈", "朋友")),
        ("subject", ("数学", "信息技术"), ("数", "三班", "数学1", "数-学")),
        ("gender_mark", ("★", "☆"), ("*", "★★", "男")),
        ("tag", ("教师", "2组"), ("★",)),
    )

    def test_each_token(self):
        for token, fitting, other in self.TABLE:
            pattern = parse("{" + token + "}")
            for text in (*fitting, *other):
                with self.subTest(f"{token}: {text}"):
                    self.assertIs(pattern.check(text, {}).ok, text in fitting)

    def test_every_token_has_an_example_of_its_own_shape(self):
        for name, word in TOKENS.items():
            with self.subTest(name):
                self.assertTrue(word.shape.fullmatch(fold(word.example)))
