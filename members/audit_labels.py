"""What the audit trail calls what is done to groups, their lists and their matters."""

from django.utils.translation import gettext_lazy as _

from groupadmin.groups.models import Group
from members.flags.models import Sending
from members.register.history import ACTIONS
from members.rosters.models import IdentityDecision, Membership

LABELS = {
    **ACTIONS,
    "identity.number_given": _("somebody was named who may not be looked up"),
    "ledger.exported": _("the register was taken out"),
    "person.groups_viewed": _("a person's groups were looked at"),
}
FACTS = {
    "group": _("group"),
    "counts": _("figures"),
    "joined": _("Joined"),
    "renamed": _("renamed"),
    "ambiguous": _("to decide"),
    "outside": _("from outside"),
    "rejected": _("not taken"),
    "headcount": _("members"),
    "headcount_outside": _("of them from outside"),
    "override_reason": _("reason"),
    "show": _("filter"),
    "searched": _("searched by a word"),
    "roles": _("Roles"),
    "runners": _("who runs it"),
    "employee": _("person"),
    "verdict": _("Decided"),
    "tone": _("text"),
    "told": _("matters"),
    "until": _("until"),
    "sponsor": _("sponsor"),
    "moment": _("moment"),
    "certain": _("certain"),
    "possible": _("possible"),
    "regulation": _("regulation"),
    "status": _("status"),
    "source": _("source"),
    "import": _("import"),
    "row": _("row"),
    "into": _("into"),
    "signer": _("signer"),
    "signed_on": _("signed on"),
    "paper": _("number of the paper"),
    "text": _("text"),
    "posted_on": _("posted on"),
}
STATES_AND_ROLES = dict(Group.Status.choices) | dict(Membership.Role.choices)
CODES = {
    "status": dict(Group.Status.choices),
    "before": STATES_AND_ROLES,
    "after": STATES_AND_ROLES,
    "kind": dict(Membership.AccountKind.choices),
    "verdict": dict(IdentityDecision.Verdict.choices),
    "tone": dict(Sending.Tone.choices),
}
