"""The ledger's arithmetic, and the check of a ledger as it is stored."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.ledger.check import StoredEntry, check_ledger, deviations, stored_balances
from kompetenslyft.core.ledger.model import (
    ACCOUNT_LABELS,
    EVENT_LABELS,
    MOVES,
    OF_A_UNIT,
    Account,
    Entry,
    LedgerEvent,
    Place,
    balances,
    postings,
)

UNITS = ("0114", "0180", "2080")
PURPOSES = ("inventory", "competence")


def stored(entry: Entry) -> StoredEntry:
    sides = tuple((place.account.value, amount) for place, amount in postings(entry).items())
    return StoredEntry(entry.event.value, entry.unit, entry.purpose, entry.reference, sides)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Any entries at all, whether the money was there or not."""
    chosen = draw(st.lists(st.tuples(st.sampled_from(list(LedgerEvent)), st.sampled_from(UNITS))))
    return [
        Entry(
            event,
            unit if set(MOVES[event]) & OF_A_UNIT else "",
            draw(st.sampled_from(PURPOSES)),
            draw(st.integers(1, 10**10)),
            f"{event}:{number}",
        )
        for number, (event, unit) in enumerate(chosen)
    ]


@st.composite
def possible_entries(draw: st.DrawFn) -> list[Entry]:
    """Entries that move only money that is there: a random walk from the appropriation."""
    standing: dict[Place, int] = {}
    walked: list[Entry] = []
    for number in range(draw(st.integers(0, 40))):
        event, unit = draw(st.sampled_from(list(LedgerEvent))), draw(st.sampled_from(UNITS))
        purpose = draw(st.sampled_from(PURPOSES))
        source = MOVES[event].source
        available = standing.get(Place(source, purpose, unit if source in OF_A_UNIT else ""), 0)
        limit = 1_000_000 if source is Account.STATE else available
        if limit:
            of_unit = unit if set(MOVES[event]) & OF_A_UNIT else ""
            walked.append(Entry(event, of_unit, purpose, draw(st.integers(1, limit)), f"e{number}"))
            standing = dict(balances(walked))
    return walked


@given(entries())
def test_every_entry_and_the_whole_sum_to_zero(walked: list[Entry]) -> None:
    for entry in walked:
        assert sum(postings(entry).values()) == 0
        assert len(postings(entry)) == 2
    assert sum(balances(walked).values()) == 0
    assert sum(stored_balances(map(stored, walked)).values()) == 0


@given(entries(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(walked: list[Entry], chance: random.Random) -> None:
    shuffled = list(walked)
    chance.shuffle(shuffled)
    assert balances(shuffled) == balances(walked)


@given(entries())
def test_two_halves_add_up_to_the_whole_in_every_place(walked: list[Entry]) -> None:
    half = len(walked) // 2
    first, second = balances(walked[:half]), balances(walked[half:])
    added = {place: first.get(place, 0) + second.get(place, 0) for place in {*first, *second}}
    assert {place: amount for place, amount in added.items() if amount} == balances(walked)


@given(possible_entries())
def test_nothing_is_lost_on_the_way(walked: list[Entry]) -> None:
    """What the state has given stands somewhere, to the krona, purpose by purpose."""
    standing = balances(walked)
    for purpose in PURPOSES:
        given_out = sum(
            e.amount for e in walked if e.event is LedgerEvent.APPROPRIATED and e.purpose == purpose
        )
        elsewhere = [
            amount
            for place, amount in standing.items()
            if place.purpose == purpose and place.account is not Account.STATE
        ]
        assert sum(elsewhere) == given_out
        assert all(amount > 0 for amount in elsewhere)


@given(possible_entries())
def test_a_ledger_that_can_be_true_has_nothing_to_remark_on(walked: list[Entry]) -> None:
    assert check_ledger(map(stored, walked)) == ()
    assert stored_balances(map(stored, walked)) == balances(walked)
    assert deviations(stored_balances(map(stored, walked)), balances(walked)) == ()


@given(possible_entries().filter(bool), st.data())
def test_any_krona_that_is_moved_aside_is_found(walked: list[Entry], data: st.DataObject) -> None:
    lying = [stored(entry) for entry in walked]
    number = data.draw(st.integers(0, len(lying) - 1))
    (account, amount), other = lying[number].sides
    lying[number] = lying[number]._replace(sides=((account, amount + 1), other))
    assert "G282" in {finding.code for finding in check_ledger(lying)}
    assert deviations(stored_balances(lying), balances(walked)) != ()


def test_money_that_went_to_another_account_is_found() -> None:
    entry = stored(Entry(LedgerEvent.APPROPRIATED, "", "competence", 100, "a"))
    moved = entry._replace(sides=(("reserve", 100), ("state", -100)))
    (finding,) = check_ledger([moved])
    assert finding.code == "G283"
    assert "«Anslag från staten» till «Att fördela»" in finding.message.sv


@dataclass(frozen=True)
class Wrong:
    code: str
    entry: StoredEntry


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("G281", StoredEntry("lent", "", "competence", "a", (("pool", 1), ("state", -1)))),
        Wrong("G281", StoredEntry("appropriated", "", "competence", "a", (("purse", 1), ("state", -1)))),
        Wrong("G281", StoredEntry("offered", "", "competence", "a", (("offered", 1), ("pool", -1)))),
        Wrong("G282", StoredEntry("appropriated", "", "competence", "a", (("pool", 1),))),
        Wrong("G283", StoredEntry("appropriated", "", "competence", "a", ())),
        Wrong("G283", StoredEntry("appropriated", "", "competence", "a", (("pool", -1), ("state", 1)))),
        Wrong("G285", StoredEntry("offered", "0114", "competence", "a", (("offered", 1), ("pool", -1)))),
    ],
)
def test_what_is_wrong_with_one_entry(wrong: Wrong) -> None:
    assert wrong.code in {finding.code for finding in check_ledger([wrong.entry])}


def test_a_reference_entered_twice_is_found_once() -> None:
    entry = stored(Entry(LedgerEvent.APPROPRIATED, "", "competence", 100, "appropriated:competence"))
    assert [finding.code for finding in check_ledger([entry, entry, entry])] == ["G284"]


def test_a_deviation_names_the_place_and_both_amounts() -> None:
    place = Place(Account.HELD, "competence", "0180")
    (finding,) = deviations({place: 3_056_887}, {place: 3_056_888})
    assert finding.code == "G286"
    assert finding.message.en.startswith("Paid, not settled / competence / 0180: the ledger has SEK")


def test_every_account_and_event_has_its_words_and_every_event_its_move() -> None:
    assert set(ACCOUNT_LABELS) == set(Account)
    assert set(EVENT_LABELS) == set(MOVES) == set(LedgerEvent)
