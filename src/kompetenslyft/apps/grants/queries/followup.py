"""Following a grant up: its tables over the years, and the need that the inventories show beside the training.

The nation is everybody's, as far as the rounds are over. A county is for officers and a municipality for those who may
see it: nothing yet keeps small figures from telling of single people.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.models import ProgrammeYear
from kompetenslyft.apps.grants.queries.inventories import INVENTORY
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.need.compare import Comparison, Which, compare
from kompetenslyft.core.tabulation.compute import Table, compute
from kompetenslyft.core.tabulation.model import TableSet
from kompetenslyft.exchange.definitions import all_table_sets, framework

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Round
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Need:
    """Need against supply for some municipalities, and whether anything in it is made up."""

    comparison: Comparison
    made_up: bool


def need(year: ProgrammeYear, *, county: str, unit: str, which: Which, by: Caller, on: date) -> Need | None:
    """Of the nation, of a county (its code) or of a municipality (its code); None where there is no framework.

    Counts inventories and report-backs of the years up to the programme's. Raises Refused: E103 a county for others
    than officers, E101 a municipality that does not exist or is not the caller's to see.
    """
    chosen = _municipalities(county, unit, by, on)
    ref = year.programme.framework
    if ref is None:
        return None
    everything = bool(unit) or access.is_officer(by, on)
    inventories = _rounds(year, INVENTORY, on, everything=everything)
    reports = _rounds(year, _form(year.programme.reporting.instrument), on, everything=everything)
    comparison = compare(
        framework(ref),
        collection.counted_returns([one.code for one in inventories]),
        collection.counted_returns([one.code for one in reports]),
        which=which,
        municipalities=chosen,
    )
    return Need(comparison, any(one.made_up for one in (*inventories, *reports)))


def table_sets(year: ProgrammeYear) -> tuple[TableSet, ...]:
    """The table sets over the year's requisition and report-back, in the order of their tables' numbers."""
    forms = {_form(year.programme.requisition.instrument), _form(year.programme.reporting.instrument)}
    found = [one for one in all_table_sets().values() if one.instrument_id in forms]
    return tuple(sorted(found, key=lambda one: int(one.tables[0].number)))


@dataclass(frozen=True, slots=True)
class Tables:
    """Computed tables of the nation, and whether anything in them is made up."""

    tables: tuple[Table, ...]
    made_up: bool


def tables(year: ProgrammeYear, *, by: Caller, on: date, numbers: Collection[str] | None = None) -> Tables:
    """The follow-up tables up to the programme's year, or those with these numbers; none for an unknown number."""
    everything = access.is_officer(by, on)
    computed: list[Table] = []
    made_up = False
    for one in table_sets(year):
        wanted = [table.number for table in one.tables if numbers is None or table.number in numbers]
        if not wanted:
            continue
        rounds = _rounds(year, one.instrument_id, on, everything=everything)
        returns = collection.asked_returns([round_.code for round_ in rounds])
        computed += compute(one, returns, wanted).values()
        made_up |= any(round_.made_up for round_ in rounds)
    return Tables(tuple(computed), made_up)


def municipalities_for(by: Caller, on: date) -> Sequence[Organisation]:
    """The municipalities whose figures the caller may see: all of them for an officer."""
    if access.is_officer(by, on):
        return list(organisations.municipalities(on))
    return access.own_municipalities(by, on)


def _municipalities(county: str, unit: str, by: Caller, on: date) -> Collection[str] | None:
    if unit:
        found = organisations.by_codes([unit]).get(unit)
        if found is None or found.kind != "municipality":
            raise access.not_found()
        access.check_may_see(by, found, on)
        return {found.code}
    if county:
        access.check_is_officer(by, on)
        within = organisations.municipalities(on).filter(county__code=county)
        return set(within.values_list("code", flat=True))
    return None


def _rounds(year: ProgrammeYear, form: str, on: date, *, everything: bool) -> list[Round]:
    """The form's rounds up to the year; for the public only those that nothing is changed in any more."""
    rounds = collection.rounds_of_form(form, up_to=year.programme.year)
    return [one for one in rounds if everything or one.closed_on is not None or one.last_change < on]


def _form(ref: str) -> str:
    return ref.partition("@")[0]
