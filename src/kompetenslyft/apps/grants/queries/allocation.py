"""Reading keys, scenarios and decided allocations: scenarios are the officers', a decided one is everybody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.allocating import inputs_of, keys_needed, model_of
from kompetenslyft.apps.grants.keys import exact_values
from kompetenslyft.apps.grants.models import KeyTable, ProgrammeYear, Scenario
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.distribution import AmountClass, amount_classes, spread
from kompetenslyft.core.allocation.explain import Explanation, explain
from kompetenslyft.core.allocation.model import AllocationModel
from kompetenslyft.core.programmes.model import Purpose

if TYPE_CHECKING:
    from kompetenslyft.apps.callers import Caller
    from kompetenslyft.apps.organisations.models import Organisation

INHABITANTS = "inhabitants"
"""The key that amounts per inhabitant are counted by, where there is a table of it."""


def key_tables(by: Caller, on: date) -> QuerySet[KeyTable]:
    """All key tables. Raises Refused (E103) for others than officers."""
    access.check_is_officer(by, on)
    return KeyTable.objects.defer("values")


def key_table(by: Caller, pk: int, on: date) -> KeyTable:
    """One key table. Raises Refused: E103, E101."""
    access.check_is_officer(by, on)
    found = KeyTable.objects.filter(pk=pk).first()
    if found is None:
        raise access.not_found()
    return found


def scenarios(year: ProgrammeYear, by: Caller, on: date) -> QuerySet[Scenario]:
    """The year's scenarios by purpose and age, with their keys (no values). Raises Refused (E103)."""
    access.check_is_officer(by, on)
    return year.scenarios.prefetch_related("keys")


def scenario(year: ProgrammeYear, pk: int, by: Caller, on: date) -> Scenario:
    """One scenario: an officer's, or a decided one, which is everybody's. Raises Refused (E101)."""
    found = year.scenarios.filter(pk=pk).prefetch_related("keys").first()
    if found is None or (found.decided_at is None and not access.is_officer(by, on)):
        raise access.not_found()
    return found


def model(of: Scenario) -> AllocationModel:
    """The scenario's model."""
    return model_of(of)


def needed_keys(of: AllocationModel) -> tuple[str, ...]:
    """The keys that a model divides by."""
    return keys_needed(of)


def key_titles(of: Scenario) -> dict[str, str]:
    """What the scenario's keys are called, by key. No query where the keys are fetched."""
    return {table.key: table.title for table in of.keys.all()}


def values(of: KeyTable) -> dict[str, Fraction]:
    """A key's numbers by official code."""
    return exact_values(of)


def newer_keys(of: Scenario) -> list[KeyTable]:
    """Tables of the scenario's keys that are of a later day than those it was computed from, newest first."""
    return [
        newer
        for table in of.keys.all()
        if (newer := KeyTable.objects.filter(key=table.key, as_of__gt=table.as_of).first()) is not None
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality, or a county with how many it has: an amount (SEK) in each scenario, in their order.

    ``difference``: the last scenario less the first; None where only one is compared.
    """

    code: str
    name: str
    county: str
    county_name: str
    units: int
    amounts: tuple[int, ...]
    per_inhabitant: tuple[Fraction, ...]
    """Empty where nobody has counted the inhabitants."""
    difference: int | None
    at_floor: tuple[bool, ...] = ()
    at_cap: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side, from what is kept of them; nothing is computed anew but sums."""

    scenarios: tuple[Scenario, ...]
    lines: tuple[Line, ...]
    counties: tuple[Line, ...]
    inhabitants: KeyTable | None
    classes: tuple[AmountClass, ...]
    spread: tuple[tuple[int, ...], ...]
    """For each scenario how many municipalities are in each class."""


def comparison(compared: Sequence[Scenario]) -> Comparison:
    """The scenarios side by side. Three queries, whatever the number of municipalities."""
    inhabitants = _inhabitants(compared)
    people = exact_values(inhabitants) if inhabitants else {}
    codes = sorted({code for one in compared for code in one.result})
    units = organisations.by_codes(codes)
    floors = [frozenset(one.at_floor) for one in compared]
    caps = [frozenset(one.at_cap) for one in compared]
    lines = []
    for code in codes:
        amounts = tuple(one.result.get(code, 0) for one in compared)
        lines.append(
            Line(
                code,
                *_of(units.get(code), code),
                1,
                amounts,
                _per(amounts, people.get(code)),
                amounts[-1] - amounts[0] if len(amounts) > 1 else None,
                tuple(code in floor for floor in floors),
                tuple(code in cap for cap in caps),
            )
        )
    classes = amount_classes([amount for line in lines for amount in line.amounts])
    counts = tuple(spread([line.amounts[place] for line in lines], classes) for place in range(len(compared)))
    return Comparison(
        tuple(compared), tuple(lines), tuple(_counties(lines, people)), inhabitants, classes, counts
    )


def explanation(of: Scenario, code: str) -> Explanation:
    """How a municipality's amount came about, step by step. Raises Refused: E101 not in the allocation.

    The stored inputs are computed anew; G113 where they no longer give the amount that is kept.
    """
    if code not in of.result:
        raise access.not_found()
    inputs = inputs_of(of)
    made = allocate(inputs.model, amount=inputs.amount, units=inputs.units, keys=inputs.keys)
    if dict(made.amounts) != of.result:
        raise Refused.because(
            "G113",
            "Uträkningen ger inte längre de belopp som är sparade. Beloppen som är beslutade gäller.",
            "The calculation no longer gives the amounts that are kept. The decided amounts stand.",
        )
    names = {code: _of(organisations.by_codes([code]).get(code), code)[0], **key_titles(of)}
    return explain(made, code, units=inputs.units, keys=inputs.keys, names=names)


@dataclass(frozen=True, slots=True)
class Published:
    """The decided allocation of a year. ``columns``: purpose and decided scenario, in the programme's order."""

    year: ProgrammeYear
    columns: tuple[tuple[Purpose, Scenario], ...]
    lines: tuple[Line, ...]
    counties: tuple[Line, ...]
    inhabitants: KeyTable | None

    @property
    def made_up(self) -> bool:
        return self.year.made_up or any(
            table.made_up for _purpose, one in self.columns for table in one.keys.all()
        )


def published(year: ProgrammeYear) -> Published:
    """What is decided, for everybody. Raises Refused (E101) where nothing is. Four queries."""
    by_purpose = {
        one.purpose: one for one in year.scenarios.filter(decided_at__isnull=False).prefetch_related("keys")
    }
    columns = tuple(
        (purpose, by_purpose[purpose.id]) for purpose in year.programme.purposes if purpose.id in by_purpose
    )
    if not columns:
        raise Refused.because(
            "E101",
            "Fördelningen är inte beslutad än. Listan finns här när beslutet är fattat.",
            "The allocation is not decided yet. The list is here when it is.",
        )
    compared = comparison([one for _purpose, one in columns])
    return Published(year, columns, compared.lines, compared.counties, compared.inhabitants)


def _inhabitants(compared: Sequence[Scenario]) -> KeyTable | None:
    """The table to count per inhabitant by: one that a scenario uses, else the last one up to the programme's year."""
    for one in compared:
        for table in one.keys.all():
            if table.key == INHABITANTS:
                return table
    tables = KeyTable.objects.filter(key=INHABITANTS)
    year = compared[0].year.programme.year
    return tables.filter(as_of__year__lte=year).first() or tables.last()


def _of(unit: Organisation | None, code: str) -> tuple[str, str, str]:
    if unit is None:
        return code, "", ""
    return unit.name, unit.county_id or "", unit.county.name if unit.county else ""


def _per(amounts: tuple[int, ...], people: Fraction | None) -> tuple[Fraction, ...]:
    return tuple(Fraction(amount) / people for amount in amounts) if people else ()


def _counties(lines: Iterable[Line], people: dict[str, Fraction]) -> Iterable[Line]:
    grouped: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.county, line.county_name].append(line)
    for (code, name), of_county in sorted(grouped.items()):
        amounts = tuple(sum(column) for column in zip(*(line.amounts for line in of_county), strict=True))
        counted = [people[line.code] for line in of_county if line.code in people]
        yield Line(
            code,
            name,
            code,
            name,
            len(of_county),
            amounts,
            _per(amounts, sum(counted, Fraction(0)) if len(counted) == len(of_county) else None),
            amounts[-1] - amounts[0] if len(amounts) > 1 else None,
        )
