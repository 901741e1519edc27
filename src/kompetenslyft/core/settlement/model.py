"""Where a municipality stands on the way from its report to its last repaid krona."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.programmes.model import Repayment
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Status


class State(StrEnum):
    """Where a municipality stands in a year, in the order of the way."""

    NOT_REPORTED = "not_reported"
    SUBMITTED = "submitted"
    COMPLETION_REQUESTED = "completion_requested"
    REPORTED = "reported"
    OUTDATED = "outdated"
    RECOVERED = "recovered"
    TO_INVOICE = "to_invoice"
    INVOICED = "invoiced"
    REPAID = "repaid"
    SETTLED = "settled"


STATE_LABELS: dict[State, Text] = {
    State.NOT_REPORTED: Text(sv="Inte redovisat", en="Not reported"),
    State.SUBMITTED: Text(sv="Inlämnat, väntar på underskrift", en="Submitted, awaiting signature"),
    State.COMPLETION_REQUESTED: Text(sv="Komplettering begärd", en="Completion requested"),
    State.REPORTED: Text(sv="Redovisat, kan slutregleras", en="Reported, can be settled"),
    State.OUTDATED: Text(sv="Ska slutregleras på nytt", en="To be settled anew"),
    State.RECOVERED: Text(sv="Allt återkrävs, ska faktureras", en="All recovered, to be invoiced"),
    State.TO_INVOICE: Text(sv="Slutreglerat, ska faktureras", en="Settled, to be invoiced"),
    State.INVOICED: Text(sv="Fakturerat", en="Invoiced"),
    State.REPAID: Text(sv="Återbetalat", en="Repaid"),
    State.SETTLED: Text(sv="Slutreglerat, inget att återbetala", en="Settled, nothing to repay"),
}

DONE = frozenset({State.SETTLED, State.REPAID})
"""States in which nothing is left to do."""

READY = frozenset({State.REPORTED, State.OUTDATED})
"""States in which a settlement can be made."""

UNSETTLED_AGAIN = frozenset({State.SUBMITTED, State.COMPLETION_REQUESTED, State.OUTDATED})
"""States in which a settlement that stands is about to be made anew."""

UNREPORTED = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS})
"""A return in one of these, of which no submission counts, is not sent in."""

UNSIGNED = UNREPORTED | {Status.SUBMITTED}
"""A return in one of these, of which no submission counts, is no report: nobody has signed it."""

NIL_REPORT = 0
"""The number of a declaration that there is nothing to report: a report that nothing was used."""

ANOTHERS_REPORT = -1
"""The number that stands for a submission of somebody who does not report for the municipality any more."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it stands: its return's status, and the number of the submission that counts, if any.

    A declaration that there is nothing to report has the number ``NIL_REPORT``.
    """

    status: Status
    submission: int | None

    @property
    def is_ready(self) -> bool:
        """Signed, accepted or declared nil: it can be settled."""
        return self.status in {Status.SIGNED, Status.ACCEPTED, Status.NIL} and self.submission is not None

    @property
    def is_missing(self) -> bool:
        """Nothing has been signed that stands."""
        return self.status in UNSIGNED and self.submission is None


@dataclass(frozen=True, slots=True)
class Settled:
    """The settlement of one purpose that stands. Whole kronor; received = used + unused + not permitted."""

    received: int
    used: int
    unused: int
    not_permitted: int
    repaid: int = 0
    invoiced: bool = False
    submission: int | None = None
    """The submission that it rests on; None where it was made because no report came."""

    @property
    def to_repay(self) -> int:
        """All that is demanded, repaid or not."""
        return self.unused + self.not_permitted

    @property
    def left(self) -> int:
        """What is still to be repaid."""
        return self.to_repay - self.repaid


def settled_by(
    rule: Repayment,
    *,
    received: int,
    unused: int,
    not_permitted: int,
    repaid: int = 0,
    submission: int | None = None,
) -> Settled:
    """What is settled where the programme repays by ``rule``: what it lets the municipality keep counts as used."""
    unused = unused if rule.unused else 0
    not_permitted = not_permitted if rule.not_permitted else 0
    return Settled(
        received=received,
        used=received - unused - not_permitted,
        unused=unused,
        not_permitted=not_permitted,
        repaid=repaid,
        submission=submission,
    )


def state_of(report: Report | None, received: Mapping[str, int], settled: Mapping[str, Settled]) -> State:
    """The state of a municipality: its report (None: not asked), what it has received and what stands, by purpose.

    A report on its way again goes before the settlement that stands, which is then made anew. Where everything is
    recovered, a report that is sent in changes nothing until it is signed.
    """
    if report is not None and report.status is Status.SUBMITTED and not _recovered_without(report, settled):
        return State.SUBMITTED
    if report is not None and report.status in {Status.COMPLETION_REQUESTED, Status.REOPENED}:
        return State.COMPLETION_REQUESTED
    if not settled:
        return State.REPORTED if report is not None and report.is_ready else State.NOT_REPORTED
    if is_outdated(report, received, settled):
        return State.OUTDATED
    return _state_of_the_debt(settled)


def is_outdated(report: Report | None, received: Mapping[str, int], settled: Mapping[str, Settled]) -> bool:
    """Whether what a settlement rests on has changed: more was paid, a newer report has come, or it was taken back."""
    if {purpose: one.received for purpose, one in settled.items() if one.received} != {
        purpose: amount for purpose, amount in received.items() if amount
    }:
        return True
    if report is None:
        return False
    if report.is_missing:
        return any(one.submission is not None for one in settled.values())
    return report.is_ready and any(one.submission != report.submission for one in settled.values())


def _recovered_without(report: Report, settled: Mapping[str, Settled]) -> bool:
    """Whether everything was demanded because no report came, and none has been signed since."""
    return report.is_missing and bool(settled) and all(one.submission is None for one in settled.values())


def _state_of_the_debt(settled: Mapping[str, Settled]) -> State:
    if not any(one.to_repay for one in settled.values()):
        return State.SETTLED
    owing = [one for one in settled.values() if one.left]
    if not owing:
        return State.REPAID
    if all(one.invoiced for one in owing):
        return State.INVOICED
    return State.RECOVERED if any(one.submission is None for one in owing) else State.TO_INVOICE
