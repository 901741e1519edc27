"""Why an amount cannot be divided among units: everything that is wrong, with the arithmetic and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from kompetenslyft.core.allocation.codes import AllocationCode as Code
from kompetenslyft.core.allocation.model import (
    AllocationModel,
    Cap,
    Floor,
    GroupWeights,
    Mix,
    Proportional,
    Step,
    Unit,
)
from kompetenslyft.core.allocation.model_checks import rounding_unit_sek
from kompetenslyft.core.allocation.wording import hard, kr, listed
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.numbers import format_fraction


def unit_findings(units: Collection[Unit]) -> Iterator[Finding]:
    """Nobody to divide among, or somebody twice."""
    if not units:
        yield hard(
            Code.NO_UNITS,
            sv="Det finns ingen att fördela till. Välj vilka som tar del.",
            en="There is nobody to divide among. Choose who takes part.",
        )
    twice = [code for code, count in Counter(unit.code for unit in units).items() if count > 1]
    if twice:
        yield hard(
            Code.UNIT_TWICE,
            sv=f"Samma kod står flera gånger: {listed(twice, 'sv')}. Ta bort dubbletterna.",
            en=f"The same code stands several times: {listed(twice, 'en')}. Remove the duplicates.",
        )


def group_findings(model: AllocationModel, units: Collection[Unit]) -> Iterator[Finding]:
    """Groupings and groups that the units do not have, and weights below zero."""
    for number, step in enumerate(model.steps, start=1):
        if not isinstance(step, GroupWeights):
            continue
        negative = [group for group, weight in step.weights.items() if weight < 0]
        if negative:
            yield hard(
                Code.WEIGHT_NEGATIVE,
                sv=f"Vikten är mindre än noll för {listed(negative, 'sv')}. Ange 0 eller mer.",
                en=f"The weight is below zero for {listed(negative, 'en')}. Give 0 or more.",
                instance=str(number),
            )
        groupings = {grouping for unit in units for grouping in unit.groups}
        if units and step.grouping not in groupings:
            yield _unknown_grouping(step, groupings, number)
            continue
        groups = {unit.groups[step.grouping] for unit in units if step.grouping in unit.groups}
        unknown = sorted(step.weights.keys() - groups)
        if unknown and units:
            yield hard(
                Code.UNKNOWN_GROUP,
                sv=f"Indelningen {step.grouping} har ingen grupp {listed(unknown, 'sv')}. "
                f"Den har: {', '.join(sorted(groups))}.",
                en=f"The grouping {step.grouping} has no group {listed(unknown, 'en')}. "
                f"It has: {', '.join(sorted(groups))}.",
                instance=str(number),
            )
        without = [unit.code for unit in units if step.grouping not in unit.groups]
        if without:
            yield hard(
                Code.GROUP_MISSING,
                sv=f"Grupp i indelningen {step.grouping} saknas för {listed(without, 'sv')}. Ange deras grupp.",
                en=f"No group in the grouping {step.grouping} is given for {listed(without, 'en')}. "
                "Give their group.",
                instance=str(number),
            )


def _unknown_grouping(step: GroupWeights, groupings: Collection[str], number: int) -> Finding:
    known = ", ".join(sorted(groupings))
    return hard(
        Code.UNKNOWN_GROUPING,
        sv=f"Indelningen {step.grouping} finns inte. "
        + (f"Det finns: {known}." if known else "Läs in den, eller ta bort gruppvikterna."),
        en=f"There is no grouping {step.grouping}. "
        + (f"There is: {known}." if known else "Load it, or remove the group weights."),
        instance=str(number),
    )


def keys_of(step: Step) -> tuple[str, ...]:
    """The keys that the step divides by."""
    if isinstance(step, Proportional):
        return (step.key,)
    return tuple(part.key for part in step.parts) if isinstance(step, Mix) else ()


def key_findings(
    model: AllocationModel, units: Collection[Unit], keys: Mapping[str, Mapping[str, Fraction]]
) -> Iterator[Finding]:
    """Keys that are not given, or have blanks or numbers below zero."""
    for key in dict.fromkeys(key for step in model.steps for key in keys_of(step)):
        values = keys.get(key)
        if values is None:
            yield hard(
                Code.KEY_NOT_GIVEN,
                sv=f"Nyckeln {key} saknas. Läs in den med ett tal för var och en som tar del.",
                en=f"The key {key} is missing. Load it with a number for everybody who takes part.",
                instance=key,
            )
            continue
        blank = [unit.code for unit in units if unit.code not in values]
        negative = [unit.code for unit in units if values.get(unit.code, 0) < 0]
        if blank:
            yield hard(
                Code.KEY_BLANK,
                sv=f"Nyckeln {key} saknar tal för {len(blank)} av {len(units)}: {listed(blank, 'sv')}. "
                "Fyll i dem; är talet noll, skriv 0.",
                en=f"The key {key} has no number for {len(blank)} of {len(units)}: {listed(blank, 'en')}. "
                "Fill them in; where the number is zero, enter 0.",
                instance=key,
            )
        if negative:
            yield hard(
                Code.KEY_BELOW_ZERO,
                sv=f"Nyckeln {key} är mindre än noll för {listed(negative, 'sv')}. Rätta talen.",
                en=f"The key {key} is below zero for {listed(negative, 'en')}. Correct the numbers.",
                instance=key,
            )


def zero_sum(key: str, *, weighted: bool) -> Finding:
    """All of a key's numbers are zero, so that nothing can be divided by it."""
    sv, en = (" gånger vikterna", " times the weights") if weighted else ("", "")
    return hard(
        Code.KEY_SUM_ZERO,
        sv=f"Talen i nyckeln {key}{sv} har summan 0 och kan inte fördela något. Kontrollera talen.",
        en=f"The numbers of the key {key}{en} add up to 0 and cannot divide anything. Check the numbers.",
        instance=key,
    )


def amount_findings(amount: int, reserved: int) -> Iterator[Finding]:
    """An amount below zero, or more set apart than there is."""
    if amount < 0:
        yield hard(
            Code.AMOUNT_NEGATIVE,
            sv=f"Beloppet {kr(amount, 'sv')} är mindre än noll. Ange 0 kr eller mer.",
            en=f"The amount {kr(amount, 'en')} is below zero. Give SEK 0 or more.",
        )
    elif reserved > amount:
        yield hard(
            Code.RESERVE_TOO_LARGE,
            sv=f"Avsättningen räcker inte: {kr(reserved, 'sv')} > {kr(amount, 'sv')}. Minska avsättningen.",
            en=f"More is set apart than there is: {kr(reserved, 'en')} > {kr(amount, 'en')}. Reduce the reserve.",
        )


def floor_and_cap_findings(model: AllocationModel, pot: int, count: int) -> Iterator[Finding]:
    """A floor above the cap, or floors that ``pot`` does not reach to for ``count`` units."""
    floor = next((step.amount_sek for step in model.steps if isinstance(step, Floor)), 0)
    cap = next((step.amount_sek for step in model.steps if isinstance(step, Cap)), None)
    if cap is not None and floor > cap:
        yield hard(
            Code.FLOOR_ABOVE_CAP,
            sv=f"Golvet är högre än taket: {kr(floor, 'sv')} > {kr(cap, 'sv')}. Sänk golvet eller höj taket.",
            en=f"The floor is above the cap: {kr(floor, 'en')} > {kr(cap, 'en')}. Lower the floor or raise the cap.",
        )
    if count * floor > pot >= 0:
        unit = rounding_unit_sek(model.steps)
        most = pot // count // unit * unit
        yield hard(
            Code.FLOORS_TOO_LARGE,
            sv=f"Pengarna räcker inte till golvet för alla: {_times(count, floor, 'sv')} > {kr(pot, 'sv')}. "
            f"Golvet kan vara högst {kr(most, 'sv')}.",
            en=f"The money does not reach to the floor for all: {_times(count, floor, 'en')} > {kr(pot, 'en')}. "
            f"The floor can be {kr(most, 'en')} at most.",
        )


def cap_findings(
    pot: int, *, floor: int, cap: int, sharing: int, without: int, unit: int
) -> Iterator[Finding]:
    """Caps that do not take all of ``pot``: ``sharing`` units have a share, ``without`` have none but the floor."""
    most = sharing * cap + without * floor
    if pot <= most:
        return
    sums = {language: _times(sharing, cap, language) for language in ("sv", "en")}
    if without and floor:
        sums = {
            language: f"{_product(sharing, cap, language)} + {_product(without, floor, language)} = "
            f"{kr(most, language)}"
            for language in ("sv", "en")
        }
    least = -(-(pot - without * floor) // sharing // unit) * unit if sharing else None
    raise_sv = "Höj taket" if least is None else f"Höj taket till minst {kr(least, 'sv')}"
    raise_en = "Raise the cap" if least is None else f"Raise the cap to {kr(least, 'en')} or more"
    none_sv = f" {without} har 0 i nyckeln och får bara golvet." if without else ""
    none_en = f" {without} have 0 in the key and get the floor alone." if without else ""
    yield hard(
        Code.CAPS_TOO_SMALL,
        sv=f"Allt kan inte fördelas under taket: {sums['sv']} < {kr(pot, 'sv')}.{none_sv} "
        f"{raise_sv}, eller avsätt en del av beloppet.",
        en=f"Not all can be divided under the cap: {sums['en']} < {kr(pot, 'en')}.{none_en} "
        f"{raise_en}, or set a part of the amount apart.",
    )


def _times(count: int, amount: int, language: str) -> str:
    return f"{_product(count, amount, language)} = {kr(count * amount, language)}"


def _product(count: int, amount: int, language: str) -> str:
    return f"{count} × {format_fraction(amount, language)}"
