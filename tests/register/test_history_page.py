"""What a group's history tells: names with their days, papers, and every deed in words, in the reader's language."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from groupadmin.core import audit
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups import dissolution, documents, services
from members.flags.services import sponsor
from members.imports.identity_decisions import decide_identity, forget_decision
from members.models import IdentityDecision, Membership, RosterImport
from members.register import group_admins, history
from members.register.group_admins import Runner
from tests.chinese import chinese
from tests.making import NOON, make_department, make_employee, make_membership, make_user
from tests.register.ledgers import bring_in, csv_ledger, row
from tests.rosters.lists import apply

NEWEST_FIRST = ("identity.forgotten", "outsider.sponsored", "identity.decided", "roster.applied")


class History(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.hr = make_user(None, roles.HR, username="hr01")
        cls.group = services.register_group(name="甲群", code="A1", actor=cls.hr, at=NOON, department=cls.sales)
        cls.owner = make_employee("张三", cls.sales)

    def setUp(self):
        self.by = {"actor": self.hr, "at": NOON + timedelta(days=1)}
        self.client.force_login(self.hr)

    def page(self):
        return self.client.get(reverse("group_history", args=["A1"]))

    def test_names_with_their_days_and_who_reported_them(self):
        services.rename_group(self.group, name="乙群", reported_by="张三", **self.by)
        names = [(one.name, one.since, one.until, one.reported_by_name) for one in self.page().context["names"]]
        first, second = date(2026, 3, 12), date(2026, 3, 13)
        self.assertEqual(set(names), {("甲群", first, second, "hr01"), ("乙群", second, None, "张三")})

    def test_papers_with_their_days(self):
        documents.sign_pledge(
            self.group,
            signer_name="张三",
            paper_no="档1",
            text_version="2026-1",
            signed_on=date(2026, 2, 28),
            **self.by,
        )
        documents.post_announcement(self.group, text="长" * 200, posted_on=date(2026, 3, 1), **self.by)
        page = self.page()
        self.assertContains(page, "张三")
        self.assertContains(page, "2026-1")
        self.assertContains(page, "长" * 110)
        self.assertNotContains(page, "长" * 121)

    def test_every_deed_has_words_of_its_own(self):
        dissolution.start_dissolving(self.group, reason="事毕即散", **self.by)
        dissolution.tick_dissolution(self.group, files_kept_at="档案室", **self.by)
        services.restore_group(self.group, reason="又用了", **self.by)
        group_admins.change_runners(self.group, [Runner("OWNER", self.owner.pk, "张三", "EMPLOYEE")], **self.by)
        services.change_group(self.group, changes={"purpose": "报价"}, **self.by)
        told = self.page().context["events"]
        self.assertEqual(len(told), 6)
        self.assertEqual(len({str(event["what"]) for event in told}), 6)
        self.assertEqual({event["who"] for event in told}, {"hr01"})
        self.assertEqual([event["reason"] for event in told if event["reason"]], ["又用了", "事毕即散"])

    def test_states_are_told_in_words(self):
        dissolution.start_dissolving(self.group, reason="事毕", **self.by)
        (line,) = self.page().context["events"][0]["lines"]
        self.assertEqual((str(line["before"]), str(line["after"])), ("使用中", "解散中"))

    def test_facts_are_told_under_the_ledger_s_headings(self):
        services.change_group(self.group, changes={"purpose": "报价", "capacity": 500}, **self.by)
        lines = {line["heading"]: (line["before"], line["after"]) for line in self.page().context["events"][0]["lines"]}
        self.assertEqual(lines, {"用途": ("", "报价"), "人数上限": ("", "500")})

    def test_an_import_is_told_with_its_differences(self):
        bring_in(csv_ledger([row("甲群", 群编号="A1", 用途="排班", 平台="QQ")]))
        event = self.page().context["events"][0]
        lines = {line["heading"]: (line["before"], line["after"]) for line in event["lines"]}
        self.assertEqual(lines, {"用途": ("", "排班"), "平台": ("微信", "QQ")})

    def test_in_english_too(self):
        services.change_group(self.group, changes={"purpose": "报价"}, **self.by)
        event = AuditEvent.objects.filter(action="group.facts_changed").get()
        with translation.override("en"):
            told = history.told(event)
            self.assertEqual(str(told["what"]), "facts were changed")
            self.assertEqual(told["lines"][0]["heading"], "Purpose")

    def test_every_action_has_chinese(self):
        for action, words in history.ACTIONS.items():
            with self.subTest(action=action):
                with translation.override("en"):
                    english = str(words)
                with translation.override("zh-hans"):
                    self.assertNotEqual(str(words), english)

    def test_an_event_nobody_has_words_for_stands_by_its_name(self):
        event = AuditEvent(at=NOON, actor_name="x", action="group.new_kind", detail={"changes": {"odd": 1}})
        told = history.told(event)
        self.assertEqual((told["what"], told["lines"]), ("group.new_kind", []))

    def test_markup_in_a_reason_is_text(self):
        dissolution.start_dissolving(self.group, reason="<script>alert(1)</script>", **self.by)
        self.assertNotContains(self.page(), "<script>alert")

    def shown(self, query=""):
        return [str(event["what"]) for event in self.client.get(f"/groups/A1/history/{query}").context["events"]]

    def test_lists_decisions_and_sponsors_are_deeds_with_whom_and_a_way_to_the_list(self):
        apply(self.group, ["销售部-张三,a", "王老师,b"], at=NOON + timedelta(hours=1))
        guest = Membership.objects.get(group=self.group, nickname="王老师")
        decide_identity(membership=guest, verdict="OUTSIDER", **self.by)
        sponsor(membership=guest, sponsor=self.owner, until=date(2026, 5, 1), reason="授课", **self.by)
        forget_decision(decision=IdentityDecision.objects.get(), group=self.group, **self.by)
        told = self.client.get("/groups/A1/history/").context["events"][:4]
        self.assertEqual(
            [str(event["what"]) for event in told],
            [chinese(history.ACTIONS[name]) for name in NEWEST_FIRST],
        )
        self.assertEqual([event["about"] for event in told], ["", "王老师", "王老师", ""])
        roster = RosterImport.objects.get()
        self.assertEqual(told[3]["url"], f"/groups/A1/roster/{roster.batch_id}/")
        self.assertIn(self.owner.staff_no, told[1]["facts"])

    def test_who_looked_is_a_list_of_its_own(self):
        self.client.get("/groups/A1/")
        self.client.get("/groups/A1/members/")
        self.assertEqual(self.shown(), [chinese(history.ACTIONS["group.registered"])])
        looked = [chinese(history.ACTIONS[name]) for name in ("roster.viewed", "group.viewed")]
        self.assertEqual(self.shown("?show=looks"), looked)

    def test_five_thousand_events_ask_no_more_than_five(self):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                self.shown()
            return len(queries)

        audit.record_many(audit.event("group.announced", self.group, actor=self.hr, at=NOON) for _ in range(5))
        few = asked()
        audit.record_many(audit.event("group.announced", self.group, actor=self.hr, at=NOON) for _ in range(5000))
        self.assertEqual(asked(), few)

    def test_only_this_group_s_events(self):
        services.register_group(name="别群", actor=self.hr, at=NOON)
        self.assertEqual(len(self.page().context["events"]), 1)

    def test_whoever_sees_the_group_reads_its_history_and_nobody_else(self):
        make_membership(self.group, self.owner, role=Membership.Role.OWNER)
        for user, status in (
            (make_user(self.owner), 200),
            (make_user(None, roles.AUDITOR), 200),
            (make_user(make_employee("丙")), 404),
        ):
            with self.subTest(user=user.username):
                self.client.force_login(user)
                self.assertEqual(self.page().status_code, status)
