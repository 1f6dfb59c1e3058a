"""Where a form of nickname is only suggested, who shows the real name obeys (R16)."""

from django.utils import timezone

from groupadmin.regulations.models import NicknamePattern
from members.imports.staging import kept_plan
from members.models import Flag, Membership
from members.rosters import nickname_checks
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_employee
from tests.rosters.lists import apply, bring

MISNAMED = Flag.Kind.MISNAMED


class SuggestedForms(FlagTestCase):
    regulation_facts = {"nickname_is_suggestion": True}

    def setUp(self):
        NicknamePattern.objects.create(regulation=self.regulation, template="{department}-{name}")
        make_employee("丙三", self.sales, staff_no="000303")

    def test_a_list_finds_nothing_wrong_and_keeps_the_suggestion(self):
        rows = kept_plan(bring(self.group, ["丙三,", "花开富贵 000303,"], at=timezone.now())).rows
        self.assertEqual((rows[0].verdict.value, rows[0].correct_nickname), ("ok", "销售部-丙三"))

    def test_nothing_is_raised_with_a_day(self):
        apply(self.group, ["丙三,"], at=timezone.now(), reason="本群名单")
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_the_nights_agree_and_a_nickname_without_the_name_is_wrong(self):
        right, wrong = make_employee("丁四", self.sales), make_employee("戊五", self.sales)
        self.membership(right, "丁四（小丁）")
        self.membership(wrong, "海阔天空")
        nickname_checks.recheck_nicknames(today=TODAY)
        fits = dict(Membership.objects.filter(employee__in=[right, wrong]).values_list("nickname", "nickname_fits"))
        self.assertEqual(fits, {"丁四（小丁）": True, "海阔天空": False})
