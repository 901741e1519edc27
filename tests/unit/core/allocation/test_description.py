"""A model in sentences: every kind of step, in both languages."""

from __future__ import annotations

from fractions import Fraction

from kompetenslyft.core.allocation.description import describe
from kompetenslyft.core.allocation.model import (
    AllocationModel,
    Cap,
    Equal,
    Floor,
    GroupWeights,
    Mix,
    MixPart,
    Proportional,
    Reserve,
    Rounding,
)

MODEL = AllocationModel(
    steps=(
        Reserve(percent=Fraction(5, 2)),
        GroupWeights(grouping="county", weights={"01": Fraction(3, 2), "25": Fraction(2)}),
        Equal(percent=Fraction(10)),
        Proportional(key="children", percent=Fraction(40)),
        Mix(
            percent=Fraction(50),
            parts=(
                MixPart(key="asylum", percent=Fraction(70)),
                MixPart(key="inhabitants", percent=Fraction(30)),
            ),
        ),
        Floor(amount_sek=50_000),
        Cap(amount_sek=250_000),
        Rounding(unit_sek=1000),
    )
)
KEYS = {"children": "Barn 2012", "asylum": "Asylsökande", "inhabitants": "Invånare"}
COUNTIES = {"01": "Stockholms län", "25": "Norrbottens län"}


def test_every_step_is_a_sentence() -> None:
    said = [text.sv.replace("\u00a0", " ") for text in describe(MODEL, keys=KEYS, groups=COUNTIES)]
    assert said == [
        "2,5 % sätts av i en reserv innan något fördelas.",
        "Nycklarna vägs: Stockholms län 1,5, Norrbottens län 2. Övriga kommuner väger 1.",
        "10 % fördelas lika till alla kommuner.",
        "40 % fördelas efter «Barn 2012».",
        "50 % fördelas efter flera nycklar: 70 % efter «Asylsökande» och 30 % efter «Invånare».",
        "Ingen kommun får mindre än 50 000 kr.",
        "Ingen kommun får mer än 250 000 kr.",
        "Beloppen avrundas till jämna 1 000 kr efter största rest. Av lika rester går den största andelen av nyckeln "
        "före, sedan den lägsta kommunkoden.",
    ]


def test_it_is_said_in_english_too() -> None:
    said = [text.en.replace("\u00a0", " ") for text in describe(MODEL, keys=KEYS, groups=COUNTIES)]
    assert said[0] == "2.5% is set apart in a reserve before anything is divided."
    assert said[4] == "50% is divided by several keys: 70% by “Asylsökande” and 30% by “Invånare”."
    assert said[6] == "No municipality gets more than SEK 250 000."


def test_the_whole_is_called_everything_and_a_reserve_in_kronor_is_told_so() -> None:
    model = AllocationModel(steps=(Reserve(amount_sek=1_000_000), Equal(), Rounding()))
    said = [text.sv.replace("\u00a0", " ") for text in describe(model, keys={}, groups={})]
    assert said[0] == "1 000 000 kr sätts av i en reserv innan något fördelas."
    assert said[1] == "Allt fördelas lika till alla kommuner."
    assert said[2].startswith("Beloppen avrundas till hela kronor efter största rest.")
