"""The return of a round as the register gives it. Who may see it is asked in ``queries.derivation``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff.queries import derivation as staff
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.derivation import derive as core
from kompetenslyft.core.derivation.findings import findings
from kompetenslyft.core.derivation.model import Derivation
from kompetenslyft.core.derivation.people import Counted, counted
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.staff.model import Person
from kompetenslyft.exchange import definitions

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Round
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True)
class Basis:
    """What a return is derived from: whom it is about, as of the day. By person: id.

    ``units``: names of the reporting units that take part, by code; they add up to the whole. ``placed``: the
    reporting unit (code) of each organisation (code), and ``names`` its name.
    """

    definition: Derivation
    instrument: Instrument
    unit: Organisation
    day: date
    units: Mapping[str, str]
    placed: Mapping[str, str]
    names: Mapping[str, str]
    persons: Mapping[int, Person]
    people: tuple[Counted, ...]

    @cached_property
    def derived(self) -> core.Derived:
        """The figures."""
        return core.derive(self.definition, self.instrument, self.people, self.units, self.day)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What stands in the way of a whole return."""
        return findings(self.definition, self.instrument, self.derived)

    def behind(self, key: str, unit: str | None = None) -> list[core.Behind]:
        """Who is behind a cell. KeyError where nothing is derived under the key."""
        return core.behind(self.definition, self.people, key, self.day, unit)


def can_derive(round_: Round) -> bool:
    """Whether the round's form follows from the register."""
    return definitions.derivation_of(round_.instrument) is not None


def basis(round_: Round, unit: Organisation, on: date | None = None) -> Basis:
    """Whom the unit's return is about, on the day of the round's year that the definition names, or ``on``.

    A constant number of queries, but for one a level between the unit and those below it.
    Raises Refused: M611 where the form does not follow from the register.
    """
    definition = definitions.derivation_of(round_.instrument)
    if definition is None:
        raise Refused.because(
            "M611",
            f"Formuläret {round_.instrument} går inte att räkna ur personalregistret. Fyll i det för hand.",
            f"The form {round_.instrument} cannot be derived from the staff register. Fill it in by hand.",
        )
    instrument = definitions.instrument(round_.instrument)
    day = on or definition.reference_day.in_year(round_.year)
    below = [unit, *organisations.units_below(unit)]
    placed = _placed(unit, below)
    among = staff.employed_in([one.pk for one in below], definition.services, day)
    persons = facts(among)
    framework = definitions.framework(instrument.framework) if instrument.framework else None
    marks = marks_on(among, Stage.AGREED, day, framework)
    people = tuple(
        counted(definition, person_id, person, marks.get(person_id, {}), units=placed, day=day)
        for person_id, person in persons.items()
    )
    return Basis(
        definition=definition,
        instrument=instrument,
        unit=unit,
        day=day,
        units=_units(unit, below, people, day),
        placed=placed,
        names={one.code: one.name for one in below},
        persons=persons,
        people=people,
    )


def derived(round_: Round, unit: Organisation, on: date | None = None) -> core.Derived:
    """The figures of the unit's return. Raises Refused: M611."""
    return basis(round_, unit, on).derived


def _placed(unit: Organisation, below: list[Organisation]) -> dict[str, str]:
    """The nearest reporting unit at or above each organisation, by code."""
    by_id = {one.pk: one for one in below}
    placed = {}
    for one in below:
        nearest = one
        while not nearest.is_reporting_unit and nearest.parent_id in by_id:
            nearest = by_id[nearest.parent_id]
        placed[one.code] = nearest.code
    return placed


def _units(
    unit: Organisation, below: list[Organisation], people: tuple[Counted, ...], day: date
) -> dict[str, str]:
    """The reporting units below it that exist on the day or have somebody then, and first itself: where somebody works
    directly under it, or it has no others."""
    with_people = {code for person in people for part in person.groups.values() for code in part.shares}
    others = [
        one
        for one in below[1:]
        if one.code in with_people
        or (
            one.is_reporting_unit
            and (one.valid_from is None or one.valid_from <= day)
            and (one.valid_to is None or day <= one.valid_to)
        )
    ]
    own = [unit] if unit.code in with_people or not others else []
    return {one.code: one.name for one in [*own, *sorted(others, key=lambda one: swedish_key(one.name))]}
