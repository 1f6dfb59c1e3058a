"""Member lists that went wrong once: who is in each, what every other line is, as a file and as a paste alike."""

from __future__ import annotations

import csv
from pathlib import Path

from django.test import TestCase

from groupadmin.core.file_reader import decode
from members.identity.values import RosterRow
from members.rosters.roster_file import read_roster
from tests.making import make_department, make_employee

FOLDER = Path(__file__).parent.parent / "cases" / "member-lists"
# File → whoever is in it, by what the list shows of them, in its order.
MEMBERS = {
    "h01-nick-in-middle.txt": "张三 王明 Nick 徐攀 李四",
    "h02-member-called-chengyuan.txt": "张三 王明 成员 徐攀 李四",
    "h04-pipe-last-line.txt": "张三 王明 许月英 李四 徐攀|销售一部|客户经理",
    "h05-pipe-in-middle.txt": "张三 王明 徐攀|销售一部|客户经理 许月英 李四 曾卓",
    "h06-comma-in-middle.txt": "张三 王明 徐攀,销售一部 许月英 李四 曾卓",
    "h08-role.txt": "张三 王明 角色 许月英 李四 曾卓",
    "h09-unit.txt": "张三 王明 单位 许月英 李四 曾卓",
    "h10-emailish.csv": "张三 王明 备注 徐攀",
    "h11-two-col-no-header.csv": "销售一部-张三 王明 昵称 徐攀",
    "p03-jielong-class.txt": "23水利3班张三 23水利1李四 24土木6班王五 24土木1赵六 24土木一班孙七 23建筑1钱一",
    "p06-wkapi.json": "通知小助手（机器人） 张三",
    "p07-wxcli-members.json": "许月英 王经理备注 张三",
    "p09-padchat-string.json": "王明 销售一部-张三",
    "p10-mojo-displayname.json": "海阔天空 xx",
    "p11-qun-qq-table-copy.txt": "工程部-吴广 海阔天空 赵六",
    "p12-qq-group-manager.csv": "工程部-吴广 海阔天空 赵六",
    "p13-weflow-new.csv": "销售一部-张三 阳光",
    "p16-blank-word-nicks.txt": "张三 无 空 . null / 共 昵称 名字 工号 备注 本人 徐攀",
    "p17-masked.txt": "王*明 欧阳* 张* *明 王** *强东 刘*",
    "p19-wechat-pc-copy-members.txt": "张三 王明 林俊杰",
    "p21-wecom-customer.json": "方圆 张三 客服小张",
    "p22-tencent-form.csv": "张三 张三 王龑 张伟",
    "p23-numbers-and-paren.txt": "张三 王明 徐攀 李四 许月英 曾卓",
    "p24-mentions.txt": "张三 王明 徐攀",
    "p25-one-line-spaces.txt": "张三 王明 徐攀 李四 林俊杰",
    "p27-weixin-nick-colon-chat.txt": "张三 王明 徐攀 林俊杰",
    "p29-namesakes-same-dept.csv": "张伟 张伟 王五 王五 王五",
    "p30-yaml-like-json-lines.txt": "工程部-吴广 赵六",
}
# The same of nicknames in which spaces stand.
SPACED = {
    "p01-jielong-two-people-in-entry.txt": (
        *("Mvtm 张三", "MobileX & jade 林俊杰", "Payment 王明", "SMP", "徐攀", "WeChat 许月英"),
    ),
    "p15-comma-separator-nick.txt": (
        *("销售一部、张三", "财务部，王龑", "王明;信息技术部", "灬丶徐攀丶", "张丶小伟", "Zhang, San", "李四"),
    ),
    "p20-ocr-screenshot.txt": (
        *("张三", "王 明", "林俊", "杰", "徐攀…", "财务部-王龑...", "古丽米热·艾比…", "销售一部-许…"),
    ),
    "p26-leading-space-and-nbsp.txt": ("张三", "王 明", "李 四", "徐攀", "许 月 英", "曾卓", "林俊杰&Jack"),
}


def shown(row: RosterRow) -> str:
    return row.nickname or row.platform_name or row.real_name


class Cases(TestCase):
    @classmethod
    def setUpTestData(cls):
        rows = list(csv.DictReader((FOLDER / "lab-directory.csv").open(encoding="utf-8-sig")))
        units = {}
        for row in rows:
            above = None
            for name in row["部门"].split("/"):
                key = (above, name)
                units[key] = units.get(key) or make_department(name, above)
                above = units[key]
            make_employee(row["姓名"], above)

    def members(self, name):
        found = read_roster((FOLDER / name).read_bytes(), name)
        return [row for row in found.rows if not row.not_taken]

    def test_who_is_in_them(self):
        wanted = {name: tuple(people.split(" ")) for name, people in MEMBERS.items()} | SPACED
        for name, people in wanted.items():
            with self.subTest(name):
                self.assertEqual(tuple(map(shown, self.members(name))), people)

    def test_a_list_of_twenty_five_with_a_stroke_in_one_name(self):
        self.assertEqual(len(self.members("x-page-list-with-pipe.txt")), 25)

    def test_a_file_and_a_paste_of_it_give_the_same(self):
        for path in sorted(FOLDER.glob("[hpx]*")):
            with self.subTest(path.name):
                as_file = read_roster(path.read_bytes(), path.name)
                pasted = read_roster(decode(path.read_bytes(), path.name))
                self.assertEqual((pasted.rows, pasted.report), (as_file.rows, as_file.report))

    def test_every_line_is_accounted_for(self):
        for path in sorted(FOLDER.glob("[hpx]*")):
            with self.subTest(path.name):
                sums = read_roster(path.read_bytes(), path.name).report.sums
                after = sums["members"] + sums["headings"] + sums["not_taken"] + sums["joined"]
                self.assertEqual(sums["lines"] + sums["further"], after)

    def test_words_of_the_screen_are_listed_with_the_reason(self):
        found = read_roster((FOLDER / "p16-blank-word-nicks.txt").read_bytes())
        refused = {row.nickname: row.not_taken for row in found.rows if row.not_taken}
        words = ("-", "更多", "邀请", "所有人", "群主", "管理员")
        self.assertEqual(refused, dict.fromkeys(words, "part_of_screen"))
        self.assertEqual([each.row for each in found.report.skipped_rows], [4, 9, 10, 11, 17, 18])

    def test_what_people_write_behind_their_name_in_a_signup_is_a_remark(self):
        found = self.members("p02-jielong-footer-and-time.txt")
        self.assertEqual(
            [(row.nickname, row.remark) for row in found],
            [("张三", "（7点半到）"), ("王明", ""), ("徐攀", "+1"), ("李四代赵六", "报名截止")],
        )

    def test_roles_and_remarks_of_programs(self):
        owner, *others = self.members("p07-wxcli-members.json")
        self.assertEqual((owner.role, [row.role for row in others]), ("OWNER", ["", ""]))
        self.assertEqual([row.remark for row in self.members("p10-mojo-displayname.json")], ["张三客户", "王明"])
