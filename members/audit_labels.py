"""What the audit trail calls what is done to groups, their lists and their matters."""

from django.utils.translation import gettext_lazy as _

from members.register.history import ACTIONS

LABELS = {
    **ACTIONS,
    "roster.applied": _("a member list was applied"),
    "roster.undone": _("a member list was taken back"),
    "identity.number_given": _("somebody was named who may not be looked up"),
    "identity.decided": _("was decided who a member is"),
    "identity.forgotten": _("a decision on who a member is was forgotten"),
    "identity.account_kind": _("the kind of an account was set"),
    "ledger.exported": _("the register was taken out"),
    "outsider.sponsored": _("somebody answered for an outsider"),
    "silence.excused": _("a silence was excused"),
    "person.groups_viewed": _("a person's groups were looked at"),
}
