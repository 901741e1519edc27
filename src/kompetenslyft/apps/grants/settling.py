"""What a settlement is computed from: the money received, the reports, the activities, and what stands already.

Shared by the settlement's actions and queries. Each reads for a whole year, in a constant number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet, Sum

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants.models import JointReportMember, LedgerPosting, ProgrammeYear, Settlement
from kompetenslyft.apps.grants.queries.activities import core_activities
from kompetenslyft.apps.grants.queries.inventories import INVENTORY
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.ledger.model import Account, LedgerEvent
from kompetenslyft.core.settlement.model import (
    ANOTHERS_REPORT,
    NIL_REPORT,
    READY,
    STATE_LABELS,
    Report,
    Settled,
    State,
    settled_by,
    state_of,
)
from kompetenslyft.core.spending.settle import Outcome, settle
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Status


@dataclass(frozen=True, slots=True)
class Case:
    """One municipality of a year as it is to be settled. Amounts are whole kronor by purpose."""

    unit_id: int
    code: str
    name: str
    received: Mapping[str, int]
    reporter_id: int
    """Who reports for it: itself or the lead of a joint report."""
    answer: collection.Standing | None
    """The reporter's return; None where it has not been asked."""
    standing: Mapping[str, Settlement]
    """The settlement that stands, by purpose."""

    @property
    def report(self) -> Report | None:
        if self.answer is None:
            return None
        if self.answer.nil:
            return Report(self.answer.status, NIL_REPORT)
        return Report(self.answer.status, self.answer.counted.number if self.answer.counted else None)

    @property
    def settled(self) -> Mapping[str, Settled]:
        return {purpose: self._settled(one) for purpose, one in self.standing.items()}

    @property
    def state(self) -> State:
        return state_of(self.report, self.received, self.settled)

    @property
    def state_label(self) -> Text:
        return STATE_LABELS[self.state]

    @property
    def is_ready(self) -> bool:
        """A settlement can be made, or made anew."""
        return self.state in READY and self.report is not None and self.report.is_ready

    @property
    def is_silent(self) -> bool:
        """No report is signed that stands, and none was asked for again."""
        return self.report is None or self.report.is_missing

    @property
    def can_be_recovered(self) -> bool:
        """There is neither a report nor a demand for everything, whether or not its time is up."""
        return self.is_silent and self.state in {State.NOT_REPORTED, State.SUBMITTED, State.OUTDATED}

    def time_is_up(self, on: date) -> bool:
        """The last day that the report could be changed, extension included, is past."""
        return self.answer is not None and on > self.answer.dates.last_change

    @property
    def is_joint(self) -> bool:
        """Another municipality reports for it."""
        return self.reporter_id != self.unit_id

    def _settled(self, one: Settlement) -> Settled:
        figures = as_settled(one)
        if one.report_of_id in {None, self.reporter_id}:
            return figures
        return replace(figures, submission=ANOTHERS_REPORT)


def cases(year: ProgrammeYear, unit_ids: Collection[int] | None = None) -> dict[int, Case]:
    """Every municipality that has received money, by id and in the order of their codes. Six queries at most."""
    received = _received(year, unit_ids)
    reports = _reports(year)
    leads = leads_of(year)
    standing = standing_settlements(year, unit_ids)
    return {
        unit_id: Case(
            unit_id=unit_id,
            code=code,
            name=name,
            received=amounts,
            reporter_id=leads.get(unit_id, unit_id),
            answer=reports.get(leads.get(unit_id, unit_id)),
            standing=standing[unit_id],
        )
        for (unit_id, code, name), amounts in received.items()
    }


def outcomes(year: ProgrammeYear, chosen: Collection[Case]) -> dict[int, Mapping[str, Outcome]]:
    """What each municipality's activities come to, by id and purpose received for. Four queries.

    Where there is declared to be nothing to report, nothing counts as used.
    """
    programme = year.programme
    activities = core_activities(year, [case.unit_id for case in chosen])
    inventoried = collection.units_counted_before(programme.year, INVENTORY)
    return {
        case.unit_id: {
            purpose: outcome
            for purpose, outcome in settle(
                programme,
                () if case.report and case.report.status is Status.NIL else activities[case.unit_id],
                unit=case.code,
                received=case.received,
                inventory_before=case.unit_id in inventoried,
            ).items()
            if purpose in case.received
        }
        for case in chosen
    }


def leads_of(year: ProgrammeYear) -> dict[int, int]:
    """Who reports for whom, by ids: those that have agreed to it and not left. One query."""
    return dict(active_members(year).values_list("unit_id", "report__lead_id"))


def active_members(year: ProgrammeYear) -> QuerySet[JointReportMember]:
    """Those that have agreed to be reported for, and are."""
    return JointReportMember.objects.filter(
        year=year, agreed_at__isnull=False, left_at__isnull=True, report__ended_at__isnull=True
    )


def standing_settlements(
    year: ProgrammeYear, unit_ids: Collection[int] | None = None
) -> dict[int, dict[str, Settlement]]:
    """The settlement with the highest number of each municipality (id) and purpose. One query."""
    found = Settlement.objects.filter(year=year).select_related("unit", "report_of")
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    standing: dict[int, dict[str, Settlement]] = defaultdict(dict)
    for one in found.order_by("number"):
        standing[one.unit_id][one.purpose] = one
    return standing


def as_settled(one: Settlement) -> Settled:
    """The figures of a stored settlement."""
    return Settled(
        received=one.received,
        used=one.used,
        unused=one.unused,
        not_permitted=one.not_permitted,
        repaid=one.repaid,
        invoiced=one.invoiced_at is not None,
        submission=one.submission,
    )


def figures(year: ProgrammeYear, case: Case, purpose: str, outcome: Outcome) -> Settled:
    """The figures of a settlement to be made: what is repaid already stays repaid."""
    earlier = case.standing.get(purpose)
    return settled_by(
        year.programme.repayment,
        received=outcome.received,
        unused=outcome.unused,
        not_permitted=outcome.not_permitted,
        repaid=earlier.repaid if earlier else 0,
        submission=case.report.submission if case.report else None,
    )


def findings_to_json(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """As a settlement keeps them."""
    return [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": {"sv": one.message.sv, "en": one.message.en},
            "cells": list(one.cells),
            "instance": one.instance,
        }
        for one in findings
    ]


def findings_of(settlement: Settlement) -> tuple[Finding, ...]:
    """What was found when the settlement was made."""
    return tuple(
        Finding(
            one["code"],
            Severity(one["severity"]),
            Text(**one["message"]),
            tuple(one["cells"]),
            one["instance"],
        )
        for one in settlement.findings
    )


def _received(
    year: ProgrammeYear, unit_ids: Collection[int] | None
) -> dict[tuple[int, str, str], dict[str, int]]:
    """What has been paid, by (id, code, name) and purpose, from the ledger."""
    paid = LedgerPosting.objects.filter(entry__year=year, entry__event=LedgerEvent.PAID, account=Account.HELD)
    if unit_ids is not None:
        paid = paid.filter(entry__unit__in=unit_ids)
    rows = (
        paid.order_by("entry__unit__code", "entry__purpose")
        .values_list("entry__unit_id", "entry__unit__code", "entry__unit__name", "entry__purpose")
        .annotate(amount=Sum("amount"))
    )
    received: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
    for unit_id, code, name, purpose, amount in rows:
        received[unit_id, code, name][purpose] = amount
    return received


def _reports(year: ProgrammeYear) -> Mapping[int, collection.Standing]:
    return {} if year.report_round_id is None else collection.standings_in(year.report_round_id)
