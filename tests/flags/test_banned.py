"""Banned for good (R03): found again by account, by nickname, or as the person they are."""

from datetime import timedelta

from members.models import Flag, IdentityDecision
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_group

BANNED = Flag.Kind.BANNED
DAY = timedelta(days=1)


class TheBanned(FlagTestCase):
    def ban(self, **facts):
        facts.setdefault("platform", self.group.platform)
        return IdentityDecision.objects.create(
            verdict=IdentityDecision.Verdict.BANNED, decided_by_name="甲", decided_at=NOON, **facts
        )

    def test_an_account_is_known_in_every_group_of_its_platform(self):
        self.ban(account_key="wx_1")
        self.membership(nickname="换了名字", account_key="wx_1")
        self.membership(nickname="别人", account_key="wx_2")
        other = make_group("QQ群", self.sales, platform="QQ")
        self.membership(nickname="同号", account_key="wx_1", group=other)
        self.night("banned")
        self.assertEqual(self.flagged(BANNED), ["换了名字"])

    def test_a_ban_from_one_group_holds_there_only(self):
        other = make_group("别的群", self.sales)
        self.ban(account_key="wx_1", group=other)
        self.membership(nickname="这里", account_key="wx_1")
        self.membership(nickname="那里", account_key="wx_1", group=other)
        self.night("banned")
        self.assertEqual(self.flagged(BANNED), ["那里"])

    def test_a_nickname_is_known_in_its_group(self):
        other = make_group("别的群", self.sales)
        self.ban(group=self.group, nickname_key="捣乱者")
        self.membership(nickname="捣乱者")
        self.membership(nickname="捣乱者", group=other)
        self.night("banned")
        self.assertEqual(list(self.flags(BANNED).values_list("group", flat=True)), [self.group.pk])

    def test_a_person_is_known_by_any_account(self):
        person = make_employee("丙", self.sales)
        self.ban(account_key="wx_1", employee=person)
        self.membership(person, "小号", account_key="wx_9")
        self.night("banned")
        flag = self.flags(BANNED).get()
        self.assertEqual((flag.employee, flag.due_on), (person, TODAY + DAY))

    def test_other_decisions_ban_nobody(self):
        self.membership(nickname="客人", account_key="wx_1")
        IdentityDecision.objects.create(
            verdict="OUTSIDER", platform="WECHAT", account_key="wx_1", decided_by_name="甲", decided_at=NOON
        )
        self.night("banned")
        self.assertEqual(self.flagged(BANNED), [])

    def test_lifting_the_ban_clears_it_and_a_second_run_writes_nothing(self):
        ban = self.ban(account_key="wx_1")
        self.membership(nickname="某人", account_key="wx_1")
        self.night("banned", TODAY + 3 * DAY)
        self.assert_writes_nothing("banned", TODAY + 3 * DAY)
        ban.delete()
        self.night("banned", TODAY + 4 * DAY)
        self.assertEqual(self.flagged(BANNED), [])
