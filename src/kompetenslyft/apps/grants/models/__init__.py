"""What is kept of grants. Other contexts use the actions and queries."""

from kompetenslyft.apps.grants.models.activities import Activity, ActivityChange, ActivityPart
from kompetenslyft.apps.grants.models.allocation import KeyTable, Offer, Scenario
from kompetenslyft.apps.grants.models.money import (
    Entitlement,
    LedgerEntry,
    LedgerPosting,
    PayeeAccount,
    Payment,
    PaymentBatch,
    PaymentLine,
    Redistribution,
)
from kompetenslyft.apps.grants.models.settlement import (
    JointReport,
    JointReportMember,
    Repayment,
    Settlement,
)
from kompetenslyft.apps.grants.models.years import ProgrammeYear

__all__ = [
    "Activity",
    "ActivityChange",
    "ActivityPart",
    "Entitlement",
    "JointReport",
    "JointReportMember",
    "KeyTable",
    "LedgerEntry",
    "LedgerPosting",
    "Offer",
    "PayeeAccount",
    "Payment",
    "PaymentBatch",
    "PaymentLine",
    "ProgrammeYear",
    "Redistribution",
    "Repayment",
    "Scenario",
    "Settlement",
]
