"""290 municipalities with floor and cap, beside the same in floating point with numpy; and 10 000 random models.

The numbers are made up. The plain way looks for the multiple by bisection, clamps and rounds to whole kronor one by
one: it keeps no figure of the steps, and mostly misses the appropriation. Every random model is held to the krona:
what was allocated, set apart and left over adds up to the amount, and floors and caps hold.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from fractions import Fraction

import numpy

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.model import AllocationModel, CannotAllocate, Unit

MODELS = 10_000
KEYS = 200
TIMES = 30
TARGET = 0.005
AMOUNT, FLOOR, CAP = 20_000_000, 50_000, 250_000
STEPS = [
    {"step": "proportional", "key": "one"},
    {"step": "floor", "amount_sek": FLOOR},
    {"step": "cap", "amount_sek": CAP},
    {"step": "rounding"},
]


def main() -> None:
    """Print seconds for one allocation each way and their ratio, then what became of the random models."""
    chance = random.Random(2013)
    codes = [code for code, _name in municipalities()]
    one_allocation(codes, chance)
    random_models(codes, chance)


def one_allocation(codes: list[str], chance: random.Random) -> None:
    """The first purpose of 2013, with every figure of its steps."""
    units = [Unit(code, {}) for code in codes]
    keys = {"one": key_of(codes, chance)}
    model = AllocationModel.model_validate({"steps": STEPS})
    numbers = numpy.array([float(number) for number in keys["one"].values()])
    ours = best_of(lambda: allocate(model, amount=AMOUNT, units=units, keys=keys))
    plain = best_of(lambda: plainly(numbers))
    result = allocate(model, amount=AMOUNT, units=units, keys=keys)
    print(
        f"{len(codes)} municipalities, floor and cap, {len(result.at_floor)} and {len(result.at_cap)} at them"
    )
    print(f"to the krona, every step kept: {ours * 1000:.1f} ms (target {TARGET * 1000:.0f} ms)")
    print(f"  adds up to {sum(result.amounts.values())} kr of {AMOUNT}")
    print(f"numpy, bisection and rounding one by one: {plain * 1000:.1f} ms; ratio {plain / ours:.1f}")
    missed = [abs(int(plainly(made_up_numbers(codes, chance)).sum()) - AMOUNT) for _ in range(KEYS)]
    print(f"  of {KEYS} keys the sum is wrong for {sum(map(bool, missed))}, by {max(missed)} kr at most")


def random_models(codes: list[str], chance: random.Random) -> None:
    """Random numbers of units, steps, keys, bounds and rounding units; every one allocated and added up."""
    lost = broken = refused = 0
    started = time.perf_counter()
    for done in range(MODELS):
        units = [Unit(code, {"county": code[:2]}) for code in chance.sample(codes, chance.randint(1, 290))]
        model, amount = random_model(units, chance)
        keys = {name: key_of([unit.code for unit in units], chance) for name in ("one", "two")}
        try:
            result = allocate(model, amount=amount, units=units, keys=keys)
        except CannotAllocate:
            refused += 1
            continue
        bounds = {step.step: step.amount_sek for step in model.steps if step.step in {"floor", "cap"}}
        amounts = result.amounts.values()
        lost += abs(amount - sum(amounts) - result.reserved - result.left_over)
        broken += min(amounts) < bounds.get("floor", 0) or max(amounts) > bounds.get("cap", amount)
        if sys.stderr.isatty() and done % 100 == 0:
            print(f"\r{done} of {MODELS} models", end="", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - started
    print(f"{MODELS} random models in {seconds:.0f} s: {MODELS - refused} allocated, {refused} refused")
    print(f"kronor lost: {lost}; floors or caps that did not hold: {broken}")


def random_model(units: list[Unit], chance: random.Random) -> tuple[AllocationModel, int]:
    """A model and an amount; a few have a cap that is too low and are refused."""
    amount = chance.randint(0, 200_000_000)
    unit = chance.choice([1, 1, 1, 10, 1000])
    steps: list[dict[str, object]] = []
    pot = amount
    if chance.random() < 0.3:
        reserved = chance.randint(0, amount // 10)
        steps.append({"step": "reserve", "amount_sek": reserved})
        pot -= reserved
    if chance.random() < 0.3:
        counties = sorted({one.groups["county"] for one in units})
        weights = {county: Fraction(chance.randint(1, 300), 100) for county in counties[::2]}
        steps.append({"step": "group_weights", "grouping": "county", "weights": weights})
    share = chance.randint(1, 99)
    steps += chance.choice(
        [
            [{"step": "proportional", "key": "one"}],
            [
                {"step": "proportional", "key": "two", "percent": share},
                {"step": "equal", "percent": 100 - share},
            ],
            [
                {
                    "step": "mix",
                    "parts": [{"key": "one", "percent": share}, {"key": "two", "percent": 100 - share}],
                }
            ],
        ]
    )
    mean = pot // len(units)
    if chance.random() < 0.7:
        steps.append({"step": "floor", "amount_sek": chance.randint(0, mean) // unit * unit})
    if chance.random() < 0.7:
        steps.append({"step": "cap", "amount_sek": (int(mean * chance.uniform(0.95, 4)) // unit + 1) * unit})
    return AllocationModel.model_validate({"steps": [*steps, {"step": "rounding", "unit_sek": unit}]}), amount


def key_of(codes: list[str], chance: random.Random) -> dict[str, Fraction]:
    """Numbers as uneven as municipalities are, none of them zero; with a decimal in one key of three."""
    divisor = chance.choice([1, 1, 10])
    return {code: Fraction(int(chance.lognormvariate(6, 1.2)) + 1, divisor) for code in codes}


def made_up_numbers(codes: list[str], chance: random.Random) -> numpy.ndarray:
    """A key for the plain way."""
    return numpy.array([float(number) for number in key_of(codes, chance).values()])


def plainly(numbers: numpy.ndarray) -> numpy.ndarray:
    """Floating point: the multiple by bisection, then whole kronor one by one."""
    shares = numbers / numbers.sum() * AMOUNT
    low, high = 0.0, CAP / shares.min()
    for _ in range(60):
        middle = (low + high) / 2
        if numpy.clip(shares * middle, FLOOR, CAP).sum() < AMOUNT:
            low = middle
        else:
            high = middle
    return numpy.round(numpy.clip(shares * high, FLOOR, CAP))


def best_of(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
