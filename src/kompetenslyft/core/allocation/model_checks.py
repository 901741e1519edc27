"""What is wrong with an allocation model itself, whatever it divides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from kompetenslyft.core.allocation.codes import AllocationCode as Code
from kompetenslyft.core.allocation.model import (
    AllocationModel,
    Cap,
    Equal,
    Floor,
    GroupWeights,
    Mix,
    Proportional,
    Reserve,
    Rounding,
    Step,
)
from kompetenslyft.core.allocation.wording import hard, kr, percentage
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import Text

_DIVIDING = (Equal, Proportional, Mix)
_ONCE = {
    "reserve": Text(sv="avsättningen", en="reserve"),
    "floor": Text(sv="golvet", en="floor"),
    "cap": Text(sv="taket", en="cap"),
    "rounding": Text(sv="avrundningen", en="rounding"),
}


def model_findings(model: AllocationModel) -> tuple[Finding, ...]:
    """Everything that is wrong with the steps and their order; empty where they can be taken."""
    steps = model.steps
    return (*_once(steps), *_order(steps), *_percentages(steps), *_reserve(steps), *_multiples(steps))


def rounding_unit_sek(steps: Sequence[Step]) -> int:
    """What amounts are whole multiples of, in kronor."""
    return next((step.unit_sek for step in steps if isinstance(step, Rounding)), 1)


def _once(steps: Sequence[Step]) -> Iterator[Finding]:
    count = Counter[str](step.step for step in steps)
    for kind, name in _ONCE.items():
        if count[kind] > 1:
            yield hard(
                Code.STEP_TWICE,
                sv=f"{name.sv.capitalize()} står {count[kind]} gånger i modellen. Behåll ett av stegen.",
                en=f"The {name.en} stands {count[kind]} times in the model. Keep one of the steps.",
                instance=kind,
            )
    if not count["rounding"]:
        yield hard(
            Code.ROUNDING_MISSING,
            sv="Modellen avrundar inte till hela kronor. Lägg till steget avrundning sist.",
            en="The model does not round to whole kronor. Add the step rounding at the end.",
        )
    if not any(isinstance(step, _DIVIDING) for step in steps):
        yield hard(
            Code.NOTHING_DIVIDES,
            sv="Modellen har inget steg som fördelar. Lägg till lika delar, en nyckel eller en sammanvägning.",
            en="No step of the model divides anything. Add equal shares, a key or a mix of keys.",
        )


def _order(steps: Sequence[Step]) -> Iterator[Finding]:
    dividing = [number for number, step in enumerate(steps) if isinstance(step, _DIVIDING)]
    by_key = [number for number in dividing if not isinstance(steps[number], Equal)]
    for number, step in enumerate(steps):
        place = number + 1
        if isinstance(step, Reserve) and dividing and number > dividing[0]:
            yield hard(
                Code.STEP_ORDER,
                sv=f"Steg {place}, avsättningen, kommer efter ett steg som fördelar. Ställ avsättningen först.",
                en=f"Step {place}, the reserve, comes after a step that divides. Put the reserve first.",
                instance=str(place),
            )
        if isinstance(step, GroupWeights) and dividing and (not by_key or number > by_key[-1]):
            yield hard(
                Code.STEP_ORDER,
                sv=f"Steg {place}, gruppvikterna, har ingen nyckel efter sig att verka på. "
                "Ställ gruppvikterna före nyckeln.",
                en=f"Step {place}, the group weights, has no key after it to act on. "
                "Put the group weights before the key.",
                instance=str(place),
            )
        if isinstance(step, Floor | Cap) and dividing and number < dividing[-1]:
            name = _ONCE[step.step]
            yield hard(
                Code.STEP_ORDER,
                sv=f"Steg {place}, {name.sv}, kommer före ett steg som fördelar och skulle inte hålla. "
                f"Ställ {name.sv} efter alla steg som fördelar.",
                en=f"Step {place}, the {name.en}, comes before a step that divides and would not hold. "
                f"Put the {name.en} after every step that divides.",
                instance=str(place),
            )
        if isinstance(step, Rounding) and number < len(steps) - 1:
            yield hard(
                Code.STEP_ORDER,
                sv=f"Steg {place}, avrundningen, är inte sist. Ställ avrundningen sist.",
                en=f"Step {place}, the rounding, is not the last. Put the rounding last.",
                instance=str(place),
            )


def _percentages(steps: Sequence[Step]) -> Iterator[Finding]:
    parts = [step.percent for step in steps if isinstance(step, _DIVIDING)]
    if parts and sum(parts) != 100:
        sums = {language: _sum(parts, language) for language in ("sv", "en")}
        yield hard(
            Code.PERCENT_NOT_100,
            sv=f"Stegen fördelar tillsammans {sums['sv']}, inte 100 %. Ändra så att de blir 100 %.",
            en=f"The steps divide {sums['en']} together, not 100%. Change them to make 100%.",
        )
    for number, step in enumerate(steps, start=1):
        if isinstance(step, Mix) and sum(part.percent for part in step.parts) != 100:
            sums = {
                language: _sum([part.percent for part in step.parts], language) for language in ("sv", "en")
            }
            yield hard(
                Code.MIX_NOT_100,
                sv=f"Nycklarna i steg {number} väger tillsammans {sums['sv']}, inte 100 %. "
                "Ändra vikterna så att de blir 100 %.",
                en=f"The keys in step {number} weigh {sums['en']} together, not 100%. "
                "Change the weights to make 100%.",
                instance=str(number),
            )


def _sum(parts: Sequence[Fraction], language: str) -> str:
    whole = percentage(sum(parts, Fraction(0)), language)
    if len(parts) == 1:
        return whole
    return " + ".join(percentage(part, language) for part in parts) + f" = {whole}"


def _reserve(steps: Sequence[Step]) -> Iterator[Finding]:
    for number, step in enumerate(steps, start=1):
        if isinstance(step, Reserve) and (step.amount_sek is None) == (step.percent is None):
            yield hard(
                Code.RESERVE_UNCLEAR,
                sv=f"Avsättningen i steg {number} ska ha antingen ett belopp eller en procentsats. Ange ett av dem.",
                en=f"The reserve in step {number} has either an amount or a percentage. Give one of them.",
                instance=str(number),
            )


def _multiples(steps: Sequence[Step]) -> Iterator[Finding]:
    unit = rounding_unit_sek(steps)
    for step in steps:
        if isinstance(step, Floor | Cap) and step.amount_sek % unit:
            below = step.amount_sek - step.amount_sek % unit
            name = _ONCE[step.step]
            what = {
                language: (kr(step.amount_sek, language), kr(unit, language), kr(below + unit, language))
                for language in ("sv", "en")
            }
            sv, en = what["sv"], what["en"]
            # Zero is no cap, and as a floor the same as none.
            lower_sv = f"{kr(below, 'sv')} eller " if below else ""
            lower_en = f"{kr(below, 'en')} or " if below else ""
            yield hard(
                Code.NOT_A_MULTIPLE,
                sv=f"{name.sv.capitalize()} {sv[0]} går inte jämnt upp i avrundningen till hela {sv[1]} och kan inte "
                f"hållas. Välj {lower_sv}{sv[2]}, eller en mindre avrundning.",
                en=f"The {name.en} {en[0]} is no multiple of the rounding unit {en[1]} and cannot be held. "
                f"Choose {lower_en}{en[2]}, or a smaller rounding unit.",
                instance=name.en,
            )
