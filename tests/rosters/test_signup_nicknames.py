"""Where a nickname of a 接龙 ends: somebody of ours in it, with department or spaces; the rest is what they wrote."""

from django.test import TestCase

from members.rosters import roster_file
from tests.making import make_department, make_employee

HEAD = "#接龙\n周五团建报名\n\n"


class SignupNicknames(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部", None, "销售")
        make_employee("尉迟恭谨", sales)
        make_employee("欧阳修文", sales)

    def parted(self, entry):
        (row,) = roster_file.read_roster(HEAD + f"1. {entry}").rows
        return row.nickname, row.remark

    def test_the_nickname_ends_with_the_name(self):
        for entry, nickname, remark in (
            ("尉迟恭谨 参加", "尉迟恭谨", "参加"),
            ("尉迟恭谨", "尉迟恭谨", ""),
            ("销售部 尉迟恭谨 带家属两人", "销售部 尉迟恭谨", "带家属两人"),
            ("销售部-欧阳修文 不参加", "销售部-欧阳修文", "不参加"),
            ("销售 - 欧阳修文 不参加", "销售 - 欧阳修文", "不参加"),
            ("【销售】尉迟恭谨 参加 两人", "【销售】尉迟恭谨", "参加 两人"),
            ("🌹尉迟恭谨🌹 参加", "🌹尉迟恭谨🌹", "参加"),
        ):
            with self.subTest(entry):
                self.assertEqual(self.parted(entry), (nickname, remark))

    def test_of_a_stranger_the_first_space_ends_it(self):
        self.assertEqual(self.parted("云淡风轻 参加 一人"), ("云淡风轻", "参加 一人"))

    def test_a_name_far_behind_is_part_of_what_was_written(self):
        self.assertEqual(self.parted("云淡风轻 我 们 会 和 尉迟恭谨 来")[0], "云淡风轻")

    def test_two_names_end_no_nickname(self):
        self.assertEqual(self.parted("尉迟恭谨与欧阳修文 参加")[0], "尉迟恭谨与欧阳修文")

    def test_a_signup_never_holds_everybody(self):
        self.assertTrue(roster_file.read_roster(HEAD + "1. 尉迟恭谨\n2. 欧阳修文").signup)
        self.assertFalse(roster_file.read_roster("尉迟恭谨\n欧阳修文").signup)

    def test_a_signup_in_a_file_is_read_like_one_that_was_pasted(self):
        text = HEAD + "1. 销售部 尉迟恭谨 参加\n2. 欧阳修文"
        pasted = roster_file.read_roster(text)
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            with self.subTest(encoding):
                self.assertEqual(roster_file.read_roster(text.encode(encoding), "接龙.txt").rows, pasted.rows)
