"""Dividing an amount by a model's steps: exact fractions between them, whole kronor at the end. See
docs/algorithms/allocation.md for the method, a worked table and what is guaranteed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from math import floor as rounded_down
from math import lcm

from kompetenslyft.core.allocation.arithmetic import Exact, hold, largest_remainder
from kompetenslyft.core.allocation.model import (
    Allocation,
    AllocationModel,
    CannotAllocate,
    Cap,
    Equal,
    Floor,
    GroupWeights,
    Mix,
    Proportional,
    Reserve,
    Rounding,
    Stage,
    Step,
    Unit,
)
from kompetenslyft.core.allocation.model_checks import model_findings, rounding_unit_sek
from kompetenslyft.core.allocation.refusals import (
    amount_findings,
    cap_findings,
    floor_and_cap_findings,
    group_findings,
    key_findings,
    unit_findings,
    zero_sum,
)
from kompetenslyft.core.allocation.wording import label
from kompetenslyft.core.findings import Finding

Keys = Mapping[str, Mapping[str, Fraction]]
"""Each key's number by unit code: ``{"population": {"0114": Fraction(39289)}}``."""


def allocate(model: AllocationModel, *, amount: int, units: Collection[Unit], keys: Keys) -> Allocation:
    """``amount`` (whole kronor) divided among ``units`` by the steps of ``model``.

    ``keys`` has every key that the model names, with a number for every unit; other numbers are left alone. The order
    of units and keys makes no difference. Raises CannotAllocate, with everything that is wrong and the arithmetic.
    """
    findings = (
        *model_findings(model),
        *unit_findings(units),
        *group_findings(model, units),
        *key_findings(model, units, keys),
    )
    if findings:
        raise CannotAllocate(*findings)
    reserved = reserved_sek(model, amount)
    findings = (
        *amount_findings(amount, reserved),
        *floor_and_cap_findings(model, amount - reserved, len(units)),
    )
    if findings:
        raise CannotAllocate(*findings)
    return _Run(model, amount, units, keys).allocation()


def weight(step: GroupWeights, unit: Unit) -> Fraction:
    """How many times over the unit's keys count; 1 where its group is not named."""
    return step.weights.get(unit.groups[step.grouping], Fraction(1))


def reserved_sek(model: AllocationModel, amount: int) -> int:
    """What the model sets apart of ``amount``; a percentage is rounded down to whole kronor."""
    return sum(
        step.amount_sek if step.amount_sek is not None else rounded_down(amount * (step.percent or 0) / 100)
        for step in model.steps
        if isinstance(step, Reserve)
    )


class _Run:
    """One pass through the steps."""

    def __init__(self, model: AllocationModel, amount: int, units: Collection[Unit], keys: Keys) -> None:
        self._model, self._amount, self._keys = model, amount, keys
        self._units = sorted(units, key=lambda unit: unit.code)
        self._codes = [unit.code for unit in self._units]
        self._reserved = reserved_sek(model, amount)
        self._pot = amount - self._reserved
        self._weights = dict.fromkeys(self._codes, Fraction(1))
        self._entitled = self._held = Exact(dict.fromkeys(self._codes, 0), 1)
        self._floor = 0
        self._cap: int | None = None
        self._rounded: dict[str, int] = {}

    def allocation(self) -> Allocation:
        stages = []
        shown: Exact | None = None
        amounts: Mapping[str, Fraction] = {}
        for step in self._model.steps:
            self._take(step)
            stands = Exact(self._rounded, 1) if isinstance(step, Rounding) else self._held
            if stands is not shown:
                shown, amounts = stands, stands.fractions()
            stages.append(Stage(step, label(step), amounts))
        return Allocation(
            self._model,
            self._amount,
            self._reserved,
            self._pot - sum(self._rounded.values()),
            self._rounded,
            tuple(stages),
            self._at(self._floor) if self._floor else frozenset(),
            self._at(self._cap) if self._cap is not None else frozenset(),
        )

    def _at(self, bound: int) -> frozenset[str]:
        edge = bound * self._held.denominator
        return frozenset(code for code, number in self._held.numerators.items() if number == edge)

    def _take(self, step: Step) -> None:
        match step:
            case Equal():
                self._divide(step.percent, dict.fromkeys(self._codes, Fraction(1)))
            case Proportional():
                self._divide(step.percent, self._weighted(step.key))
            case Mix():
                for part in step.parts:
                    self._divide(step.percent * part.percent / 100, self._weighted(part.key))
            case GroupWeights():
                for unit in self._units:
                    self._weights[unit.code] *= weight(step, unit)
            case Floor():
                self._floor = step.amount_sek
                self._clamp()
            case Cap():
                self._cap = step.amount_sek
                self._clamp()
            case Rounding():
                # Of equal remainders the larger share by the keys, then the lower code.
                shares = self._entitled.numerators
                before = sorted(self._codes, key=lambda code: -shares[code])
                self._rounded = largest_remainder(self._held, self._pot, unit=step.unit_sek, before=before)

    def _weighted(self, key: str) -> dict[str, Fraction]:
        values = self._keys[key]
        weighted = {code: values[code] * self._weights[code] for code in self._codes}
        if not any(weighted.values()):
            raise CannotAllocate(zero_sum(key, weighted=any(values[code] for code in self._codes)))
        return weighted

    def _divide(self, percent: Fraction, shares: Mapping[str, Fraction]) -> None:
        common = lcm(*(share.denominator for share in shares.values()))
        whole_shares = {
            code: share.numerator * (common // share.denominator) for code, share in shares.items()
        }
        part = self._pot * percent / 100
        numerators = {code: part.numerator * share for code, share in whole_shares.items()}
        divided = Exact(numerators, part.denominator * sum(whole_shares.values()))
        self._entitled = self._held = self._entitled.plus(divided)

    def _clamp(self) -> None:
        shares = self._entitled.numerators
        for finding in self._cap_findings(shares):
            raise CannotAllocate(finding)
        self._held = hold(shares, self._pot, floor=self._floor, cap=self._cap)

    def _cap_findings(self, shares: Mapping[str, int]) -> Iterator[Finding]:
        """Whether the cap can take all, with the floor that the model has, be it a later step."""
        bounds = {step.step: step.amount_sek for step in self._model.steps if isinstance(step, Floor | Cap)}
        if "cap" in bounds:
            sharing = sum(share > 0 for share in shares.values())
            without = len(shares) - sharing
            yield from cap_findings(
                self._pot,
                floor=bounds.get("floor", 0),
                cap=bounds["cap"],
                sharing=sharing,
                without=without,
                unit=rounding_unit_sek(self._model.steps),
            )
