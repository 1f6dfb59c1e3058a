"""From the approval to the end and thirty days beyond: each day, each paper, each event, each way back."""

from datetime import date, timedelta

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups import dissolution, documents, services
from groupadmin.groups.models import Dissolution, Group
from tests.making import NOON, TODAY, make_group, make_regulation, make_user

END = date(2026, 4, 1)


def by(actor=None, days=0):
    return {"actor": actor, "at": NOON + timedelta(days=days)}


class AWholeLife(TestCase):
    @classmethod
    def setUpTestData(cls):
        rule = make_regulation(pledge_required=True, announcement_required=True)
        cls.hr = make_user(None, roles.HR, username="hr01")
        cls.group = services.register_group(name="项目群", status="APPROVED", regulation=rule, **by(cls.hr))

    def end(self):
        Group.objects.filter(pk=self.group.pk).update(status="ACTIVE")
        self.group.refresh_from_db()
        dissolution.start_dissolving(self.group, reason="事毕即散", **by(self.hr, 5))
        steps = {"notice_posted_on": TODAY, "files_saved_on": TODAY, "evidence": "截图"}
        dissolution.tick_dissolution(self.group, **steps, **by(self.hr, 6))
        dissolution.dissolve_group(self.group, on=END, **by(self.hr, 7))
        self.group.refresh_from_db()

    def test_every_step_has_its_event_in_the_name_of_who_did_it(self):
        documents.sign_pledge(
            self.group, signer_name="张三", text_version="1", paper_no="档1", signed_on=TODAY, **by(self.hr, 1)
        )
        documents.post_announcement(self.group, text="公告", posted_on=TODAY, **by(self.hr, 2))
        services.activate_if_ready(self.group, has_roster=True, **by(self.hr, 3))
        self.end()
        events = list(AuditEvent.objects.order_by("id").values_list("action", "actor_name"))
        self.assertEqual(
            [action for action, _who in events],
            [
                "regulation.sealed",
                "group.registered",
                "group.pledged",
                "group.announced",
                "group.activated",
                "group.dissolving_started",
                "group.dissolution_ticked",
                "group.dissolved",
            ],
        )
        self.assertEqual({who for _action, who in events}, {"hr01"})

    def test_it_is_created_on_the_day_it_comes_into_use_unless_it_says_otherwise(self):
        documents.sign_pledge(self.group, signer_name="张三", text_version="1", signed_on=TODAY, **by())
        documents.post_announcement(self.group, text="公告", posted_on=TODAY, **by())
        for created, kept in ((None, TODAY + timedelta(days=9)), (date(2020, 1, 1), date(2020, 1, 1))):
            with self.subTest(created=created):
                Group.objects.filter(pk=self.group.pk).update(status="APPROVED", created_on=created)
                self.group.refresh_from_db()
                services.activate_if_ready(self.group, has_roster=True, **by(days=9))
                self.group.refresh_from_db()
                self.assertEqual(self.group.created_on, kept)

    def test_a_pledge_holds_from_its_day_to_the_last_of_its_twelve_months(self):
        documents.sign_pledge(self.group, signer_name="张三", text_version="1", signed_on=TODAY, **by())
        last = date(2027, 3, 12)
        for day, stands in (
            (TODAY - timedelta(days=1), False),
            (TODAY, True),
            (last, True),
            (last + timedelta(days=1), False),
        ):
            with self.subTest(day=day):
                self.assertEqual(documents.pledge_stands(self.group, day), stands)

    def test_a_pledge_for_another_term(self):
        pledge = documents.sign_pledge(
            self.group, signer_name="张三", text_version="1", signed_on=date(2026, 8, 31), months=6, **by()
        )
        self.assertEqual(pledge.expires_on, date(2027, 2, 28))

    def test_after_the_end_it_is_watched_for_thirty_days_and_not_a_day_longer(self):
        self.end()
        self.assertEqual((self.group.dissolved_on, self.group.watch_until), (END, date(2026, 5, 1)))
        for day, watched in (
            (END, True),
            (date(2026, 4, 30), True),
            (date(2026, 5, 1), True),
            (date(2026, 5, 2), False),
        ):
            with self.subTest(day=day):
                self.assertEqual(Group.objects.watched(day).exists(), watched)

    def test_the_watch_counts_from_the_day_of_the_end_however_late_it_is_entered(self):
        late = make_group("早散了", code="L1")
        dissolution.record_dissolved(late, on=TODAY - timedelta(days=29), **by())
        self.assertTrue(Group.objects.watched(TODAY).filter(pk=late.pk).exists())
        self.assertFalse(Group.objects.watched(TODAY + timedelta(days=2)).filter(pk=late.pk).exists())

    def test_without_a_day_it_ends_today(self):
        group = make_group("散", code="L2", status="DISSOLVING")
        dissolution.dissolve_group(group, **by(days=3))
        self.assertEqual(group.dissolved_on, TODAY + timedelta(days=3))

    def test_the_checklist_is_closed_with_the_group_and_a_second_one_opens_anew(self):
        self.end()
        self.assertEqual(Dissolution.objects.get().finished_on, END)
        services.restore_group(self.group, reason="又活了", **by(self.hr, 9))
        dissolution.start_dissolving(self.group, reason="再散", **by(self.hr, 10))
        self.assertEqual(Dissolution.objects.count(), 2)
        self.assertEqual(Dissolution.objects.open_for(self.group).get().reason, "再散")
        anew = Dissolution.objects.open_for(self.group).get()
        self.assertEqual(dissolution.missing_to_dissolve(anew), list(dissolution.STEPS))

    def test_called_off_it_lives_on_and_the_checklist_says_when(self):
        group = make_group("甲群", code="A1")
        dissolution.start_dissolving(group, reason="事毕", **by())
        services.restore_group(group, reason="还要用", **by(days=2))
        self.assertEqual(Group.objects.get(code="A1").status, "ACTIVE")
        self.assertEqual(Dissolution.objects.get(group=group).withdrawn_on, TODAY + timedelta(days=2))


class Merging(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.heir, cls.group = make_group("大群", code="B1"), make_group("小群", code="A1")

    def test_it_ends_today_under_watch_and_names_its_heir_in_the_event(self):
        services.merge_groups(self.group, into=self.heir, **by())
        self.group.refresh_from_db()
        self.assertEqual((self.group.status, self.group.merged_into), ("MERGED", self.heir))
        self.assertEqual((self.group.dissolved_on, self.group.watch_until), (TODAY, TODAY + timedelta(days=30)))
        detail = AuditEvent.objects.get(action="group.merged").detail
        self.assertEqual(detail, {"before": "ACTIVE", "after": "MERGED", "into": "B1"})

    def test_one_being_dissolved_closes_its_checklist(self):
        dissolution.start_dissolving(self.group, reason="并", **by())
        services.merge_groups(self.group, into=self.heir, **by(days=1))
        self.assertEqual(Dissolution.objects.get().finished_on, TODAY + timedelta(days=1))

    def test_an_heir_may_itself_be_merged_later_and_the_chain_stands(self):
        services.merge_groups(self.group, into=self.heir, **by())
        last = make_group("总群", code="C1")
        services.merge_groups(self.heir, into=last, **by())
        self.assertEqual(Group.objects.get(code="A1").merged_into.merged_into, last)

    def test_taken_back_it_has_no_heir_and_no_end(self):
        services.merge_groups(self.group, into=self.heir, **by())
        services.restore_group(self.group, reason="错了", **by())
        group = Group.objects.get(code="A1")
        facts = (group.status, group.merged_into, group.dissolved_on, group.watch_until)
        self.assertEqual(facts, ("ACTIVE", None, None, None))
