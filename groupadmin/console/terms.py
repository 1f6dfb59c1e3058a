"""Words of the field that explain themselves in place (``{% term "full" %}``); they are the glossary's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Name → the word, and what it means to whoever reads it for the first time.
TERMS: dict[str, tuple[str | Promise, str | Promise]] = {
    "full": (_("full roster"), _("Everybody of the group stands in it: whoever is missing has left.")),
    "partial": (_("partial roster"), _("Not everybody stands in it: nobody is said to have left because of it.")),
    "secrecy": (
        _("secrecy level"),
        _("Ordinary, sensitive or classified. Sensitive and classified groups need a pledge and an announcement."),
    ),
    "tier": (
        _("tier"),
        _("How sure it is who somebody is: exact and name by themselves, memory by a person's word, else not at all."),
    ),
    "coverage": (_("coverage"), _("How many rows of a list have a nickname; where few have, nobody is judged by it.")),
    "escalate": (
        _("escalate"),
        _("Past its due date a matter goes on: from the owner to the department head, and then to the office."),
    ),
    "brake": (
        _("brake"),
        _("Where a list would let very many people vanish, the import stops and asks for the reason."),
    ),
    "adopt": (_("adopt"), _("Put groups under a regulation; from then on its rules are judged there.")),
    "simulate": (_("simulate"), _("Work out what adopting would raise; nothing is written.")),
    "blank": (
        _("blank"),
        _("A figure that the regulation asks for and does not give; your organisation fills it in."),
    ),
    "edition": (_("edition"), _("One version of a regulation. An adopted one is never changed; a new one is made.")),
    "as_of": (
        _("as-of membership"),
        _("Who was in the group at a moment, by the lists before and after it: certain, possible, or not."),
    ),
}
