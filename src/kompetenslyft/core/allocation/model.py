"""An allocation model: named steps that divide an amount among units, and what comes of them.

Money is whole kronor. Between the steps every figure is an exact fraction; only the rounding step makes kronor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import Text


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reserve(_Step):
    """Set apart before anything is divided: an amount, or a percentage of the whole."""

    step: Literal["reserve"] = "reserve"
    amount_sek: int | None = Field(default=None, ge=0)
    percent: Fraction | None = Field(default=None, ge=0, le=100)


class Equal(_Step):
    """The same to each: ``percent`` of what is left after the reserve."""

    step: Literal["equal"] = "equal"
    percent: Fraction = Field(default=Fraction(100), gt=0, le=100)


class Proportional(_Step):
    """By one key: ``percent`` of what is left after the reserve."""

    step: Literal["proportional"] = "proportional"
    key: str
    percent: Fraction = Field(default=Fraction(100), gt=0, le=100)


class MixPart(_Step):
    """A key and its weight in a mix, in percent."""

    key: str
    percent: Fraction = Field(gt=0, le=100)


class Mix(_Step):
    """By several keys at once, each with its weight; the weights add up to 100."""

    step: Literal["mix"] = "mix"
    parts: tuple[MixPart, ...] = Field(min_length=2)
    percent: Fraction = Field(default=Fraction(100), gt=0, le=100)


class GroupWeights(_Step):
    """Weights by municipality group: every key counts so many times over in the steps that follow.

    A group that is not named weighs 1.
    """

    step: Literal["group_weights"] = "group_weights"
    grouping: str
    weights: dict[str, Fraction]


class Floor(_Step):
    """Nobody gets less."""

    step: Literal["floor"] = "floor"
    amount_sek: int = Field(ge=0)


class Cap(_Step):
    """Nobody gets more."""

    step: Literal["cap"] = "cap"
    amount_sek: int = Field(gt=0)


class Rounding(_Step):
    """To whole ``unit_sek`` by largest remainder; equal remainders go to the larger key share, then the lower code."""

    step: Literal["rounding"] = "rounding"
    unit_sek: int = Field(default=1, ge=1)
    method: Literal["largest_remainder"] = "largest_remainder"


Step = Annotated[
    Reserve | Equal | Proportional | Mix | GroupWeights | Floor | Cap | Rounding, Field(discriminator="step")
]


class AllocationModel(BaseModel):
    """The steps in order. Those that divide (equal, proportional, mix) have percentages that add up to 100."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: tuple[Step, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Unit:
    """Somebody who takes part: official code, and its group in each grouping (``{"skr-2017": "A1"}``)."""

    code: str
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """What stood after one step: each unit's entitlement so far (SEK, exact), by code."""

    step: Step
    label: Text
    amounts: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets what, and how it came about.

    ``amount`` = the sum of ``amounts`` + ``reserved`` + ``left_over``; the last is what a rounding unit over one
    krona cannot divide. ``stages`` has one stage per step, in order.
    """

    model: AllocationModel
    amount: int
    reserved: int
    left_over: int
    amounts: Mapping[str, int]
    stages: tuple[Stage, ...]
    at_floor: frozenset[str]
    at_cap: frozenset[str]


class CannotAllocate(Exception):
    """The amount cannot be divided that way. ``findings`` say why, with the arithmetic."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(finding.message.sv for finding in findings))
