from __future__ import annotations

import pytest

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.tabulation.compute import Table, compute
from kompetenslyft.demo.participants import Participants, participants
from kompetenslyft.demo.returns import INSTRUMENTS, Returns, make_returns
from kompetenslyft.demo.targets import targets
from kompetenslyft.exchange.definitions import instrument, table_set


@pytest.fixture(scope="session")
def codes() -> list[str]:
    return [code for code, _ in municipalities()]


@pytest.fixture(scope="session")
def made(codes: list[str]) -> dict[int, Returns]:
    return make_returns(codes)


@pytest.fixture(scope="session")
def people(codes: list[str]) -> Participants:
    return participants(codes, targets().participation)


@pytest.fixture(scope="session")
def tables(made: dict[int, Returns], people: Participants) -> dict[str, Table]:
    return compute(
        table_set("national-follow-up@2016"),
        [
            ReturnData(
                unit=code,
                municipalities=(code,),
                round=f"inventering-{year}",
                year=year,
                joined_year=people.joined[code],
                instrument=instrument(INSTRUMENTS[year]),
                values=values,
            )
            for year, returns in made.items()
            for code, values in returns.items()
        ],
    )
