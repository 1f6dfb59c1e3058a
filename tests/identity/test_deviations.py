"""How nicknames deviate (practice §4.2), case by case: who is bound, who is only suggested."""

from unittest import TestCase

from members.identity.values import GroupRules, Tier
from tests.identity.making import HR, names, who

SEPARATORS = [*"-－–—―−─ _＿·•・‧|｜丨/／\\~+:：.。、,　", "", "--", " - ", "—— "]
BOUND = [
    ("brackets round the department", "【销售】张三", "张三", Tier.EXACT),
    ("brackets round the name", "销售中心[张三]", "张三", Tier.EXACT),
    ("corner brackets", "「人资」王五", "王五", Tier.EXACT),
    ("angle brackets", "<财务部>王五", "王五", Tier.EXACT),
    ("turned and in brackets", "张三（销售部）", "张三", Tier.EXACT),
    ("turned with a dash", "李四-办公室", "李四", Tier.EXACT),
    ("turned without a mark", "李四办公室", "李四", Tier.EXACT),
    ("company in front", "某某公司-销售中心-张三", "张三", Tier.EXACT),
    ("company alone", "某某公司-张三", "张三", Tier.NAME),
    ("department and team", "销售中心-华东区-张三", "张三", Tier.EXACT),
    ("department and team without a mark", "销售中心华东区张三", "张三", Tier.EXACT),
    ("floor", "2楼-办公室-李四", "李四", Tier.EXACT),
    ("year", "2024李四", "李四", Tier.NAME),
    ("mobile", "李四13800000000", "李四", Tier.NAME),
    ("mobile and department", "办公室-李四-138 0000 0000", "李四", Tier.EXACT),
    ("staff number and name", "000102李四", "李四", Tier.EXACT),
    ("staff number of letters and dashes", "吴敏敏 HR-2023-001", "吴敏敏", Tier.EXACT),
    ("short name of the department", "人力-王五", "王五", Tier.EXACT),
    ("another short name", "人资王五", "王五", Tier.EXACT),
    ("Latin short name", "hr-王五", "王五", Tier.EXACT),
    ("short name of one character, set apart", "财-王五", "王五", Tier.EXACT),
    ("the suffix left off", "财务 王五", "王五", Tier.EXACT),
    ("the suffix left off, no mark", "财务王五", "王五", Tier.EXACT),
    ("the suffix added to a short name", "销售部张三", "张三", Tier.EXACT),
    ("the suffix 区 left off", "华东-张三", "张三", Tier.EXACT),
    ("department, title and name", "销售队长张三", "张三", Tier.EXACT),
    ("digits for numerals", "销售1部-阿卜杜拉·买买提", "阿卜杜拉·买买提", Tier.EXACT),
    ("parent department", "销售-尉迟恭谨", "尉迟恭谨", Tier.EXACT),
    ("second department", "财务部-吴敏敏", "吴敏敏", Tier.EXACT),
    ("the name alone", "张三", "张三", Tier.NAME),
    ("a name in three parts", "张 三", "张三", Tier.NAME),
    ("a spaced name with its department", "华东区 张 三", "张三", Tier.EXACT),
    ("name and title", "张三经理", "张三", Tier.NAME),
    ("name and own post", "张三-客户经理", "张三", Tier.NAME),
    ("English first name behind", "张三 Jack", "张三", Tier.NAME),
    ("English first name in front", "Jack-张三", "张三", Tier.NAME),
    ("own pinyin behind", "张三 zhangsan", "张三", Tier.NAME),
    ("own initials behind", "张三ZS", "张三", Tier.NAME),
    ("emoji round it", "🌹张三🌹", "张三", Tier.NAME),
    ("emoji between", "销售中心🌹张三", "张三", Tier.EXACT),
    ("emoticon code", "[玫瑰]办公室-李四", "李四", Tier.EXACT),
    ("A in front to sort first", "A张三", "张三", Tier.NAME),
    ("AA in front", "AA-华东区-张三", "张三", Tier.EXACT),
    ("0 in front", "0张三", "张三", Tier.NAME),
    ("a second telephone by number", "张三2号机", "张三", Tier.NAME),
    ("flag and joiner", "🇨🇳张三\u200d", "张三", Tier.NAME),
    ("traditional", "華東區—張三", "张三", Tier.EXACT),
    ("traditional compound surname", "歐陽修文", "欧阳修文", Tier.NAME),
    ("full width", "ＨＲ－王五", "王五", Tier.EXACT),
    ("an ethnic name with its dot", "阿卜杜拉·买买提", "阿卜杜拉·买买提", Tier.NAME),
    ("with another dot", "阿卜杜拉•买买提", "阿卜杜拉·买买提", Tier.NAME),
    ("without the dot", "阿卜杜拉买买提", "阿卜杜拉·买买提", Tier.NAME),
    ("with a dot and a department", "销售一部·阿卜杜拉·买买提", "阿卜杜拉·买买提", Tier.EXACT),
    ("a second telephone", "张三（小号）", "张三", Tier.NAME),
    ("itchat's span", '<span class="emoji emoji1f338"></span>张三', "张三", Tier.NAME),
    ("a leaver is still found", "销售中心-孙八", "孙八", Tier.EXACT),
    ("a literal name beside its traditional twin", "李乾", "李乾", Tier.NAME),
    ("of two of a name, the department tells", "财务部-孙九", "孙九", Tier.EXACT),
]
SUGGESTED = [
    ("an unknown unit", "供应商-张三", ["张三"], "unknown_unit"),
    ("an unknown unit without a mark", "供应商张三", ["张三"], "unknown_unit"),
    ("an unknown company in Latin", "IBM-张三", ["张三"], "unknown_unit"),
    ("from outside, although with a department of ours", "供应商-华东区-张三", ["张三"], "unknown_unit"),
    ("somebody's family", "张三妈妈", ["张三"], "unknown_unit"),
    ("another department", "财务部-张三", ["张三"], "other_department"),
    ("another department, turned", "李四（人资）", ["李四"], "other_department"),
    ("a department below the person's own", "华东区-欧阳修文", ["欧阳修文"], "other_department"),
    ("a right and a wrong department", "华东区-财务部-张三", ["张三"], "other_department"),
    ("variant surname", "阎闯", ["闫闯"], "same_sound"),
    ("variant surname with a department", "信息技术部-萧云", ["肖云"], "same_sound"),
    ("homophone in the given name", "财务部陈玮", ["陈伟"], "same_sound"),
    ("one wrong character", "赵小朋", ["赵小明"], "one_character"),
    ("a missing character", "赵明", ["赵小明"], "one_character"),
    ("a doubled character", "赵小明明", ["赵小明"], "one_character"),
    ("two swapped", "张民伟", ["张伟民"], "one_character"),
    ("one wrong character of two, within the department", "财务-陈军", ["陈伟"], "one_character"),
    ("pinyin", "ZhangSan", ["张三"], "pinyin"),
    ("pinyin of a surname with its own reading", "yuchigongjin", ["尉迟恭谨"], "pinyin"),
    ("pinyin turned, within the department", "HR-chuangyan", ["闫闯"], "pinyin"),
    ("one part of an ethnic name", "阿卜杜拉", ["阿卜杜拉·买买提"], "name_part"),
    ("one part of an ethnic name, with a department", "销售一部·买买提", ["阿卜杜拉·买买提"], "name_part"),
    ("initials, within the department", "HR yc", ["闫闯"], "pinyin"),
    ("a doubtful traditional form", "李干", ["李乾"], "variant_characters"),
    ("title, within the department", "财务-陈总", ["陈伟"], "surname_and_title"),
    ("a staff number beside another name", "000102张三", ["李四", "张三"], "staff_no_of_another"),
    ("a staff number alone", "000102", ["李四"], "staff_no_alone"),
]
QUESTIONS = [
    ("namesakes", "王五", ["王五", "王五"], "namesakes"),
    ("namesakes in one department", "人资-周十", ["周十", "周十"], "namesakes_in_department"),
    ("one works and one has left", "孙九", ["孙九", "孙九"], "namesake_has_left"),
    ("namesakes beside an unknown unit", "供应商-王五", ["王五", "王五"], "unknown_unit"),
    ("two people and a word between them", "张三和李四", ["张三", "李四"], "two_names"),
    ("two people in one account", "张三李四", ["张三", "李四"], "two_names"),
    ("surname and title", "张总", [], "surname_and_title"),
    ("surname with 老", "老王", [], "surname_and_title"),
    ("surname with 小", "小李", [], "surname_and_title"),
    ("surname with a long title", "王主任", [], "surname_and_title"),
    ("compound surname with a title", "欧阳经理", [], "surname_and_title"),
    ("surname with 姐", "陈姐", [], "surname_and_title"),
    ("surname with 师傅", "刘师傅", [], "surname_and_title"),
    ("a department's account", "财务部", [], "department_account"),
]
STRANGERS = ["花无缺", "风清扬", "王张三", "店小二特价", "Jack", "8888", "🌹🌹", "欧阳锋", "财", "欧阳总裁办"]


class DeviationsTest(TestCase):
    def test_every_separator_between_department_and_name(self) -> None:
        for mark in SEPARATORS:
            with self.subTest(mark=mark):
                found = who(f"办公室{mark}李四")
                self.assertEqual((found.tier, names([found.employee_id or 0])), (Tier.EXACT, ["李四"]))

    def test_every_separator_turned(self) -> None:
        for mark in SEPARATORS:
            with self.subTest(mark=mark):
                self.assertEqual(who(f"李四{mark}总经办").tier, Tier.EXACT)

    def test_who_is_bound(self) -> None:
        for words, nickname, name, tier in BOUND:
            with self.subTest(words, nickname=nickname):
                found = who(nickname)
                self.assertEqual((found.tier, found.employee_id and names([found.employee_id])), (tier, [name]))

    def test_who_is_only_suggested(self) -> None:
        for words, nickname, suggested, reason in SUGGESTED:
            with self.subTest(words, nickname=nickname):
                found = who(nickname)
                self.assertIsNone(found.employee_id)
                self.assertEqual((names(found.suggestions), found.reason), (suggested, reason))
                self.assertFalse(found.ambiguous)

    def test_what_only_a_person_can_decide(self) -> None:
        for words, nickname, people, reason in QUESTIONS:
            with self.subTest(words, nickname=nickname):
                found = who(nickname)
                self.assertIsNone(found.employee_id)
                self.assertTrue(found.ambiguous)
                self.assertEqual((sorted(names(found.suggestions)), found.reason), (sorted(people), reason))

    def test_pinyin_is_looked_up_in_the_groups_own_department(self) -> None:
        home = GroupRules(home=frozenset((HR,)))
        self.assertEqual(names(who("yanc", rules=home).suggestions), ["闫闯"])
        self.assertEqual(who("yanc").suggestions, ())

    def test_strangers(self) -> None:
        for nickname in STRANGERS:
            with self.subTest(nickname):
                found = who(nickname)
                self.assertEqual((found.tier, found.employee_id, found.suggestions), (Tier.NONE, None, ()))
