"""Requisitions and report-backs: what is given, what is asked, and what their checks say."""

from __future__ import annotations

import pytest

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.derived import with_totals
from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.core.numbers import NBSP
from kompetenslyft.core.spending.model import BAND_LABELS, COOPERATION_LABELS, DEGREE_LABELS, GROUPS
from kompetenslyft.exchange.definitions import all_instruments, all_programmes, framework, instrument

REQUISITION = instrument("requisition@2013")
REPORT = instrument("report-back@2013")
FORMS = [one for one in all_instruments().values() if one.id.startswith(("requisition", "report-back"))]
CLAIM: dict[str, Value] = {
    "offered.inventory": 250_000,
    "offered.competence": 3_056_887,
    "claimed.inventory": 250_000,
    "claimed.competence": 3_056_887,
    "wants_share": "yes",
    "delegation_order": "0" * 64 + "/delegation.pdf",
    "contact": "Anna Andersson, 08-123 45 67",
}
WRITTEN: dict[str, Value] = {
    "effects": "Bättre utredningar.",
    "difficulties": "Vikarier.",
    "stewardship_caseworkers": "partly",
    "stewardship_leaders": "no",
    "induction": "yes",
    "figures_confirmed": "yes",
}


def _report(**changed: Value) -> dict[str, Value]:
    given: dict[str, Value] = {
        key: 0 for key, spec in REPORT.cells.items() if spec.given and key != "activities_with_credits"
    }
    given |= {"received.competence": 1_000_000, "used.competence": 1_000_000, "activities.short_course": 4}
    given |= {"participants_caseworkers.with_degree.over_4": 12}
    return given | WRITTEN | {key.replace("__", "."): value for key, value in changed.items()}


def _found(form: Instrument, values: dict[str, Value], *kinds: Severity) -> dict[str, Finding]:
    found = run_checks(form, values, newcomer=False)
    return {one.instance: one for one in found if not kinds or one.severity in kinds}


def test_a_claim_of_all_that_is_offered_is_right_and_adds_up() -> None:
    assert not _found(REQUISITION, CLAIM)
    assert with_totals(REQUISITION, CLAIM)["claimed.total"] == 3_306_887


def test_a_claim_over_the_offer_is_told_with_the_figures() -> None:
    (finding,) = _found(REQUISITION, CLAIM | {"claimed.inventory": 250_001}).values()
    assert (finding.code, finding.severity) == ("K101", Severity.HARD)
    assert finding.cells == ("claimed.inventory",)
    text = finding.message.sv.replace(NBSP, " ")
    assert "ni rekvirerar 250 001 kr, men har tilldelats 250 000 kr" in text


def test_a_claim_of_nothing_points_to_declaring_it() -> None:
    found = _found(REQUISITION, CLAIM | {"claimed.inventory": 0, "claimed.competence": 0})
    assert found["K131"].severity is Severity.SOFT
    assert "inte har något att redovisa" in found["K131"].message.sv


def test_a_part_that_is_not_claimed_is_told_of() -> None:
    (finding,) = _found(REQUISITION, CLAIM | {"claimed.competence": 3_000_000}).values()
    assert finding.severity is Severity.INFO
    assert "De 56 887 kr som ni inte rekvirerar" in finding.message.sv.replace(NBSP, " ")


@pytest.mark.parametrize("key", ["wants_share", "delegation_order", "contact", "claimed.inventory"])
def test_a_claim_is_answered_whole(key: str) -> None:
    missing = _found(
        REQUISITION, {name: value for name, value in CLAIM.items() if name != key}, Severity.HARD
    )
    assert any(key in finding.cells for finding in missing.values())


def test_a_report_with_everything_is_right() -> None:
    assert not _found(REPORT, _report())


def test_figures_that_are_not_confirmed_stop_the_report() -> None:
    assert _found(REPORT, _report(figures_confirmed="no"))["K101"].severity is Severity.HARD


def test_money_left_is_to_be_explained() -> None:
    left = _report(unused__competence=400_000, used__competence=600_000)
    text = _found(REPORT, left, Severity.HARD)["K102"].message.sv.replace(NBSP, " ")
    assert "400 000 kr av 1 000 000 kr har inte använts" in text
    assert not _found(REPORT, left | {"why_unused": "Kursen ställdes in."})


def test_money_used_against_the_rules_asks_for_a_reason_by_purpose() -> None:
    found = _found(REPORT, _report(not_permitted__inventory=7), Severity.SOFT)
    assert list(found) == ["K131:inventory"]


def test_use_without_activities_and_activities_without_participants_are_asked_about() -> None:
    none = _report(activities__short_course=0, participants_caseworkers__with_degree__over_4=0)
    assert "K132" in _found(REPORT, none, Severity.SOFT)
    nobody = _report(participants_caseworkers__with_degree__over_4=0)
    assert list(_found(REPORT, nobody, Severity.SOFT)) == ["K133"]
    inventory = nobody | {"activities.short_course": 0, "activities.competence_inventory": 1}
    assert not _found(REPORT, inventory, Severity.SOFT), "an inventory has no participants"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.ref)
def test_what_the_system_knows_is_given_and_what_a_person_writes_is_not(form: Instrument) -> None:
    given = {question.id for question in form.questions.values() if question.given}
    if form.id.startswith("requisition"):
        assert given == {"offered"}
    else:
        assert {"received", "used", "unused", "not_permitted", "cost", "activities"} <= given
        assert not given & {"effects", "difficulties", "why_unused", "figures_confirmed"}


@pytest.mark.parametrize("ref", ["report-back@2013", "report-back@2014", "report-back@2016"])
def test_the_members_are_those_that_activities_are_counted_by(ref: str) -> None:
    form = instrument(ref)
    labels = {
        name: {one.id: one.label for one in form.dimension(name).members}
        for name in ("degree", "band", "form")
    }
    assert labels["degree"] == {one.value: label for one, label in DEGREE_LABELS.items()}
    assert labels["band"] == {one.value: label for one, label in BAND_LABELS.items()}
    assert labels["form"] == {one.value: label for one, label in COOPERATION_LABELS.items()}
    people = {key for key, spec in form.cells.items() if key.startswith("participants_") and spec.given}
    assert len(people) == len(GROUPS)
    for area in framework("child-welfare@2013").areas:
        for one in area.directions:
            assert f"trained_{area.id}.{one.id}" in form.cells
            assert f"trained_people_{area.id}.{one.id}" in form.cells


def test_kinds_and_categories_are_called_the_same_in_programme_and_form() -> None:
    for one in all_programmes().values():
        form = instrument(one.reporting.instrument)
        kinds = {member.id: member.label for member in form.dimension("kind").members}
        categories = {member.id: member.label for member in form.dimension("category").members}
        purposes = {member.id: member.label for member in form.dimension("purpose").members}
        assert kinds == {kind.id: kind.label for kind in one.activity_kinds}
        assert categories == {category.id: category.label for category in one.cost_categories}
        assert purposes == {purpose.id: purpose.title for purpose in one.purposes}


def test_a_stated_whole_that_is_not_the_sum_of_what_was_paid_is_told_with_its_parts() -> None:
    """Stockholm's memorandum of 2013 states 3 307 887 kr, of which 250 000 kr and 3 056 887 kr."""
    paid: dict[str, Value] = {
        "received.inventory": 250_000,
        "received.competence": 3_056_887,
        "used.inventory": 250_000,
        "used.competence": 3_056_887,
    }
    values = _report() | paid | {"received_by_books": 3_307_887}
    finding = _found(REPORT, values)["K134"]
    text = finding.message.sv.replace(NBSP, " ")
    assert "bokfört 3 307 887 kr, men 250 000 + 3 056 887 = 3 306 887 kr är utbetalt" in text
    assert "Skillnaden är 1 000 kr" in text
    assert "K134" not in _found(REPORT, values | {"received_by_books": 3_306_887})
    assert "K134" not in _found(REPORT, _report() | paid)
