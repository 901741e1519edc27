"""Made-up returns for the tests of tables, and hypothesis strategies that make many."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.instruments.values import options
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange.definitions import instrument, table_set

INSTRUMENT = instrument("competence-inventory@2016")
TABLES = table_set("national-follow-up@2016")
CODES = ("0180", "0184", "0380", "1280", "1480", "2580")

_NUMERIC = [k for k, spec in INSTRUMENT.cells.items() if spec.question.unit.is_numeric and not spec.derived]
_CHOICES = [k for k, spec in INSTRUMENT.cells.items() if options(spec.question)]


def answered(
    unit: str,
    values: Mapping[str, Value],
    *,
    municipalities: tuple[str, ...] | None = None,
    year: int = 2016,
    joined: int = 2013,
) -> ReturnData:
    """A return of the inventory with these answers; the unit is its own municipality unless others are given."""
    return ReturnData(
        unit, municipalities or (unit,), f"inventory-{year}", year, joined, INSTRUMENT, dict(values)
    )


@st.composite
def values(draw: st.DrawFn) -> dict[str, Value]:
    """Some cells answered, with figures up to 1 000 FTE or 100 000 people, and some choices."""
    figures = draw(st.dictionaries(st.sampled_from(_NUMERIC), st.integers(0, 100_000), max_size=25))
    result: dict[str, Value] = dict(figures)
    for key in draw(st.lists(st.sampled_from(_CHOICES), unique=True, max_size=5)):
        ids = [option.id for option in options(INSTRUMENT.cells[key].question)]
        if INSTRUMENT.cells[key].question.unit == "choices":
            result[key] = tuple(draw(st.lists(st.sampled_from(ids), unique=True)))
        else:
            result[key] = draw(st.sampled_from(ids))
    return result


@st.composite
def returns(draw: st.DrawFn, *, largest: int = 6) -> list[ReturnData]:
    """Up to ``largest`` returns of different units, of the rounds 2013–2016; some units share municipalities."""
    result = []
    for number in range(draw(st.integers(0, largest))):
        year = draw(st.integers(2013, 2016))
        codes = tuple(draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True)))
        joined = draw(st.integers(2013, year))
        result.append(
            answered(f"unit-{number}", draw(values()), municipalities=codes, year=year, joined=joined)
        )
    return result
