"""The app's tables, by thought: rosters (who is in, on what evidence) and flags (what is wrong, whose turn it is)."""

from members.flags.models import Adoption, Flag, Sending, SilenceExcuse
from members.rosters.models import IdentityDecision, Membership, RoleChange, RoleChangeLine, RosterImport, Sponsorship

__all__ = [
    "Adoption",
    "Flag",
    "IdentityDecision",
    "Membership",
    "RoleChange",
    "RoleChangeLine",
    "RosterImport",
    "Sending",
    "SilenceExcuse",
    "Sponsorship",
]
