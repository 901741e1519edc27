"""The grant years of the demo: the published numbers of claims, and activities whose costs add up and break no rule."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.model import Unit
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.payments import Scheme, check_account
from kompetenslyft.core.spending.entries import read_activity
from kompetenslyft.core.spending.rules import check_spending
from kompetenslyft.core.spending.settle import settle
from kompetenslyft.demo.grants import papers
from kompetenslyft.demo.grants.activities import made_up, unused
from kompetenslyft.demo.grants.claimants import Claimants, claimants
from kompetenslyft.demo.grants.key import KEY, STOCKHOLM_2013, made_up_key
from kompetenslyft.demo.participants import FINISHED, STOCKHOLM, UNFINISHED, participants
from kompetenslyft.demo.targets import targets
from kompetenslyft.exchange.definitions import framework, programme

NAMES = dict(municipalities())
PEOPLE = participants(sorted(NAMES), targets().participation)


@pytest.fixture(scope="module")
def claiming() -> Claimants:
    return claimants(PEOPLE, targets().participation)


@pytest.fixture(scope="module")
def key() -> dict[str, Fraction]:
    return made_up_key(NAMES)


def test_as_many_claim_as_was_published(claiming: Claimants) -> None:
    assert len(claiming.inventory) == 263
    assert {year: len(codes) for year, codes in claiming.competence.items()} == {
        2013: 234,
        2014: 255,
        2015: 259,
        2016: 273,
    }
    assert {year: len(codes) for year, codes in claiming.repaid_everything.items()} == {2015: 4}
    assert len(claiming.qualifying) == 32


def test_whoever_is_new_claims_and_nobody_does_before_joining(claiming: Claimants) -> None:
    for year, codes in claiming.competence.items():
        assert set(PEOPLE.joined_in(year)) <= codes or year == 2013
        assert all(PEOPLE.joined[code] <= year for code in codes)
    assert all({STOCKHOLM, *UNFINISHED, *FINISHED} <= codes for codes in claiming.competence.values())


def test_nobody_both_repays_everything_and_trains_for_the_qualification(claiming: Claimants) -> None:
    assert not claiming.repaid_everything[2015] & claiming.qualifying.keys()
    assert all(code in claiming.competence[year] for code, year in claiming.qualifying.items())


def test_stockholm_gets_what_it_was_given(key: dict[str, Fraction]) -> None:
    grant = programme("competence-grant@2013")
    given = {
        purpose.id: allocate(
            purpose.allocation,
            amount=purpose.amount_sek,
            units=[Unit(code, {}) for code in NAMES],
            keys={KEY: key},
        ).amounts[STOCKHOLM]
        for purpose in grant.purposes
    }
    assert given == {"inventory": 250_000, "competence": STOCKHOLM_2013}
    assert sum(given.values()) == 3_306_887  # The city's memorandum says 3 307 887.


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2016])
def test_what_is_made_up_uses_the_money_and_breaks_no_rule(year: int, claiming: Claimants) -> None:
    grant = programme(f"competence-grant@{year}")
    direction_framework = framework("child-welfare@2013")
    for code in [*sorted(claiming.competence[year])[::9], STOCKHOLM]:
        received = {"competence": STOCKHOLM_2013 if code == STOCKHOLM else 61_300 + int(code) * 97}
        if year == 2013:
            received["inventory"] = 64_321
        made = list(
            made_up(
                code, year, received, staff=12, joint=False, qualifying=claiming.qualifying.get(code) == year
            )
        )
        read = [
            read_activity(grant, direction_framework, one.entries, unit=code, municipalities=NAMES)
            for one in made
        ]
        assert not [finding for one in read for finding in one.findings]
        activities = [one.activity for one in read if one.activity is not None]
        found = check_spending(
            grant,
            activities,
            unit=code,
            received=received,
            staff=1_000,
            inventory_before=True,
            on=made[-1].day,
        )
        assert not [finding.message.sv for finding in found if finding.severity is Severity.HARD]
        outcome = settle(grant, activities, unit=code, received=received, inventory_before=True)
        if (code, year) != (STOCKHOLM, 2013):
            assert outcome["competence"].unused == unused(code, year, received["competence"])
        assert all(one.not_permitted == 0 for one in outcome.values())


def test_stockholms_year_stays_just_below_the_cap() -> None:
    grant = programme("competence-grant@2013")
    received = {"competence": STOCKHOLM_2013, "inventory": 250_000}
    entered = made_up(STOCKHOLM, 2013, received, staff=900, joint=False, qualifying=False)
    activities = [
        read_activity(
            grant, framework("child-welfare@2013"), one.entries, unit=STOCKHOLM, municipalities=NAMES
        ).activity
        for one in entered
    ]
    outcome = settle(
        grant, [one for one in activities if one], unit=STOCKHOLM, received=received, inventory_before=False
    )
    assert (outcome["competence"].used, outcome["competence"].unused) == (2_994_500, 62_387)
    assert outcome["inventory"].used == 250_000


def test_account_numbers_have_the_right_check_digit() -> None:
    numbers = [papers.bankgiro(code) for code in NAMES]
    assert not [number for number in numbers if check_account(Scheme.BANKGIRO, number)]
    assert Counter(len(number) for number in numbers) == {8: 290}
