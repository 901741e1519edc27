"""Reporting together: asking, agreeing, leaving, ending, and what happens to the returns meanwhile."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import joint_reports, settlement
from kompetenslyft.apps.grants.models import JointReport, JointReportMember, ProgrammeYear
from kompetenslyft.apps.grants.queries import activity_locks
from kompetenslyft.apps.grants.queries import joint_reports as queries
from kompetenslyft.apps.grants.queries.settlement import overview as settlements_of
from kompetenslyft.apps.grants.settling import leads_of
from kompetenslyft.core.settlement.model import State
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grants, organisations, settlements
from tests.integration.grants.settling import municipality, refused, report

pytestmark = pytest.mark.django_db
AT = settlements.IN_TIME


@pytest.fixture
def year(db) -> ProgrammeYear:
    return settlements.reporting(grants.year())


@pytest.fixture
def lead(year):
    return municipality(year, "Falun")


@pytest.fixture
def mora(year):
    return municipality(year, "Mora")


@pytest.fixture
def signs_for_lead(lead):
    return accounts.signatory(lead)


@pytest.fixture
def signs_for_mora(mora):
    return accounts.signatory(mora)


@pytest.fixture
def asked(year, lead, mora, signs_for_lead) -> JointReportMember:
    """Mora is asked by Falun."""
    made = joint_reports.propose(year=year, lead=lead, members=[mora], by=signs_for_lead, at=AT)
    return made.members.get()


def test_a_member_agrees_and_its_own_return_is_closed_meanwhile(year, lead, mora, asked, signs_for_mora):
    assert queries.own(year, mora).questions == [asked]
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    own = report(year, mora)
    assert own.state is Status.NIL
    assert own.events.get().note == "Redovisas av Falun."
    assert leads_of(year) == {mora.pk: lead.pk}
    assert queries.own(year, mora).reported_by == asked
    assert [one.unit for one in queries.own(year, lead).agreed] == [mora]
    with refused("G611"):
        collection.reopen(answer_to=own, by=signs_for_mora, note="Vi vill själva.", at=AT)
    with refused("G612"):
        collection.declare_nil(
            answer_to=report(year, lead), by=accounts.signatory(lead), note="Inget.", at=AT
        )


def test_a_members_activities_are_open_as_long_as_the_leads_report_is(
    year, lead, mora, asked, signs_for_mora
):
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    assert activity_locks.lock_on(year, mora, AT.date()) is None
    settlements.signed(report(year, lead))
    assert activity_locks.lock_on(year, mora, AT.date()) is not None


def test_a_member_that_leaves_reports_by_itself_again(year, mora, asked, signs_for_mora):
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    joint_reports.leave(member=asked, by=signs_for_mora, at=AT)
    assert report(year, mora).state is Status.IN_PROGRESS
    assert leads_of(year) == {}
    with refused("G607"):
        joint_reports.leave(member=asked, by=signs_for_mora, at=AT)


def test_a_member_that_says_no_keeps_its_return_as_it_is(year, mora, asked, signs_for_mora):
    joint_reports.leave(member=asked, by=signs_for_mora, at=AT)
    assert report(year, mora).state is Status.NOT_STARTED
    with refused("G607"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=AT)


def test_it_is_the_signatories_who_decide(year, lead, mora, asked):
    for person in (accounts.coordinator(lead), accounts.coordinator(mora)):
        with pytest.raises(Refused, check=lambda refusal: refusal.code in {"E101", "E104"}):
            joint_reports.propose(year=year, lead=lead, members=[mora], by=person, at=AT)
        with pytest.raises(Refused, check=lambda refusal: refusal.code in {"E101", "E104"}):
            joint_reports.agree(member=asked, by=person, at=AT)
        with pytest.raises(Refused, check=lambda refusal: refusal.code in {"E101", "E104"}):
            joint_reports.leave(member=asked, by=person, at=AT)
        with pytest.raises(Refused, check=lambda refusal: refusal.code in {"E101", "E104"}):
            joint_reports.end(report=asked.report, by=person, at=AT)


def test_who_can_be_asked(year, lead, mora, signs_for_lead):
    def propose(*members) -> JointReport:
        return joint_reports.propose(year=year, lead=lead, members=members, by=signs_for_lead, at=AT)

    with refused("G605"):
        propose(lead)
    with refused("G602"):
        propose(organisations.municipality(name="Utan bidrag"))
    other = municipality(year, "Rättvik")
    settlements.joint_report(year, other, mora)
    with refused("G606"):
        propose(mora)
    assert queries.candidates(year, lead, AT.date()) == [other]
    settlements.joint_report(year, mora, lead)
    with refused("G603"):
        propose(other)


def test_asking_again_adds_only_those_who_are_new(year, lead, mora, asked, signs_for_lead):
    other = municipality(year, "Rättvik")
    made = joint_reports.propose(year=year, lead=lead, members=[mora, other], by=signs_for_lead, at=AT)
    assert made == asked.report
    assert [one.unit for one in made.members.all()] == [mora, other]


def test_nothing_changes_once_the_lead_has_submitted(year, lead, asked, signs_for_lead, signs_for_mora):
    settlements.in_status(report(year, lead), Status.SUBMITTED)
    with refused("G604"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    with refused("G604"):
        joint_reports.propose(year=year, lead=lead, members=[municipality(year)], by=signs_for_lead, at=AT)
    settlements.in_status(report(year, lead), Status.IN_PROGRESS)
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    settlements.in_status(report(year, lead), Status.SIGNED)
    with refused("G604"):
        joint_reports.leave(member=asked, by=signs_for_mora, at=AT)
    with refused("G604"):
        joint_reports.end(report=asked.report, by=accounts.officer(), at=AT)


def test_nothing_changes_while_a_completion_of_the_leads_report_is_taken_back(
    year, lead, asked, signs_for_mora
):
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    settlements.signed(report(year, lead), Status.IN_PROGRESS)
    with refused("G604"):
        joint_reports.leave(member=asked, by=signs_for_mora, at=AT)


def test_a_member_that_left_after_its_settlement_is_settled_by_a_report_of_its_own(
    year, lead, mora, asked, signs_for_mora
):
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    of_lead = settlements.signed(report(year, lead))
    officer = accounts.officer()
    settlement.settle_all(year=year, by=officer, at=AT)
    of_lead.counted_number = None
    settlements.in_status(of_lead, Status.IN_PROGRESS)
    joint_reports.leave(member=asked, by=signs_for_mora, at=AT)
    states = [row.state for row in settlements_of(year)]
    assert states == [State.OUTDATED, State.OUTDATED]
    settlements.signed(report(year, mora))
    states = {row.case.unit_id: row.state for row in settlements_of(year)}
    assert states[mora.pk] is State.OUTDATED
    (one,) = settlement.settle_unit(year=year, unit=mora, by=officer, at=AT)
    assert (one.number, one.report_of) == (2, mora)
    states = {row.case.unit_id: row.state for row in settlements_of(year)}
    assert states[mora.pk] is State.TO_INVOICE


def test_a_member_that_has_submitted_its_own_report_takes_it_back_first(year, mora, asked, signs_for_mora):
    settlements.in_status(report(year, mora), Status.SUBMITTED)
    with refused("G608"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=AT)


def test_nobody_is_reported_for_twice_and_a_lead_not_at_all(year, lead, mora, asked, signs_for_mora):
    other = municipality(year, "Rättvik")
    settlements.joint_report(year, mora, other)
    with refused("G609"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    JointReportMember.objects.filter(unit=other).update(left_at=AT)
    again = settlements.joint_report(year, other, mora)
    with refused("G606"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointReportMember.objects.create(report=asked.report, year=year, unit=mora, asked_at=AT, agreed_at=AT)
    assert again.members.get().unit == mora


def test_the_lead_takes_back_a_question_that_nobody_has_answered(year, lead, mora, asked, signs_for_lead):
    joint_reports.end(report=asked.report, by=signs_for_lead, at=AT)
    assert queries.own(year, mora).questions == []
    with refused("G607"):
        joint_reports.end(report=asked.report, by=signs_for_lead, at=AT)


def test_where_somebody_has_agreed_an_officer_ends_it(year, mora, asked, signs_for_lead, signs_for_mora):
    joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    with refused("G610") as refusal:
        joint_reports.end(report=asked.report, by=signs_for_lead, at=AT)
    assert "Mora" in refusal.value.text("sv")
    joint_reports.end(report=asked.report, by=accounts.officer(), at=AT)
    assert report(year, mora).state is Status.IN_PROGRESS


def test_before_reporting_opens_and_after_the_year_is_closed_there_is_nothing_to_agree_on(
    year, lead, asked, signs_for_lead, signs_for_mora
):
    year.closed_at = AT
    year.save()
    with refused("G707"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=AT)
    early = grants.year("competence-grant@2014")
    with refused("G601"):
        joint_reports.propose(year=early, lead=lead, members=[asked.unit], by=signs_for_lead, at=AT)


def test_after_the_last_day_it_is_too_late_to_agree(asked, signs_for_mora):
    with refused("T304"):
        joint_reports.agree(member=asked, by=signs_for_mora, at=settlements.AFTER_LAST_DAY)
    asked.refresh_from_db()
    assert asked.agreed_at is None
