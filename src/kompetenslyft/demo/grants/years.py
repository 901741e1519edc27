"""The four grant years from decision to closing, through the actions that people's own pages use."""

from __future__ import annotations

from kompetenslyft.demo.grants.claimants import Claimants
from kompetenslyft.demo.grants.claiming import claim_and_pay, pay_again
from kompetenslyft.demo.grants.deciding import add_key, open_year
from kompetenslyft.demo.grants.reporting import begin_settling, finish, open_reporting, spend
from kompetenslyft.demo.grants.setting import YEARS, Grants


def run(grants: Grants) -> None:
    """All four years, oldest first; the last one is under way on the day that the demo is set in."""
    table = add_key(grants)
    for number in YEARS:
        going = open_year(grants, number, table)
        claim_and_pay(going)
        spend(going)
        open_reporting(going)
        if number < YEARS[-1]:
            finish(going)
        else:
            begin_settling(going)
            pay_again(going)


def steps(claimants: Claimants, chosen: frozenset[str]) -> int:
    """How many steps are told of at most: a claim and a report of each municipality and year."""
    return sum(2 for year in YEARS for code in claimants.of(year) if code in chosen)
