"""Every table of the follow-up from four rounds of returns, beside pandas summing the same answers from a flat file.

The plain way does less: it sums a cell over the units of a cohort, and knows nothing of N, shares, notes or formats.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pandas

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.tabulation.compute import compute
from kompetenslyft.demo.participants import participants
from kompetenslyft.demo.returns import make_returns
from kompetenslyft.demo.rounds import ROUNDS
from kompetenslyft.demo.targets import targets
from kompetenslyft.exchange.definitions import instrument, table_set

TABLES = "national-follow-up@2016"
TIMES = 5


def main() -> None:
    """Print the best of some runs of each way, and the ratio."""
    returns = made_up_returns()
    tables = table_set(TABLES)
    ours = best_of(lambda: compute(tables, returns))
    flat = flat_file(returns)
    plain = best_of(lambda: plainly(flat))
    print(f"{len(returns)} returns of {len(ROUNDS)} rounds, {len(tables.tables)} tables")
    print(f"computed: {ours:.3f} s")
    print(f"pandas, sums alone, from a flat file: {plain:.3f} s")
    print(f"ratio: {plain / ours:.1f} times as fast")


def made_up_returns() -> list[ReturnData]:
    """The demonstration's signed returns of all years, as the database gives them."""
    codes = [code for code, _name in municipalities()]
    people = participants(codes, targets().participation)
    plans = {plan.year: plan for plan in ROUNDS}
    return [
        ReturnData(
            unit=code,
            municipalities=(code,),
            round=plans[year].code,
            year=year,
            joined_year=people.asked(year)[code],
            instrument=instrument(plans[year].instrument),
            values=values,
        )
        for year, returns in make_returns(codes).items()
        for code, values in returns.items()
    ]


def flat_file(returns: list[ReturnData]) -> str:
    """What an export for a spreadsheet looks like: one answer a line."""
    lines = ["year,joined,unit,key,value"]
    lines += [
        f"{one.year},{one.joined_year},{one.unit},{key},{value}"
        for one in returns
        for key, value in one.values.items()
        if isinstance(value, int)
    ]
    return "\n".join(lines)


def plainly(flat: str) -> pandas.DataFrame:
    """Sums per round, cohort and cell."""
    answers = pandas.read_csv(io.StringIO(flat))
    answers["newcomer"] = answers["joined"] == answers["year"]
    return answers.pivot_table(
        index="key", columns=["year", "newcomer"], values="value", aggfunc=["sum", "count"]
    )


def best_of(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
