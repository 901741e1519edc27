"""What the filling of the staff has in common: the city, its units and people, who acts, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.demo.rounds import at
from kompetenslyft.demo.staff.made import Staff

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

BEGUN = at(date(2015, 11, 30), 9 * 60)
"""The city has its staff and the talks of the autumn in the system."""
BROUGHT_UP_TO_DATE = at(date(2016, 11, 16), 9 * 60)
"""A year later: a new file from the HR system, and the talks of that autumn."""
DERIVED = at(date(2016, 11, 17), 10 * 60)
"""The figures of the register go into the city's return, before the rest is answered by hand."""


@dataclass(slots=True)
class Workplace:
    """The city while it is filled. ``units``: the city, its districts and units by code; ``people``: by number."""

    city: Organisation
    staff: Staff
    signatory: User
    administrator: User
    coordinator: User
    told: Callable[[str], None]
    """Told of each step, as many as ``filling.steps`` says."""
    units: dict[str, Organisation] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    leaders: dict[str, User] = field(default_factory=dict)
    """Those with an account who lead a unit, by its code."""
