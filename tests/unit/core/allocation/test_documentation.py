"""The worked table of the documentation is computed anew from what it says."""

from __future__ import annotations

import re
from fractions import Fraction

from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.explain import explain
from kompetenslyft.core.allocation.model import Unit
from kompetenslyft.core.numbers import NBSP, format_fraction, round_half_up
from tests.machine import ROOT
from tests.unit.core.allocation.models import model

PAGE = (ROOT / "docs/algorithms/allocation.md").read_text("utf-8")
PART = PAGE.split("## A worked table")[1].split("\n## ")[0]
HEADING, *ROWS, SUMS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PART.splitlines()
    if line.startswith("| ")
]


def number(text: str) -> Fraction:
    return Fraction(text.replace(" ", "").replace(",", "."))


def said(pattern: str) -> int:
    match = re.search(pattern, PART)
    assert match is not None
    return int(match[1].replace(" ", ""))


MODEL = model(
    {"step": "reserve", "percent": said(r"`reserve` (\d+) percent")},
    {"step": "proportional", "key": "children"},
    {"step": "floor", "amount_sek": said(r"`floor` ([\d ]+) kr")},
    {"step": "cap", "amount_sek": said(r"`cap` ([\d ]+) kr")},
    {"step": "rounding", "unit_sek": said(r"`rounding` to ([\d ]+) kr")},
)
UNITS = [Unit(row[0], {}) for row in ROWS]
KEYS = {"children": {row[0]: number(row[1]) for row in ROWS}}
RESULT = allocate(MODEL, amount=said(r"\n([\d ]+) kr:"), units=UNITS, keys=KEYS)


def test_every_cell_of_the_worked_table() -> None:
    stages = {stage.step.step: stage.amounts for stage in RESULT.stages}
    assert len(ROWS) == 6
    for row in ROWS:
        for step, cell in zip(HEADING[2:], row[2:], strict=True):
            decimals = 0 if step == "rounding" else 2
            assert format_fraction(stages[step][row[0]], "sv", decimals).replace(NBSP, " ") == cell


def test_the_sums_of_the_worked_table() -> None:
    assert number(SUMS[1]) == sum(KEYS["children"].values())
    stages = {stage.step.step: stage.amounts for stage in RESULT.stages}
    for step, cell in zip(HEADING[2:], SUMS[2:], strict=True):
        assert number(cell) == sum(stages[step].values()) == RESULT.amount - RESULT.reserved


def test_what_is_said_of_rounding_one_by_one() -> None:
    one_by_one = sum(round_half_up(amount) for amount in RESULT.stages[-2].amounts.values())
    assert one_by_one == said(r"would be ([\d ]+\d):")


def test_the_sentence() -> None:
    told = explain(RESULT, "D", units=UNITS, keys=KEYS, names={})
    assert told.sentence.sv.replace(NBSP, " ") in PART.replace("\n", " ")
