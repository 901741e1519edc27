"""Reporting together: a lead asks, members agree, and from then on the lead's report answers for them.

A member's own return is meanwhile declared as having nothing to report, so that nobody fills it in or is reminded of
it. Each municipality's money is still settled by its own parts of the activities.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries as returns
from kompetenslyft.apps.grants import access, settling
from kompetenslyft.apps.grants.actions import joint_report_refusals as refusals
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.models import JointReport, JointReportMember, ProgrammeYear
from kompetenslyft.core.settlement.model import UNREPORTED
from kompetenslyft.core.workflow.returns import Event

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.organisations.models import Organisation


@transaction.atomic
def propose(
    *,
    year: ProgrammeYear,
    lead: Organisation,
    members: Sequence[Organisation],
    by: Caller,
    at: datetime | None = None,
) -> JointReport:
    """Ask municipalities to be reported for by the lead. Those asked already are left as they are.

    Raises Refused: E101, E104 not the lead's signatory, G707 the year is closed, G601 reporting is not opened, G602
    somebody is not asked for a report, G603 the lead is reported for by another, G604 its report is submitted, G605
    nobody is named, G606 a member is reported for by another.
    """
    at = at or clock.now()
    access.check_is_signatory(by, lead, at.date())
    year = _open_for_reports(year)
    others = [unit for unit in members if unit.pk != lead.pk]
    if not others:
        raise refusals.nobody_named()
    leads = settling.leads_of(year)
    if lead.pk in leads:
        raise refusals.reported_for_already(lead.name)
    _check_unsubmitted(year, lead)
    for unit in others:
        _report_of(year, unit)
        if leads.get(unit.pk, lead.pk) != lead.pk:
            raise refusals.reported_for_by_another(unit.name)
    report, _created = JointReport.objects.get_or_create(
        year=year, lead=lead, ended_at=None, defaults={"made_at": at, "made_by": str(by)}
    )
    asked = set(report.members.filter(left_at__isnull=True).values_list("unit_id", flat=True))
    JointReportMember.objects.bulk_create(
        JointReportMember(report=report, year=year, unit=unit, asked_at=at)
        for unit in others
        if unit.pk not in asked
    )
    audit.record(
        "joint_report.propose", report, by=by, at=at, lead=lead.code, members=[unit.code for unit in others]
    )
    return report


@transaction.atomic
def agree(*, member: JointReportMember, by: Caller, at: datetime | None = None) -> JointReportMember:
    """Let the lead report for the municipality; its own return is declared as having nothing to report.

    Raises Refused: E101, E104 not the member's signatory, G707 the year is closed, G604 the lead's report is
    submitted, G606 another reports for it, G607 no longer asked, G608 its own report is submitted, G609 it reports
    for others itself, T304 the last day is past.
    """
    at = at or clock.now()
    access.check_is_signatory(by, member.unit, at.date())
    year = _open_for_reports(member.year)
    member = _held(member)
    if member.agreed_at is not None or member.left_at is not None or member.report.ended_at is not None:
        raise refusals.not_asked_any_more()
    leads = settling.leads_of(year)
    if member.unit_id in leads:
        raise refusals.reported_for_by_another(member.unit.name)
    if member.unit_id in leads.values():
        raise refusals.reports_for_others(member.unit.name)
    if member.report.lead_id in leads:
        raise refusals.reported_for_already(member.report.lead.name)
    _check_unsubmitted(year, member.report.lead)
    own = _report_of(year, member.unit)
    if own.state not in UNREPORTED:
        raise refusals.own_report_submitted(member.unit.name, own)
    member.agreed_at, member.agreed_by = at, str(by)
    member.save(update_fields=["agreed_at", "agreed_by"])
    collection.declare_nil(answer_to=own, by=by, note=f"Redovisas av {member.report.lead.name}.", at=at)
    audit.record("joint_report.agree", member, by=by, at=at, unit=member.unit.code)
    return member


@transaction.atomic
def leave(*, member: JointReportMember, by: Caller, at: datetime | None = None) -> JointReportMember:
    """Report by itself again, or say no to being reported for.

    Raises Refused: E101, E104 not the member's signatory, G707 the year is closed, G607 no longer asked, G604 the
    lead's report is submitted, T304 the last day is past.
    """
    at = at or clock.now()
    access.check_is_signatory(by, member.unit, at.date())
    year = _open_for_reports(member.year)
    member = _held(member)
    if member.left_at is not None or member.report.ended_at is not None:
        raise refusals.not_asked_any_more()
    if member.agreed_at is not None:
        _check_unsubmitted(year, member.report.lead)
    _release(year, member, by=by, at=at)
    audit.record("joint_report.leave", member, by=by, at=at, unit=member.unit.code)
    return member


@transaction.atomic
def end(*, report: JointReport, by: Caller, at: datetime | None = None) -> JointReport:
    """End a joint report before it is submitted; each member reports by itself again.

    The lead's signatory ends one that nobody has agreed to; where somebody has, a programme officer does.
    Raises Refused: E101, E104 neither, G707 the year is closed, G607 ended already, G604 the report is submitted, G610
    somebody has agreed.
    """
    at = at or clock.now()
    officer = access.is_officer(by, at.date())
    if not officer:
        access.check_is_signatory(by, report.lead, at.date())
    year = _open_for_reports(report.year)
    report = JointReport.objects.select_for_update(of=("self",)).select_related("lead").get(pk=report.pk)
    if report.ended_at is not None:
        raise refusals.not_asked_any_more()
    members = list(report.members.filter(left_at__isnull=True).select_related("unit", "report__lead"))
    agreed = [member for member in members if member.agreed_at is not None]
    if agreed:
        _check_unsubmitted(year, report.lead)
        if not officer:
            raise refusals.somebody_has_agreed([member.unit.name for member in agreed])
    for member in members:
        _release(year, member, by=by, at=at)
    report.ended_at = at
    report.save(update_fields=["ended_at"])
    audit.record("joint_report.end", report, by=by, at=at, lead=report.lead.code)
    return report


def follow_report(
    sender: object, *, returns: Sequence[Return], event: Event, by: Caller, at: datetime, **kwargs: object
) -> None:
    """Keep who reports for whom and the returns in step, and what is closed closed. Receives ``returns_moved``.

    Raises Refused: G707 the year is closed, G611 a member opens its own return while another reports for it, G612 a
    lead declares that there is nothing to report while others count on it.
    """
    if event in {Event.STARTED, Event.SAVED}:
        return
    year = ProgrammeYear.objects.filter(report_round_id=returns[0].round_id).first()
    if year is None:
        return
    check_not_closed(year)
    if event not in {Event.REOPENED, Event.DECLARED_NIL}:
        return
    leads = settling.leads_of(year)
    for answer_to in returns:
        if event is Event.REOPENED and answer_to.unit_id in leads:
            raise refusals.leave_first(answer_to.unit.name)
        if event is Event.DECLARED_NIL and answer_to.unit_id in leads.values():
            raise refusals.others_count_on_it(answer_to.unit.name)


def _release(year: ProgrammeYear, member: JointReportMember, *, by: Caller, at: datetime) -> None:
    member.left_at = at
    member.save(update_fields=["left_at"])
    if member.agreed_at is not None:
        note = f"{member.report.lead.name} redovisar inte längre för {member.unit.name}."
        collection.reopen(answer_to=_report_of(year, member.unit), by=by, note=note, at=at)


def _open_for_reports(year: ProgrammeYear) -> ProgrammeYear:
    year = held(year)
    check_not_closed(year)
    if year.report_round is None:
        raise refusals.reporting_not_opened()
    return year


def _held(member: JointReportMember) -> JointReportMember:
    rows = JointReportMember.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "report__lead").get(pk=member.pk)


def _report_of(year: ProgrammeYear, unit: Organisation) -> Return:
    """The municipality's own return. Raises Refused (G602) where it is not asked for one."""
    found = returns.return_of(year.report_round_id, unit.pk)
    if found is None:
        raise refusals.not_asked_for_a_report(unit.name)
    return found


def _check_unsubmitted(year: ProgrammeYear, lead: Organisation) -> None:
    """Raises Refused (G604) where the lead's report is submitted, or has been and is on its way back."""
    own = _report_of(year, lead)
    if own.state not in UNREPORTED or own.counted_number is not None:
        raise refusals.lead_has_submitted(lead.name, own)
