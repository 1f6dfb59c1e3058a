"""A list's way in by the browser, without a line of JavaScript: bring, preview, decide, confirm, take back."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory import roles
from members.imports import applying
from members.models import IdentityDecision, Membership, RosterImport
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_user
from tests.rosters.lists import FULL, PARTIAL, apply, bring, csv, names, present

English = override_settings(LANGUAGE_CODE="en")


@English
class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.owner = make_employee("赵一", cls.sales)
        cls.qian = make_employee("钱二", cls.sales)
        cls.namesakes = [make_employee("张伟", cls.sales), make_employee("张伟", cls.company)]
        cls.group = make_group("销售群", cls.sales)
        make_membership(cls.group, cls.owner, role=Membership.Role.OWNER, account_key="wxid_a")
        cls.user = make_user(cls.owner)
        cls.stranger = make_user(cls.qian)

    def setUp(self):
        self.client.force_login(self.user)

    def at(self, name, *args):
        return reverse(name, args=[self.group.code, *args])

    def test_a_refused_file_leaves_the_other_fields_as_they_were(self):
        picture = SimpleUploadedFile("名单.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
        page = self.client.post(self.at("roster_new"), {"file": picture, "mode": FULL, "taken_at": "2026-03-01T09:00"})
        self.assertEqual(page.status_code, 422)
        self.assertContains(page, 'value="2026-03-01T09:00"', status_code=422)
        self.assertRegex(page.content.decode(), r'<input[^>]*value="FULL"[^>]*checked')

    def post(self, text="", mode=FULL, **more):
        return self.client.post(self.at("roster_new"), {"text": text, "mode": mode, **more}, follow=True)

    def waiting(self):
        return RosterImport.objects.select_related("batch").order_by("-pk").first()

    def test_an_owner_pastes_decides_and_confirms(self):
        page = self.post("群昵称\twxid\n赵一\twxid_a\n钱二\twxid_b\n张伟\twxid_c")
        self.assertContains(page, "3")
        self.assertContains(page, "people bear this name")
        self.assertContains(page, f"…{self.namesakes[0].staff_no[-2:]}")
        self.assertContains(page, "销售部")
        roster = self.waiting()
        answer = {"choice-4": f"employee:{self.namesakes[1].pk}"}
        done = self.client.post(self.at("roster_confirm", roster.batch_id), answer, follow=True)
        self.assertRedirects(done, self.at("roster", roster.batch_id))
        self.assertEqual(present(self.group)["张伟"].employee, self.namesakes[1])
        self.assertContains(done, "Take this import back")
        back = self.client.post(self.at("roster_undo", roster.batch_id), follow=True)
        self.assertContains(back, "as it was before this list")
        self.assertEqual(names(self.group), {"赵一"})

    def test_what_is_wrong_stands_open_before_everything_that_is_folded(self):
        gone = make_employee("孙三", self.sales, status="LEFT")
        page = self.post(f"赵一\n{gone.name}\n路人")
        self.assertEqual(page.context["counts"]["wrong"], 1)
        lists = {str(one.title): one.is_open for one in page.context["lists"]}
        self.assertEqual(next(iter(lists)), "Something is wrong")
        self.assertEqual([title for title, is_open in lists.items() if is_open], ["Something is wrong"])
        html = page.content.decode()
        self.assertLess(html.index('<details class="fold" open>'), html.index('<details class="fold">'))

    def test_a_file_goes_the_same_way(self):
        file = SimpleUploadedFile("名单.csv", csv("赵一,wxid_a", "钱二,wxid_b"))
        page = self.client.post(self.at("roster_new"), {"file": file, "mode": PARTIAL}, follow=True)
        self.assertContains(page, "名单.csv")
        self.assertEqual(self.waiting().mode, PARTIAL)

    def test_a_staff_number_typed_in_beats_the_buttons(self):
        self.post("张伟")
        roster = self.waiting()
        self.client.post(
            self.at("roster_confirm", roster.batch_id),
            {"choice-1": "outsider", "staff-1": self.qian.staff_no, "override_reason": "新群"},
        )
        self.assertEqual(present(self.group)["张伟"].employee, self.qian)

    def test_nothing_and_both_and_an_unreadable_file_are_told_on_the_same_page(self):
        self.assertContains(self.post(""), "Paste the list into the box, or choose a file", status_code=422)
        file = SimpleUploadedFile("a.csv", b"x")
        self.assertContains(self.post("赵一", file=file), "clear one of them", status_code=422)
        broken = SimpleUploadedFile("名单.xlsx", b"PK\x03\x04 cut")
        page = self.client.post(self.at("roster_new"), {"file": broken, "mode": FULL})
        self.assertContains(page, "名单.xlsx", status_code=422)
        self.assertFalse(ImportBatch.objects.exists())

    def test_a_script_in_a_nickname_stays_text(self):
        page = self.post("<script>alert(1)</script>\n甲<img/src=x onerror=alert(1)\n赵一")
        self.assertNotContains(page, "<script>alert")
        self.assertNotContains(page, "<img/src")
        self.assertContains(page, "&lt;img/src")
        hostile = csv('"<script>alert(1)</script>",x', "甲<img/src=x onerror=alert(1),y", "赵一,wxid_a")
        apply(self.group, hostile, at=timezone.now())
        members = self.client.get(self.at("members"))
        self.assertNotContains(members, "<script>alert")
        self.assertContains(members, "&lt;img/src")

    def test_the_brake_asks_for_a_reason_and_keeps_the_answers(self):
        apply(self.group, csv("赵一,wxid_a", *(f"员{n},w{n}" for n in range(9))), at=timezone.now() - timedelta(days=1))
        page = self.post("赵一\n张伟")
        self.assertContains(page, "write down why so many are gone")
        number = self.waiting().batch_id
        held = self.client.post(self.at("roster_confirm", number), {"choice-2": "outsider"})
        self.assertContains(held, 'value="outsider" checked', status_code=422)
        answer = {"choice-2": "outsider", "override_reason": "重建"}
        self.client.post(self.at("roster_confirm", number), answer)
        self.assertEqual(names(self.group), {"赵一", "张伟"})

    def test_a_preview_confirmed_after_the_roster_moved_shows_a_fresh_one(self):
        self.post("赵一\n钱二")
        first = self.waiting()
        apply(self.group, csv("赵一,wxid_a", "钱二,"), at=timezone.now())
        late = self.client.post(self.at("roster_confirm", first.batch_id), {})
        self.assertEqual(late.status_code, 422)
        self.assertEqual(Membership.objects.filter(gone_by=None).count(), 2)

    def test_two_previews_of_one_moment(self):
        self.post("赵一\n钱二", mode=PARTIAL)
        self.post("赵一\n钱二\n孙三", mode=PARTIAL)
        first, second = RosterImport.objects.order_by("pk")
        self.client.post(self.at("roster_confirm", second.batch_id), {})
        late = self.client.post(self.at("roster_confirm", first.batch_id), {})
        self.assertContains(late, "Nothing was written", status_code=409)
        self.client.post(self.at("roster_confirm", first.batch_id), {})
        self.assertEqual(names(self.group), {"赵一", "钱二", "孙三"})

    def test_a_preview_opened_later_is_made_anew(self):
        self.post("赵一\n钱二", mode=PARTIAL)
        apply(self.group, csv("孙三,wxid_s"), mode=PARTIAL, at=timezone.now())
        page = self.client.get(self.at("roster", self.waiting().batch_id - 1))
        self.assertContains(page, "this is a new one")

    def test_thrown_away(self):
        self.post("赵一")
        number = self.waiting().batch_id
        self.assertContains(self.client.post(self.at("roster_discard", number), follow=True), "Nothing was changed")
        self.assertContains(self.client.get(self.at("roster", number)), "discarded")

    def test_unknown_headings_are_asked_for(self):
        file = SimpleUploadedFile("a.csv", csv("赵一,x1", "钱二,x2", header="Wer,Konto"))
        page = self.client.post(self.at("roster_new"), {"file": file, "mode": PARTIAL}, follow=True)
        number = self.waiting().batch_id
        self.assertRedirects(page, self.at("roster_columns", number))
        self.assertContains(page, "Konto")
        nothing = self.client.post(self.at("roster_columns", number), {"column-1": "role"})
        self.assertContains(nothing, "No column says who a member is", status_code=422)
        done = self.client.post(self.at("roster_columns", number), {"column-0": "nickname"}, follow=True)
        self.assertContains(done, "赵一")

    def test_lines_not_taken_can_be_downloaded(self):
        self.post("赵一\n" + "长" * 200)
        number = self.waiting().batch_id
        self.assertContains(self.client.get(self.at("roster", number)), self.at("roster_errors", number))
        answer = self.client.get(self.at("roster_errors", number))
        self.assertIn("spreadsheetml", answer["Content-Type"])

    @override_settings(IMPORT_ROWS_IN_REQUEST=1)
    def test_a_long_list_shows_its_progress_and_survives_a_reload(self):
        from groupadmin.core import jobs

        page = self.post("赵一\n钱二")
        self.assertContains(page, "job-")
        number = self.waiting().batch_id
        again = self.client.get(self.at("roster", number), headers={"HX-Request": "true"})
        self.assertTemplateUsed(again, "partials/_progress.html")
        jobs.run(self.waiting().batch.job_id)
        self.assertContains(self.client.get(self.at("roster", number)), "钱二")

    def test_the_history_and_the_result(self):
        roster = apply(self.group, csv("赵一,wxid_a"), at=timezone.now())
        self.assertContains(self.client.get(self.at("rosters")), f"#{roster.batch_id}")
        self.assertContains(self.client.get(self.at("roster", roster.batch_id)), "Imported by")


@English
class WhoMay(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.owner, cls.head, cls.other = (make_employee(name, cls.sales) for name in ("赵一", "钱二", "孙三"))
        make_head(cls.sales, cls.head)
        cls.group, cls.elsewhere = make_group("销售群", cls.sales), make_group()
        make_membership(cls.group, cls.owner, role=Membership.Role.OWNER)
        cls.roster = bring(cls.group, csv("赵一,wxid_a"))

    def addresses(self):
        code, number = self.group.code, self.roster.batch_id
        member = Membership.objects.get()
        return {
            "look": [reverse(name, args=[code]) for name in ("members", "rosters", "as_of")],
            "run": [
                reverse("roster_new", args=[code]),
                reverse("decisions", args=[code]),
                reverse("member_decide", args=[code, member.pk]),
                *(reverse(name, args=[code, number]) for name in ("roster", "roster_errors", "roster_columns")),
            ],
            "post": [
                *(reverse(name, args=[code, number]) for name in ("roster_confirm", "roster_discard", "roster_undo")),
                reverse("member_decide", args=[code, member.pk]),
            ],
        }

    def statuses(self, user):
        self.client.force_login(user)
        asked = self.addresses()
        look = {self.client.get(address).status_code for address in asked["look"]}
        run = {self.client.get(address).status_code for address in asked["run"]}
        post = {self.client.post(address).status_code for address in asked["post"]}
        return look, run, post

    def test_strangers_are_told_of_nothing(self):
        self.assertEqual(self.statuses(make_user(self.other)), ({404}, {404}, {404}))

    def test_a_head_may_look_but_not_import(self):
        self.assertEqual(self.statuses(make_user(self.head)), ({200}, {403}, {403}))

    def test_an_auditor_may_look_but_not_import(self):
        self.assertEqual(self.statuses(make_user(None, roles.AUDITOR)), ({200}, {403}, {403}))

    def test_nobody_without_a_log_in(self):
        for addresses in self.addresses().values():
            for address in addresses:
                self.assertEqual(self.client.get(address).status_code, 302)

    def test_a_list_of_another_group_is_not_found_under_ones_own(self):
        self.client.force_login(make_user(None, roles.HR))
        address = reverse("roster", args=[self.elsewhere.code, self.roster.batch_id])
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_service_asks_for_itself(self):
        from django.core.exceptions import PermissionDenied

        with self.assertRaises(PermissionDenied):
            applying.apply_plan(roster=self.roster, actor=make_user(self.head), at=timezone.now())


@English
class TheMembersPage(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.owner = make_employee("赵一", cls.sales)
        cls.group = make_group("销售群", cls.sales)
        cls.user = make_user(None, roles.HR)
        apply(cls.group, csv("赵一,wxid_a", "路人甲,wxid_b", "张总,wxid_c"), at=timezone.now())

    def setUp(self):
        self.client.force_login(self.user)
        self.address = reverse("members", args=[self.group.code])

    def test_looking_is_written_down(self):
        self.client.get(self.address)
        event = AuditEvent.objects.get(action="roster.viewed")
        self.assertEqual((event.actor_id, event.subject_id), (self.user.pk, str(self.group.pk)))

    def test_it_shows_age_and_source_of_each_fact_and_unknown_as_unknown(self):
        page = self.client.get(self.address)
        self.assertContains(page, "today")
        self.assertContains(page, f"#{RosterImport.objects.get().batch_id}")
        self.assertContains(page, "unknown")

    def test_it_can_be_narrowed(self):
        self.assertNotContains(self.client.get(self.address, {"show": "outside"}), self.owner.staff_no)
        self.assertContains(self.client.get(self.address, {"q": "赵"}), self.owner.staff_no)
        self.assertContains(self.client.get(self.address, {"q": "谁也不是"}), "Nobody here")
        self.assertContains(self.client.get(self.address, {"show": "nonsense"}), "赵一")

    def test_it_goes_on_by_key(self):
        for n in range(60):
            make_membership(self.group, nickname=f"号{n:03}")
        page = self.client.get(self.address)
        self.assertContains(page, "after=")
        after = page.context["after"]
        self.assertContains(self.client.get(self.address, {"after": after}), "号059")

    def test_it_asks_as_many_questions_for_5_members_as_for_50(self):
        def asked():
            with CaptureQueriesContext(connection) as counted:
                self.client.get(self.address)
            return len(counted)

        few = asked()
        for n in range(45):
            make_membership(self.group, make_employee(f"员{n}", self.sales))
        self.assertEqual(asked(), few)

    def test_one_tap_says_who_somebody_is_and_one_takes_it_back(self):
        stranger = present(self.group)["路人甲"]
        address = reverse("member_decide", args=[self.group.code, stranger.pk])
        self.assertContains(self.client.get(address), "路人甲")
        back = self.address + "?show=unknown"
        done = self.client.post(address, {"staff_no": self.owner.staff_no, "next": back})
        self.assertRedirects(done, back)
        self.assertEqual(present(self.group)["路人甲"].employee, self.owner)
        decisions = reverse("decisions", args=[self.group.code])
        self.assertContains(self.client.get(decisions), "路人甲")
        self.client.post(reverse("decision_forget", args=[self.group.code, IdentityDecision.objects.get().pk]))
        self.assertIsNone(present(self.group)["路人甲"].employee)

    def test_going_on_elsewhere_is_not_followed(self):
        address = reverse("member_decide", args=[self.group.code, present(self.group)["路人甲"].pk])
        done = self.client.post(address, {"who": "outsider", "next": "https://example.org/"})
        self.assertRedirects(done, self.address)

    def test_no_answer_is_asked_again(self):
        address = reverse("member_decide", args=[self.group.code, present(self.group)["路人甲"].pk])
        self.assertEqual(self.client.post(address, {}).status_code, 200)
        self.assertFalse(IdentityDecision.objects.exists())

    def test_who_was_in_at_a_moment(self):
        address = reverse("as_of", args=[self.group.code])
        self.assertNotContains(self.client.get(address), "Certainly in")
        now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        self.assertContains(self.client.get(address, {"at": now}), "Possibly in")
        self.assertEqual(self.client.get(address, {"at": "gestern"}).status_code, 422)
        self.assertEqual(self.client.get(address, {"at": "2099-01-01T00:00"}).status_code, 422)
