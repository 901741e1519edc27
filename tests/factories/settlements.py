"""What a settlement is made from, laid straight in the database: money paid, reports, activities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps.collection.models import Return, Submission
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Activity, ActivityPart, JointReport, JointReportMember
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.core.workflow.returns import Status
from tests.factories import collection, grants

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

SHARING = "staffing-grant@2017"
"""A programme that lets what is not claimed be divided anew."""
BY = grants.BY
IN_TIME = grants.at(date(2014, 2, 10))
AFTER_LAST_DAY = grants.at(date(2014, 4, 1))
LAST_CHANGE = date(2014, 3, 31)

_numbers = count(1)


def reporting(programme_year: ProgrammeYear) -> ProgrammeYear:
    """The year with a report round that closes for changes on ``LAST_CHANGE``."""
    programme_year.report_round = collection.round_(
        code=f"redovisning-{programme_year.code}",
        year=programme_year.programme.year,
        ref=programme_year.programme.reporting.instrument,
        opens=date(2013, 12, 2),
        deadline=date(2014, 2, 15),
        last_start=LAST_CHANGE,
        last_change=LAST_CHANGE,
    )
    programme_year.save()
    return programme_year


@transaction.atomic
def paid(programme_year: ProgrammeYear, unit: Organisation, **amounts: int) -> None:
    """Money owed, sent to the bank and paid, by purpose."""
    for purpose, amount in amounts.items():
        owed = grants.entitlement(programme_year, unit, purpose, amount, number=next(_numbers))
        moment = grants.at(date(2013, 9, 20))
        post(
            programme_year,
            [
                Posting(event, purpose, amount, f"{event.value}:{owed.pk}", (unit.pk, unit.code))
                for event in (LedgerEvent.SENT, LedgerEvent.PAID)
            ],
            by_label=BY,
            at=moment,
        )


def asked(programme_year: ProgrammeYear, unit: Organisation) -> Return:
    """The municipality's report, not begun."""
    return Return.objects.create(round=programme_year.report_round, unit=unit, joined_year=2013)


def signed(answer_to: Return, status: Status = Status.SIGNED) -> Return:
    """The report with its next submission signed."""
    number = answer_to.submissions.count() + 1
    Submission.objects.create(
        answer_to=answer_to,
        number=number,
        values={},
        digest=f"{answer_to.pk}-{number}",
        revision=number,
        submitted_by="Karin Samordnare",
        submitted_at=IN_TIME,
        signed_by="Sten Ombud",
        signed_at=IN_TIME,
    )
    answer_to.counted_number = number
    return in_status(answer_to, status)


def in_status(answer_to: Return, status: Status) -> Return:
    """The report in another status."""
    answer_to.status, answer_to.status_since = status.value, IN_TIME
    answer_to.save()
    return answer_to


def activity(
    programme_year: ProgrammeYear,
    unit: Organisation,
    costs: Mapping[str, Mapping[str, int]],
    *,
    kind: str = "credit_course",
    others: Mapping[Organisation, Mapping[str, Mapping[str, int]]] | None = None,
    **fields: object,
) -> Activity:
    """An activity that was carried out, with the municipality's costs and those of others that took part."""
    number = Activity.objects.filter(year=programme_year, unit=unit).count() + 1
    day = date(programme_year.programme.year, 10, 1)
    row = Activity.objects.create(
        **{
            "year": programme_year,
            "unit": unit,
            "number": number,
            "title": f"Insats {number}",
            "kind": kind,
            "state": "carried_out",
            "starts": day,
            "ends": day,
            "changed_at": IN_TIME,
            "changed_by": "Karin Samordnare",
        }
        | fields
    )
    for one, spent in {unit: costs, **(others or {})}.items():
        ActivityPart.objects.create(activity=row, unit=one, costs=spent)
    return row


def joint_report(programme_year: ProgrammeYear, lead: Organisation, *members: Organisation) -> JointReport:
    """A joint report that the members have agreed to."""
    report = JointReport.objects.create(year=programme_year, lead=lead, made_at=IN_TIME, made_by="Sten Ombud")
    for unit in members:
        JointReportMember.objects.create(
            report=report,
            year=programme_year,
            unit=unit,
            asked_at=IN_TIME,
            agreed_at=IN_TIME,
            agreed_by="Sten Ombud",
        )
    return report
