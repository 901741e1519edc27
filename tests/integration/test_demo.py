"""The demo fills an empty database through the actions, leaves a filled one alone and never touches another's."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.core import mail

from kompetenslyft.apps.accounts import actions as account_actions
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection import queries
from kompetenslyft.apps.collection.models import Return
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.apps.publishing import actions as publishing_actions
from kompetenslyft.apps.publishing import queries as publishing
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.workflow.returns import Event, Status
from kompetenslyft.demo.logins import (
    AGENCY,
    DEMO_DAY,
    LOGINS,
    OFFICER_EMAIL,
    PASSWORD,
    UNIT_TO_TRY,
    environment,
)
from kompetenslyft.demo.participants import (
    ACCEPTED,
    AWAITING_SIGNATURE,
    COMPLETION_REQUESTED,
    CONFLICTING,
    EXTENDED,
    IN_PROGRESS,
)
from kompetenslyft.demo.returns import make_returns
from kompetenslyft.demo.rounds import ROUNDS, at
from kompetenslyft.demo.scenario import REPORT, fill
from kompetenslyft.exchange.workbook.difference import Kind

pytestmark = pytest.mark.django_db

NAMED = {IN_PROGRESS, AWAITING_SIGNATURE, CONFLICTING, EXTENDED, COMPLETION_REQUESTED, ACCEPTED}
NIL_2013, NEW_2015, NEW_2016 = "0563", "0360", "1446"
ONLY = NAMED | {"0180", "1280", NIL_2013, NEW_2015, NEW_2016, "0120", "1489"}


@pytest.fixture
def filled() -> list[tuple[int, int, str]]:
    told: list[tuple[int, int, str]] = []
    assert fill(
        lambda *step: told.append(step), only=ONLY, with_report=False, with_grants=False, with_staff=False
    )
    return told


def _return(year: int, code: str) -> Return:
    officer = accounts.user_by_email(OFFICER_EMAIL)
    return queries.return_in(officer, round_code=f"inventering-{year}", unit_code=code, on=DEMO_DAY)


def _statuses(year: int) -> dict[str, str]:
    officer = accounts.user_by_email(OFFICER_EMAIL)
    round_ = queries.round_for(officer, f"inventering-{year}", DEMO_DAY)
    return {row.answer_to.unit.code: row.answer_to.status for row in queries.overview(round_, on=DEMO_DAY)}


def test_what_is_counted_is_what_was_made(filled: list[tuple[int, int, str]]) -> None:
    made = make_returns([code for code, _ in municipalities()])
    counted = queries.counted_returns([plan.code for plan in ROUNDS])
    expected = {(year, code) for year, returns in made.items() for code in returns if code in ONLY}
    assert {(one.year, one.unit) for one in counted} == expected
    for one in counted:
        assert dict(one.values) == made[one.year][one.unit]
    joined = {one.unit: one.joined_year for one in counted}
    assert (joined[NIL_2013], joined[NEW_2015], joined[NEW_2016], joined["0180"]) == (2014, 2015, 2016, 2013)


def test_progress_ends_at_the_total_and_no_mail_is_sent(filled: list[tuple[int, int, str]]) -> None:
    done, total, _ = filled[-1]
    assert done == total == sum(len(_statuses(plan.year)) for plan in ROUNDS)
    assert [step[0] for step in filled] == sorted(step[0] for step in filled)
    assert mail.outbox == []


def test_the_rounds_are_made_up_and_the_last_is_under_way(filled: list[tuple[int, int, str]]) -> None:
    officer = accounts.user_by_email(OFFICER_EMAIL)
    rounds = {round_.year: round_ for round_ in queries.rounds(officer, DEMO_DAY)}
    assert sorted(rounds) == [2013, 2014, 2015, 2016]
    assert all(round_.made_up for round_ in rounds.values())
    assert [year for year, round_ in rounds.items() if round_.closed_on is None] == [2016]
    assert _statuses(2013)[NIL_2013] == Status.NIL
    assert all(status == Status.ACCEPTED for code, status in _statuses(2013).items() if code != NIL_2013)


def test_the_named_returns_of_2016_wait_for_whoever_logs_in(filled: list[tuple[int, int, str]]) -> None:
    statuses = _statuses(2016)
    assert statuses[IN_PROGRESS] == statuses[CONFLICTING] == statuses[EXTENDED] == Status.IN_PROGRESS
    assert statuses[AWAITING_SIGNATURE] == Status.SUBMITTED
    assert statuses[COMPLETION_REQUESTED] == Status.COMPLETION_REQUESTED
    assert statuses[ACCEPTED] == Status.ACCEPTED
    assert _return(2016, COMPLETION_REQUESTED).counted_number == 1
    assert _return(2016, ACCEPTED).counted_number == 2
    extended = _return(2016, EXTENDED)
    assert extended.extended_to is not None and extended.extension_reason
    assert Counter(statuses.values())[Status.NIL] == 1


def test_the_coordinator_has_errors_to_mend_and_last_years_figures_beside(
    filled: list[tuple[int, int, str]],
) -> None:
    coordinator = accounts.user_by_email("samordnare@demo.example")
    situation = queries.situation(_return(2016, IN_PROGRESS), coordinator, at=at(DEMO_DAY, 600))
    severities = {finding.severity for finding in situation.findings}
    assert {Severity.HARD, Severity.SOFT} <= severities
    assert situation.previous_year == 2013
    assert situation.may_edit
    assert len({cell.changed_by for cell in situation.cells.values()}) == 2


def test_an_uploaded_workbook_collides_with_a_colleagues_changes(filled: list[tuple[int, int, str]]) -> None:
    upload = _return(2016, CONFLICTING).uploads.get()
    kinds = {change.key: change.kind for change in queries.upload_preview(upload).changes}
    assert {key for key, kind in kinds.items() if kind is Kind.CONFLICT} == {
        "caseworkers.women",
        "caseworkers_higher_education",
    }
    assert Kind.NEW in kinds.values()
    assert upload.applied_at is None


def test_signing_what_waits_makes_it_count(filled: list[tuple[int, int, str]]) -> None:
    before = len(queries.counted_returns(["inventering-2016"]))
    signatory = accounts.user_by_email("ombud@demo.example")
    collection.sign(answer_to=_return(2016, AWAITING_SIGNATURE), by=signatory, at=at(DEMO_DAY, 600))
    assert len(queries.counted_returns(["inventering-2016"])) == before + 1


def test_history_goes_forward_in_working_days_and_ends_before_the_demos_day(
    filled: list[tuple[int, int, str]],
) -> None:
    for plan in ROUNDS:
        for code in _statuses(plan.year):
            events = queries.history(_return(plan.year, code))[::-1]
            moments = [event.at for event in events]
            assert moments == sorted(moments)
            assert all(moment < at(DEMO_DAY, 0) and moment.weekday() < 5 for moment in moments)
    asked_again = [event.kind for event in queries.history(_return(2016, ACCEPTED))[::-1]]
    assert asked_again == [
        Event.STARTED,
        Event.SUBMITTED,
        Event.SIGNED,
        Event.COMPLETION_REQUESTED,
        Event.SAVED,
        Event.RESUBMITTED,
        Event.SIGNED,
        Event.ACCEPTED,
    ]


def test_reminders_went_to_those_who_had_not_answered(filled: list[tuple[int, int, str]]) -> None:
    kinds = {reminder.kind for reminder in queries.reminders(_return(2016, IN_PROGRESS))}
    assert kinds == {"opened", "soon_due"}
    assert {reminder.kind for reminder in queries.reminders(_return(2016, ACCEPTED))} == {"opened"}
    for code, status in _statuses(2016).items():
        if status == Status.NOT_STARTED:
            assert "message" in {reminder.kind for reminder in queries.reminders(_return(2016, code))}


def test_everybody_to_log_in_as_has_the_role_and_the_password(filled: list[tuple[int, int, str]]) -> None:
    for login in LOGINS:
        user = accounts.user_by_email(login.email)
        assert user.check_password(PASSWORD)
        held = {str(role) for _, role in accounts.open_roles(user, DEMO_DAY)}
        assert held == {role for code, role in login.roles if code != UNIT_TO_TRY}
    assert {code for login in LOGINS for code, _ in login.roles} - {AGENCY, UNIT_TO_TRY} <= ONLY
    shown = json.loads(environment()["KOMPETENSLYFT_DEMO_LOGINS"])
    assert [entry["email"] for entry in shown] == [login.email for login in LOGINS]


def test_a_filled_database_is_left_alone(filled: list[tuple[int, int, str]]) -> None:
    assert fill(only=ONLY, with_report=False, with_grants=False, with_staff=False) is False


def test_the_report_is_published_once_and_marked_as_made_up() -> None:
    assert fill(only=ONLY, with_grants=False, with_staff=False)
    report = publishing.published().get()
    assert report.made_up
    assert sorted(report.round_codes) == [plan.code for plan in ROUNDS]
    assert {"rapport.html", "rapport.docx", "rapport.pdf"} <= {
        file.name for file in publishing.downloads(report)
    }
    assert fill(only=ONLY, with_grants=False, with_staff=False) is False
    assert publishing.published().count() == 1


def test_a_report_that_was_broken_off_is_finished(filled: list[tuple[int, int, str]]) -> None:
    ordered = publishing_actions.order(
        definition=REPORT,
        round_codes=[plan.code for plan in ROUNDS],
        by=accounts.user_by_email(OFFICER_EMAIL),
        at=at(DEMO_DAY, 480),
    )
    assert fill(only=ONLY, with_grants=False, with_staff=False)
    assert [report.pk for report in publishing.published()] == [ordered.pk]


def test_a_database_with_other_accounts_is_refused() -> None:
    account_actions.create_user(email="a@kommun.example", password=None, name="Någon", by=None)
    for reset in (False, True):
        with pytest.raises(Refused) as refusal:
            fill(only=ONLY, with_grants=False, with_staff=False, reset=reset)
        assert refusal.value.findings[0].code == "D101"
    assert accounts.user_by_email("a@kommun.example") is not None


def test_a_demo_with_a_real_round_in_it_is_refused(filled: list[tuple[int, int, str]]) -> None:
    plan = ROUNDS[-1]
    collection.create_round(
        code="skarp-2017",
        title_sv="Skarp",
        title_en="Real",
        year=2017,
        instrument=plan.instrument,
        opens=plan.opens,
        deadline=plan.deadline,
        last_start=plan.last_start,
        last_change=plan.last_change,
        by=accounts.user_by_email(OFFICER_EMAIL),
        at=at(DEMO_DAY, 500),
    )
    with pytest.raises(Refused):
        fill(only=ONLY, with_grants=False, with_staff=False, reset=True)
    assert len(_statuses(2016)) > 0


@pytest.mark.django_db(transaction=True)
def test_a_demo_can_be_reset() -> None:
    fill(only={IN_PROGRESS}, with_report=False, with_grants=False, with_staff=False)
    before = {cell.key: cell.value for cell in _return(2016, IN_PROGRESS).cells.all()}
    collection.enter(
        answer_to=_return(2016, IN_PROGRESS),
        entries={"caseworkers.women": "1"},
        base=1000,
        by=accounts.user_by_email("samordnare@demo.example"),
        channel="web",
        at=at(DEMO_DAY, 500),
    )
    assert fill(only={IN_PROGRESS}, with_report=False, with_grants=False, with_staff=False, reset=True)
    assert {cell.key: cell.value for cell in _return(2016, IN_PROGRESS).cells.all()} == before
