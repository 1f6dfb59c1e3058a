"""Approved is not created; an end has a checklist and a watch; an end can be taken back."""

from datetime import date, timedelta

from django.test import SimpleTestCase, TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.groups import dissolution, documents, services, transitions
from groupadmin.groups.models import Group
from tests.making import NOON, TODAY, make_group, make_regulation

BY = {"actor": None, "at": NOON}


class ApprovedIsNotCreated(TestCase):
    def setUp(self):
        rule = make_regulation(pledge_required=True, announcement_required=True)
        self.group = services.register_group(
            name="项目群", status="APPROVED", regulation=rule, approval_no="2026-7", **BY
        )

    def activate(self, has_roster=True):
        return services.activate_if_ready(self.group, has_roster=has_roster, **BY)

    def test_it_waits_for_the_roster_and_for_what_the_regulation_demands(self):
        self.assertEqual(self.group.status, "APPROVED")
        self.assertEqual(self.activate(has_roster=False), ["roster", "pledge", "announcement"])
        documents.sign_pledge(self.group, signer_name="甲", text_version="2026-1", signed_on=TODAY, **BY)
        self.assertEqual(self.activate(), ["announcement"])
        documents.post_announcement(self.group, text="不传密，不转密。", posted_on=TODAY, **BY)
        self.assertEqual(self.activate(), [])
        self.assertEqual(Group.objects.get().status, "ACTIVE")
        self.assertEqual(Group.objects.get().created_on, TODAY)

    def test_a_pledge_that_has_run_out_does_not_count(self):
        documents.sign_pledge(
            self.group, signer_name="甲", text_version="1", signed_on=TODAY - timedelta(days=400), **BY
        )
        self.assertIn("pledge", self.activate())

    def test_a_regulation_that_demands_nothing_waits_for_the_roster_only(self):
        plain = services.register_group(name="平群", status="APPROVED", **BY)
        self.assertEqual(services.activate_if_ready(plain, has_roster=False, **BY), ["roster"])
        self.assertEqual(services.activate_if_ready(plain, has_roster=True, **BY), [])
        self.assertEqual(services.activate_if_ready(plain, has_roster=True, **BY), [])

    def test_it_lapses_after_fourteen_days_and_not_a_day_sooner(self):
        for days, lapsed in ((13, 0), (14, 0), (15, 1), (16, 0)):
            with self.subTest(days=days):
                day = TODAY + timedelta(days=days)
                self.assertEqual(services.expire_approvals(today=day, actor=None, at=NOON), lapsed)
        self.assertEqual(Group.objects.get().status, "EXPIRED")
        self.assertEqual(AuditEvent.objects.filter(action="group.expired").count(), 1)

    def test_lapsing_costs_the_same_for_one_and_for_fifty(self):
        with self.assertNumQueries(5):
            services.expire_approvals(today=TODAY + timedelta(days=15), actor=None, at=NOON)
        for _ in range(50):
            make_group(status="APPROVED", registered_on=TODAY)
        with self.assertNumQueries(5):
            self.assertEqual(services.expire_approvals(today=TODAY + timedelta(days=15), actor=None, at=NOON), 50)

    def test_a_lapsed_approval_can_be_given_again_and_runs_anew(self):
        services.expire_approvals(today=TODAY + timedelta(days=20), actor=None, at=NOON)
        self.group.refresh_from_db()
        later = NOON + timedelta(days=20)
        services.restore_group(self.group, reason="延期", actor=None, at=later)
        self.assertEqual(services.expire_approvals(today=TODAY + timedelta(days=30), actor=None, at=later), 0)


class TheEndOfAGroup(TestCase):
    def setUp(self):
        self.group = make_group("临时群")

    def finish(self):
        dissolution.start_dissolving(self.group, reason="事毕即散", **BY)
        steps = {"notice_posted_on": TODAY, "files_saved_on": TODAY, "evidence": "截图存档 2026-03"}
        dissolution.tick_dissolution(self.group, **steps, **BY)
        dissolution.dissolve_group(self.group, **BY)

    def test_it_is_not_over_before_the_checklist_is(self):
        dissolution.start_dissolving(self.group, reason="事毕", **BY)
        dissolution.tick_dissolution(self.group, notice_posted_on=TODAY, **BY)
        with self.assertRaises(dissolution.StillMissing) as caught:
            dissolution.dissolve_group(self.group, **BY)
        self.assertEqual(caught.exception.code, "still_missing")
        self.assertEqual(Group.objects.get().status, "DISSOLVING")

    def test_it_is_watched_for_thirty_days(self):
        self.finish()
        group = Group.objects.get()
        self.assertEqual((group.status, group.dissolved_on), ("DISSOLVED", TODAY))
        self.assertEqual(group.watch_until, TODAY + timedelta(days=30))
        self.assertEqual(Group.objects.watched(TODAY + timedelta(days=30)).count(), 1)
        self.assertEqual(Group.objects.watched(TODAY + timedelta(days=31)).count(), 0)

    def test_every_step_leaves_an_event(self):
        self.finish()
        actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
        self.assertEqual(actions, ["group.dissolving_started", "group.dissolution_ticked", "group.dissolved"])

    def test_nothing_is_ticked_off_where_nothing_was_begun(self):
        with self.assertRaises(transitions.NotFromThisState):
            dissolution.tick_dissolution(self.group, notice_posted_on=TODAY, **BY)
        with self.assertRaises(services.NotAFact):
            dissolution.tick_dissolution(self.group, reason="x", **BY)

    def test_a_group_that_is_gone_already_is_recorded_so(self):
        dissolution.record_dissolved(self.group, on=date(2025, 1, 31), **BY)
        self.assertEqual(Group.objects.get().dissolved_on, date(2025, 1, 31))

    def test_it_can_be_called_off(self):
        dissolution.start_dissolving(self.group, reason="事毕", **BY)
        services.restore_group(self.group, reason="还要用", **BY)
        self.assertEqual(Group.objects.get().status, "ACTIVE")
        self.assertEqual(self.group.dissolutions.get().withdrawn_on, TODAY)
        dissolution.start_dissolving(self.group, reason="事毕", **BY)

    def test_one_found_alive_comes_back_without_its_end(self):
        self.finish()
        services.restore_group(self.group, reason="又活了", **BY)
        group = Group.objects.get()
        self.assertEqual((group.status, group.dissolved_on, group.watch_until), ("ACTIVE", None, None))


class Merging(TestCase):
    def setUp(self):
        self.group, self.heir = make_group("甲群"), make_group("乙群")

    def test_the_heir_is_named(self):
        services.merge_groups(self.group, into=self.heir, **BY)
        group = Group.objects.get(pk=self.group.pk)
        self.assertEqual((group.status, group.merged_into, group.dissolved_on), ("MERGED", self.heir, TODAY))

    def test_the_heir_must_be_another_group_in_use(self):
        gone = make_group(status="DISSOLVED", dissolved_on=TODAY)
        for heir in (self.group, gone):
            with self.subTest(heir=heir), self.assertRaises(services.NoSuchHeir):
                services.merge_groups(self.group, into=heir, **BY)

    def test_it_can_be_undone(self):
        services.merge_groups(self.group, into=self.heir, **BY)
        services.restore_group(self.group, reason="误并", **BY)
        self.assertEqual(Group.objects.get(pk=self.group.pk).merged_into, None)


class Pledges(SimpleTestCase):
    def test_twelve_months_later_is_the_same_day_or_the_last_of_the_month(self):
        self.assertEqual(documents.months_later(date(2026, 3, 12), 12), date(2027, 3, 12))
        self.assertEqual(documents.months_later(date(2024, 2, 29), 12), date(2025, 2, 28))
        self.assertEqual(documents.months_later(date(2026, 1, 31), 1), date(2026, 2, 28))
        self.assertEqual(documents.months_later(date(2026, 12, 31), 2), date(2027, 2, 28))
        self.assertEqual(documents.months_later(date(2026, 11, 30), 1), date(2026, 12, 30))
