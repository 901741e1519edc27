"""Key figures and groups, kept as if they had been fetched."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from kompetenslyft.apps.comparison import actions
from kompetenslyft.exchange.definitions import comparison
from kompetenslyft.exchange.kolada import KoladaSeries
from kompetenslyft.exchange.kolada_groups import SimilarGroup

FETCHED = datetime(2016, 12, 1, 6, tzinfo=UTC)


def series(kpi: str, values: dict[tuple[str, int], object], **fields: object) -> None:
    """A key figure with its values by municipality and year."""
    exact = {key: Fraction(str(value)) for key, value in values.items()}
    actions.keep_series(
        KoladaSeries(kpi, f"{kpi} i Kolada", "Så räknas det.", exact),
        at=fields.pop("at", FETCHED),  # type: ignore[arg-type]
        **fields,  # type: ignore[arg-type]
    )


def every_series(codes: list[str], years: range = range(2012, 2016)) -> None:
    """Every key figure that the comparison takes, of the municipalities: 1, 2, 3 … in the order of the codes."""
    for kpi in comparison().kpis:
        series(kpi, {(code, year): place + 1 for place, code in enumerate(codes) for year in years})


def group(municipality: str, *members: str, kind: str = "IFO", name: str = "Falun") -> SimilarGroup:
    """A group of similar municipalities, not kept."""
    title = f"Liknande kommuner {kind}, {name}, 2024"
    return SimilarGroup(f"G{municipality}{kind}", title, kind, municipality, 2024, tuple(members))
