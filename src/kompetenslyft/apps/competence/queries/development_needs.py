"""The need of the three coming years: as entered, and what it adds up to from the units to the employer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import DevelopmentNeed
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.three_years import Counted, Key, coming_years, counted
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.privacy.rights import Right, Thing, right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class ThreeYears:
    """The need at an organisation, by direction and year, and at those right below it."""

    organisation: Organisation
    framework: Framework
    decided_in: int
    years: tuple[int, ...]
    counts: dict[Key, Counted]
    parts: tuple[tuple[Organisation, dict[Key, Counted]], ...]
    last_change: tuple[str, date] | None
    """Who entered last at the organisation itself, and when."""
    may_change: bool


def three_years(by: User, organisation: Organisation, decided_in: int, today: date) -> ThreeYears:
    """What counts at the organisation. A constant number of queries. Raises Refused: E101."""
    relations = staff.check_may_at(by, organisation, Thing.COLLECTIVE_PLAN, today)
    framework = framework_in_use(today)
    years = coming_years(decided_in)
    keys = [(direction, year) for direction in framework.directions for year in years]
    below = [one for one in organisations.units_below(organisation) if _exists(one, today)]
    inside = [organisation.pk, *(one.pk for one in below)]
    entered: dict[int, dict[Key, int]] = defaultdict(dict)
    last_change = None
    rows = DevelopmentNeed.objects.filter(
        organisation__in=inside, decided_in=decided_in, framework=framework.ref
    ).order_by("changed_at")
    for row in rows:
        entered[row.organisation_id][row.direction, row.year] = row.people
        if row.organisation_id == organisation.pk:
            last_change = (row.changed_by, clock.day_of(row.changed_at))
    parents: dict[int, int | None] = {organisation.pk: None} | {one.pk: one.parent_id for one in below}
    found = counted(entered, parents, keys)
    return ThreeYears(
        organisation,
        framework,
        decided_in,
        years,
        found[organisation.pk],
        tuple((one, found[one.pk]) for one in below if one.parent_id == organisation.pk),
        last_change,
        right(relations, Thing.COLLECTIVE_PLAN) >= Right.CHANGE,
    )


def _exists(organisation: Organisation, on: date) -> bool:
    starts, ends = organisation.valid_from, organisation.valid_to
    return (starts is None or starts <= on) and (ends is None or on <= ends)
