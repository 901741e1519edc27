"""A return from its start to its acceptance, and backwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.checks import prepared_checks
from kompetenslyft.core.workflow.returns import Event, Status
from kompetenslyft.exchange.definitions import instrument
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.django_db
NOW = collection.IN_TIME


def fill(answer_to, by, size=10, base=0):
    outcome = actions.enter(
        answer_to=answer_to,
        entries=collection.complete_entries(size=size),
        base=base,
        by=by,
        channel="web",
        at=NOW,
    )
    assert outcome.is_clean, outcome
    answer_to.refresh_from_db()
    for finding in queries.situation(answer_to, by, at=NOW).unexplained:
        actions.explain(answer_to=answer_to, instance=finding.instance, text="Så är det.", by=by, at=NOW)
    return answer_to


def test_the_whole_road(answer_to, anna, bo, officer):
    fill(answer_to, anna)
    submission = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert submission.number == 1
    assert submission.values["caseworkers.women"] == 900
    assert not queries.counted_returns([answer_to.round.code]), "unsigned does not count"
    actions.sign(answer_to=answer_to, by=bo, at=NOW)
    counted = queries.counted_returns([answer_to.round.code])
    assert [data.municipalities for data in counted] == [("2080",)]
    assert counted[0].values["caseworkers.women"] == 900
    actions.accept(answer_to=answer_to, by=officer, at=NOW)
    answer_to.refresh_from_db()
    assert answer_to.state is Status.ACCEPTED
    kinds = [event.kind for event in reversed(queries.history(answer_to))]
    assert kinds == ["started", "submitted", "signed", "accepted"]


def test_a_hard_finding_stops_the_submission_and_names_the_figures(answer_to, anna):
    fill(answer_to, anna)
    actions.enter(
        answer_to=answer_to, entries={"no_degree.women": "99"}, base=1, by=anna, channel="web", at=NOW
    )
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert "K101" in {finding.code for finding in refused.value.findings}
    assert "99" in refused.value.text("sv")
    answer_to.refresh_from_db()
    assert answer_to.state is Status.IN_PROGRESS
    assert answer_to.hard_findings > 0


def test_a_soft_finding_wants_a_reason(answer_to, anna):
    fill(answer_to, anna)
    actions.enter(
        answer_to=answer_to,
        entries={"caseworkers_continuing_training": "100"},
        base=1,
        by=anna,
        channel="web",
        at=NOW,
    )
    answer_to.refresh_from_db()
    situation = queries.situation(answer_to, anna, at=NOW)
    assert situation.unexplained
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert {finding.code for finding in refused.value.findings} == {"S303"}
    for finding in situation.unexplained:
        actions.explain(answer_to=answer_to, instance=finding.instance, text="Många kurser.", by=anna, at=NOW)
    submission = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert "Många kurser." in submission.explanations.values()


def test_completion_keeps_the_signed_submission_in_force_and_shows_what_changed(answer_to, anna, bo, officer):
    fill(answer_to, anna)
    actions.submit(answer_to=answer_to, by=anna, at=NOW)
    actions.sign(answer_to=answer_to, by=bo, at=NOW)
    with pytest.raises(Refused):
        actions.request_completion(answer_to=answer_to, by=officer, note=" ", at=NOW)
    actions.request_completion(answer_to=answer_to, by=officer, note="Se över antalet män.", at=NOW)
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert refused.value.code == "S304", "an identical resubmission is refused"
    actions.enter(
        answer_to=answer_to, entries={"caseworkers.men": "2"}, base=1, by=anna, channel="web", at=NOW
    )
    again = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert again.number == 2
    assert [(c.key, c.before, c.after) for c in queries.submission_changes(again)] == [
        ("caseworkers.men", 100, 200)
    ]
    assert queries.counted_returns([answer_to.round.code])[0].values["caseworkers.men"] == 100
    actions.sign(answer_to=answer_to, by=bo, at=NOW)
    assert queries.counted_returns([answer_to.round.code])[0].values["caseworkers.men"] == 200
    assert answer_to.submissions.get(number=1).values["caseworkers.men"] == 100, "kept for ever as it was"


def test_the_second_of_two_submissions_is_told(answer_to, anna, bo):
    fill(answer_to, anna)
    answer_to.refresh_from_db()
    seen = answer_to.revision
    actions.submit(answer_to=answer_to, by=anna, at=NOW, expected_revision=seen)
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=bo, at=NOW, expected_revision=seen)
    assert refused.value.code == "T305"
    assert answer_to.submissions.count() == 1


def test_a_submission_of_answers_not_seen_is_refused(answer_to, anna, bo):
    fill(answer_to, anna)
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=bo, at=NOW, expected_revision=0)
    assert refused.value.code == "C502"


def test_taking_back_uncounts_and_the_same_may_be_submitted_again(answer_to, anna, bo):
    fill(answer_to, anna)
    actions.submit(answer_to=answer_to, by=anna, at=NOW)
    actions.sign(answer_to=answer_to, by=bo, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.withdraw(answer_to=answer_to, by=anna, at=NOW)
    assert refused.value.code == "E104", "what is signed, the signatory takes back"
    actions.withdraw(answer_to=answer_to, by=bo, at=NOW)
    assert not queries.counted_returns([answer_to.round.code])
    assert actions.submit(answer_to=answer_to, by=anna, at=NOW).number == 2


def test_nil_is_the_signatorys_and_has_a_reason(answer_to, anna, bo, officer):
    with pytest.raises(Refused):
        actions.declare_nil(answer_to=answer_to, by=anna, note="Ingen verksamhet.", at=NOW)
    with pytest.raises(Refused):
        actions.declare_nil(answer_to=answer_to, by=bo, note="", at=NOW)
    actions.declare_nil(answer_to=answer_to, by=bo, note="Deltog inte.", at=NOW)
    answer_to.refresh_from_db()
    assert answer_to.state is Status.NIL
    actions.reopen(answer_to=answer_to, by=officer, note="Det visade sig finnas.", at=NOW)
    answer_to.refresh_from_db()
    assert answer_to.state is Status.IN_PROGRESS


def test_newcomers_must_answer_what_others_may_leave(anna, bo):
    round_ = collection.round_()
    new = collection.return_(organisations.municipality(), round_, joined_year=2016)
    old = collection.return_(organisations.municipality(), round_, joined_year=2013)
    for answer_to, expected in ((new, Severity.HARD), (old, None)):
        person = accounts.coordinator(answer_to.unit)
        found = queries.situation(answer_to, person, at=NOW).findings
        missing = {finding.severity for finding in found if finding.code == "S302"}
        assert missing == ({expected} if expected else set())


def test_trial_findings_are_the_officers_alone(answer_to, anna, officer):
    fill(answer_to, anna)
    actions.enter(
        answer_to=answer_to,
        entries={
            f"level_law.{direction.id}.{level}": figure
            for direction in instrument("competence-inventory@2016").dimension("direction_law").members
            for level, figure in (("basic", "1"), ("advanced", "0"), ("lacking", "9"))
        },
        base=1,
        by=anna,
        channel="web",
        at=NOW,
    )
    answer_to.refresh_from_db()

    def severities(by):
        return {finding.severity for finding in queries.situation(answer_to, by, at=NOW).findings}

    assert Severity.TRIAL in severities(officer)
    assert Severity.TRIAL not in severities(anna)
    assert answer_to.trial_findings > 0


def test_last_years_figures_stand_beside(anna):
    falun = organisations.municipality()
    before = collection.return_(falun, collection.round_(year=2013, ref="competence-inventory@2013"))
    coordinator, signatory = accounts.coordinator(falun), accounts.signatory(falun)
    actions.enter(
        answer_to=before,
        entries=collection.complete_entries("competence-inventory@2013"),
        base=0,
        by=coordinator,
        channel="web",
        at=NOW,
    )
    before.refresh_from_db()
    for finding in queries.situation(before, coordinator, at=NOW).unexplained:
        actions.explain(answer_to=before, instance=finding.instance, text="Ja.", by=coordinator, at=NOW)
    actions.submit(answer_to=before, by=coordinator, at=NOW)
    actions.sign(answer_to=before, by=signatory, at=NOW)
    present = collection.return_(falun, collection.round_(year=2016))
    situation = queries.situation(present, coordinator, at=NOW)
    assert situation.previous_year == 2013
    assert situation.previous["caseworkers.total"] == 1000


def test_the_overview_takes_the_same_queries_for_two_units_and_for_forty(officer, django_assert_num_queries):
    round_ = collection.round_()
    for _ in range(2):
        collection.return_(organisations.municipality(), round_)
    with django_assert_num_queries(2):
        assert len(queries.overview(round_, on=NOW.date())) == 2
    for _ in range(38):
        collection.return_(organisations.municipality(), round_)
    with django_assert_num_queries(2):
        rows = queries.overview(round_, on=NOW.date() + timedelta(days=10))
    assert len(rows) == 40
    assert all(row.late for row in rows)


def test_only_an_officer_defines_rounds_and_asks_units(anna, officer, answer_to):
    fields = {
        "code": "inventering-2017",
        "title_sv": "Inventering 2017",
        "title_en": "Inventory 2017",
        "year": 2017,
        "instrument": "competence-inventory@2016",
        "opens": NOW.date(),
        "deadline": NOW.date() + timedelta(days=30),
        "last_start": NOW.date() + timedelta(days=30),
        "last_change": NOW.date() + timedelta(days=40),
    }
    with pytest.raises(Refused):
        actions.create_round(**fields, by=anna, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.create_round(**(fields | {"instrument": "nothing@1"}), by=officer, at=NOW)
    assert refused.value.code == "R101"
    with pytest.raises(Refused) as refused:
        actions.create_round(**(fields | {"deadline": NOW.date() - timedelta(days=1)}), by=officer, at=NOW)
    assert refused.value.code == "R102"
    round_ = actions.create_round(**fields, by=officer, at=NOW)
    units = {answer_to.unit_id: 2017}
    assert actions.ask(round=round_, units=units, by=officer, at=NOW) == 1
    assert actions.ask(round=round_, units=units, by=officer, at=NOW) == 0
    assert round_.returns.get().newcomer


def test_events_that_cannot_follow_are_refused_with_the_status(answer_to, officer):
    with pytest.raises(Refused) as refused:
        actions.accept(answer_to=answer_to, by=officer, at=NOW)
    assert refused.value.code == "T309"
    assert "Inte påbörjat" in refused.value.text("sv")
    assert Event.ACCEPTED not in queries.situation(answer_to, officer, at=NOW).possible


def test_the_rounds_up_to_one_are_it_and_the_earlier_years_of_the_same_form():
    first = collection.round_(year=2013, ref="competence-inventory@2013")
    second = collection.round_(year=2016)
    collection.round_(year=2017)
    assert queries.rounds_up_to(second.code) == [first, second]
    assert queries.rounds_up_to("no-such-round") == []


def test_a_resubmission_taken_back_leaves_the_signed_one_counted(answer_to, anna, bo, officer):
    fill(answer_to, anna)
    actions.submit(answer_to=answer_to, by=anna, at=NOW)
    actions.sign(answer_to=answer_to, by=bo, at=NOW)
    actions.request_completion(answer_to=answer_to, by=officer, note="Se över nivåerna.", at=NOW)
    answer_to.refresh_from_db()
    fill(answer_to, anna, size=12, base=answer_to.revision)
    actions.submit(answer_to=answer_to, by=anna, at=NOW)
    actions.withdraw(answer_to=answer_to, by=anna, at=NOW)
    answer_to.refresh_from_db()
    assert answer_to.counted_number == 1, "nobody took the signature back"


def test_a_nil_return_is_not_lost_by_reopening_it_too_late(answer_to, bo, officer):
    actions.declare_nil(answer_to=answer_to, by=bo, note="Ingen verksamhet i år.", at=NOW)
    late = NOW + timedelta(days=60)
    with pytest.raises(Refused) as refused:
        actions.reopen(answer_to=answer_to, by=bo, note="Vi ändrade oss.", at=late)
    assert refused.value.code == "T304"
    answer_to.refresh_from_db()
    assert answer_to.state is Status.NIL
    actions.reopen(answer_to=answer_to, by=officer, note="De får svara.", at=late)
    answer_to.refresh_from_db()
    assert answer_to.state is Status.IN_PROGRESS


def test_a_closed_round_tells_a_stranger_nothing(answer_to, officer):
    stranger = accounts.signatory(organisations.municipality())
    actions.close_round(round=answer_to.round, by=officer, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.sign(answer_to=answer_to, by=stranger, at=NOW)
    assert refused.value.code == "E101"


def test_a_lock_is_dated_by_the_day_in_sweden(answer_to, anna):
    past_midnight = collection.at(NOW.date(), 0, 30)
    fill(answer_to, anna)
    actions.submit(answer_to=answer_to, by=anna, at=past_midnight)
    answer_to.refresh_from_db()
    assert queries.situation(answer_to, anna, at=NOW).lock.since == NOW.date()


@pytest.mark.parametrize(
    ("instance", "text", "code"),
    [
        ("no_such_check", "För att.", "K203"),
        ("x" * 300, "För att.", "K203"),
        (None, "Ett\x00tecken", "V414"),
        (None, "a" * 2001, "V413"),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused_with_the_reason(answer_to, anna, instance, text, code):
    soft = next(
        one.instance
        for one in prepared_checks(instrument(answer_to.round.instrument))
        if one.check.kind is Severity.SOFT
    )
    with pytest.raises(Refused) as refused:
        actions.explain(answer_to=answer_to, instance=instance or soft, text=text, by=anna, at=NOW)
    assert refused.value.code == code
    assert not answer_to.explanations.exists()


def test_a_note_with_what_no_database_keeps_is_refused(answer_to, bo):
    with pytest.raises(Refused) as refused:
        actions.declare_nil(answer_to=answer_to, by=bo, note="Inget\x00", at=NOW)
    assert refused.value.code == "V414"


def test_a_unit_that_answered_twice_in_a_year_is_named_rather_than_counted_twice(answer_to, anna, bo):
    again = collection.return_(answer_to.unit, collection.round_(year=answer_to.round.year))
    for one in (answer_to, again):
        fill(one, anna)
        actions.submit(answer_to=one, by=anna, at=NOW)
        actions.sign(answer_to=one, by=bo, at=NOW)
    both = [answer_to.round.code, again.round.code]
    with pytest.raises(Refused) as refused:
        queries.counted_returns(both)
    assert refused.value.code == "R106"
    assert all(text in refused.value.text("sv") for text in (*both, "Falun", "2016"))
    assert [one.round for one in queries.counted_returns(both[1:])] == both[1:]
