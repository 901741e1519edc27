"""Checking a ledger as it is stored: that every entry is what its event gives, and that the balances can be true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.ledger.model import (
    ACCOUNT_LABELS,
    MOVES,
    OF_A_UNIT,
    Account,
    Entry,
    LedgerEvent,
    Place,
    postings,
)
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.text import Text

UNKNOWN, UNBALANCED, DIFFERENT, DOUBLED, OVERDRAWN, DEVIATING = (
    "G281",
    "G282",
    "G283",
    "G284",
    "G285",
    "G286",
)


class StoredEntry(NamedTuple):
    """An entry as it lies in a database. ``sides``: account and whole kronor, debit positive, in any order."""

    event: str
    unit: str
    purpose: str
    reference: str
    sides: tuple[tuple[str, int], ...]

    @property
    def amount(self) -> int:
        """What was debited, in whole kronor."""
        return sum(amount for _account, amount in self.sides if amount > 0)


def check_ledger(stored: Iterable[StoredEntry]) -> tuple[Finding, ...]:
    """What is wrong with a ledger, entry by entry, and with the balances that it gives.

    G281 an event or account that does not exist, or a municipality missing where the event has one; G282 an entry that
    does not sum to 0; G283 sides that are not those of the event; G284 a reference entered more than once; G285 an
    account in credit, other than the state's. An entry found wrong is still counted in the balances, as it lies.
    """
    entries = tuple(stored)
    found = [finding for entry in entries for finding in _of_entry(entry)]
    times = Counter(entry.reference for entry in entries)
    found += [_doubled(reference, count) for reference, count in times.items() if count > 1]
    found += [
        _overdrawn(place, amount)
        for place, amount in sorted(stored_balances(entries).items())
        if amount < 0 and place.account is not Account.STATE
    ]
    return tuple(found)


def stored_balances(stored: Iterable[StoredEntry]) -> Mapping[Place, int]:
    """What stands in each place by the sides as they lie; places that come to 0 are left out."""
    sums: dict[Place, int] = defaultdict(int)
    for entry in stored:
        for name, amount in entry.sides:
            if name in _ACCOUNTS:
                account = Account(name)
                sums[Place(account, entry.purpose, entry.unit if account in OF_A_UNIT else "")] += amount
    return {place: amount for place, amount in sums.items() if amount}


def deviations(stands: Mapping[Place, int], should: Mapping[Place, int]) -> tuple[Finding, ...]:
    """Every place where what stands is not what should (G286), in the order of accounts, purposes, municipalities."""
    places = sorted({place for place in (*stands, *should) if stands.get(place, 0) != should.get(place, 0)})
    return tuple(_deviating(place, stands.get(place, 0), should.get(place, 0)) for place in places)


_ACCOUNTS = frozenset(account.value for account in Account)
_EVENTS = frozenset(event.value for event in LedgerEvent)


def _of_entry(entry: StoredEntry) -> list[Finding]:
    unknown = [name for name, _amount in entry.sides if name not in _ACCOUNTS]
    if entry.event not in _EVENTS:
        unknown.append(entry.event)
    if unknown:
        return [_unknown(entry, ", ".join(unknown))]
    event = LedgerEvent(entry.event)
    found = [_without_unit(entry)] if not entry.unit and set(MOVES[event]) & OF_A_UNIT else []
    total = sum(amount for _account, amount in entry.sides)
    if total:
        found.append(_unbalanced(entry, total))
    expected = postings(Entry(event, entry.unit, entry.purpose, entry.amount, entry.reference))
    sides = sorted((place.account.value, amount) for place, amount in expected.items())
    if not total and (sorted(entry.sides) != sides or not entry.amount):
        found.append(_different(entry))
    return found


def _finding(code: str, reference: str, sv: str, en: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), (reference,), f"{code}:{reference}")


def _unknown(entry: StoredEntry, names: str) -> Finding:
    return _finding(
        UNKNOWN,
        entry.reference,
        f"Posten {entry.reference} har något som huvudboken inte känner till: {names}.",
        f"The entry {entry.reference} has something that the ledger does not know: {names}.",
    )


def _without_unit(entry: StoredEntry) -> Finding:
    return _finding(
        UNKNOWN,
        entry.reference,
        f"Posten {entry.reference} säger inte vilken kommun den gäller.",
        f"The entry {entry.reference} does not say which municipality it is about.",
    )


def _unbalanced(entry: StoredEntry, total: int) -> Finding:
    return _finding(
        UNBALANCED,
        entry.reference,
        f"Posten {entry.reference} går inte jämnt upp: det skiljer {format_sek(total, 'sv')}.",
        f"The entry {entry.reference} does not balance: it is {format_sek(total, 'en')} off.",
    )


def _different(entry: StoredEntry) -> Finding:
    move = MOVES[LedgerEvent(entry.event)]
    source, target = ACCOUNT_LABELS[move.source], ACCOUNT_LABELS[move.target]
    return _finding(
        DIFFERENT,
        entry.reference,
        f"Posten {entry.reference} ska flytta pengar från «{source.sv}» till «{target.sv}» och gör något annat.",
        f"The entry {entry.reference} should move money from “{source.en}” to “{target.en}” and does something else.",
    )


def _doubled(reference: str, times: int) -> Finding:
    return _finding(
        DOUBLED,
        reference,
        f"Posten {reference} finns {times} gånger. Samma sak får bokföras en gång.",
        f"The entry {reference} is there {times} times. The same thing is entered once.",
    )


def _overdrawn(place: Place, amount: int) -> Finding:
    return _finding(
        OVERDRAWN,
        _name(place, "sv"),
        f"{_name(place, 'sv')} är övertrasserat: {format_sek(amount, 'sv')}.",
        f"{_name(place, 'en')} is overdrawn: {format_sek(amount, 'en')}.",
    )


def _deviating(place: Place, stands: int, should: int) -> Finding:
    return _finding(
        DEVIATING,
        _name(place, "sv"),
        f"{_name(place, 'sv')}: huvudboken har {format_sek(stands, 'sv')}, händelserna ger {format_sek(should, 'sv')}.",
        f"{_name(place, 'en')}: the ledger has {format_sek(stands, 'en')}, the events give {format_sek(should, 'en')}.",
    )


def _name(place: Place, language: str) -> str:
    parts = (ACCOUNT_LABELS[place.account].in_language(language), place.purpose, place.unit)
    return " / ".join(part for part in parts if part)
