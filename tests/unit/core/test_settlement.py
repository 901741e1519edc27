"""Settling: where a municipality stands, what is entered in the ledger, and the sentence and calculation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.ledger.model import Account, LedgerEvent, Place, balances
from kompetenslyft.core.programmes.model import Repayment
from kompetenslyft.core.settlement.amounts import Amounts, by_purpose, total
from kompetenslyft.core.settlement.entries import entries
from kompetenslyft.core.settlement.explain import explain
from kompetenslyft.core.settlement.model import (
    NIL_REPORT,
    STATE_LABELS,
    Report,
    Settled,
    State,
    settled_by,
    state_of,
)
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Status

SIGNED = Report(Status.SIGNED, 1)
TRAINING = Text(sv="Utbildning", en="Training")


def settled(used: int = 100, unused: int = 0, not_permitted: int = 0, **fields: object) -> Settled:
    values = {"submission": 1} | fields
    return Settled(used + unused + not_permitted, used, unused, not_permitted, **values)


@pytest.mark.parametrize(
    ("report", "received", "stands", "state"),
    [
        (None, 100, None, State.NOT_REPORTED),
        (Report(Status.NOT_STARTED, None), 100, None, State.NOT_REPORTED),
        (Report(Status.IN_PROGRESS, None), 100, None, State.NOT_REPORTED),
        (Report(Status.SUBMITTED, None), 100, None, State.SUBMITTED),
        (SIGNED, 100, None, State.REPORTED),
        (Report(Status.ACCEPTED, 1), 100, None, State.REPORTED),
        (Report(Status.NIL, NIL_REPORT), 100, None, State.REPORTED),
        (Report(Status.COMPLETION_REQUESTED, 1), 100, None, State.COMPLETION_REQUESTED),
        (Report(Status.REOPENED, 1), 100, settled(), State.COMPLETION_REQUESTED),
        (SIGNED, 100, settled(), State.SETTLED),
        (SIGNED, 100, settled(90, 10), State.TO_INVOICE),
        (SIGNED, 100, settled(90, 10, invoiced=True), State.INVOICED),
        (SIGNED, 100, settled(90, 10, invoiced=True, repaid=4), State.INVOICED),
        (SIGNED, 100, settled(90, 10, repaid=10), State.REPAID),
        (SIGNED, 150, settled(), State.OUTDATED),
        (Report(Status.SIGNED, 2), 100, settled(), State.OUTDATED),
        (Report(Status.NOT_STARTED, None), 100, settled(0, 100, submission=None), State.RECOVERED),
        (Report(Status.SUBMITTED, None), 100, settled(0, 100, submission=None), State.SUBMITTED),
        (SIGNED, 100, settled(0, 100, submission=None), State.OUTDATED),
    ],
)
def test_where_a_municipality_stands(
    report: Report | None, received: int, stands: Settled | None, state: State
) -> None:
    assert state_of(report, {"training": received}, {"training": stands} if stands else {}) is state


def test_a_purpose_that_was_paid_later_makes_the_settlement_outdated() -> None:
    assert state_of(SIGNED, {"training": 100, "inventory": 5}, {"training": settled()}) is State.OUTDATED


def test_one_purpose_that_is_not_invoiced_keeps_the_municipality_in_the_basis() -> None:
    stands = {"training": settled(90, 10, invoiced=True), "inventory": settled(0, 5)}
    assert state_of(SIGNED, {"training": 100, "inventory": 5}, stands) is State.TO_INVOICE


def test_every_state_has_its_words() -> None:
    assert set(STATE_LABELS) == set(State)


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        (Repayment(source="x"), (70, 20, 10)),
        (Repayment(source="x", unused=False), (90, 0, 10)),
        (Repayment(source="x", not_permitted=False), (80, 20, 0)),
        (Repayment(source="x", unused=False, not_permitted=False), (100, 0, 0)),
    ],
)
def test_what_the_rules_let_a_municipality_keep_counts_as_used(
    rule: Repayment, figures: tuple[int, int, int]
) -> None:
    made = settled_by(rule, received=100, unused=20, not_permitted=10)
    assert (made.used, made.unused, made.not_permitted) == figures


amount = st.integers(0, 10**9)
outcomes = st.lists(st.tuples(amount, amount), min_size=1, max_size=5)


@given(st.integers(0, 3 * 10**9), outcomes, st.data())
def test_the_ledger_equals_the_settlement_that_stands_whatever_came_before(
    received: int, made: list[tuple[int, int]], data: st.DataObject
) -> None:
    """A random walk: settled again and again, with money repaid in between; no balance is negative on the way."""
    place = {account: Place(account, "training", "0180") for account in Account}
    entered = []
    standing: Settled | None = None
    for number, (one, other) in enumerate(made, 1):
        repaid = standing.repaid if standing else 0
        unused = min(max(one, repaid), received)
        not_permitted = min(other, received - unused)
        new = Settled(received, received - unused - not_permitted, unused, not_permitted, repaid, submission=1)
        for entry in entries("0180", "training", number, new, standing):
            entered.append(entry)
            so_far = balances(entered)
            assert received + so_far.get(place[Account.HELD], 0) >= 0
            assert so_far.get(place[Account.USED], 0) >= 0
            assert so_far.get(place[Account.RECEIVABLE], 0) >= 0
        standing = new
        back = data.draw(st.integers(0, new.left))
        if back:
            standing = Settled(received, new.used, unused, not_permitted, repaid + back, submission=1)
            entered.append(
                entries("0180", "training", 1, settled(0, 1), None)[0]._replace(
                    event=LedgerEvent.REPAID, amount=back, reference=f"repaid:{number}"
                )
            )
        stands = balances(entered)
        assert -stands.get(place[Account.HELD], 0) == received
        assert stands.get(place[Account.USED], 0) == standing.used
        assert stands.get(place[Account.RECEIVABLE], 0) == standing.left
        assert stands.get(Place(Account.RECOVERED, "training"), 0) == standing.repaid
    assert len({entry.reference for entry in entered}) == len(entered)


def test_more_repaid_than_demanded_is_no_settlement() -> None:
    with pytest.raises(ValueError, match="more is repaid"):
        entries("0180", "training", 2, settled(95, 5), settled(80, 20, repaid=10))


def test_stockholm_of_2013_in_a_sentence_and_a_calculation() -> None:
    made = Settled(3_056_887, 2_900_000, 100_000, 56_887, 50_000, submission=1)
    told = explain(made, unit="Stockholm", purpose=TRAINING)
    assert told.sentence.sv.replace("\xa0", " ").replace("\u202f", " ") == (
        "Stockholm tog emot 3 056 887 kr för «Utbildning». 2 900 000 kr har använts enligt reglerna, 100 000 kr har "
        "inte använts och 56 887 kr har gått till något som inte är tillåtet. 156 887 kr ska återbetalas. 50 000 kr är "
        "återbetalat."
    )
    assert [(line.label.sv, line.amount) for line in told.lines] == [
        ("Mottaget", 3_056_887),
        ("Använt enligt reglerna", -2_900_000),
        ("Att återbetala", 156_887),
        ("varav inte använt", 100_000),
        ("varav inte tillåtet", 56_887),
        ("Återbetalat", -50_000),
        ("Kvar att återbetala", 106_887),
    ]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (settled(), "har använts enligt reglerna. Inget ska återbetalas."),
        (settled(0, 100), "har inte använts. 100 kr ska återbetalas."),
        (settled(0, 0), "tog emot 0 kr för «Utbildning». Inget ska återbetalas."),
        (settled(0, 100, submission=None), "har inte redovisat inom tiden. Allt som togs emot"),
        (settled(0, 100, submission=NIL_REPORT), "har inte använts. 100 kr ska återbetalas."),
    ],
)
def test_the_sentence_says_what_there_is_to_say(made: Settled, words: str) -> None:
    assert words in explain(made, unit="Falun", purpose=TRAINING).sentence.sv.replace("\xa0", " ")


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(amount, amount, amount), max_size=3))
def test_sums_keep_every_krona(made: dict[str, tuple[int, int, int]]) -> None:
    stands = {purpose: settled(*figures) for purpose, figures in made.items()}
    received = {purpose: one.received + 1 for purpose, one in stands.items()} | {"d": 7}
    sums = total(by_purpose(received, stands).values())
    assert sums.received == sum(received.values())
    assert sums.received == sums.unsettled + sums.used + sums.unused + sums.not_permitted
    assert total([]) == Amounts()
