"""A second look on the same day adds to what the first has told, and says of itself only what it did."""

from django.test import TestCase, override_settings

from groupadmin.core import sweeps
from groupadmin.core.models import SweepRun
from groupadmin.core.sweeps import Sweep, SweepResult
from tests.making import TODAY

left = []


def finds(today):
    return SweepResult(raised=left.pop(), cleared=1) if left else SweepResult()


SWEEPS = (Sweep("finds", "finds", finds),)


@override_settings(NIGHTLY_SWEEPS=[f"{__name__}.SWEEPS"])
class ASecondLook(TestCase):
    def test_does_not_hide_what_the_first_found(self):
        left[:] = [2, 5]
        first, second, third = (sweeps.run_all(today=TODAY)[0] for _ in range(3))
        self.assertEqual([run.raised for run in (first, second, third)], [5, 2, 0])
        run = SweepRun.objects.get()
        self.assertEqual((run.raised, run.cleared), (7, 2))
