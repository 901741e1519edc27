"""Two at the same moment, in two real connections: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import pytest

from kompetenslyft.apps.accounts import actions as account_actions
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import actions as organisation_actions
from tests.factories import accounts, collection, organisations
from tests.integration.at_once import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
NOW = collection.IN_TIME


def test_of_two_submissions_one_is_made_and_the_other_told(answer_to):
    anna, bo = accounts.coordinator(answer_to.unit), accounts.signatory(answer_to.unit)
    actions.enter(
        answer_to=answer_to, entries=collection.complete_entries(), base=0, by=anna, channel="web", at=NOW
    )
    answer_to.refresh_from_db()
    for finding in queries.situation(answer_to, anna, at=NOW).unexplained:
        actions.explain(answer_to=answer_to, instance=finding.instance, text="Ja.", by=anna, at=NOW)
    results = together(
        lambda: actions.submit(answer_to=answer_to, by=anna, at=NOW),
        lambda: actions.submit(answer_to=answer_to, by=bo, at=NOW),
    )
    refusals = [result for result in results if isinstance(result, Refused)]
    assert [refusal.code for refusal in refusals] == ["T305"]
    assert answer_to.submissions.count() == 1


def test_of_two_figures_in_a_cell_one_is_saved_and_the_other_a_conflict(answer_to):
    people = [accounts.coordinator(answer_to.unit) for _ in range(2)]
    results = together(
        *(
            lambda person=person, figure=figure: actions.enter(
                answer_to=answer_to,
                entries={"caseworkers.women": figure},
                base=0,
                by=person,
                channel="web",
                at=NOW,
            )
            for person, figure in zip(people, ("11", "12"), strict=True)
        )
    )
    saved = [key for outcome in results for key in outcome.saved]
    conflicts = [conflict for outcome in results for conflict in outcome.conflicts.values()]
    assert saved == ["caseworkers.women"]
    assert len(conflicts) == 1
    assert {conflicts[0].mine, conflicts[0].theirs} == {1100, 1200}
    assert answer_to.changes.count() == 1


def test_of_the_last_two_signatories_who_leave_one_must_stay(answer_to):
    people = [accounts.signatory(answer_to.unit) for _ in range(2)]
    results = together(
        *(
            lambda person=person: account_actions.end_membership(
                membership=person.memberships.get(), by=person, at=NOW
            )
            for person in people
        )
    )
    assert [result.code for result in results if isinstance(result, Refused)] == ["A108"]


def test_of_two_runs_of_reminders_each_is_sent_once_and_none_breaks_off(answer_to):
    accounts.coordinator(answer_to.unit)
    assert sorted(together(*[lambda: actions.send_due(at=NOW)] * 2)) == [0, 1]
    assert answer_to.reminders.count() == 1


def test_of_two_who_ask_the_same_unit_one_does(answer_to):
    officers = [accounts.officer() for _ in range(2)]
    unit = organisations.municipality()
    results = together(
        *(
            lambda officer=officer: actions.ask(
                round=answer_to.round, units={unit.pk: 2013}, by=officer, at=NOW
            )
            for officer in officers
        )
    )
    assert sorted(results) == [0, 1]


def test_of_two_units_made_under_one_organisation_each_gets_a_code_of_its_own(answer_to):
    officers = [accounts.officer() for _ in range(2)]
    results = together(
        *(
            lambda officer=officer: organisation_actions.create_unit(
                parent=answer_to.unit, name="Mottagningen", by=officer, at=NOW
            )
            for officer in officers
        )
    )
    assert sorted(unit.code for unit in results) == ["2080-1", "2080-2"]
