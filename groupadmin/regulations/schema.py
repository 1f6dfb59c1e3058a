"""The vocabulary of preset files, drawn from the tables: which chapter holds which column, which list holds which rows.

The names in a file are the names of columns; closed words are written in lower case. So a new rule is one column, and
file, command, copy of an edition and admin follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

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
    behaviour,
    handling_and_secrecy,
    text_and_admission,
)

Field: TypeAlias = "models.Field[object, object]"
# What a file writes where a figure, penalty or interval is demanded and none is named.
BLANK = "blank"

CHAPTERS: dict[str, type[models.Model]] = {
    "text": text_and_admission.TextRules,
    "scope": text_and_admission.ScopeRules,
    "running": text_and_admission.RunningRules,
    "eligibility": text_and_admission.EligibilityRules,
    "newcomers": text_and_admission.NewcomerRules,
    "creation": text_and_admission.CreationRules,
    "group_name": text_and_admission.GroupNameRules,
    "identity": behaviour.IdentityRules,
    "accounts": behaviour.AccountRules,
    "inspection": behaviour.InspectionRules,
    "silence": behaviour.SilenceRules,
    "lifetime": behaviour.LifetimeRules,
    "content": behaviour.ContentRules,
    "response": behaviour.ResponseRules,
    "messages": behaviour.MessageRules,
    "activities": behaviour.ActivityRules,
    "removal": handling_and_secrecy.RemovalRules,
    "rotation": handling_and_secrecy.RotationRules,
    "responsibility": handling_and_secrecy.ResponsibilityRules,
    "secrecy": handling_and_secrecy.SecrecyRules,
    "feedback": handling_and_secrecy.FeedbackRules,
}


@dataclass(frozen=True)
class RuleTableSchema:
    """One list of rows.

    ``short``: a row that says nothing but this column is written as its bare value. ``implied``: closed words that a
    file leaves out where they have their usual value.
    """

    key: str
    model: type[models.Model]
    parent: str = "regulation"
    short: str = ""
    implied: frozenset[str] = frozenset()
    children: tuple[RuleTableSchema, ...] = ()

    @property
    def fields(self) -> dict[str, Field]:
        """The columns a file may give, by name."""
        kept = {"id", self.parent, "is_open"}
        return {field.name: field for field in self.model._meta.concrete_fields if field.name not in kept}


TABLES: tuple[RuleTableSchema, ...] = (
    RuleTableSchema("platforms", GoverningPlatform, short="platform"),
    RuleTableSchema("categories", CategoryRule),
    RuleTableSchema("admitted", Admitted, short="who"),
    RuleTableSchema("required_members", RequiredMember),
    RuleTableSchema("newcomer_steps", NewcomerStep),
    RuleTableSchema("demanded_fields", DemandedField, short="what", implied=frozenset({"paper"})),
    RuleTableSchema("approval_steps", ApprovalStep, implied=frozenset({"request"})),
    RuleTableSchema("nickname_patterns", NicknamePattern),
    RuleTableSchema("account_kinds", AccountKind),
    RuleTableSchema("inspection_targets", InspectionTarget, short="what"),
    RuleTableSchema("content_kinds", ContentKind, short="title"),
    RuleTableSchema("quiet_hours", QuietHours),
    RuleTableSchema("recurring_duties", RecurringDuty),
    RuleTableSchema("member_reports", MemberReport),
    RuleTableSchema("measures", Measure),
    RuleTableSchema(
        "offences",
        Offence,
        implied=frozenset({"answerable"}),
        children=(
            RuleTableSchema(
                "steps",
                OffenceStep,
                "offence",
                implied=frozenset({"occurrence"}),
                children=(RuleTableSchema("penalties", Penalty, "step", short="kind"),),
            ),
        ),
    ),
    RuleTableSchema("accumulations", Accumulation),
    RuleTableSchema(
        "committee_roles",
        CommitteeRole,
        children=(RuleTableSchema("duties", RoleDuty, "role", short="text", implied=frozenset({"kind"})),),
    ),
    RuleTableSchema("duty_terms", DutyTerm),
    RuleTableSchema("publication_steps", PublicationStep),
    RuleTableSchema("escalation_steps", EscalationStep),
)


def columns(chapter: str) -> dict[str, Field]:
    """Return the columns of a chapter by name."""
    return {field.name: field for field in CHAPTERS[chapter]._meta.get_fields() if isinstance(field, models.Field)}
