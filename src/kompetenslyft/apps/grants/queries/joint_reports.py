"""Reading joint reports as one municipality has them before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants import access, settling
from kompetenslyft.apps.grants.models import JointReport, JointReportMember, ProgrammeYear
from kompetenslyft.apps.organisations import queries as organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Own:
    """A municipality's part in joint reports of a year."""

    leading: JointReport | None
    """The one that it leads itself."""
    members: Sequence[JointReportMember]
    """Those asked into it, and not gone."""
    reported_by: JointReportMember | None
    """Its part in another's, that it has agreed to."""
    questions: Sequence[JointReportMember]
    """What others ask it."""

    @property
    def agreed(self) -> Sequence[JointReportMember]:
        """The municipalities that it reports for."""
        return [member for member in self.members if member.agreed_at is not None]


def own(year: ProgrammeYear, unit: Organisation) -> Own:
    """The municipality's part. Three queries at most."""
    leading = JointReport.objects.filter(year=year, lead=unit, ended_at=None).first()
    standing = JointReportMember.objects.filter(
        year=year, left_at__isnull=True, report__ended_at__isnull=True
    ).select_related("unit", "report__lead")
    mine = list(standing.filter(unit=unit))
    return Own(
        leading=leading,
        members=list(standing.filter(report=leading)) if leading else [],
        reported_by=next((one for one in mine if one.agreed_at is not None), None),
        questions=[one for one in mine if one.agreed_at is None],
    )


def candidates(year: ProgrammeYear, unit: Organisation, on: date) -> list[Organisation]:
    """Those that the municipality can ask: asked for a report, and not reported for by another. Three queries."""
    if year.report_round_id is None:
        return []
    asked = set(collection.standings_in(year.report_round_id)) - set(settling.leads_of(year)) - {unit.pk}
    return list(organisations.reporting_units(on).filter(pk__in=asked))


def member(year: ProgrammeYear, unit: Organisation, pk: int) -> JointReportMember:
    """The municipality's own membership or question. Raises Refused (E101) where there is none."""
    found = (
        JointReportMember.objects.filter(year=year, unit=unit, pk=pk)
        .select_related("unit", "report__lead", "year")
        .first()
    )
    if found is None:
        raise access.not_found()
    return found
