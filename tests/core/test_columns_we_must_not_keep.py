"""Personal columns are emptied at the door, in every spelling, and only the operator's own list makes exceptions."""

import json

from django.test import SimpleTestCase, TestCase, override_settings

from groupadmin.core.headings import PERSONAL, is_personal
from groupadmin.core.imports import decompress_json
from groupadmin.core.models import AuditEvent, ColumnMapping
from groupadmin.core.table_reader import Headers, dropped, folded, read_table
from groupadmin.directory import importing
from groupadmin.directory.headers import SPELLINGS, STAFF
from members.imports.staging import name_columns, wants_columns
from members.register import services as register
from tests.making import NOON, make_group
from tests.rosters.lists import bring
from tests.sheets import csv, xlsx

KNOWN = Headers({"staff_no": ("工号",), "name": ("姓名",)}, must=(("name",),))


class AtTheDoor(SimpleTestCase):
    def test_the_columns_nobody_asked_for_are_all_there(self):
        for heading in (
            "手机号", "身份证号", "性别", "出生日期", "民族", "政治面貌", "家庭住址", "邮箱", "银行卡号", "薪资",
            "紧急联系人", "学历", "个性签名", "头像", "地区", "朋友圈", "合同类型", "婚姻状况", "健康状况",
        ):  # fmt: skip
            with self.subTest(heading):
                self.assertEqual(dropped((heading, "姓名")), [0])

    def test_spellings_are_folded_before_they_are_compared(self):
        for heading in (
            "手 机 号",
            "*手机号",
            "手机号（必填）",
            "MOBILE",
            "Phone_Number",
            "ｐｈｏｎｅ",
            " Email ",
            "ID Card",
        ):
            with self.subTest(heading):
                self.assertEqual(dropped(("姓名", heading)), [1])

    def test_what_the_staff_list_needs_is_never_personal(self):
        for field, spellings in SPELLINGS.items():
            for spelling in spellings.split():
                with self.subTest(field=field, spelling=spelling):
                    self.assertNotIn(spelling, PERSONAL)
                    self.assertEqual(STAFF.field(spelling), field)

    def test_the_cells_are_gone_and_the_place_of_the_others_is_kept(self):
        header = ("手机号", "工号", "性别", "姓名", "邮箱")
        row = ("13800000000", "000123", "女", "张三", "zhang@example.com")
        for kind, content in (("csv", csv(header, row)), ("xlsx", xlsx(header, row))):
            with self.subTest(kind):
                table = read_table(content, f"花名册.{kind}", known=KNOWN)
                self.assertEqual(table.rows, [(2, ("", "000123", "", "张三", ""))])
                self.assertEqual(table.dropped, ("手机号", "性别", "邮箱"))

    def test_two_columns_of_one_name_are_both_emptied(self):
        table = read_table(csv(("姓名", "电话", "电话"), ("张三", "010", "139")), "x.csv", known=KNOWN)
        self.assertEqual((table.rows[0][1], table.dropped), (("张三", "", ""), ("电话", "电话")))

    def test_a_mapping_does_not_let_a_personal_column_in(self):
        table = read_table(
            csv(("手机号", "姓名"), ("13800000000", "张三")), "x.csv", known=KNOWN, mapping={"手机号": "staff_no"}
        )
        self.assertEqual(table.rows[0][1], ("", "张三"))

    @override_settings(KEEP_COLUMNS=["e-mail", "邮箱", "Mobile"])
    def test_the_operator_s_exceptions_hold_in_any_spelling_and_for_nothing_else(self):
        self.assertEqual(dropped(("邮 箱（选填）", "ＭＯＢＩＬＥ", "手机号", "性别")), [2, 3])


class ByWhatIsWritten(SimpleTestCase):
    """A heading nobody thought of does not let telephone and identity numbers in."""

    def read(self, *rows, **options):
        return read_table(csv(*rows), "x.csv", known=KNOWN, **options)

    def test_numbers_below_a_heading_nobody_knows(self):
        for numbers in (
            ("13800000000", "139-0000-0000"),
            ("+86 13800000000", ""),
            ("110101199001010010", "11010119900101001X"),
        ):
            with self.subTest(numbers):
                table = self.read(("姓名", "登记栏"), *zip(("张三", "李四"), numbers, strict=True))
                self.assertEqual((table.dropped, [cells[1] for _n, cells in table.rows]), (("登记栏",), ["", ""]))

    def test_other_numbers_stay(self):
        for number in ("000123", "10001", "2024010100001", "23800000000"):
            self.assertEqual(self.read(("姓名", "登记栏"), ("张三", number)).dropped, (), number)

    def test_a_column_that_is_read_stays_whatever_its_numbers_look_like(self):
        self.assertEqual(self.read(("工号", "姓名"), ("13800000000", "张三")).dropped, ())
        table = self.read(("登记栏", "姓名"), ("13800000000", "张三"), mapping={"登记栏": "staff_no"})
        self.assertEqual(table.dropped, ())

    @override_settings(KEEP_COLUMNS=["登记栏"])
    def test_nor_one_that_the_operator_keeps(self):
        self.assertEqual(self.read(("姓名", "登记栏"), ("张三", "13800000000")).dropped, ())

    def test_further_headings_of_the_kind(self):
        for heading in (
            "联系号码",
            "联络方式",
            "通讯方式",
            "电子邮件",
            "Tel.",
            "Passport No",
            "配偶姓名",
            "子女",
            "IP属地",
            "车牌号",
        ):
            self.assertEqual(dropped((heading,)), [0], heading)

    def test_short_and_mistaken_headings_of_the_kind(self):
        for heading in (
            "联系", "contact", "Cell", "mob", "电联", "备用", "微信绑定号码", "ID No.", "证件", "identity", "卡号",
            "老家", "宿舍", "爱人", "体检结果", "户藉", "Cell Phone", "Contact No.", "证件（必填）", "工资卡号",
        ):  # fmt: skip
            self.assertEqual(dropped((heading,)), [0], heading)

    def test_no_heading_that_a_list_of_ours_reads_is_one(self):
        from members.identity.headers import ALIASES
        from members.register.column_words import HEADERS

        for known in (STAFF.fields, HEADERS.fields, ALIASES):
            for field, spellings in known.items():
                for spelling in spellings:
                    with self.subTest(field=field, spelling=spelling):
                        self.assertFalse(is_personal(folded(spelling)))

    def test_one_word_among_numbers_lets_them_in_no_more_than_half_of_them(self):
        said = ("无", "13800000000", "同上", "13900000000 / 13700000000", "备用13600000000", "")
        table = self.read(("姓名", "登记栏"), *((f"张{n}", text) for n, text in enumerate(said)))
        self.assertEqual((table.dropped, {cells[1] for _n, cells in table.rows}), (("登记栏",), {""}))


class WhatNobodyReads(TestCase):
    """Cells below headings that nobody knows are not kept, whatever they are; the headings are told."""

    HEADER = ("工号", "姓名", "部门", "食堂偏好", "衣服尺码", "工龄")
    ROWS = (("000001", "张三", "销售部", "清真", "XL", "7"), ("000002", "李四", "销售部", "素", "M", "9"))

    def kept(self, batch):
        return str(decompress_json(batch.table))

    def test_of_a_staff_list(self):
        batch = importing.stage_directory(
            content=csv(self.HEADER, *self.ROWS), file_name="a.csv", mode="update", actor=None, at=NOON
        )
        for text in ("清真", "XL"):
            self.assertNotIn(text, self.kept(batch))
        for text in ("张三", "000002", "食堂偏好", "衣服尺码"):
            self.assertIn(text, self.kept(batch))

    def test_of_a_ledger(self):
        content = csv(("群编号", "群名称", "负责人血压"), ("G1", "甲群", "120/80"))
        batch = register.stage_register(content=content, file_name="b.csv", actor=None, at=NOON)
        self.assertNotIn("120/80", self.kept(batch))
        self.assertIn("甲群", self.kept(batch))

    def test_of_a_member_list(self):
        content = csv(("群昵称", "wxid", "食堂偏好"), ("张三", "wxid_1", "清真"))
        roster = bring(make_group("甲群"), content)
        self.assertNotIn("清真", self.kept(roster.batch))
        self.assertIn("wxid_1", self.kept(roster.batch))

    @override_settings(KEEP_COLUMNS=["食堂偏好"])
    def test_but_what_the_operator_keeps(self):
        batch = importing.stage_directory(
            content=csv(self.HEADER, *self.ROWS), file_name="a.csv", mode="update", actor=None, at=NOON
        )
        self.assertIn("清真", self.kept(batch))
        self.assertNotIn("XL", self.kept(batch))


class WhatIsToldForEver(TestCase):
    """A list without headings has somebody's cells for headings, and the trail cannot be made to forget them."""

    HEADER = ("群昵称", "13800138000", "电话13900139000", "手机" + "长" * 30_000)

    def told(self, batch):
        staged = AuditEvent.objects.get(action="import.staged")
        return json.dumps([staged.detail, batch.dropped_columns, batch.options], ensure_ascii=False)

    def test_is_no_number_that_stands_for_a_heading_and_no_heading_without_end(self):
        content = csv(self.HEADER, ("路人", "13700137000", "13600136000", "x"))
        told = self.told(bring(make_group(), content).batch)
        for number in ("13800138000", "13900139000", "长" * 100):
            self.assertNotIn(number, told)
        self.assertIn("138****8000", told)

    def test_of_a_staff_list_and_a_ledger_too(self):
        staff = importing.stage_directory(
            content=csv(("工号", "姓名", "部门", *self.HEADER[1:]), ("1", "甲", "部", "1", "2", "3")),
            file_name="a.csv", mode="update", actor=None, at=NOON,
        )  # fmt: skip
        self.assertNotIn("13900139000", self.told(staff))

    def test_is_no_member_who_stood_where_the_headings_stand(self):
        roster = bring(make_group(), "甲壹,wxid_aaa,x1,y1,z1\n乙贰,wxid_bbb,x2,y2,z2\n".encode())
        self.assertTrue(wants_columns(roster))
        name_columns(roster=roster, chosen={0: "nickname"}, first_is_member=True, actor=None, at=NOON)
        self.assertFalse(ColumnMapping.objects.exists())
        self.assertNotIn("y2", str(decompress_json(roster.batch.table)))
