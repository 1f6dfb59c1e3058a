"""What the audit trail calls what is done to regulations."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "regulation.loaded": _("a preset was loaded"),
    "regulation.edited": _("a regulation was edited"),
    "regulation.edition_made": _("a new edition was made"),
    "regulation.published": _("a regulation was published"),
    "regulation.sealed": _("an edition was sealed"),
}
FACTS = {
    "edition": _("edition"),
    "preset": _("fingerprint of the file"),
    "done": _("what was done"),
    "effective_from": _("in force from"),
    "filled": _("blanks filled in"),
}
CODES = {"done": {"created": _("new"), "updated": _("changed"), "edition": _("new edition")}}
