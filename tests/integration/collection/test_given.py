"""Figures that nobody enters: given by the agency, or by another part of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.workflow.returns import Status
from tests.factories import claims, collection, organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return

pytestmark = pytest.mark.django_db
NOW = collection.IN_TIME


@pytest.fixture(autouse=True)
def form(monkeypatch):
    claims.install(monkeypatch)


@pytest.fixture
def answer_to() -> Return:
    return claims.return_(organisations.municipality("2080", "Falun"))


def give(answer_to, by=None, values=claims.OFFERED):
    changed = actions.give(answer_to=answer_to, values=values, by=by, at=NOW)
    answer_to.refresh_from_db()
    return changed


def enter(answer_to, by, entries, base=1_000):
    return actions.enter(answer_to=answer_to, entries=entries, base=base, by=by, channel="web", at=NOW)


def in_words(refused) -> str:
    return f"{refused.value.code} {refused.value.text('sv')}"


def test_given_figures_are_part_of_the_answers_and_their_totals(answer_to, anna, officer):
    assert give(answer_to, officer) == 3
    situation = queries.situation(answer_to, anna, at=NOW)
    assert situation.values["offered.total"] == 3_306_887
    assert situation.values["staff"] == 1_250, "FTE is given in the unit as read"
    assert (answer_to.state, answer_to.answered) == (Status.NOT_STARTED, 0)
    completeness = situation.completeness
    assert (completeness.cells, completeness.mandatory, completeness.answered) == (4, 3, 0)
    assert not [key for key in completeness.missing if key.startswith(("offered", "staff"))]


def test_checks_reckon_with_given_figures_and_are_counted_anew_when_they_change(answer_to, anna):
    give(answer_to)
    enter(answer_to, anna, {"claimed.inventory": "250000", "claimed.training": "3000000"})
    answer_to.refresh_from_db()
    before = answer_to.hard_findings
    give(answer_to, values={"offered.inventory": 200_000})
    assert answer_to.hard_findings == before + 1
    found = queries.situation(answer_to, anna, at=NOW).findings
    assert any(finding.code == "K110" and "200\u00a0000 kr" in finding.message.sv for finding in found)


def test_a_respondent_cannot_enter_them(answer_to, anna):
    give(answer_to)
    outcome = enter(answer_to, anna, {"offered.inventory": "1", "claimed.inventory": "1"})
    assert outcome.rejected["offered.inventory"].code == "K204"
    assert "handläggaren vid myndigheten" in outcome.rejected["offered.inventory"].message.sv
    assert set(outcome.saved) == {"claimed.inventory"}


def test_only_an_officer_or_the_system_gives(answer_to, anna):
    with pytest.raises(Refused) as refused:
        give(answer_to, anna)
    assert refused.value.code == "E103"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"claimed.inventory": 1}, "R107"),
        ({"offered.total": 1}, "R107"),
        ({"nonsense": 1}, "R107"),
        ({"offered.inventory": "mycket"}, "V401 Falun: "),
        ({"offered.inventory": -1}, "V405 Falun: "),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_kept(answer_to, officer, values, says):
    with pytest.raises(Refused) as refused:
        give(answer_to, officer, {"offered.training": 5} | values)
    assert in_words(refused).startswith(says)
    answer_to.refresh_from_db()
    assert (answer_to.given, answer_to.revision) == ({}, 0)


def test_a_blank_takes_a_figure_away_and_the_rest_stay(answer_to):
    give(answer_to)
    give(answer_to, values={"staff": "", "offered.inventory": None})
    assert answer_to.given == {"offered.training": 3_056_887}


def test_the_history_tells_who_gave_what(answer_to, officer):
    give(answer_to)
    give(answer_to, officer, {"staff": "13"})
    latest = queries.changes(answer_to, "staff")[0]
    assert (latest.old, latest.new, latest.by_label, latest.channel) == (1250, 1300, "Cecilia", "agency")
    assert {change.by_label for change in queries.changes(answer_to, "offered.inventory")} == {
        "Kompetenslyft"
    }
    assert [row.detail["cells"] for row in AuditRow.objects.filter(action="return.give").order_by("id")] == [
        3,
        1,
    ]


def test_the_same_figures_again_change_nothing(answer_to):
    give(answer_to)
    assert give(answer_to) == 0
    assert answer_to.revision == 1
    assert AuditRow.objects.filter(action="return.give").count() == 1


def test_giving_conflicts_with_nobody_but_is_noticed_by_who_submits_what_they_read(answer_to, anna):
    enter(answer_to, anna, {"claimed.inventory": "1"}, base=0)
    answer_to.refresh_from_db()
    read = answer_to.revision
    give(answer_to)
    outcome = enter(answer_to, anna, {"claimed.inventory": "2"}, base=read)
    assert outcome.is_clean
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=anna, expected_revision=read, at=NOW)
    assert refused.value.code == "C502"


def nothing_missing(answer_to, by):
    """Everything answered but the document, which another test is about."""
    enter(answer_to, by, {"claimed.inventory": "1", "claimed.training": "2"})
    actions.attach(
        answer_to=answer_to,
        key="delegation",
        data=b"%PDF-1.7\n",
        filename="d.pdf",
        by=by,
        channel="web",
        at=NOW,
    )


def test_a_submission_keeps_the_figures_and_locks_them(answer_to, anna, bo, officer):
    give(answer_to)
    nothing_missing(answer_to, anna)
    submission = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert submission.values["offered.training"] == 3_056_887
    assert give(answer_to) == 0, "what is the same is no change"
    for step in (None, actions.sign, actions.accept):
        if step is not None:
            step(answer_to=answer_to, by=officer if step is actions.accept else bo, at=NOW)
        with pytest.raises(Refused) as refused:
            give(answer_to, values={"staff": 1})
        assert in_words(refused).startswith("R108 ")
        assert "Falun" in refused.value.text("sv")
    actions.reopen(answer_to=answer_to, by=officer, note="Fördelningen är ändrad.", at=NOW)
    give(answer_to, values={"offered.inventory": 260_000})
    again = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert [(change.key, change.before, change.after) for change in queries.submission_changes(again)] == [
        ("offered.inventory", 250_000, 260_000)
    ]


def test_nothing_is_given_in_a_closed_round(answer_to, officer):
    actions.close_round(round=answer_to.round, by=officer, at=NOW)
    with pytest.raises(Refused) as refused:
        give(answer_to)
    assert refused.value.code == "R103"


def several(count: int):
    asked_in = claims.round_()
    return asked_in, [claims.return_(organisations.municipality(), asked_in) for _ in range(count)]


def test_all_are_given_at_once_with_as_many_queries_for_two_as_for_twelve(officer):
    asked = []
    for count in (2, 12):
        asked_in, returns = several(count)
        values = {one.unit_id: {"offered.inventory": number} for number, one in enumerate(returns)}
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert actions.give_all(round=asked_in, values=values, by=officer, at=NOW) == count
        asked.append(len(captured))
        for number, one in enumerate(returns):
            one.refresh_from_db()
            assert one.given == {"offered.inventory": number}
    assert asked[0] == asked[1]


def test_of_many_either_all_are_given_or_none(officer):
    asked_in, returns = several(2)
    values = {returns[0].unit_id: {"staff": 1}, returns[1].unit_id: {"staff": "x"}}
    with pytest.raises(Refused):
        actions.give_all(round=asked_in, values=values, by=officer, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.give_all(round=asked_in, values={0: {"staff": 1}}, by=officer, at=NOW)
    assert refused.value.code == "R109"
    returns[0].refresh_from_db()
    assert returns[0].given == {}


def test_what_counts_and_where_each_return_stands(answer_to, anna, bo, officer):
    asked_in = answer_to.round
    other = claims.return_(organisations.municipality(), asked_in)
    give(answer_to)
    give(other)
    nothing_missing(answer_to, anna)
    actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert queries.counted_values(asked_in.pk) == {}, "unsigned does not count"
    actions.sign(answer_to=answer_to, by=bo, at=NOW)
    counted = queries.counted_values(asked_in.pk)
    assert set(counted) == {answer_to.unit_id}
    one = counted[answer_to.unit_id]
    assert (one.values["claimed.training"], one.values["offered.training"]) == (2, 3_056_887)
    assert (one.number, one.status, one.submitted_on, one.signed_on, one.nil) == (
        1,
        Status.SIGNED,
        NOW.date(),
        NOW.date(),
        False,
    )
    standings = queries.standings_in(asked_in.pk)
    assert standings[other.unit_id].status is Status.NOT_STARTED
    assert standings[other.unit_id].counted is None
    assert standings[other.unit_id].given["offered.inventory"] == 250_000
    assert queries.return_of(asked_in.pk, other.unit_id) == other
    assert queries.return_of(asked_in.pk, 0) is None
    lock = queries.lock_of(queries.return_of(asked_in.pk, answer_to.unit_id), NOW.date())
    assert lock is not None
    assert lock.code == "T306"


def test_a_nil_return_counts_as_nothing_asked_for(answer_to, bo, django_assert_num_queries):
    give(answer_to)
    actions.declare_nil(answer_to=answer_to, by=bo, note="Vi avstår.", at=NOW)
    with django_assert_num_queries(2):
        counted = queries.counted_values(answer_to.round_id)
    one = counted[answer_to.unit_id]
    assert (one.nil, one.number) == (True, None)
    assert "claimed.inventory" not in one.values
    assert one.values["offered.inventory"] == 250_000


def test_a_workbook_leaves_given_figures_and_documents_alone(answer_to, anna):
    give(answer_to)
    nothing_missing(answer_to, anna)
    data = queries.workbook(answer_to, language="sv", at=NOW)
    give(answer_to, values={"offered.inventory": 260_000})
    sent = collection.filled_workbook(data, {"claimed.inventory": 7, "offered.training": 5}).read()
    upload = actions.receive(answer_to=answer_to, filename="svar.xlsx", data=sent, by=anna, at=NOW)
    changed = {change.key for change in queries.upload_preview(upload).changes if change.applies}
    assert changed == {"claimed.inventory"}
    assert [finding["code"] for finding in upload.findings] == ["W312"]
    outcome = actions.apply_upload(upload=upload, by=anna, at=NOW)
    assert (set(outcome.saved), outcome.is_clean) == ({"claimed.inventory"}, True)
    values = queries.situation(answer_to, anna, at=NOW).values
    assert (values["offered.inventory"], values["offered.training"]) == (260_000, 3_056_887)
    assert str(values["delegation"]).endswith("/d.pdf")
