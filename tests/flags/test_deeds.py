"""Each deed about a matter: who may do it, what it refuses, what it writes, and nothing else."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.flags import services
from members.models import Flag, Membership, Sending, SilenceExcuse, Sponsorship
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_head, make_user

DAY = timedelta(days=1)
OF_TODAY = {"raised_on": TODAY, "due_on": TODAY + DAY}


class DeedTestCase(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        Group.objects.update(last_active_on=TODAY)
        cls.hr = make_user(None, roles.HR)
        cls.owning = make_user(cls.owner)
        deputy, admin = make_employee("丁", cls.sales), make_employee("戊", cls.sales)
        cls.membership(deputy, role="DEPUTY")
        cls.membership(admin, role="ADMIN")
        member = make_employee("己", cls.sales)
        cls.membership(member)
        cls.runners = {
            "hr": cls.hr,
            "owner": cls.owning,
            "deputy": make_user(deputy),
            "admin": make_user(admin),
            "the console": None,
        }
        cls.onlookers = {
            "auditor": make_user(None, roles.AUDITOR),
            "confidentiality": make_user(None, roles.CONFIDENTIALITY),
            "approver": make_user(None, roles.APPROVER),
            "member": make_user(member),
            "stranger": make_user(make_employee("庚", cls.works)),
            "no employee": make_user(None),
        }
        cls.heading = make_user(cls.head)
        cls.guest = cls.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        cls.flag = Flag.objects.create(
            kind="OUTSIDER", group=cls.group, subject="nickname:供应商小刘", membership=cls.guest, **OF_TODAY
        )

    def act(self, actor, **facts):
        return services.mark_acted(**{"group": self.group, "flags": [self.flag.pk], "actor": actor, "at": NOON} | facts)

    def send(self, actor, **facts):
        given = {"group": self.group, "flags": [self.flag.pk], "tone": "PRIVATE", "text": "您好"}
        return services.mark_sent(**given | {"actor": actor, "at": NOON} | facts)

    def copy(self, actor, **facts):
        given = {"group": self.group, "flags": [self.flag.pk], "tone": "PRIVATE", "text": "您好"}
        return services.copy_text(**given | {"actor": actor, "at": NOON} | facts)

    def sponsor(self, actor, **facts):
        given = {"membership": self.guest, "sponsor": self.owner, "until": TODAY + DAY}
        return services.sponsor(**given | {"actor": actor, "at": NOON} | facts)

    def excuse(self, actor, **facts):
        given = {"membership": self.guest, "until": TODAY + DAY, "reason": "出差"}
        return services.excuse_silence(**given | {"actor": actor, "at": NOON} | facts)

    def in_use(self, actor):
        services.confirm_in_use(group=self.group, reason="还在用", actor=actor, at=NOON)

    def undone(self):
        """Say that nothing at all was written."""
        return not (
            AuditEvent.objects.exists()
            or Sending.objects.exists()
            or Sponsorship.objects.exists()
            or SilenceExcuse.objects.exists()
            or Flag.objects.exclude(acted_at=None).exists()
        )


class WhoMay(DeedTestCase):
    def test_whoever_runs_the_group_may_do_all_of_it(self):
        for who, actor in self.runners.items():
            for deed in (self.act, self.copy, self.send, self.in_use, self.excuse, self.sponsor):
                with self.subTest(who, deed=deed.__name__), transaction.atomic():
                    deed(actor)
                    self.assertEqual(AuditEvent.objects.latest("pk").actor_id, actor.pk if actor else None)
                    transaction.set_rollback(True)

    def test_onlookers_may_do_none_of_it_and_nothing_is_written(self):
        for who, actor in self.onlookers.items():
            for deed in (self.act, self.copy, self.send, self.in_use, self.excuse, self.sponsor):
                with self.subTest(who, deed=deed.__name__):
                    self.assertRaises(PermissionDenied, deed, actor)
        self.assertTrue(self.undone())

    def test_a_head_reminds_but_does_not_act(self):
        self.assertEqual(len(self.send(self.heading)), 1)
        for deed in (self.act, self.in_use, self.excuse, self.sponsor):
            with self.subTest(deed.__name__):
                self.assertRaises(PermissionDenied, deed, self.heading)

    def test_a_head_of_a_department_above_reminds_and_one_beside_does_not(self):
        above, beside = make_employee("辛", self.company), make_employee("壬", self.works)
        make_head(self.company, above)
        make_head(self.works, beside)
        self.assertEqual(len(self.send(make_user(above))), 1)
        self.assertRaises(PermissionDenied, self.send, make_user(beside))

    def test_whoever_ran_it_once_may_no_longer(self):
        Membership.objects.filter(pk=self.owner_membership.pk).update(gone_by=NOON)
        self.assertRaises(PermissionDenied, self.act, self.owning)


class WhatIsRefused(DeedTestCase):
    def refused(self, refusal, deed, *words, **facts):
        with self.assertRaises(refusal) as raised:
            deed(self.hr, **facts)
        for language in ("en", "zh-hans"):
            with translation.override(language):
                told = str(raised.exception)
            for word in words:
                self.assertIn(word, told, language)
            self.assertNotIn("%(", told)
        self.assertTrue(self.undone(), "a refused deed leaves nothing behind")
        return raised.exception.code

    def test_matters_that_are_closed(self):
        Flag.objects.update(state="CLEARED", cleared_on=TODAY)
        for deed in (self.act, self.copy, self.send):
            with self.subTest(deed.__name__):
                self.assertEqual(self.refused(services.NothingOpen, deed, "销售群"), "nothing_open")

    def test_no_matter_at_all_or_one_of_another_group(self):
        other = Flag.objects.create(kind="STALE", group=make_group("别的群"), subject="group", **OF_TODAY)
        for flags in ([], [0], [other.pk]):
            for deed in (self.act, self.copy, self.send):
                with self.subTest(flags, deed=deed.__name__):
                    self.refused(services.NothingOpen, deed, flags=flags)

    def test_a_sponsor_who_does_not_work_here(self):
        yesterday = TODAY - DAY
        for facts in (
            {"status": Employee.Status.LEFT},
            {"status": Employee.Status.RETIRED},
            {"status": Employee.Status.PENDING},
            {"left_on": yesterday},
        ):
            with self.subTest(str(facts)):
                gone = make_employee("癸", self.sales, **facts)
                code = self.refused(services.SponsorNotHere, self.sponsor, "癸", sponsor=gone)
                self.assertEqual(code, "sponsor_not_here")

    def test_a_sponsor_still_answers_on_the_last_day_of_work(self):
        self.assertEqual(self.sponsor(self.hr, sponsor=make_employee("癸", left_on=TODAY)).since, TODAY)

    def test_a_day_that_is_not_to_come(self):
        for until in (TODAY - DAY, TODAY):
            for deed in (self.sponsor, self.excuse):
                with self.subTest(until, deed=deed.__name__):
                    self.assertEqual(self.refused(services.DayIsPast, deed, f"{until}", until=until), "day_is_past")

    def test_a_member_who_is_out_already(self):
        Membership.objects.filter(pk=self.guest.pk).update(gone_by=NOON)
        self.guest.refresh_from_db()
        for deed in (self.sponsor, self.excuse):
            self.assertEqual(self.refused(services.NotIn, deed, "供应商小刘", "销售群"), "not_in")

    def test_a_guest_where_nobody_from_outside_may_be(self):
        type(self.regulation).objects.update(outsiders="NEVER")
        self.assertEqual(self.refused(services.OutsidersNever, self.sponsor, "销售群"), "outsiders_never")

    def test_but_outsourced_staff_may_have_a_sponsor_even_there(self):
        type(self.regulation).objects.update(outsiders="NEVER")
        ours = self.membership(make_employee("子", self.sales, employment=Employee.Employment.OUTSOURCED))
        self.assertEqual(self.sponsor(self.hr, membership=ours).membership, ours)


class TakingBack(DeedTestCase):
    """What was marked by mistake is taken back while the matter is open, for a week; both stand in the history."""

    def take_back(self, actor, **facts):
        given = {"group": self.group, "flags": [self.flag.pk], "actor": actor, "at": NOON}
        return services.take_back_acted(**given | facts)

    def unsend(self, actor, **facts):
        given = {"group": self.group, "flags": [self.flag.pk], "tone": "PRIVATE", "actor": actor, "at": NOON}
        return services.take_back_sent(**given | facts)

    def test_said_to_be_done_by_whoever_may_say_so(self):
        for name, actor in self.runners.items():
            with self.subTest(name):
                self.act(self.owning)
                self.assertEqual(self.take_back(actor), [self.flag.pk])
                self.flag.refresh_from_db()
                self.assertEqual((self.flag.acted_at, self.flag.acted_by_name), (None, ""))
        done = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)[:2])
        self.assertEqual(done, ["flags.acted", "flags.acted_undone"])

    def test_nobody_else(self):
        self.act(self.owning)
        for name, actor in self.onlookers.items():
            with self.subTest(name), self.assertRaises(PermissionDenied):
                self.take_back(actor)
            with self.subTest(name), self.assertRaises(PermissionDenied):
                self.unsend(actor)

    def test_not_what_was_never_said_nor_a_week_later_nor_once_a_list_has_answered(self):
        with self.assertRaises(services.NothingToTakeBack):
            self.take_back(self.hr)
        self.act(self.owning)
        with self.assertRaises(services.NothingToTakeBack):
            self.take_back(self.hr, at=NOON + 7 * DAY)
        Flag.objects.filter(pk=self.flag.pk).update(state="CLEARED", cleared_on=TODAY)
        with self.assertRaises(services.NothingToTakeBack):
            self.take_back(self.hr)

    def test_said_to_be_sent_and_that_it_was_copied_stays(self):
        self.send(self.owning)
        with self.assertRaises(services.NothingToTakeBack):
            self.unsend(self.owning, tone="GROUP")
        self.assertEqual(self.unsend(self.heading), 1)
        self.assertEqual(list(Sending.objects.values_list("copied_at", "sent_at")), [(NOON, None)])
        with self.assertRaises(services.NothingToTakeBack):
            self.unsend(self.owning)
        self.send(self.owning)
        self.assertEqual(Sending.objects.get().sent_at, NOON)


class WhatIsWritten(DeedTestCase):
    def events(self, action):
        return AuditEvent.objects.get(action=action)

    def test_said_to_be_done_keeps_who_and_when_and_stays_open(self):
        self.assertEqual(self.act(self.owning), 1)
        self.flag.refresh_from_db()
        self.assertEqual((self.flag.state, self.flag.acted_at), ("OPEN", NOON))
        self.assertEqual(self.flag.acted_by_name, str(self.owning))
        self.assertEqual(self.events("flags.acted").detail, {"flags": [self.flag.pk], "told": 1})

    def test_of_several_only_the_open_ones_count(self):
        done = Flag.objects.create(
            kind="LEAVER", group=self.group, subject="employee:0", state="CLEARED", cleared_on=TODAY, **OF_TODAY
        )
        self.assertEqual(self.act(self.hr, flags=[self.flag.pk, done.pk]), 1)
        done.refresh_from_db()
        self.assertIsNone(done.acted_at)

    def test_a_copy_alone_says_nothing_was_sent(self):
        (sending,) = self.copy(self.owning, text="您好，请改名")
        self.assertEqual((sending.text, sending.copied_at, sending.sent_at), ("您好，请改名", NOON, None))
        self.assertEqual(self.events("wording.copied").detail["tone"], "PRIVATE")

    def test_sent_by_somebody_else_is_a_sending_of_their_own(self):
        self.copy(self.owning)
        self.send(self.hr)
        sent = Sending.objects.exclude(sent_at=None).get()
        self.assertEqual(sent.by_id, self.hr.pk)
        self.assertEqual(Sending.objects.filter(sent_at=None).get().by_id, self.owning.pk)

    def test_sent_in_one_tone_says_nothing_of_the_other(self):
        self.copy(self.owning, tone="GROUP")
        self.send(self.owning, tone="PRIVATE")
        self.assertEqual(list(Sending.objects.filter(sent_at=None).values_list("tone", flat=True)), ["GROUP"])

    def test_an_excuse_lasts_from_today_to_its_day(self):
        made = self.excuse(self.owning, until=TODAY + 9 * DAY)
        self.assertEqual((made.since, made.until, made.reason), (TODAY, TODAY + 9 * DAY, "出差"))
        self.assertEqual(self.events("silence.excused").detail, {"until": "2026-03-21"})

    def test_a_sponsorship_names_consent_and_clears_the_matter_without_a_list(self):
        made = self.sponsor(self.owning, reason="联合项目")
        self.flag.refresh_from_db()
        self.assertEqual((made.consent_by_name, made.reason), (str(self.owning), "联合项目"))
        self.assertEqual((self.flag.state, self.flag.cleared_on, self.flag.cleared_by), ("CLEARED", TODAY, None))
        self.assertEqual(self.events("outsider.sponsored").detail["sponsor"], self.owner.staff_no)

    def test_a_sign_of_life_is_never_set_back(self):
        for before, after in ((None, TODAY), (TODAY - DAY, TODAY), (TODAY + DAY, TODAY + DAY)):
            Group.objects.update(last_active_on=before)
            self.in_use(self.owning)
            self.assertEqual(Group.objects.get(pk=self.group.pk).last_active_on, after)

    def test_the_deed_of_one_group_changes_no_other(self):
        other = make_group("别的群", make_department("别部"), last_active_on=TODAY - 300 * DAY)
        self.in_use(self.owning)
        other.refresh_from_db()
        self.assertEqual(other.last_active_on, TODAY - 300 * DAY)
        self.assertFalse(Flag.objects.filter(group=other).exists())


class TheDatabaseHoldsTheLaw(DeedTestCase):
    def breaks(self, deed):
        with self.assertRaises(IntegrityError), transaction.atomic():
            deed()

    def test_one_open_matter_per_kind_group_and_subject(self):
        again = {"kind": "OUTSIDER", "group": self.group, "subject": self.flag.subject, **OF_TODAY}
        self.breaks(lambda: Flag.objects.create(**again))
        Flag.objects.create(**again, state="CLEARED", cleared_on=TODAY)
        self.assertEqual(Flag.objects.filter(subject=self.flag.subject).count(), 2)

    def test_what_is_cleared_has_a_day_and_what_is_open_has_none(self):
        self.breaks(lambda: Flag.objects.update(state="CLEARED"))
        self.breaks(lambda: Flag.objects.update(cleared_on=TODAY))

    def test_an_excuse_ends_after_it_begins(self):
        made = self.excuse(self.hr)
        self.breaks(lambda: SilenceExcuse.objects.filter(pk=made.pk).update(until=TODAY - DAY))

    def test_a_sponsorship_ends_after_it_begins(self):
        made = self.sponsor(self.hr)
        self.breaks(lambda: Sponsorship.objects.filter(pk=made.pk).update(until=TODAY - DAY))
