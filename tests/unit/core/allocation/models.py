"""Random allocation models that can be carried out, with units and keys, for property tests."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from kompetenslyft.core.allocation.allocate import Keys, allocate
from kompetenslyft.core.allocation.model import Allocation, AllocationModel, Unit

GROUPING = "county"


@dataclass(frozen=True)
class Case:
    """What an allocation is made from. ``floor`` and ``cap`` are those of the model, ``unit`` its rounding unit."""

    model: AllocationModel
    amount: int
    units: tuple[Unit, ...]
    keys: Keys
    floor: int
    cap: int | None
    unit: int

    def allocated(self) -> Allocation:
        return allocate(self.model, amount=self.amount, units=self.units, keys=self.keys)


def model(*steps: dict[str, Any]) -> AllocationModel:
    """A model of steps written as in a definition file, with rounding to whole kronor unless it says otherwise."""
    rounding = () if any(step["step"] == "rounding" for step in steps) else ({"step": "rounding"},)
    return AllocationModel.model_validate({"steps": [*steps, *rounding]})


def units_of(values: dict[str, Any], **groups: str) -> tuple[Unit, ...]:
    """Units with the codes of ``values``; ``groups`` gives the county of some of them, by code after «m»."""
    return tuple(Unit(code, {GROUPING: groups.get(f"m{code}", "A")}) for code in values)


_NUMBERS = st.one_of(
    st.integers(0, 100_000).map(Fraction),
    st.integers(0, 1000).map(lambda hundredths: Fraction(hundredths, 100)),
)
_DIVISIONS: list[list[dict[str, Any]]] = [
    [{"step": "equal"}],
    [{"step": "proportional", "key": "one"}],
    [{"step": "equal", "percent": 30}, {"step": "proportional", "key": "one", "percent": 70}],
    [{"step": "mix", "parts": [{"key": "one", "percent": 70}, {"key": "two", "percent": 30}]}],
    [
        {"step": "proportional", "key": "two", "percent": "100/3"},
        {
            "step": "mix",
            "percent": "200/3",
            "parts": [{"key": "one", "percent": "12.5"}, {"key": "two", "percent": "87.5"}],
        },
    ],
]


@st.composite
def cases(draw: st.DrawFn, *, weighted: bool = True) -> Case:
    """Up to 12 units, every kind of step, and bounds that can be held."""
    count = draw(st.integers(1, 12))
    codes = [f"{number:04d}" for number in draw(st.permutations(range(101, 101 + count)))]
    units = tuple(Unit(code, {GROUPING: draw(st.sampled_from("AB"))}) for code in codes)
    keys = {name: {code: draw(_NUMBERS) for code in codes} for name in ("one", "two")}
    for values in keys.values():
        if not any(values.values()):
            values[codes[0]] = Fraction(1)
    unit = draw(st.sampled_from([1, 1, 7, 1000]))
    amount = draw(st.integers(0, 5_000_000))
    steps: list[dict[str, Any]] = []
    reserved = 0
    if draw(st.booleans()):
        reserved = draw(st.integers(0, amount))
        steps.append({"step": "reserve", "amount_sek": reserved})
    groups = {one.groups[GROUPING] for one in units}
    if weighted and "B" in groups and draw(st.booleans()):
        steps.append({"step": "group_weights", "grouping": GROUPING, "weights": {"B": draw(_WEIGHTS)}})
        division = draw(st.sampled_from(_DIVISIONS[1:]))
    else:
        division = draw(st.sampled_from(_DIVISIONS))
    steps += division
    pot = amount - reserved
    floor = unit * draw(st.integers(0, pot // count // unit))
    bounds: list[dict[str, Any]] = []
    if floor:
        bounds.append({"step": "floor", "amount_sek": floor})
    cap = None
    if draw(st.booleans()):
        # It takes all of the pot, those without any share having only the floor; often it is as tight as can be.
        sharing = _sharing(steps, units, keys)
        least = -(-(pot - floor * (count - sharing)) // sharing)
        cap = max(unit, floor, unit * (-(-least // unit) + draw(st.integers(0, 3))))
        bounds.append({"step": "cap", "amount_sek": cap})
    steps += draw(st.permutations(bounds))
    steps.append({"step": "rounding", "unit_sek": unit})
    return Case(model(*steps), amount, units, keys, floor, cap, unit)


_WEIGHTS = st.sampled_from(["1/2", "1.25", "3"])


def _sharing(steps: list[dict[str, Any]], units: tuple[Unit, ...], keys: Keys) -> int:
    """How many units have something to share by: anything in a key used, or equal shares."""
    used = {part["key"] for step in steps for part in step.get("parts", ())} | {
        step["key"] for step in steps if "key" in step
    }
    equal = any(step["step"] == "equal" for step in steps)
    return sum(equal or any(keys[key][one.code] > 0 for key in used) for one in units)
