"""What a regulation says: one row per edition, child rows for what there can be many of."""

from groupadmin.regulations.models.blanks import Blank
from groupadmin.regulations.models.communication import (
    ContentKind,
    EscalationStep,
    Measure,
    MemberReport,
    PublicationStep,
    QuietHours,
    RecurringDuty,
)
from groupadmin.regulations.models.duties import CommitteeRole, DutyTerm, RoleDuty
from groupadmin.regulations.models.members import (
    Account,
    AccountKind,
    Admitted,
    NewcomerStep,
    NicknamePattern,
    RequiredMember,
)
from groupadmin.regulations.models.offences import Accumulation, Offence, OffenceStep, Penalty, PenaltyKind
from groupadmin.regulations.models.organisation import (
    ApprovalStep,
    CategoryRule,
    DemandedField,
    GoverningPlatform,
    InspectionTarget,
)
from groupadmin.regulations.models.regulation import Chapter, Clause, Regulation

__all__ = [
    "Account",
    "AccountKind",
    "Accumulation",
    "Admitted",
    "ApprovalStep",
    "Blank",
    "CategoryRule",
    "Chapter",
    "Clause",
    "CommitteeRole",
    "ContentKind",
    "DemandedField",
    "DutyTerm",
    "EscalationStep",
    "GoverningPlatform",
    "InspectionTarget",
    "Measure",
    "MemberReport",
    "NewcomerStep",
    "NicknamePattern",
    "Offence",
    "OffenceStep",
    "Penalty",
    "PenaltyKind",
    "PublicationStep",
    "QuietHours",
    "RecurringDuty",
    "Regulation",
    "RequiredMember",
    "RoleDuty",
]
