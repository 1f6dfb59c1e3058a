"""The life of a group: every state meets every action, and what is not in the table is refused."""

from itertools import product

from django.test import SimpleTestCase, TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.groups import services, transitions
from groupadmin.groups.models import Group
from groupadmin.groups.transitions import Status
from tests.making import NOON, TODAY, make_group

# The plan's life cycle, written out once more by hand: approved → active → dissolving → dissolved, merged, expired.
ALLOWED = {
    ("APPROVED", "activate"): "ACTIVE",
    ("APPROVED", "expire"): "EXPIRED",
    ("ACTIVE", "start_dissolving"): "DISSOLVING",
    ("ACTIVE", "record_dissolved"): "DISSOLVED",
    ("ACTIVE", "merge"): "MERGED",
    ("DISSOLVING", "dissolve"): "DISSOLVED",
    ("DISSOLVING", "record_dissolved"): "DISSOLVED",
    ("DISSOLVING", "merge"): "MERGED",
    ("DISSOLVING", "restore"): "ACTIVE",
    ("DISSOLVED", "restore"): "ACTIVE",
    ("MERGED", "restore"): "ACTIVE",
    ("EXPIRED", "restore"): "APPROVED",
}


class TheTable(SimpleTestCase):
    def test_it_says_of_every_state_and_action_what_the_plan_says(self):
        for state, action in product(Status.values, transitions.ACTIONS):
            with self.subTest(state=state, action=action):
                self.assertEqual(transitions.after(state, action), ALLOWED.get((state, action)))

    def test_every_state_can_be_reached_and_every_action_can_be_done(self):
        self.assertEqual({action for _state, action in ALLOWED}, set(transitions.ACTIONS))
        self.assertEqual({*ALLOWED.values()}, set(Status.values))

    def test_a_file_neither_gives_approvals_nor_lets_them_lapse(self):
        self.assertIsNone(transitions.action_between("APPROVED", "ACTIVE"))
        self.assertIsNone(transitions.action_between("APPROVED", "EXPIRED"))
        self.assertEqual(transitions.action_between("ACTIVE", "DISSOLVED"), "record_dissolved")
        self.assertEqual(transitions.action_between("DISSOLVED", "ACTIVE"), "restore")

    def test_the_states_an_action_starts_from_can_be_asked(self):
        self.assertEqual(set(transitions.before("merge")), {"ACTIVE", "DISSOLVING"})


class TheService(TestCase):
    FACTS = {"dissolved_on": TODAY, "merged_into": None}

    def facts(self, action):
        if action == "merge":
            return {"merged_into": make_group(), "dissolved_on": TODAY}
        if action in ("dissolve", "record_dissolved"):
            return {"dissolved_on": TODAY}
        return {"merged_into": None} if action == "restore" else {}

    def make(self, state):
        heir = make_group() if state == "MERGED" else None
        return make_group(
            status=state, dissolved_on=TODAY if state in ("DISSOLVED", "MERGED") else None, merged_into=heir
        )

    def test_it_obeys_the_table_and_leaves_an_event(self):
        for state, action in product(Status.values, transitions.ACTIONS):
            with self.subTest(state=state, action=action):
                group = self.make(state)
                events = AuditEvent.objects.filter(subject_id=str(group.pk))
                wanted = ALLOWED.get((state, action))
                if wanted is None:
                    with self.assertRaises(transitions.NotFromThisState):
                        services.apply_transition(group, action, actor=None, at=NOON, **self.facts(action))
                    self.assertEqual(events.count(), 0)
                else:
                    services.apply_transition(group, action, actor=None, at=NOON, **self.facts(action))
                    self.assertEqual(events.get().detail["after"], wanted)
                group.refresh_from_db()
                self.assertEqual(group.status, wanted or state)

    def test_the_second_of_two_people_is_told(self):
        mine, theirs = make_group(), None
        theirs = Group.objects.get(pk=mine.pk)
        services.apply_transition(mine, transitions.START_DISSOLVING, actor=None, at=NOON)
        with self.assertRaises(services.SomebodyWasFirst):
            services.apply_transition(theirs, transitions.START_DISSOLVING, actor=None, at=NOON)
        self.assertEqual(AuditEvent.objects.count(), 1)
