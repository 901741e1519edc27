"""Disclosure control of four linked census tables and of made-up staff, suppressed and audited.

The census tables are the public test instance ``d53`` of R's GaussSuppression 1.2.3, which hides 4 201 to 4 652 of the
9 408 rows in 5 to 16 s. It guards against exact recovery by sums; here intervals, persons who are alone in a cell, and
the knowledge that no hidden cell is empty count too. «plain» leaves the last two out, «lone» the last. Rows are counted
as there: a cell once for each level of coding that it stands at. The file is ``../shared/disclosure/d53.csv`` beside
the checkout, or what KOMPETENSLYFT_D53 names. The staff are made up: 30 000 over 290 municipalities.

A set without a pattern after 300 CPU seconds is given up, and the output says so; KOMPETENSLYFT_BENCH_SECONDS sets
another limit.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from math import ceil, prod
from pathlib import Path

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.disclosure.audit import Verdict, audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables, Rules
from kompetenslyft.core.disclosure.guidance import guidance
from kompetenslyft.core.disclosure.joined import join
from kompetenslyft.core.disclosure.pattern import suppress
from kompetenslyft.core.disclosure.records import Counts, read_counts
from kompetenslyft.core.disclosure.rounding import round_counts
from kompetenslyft.exchange import disclosure_files as files

ROOT = Path(__file__).resolve().parent.parent
D53 = Path(os.environ.get("KOMPETENSLYFT_D53", ROOT.parent / "shared" / "disclosure" / "d53.csv"))
STAFF = 30_000
PATIENCE = float(os.environ.get("KOMPETENSLYFT_BENCH_SECONDS", "300"))
"""CPU seconds for one pattern."""
CENSUS = {
    "id": "d53",
    "version": "1",
    "title": {"sv": "Folkräkning", "en": "Census"},
    "count": "freq",
    "variables": [
        {"id": "sex"},
        {"id": "age", "levels": ["age_l", "age_m", "age_h"]},
        {"id": "lms", "levels": ["lms_l", "lms_h"]},
        {"id": "hst", "levels": ["hst_l", "hst_m", "hst_h"]},
        {"id": "fst", "levels": ["fst_l", "fst_m", "fst_h"]},
    ],
    "tables": [
        {"id": "age-lms", "variables": ["sex", "age", "lms"]},
        {"id": "age-hst", "variables": ["sex", "age", "hst"]},
        {"id": "age-fst", "variables": ["sex", "age", "fst"]},
        {"id": "lms-hst", "variables": ["sex", "lms", "hst"]},
    ],
}
PLAIN = Rules(lone_contributors=False, nonempty=False)


class _GivenUp(Exception):
    """The pattern took longer than this bench waits."""


def main() -> None:
    """Print rows hidden, seconds of both halves, and the verdict."""
    if D53.exists():
        census()
    else:
        print(f"d53: not measured, {D53} is not there")
    staff()


def census() -> None:
    """The public instance under both sets of rules."""
    rows = files.read_rows(D53.read_bytes())
    definition = ProtectedTables.model_validate(CENSUS)
    counts = read_counts(definition, rows)
    levels: list[Counter[str]] = []
    for variable in definition.variables:
        codes = [{row[column] for _line, row in rows} for column in variable.columns]
        levels.append(Counter(code for one in codes for code in one))
        levels[-1][definition.total] = 1
    for name, rules in (("plain", PLAIN), ("lone", Rules(nonempty=False)), ("full", Rules())):
        measured(
            f"d53, {name} rules",
            definition.model_copy(update={"rules": rules}),
            counts,
            lambda key: prod(known[code] for known, code in zip(levels, key, strict=True)),
            ("hidden", 4_200, 30),
        )
    rounding = definition.model_copy(update={"rules": Rules(method="rounding")})
    started = time.perf_counter()
    rounded = round_counts(rounding, counts)
    print(
        f"d53, rounded to base 3\n  {rounded.published} cells, {len(rounded.changed)} inner cells rounded, "
        f"furthest {rounded.furthest} persons, mean {rounded.mean_percent_hundredths / 100:.2f} % of the mean cell; "
        f"{time.perf_counter() - started:.1f} s"
    )


def staff() -> None:
    """Municipality (in county) × gender × level, municipality × direction, and both with county × all three."""
    few, many = _people(5), _people(26)
    inner, narrow = ["municipality", "gender", "level"], ["municipality", "direction"]
    county = {"variables": [*inner, "direction"], "down_to": {"municipality": 1}}
    for name, people, target, tables in (
        ("municipality × gender × level", few, ("secondary", 620, 10), [{"variables": inner}]),
        ("municipality × direction", few, ("secondary", 36, 10), [{"variables": narrow}]),
        *(
            (
                f"linked with county × direction × gender × level, {directions} directions",
                people,
                ("hidden", 8_400, 90),
                [{"variables": inner}, {"variables": narrow}, county],
            )
            for directions, people in ((5, few), (26, many))
        ),
    ):
        definition = ProtectedTables.model_validate(
            {
                "id": "staff",
                "version": "1",
                "title": {"sv": "Anställda", "en": "Staff"},
                "count": "count",
                "variables": [
                    {
                        "id": "municipality",
                        "parents": {row["municipality"]: row["municipality"][:2] for _, row in people},
                    },
                    {"id": "gender"},
                    {"id": "level"},
                    {"id": "direction"},
                ],
                "tables": [{"id": f"t{i}"} | one for i, one in enumerate(tables)],
            }
        )
        measured(
            f"{STAFF} made-up staff, {name}",
            definition,
            read_counts(definition, people),
            lambda _key: 1,
            target,
        )


def _people(directions: int) -> list[tuple[int, dict[str, str]]]:
    """Made-up staff, as the rows of a file."""
    chance = random.Random(5)
    codes = [code for code, _name in municipalities()]
    sizes = [chance.lognormvariate(0, 1) + 0.15 for _ in codes]
    people = Counter(
        (
            code,
            chance.choices(["K", "M"], [85, 15])[0],
            chance.choices(["A", "B", "C"], [50, 38, 12])[0],
            f"{chance.randint(1, directions)}",
        )
        for code in chance.choices(codes, sizes, k=STAFF)
    )
    return [
        (line, {"municipality": m, "gender": g, "level": level, "direction": d, "count": str(number)})
        for line, ((m, g, level, d), number) in enumerate(sorted(people.items()), start=2)
    ]


def measured(
    title: str,
    definition: ProtectedTables,
    counts: Counts,
    rows_of: Callable[[tuple[str, ...]], int],
    target: tuple[str, int, int],
) -> None:
    """Suppress and audit, and print what came of it beside its target; CPU seconds, since other work may share the
    machine. «At least»: no safe pattern hides fewer rows, by the linear programme over all sums."""
    what, most, seconds = target
    started, cpu = time.perf_counter(), time.process_time()

    def give_up() -> None:
        if time.process_time() - cpu > PATIENCE:
            raise _GivenUp

    print(title, flush=True)
    system = build_system(definition, counts)
    costs = [float(rows_of(key)) for key in system.keys]
    try:
        pattern = suppress(system, definition.rules, costs=costs, pulse=give_up)
    except _GivenUp:
        print(
            f"  {int(sum(costs))} rows; GIVEN UP: no pattern after {PATIENCE:g} CPU s "
            f"({time.perf_counter() - started:.1f} s), so nothing is counted or audited; "
            f"target {what} {most} in {seconds} s",
            flush=True,
        )
        return
    took, cpu_took = time.perf_counter() - started, time.process_time() - cpu
    least = ceil(guidance(join(system, definition.rules, costs), 60).least - 1e-6)
    rows = {
        "primary": int(sum(costs[i] for i in pattern.primary)),
        "secondary": int(sum(costs[i] for i in pattern.secondary)),
        "hidden": int(sum(costs[i] for i in pattern.hidden)),
    }
    at_least = {"secondary": least - rows["primary"], "hidden": least}
    print(
        f"  {int(sum(costs))} rows, " + ", ".join(f"{number} {name}" for name, number in rows.items()), end=""
    )
    print(f"; target {what} {most}, at least {at_least[what]}", end="")
    print(f"; {took:.1f} s (target {seconds}), CPU {cpu_took:.1f} s", flush=True)
    release = files.release_of(
        definition,
        files.written_tables(definition, system, pattern),
        files.written_codes(definition, counts),
        files.written_pattern(definition, system, pattern),
    )
    started, cpu = time.perf_counter(), time.process_time()
    result = audit(release)
    took, cpu_took = time.perf_counter() - started, time.process_time() - cpu
    bad = Counter(one.verdict.value for one in result.cells if one.verdict is not Verdict.SAFE)
    print(f"  audit of {len(result.cells)} cells, {result.programmes} programmes: ", end="")
    print(
        f"{'safe' if result.is_safe else f'NOT SAFE {dict(bad)}'}; {took:.1f} s (target 15 for 3 000 cells), "
        f"CPU {cpu_took:.1f} s",
        flush=True,
    )
