"""Settling what each municipality received: by its report, or in full where none came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries as returns
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access, settling
from kompetenslyft.apps.grants.actions import settlement_refusals as refusals
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import ProgrammeYear, Settlement
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.settlement.entries import entries
from kompetenslyft.core.settlement.model import Settled
from kompetenslyft.core.workflow.returns import Status

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

Progress = Callable[[int, int], object]
"""Told how many of how many municipalities are computed."""

Figures = Mapping[str, tuple[Settled, Sequence[Finding]]]
"""What a municipality's settlement comes to and what was found, by purpose."""


@dataclass(frozen=True, slots=True)
class Made:
    """What settling all came to. ``left``: why some municipalities could not be settled."""

    settlements: Sequence[Settlement]
    left: Sequence[Refused]

    @property
    def units(self) -> int:
        """How many municipalities were settled."""
        return len({one.unit_id for one in self.settlements})


@transaction.atomic
def settle_unit(
    *, year: ProgrammeYear, unit: Organisation, note: str = "", by: Caller, at: datetime | None = None
) -> list[Settlement]:
    """Settle what a municipality received, by its activities; its report is accepted with it. One row a purpose.

    Made again it gets the next number, and what the one before entered is taken back.
    Raises Refused: E103, G707 the year is closed, G401 nothing received, G402 no signed report, G403 settled so
    already, G404 more is repaid than the new settlement demands.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    case = settling.cases(year, [unit.pk]).get(unit.pk)
    if case is None:
        raise refusals.nothing_received(unit.name)
    if case.report is None or not case.report.is_ready:
        raise refusals.no_report(case)
    figures = _computed(year, [case])[case.unit_id]
    if _stands_so(case, figures):
        raise refusals.settled_already(case)
    _check_repaid(year, case, figures)
    if case.report.status is Status.SIGNED:
        answer_to = returns.return_of(year.report_round_id, case.reporter_id)
        assert answer_to is not None
        collection.accept(answer_to=answer_to, by=by, at=at)
    made = _make(year, [(case, figures)], note=note, by=by, at=at)
    audit.record("settlement.make", year, by=by, at=at, unit=unit.code, number=made[0].number)
    return made


@transaction.atomic
def settle_all(
    *, year: ProgrammeYear, by: Caller, at: datetime | None = None, progress: Progress | None = None
) -> Made:
    """Settle every municipality whose report is signed and not settled so already; all signed reports are accepted.

    Those that are settled are left as they are, so that it can be done again whenever more reports have come. The
    number of queries does not depend on how many there are.
    Raises Refused: E103, G707 the year is closed.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    ready = [case for case in settling.cases(year).values() if case.is_ready]
    computed = _computed(year, ready)
    chosen: list[tuple[settling.Case, Figures]] = []
    left: list[Refused] = []
    for done, case in enumerate(ready, 1):
        try:
            _check_repaid(year, case, computed[case.unit_id])
        except Refused as refused:
            left.append(refused)
        else:
            chosen.append((case, computed[case.unit_id]))
        if progress is not None:
            progress(done, len(ready))
    if any(case.report is not None and case.report.status is Status.SIGNED for case, _ in chosen):
        collection.accept_signed(round=year.report_round, by=by, at=at)
    made = _make(year, chosen, by=by, at=at)
    audit.record("settlement.make_all", year, by=by, at=at, units=[case.code for case, _ in chosen])
    return Made(made, left)


@transaction.atomic
def recover_everything(
    *,
    year: ProgrammeYear,
    units: Sequence[Organisation] | None = None,
    by: Caller,
    at: datetime | None = None,
) -> list[Settlement]:
    """Demand back all that was received by these municipalities, or by everybody, that have not reported in time.

    Raises Refused: E103, G707 the year is closed, G405 the last day is not past, G406 a report has come, or it is
    demanded already, G407 the programme does not demand it, G408 nobody is left without a report.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    rule = year.programme.repayment
    if not rule.without_report:
        raise refusals.not_demanded_without_report(rule.source)
    if units is None:
        found = settling.cases(year).values()
        chosen = [case for case in found if case.can_be_recovered and case.time_is_up(at.date())]
    else:
        chosen = _named(year, units, at.date())
    if not chosen:
        raise refusals.nobody_to_recover_from()
    made = _make(year, [(case, _everything(case)) for case in chosen], by=by, at=at)
    audit.record("settlement.recover", year, by=by, at=at, units=[case.code for case in chosen])
    return made


def _computed(year: ProgrammeYear, cases: Sequence[settling.Case]) -> dict[int, Figures]:
    found = settling.outcomes(year, cases)
    return {
        case.unit_id: {
            purpose: (settling.figures(year, case, purpose, outcome), outcome.findings)
            for purpose, outcome in found[case.unit_id].items()
        }
        for case in cases
    }


def _everything(case: settling.Case) -> Figures:
    return {
        purpose: (
            Settled(amount, 0, amount, 0, case.standing[purpose].repaid if purpose in case.standing else 0),
            (),
        )
        for purpose, amount in case.received.items()
    }


def _named(year: ProgrammeYear, units: Sequence[Organisation], on: date) -> list[settling.Case]:
    """The cases of the municipalities, each of which has to be without a report when its time is up."""
    found = settling.cases(year, [unit.pk for unit in units])
    for unit in units:
        case = found.get(unit.pk)
        if case is None:
            raise refusals.nothing_received(unit.name)
        if not case.can_be_recovered:
            raise refusals.has_reported(case)
        if not case.time_is_up(on):
            raise refusals.still_time(case)
    return list(found.values())


def _stands_so(case: settling.Case, figures: Figures) -> bool:
    standing = case.settled
    return standing.keys() == figures.keys() and all(
        (one.received, one.used, one.unused, one.not_permitted, one.submission)
        == (now.received, now.used, now.unused, now.not_permitted, now.submission)
        for purpose, one in standing.items()
        for now, _findings in [figures[purpose]]
    )


def _check_repaid(year: ProgrammeYear, case: settling.Case, figures: Figures) -> None:
    """Raises Refused (G404) where more is repaid than would be demanded."""
    for purpose, (made, _findings) in figures.items():
        if made.repaid > made.to_repay:
            raise refusals.repaid_more(case, year.programme.purpose(purpose).title, made)


def _make(
    year: ProgrammeYear,
    chosen: Sequence[tuple[settling.Case, Figures]],
    *,
    note: str = "",
    by: Caller,
    at: datetime,
) -> list[Settlement]:
    """Store the settlements and enter them. Two queries and those of the ledger, whatever their number."""
    rows: list[Settlement] = []
    postings: list[Posting] = []
    for case, figures in chosen:
        for purpose, (made, findings) in figures.items():
            earlier = case.standing.get(purpose)
            number = earlier.number + 1 if earlier else 1
            reported = made.submission is not None
            rows.append(
                Settlement(
                    year=year,
                    unit_id=case.unit_id,
                    purpose=purpose,
                    number=number,
                    basis=Settlement.Basis.REPORT if reported else Settlement.Basis.NO_REPORT,
                    report_of_id=case.reporter_id if reported else None,
                    submission=made.submission,
                    received=made.received,
                    used=made.used,
                    unused=made.unused,
                    not_permitted=made.not_permitted,
                    findings=settling.findings_to_json(findings),
                    note=note.strip(),
                    settled_at=at,
                    settled_by=str(by),
                    repaid=made.repaid,
                    repaid_at=at if made.repaid and made.repaid == made.to_repay else None,
                )
            )
            before = settling.as_settled(earlier) if earlier else None
            postings += [
                Posting(one.event, purpose, one.amount, one.reference, (case.unit_id, case.code))
                for one in entries(case.code, purpose, number, made, before)
            ]
    created = Settlement.objects.bulk_create(rows)
    post(year, postings, by_label=str(by), at=at)
    return created
