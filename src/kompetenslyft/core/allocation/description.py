"""An allocation model in whole sentences, for everybody who reads the decision."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

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
from kompetenslyft.core.allocation.wording import kr, percentage, rounding_unit
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.text import Text


def describe(
    model: AllocationModel, *, keys: Mapping[str, str], groups: Mapping[str, str]
) -> tuple[Text, ...]:
    """A sentence a step. ``keys``: what each key is called; ``groups``: what each group of a grouping is called."""
    return tuple(
        Text(sv=_swedish(step, keys, groups), en=_english(step, keys, groups)) for step in model.steps
    )


def _swedish(step: Step, keys: Mapping[str, str], groups: Mapping[str, str]) -> str:
    match step:
        case Reserve():
            sentence = f"{_reserved(step, 'sv')} sätts av i en reserv innan något fördelas."
        case Equal():
            sentence = f"{_part(step.percent, 'sv')} fördelas lika till alla kommuner."
        case Proportional():
            sentence = f"{_part(step.percent, 'sv')} fördelas efter «{keys.get(step.key, step.key)}»."
        case Mix():
            parts = [
                f"{percentage(part.percent, 'sv')} efter «{keys.get(part.key, part.key)}»"
                for part in step.parts
            ]
            sentence = f"{_part(step.percent, 'sv')} fördelas efter flera nycklar: {_and(parts, 'och')}."
        case GroupWeights():
            sentence = f"Nycklarna vägs: {_weights(step, groups, 'sv')}. Övriga kommuner väger 1."
        case Floor():
            sentence = f"Ingen kommun får mindre än {kr(step.amount_sek, 'sv')}."
        case Cap():
            sentence = f"Ingen kommun får mer än {kr(step.amount_sek, 'sv')}."
        case Rounding():
            sentence = (
                f"Beloppen avrundas till {rounding_unit(step, 'sv')} efter största rest. Av lika rester går "
                "den största andelen av nyckeln före, sedan den lägsta kommunkoden."
            )
    return sentence


def _english(step: Step, keys: Mapping[str, str], groups: Mapping[str, str]) -> str:
    match step:
        case Reserve():
            sentence = f"{_reserved(step, 'en')} is set apart in a reserve before anything is divided."
        case Equal():
            sentence = f"{_part(step.percent, 'en')} is divided equally among all municipalities."
        case Proportional():
            sentence = f"{_part(step.percent, 'en')} is divided by “{keys.get(step.key, step.key)}”."
        case Mix():
            parts = [
                f"{percentage(part.percent, 'en')} by “{keys.get(part.key, part.key)}”" for part in step.parts
            ]
            sentence = f"{_part(step.percent, 'en')} is divided by several keys: {_and(parts, 'and')}."
        case GroupWeights():
            sentence = f"The keys are weighted: {_weights(step, groups, 'en')}. Other municipalities weigh 1."
        case Floor():
            sentence = f"No municipality gets less than {kr(step.amount_sek, 'en')}."
        case Cap():
            sentence = f"No municipality gets more than {kr(step.amount_sek, 'en')}."
        case Rounding():
            sentence = (
                f"Amounts are rounded to {rounding_unit(step, 'en')} by largest remainder. Of equal remainders "
                "the larger share of the key goes first, then the lower municipality code."
            )
    return sentence


def _reserved(step: Reserve, language: str) -> str:
    if step.amount_sek is not None:
        return kr(step.amount_sek, language)
    return percentage(step.percent or 0, language)


def _part(percent: Fraction, language: str) -> str:
    if percent == 100:
        return "Everything" if language == "en" else "Allt"
    return percentage(percent, language)


def _weights(step: GroupWeights, groups: Mapping[str, str], language: str) -> str:
    return ", ".join(
        f"{groups.get(group, group)} {format_fraction(weight, language)}"
        for group, weight in sorted(step.weights.items())
    )


def _and(parts: list[str], word: str) -> str:
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
