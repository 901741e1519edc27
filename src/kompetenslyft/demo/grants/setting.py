"""What the demo's grant years are made of, and one of them as it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from kompetenslyft.demo.draws import number
from kompetenslyft.demo.grants.claimants import Claimants
from kompetenslyft.demo.participants import EXTENDED
from kompetenslyft.demo.rounds import at

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.demo.people import Cast

UNPAID_2016 = EXTENDED
"""The bank rejected its payment of 2016; a new one waits to be approved on the demo's day."""
YEARS = (2013, 2014, 2015, 2016)


class NotTaken(RuntimeError):
    """A made-up entry did not go through: the demo and the rules disagree."""


@dataclass(frozen=True, slots=True)
class Grants:
    """What the years have in common. ``units``: every municipality by code; ``chosen``: those that are followed."""

    cast: Cast
    units: Mapping[str, Organisation]
    chosen: frozenset[str]
    claimants: Claimants
    staff: Mapping[str, int]
    """Caseworkers, people, by code."""
    key: Mapping[str, Fraction]
    told: Callable[[str], None]
    """Told of each municipality that has claimed, and that has reported."""


@dataclass(slots=True)
class Going:
    """One year as it goes. ``received``: whole kronor by code and purpose."""

    grants: Grants
    number: int
    year: ProgrammeYear
    received: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def cast(self) -> Cast:
        return self.grants.cast

    @property
    def codes(self) -> list[str]:
        """Those that are followed and claim in the year."""
        return [code for code in self.grants.claimants.of(self.number) if code in self.grants.chosen]

    @property
    def idle(self) -> frozenset[str]:
        """Those that do nothing with the money of the year: they repay it all, or have not had it yet."""
        repaid = self.grants.claimants.repaid_everything.get(self.number, frozenset())
        return repaid | ({UNPAID_2016} if self.number == 2016 else set())


def morning(day: date, code: str = "") -> datetime:
    """A moment of the morning: nine o'clock, or one that follows from the municipality."""
    return at(day, 8 * 60 + number(code, f"minute {day}", 180) if code else 9 * 60)
