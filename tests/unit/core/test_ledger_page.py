"""The page on the ledger: its tables are those of the code, and its worked example comes out."""

from __future__ import annotations

import re

from kompetenslyft.core.ledger.model import MOVES, OF_A_UNIT, Account, Entry, LedgerEvent, Place, balances
from tests.machine import ROOT

PAGE = (ROOT / "docs" / "algorithms" / "ledger.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table whose head is ``heading``, without the head."""
    _before, _head, after = PAGE.partition(heading + "\n")
    lines = after.split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def kronor(text: str) -> int:
    return int(re.sub(r"\s", "", text).replace("−", "-"))


def test_the_tables_are_those_of_the_code() -> None:
    accounts = rows("| account | what stands there | |")
    assert [name for name, _what, _mark in accounts] == [account.value for account in Account]
    assert {Account(name) for name, _what, mark in accounts if mark} == set(OF_A_UNIT)
    events = rows("| event | from | to |")
    assert {event: (source, target) for event, source, target in events} == {
        event.value: (move.source.value, move.target.value) for event, move in MOVES.items()
    }


def test_the_worked_example_comes_out() -> None:
    entries = [
        Entry(LedgerEvent(event), unit, "purpose", kronor(amount), str(number))
        for number, (event, unit, amount) in enumerate(rows("| event | municipality | kr |"))
    ]
    standing = {
        Place(Account(account), "purpose", unit): kronor(amount)
        for account, unit, amount in rows("| account | municipality | kr |")
    }
    assert len(entries) == 18
    assert balances(entries) == standing
    for upto in range(len(entries)):
        assert all(
            amount >= 0
            for place, amount in balances(entries[:upto]).items()
            if place.account is not Account.STATE
        )
