"""Allocations in words: amounts, percentages and the names of the steps, in both languages."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from kompetenslyft.core.allocation.codes import AllocationCode
from kompetenslyft.core.allocation.model import (
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
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import NBSP, format_fraction
from kompetenslyft.core.text import Text

MOST_NAMED = 8
"""Units that are named one by one in a message."""


def hard(code: AllocationCode, *, sv: str, en: str, instance: str = "") -> Finding:
    """A finding that stops the allocation; ``instance`` tells several of one code apart."""
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), instance=f"{code}:{instance}" if instance else "")


def kr(amount: Fraction | int, language: str) -> str:
    """An amount in kronor; öre only where there are any."""
    number = format_fraction(amount, language, 0 if Fraction(amount).denominator == 1 else 2)
    return f"SEK{NBSP}{number}" if language == "en" else f"{number}{NBSP}kr"


def percentage(percent: Fraction | int, language: str) -> str:
    """A percentage; a very small one with enough decimals to be told from nothing."""
    decimals = 4 if 0 < percent < Fraction(1, 10) else None
    return f"{format_fraction(percent, language, decimals)}" + ("%" if language == "en" else f"{NBSP}%")


def listed(names: Collection[str], language: str) -> str:
    """The first names, and how many more there are."""
    ordered = sorted(names)
    shown = ", ".join(ordered[:MOST_NAMED])
    more = len(ordered) - MOST_NAMED
    if more <= 0:
        return shown
    return f"{shown} and {more} more" if language == "en" else f"{shown} och {more} till"


def label(step: Step) -> Text:
    """What the step does, short: the heading of a column."""
    return Text(sv=_label(step, "sv"), en=_label(step, "en"))


def rounding_unit(step: Rounding, language: str) -> str:
    """What the step rounds to: «hela kronor», «jämna 1 000 kr»."""
    if step.unit_sek == 1:
        return "whole kronor" if language == "en" else "hela kronor"
    return (
        f"multiples of {kr(step.unit_sek, 'en')}" if language == "en" else f"jämna {kr(step.unit_sek, 'sv')}"
    )


def _label(step: Step, language: str) -> str:
    english = language == "en"
    match step:
        case Reserve():
            size = percentage(step.percent or 0, language)
            if step.amount_sek is not None:
                size = kr(step.amount_sek, language)
            text = f"Set apart {size}" if english else f"Avsatt {size}"
        case Equal() | Proportional() | Mix():
            text = _divided_by(step, english)
            if step.percent != 100:
                text += f", {percentage(step.percent, language)}"
        case GroupWeights():
            text = f"Weights by {step.grouping}" if english else f"Vikter efter {step.grouping}"
        case Floor():
            text = f"{'Floor' if english else 'Golv'} {kr(step.amount_sek, language)}"
        case Cap():
            text = f"{'Cap' if english else 'Tak'} {kr(step.amount_sek, language)}"
        case Rounding():
            text = ("Rounded to " if english else "Avrundat till ") + rounding_unit(step, language)
    return text


def _divided_by(step: Equal | Proportional | Mix, english: bool) -> str:
    match step:
        case Equal():
            return "Equal shares" if english else "Lika till alla"
        case Proportional():
            return f"By {step.key}" if english else f"Efter {step.key}"
    language = "en" if english else "sv"
    parts = " + ".join(f"{percentage(part.percent, language)} {part.key}" for part in step.parts)
    return f"By {parts}" if english else f"Efter {parts}"
