"""Who claims in which year. The numbers are the published ones; which municipalities they are is made up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kompetenslyft.demo.draws import number, pick
from kompetenslyft.demo.participants import FINISHED, UNFINISHED, Participants
from kompetenslyft.demo.targets import Participation

CLAIM_ALWAYS = frozenset({"0180", "1480", "1280", *UNFINISHED, *FINISHED})
"""The three largest, and those that somebody logs in for."""


@dataclass(frozen=True, slots=True)
class Claimants:
    """Official codes: who claims for an inventory (2013 alone), who claims for competence, who then did nothing."""

    inventory: frozenset[str]
    competence: Mapping[int, frozenset[str]]
    qualifying: Mapping[str, int]
    """The year in which somebody uses money for qualifying education."""
    repaid_everything: Mapping[int, frozenset[str]]

    def of(self, year: int) -> list[str]:
        """Everybody that claims anything in the year, by code."""
        return sorted(self.competence[year] | (self.inventory if year == 2013 else frozenset()))


def claimants(people: Participants, figures: Participation) -> Claimants:
    """The claimants of each year among those that take part; whoever joins in a year claims in it."""
    competence: dict[int, frozenset[str]] = {}
    inventory = frozenset({*people.joined_in(2013), people.nil_2013})
    competence[2013] = _drawn(people.joined_in(2013), figures.claimed[2013], 2013)
    so_far = set(people.joined_in(2013))
    for year in (2014, 2015, 2016):
        new = people.joined_in(year)
        competence[year] = _drawn(so_far, figures.claimed[year] - len(new), year) | frozenset(new)
        so_far |= set(new)
    repaid = {
        year: pick(competence[year] - CLAIM_ALWAYS, count, f"repaid everything {year}")
        for year, count in figures.repaid_everything.items()
    }
    busy = frozenset().union(*repaid.values())
    drawn = pick(competence[2016] - busy, figures.qualifying, "qualifying education")
    return Claimants(inventory, competence, {code: _year(code, competence) for code in sorted(drawn)}, repaid)


def _year(code: str, competence: Mapping[int, Collection[str]]) -> int:
    """One of the years from 2014 on in which the municipality claims."""
    years = [year for year in (2014, 2015, 2016) if code in competence[year]]
    return years[number(code, "qualifying year", len(years))]


def _drawn(among: Collection[str], count: int, year: int) -> frozenset[str]:
    certain = CLAIM_ALWAYS & set(among)
    return certain | pick(set(among) - certain, count - len(certain), f"claims {year}")
