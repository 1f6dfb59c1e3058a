"""What the audit trail calls what is done to regulations."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "regulation.loaded": _("a preset was loaded"),
    "regulation.edited": _("a regulation was edited"),
    "regulation.edition_made": _("a new edition was made"),
    "regulation.published": _("a regulation was published"),
    "regulation.sealed": _("an edition was sealed"),
}
