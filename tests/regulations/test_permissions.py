"""Who reads, copies, fills in and publishes: the same table for every role, by page and by deed."""

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.regulations import serialization, services
from groupadmin.regulations.load import FOLDER, read_preset
from groupadmin.regulations.models import Blank, Regulation
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group, make_head, make_membership, make_user

SLUG = "steelworks"
READING = ("regulation", "regulation_edition", "regulation_nickname")
DEEDS = ("regulation_new_edition", "regulation_blanks", "regulation_publish")
OTHERS = ("employee", "owner", "head", "auditor", "approver", "confidentiality")


class RoleCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.regulation = Regulation(slug=SLUG)
        serialization.write_regulation(cls.regulation, read_preset(FOLDER / f"{SLUG}.toml"))
        sales = make_department("销售部")
        owner, head = make_employee("群主", sales), make_employee("负责人", sales)
        group = make_group("销售群", sales, regulation=cls.regulation)
        make_membership(group, owner, role=Membership.Role.OWNER)
        make_head(sales, head)
        cls.users = {
            "employee": make_user(make_employee("张三", sales)),
            "owner": make_user(owner),
            "head": make_user(head),
            "auditor": make_user(None, roles.AUDITOR),
            "approver": make_user(None, roles.APPROVER),
            "confidentiality": make_user(None, roles.CONFIDENTIALITY),
            "hr": make_user(None, roles.HR, is_staff=True),
        }

    def log_in(self, who):
        self.client.force_login(self.users[who])
        self.client.post("/language/", {"language": "en"})

    def address(self, name):
        return reverse(name, args=[SLUG] if name == "regulation" else [SLUG, 1])

    def editions(self):
        return Regulation.objects.filter(slug=SLUG).count()


class Pages(RoleCase):
    def test_everybody_with_a_log_in_reads(self):
        for who in self.users:
            self.log_in(who)
            for name in READING:
                with self.subTest(f"{who} {name}"):
                    self.assertEqual(self.client.get(self.address(name)).status_code, 200)

    def test_nobody_but_hr_reaches_a_deed(self):
        for who in OTHERS:
            self.log_in(who)
            for name in DEEDS:
                with self.subTest(f"{who} {name}"):
                    self.assertEqual(self.client.get(self.address(name)).status_code, 403)
                    self.assertEqual(self.client.post(self.address(name)).status_code, 403)

    def test_hr_reaches_every_deed(self):
        self.log_in("hr")
        for name in DEEDS:
            with self.subTest(name):
                self.assertEqual(self.client.get(self.address(name)).status_code, 200)

    def test_a_stranger_is_sent_to_log_in_and_comes_back(self):
        for name in (*READING, *DEEDS):
            with self.subTest(name):
                page = self.client.get(self.address(name))
                self.assertRedirects(page, f"/login/?next={self.address(name)}", fetch_redirect_response=False)
                self.assertEqual(self.client.post(self.address(name)).status_code, 302)
        self.assertEqual(self.editions(), 1)

    def test_only_hr_is_shown_the_ways_to_the_deeds(self):
        for who in self.users:
            self.log_in(who)
            page = self.client.get(self.address("regulation"))
            for name in DEEDS:
                with self.subTest(f"{who} {name}"):
                    shown = f'href="{self.address(name)}"' in page.content.decode()
                    self.assertEqual(shown, who == "hr")


class Deeds(RoleCase):
    def facts(self):
        today = timezone.localdate().isoformat()
        return {"published_on": today, "effective_from": today, "published_how": "张贴"}

    def test_others_write_nothing_by_posting(self):
        blank = self.regulation.blanks.first()
        for who in OTHERS:
            self.log_in(who)
            events = AuditEvent.objects.filter(action__startswith="regulation.").count()
            self.client.post(self.address("regulation_new_edition"))
            self.client.post(self.address("regulation_blanks"), {f"blank-{blank.pk}": "x"})
            self.client.post(self.address("regulation_publish"), self.facts())
            with self.subTest(who):
                kept = Regulation.objects.get(slug=SLUG)
                self.assertEqual((kept.published_on, kept.edited_at), (None, None))
                self.assertTrue(Blank.objects.filter(pk=blank.pk).exists())
                self.assertEqual(AuditEvent.objects.filter(action__startswith="regulation.").count(), events)

    def test_the_events_name_hr_as_the_one_who_did_it(self):
        self.log_in("hr")
        self.client.post(self.address("regulation_new_edition"))
        self.client.post(self.address("regulation_publish"), self.facts())
        done = AuditEvent.objects.filter(action__startswith="regulation.").order_by("pk")
        name = self.users["hr"].username
        self.assertEqual(
            list(done.values_list("action", "actor_name")),
            [("regulation.edition_made", name), ("regulation.published", name)],
        )

    def test_the_message_says_which_edition_was_made(self):
        self.log_in("hr")
        page = self.client.post(self.address("regulation_new_edition"), follow=True)
        self.assertContains(page, "Edition 2 was made. It can be edited.")
        self.assertEqual(self.editions(), 2)

    def test_publishing_twice_is_refused_in_words_and_changes_nothing(self):
        self.log_in("hr")
        self.client.post(self.address("regulation_publish"), self.facts())
        again = self.facts() | {"published_how": "另一方式"}
        page = self.client.post(self.address("regulation_publish"), again, follow=True)
        self.assertContains(page, "was already published. Make a new edition.")
        self.assertEqual(Regulation.objects.get(slug=SLUG).published_how, "张贴")

    def test_how_it_was_made_known_must_be_said(self):
        self.log_in("hr")
        page = self.client.post(self.address("regulation_publish"), self.facts() | {"published_how": ""})
        self.assertContains(page, "This field is required.")
        self.assertIsNone(Regulation.objects.get(slug=SLUG).published_on)

    def test_a_day_that_is_none_is_refused(self):
        self.log_in("hr")
        page = self.client.post(self.address("regulation_publish"), self.facts() | {"published_on": "2026-02-30"})
        self.assertContains(page, "Enter a valid date.")
        self.assertIsNone(Regulation.objects.get(slug=SLUG).published_on)

    def test_a_wrong_value_for_a_blank_is_refused_and_the_others_wait_too(self):
        regulation = Regulation(slug="engineering-department")
        serialization.write_regulation(regulation, read_preset(FOLDER / "engineering-department.toml"))
        self.log_in("hr")
        minutes = regulation.blanks.get(field="respond_within_minutes")
        kind = regulation.blanks.filter(penalty__isnull=False).first()
        page = self.client.post(
            "/regulations/engineering-department/1/blanks/",
            {f"blank-{minutes.pk}": "-5", f"blank-{kind.pk}": "WARNING"},
        )
        self.assertContains(page, "greater than or equal to 0")
        self.assertEqual(regulation.blanks.filter(pk__in=[minutes.pk, kind.pk]).count(), 2)

    def test_an_unnamed_penalty_cannot_be_named_unnamed(self):
        regulation = Regulation(slug="engineering-department")
        serialization.write_regulation(regulation, read_preset(FOLDER / "engineering-department.toml"))
        self.log_in("hr")
        kind = regulation.blanks.filter(penalty__isnull=False).first()
        self.client.post("/regulations/engineering-department/1/blanks/", {f"blank-{kind.pk}": "UNNAMED"})
        self.assertTrue(Blank.objects.filter(pk=kind.pk).exists())

    def test_a_sealed_edition_is_filled_in_only_in_its_copy(self):
        services.seal(self.regulation, actor=None, at=NOON)
        self.log_in("hr")
        self.assertNotContains(self.client.get(self.address("regulation")), "/admin/regulations/regulation/")
        self.client.post(self.address("regulation_new_edition"))
        copy = Regulation.objects.get(slug=SLUG, edition=2)
        blank = copy.blanks.filter(penalty__step__offence__code="pornography").get()
        self.client.post(f"/regulations/{SLUG}/2/blanks/", {f"blank-{blank.pk}": "扣发奖金"})
        self.assertEqual(copy.offences.get(code="pornography").steps.get().penalties.get().detail, "扣发奖金")
        kept = self.regulation.offences.get(code="pornography").steps.get().penalties.get()
        self.assertEqual((kept.detail, kept.is_open), ("", True))
