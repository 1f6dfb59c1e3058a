"""Every shape a member list comes in (practice §1), from the page and from the command to the written roster."""

import io
import json
import tempfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from openpyxl import Workbook

from groupadmin.core.imports import decompress_json
from groupadmin.core.models import ColumnMapping
from groupadmin.directory import roles
from members.models import Membership, RosterImport
from tests.making import make_department, make_employee, make_group, make_user


def workbook(*sheets, merged=""):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number + 1}")
        for row in rows:
            sheet.append(row)
        if merged and number == 0:
            sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WEFLOW_OLD = "\ufeff微信昵称,微信备注,群昵称,wxid,微信号\n小花,赵总,赵一,wxid_a,zhao\n老钱,,钱二,wxid_b,qian\n"
WEFLOW_NEW = (
    "\ufeff会话信息\n微信ID,1@chatroom,,昵称,销售群,备注,\n导出工具,WeFlow,导出版本,3,平台,wechat,导出时间,2026-03-12\n"
    + WEFLOW_OLD[1:]
)
WEFLOW_SHEET = [
    ["会话信息"],
    ["微信ID", "1@chatroom", "", "昵称", "销售群"],
    ["导出工具", "WeFlow", "导出版本", "3"],
    ["微信昵称", "微信备注", "群昵称", "wxid", "微信号"],
    ["小花", "赵总", "赵一", "wxid_a", "zhao"],
    ["老钱", "", "钱二", "wxid_b", "qian"],
]
ONEBOT = [
    {"group_id": 1, "user_id": 10001, "nickname": "a", "card": "赵一", "sex": "male", "role": "owner", "join_time": 1},
    {"group_id": 1, "user_id": 10002, "nickname": "b", "card": "钱二", "sex": "female", "role": "admin"},
]
ITCHAT = [
    {"UserName": "@abc", "NickName": "小花", "DisplayName": "赵一", "Sex": 1, "Signature": "x"},
    {"UserName": "@def", "NickName": "老钱", "DisplayName": "钱二", "Sex": 2, "Signature": "y"},
]
SCRAPED = ",群昵称,微信昵称\n0,赵一,小花\n1,添加,添加\n2,钱二,老钱\n3,移出,移出\n"
FORM = (
    "提交者（自动）,提交时间（自动）,姓名（必填）,部门（必填）\n"
    "小花,2026-03-12,赵一,销售部\n老钱,2026-03-12,钱二,销售部\n"
)
PLUGIN = (
    "QQ号,群昵称,用户昵称,角色,加群时间,最后发言\n"
    "10001,赵一,小花,群主,2025-01-02,2026-03-01\n10002,钱二,老钱,管理员,,\n"
)
# Shape → bytes of a file; each holds 赵一 and 钱二 and nobody else.
FILES = {
    "WeFlow, old": WEFLOW_OLD.encode(),
    "WeFlow, three rows before the heading": WEFLOW_NEW.encode(),
    "WeFlow, workbook with merged cells": workbook(WEFLOW_SHEET, merged="B2:C2"),
    "a first sheet that is no list": workbook([["说明"], ["请勿修改"]], WEFLOW_SHEET),
    "scraped, with pandas' index and buttons": SCRAPED.encode("utf-8-sig"),
    "QQ by OneBot": json.dumps(ONEBOT).encode(),
    "QQ by qun.qq.com": json.dumps({"mems": [{"uin": 1, "card": "赵一"}, {"uin": 2, "card": "钱二"}]}).encode(),
    "QQ by a bot's plug-in": PLUGIN.encode("gb18030"),
    "itchat": json.dumps(ITCHAT).encode(),
    "itchat as text": "1.赵一,  小花\n2.钱二,  老钱\n".encode(),
    "a collecting form": FORM.encode(),
    "Excel's Unicode text": "群昵称\twxid\n赵一\ta\n钱二\tb\n".encode("utf-16"),
    "semicolons": "群昵称;wxid\n赵一;a\n钱二;b\n".encode(),
    "bars": "群昵称|wxid\n赵一|a\n钱二|b\n".encode(),
    "labels above as many headings": (
        "会话信息\n微信ID,1@chatroom,,昵称,销售群,备注,\n群昵称,微信昵称,wxid\n赵一,小花,a\n钱二,老钱,b\n".encode()
    ),
    "pages of qun.qq.com one after the other": (
        json.dumps({"mems": [{"uin": 1, "card": "赵一"}]}) + json.dumps({"mems": [{"uin": 2, "card": "钱二"}]})
    ).encode(),
    "no heading": "赵一,小花\n钱二,老钱\n".encode(),
    "no heading, numbered lines": "1\t赵一\t小花\n2\t钱二\t老钱\n".encode(),
    "no heading, workbook": workbook([["赵一"], ["钱二"]]),
    "several names in a line of a file": "赵一、钱二；\n".encode(),
    "several names between commas in a file": "赵一,钱二\n".encode(),
    "with a form round it": (
        "销售群成员名单\n序号,姓名,部门\n1,赵一,销售部\n2,钱二,\n合计,2人,\n制表人：赵一,审核人：钱二,\n".encode()
    ),
    "names by line": "赵一\n钱二\n".encode(),
    "sum row at the end": "群昵称,wxid\n赵一,a\n钱二,b\n合计,\n共 2 人,\n".encode(),
}
PASTES = {
    "cells of Excel": "群昵称\t微信昵称\n赵一\t小花\n钱二\t老钱",
    "cells without a heading": "赵一\n钱二\n",
    "several in a line": "赵一、钱二",
    "other breakers": "赵一；钱二",
    "blank words of programs between": "赵一\n暂无备注\nnan\n钱二\nN/A",
    "web emoji and @-mentions": '赵一<span class="emoji emoji1f338"></span>\n钱二\u2005',
    "numbered": "1. 赵一\n2. 钱二",
    "numbered below a title": "销售群成员名单：\n1. 赵一\n2. 钱二",
    "cells with their numbers, without a heading": "1\t赵一\t小花\n2\t钱二\t老钱",
    "Chinese commas below a heading": "群昵称，微信昵称\n赵一，小花\n钱二，老钱",
    "mentions in a line": "@赵一\u2005@钱二\u2005",
}
SIGNUPS = {
    "接龙": "#接龙\n3月12日报餐\n\n1. 赵一\n2. 钱二",
    "with remarks": "#接龙\n\n1. 赵一 两份\n2. 钱二 不要辣",
    "English client": "#Group Note\n\n1. 赵一\n2. 钱二",
    "other numbers": "#接龙\n\n1、赵一\n（2）钱二",
    "circled, one twice": "#接龙\n\n① 赵一\n② 钱二\n③ 钱二",
    "copied with its sender": "赵一: #接龙\n报餐\n\n1. 赵一\n2. 钱二",
    "with an example": "#接龙\n例 张三 一份\n\n1. 赵一\n3. 钱二",
}


class Shapes(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.people = {make_employee(name, cls.sales).pk for name in ("赵一", "钱二")}
        cls.user = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.user)
        self.group = make_group("", self.sales)

    def bring(self, **given):
        address = reverse("roster_new", args=[self.group.code])
        return self.client.post(address, {"mode": "FULL", **given}, follow=True)

    def confirm(self, page):
        number = page.context["batch"].pk
        self.client.post(reverse("roster_confirm", args=[self.group.code, number]), {})

    def people_in(self):
        return set(Membership.objects.filter(group=self.group).present().values_list("employee_id", flat=True))

    def test_files_through_the_page(self):
        for shape, content in FILES.items():
            with self.subTest(shape):
                self.group = make_group("", self.sales)
                page = self.bring(file=SimpleUploadedFile("名单", content))
                self.assertEqual(page.status_code, 200)
                self.assertFalse(Membership.objects.filter(group=self.group).exists(), "a preview writes nothing")
                self.confirm(page)
                self.assertEqual(self.people_in(), self.people)

    def test_files_through_the_command(self):
        for shape, content in FILES.items():
            with self.subTest(shape), tempfile.NamedTemporaryFile(suffix=".dat") as file:
                Path(file.name).write_bytes(content)
                out, group = io.StringIO(), make_group("", self.sales)
                call_command("import_roster", group.code, file.name, "--full", "--json", stdout=out)
                answer = json.loads(out.getvalue())
                self.assertEqual(answer["counts"]["joined"], 2)
                verdicts = [row["verdict"] for row in answer["rows"] if row["verdict"] != "rejected"]
                self.assertEqual(verdicts, ["ok", "ok"])

    def test_pastes(self):
        for shape, text in PASTES.items():
            with self.subTest(shape):
                self.group = make_group("", self.sales)
                self.confirm(self.bring(text=text))
                self.assertEqual(self.people_in(), self.people)

    def test_signups_are_part_of_a_list_and_close_nobody(self):
        self.confirm(self.bring(text="赵一\n钱二\n常驻人"))
        for shape, text in SIGNUPS.items():
            with self.subTest(shape):
                page = self.bring(text=text)
                self.assertEqual(page.context["roster"].mode, RosterImport.Mode.PARTIAL)
                self.assertEqual(page.context["counts"]["left"], 0)
                self.confirm(page)
                self.assertLess(self.people, self.people_in())
                self.assertEqual(Membership.objects.filter(group=self.group).present().count(), 3)


class WhatComesWithIt(TestCase):
    """Roles, joining times and stable accounts are taken; what must not be kept is dropped and said."""

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("群")
        cls.user = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.user)

    def bring(self, content, mode="FULL"):
        file = SimpleUploadedFile("名单", content if isinstance(content, bytes) else content.encode())
        address = reverse("roster_new", args=[self.group.code])
        page = self.client.post(address, {"file": file, "mode": mode}, follow=True)
        if "batch" in page.context:
            number = page.context["batch"].pk
            self.client.post(reverse("roster_confirm", args=[self.group.code, number]), {})
        return page

    def stays(self, *facts):
        return sorted(Membership.objects.filter(group=self.group).values_list("nickname", *facts))

    def test_roles_of_qq(self):
        self.bring(FILES["QQ by OneBot"])
        self.assertEqual(self.stays("role", "account_key"), [("赵一", "OWNER", "10001"), ("钱二", "ADMIN", "10002")])

    def test_words_for_roles(self):
        self.bring(PLUGIN)
        self.assertEqual(self.stays("role"), [("赵一", "OWNER"), ("钱二", "ADMIN")])
        self.assertEqual(str(Membership.objects.get(nickname="赵一").spoke_last_on), "2026-03-01")

    def test_a_session_key_is_no_account(self):
        self.bring(FILES["itchat"])
        self.assertEqual(self.stays("account_key"), [("赵一", ""), ("钱二", "")])

    def test_stable_accounts_are_kept(self):
        self.bring(WEFLOW_OLD)
        self.assertEqual(self.stays("account_key"), [("赵一", "wxid_a"), ("钱二", "wxid_b")])

    def test_personal_facts_are_dropped_and_named(self):
        personal = {
            "手机号": "13900000000",
            "身份证": "110101190001011234",
            "性别": "女",
            "签名": "随缘",
            "地区": "某市",
        }
        lines = f"群昵称,wxid,{','.join(personal)}\n赵一,wxid_a,{','.join(personal.values())}\n"
        page = self.bring(lines)
        self.assertEqual(set(page.context["batch"].dropped_columns), set(personal))
        kept = str(decompress_json(page.context["batch"].table)) + str(decompress_json(page.context["batch"].preview))
        for heading, value in personal.items():
            self.assertContains(page, heading)
            self.assertNotIn(value, kept)

    def test_a_blank_nickname_falls_back_to_the_platforms_own(self):
        self.bring("群昵称,微信昵称,wxid\n暂无备注,小花,a\n赵一,x,b\n")
        self.assertEqual(self.stays(), [("小花",), ("赵一",)])

    def test_unknown_headings_wait_once_and_are_known_the_next_time(self):
        strange = "Wer,Konto\n赵一,a\n钱二,b\n"
        asked = self.bring(strange)
        number = RosterImport.objects.get().batch_id
        columns = reverse("roster_columns", args=[self.group.code, number])
        self.assertRedirects(asked, columns)
        self.client.post(columns, {"column-0": "nickname", "column-1": "account_key"})
        self.assertEqual(ColumnMapping.objects.count(), 1)
        self.client.post(reverse("roster_confirm", args=[self.group.code, number]), {})
        self.assertEqual(self.stays("account_key"), [("赵一", "a"), ("钱二", "b")])
        again = self.bring(strange.replace("钱二,b", "孙三,c"), mode="PARTIAL")
        self.assertEqual(again.context["counts"]["joined"], 1)

    def test_an_unmapped_list_cannot_be_confirmed(self):
        self.bring("Wer,Konto\n赵一,a\n")
        number = RosterImport.objects.get().batch_id
        self.client.post(reverse("roster_confirm", args=[self.group.code, number]), {})
        self.assertFalse(Membership.objects.exists())
