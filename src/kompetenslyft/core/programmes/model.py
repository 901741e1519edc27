"""A programme year: what a state grant is for, who may claim it, how it is divided, used, reported and repaid."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.allocation.model import AllocationModel
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.text import Text


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Decision(_Definition):
    """The decision that the year rests on."""

    reference: str
    day: date | None = None
    source: str


class Parameter(_Definition):
    """What the sources do not give and the agency sets before the allocation is decided."""

    id: Id
    what: Text


class Purpose(_Definition):
    """What money is given for. ``amount_sek`` is its part of the appropriation; the parts add up to it."""

    id: Id
    title: Text
    amount_sek: int = Field(gt=0)
    source: str
    allocation: AllocationModel


class Claimants(_Definition):
    """Who may claim: a kind of organisation, with words on it."""

    kind: Literal["municipality"] = "municipality"
    note: Text
    source: str


class RequisitionWindow(_Definition):
    """First and last day to claim (inclusive). ``source`` says which of them it gives."""

    instrument: str
    opens: date
    closes: date
    source: str


class ReportingWindow(_Definition):
    """First day to report, the deadline shown, and the last day that anything is changed (inclusive)."""

    instrument: str
    opens: date
    deadline: date
    last_change: date
    source: str


class CostCategory(_Definition):
    """A kind of cost. ``purpose`` is set where it belongs to one purpose alone."""

    id: Id
    label: Text
    help: Text | None = None
    purpose: Id | None = None


class ActivityKind(_Definition):
    """A kind of activity. ``has_participants``: people take part in it, and are counted."""

    id: Id
    label: Text
    help: Text | None = None
    has_participants: bool = True


class _Rule(_Definition):
    """A rule on how the money may be used. ``severity`` hard: cost against it is not permitted and is repaid."""

    code: str = Field(pattern=r"^B\d{3}$")
    text: Text
    """The rule in words, as the decision or the instructions have it."""
    severity: Severity = Severity.HARD
    source: str
    valid_from: date
    valid_to: date | None = None


class ShareCap(_Rule):
    """Costs in these categories or in activities of these kinds are together at most ``percent`` of what was received.

    A cost that is both is counted once.
    """

    rule: Literal["share_cap"] = "share_cap"
    purpose: Id
    categories: tuple[Id, ...] = ()
    kinds: tuple[Id, ...] = ()
    percent: int = Field(ge=0, le=100)


class AmountCap(_Rule):
    """Costs in these categories are together at most ``amount_sek`` a municipality and year.

    ``first_inventory_only``: who has made a competence inventory before may have no such costs at all.
    """

    rule: Literal["amount_cap"] = "amount_cap"
    purpose: Id
    categories: tuple[Id, ...]
    amount_sek: int = Field(ge=0)
    first_inventory_only: bool = False


class WithinYear(_Rule):
    """Activities lie within these days (inclusive)."""

    rule: Literal["within_year"] = "within_year"
    first: date
    last: date


class PermittedKinds(_Rule):
    """The purpose's money pays for activities of these kinds alone."""

    rule: Literal["permitted_kinds"] = "permitted_kinds"
    purpose: Id
    kinds: tuple[Id, ...]


class PermittedCategories(_Rule):
    """The purpose's money pays for costs in these categories alone."""

    rule: Literal["permitted_categories"] = "permitted_categories"
    purpose: Id
    categories: tuple[Id, ...]


class ReasonRequired(_Rule):
    """Activities of these kinds need a written reason."""

    rule: Literal["reason_required"] = "reason_required"
    kinds: tuple[Id, ...]


Rule = Annotated[
    ShareCap | AmountCap | WithinYear | PermittedKinds | PermittedCategories | ReasonRequired,
    Field(discriminator="rule"),
]


class Repayment(_Definition):
    """What is repaid: what was not used, what was used against the rules, everything where no report comes."""

    unused: bool = True
    not_permitted: bool = True
    without_report: bool = True
    source: str


class Redistribution(_Definition):
    """Whether money that was not claimed is divided anew among those who said yes to a share of it."""

    allowed: bool
    source: str


class Programme(_Definition):
    """A programme in one year. A year is run by its own definition for ever."""

    id: str
    version: str
    title: Text
    year: int
    decision: Decision
    appropriation_sek: int = Field(gt=0)
    framework: str | None = None
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    parameters: tuple[Parameter, ...] = ()
    claimants: Claimants
    requisition: RequisitionWindow
    reporting: ReportingWindow
    activity_kinds: tuple[ActivityKind, ...]
    cost_categories: tuple[CostCategory, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    repayment: Repayment
    redistribution: Redistribution
    notes: tuple[Text, ...] = ()
    """What is simplified, and what the decision says that no rule here computes."""

    def __hash__(self) -> int:
        return hash(self.ref)

    @property
    def ref(self) -> str:
        """``id@version``, as it is stored with a programme year."""
        return f"{self.id}@{self.version}"

    def purpose(self, purpose_id: str) -> Purpose:
        """The purpose with that id; KeyError where there is none."""
        for purpose in self.purposes:
            if purpose.id == purpose_id:
                return purpose
        raise KeyError(purpose_id)
