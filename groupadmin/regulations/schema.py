"""The vocabulary of preset files, drawn from the tables: which chapter holds which column, which list holds which rows.

The names in a file are the names of columns; closed words are written in lower case. So a new rule is one column, and
file, command, copy of an edition and admin follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import models

from groupadmin.regulations.models import (
    AccountKind,
    Accumulation,
    Admitted,
    ApprovalStep,
    CategoryRule,
    CommitteeRole,
    ContentKind,
    DemandedField,
    DutyTerm,
    EscalationStep,
    GoverningPlatform,
    InspectionTarget,
    Measure,
    MemberReport,
    NewcomerStep,
    NicknamePattern,
    Offence,
    OffenceStep,
    Penalty,
    PublicationStep,
    QuietHours,
    RecurringDuty,
    RequiredMember,
    RoleDuty,
    conduct,
    handling,
    standing,
)

Field: TypeAlias = "models.Field[Any, Any]"
# What a file writes where a figure, penalty or interval is demanded and none is named.
BLANK = "blank"

CHAPTERS: dict[str, type[models.Model]] = {
    "text": standing.TextRules,
    "scope": standing.ScopeRules,
    "running": standing.RunningRules,
    "eligibility": standing.EligibilityRules,
    "newcomers": standing.NewcomerRules,
    "creation": standing.CreationRules,
    "group_name": standing.GroupNameRules,
    "identity": conduct.IdentityRules,
    "accounts": conduct.AccountRules,
    "inspection": conduct.InspectionRules,
    "silence": conduct.SilenceRules,
    "lifetime": conduct.LifetimeRules,
    "content": conduct.ContentRules,
    "response": conduct.ResponseRules,
    "messages": conduct.MessageRules,
    "activities": conduct.ActivityRules,
    "removal": handling.RemovalRules,
    "rotation": handling.RotationRules,
    "responsibility": handling.ResponsibilityRules,
    "secrecy": handling.SecrecyRules,
    "feedback": handling.FeedbackRules,
}


@dataclass(frozen=True)
class Table:
    """One list of rows.

    ``short``: a row that says nothing but this column is written as its bare value. ``implied``: closed words that a
    file leaves out where they have their usual value.
    """

    key: str
    model: type[models.Model]
    parent: str = "regulation"
    short: str = ""
    implied: frozenset[str] = frozenset()
    children: tuple[Table, ...] = ()

    @property
    def fields(self) -> dict[str, Field]:
        """The columns a file may give, by name."""
        kept = {"id", self.parent, "is_open"}
        return {field.name: field for field in self.model._meta.concrete_fields if field.name not in kept}


TABLES: tuple[Table, ...] = (
    Table("platforms", GoverningPlatform, short="platform"),
    Table("categories", CategoryRule),
    Table("admitted", Admitted, short="who"),
    Table("required_members", RequiredMember),
    Table("newcomer_steps", NewcomerStep),
    Table("demanded_fields", DemandedField, short="what", implied=frozenset({"paper"})),
    Table("approval_steps", ApprovalStep, implied=frozenset({"request"})),
    Table("nickname_patterns", NicknamePattern),
    Table("account_kinds", AccountKind),
    Table("inspection_targets", InspectionTarget, short="what"),
    Table("content_kinds", ContentKind, short="title"),
    Table("quiet_hours", QuietHours),
    Table("recurring_duties", RecurringDuty),
    Table("member_reports", MemberReport),
    Table("measures", Measure),
    Table(
        "offences",
        Offence,
        implied=frozenset({"answerable"}),
        children=(
            Table(
                "steps",
                OffenceStep,
                "offence",
                implied=frozenset({"occurrence"}),
                children=(Table("penalties", Penalty, "step", short="kind"),),
            ),
        ),
    ),
    Table("accumulations", Accumulation),
    Table(
        "committee_roles",
        CommitteeRole,
        children=(Table("duties", RoleDuty, "role", short="text", implied=frozenset({"kind"})),),
    ),
    Table("duty_terms", DutyTerm),
    Table("publication_steps", PublicationStep),
    Table("escalation_steps", EscalationStep),
)


def columns(chapter: str) -> dict[str, Field]:
    """Return the columns of a chapter by name."""
    return {field.name: field for field in CHAPTERS[chapter]._meta.get_fields() if isinstance(field, models.Field)}
