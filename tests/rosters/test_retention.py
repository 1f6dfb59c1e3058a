"""What is kept no longer than it is needed (PIPL, practice §5.3)."""

from datetime import timedelta

from django.apps import apps
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from groupadmin.core import imports, sweeps
from groupadmin.core.imports import NothingToUndo
from groupadmin.core.models import AuditEvent
from members.flags import services as flags
from members.flags.sweeps import refresh_group
from members.imports import identity_decisions, undoing
from members.imports.sweeps import forget_outsiders
from members.models import Flag, IdentityDecision, Membership, Sending
from members.rosters import asof
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership
from tests.rosters.lists import apply

DAY = timedelta(days=1)
OUTSIDER = Membership.Identity.OUTSIDER


class ForgettingOutsiders(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group()
        cls.gone = make_membership(
            cls.group,
            nickname="供应商老王",
            identity=OUTSIDER,
            account_key="wxid_x",
            inviter="甲",
            gone_by=NOON - 31 * DAY,
        )
        cls.lately = make_membership(cls.group, nickname="访客", identity=OUTSIDER, gone_by=NOON - 29 * DAY)
        cls.here = make_membership(cls.group, nickname="顾问", identity=OUTSIDER)
        cls.ours = make_membership(cls.group, make_employee("赵一"), gone_by=NOON - 99 * DAY)

    def test_thirty_days_after_they_are_gone_nothing_names_them(self):
        self.assertEqual(forget_outsiders(TODAY).cleared, 1)
        self.gone.refresh_from_db()
        self.assertEqual(
            (self.gone.nickname, self.gone.nickname_key, self.gone.account_key, self.gone.inviter), ("",) * 4
        )
        for stay in (self.lately, self.here, self.ours):
            nickname = stay.nickname
            stay.refresh_from_db()
            self.assertEqual(stay.nickname, nickname)

    def test_the_second_night_finds_nothing_and_a_missed_night_loses_nothing(self):
        forget_outsiders(TODAY + 1 * DAY)
        self.assertEqual(forget_outsiders(TODAY + 1 * DAY).cleared, 0)
        self.assertEqual(forget_outsiders(TODAY + 5 * DAY).cleared, 1)

    def test_while_a_matter_is_open_they_are_kept(self):
        self.gone.flags.create(
            kind="OUTSIDER", group=self.group, subject="account:wxid_x", raised_on=TODAY, due_on=TODAY
        )
        self.assertEqual(forget_outsiders(TODAY).cleared, 0)

    def test_it_is_part_of_the_night(self):
        self.assertIs(sweeps.nightly()["forget_outsiders"].run, forget_outsiders)


class ForgettingWhatWasSaidOfThem(TestCase):
    """A remembered "from outside" names somebody too: it goes with the last stay that bears the name."""

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group()
        cls.zhao = make_employee("赵一", make_department("销售部"))
        lines = ("游客甲,wxid_a", "游客乙,", "骗子,wxid_c", "小花,wxid_d")
        choices = {2: "outsider", 3: "outsider", 4: "banned", 5: f"employee:{cls.zhao.pk}"}
        apply(cls.group, lines, choices=choices)
        apply(cls.group, ["新人,wxid_n"], at=NOON + DAY, reason="整顿")

    def night(self, number):
        """Run the night so many days after they were gone, with every matter about them closed."""
        Flag.objects.update(state="CLEARED", cleared_on=TODAY)
        return forget_outsiders(TODAY + (1 + number) * DAY)

    def said(self):
        return set(IdentityDecision.objects.values_list("nickname", flat=True))

    def test_on_the_thirtieth_day_all_is_still_known(self):
        self.night(30)
        self.assertEqual(self.said(), {"游客甲", "游客乙", "骗子", "小花"})

    def test_on_the_day_after_only_the_ban_and_the_colleague_are(self):
        cleared = self.night(31).cleared
        stays, words, matters = 3, 2, Flag.objects.filter(subject__startswith="forgotten:").count()
        self.assertEqual((cleared, matters), (stays + words + matters, 4))
        self.assertEqual(self.said(), {"骗子", "小花"})
        self.assertEqual(self.night(31).cleared, 0)

    def test_an_account_that_is_still_in_another_group_is_kept(self):
        make_membership(make_group(), nickname="游客甲", identity=OUTSIDER, account_key="wxid_a")
        self.night(31)
        self.assertEqual(self.said(), {"游客甲", "骗子", "小花"})

    def test_a_nickname_in_another_group_is_somebody_else(self):
        make_membership(make_group(), nickname="游客乙", identity=OUTSIDER)
        self.night(31)
        self.assertNotIn("游客乙", self.said())

    def test_what_was_said_lately_is_kept(self):
        IdentityDecision.objects.filter(nickname="游客甲").update(decided_at=NOON + 20 * DAY)
        self.night(31)
        self.assertIn("游客甲", self.said())

    def test_the_number_of_statements_does_not_grow_with_the_forgotten(self):
        def asked():
            Flag.objects.update(state="CLEARED", cleared_on=TODAY)
            with CaptureQueriesContext(connection) as counted:
                forget_outsiders(TODAY + 90 * DAY)
            return len(counted)

        few = asked()
        for number in range(40):
            make_membership(self.group, nickname=f"客{number}", identity=OUTSIDER, gone_by=NOON)
        self.assertEqual(asked(), few)

    def test_the_stay_itself_remains_and_the_past_still_counts_it(self):
        before = asof.who_was_in(self.group, moment=NOON, actor=None, at=NOON + 50 * DAY)
        self.night(31)
        after = asof.who_was_in(self.group, moment=NOON, actor=None, at=NOON + 50 * DAY)
        self.assertEqual(len(after.certain), len(before.certain))


class ForgettingWhatIsKeptAboutThem(TestCase):
    """Closed matters, texts that were sent and reasons name people too; the audit trail never does."""

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group(department=make_department("销售部"))
        cls.owner = make_employee("赵一", cls.group.department)
        make_membership(cls.group, cls.owner, role="OWNER")
        cls.guest = make_membership(cls.group, nickname="供应商老王", identity=OUTSIDER, account_key="wxid_x")
        cls.leaver = make_membership(cls.group, make_employee("钱二", status="LEFT"))
        refresh_group(cls.group, at=NOON)
        about_guest, about_leaver = (Flag.objects.get(membership=membership) for membership in (cls.guest, cls.leaver))
        both = "请 @供应商老王、@钱二 退出本群"
        said = {"group": cls.group, "actor": None, "at": NOON}
        flags.copy_text(flags=[about_guest.pk, about_leaver.pk], tone=Sending.Tone.GROUP, text=both, **said)
        flags.mark_sent(flags=[about_leaver.pk], tone=Sending.Tone.PRIVATE, text="钱二，请退群", **said)
        until = {"until": TODAY + 9 * DAY, "actor": None, "at": NOON}
        flags.excuse_silence(membership=cls.guest, reason="老王出差", **until)
        flags.sponsor(membership=cls.guest, sponsor=cls.owner, reason="老王送货", **until)
        identity_decisions.decide_identity(membership=cls.guest, verdict="OUTSIDER", actor=None, at=NOON)

    def everything(self):
        """All that the database keeps as text, in one string."""
        models = [*apps.get_app_config("members").get_models(), AuditEvent]
        return "\n".join(str(row) for model in models for row in model.objects.values())

    def close(self, at=NOON):
        Membership.objects.filter(pk=self.guest.pk).update(gone_by=at)
        refresh_group(self.group, at=at)

    def test_thirty_days_after_nothing_anywhere_names_them(self):
        self.close()
        self.assertIn("供应商老王", self.everything())
        forget_outsiders(TODAY + 31 * DAY)
        for word in ("老王", "wxid_x"):
            self.assertNotIn(word, self.everything())

    def test_counts_and_what_is_kept_about_colleagues_stay(self):
        self.close()
        before = (Flag.objects.count(), Sending.objects.count(), Membership.objects.count())
        forget_outsiders(TODAY + 31 * DAY)
        self.assertEqual((Flag.objects.count(), Sending.objects.count(), Membership.objects.count()), before)
        self.assertEqual(Flag.objects.get(membership=self.guest).kind, "OUTSIDER")
        self.assertIn("钱二，请退群", Sending.objects.values_list("text", flat=True))
        self.assertEqual(Flag.objects.get(membership=self.leaver).evidence["nickname"], "钱二")

    def test_a_second_night_writes_nothing_and_an_open_matter_keeps_all(self):
        Membership.objects.filter(pk=self.guest.pk).update(gone_by=NOON)
        Flag.objects.filter(membership=self.guest).update(state="OPEN", cleared_on=None)
        self.assertEqual(forget_outsiders(TODAY + 31 * DAY).cleared, 0)
        self.assertIn("供应商老王", self.everything())
        self.close()
        self.assertGreater(forget_outsiders(TODAY + 31 * DAY).cleared, 0)
        before = self.everything()
        self.assertEqual(forget_outsiders(TODAY + 31 * DAY).cleared, 0)
        self.assertEqual(self.everything(), before)

    def test_so_it_is_where_the_stay_was_forgotten_in_an_earlier_night(self):
        self.close()
        Membership.objects.filter(pk=self.guest.pk).update(nickname="", nickname_key="", account_key="", inviter="")
        forget_outsiders(TODAY + 31 * DAY)
        self.assertNotIn("老王", self.everything())

    def test_when_the_group_is_over_its_guests_are_forgotten_too(self):
        over = {"status": "DISSOLVED", "dissolved_on": TODAY}
        type(self.group).objects.filter(pk=self.group.pk).update(**over)
        refresh_group(self.group, at=NOON)
        forget_outsiders(TODAY + 30 * DAY)
        self.assertIn("供应商老王", self.everything())
        forget_outsiders(TODAY + 31 * DAY)
        self.assertNotIn("老王", self.everything())


class ForgettingBatches(TestCase):
    def test_after_thirty_days_cells_and_undo_are_dropped(self):
        make_employee("赵一", make_department("销售部"))
        roster = apply(make_group(), ["赵一,"])
        imports.purge_expired(NOON + 31 * DAY)
        roster.batch.refresh_from_db()
        self.assertEqual((roster.batch.table, roster.batch.preview, roster.batch.undo), (None, None, None))
        self.assertEqual(roster.batch.counts["joined"], 1)
        with self.assertRaises(NothingToUndo):
            undoing.undo_roster(roster=roster, actor=None, at=NOON + 31 * DAY)
