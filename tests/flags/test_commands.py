"""sweep, flags and adopt: one JSON object on stdout, exit 0 done, 1 refused, 2 bad usage (design §9)."""

import json
from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from groupadmin.core import sweeps
from groupadmin.core.models import SweepRun
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.models import Flag
from tests.flags.base import FlagTestCase
from tests.making import make_employee, make_regulation


def broken(today):
    return 1 / 0


ONE_OF_TWO_FAILS = (sweeps.nightly()["leavers"], sweeps.Sweep("broken", "broken", broken))


class CommandTestCase(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        now = timezone.now()
        cls.today = timezone.localdate()
        Group.objects.update(roster_taken_at=now, registered_on=cls.today)
        cls.leaver = make_employee("丙", cls.sales, status=Employee.Status.LEFT)
        cls.membership(cls.leaver, "销售部-丙")

    def run_json(self, *args):
        out = StringIO()
        call_command(*args, "--json", stdout=out)
        return json.loads(out.getvalue())


class Sweep(CommandTestCase):
    def test_all_sweeps_in_their_order(self):
        answer = self.run_json("sweep")
        names = [row["name"] for row in answer["sweeps"]]
        self.assertEqual(answer["on"], self.today.isoformat())
        self.assertLess(names.index("recheck_nicknames"), names.index("misnamed"))
        self.assertLess(names.index("over_capacity"), names.index("escalate"))
        leavers = answer["sweeps"][names.index("leavers")]
        self.assertEqual((leavers["raised"], leavers["cleared"]), (1, 0))
        self.assertEqual([row for row in answer["sweeps"] if "error" in row], [])
        self.assertEqual(SweepRun.objects.filter(on=self.today).count(), len(names))

    def test_a_second_run_writes_nothing(self):
        self.run_json("sweep")
        answer = self.run_json("sweep")
        self.assertEqual([row["raised"] + row["cleared"] for row in answer["sweeps"]], [0] * len(answer["sweeps"]))

    def test_some_sweeps_on_another_day(self):
        day = self.today + timedelta(days=3)
        answer = self.run_json("sweep", "leavers", "--on", day.isoformat())
        self.assertEqual([row["name"] for row in answer["sweeps"]], ["leavers"])
        self.assertEqual(Flag.objects.get().raised_on, day)

    def test_a_dry_run_tells_and_writes_nothing(self):
        answer = self.run_json("sweep", "leavers", "--dry-run")
        self.assertEqual(answer["sweeps"][0]["raised"], 1)
        self.assertFalse(Flag.objects.exists())
        self.assertFalse(SweepRun.objects.exists())

    def test_a_dry_run_shows_each_sweep_what_those_before_it_would_have_done(self):
        Employee.objects.filter(pk=self.owner.pk).update(status=Employee.Status.LEFT)
        names = ("ownerless", "escalate")
        dry, wet = self.run_json("sweep", *names, "--dry-run"), self.run_json("sweep", *names)
        counts = [[(row["name"], row["raised"], row["cleared"]) for row in run["sweeps"]] for run in (dry, wet)]
        self.assertEqual(counts, [[("ownerless", 1, 0), ("escalate", 1, 0)]] * 2)

    @override_settings(NIGHTLY_SWEEPS=["tests.flags.test_commands.ONE_OF_TWO_FAILS"])
    def test_one_that_fails_is_told_and_the_exit_says_so(self):
        out = StringIO()
        with self.assertRaises(SystemExit) as left, self.assertLogs("groupadmin.core.sweeps"):
            call_command("sweep", "--json", stdout=out)
        first, second = json.loads(out.getvalue())["sweeps"]
        self.assertEqual((left.exception.code, first["raised"], "error" in first), (1, 1, False))
        self.assertIn("ZeroDivisionError", second["error"])

    def test_an_unknown_sweep_is_refused_and_a_wrong_day_is_bad_usage(self):
        out = StringIO()
        with self.assertRaises(SystemExit) as refused:
            call_command("sweep", "sleepers", "--json", stdout=out)
        self.assertEqual(refused.exception.code, 1)
        self.assertEqual(json.loads(out.getvalue())["error"]["code"], "unknown_sweep")
        with self.assertRaises(CommandError):
            call_command("sweep", "--on", "yesterday")

    def test_for_people_it_is_a_line_a_sweep(self):
        out = StringIO()
        call_command("sweep", "leavers", stdout=out)
        self.assertIn("leavers", out.getvalue())


class Flags(CommandTestCase):
    def test_what_is_open(self):
        self.run_json("sweep", "leavers", "unidentified")
        self.assertEqual(
            self.run_json("flags"),
            {
                "flags": [
                    {
                        "kind": "LEAVER",
                        "group": self.group.code,
                        "staff_no": self.leaver.staff_no,
                        "nickname": "销售部-丙",
                        "assignee": self.owner.staff_no,
                        "raised_on": self.today.isoformat(),
                        "due_on": (self.today + timedelta(days=1)).isoformat(),
                    }
                ]
            },
        )

    def test_of_one_group_or_kind(self):
        self.run_json("sweep", "leavers")
        self.assertEqual(len(self.run_json("flags", "--group", self.group.code)["flags"]), 1)
        self.assertEqual(self.run_json("flags", "--kind", "STALE")["flags"], [])
        self.assertEqual(len(self.run_json("flags", "--kind", "leaver")["flags"]), 1)

    def test_an_unknown_group_is_refused_and_an_unknown_kind_is_bad_usage(self):
        with self.assertRaises(SystemExit) as refused:
            self.run_json("flags", "--group", "G-none")
        self.assertEqual(refused.exception.code, 1)
        with self.assertRaises(CommandError):
            call_command("flags", "--kind", "SLEEPY")


class Adopt(CommandTestCase):
    def test_simulate_and_then_adopt(self):
        make_regulation("names", nickname="{department}-{name}")
        answer = self.run_json("adopt", "names", self.group.code, "--simulate")
        self.assertEqual((answer["groups"], answer["applied"]), (1, False))
        self.assertEqual(answer["would_raise"]["LEAVER"], 1)
        self.assertEqual(answer["would_raise"]["MISNAMED"], 1)
        self.group.refresh_from_db()
        self.assertEqual(self.group.regulation, self.regulation)
        self.assertTrue(self.run_json("adopt", "names", self.group.code)["applied"])
        self.group.refresh_from_db()
        self.assertEqual(self.group.regulation.slug, "names")

    def test_unknown_words_are_refused(self):
        for words in (("none", self.group.code), ("rule", "G-none"), ("rule", self.group.code)):
            with self.assertRaises(SystemExit) as refused:
                self.run_json("adopt", *words)
            self.assertEqual(refused.exception.code, 1)
