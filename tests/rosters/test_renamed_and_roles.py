"""A new nickname keeps the stay; a new owner takes the one owner's place; a list without roles leaves them alone."""

from datetime import date, timedelta

from django.test import TestCase

from members.imports.undoing import undo_roster
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group, make_regulation
from tests.rosters.lists import PARTIAL, apply, csv, present

WEEK = timedelta(days=7)
LATER = NOON + WEEK
ROLES = "群昵称,wxid,角色"


class RenamedAndRoles(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.zhao = make_employee("赵一", cls.sales)
        cls.qian = make_employee("钱二", cls.sales)
        cls.rule = make_regulation(nickname="{department}-{name}")
        cls.group = make_group("销售群", cls.sales, regulation=cls.rule)

    def test_a_new_nickname_keeps_the_stay(self):
        apply(self.group, ["赵一,wxid_a", "钱二,wxid_b"])
        before = present(self.group)["赵一"]
        roster = apply(self.group, ["销售部-赵一,wxid_a", "钱二,wxid_b"], at=LATER)
        after = present(self.group)["销售部-赵一"]
        self.assertEqual((after.pk, after.first_seen_at), (before.pk, NOON))
        self.assertEqual(roster.batch.counts["renamed"], 1)

    def test_a_wrong_nickname_is_told_with_the_right_one_and_since_when(self):
        apply(self.group, ["销售部—赵一,wxid_a"])
        stay = present(self.group)["销售部—赵一"]
        self.assertEqual((stay.nickname_fits, stay.correct_nickname), (False, "销售部-赵一"))
        self.assertEqual(stay.nickname_problem, "wrong_separator:—")
        self.assertEqual(stay.misnamed_since, date(2026, 3, 12))
        self.assertEqual(stay.nickname_judged_by, self.rule.pk)

    def test_still_wrong_is_wrong_since_the_first_time_and_right_is_right(self):
        apply(self.group, ["销售部—赵一,wxid_a"])
        apply(self.group, ["赵一,wxid_a"], at=LATER)
        stay = present(self.group)["赵一"]
        self.assertEqual((stay.nickname_fits, stay.misnamed_since), (False, date(2026, 3, 12)))
        apply(self.group, ["销售部-赵一,wxid_a"], at=LATER + timedelta(days=1))
        stay = present(self.group)["销售部-赵一"]
        self.assertEqual((stay.nickname_fits, stay.misnamed_since, stay.correct_nickname), (True, None, ""))

    def test_a_new_owner_takes_the_place_and_the_former_steps_down(self):
        apply(self.group, csv("赵一,wxid_a,群主", "钱二,wxid_b,成员", header=ROLES))
        apply(self.group, csv("赵一,wxid_a,管理员", "钱二,wxid_b,群主", header=ROLES), at=LATER)
        roles = {stay.nickname: stay.role for stay in present(self.group).values()}
        self.assertEqual(roles, {"赵一": "ADMIN", "钱二": "OWNER"})

    def test_a_new_owner_named_by_a_partial_list_unseats_the_former_too(self):
        apply(self.group, csv("赵一,wxid_a,群主", "钱二,wxid_b,成员", header=ROLES))
        apply(self.group, csv("钱二,wxid_b,群主", header=ROLES), at=LATER, mode=PARTIAL)
        roles = {stay.nickname: stay.role for stay in present(self.group).values()}
        self.assertEqual(roles, {"赵一": "MEMBER", "钱二": "OWNER"})

    def test_the_owner_who_left_and_the_one_who_came(self):
        apply(self.group, csv("赵一,wxid_a,群主", "钱二,wxid_b,", header=ROLES))
        apply(self.group, csv("钱二,wxid_b,", "路人,wxid_c,群主", header=ROLES), at=LATER)
        self.assertEqual(present(self.group)["路人"].role, "OWNER")
        self.assertEqual(Membership.objects.get(account_key="wxid_a").role, "OWNER")

    def test_a_list_without_roles_leaves_them_alone(self):
        apply(self.group, csv("赵一,wxid_a,群主", "钱二,wxid_b,管理员", header=ROLES))
        apply(self.group, ["赵一,wxid_a", "钱二,wxid_b"], at=LATER)
        roles = {stay.nickname: stay.role for stay in present(self.group).values()}
        self.assertEqual(roles, {"赵一": "OWNER", "钱二": "ADMIN"})

    def test_two_owners_in_one_list_are_one(self):
        roster = apply(self.group, csv("赵一,wxid_a,群主", "钱二,wxid_b,群主", header=ROLES))
        roles = {stay.nickname: stay.role for stay in present(self.group).values()}
        self.assertEqual(roles, {"赵一": "OWNER", "钱二": "MEMBER"})
        self.assertEqual(roster.batch.counts["rows"], 2)

    def test_the_last_word_spoken_is_kept_and_never_goes_back(self):
        header = "群昵称,wxid,最后发言"
        apply(self.group, csv("赵一,wxid_a,2026-03-10", header=header))
        apply(self.group, csv("赵一,wxid_a,2026-03-01", header=header), at=LATER)
        self.assertEqual(present(self.group)["赵一"].spoke_last_on, date(2026, 3, 10))
        self.assertEqual(self.group.last_active_on, date(2026, 3, 10))

    def test_up_to_when_speaking_is_known_moves_with_lists_that_tell_it_and_with_no_other(self):
        header = "群昵称,wxid,最后发言"
        apply(self.group, csv("赵一,wxid_a,2026-03-10", "钱二,wxid_b,", header=header))
        known = {name: stay.speech_known_on for name, stay in present(self.group).items()}
        self.assertEqual(known, {"赵一": date(2026, 3, 12), "钱二": date(2026, 3, 12)})
        apply(self.group, ["赵一,wxid_a", "钱二,wxid_b", "路人,wxid_c"], at=LATER)
        known = {name: stay.speech_known_on for name, stay in present(self.group).items()}
        self.assertEqual(known, {"赵一": date(2026, 3, 12), "钱二": date(2026, 3, 12), "路人": None})
        told = apply(self.group, csv("赵一,wxid_a,2026-03-20", "钱二,wxid_b,", header=header), at=LATER + WEEK)
        self.assertEqual(present(self.group)["钱二"].speech_known_on, date(2026, 3, 26))
        undo_roster(roster=told, actor=None, at=LATER + WEEK)
        self.assertEqual(present(self.group)["钱二"].speech_known_on, date(2026, 3, 12))
