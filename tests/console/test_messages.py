"""The bell and the page of messages: what concerns a reader since they last looked, until its cause is settled."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.core import jobs
from groupadmin.core.models import AuditEvent, Job
from groupadmin.directory import accounts, roles
from groupadmin.directory.models import User
from members.flags import services
from members.models import Flag, Membership, RoleChange
from tests.flags.test_group_page import PageTestCase
from tests.making import make_employee, make_group, make_head, make_user

DAY = timedelta(days=1)
MESSAGES = reverse("messages")


class MessagesCase(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.chief = make_employee("丁", cls.sales)
        make_head(cls.sales, cls.chief)
        cls.head = make_user(cls.chief)
        User.objects.update(messages_read_at=timezone.now() - timedelta(hours=1))

    def bell(self, reader):
        self.client.force_login(reader)
        return self.client.get(reverse("regulation_library")).context["new_messages"]()

    def told(self, reader, part="new"):
        self.client.force_login(reader)
        return [(notice.text, notice.url) for notice in self.client.get(MESSAGES).context[part]]

    def total(self, url):
        return self.client.get(url).context["list"].page.total


class Matters(MessagesCase):
    def test_new_ones_ring_until_they_are_looked_at_and_lead_to_just_these(self):
        self.assertEqual(self.bell(self.user), 0)
        self.leaver()
        self.leaver("戊")
        self.look_anew()
        self.assertEqual(self.bell(self.user), 2)
        ((text, url),) = self.told(self.user)
        self.assertEqual((text, self.total(url)), ("您的群新增 2 项待办", 2))
        self.assertEqual(self.bell(self.user), 2, "a page that is only asked for changes nothing")
        shown = self.client.get(MESSAGES)
        self.assertContains(shown, 'hx-post="/messages/read/" hx-trigger="load, submit"')
        self.client.post(reverse("messages_read"), {"until": shown.context["now"].isoformat()})
        self.assertEqual(self.bell(self.user), 0)
        self.assertEqual(self.told(self.user), [])

    def test_what_came_while_one_was_reading_still_rings(self):
        self.client.force_login(self.user)
        shown = self.client.get(MESSAGES)
        self.leaver()
        self.look_anew()
        self.client.post(reverse("messages_read"), {"until": shown.context["now"].isoformat()})
        self.assertEqual(self.bell(self.user), 1)
        for nonsense in ("", "gestern", "9999-12-31T00:00:00+00:00", "2026-13-45T00:00:00+00:00", "9" * 99):
            with self.subTest(nonsense):
                self.assertEqual(self.client.post(reverse("messages_read"), {"until": nonsense}).status_code, 302)
        self.assertEqual(self.bell(self.user), 0)

    def test_one_that_is_settled_is_no_message_any_more(self):
        gone = self.leaver()
        self.look_anew()
        Membership.objects.filter(pk=gone.pk).update(gone_by=self.now)
        self.look_anew()
        self.assertEqual((self.bell(self.user), self.told(self.user)), (0, []))

    def test_what_is_passed_on_rings_with_who_has_it_now_and_with_nobody_else(self):
        self.leaver()
        self.look_anew()
        flag = Flag.objects.get()
        for level, reader, others in ((2, self.head, (self.hr, self.user)), (3, self.hr, (self.head, self.user))):
            services.pass_on(group=self.group, flags=[flag.pk], actor=self.hr, at=self.now)
            with self.subTest(level):
                self.assertEqual([self.bell(one) for one in others], [0, 0])
                ((_text, url),) = self.told(reader)
                self.assertIn(f"level={level}", url)
                self.assertEqual(self.total(url), 1)

    def test_a_former_owner_sees_nothing_of_what_still_bears_their_name(self):
        self.leaver()
        self.look_anew()
        Membership.objects.filter(employee=self.owner).update(role="MEMBER")
        self.assertEqual((self.bell(self.user), self.told(self.user)), (0, []))
        self.assertEqual(self.total("/matters/?whose=mine"), 0)

    def test_the_menu_counts_what_is_ones_turn_and_leads_there(self):
        self.leaver()
        self.look_anew()
        for reader in (self.user, self.head, self.hr):
            self.client.force_login(reader)
            entry = next(one for one in self.client.get(reverse("home")).context["navigation"]() if one.icon == "flag")
            self.assertEqual(entry.count, self.total("/matters/?whose=mine"))
            self.assertEqual(entry.url, "/matters/?whose=mine" if entry.count else "/matters/")


class Reminders(MessagesCase):
    def setUp(self):
        super().setUp()
        self.leaver()
        self.look_anew()
        self.flag = Flag.objects.get()

    def remind(self, reader):
        self.client.force_login(reader)
        page = self.client.post(reverse("matters"), {"action": "remind", "rows": [self.flag.pk]}, follow=True)
        return page.content.decode()

    def test_who_has_the_matter_sees_who_reminded_and_so_does_its_history(self):
        User.objects.filter(pk=self.user.pk).update(messages_read_at=timezone.now() + timedelta(minutes=1))
        self.assertEqual(self.bell(self.user), 0)
        User.objects.filter(pk=self.user.pk).update(messages_read_at=timezone.now() - timedelta(minutes=1))
        Flag.objects.update(turn_since=self.now - 2 * DAY)
        self.assertIn("已提醒甲", self.remind(self.hr))
        ((text, url),) = self.told(self.user)
        self.assertIn(f"{self.hr}提醒您：销售部-丙", text)
        self.assertEqual(url, reverse("matter", args=[self.group.code, self.flag.pk]))
        self.assertContains(self.client.get(url), f"{self.hr} 已提醒处理人")
        self.assertContains(self.client.get(reverse("group_history", args=[self.group.code])), "提醒了待办处理人")

    def test_not_more_than_once_a_day(self):
        self.remind(self.hr)
        self.assertIn("今天已提醒过", self.remind(self.hr))
        self.assertEqual(self.flag.sendings.filter(tone="CONSOLE").count(), 1)
        Flag.objects.update(reminded_at=self.now - DAY)
        self.assertIn("已提醒甲", self.remind(self.hr))
        self.assertEqual(AuditEvent.objects.filter(action="flags.reminded").count(), 2)

    def test_each_refusal_says_why(self):
        for change, reader, said in (
            ({}, self.user, "目前由您自己处理"),
            ({"assignee": make_employee("己", self.sales)}, self.hr, "还没有账号"),
            ({"assignee": None}, self.hr, "没有具体的处理人"),
        ):
            with self.subTest(said):
                Flag.objects.update(**change)
                self.assertIn(said, self.remind(reader))
        self.assertFalse(self.flag.sendings.exists())

    def test_nobody_reminds_about_a_group_that_they_do_not_run_or_head(self):
        auditor = make_user(None, roles.AUDITOR)
        self.remind(auditor)
        self.assertFalse(self.flag.sendings.exists())

    def test_who_can_log_in_is_asked_once_for_all_that_are_ticked(self):
        def cost():
            Flag.objects.update(reminded_at=self.now)
            ticked = {"action": "remind", "rows": list(Flag.objects.values_list("pk", flat=True))}
            with CaptureQueriesContext(connection) as asked:
                self.client.post(reverse("matters"), ticked)
            return len(asked)

        self.client.force_login(self.hr)
        self.user.delete()
        cost()
        before = cost()
        for name in ("戊", "己", "庚"):
            self.leaver(name)
        self.look_anew()
        self.assertEqual(cost(), before)

    def test_those_ticked_are_taken_out_alone(self):
        self.membership(nickname="路人", identity="OUTSIDER")
        self.look_anew()
        self.client.force_login(self.hr)
        answer = self.client.post(reverse("matters"), {"action": "export", "rows": [self.flag.pk]})
        self.assertTrue(answer.content.startswith(b"PK"))
        self.assertEqual(AuditEvent.objects.get(action="list.exported").detail["rows"], 1)


class OthersDeeds(MessagesCase):
    def test_roles_given_and_a_password_set_anew_by_somebody_else(self):
        accounts.give_roles(self.user, names=[roles.AUDITOR], actor=self.hr, at=timezone.now())
        accounts.reset_password(self.user, actor=self.hr, at=timezone.now())
        User.objects.filter(pk=self.user.pk).update(must_change_password=False)
        reader = User.objects.get(pk=self.user.pk)
        self.assertEqual(self.bell(reader), 2)
        texts = [text for text, _url in self.told(reader)]
        self.assertTrue(any("审计" in text for text in texts) and any("密码" in text for text in texts), texts)
        self.assertEqual(self.bell(self.hr), 0)
        User.objects.filter(pk=self.user.pk).update(messages_read_at=timezone.now())
        self.assertEqual(len(self.told(reader, "earlier")), 2)

    def test_every_kind_of_work_bears_a_name(self):
        ours = [kind for kind, path in settings.JOB_HANDLERS.items() if not path.startswith("tests.")]
        self.assertIn("simulate_adoption", ours)
        self.assertEqual([kind for kind in ours if jobs.name_of(kind) == kind], [])
        self.assertEqual(jobs.name_of("a kind of old"), "a kind of old")

    def test_work_that_one_asked_for_has_ended_well_or_badly(self):
        now = timezone.now()
        for state, by in (("DONE", self.hr), ("FAILED", self.hr), ("QUEUED", self.hr), ("DONE", self.user)):
            ended = None if state == "QUEUED" else now
            Job.objects.create(kind="write_list", state=state, requested_by_id=by.pk, created_at=now, finished_at=ended)
        self.assertEqual((self.bell(self.hr), self.bell(self.user)), (2, 1))
        self.assertEqual({text[:3] for text, _url in self.told(self.hr)}, {"已完成", "未完成"})

    def test_a_change_of_roles_waits_for_a_word_and_its_asker_hears_the_answer(self):
        now = timezone.now()
        change = RoleChange.objects.create(group=self.group, asked_by_id=self.head.pk, asked_by_name="丁", asked_at=now)
        RoleChange.objects.create(group=make_group("别的群"), asked_by_id=self.hr.pk, asked_by_name="x", asked_at=now)
        self.assertEqual([self.bell(one) for one in (self.user, self.hr, self.head)], [1, 1, 0])
        RoleChange.objects.filter(pk=change.pk).update(state="DONE", closed_at=now, word_by_id=self.user.pk)
        self.assertEqual([self.bell(one) for one in (self.user, self.hr, self.head)], [0, 0, 1])
        self.assertIn("销售群", self.told(self.head)[0][0])


class Cost(MessagesCase):
    def test_one_statement_a_page_at_any_size(self):
        self.client.force_login(self.user)
        counted = []
        for number in (1, 30):
            for at in range(number):
                self.leaver(f"走{at}")
            self.look_anew()
            with CaptureQueriesContext(connection) as asked:
                self.client.get(reverse("regulation_library"))
            counted.append(len(asked))
            self.assertEqual(sum("UNION ALL" in one["sql"] for one in asked), 1)
        self.assertEqual(counted[0], counted[1])

    def test_the_page_asks_as_many_questions_for_one_message_as_for_thirty(self):
        self.client.force_login(self.hr)
        counted = []
        for number in (1, 30):
            for _at in range(number):
                Job.objects.create(
                    kind="x", state="DONE", requested_by_id=self.hr.pk, created_at=self.now, finished_at=self.now
                )
            with CaptureQueriesContext(connection) as asked:
                self.assertEqual(self.client.get(MESSAGES).status_code, 200)
            counted.append(len(asked))
        self.assertEqual(counted[0], counted[1])
