"""Blank group nicknames for technical reasons make nobody misnamed (practice §1.2)."""

from datetime import timedelta

from django.test import TestCase

from tests.making import NOON, make_department, make_employee, make_group, make_regulation
from tests.rosters.lists import apply, csv, present

HEADER = "群昵称,微信昵称,wxid"
LATER = NOON + timedelta(days=7)


class LowCoverage(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.people = [make_employee(name, cls.sales) for name in ("赵一", "钱二", "孙三", "李四")]
        cls.group = make_group("销售群", cls.sales, regulation=make_regulation(nickname="{department}-{name}"))

    def blank(self):
        rows = [f",{name},wxid_{n}" for n, name in enumerate(("赵一", "钱二", "孙三", "李四"))]
        return csv(*rows, header=HEADER)

    def test_nobody_is_misnamed_by_a_list_of_blanks(self):
        roster = apply(self.group, self.blank())
        self.assertEqual((roster.nicknames_reliable, roster.nickname_coverage), (False, 0.0))
        self.assertEqual({stay.nickname_fits for stay in present(self.group).values()}, {None})

    def test_it_does_not_overwrite_what_a_good_list_has_shown(self):
        good = [
            f"{nick},{name},wxid_{n}"
            for n, (nick, name) in enumerate(
                [("销售部-赵一", "赵一"), ("钱二", "钱二"), ("销售部-孙三", "孙三"), ("销售部-李四", "李四")]
            )
        ]
        apply(self.group, csv(*good, header=HEADER))
        apply(self.group, self.blank(), at=LATER)
        stays = present(self.group)
        self.assertEqual(set(stays), {"销售部-赵一", "钱二", "销售部-孙三", "销售部-李四"})
        self.assertEqual((stays["钱二"].nickname_fits, stays["销售部-赵一"].nickname_fits), (False, True))
        self.assertEqual(stays["钱二"].last_seen_at, LATER)

    def test_a_name_nobody_bears_is_unknown_there_not_from_outside(self):
        rows = [f",风{n},wxid_{n}" for n in range(4)]
        apply(self.group, csv(*rows, header=HEADER))
        self.assertEqual({stay.identity for stay in present(self.group).values()}, {"UNKNOWN"})

    def test_session_keys_are_no_accounts(self):
        apply(self.group, csv("销售部-赵一,赵一,@3f2a", "路人,路人,@9c1b", header=HEADER))
        self.assertEqual({stay.account_key for stay in present(self.group).values()}, {""})
