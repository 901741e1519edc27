"""A return derived from the register: 3 000, 30 000 and 300 000 people with 26 marks each, beside pandas.

The pure function counts full-time equivalents by gender, by degree and years, and by direction and level, in fourteen
districts and in all, and keeps account of those it does not know enough of. pandas sums shares by direction, level and
district from one row a person and direction, its frame made beforehand, and counts no other question. From the
database, a made-up register of 3 000 and of 30 000 people is read as the page reads it, marks and all; beside it
stands SQL written by hand, which gives the levels by district alone.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module

import pandas

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.derivation.derive import derive
from kompetenslyft.core.derivation.people import Counted, InGroup
from kompetenslyft.core.staff.model import CredentialKind, Gender
from kompetenslyft.exchange.definitions import derivation_of, framework, instrument

FORM = "competence-inventory@2016"
DAY = date(2016, 11, 15)
DISTRICTS = tuple(f"d{number}" for number in range(14))
SIZES = (3_000, 30_000, 300_000)
TARGET = 2.0
MOST = 30_000
"""The greatest register that has a target."""


def main() -> None:
    """Print seconds for each size each way, and the ratios; then the same from a database in a folder of its own."""
    for size in SIZES:
        people = made_up(size)
        runs = 3 if size <= MOST else 1
        ours = best_of(lambda people=people: derived(people), runs)
        frame = flat(people)
        plain = best_of(lambda frame=frame: plainly(frame), runs)
        target = f" (target {TARGET:.0f} s)" if size == MOST else ""
        print(f"{size} people: {ours:.2f} s{target}, {ours / size * 1e6:.0f} µs each; ", end="")
        print(f"pandas, levels alone: {plain:.2f} s; ratio {plain / ours:.2f}")
        del people, frame
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "kompetenslyft.project.settings",
            "KOMPETENSLYFT_DATA": folder,
            "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
            "KOMPETENSLYFT_DEMO_DATE": "2016-12-05",
            "LOG_LEVEL": "ERROR",
        }
        os.mkdir(f"{folder}/static")
        import_module("django").setup()
        import_module("bench._derivation").measure()


def made_up(size: int) -> list[Counted]:
    """People in one district each, assessed in most directions."""
    chance = random.Random(2016)
    directions = all_directions()
    marks = [*Mark, Mark.BASIC, Mark.BASIC, Mark.ADVANCED]
    degree = frozenset({CredentialKind.SOCIAL_WORK_DEGREE})
    return [
        Counted(
            id=number,
            gender=chance.choice((Gender.WOMAN, Gender.WOMAN, Gender.MAN)),
            groups={
                "team_leaders" if number % 10 == 0 else "caseworkers": InGroup(
                    {chance.choice(DISTRICTS): chance.choice((50, 75, 100))}, chance.randint(1990, 2016)
                )
            },
            social_work_since=chance.randint(1990, 2016),
            credentials=degree if chance.random() < 0.9 else frozenset(),
            marks={direction: chance.choice(marks) for direction in directions},
        )
        for number in range(size)
    ]


def all_directions() -> list[str]:
    """Every direction of the form's framework."""
    found = framework(instrument(FORM).framework or "")
    return [direction.id for area in found.areas for direction in area.directions]


def derived(people: list[Counted]) -> object:
    """All of it, as the page and the command line call it."""
    definition = derivation_of(FORM)
    assert definition is not None
    return derive(definition, instrument(FORM), people, DISTRICTS, DAY)


def flat(people: list[Counted]) -> pandas.DataFrame:
    """One row a caseworker and direction, as an export would give."""
    columns: dict[str, list[object]] = {"unit": [], "share": [], "direction": [], "mark": []}
    for person in people:
        part = person.groups.get("caseworkers")
        for unit, share in part.shares.items() if part else ():
            columns["unit"] += [unit] * len(person.marks)
            columns["share"] += [share] * len(person.marks)
            columns["direction"] += person.marks.keys()
            columns["mark"] += person.marks.values()
    return pandas.DataFrame(columns)


def plainly(frame: pandas.DataFrame) -> pandas.Series:
    """Shares by district, direction and level."""
    return frame.groupby(["unit", "direction", "mark"])["share"].sum()


def best_of(work: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
