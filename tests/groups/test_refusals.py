"""Every no of the register: its code, its sentence in both languages, and that nothing was written."""

from django.test import TestCase
from django.utils import translation

from groupadmin.core.models import AuditEvent
from groupadmin.groups import dissolution, services, transitions
from groupadmin.groups.models import Dissolution, Group, GroupName
from tests.making import NOON, TODAY, make_group

BY = {"actor": None, "at": NOON}


class Refusals(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("甲群", code="A1", purpose="旧")
        cls.ended = make_group("散群", code="B1", status="DISSOLVED", dissolved_on=TODAY)
        cls.going = make_group("将散群", code="C1")
        dissolution.start_dissolving(cls.going, reason="事毕", **BY)

    def state(self):
        return (
            list(Group.objects.order_by("id").values()),
            list(Dissolution.objects.values()),
            GroupName.objects.count(),
            AuditEvent.objects.count(),
        )

    def deeds(self):
        group, ended, going = (Group.objects.get(code=code) for code in ("A1", "B1", "C1"))
        return {
            "code_taken": lambda: services.register_group(name="丙群", code="A1", **BY),
            "no_group_number": lambda: services.register_group(name="丙群", code="a/b", **BY),
            "not_a_fact": lambda: services.change_group(group, changes={"status": "MERGED"}, **BY),
            "same_name": lambda: services.rename_group(group, name="甲群", **BY),
            "no_such_heir": lambda: services.merge_groups(group, into=ended, **BY),
            "not_from_this_state": lambda: dissolution.start_dissolving(ended, reason="再散", **BY),
            "still_missing": lambda: dissolution.dissolve_group(going, **BY),
        }

    def test_each_has_its_code_and_writes_nothing(self):
        before = self.state()
        for code, deed in self.deeds().items():
            with self.subTest(code=code):
                with self.assertRaises(services.DomainError) as caught:
                    deed()
                self.assertEqual(caught.exception.code, code)
                self.assertEqual(self.state(), before)

    def test_each_says_so_in_both_languages_and_names_what_it_is_about(self):
        about = {
            "code_taken": "A1",
            "no_group_number": "a/b",
            "not_a_fact": "status",
            "same_name": "甲群",
            "no_such_heir": "B1",
            "not_from_this_state": "B1",
            "still_missing": "",
        }
        for code, deed in self.deeds().items():
            with self.subTest(code=code):
                with self.assertRaises(services.DomainError) as caught:
                    deed()
                with translation.override("en"):
                    english = str(caught.exception)
                with translation.override("zh-hans"):
                    chinese = str(caught.exception)
                self.assertNotEqual(english, chinese)
                self.assertIn(about[code], english)
                self.assertIn(about[code], chinese)
                self.assertNotIn("%(", english + chinese)

    def test_who_is_second_is_told_and_the_first_word_stands(self):
        for deed in (
            lambda stale: services.rename_group(stale, name="乙群", **BY),
            lambda stale: services.change_group(stale, changes={"purpose": "新"}, **BY),
            lambda stale: dissolution.start_dissolving(stale, reason="事毕", **BY),
            lambda stale: dissolution.record_dissolved(stale, on=TODAY, **BY),
        ):
            stale = Group.objects.get(code="A1")
            Group.objects.filter(pk=stale.pk).update(name="先到", purpose="先到", status="DISSOLVING")
            before = self.state()
            with self.subTest(deed=deed):
                with self.assertRaises(services.SomebodyWasFirst) as caught:
                    deed(stale)
                self.assertIn("A1", str(caught.exception))
                self.assertEqual(self.state(), before)
            Group.objects.filter(pk=stale.pk).update(name="甲群", purpose="旧", status="ACTIVE")

    def test_numbers_that_cannot_stand_in_an_address(self):
        of_pages = ("new", "NEW", "import", "ledger", "Ledger.xlsx")
        parted = ("a b", "a#1", "a?b", "100%", ".a", "..", "a\\b", "\t", "a\0", "G1\u3000", "G\xa01")
        deceiving = ('x";filename="a.exe', "a'b", "<b>", "G1\u202egpj.exe", "G\u200b1", "G\ufeff1", "\ud800")
        for code in (*of_pages, *parted, *deceiving):
            with self.subTest(code=code):
                self.assertFalse(services.may_be_code(code))
        for code in (
            "newer",
            "G00001",
            "销售-01",
            "a.b",
            "important",
            "ledger-1",
            "（办）字〔2026〕1号",
            "人事&行政",
            "𠮷01",
        ):
            with self.subTest(code=code):
                self.assertTrue(services.may_be_code(code))

    def test_a_heir_must_be_in_use_and_another(self):
        approved = make_group("批群", code="D1", status="APPROVED")
        for heir in (self.group, self.ended, self.going, approved):
            with self.subTest(heir=heir.code), self.assertRaises(services.NoSuchHeir):
                services.merge_groups(self.group, into=heir, **BY)

    def test_a_tick_of_something_unknown(self):
        with self.assertRaises(services.NotAFact):
            dissolution.tick_dissolution(self.going, finished_on=TODAY, **BY)
        self.assertIsNone(Dissolution.objects.get().finished_on)

    def test_what_is_missing_is_named_until_it_is_there(self):
        for step, left in (
            ({"notice_posted_on": TODAY}, ["files_saved_on", "evidence"]),
            ({"evidence": "截图 7 号"}, ["files_saved_on"]),
            ({"files_saved_on": TODAY}, []),
        ):
            with self.subTest(step=step):
                now = dissolution.tick_dissolution(self.going, **step, **BY)
                self.assertEqual(dissolution.missing_to_dissolve(now), left)
        dissolution.dissolve_group(self.going, **BY)
        self.assertEqual(Group.objects.get(code="C1").status, "DISSOLVED")

    def test_without_a_checklist_everything_is_missing(self):
        self.assertEqual(dissolution.missing_to_dissolve(None), list(dissolution.STEPS))

    def test_the_table_has_no_step_out_of_itself_but_those_written(self):
        for status in Group.Status.values:
            for action in transitions.ACTIONS:
                with self.subTest(status=status, action=action):
                    self.assertNotEqual(transitions.after(status, action), status)
