"""Charts and the map of a report as data, with the text that stands in for the picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from kompetenslyft.core.instruments.expressions import parse
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.reports import phrases
from kompetenslyft.core.reports.document import (
    ChartBlock,
    ChartKind,
    ChartRow,
    MapBlock,
    Place,
    Reach,
    Run,
)
from kompetenslyft.core.reports.figures import Figures, table_name
from kompetenslyft.core.reports.grid import simple
from kompetenslyft.core.reports.model import Chart, Map
from kompetenslyft.core.tabulation.display import BLANK
from kompetenslyft.core.text import Text

REACH_LABELS = {
    Reach.ANSWERED: Text(sv="Har svarat", en="Answered"),
    Reach.PARTLY: Text(sv="Har svarat delvis", en="Answered in part"),
    Reach.NOT_ANSWERED: Text(sv="Har inte svarat", en="Not answered"),
    Reach.NOT_ASKED: Text(sv="Ingår inte i insamlingen", en="Not part of the round"),
}
_KINDS = {"stacked": ChartKind.STACKED, "change": ChartKind.CHANGE, "bars": ChartKind.BARS}


def chart_block(
    chart: Chart, number: int, figures: Figures, language: str, links: Mapping[tuple[str, str], Run]
) -> ChartBlock:
    """The chart with its figures."""
    rows = _rows(chart, figures, language)
    tables = [links["table", number] for number in chart.tables if ("table", number) in links]
    return ChartBlock(
        anchor=f"figur-{chart.id}",
        number=number,
        caption=chart.caption,
        kind=_KINDS[chart.kind],
        series=chart.series,
        rows=rows,
        is_share=chart.share,
        alt=_chart_alt(chart, rows, language),
        grid=simple(
            (
                "",
                *(f"{name}, procent" if chart.share and language == "sv" else name for name in chart.series),
            ),
            tuple(
                (_full_label(row), *(_figure(value, chart.share, language) for value in row.values))
                for row in rows
            ),
        ),
        figures_in=tuple(tables),
        notes=chart.notes,
    )


def map_block(definition: Map, number: int, places: Sequence[Place], language: str) -> MapBlock:
    """The map of which municipalities have answered, with the same figures by county."""
    found = {place.reach for place in places}
    labels = tuple((reach, REACH_LABELS[reach].in_language(language)) for reach in Reach if reach in found)
    return MapBlock(
        anchor=f"figur-{definition.id}",
        number=number,
        caption=definition.caption,
        places=tuple(places),
        labels=labels,
        alt=_map_alt(places, language),
        grid=simple(_map_header(language), _by_county(places, language)),
        notes=definition.notes,
    )


def _rows(chart: Chart, figures: Figures, language: str) -> tuple[ChartRow, ...]:
    if chart.lines:
        return tuple(
            ChartRow(line.group, line.label, tuple(_value(source, figures) for source in line.values))
            for line in chart.lines
        )
    rows = []
    for number in chart.tables:
        table = figures.tables[number]
        group = table.definition.title.in_language(language).rpartition(". ")[2]
        columns = [figures.column(f"{table_name(number)}.{column}") for column in chart.columns]
        for position, row in enumerate(table.rows):
            label = row.label.in_language(language)
            rows.append(ChartRow(group, label, tuple(column[position][1] for column in columns)))
    return tuple(rows)


def _full_label(row: ChartRow) -> str:
    return f"{row.group}: {row.label[:1].lower()}{row.label[1:]}" if row.group else row.label


def _value(source: str, figures: Figures) -> Fraction | None:
    value = parse(source).evaluate(figures)
    return value if isinstance(value, Fraction) else None


def _figure(value: Fraction | None, share: bool, language: str) -> str:
    if value is None:
        return BLANK
    return format_fraction(value * 100 if share else value, language, 0)


def _chart_alt(chart: Chart, rows: Sequence[ChartRow], language: str) -> str:
    if not any(value is not None for row in rows for value in row.values):
        return "No figures available." if language == "en" else "Uppgifter saknas."
    if chart.kind == "change":
        return " ".join(_row_alt(chart, row, language) for row in rows)
    return " ".join(
        _series_alt(name, [(row, row.values[i]) for row in rows], chart.share, language)
        for i, name in enumerate(chart.series)
    )


def _row_alt(chart: Chart, row: ChartRow, language: str) -> str:
    figures = [_said(value, chart.share, language) for value in row.values]
    said = [f"{figure} {name}" for name, figure in zip(chart.series, figures, strict=True)]
    return f"{_full_label(row)}: {', '.join(said)}."


def _series_alt(
    name: str, values: Sequence[tuple[ChartRow, Fraction | None]], share: bool, language: str
) -> str:
    given = [(row, value) for row, value in values if value is not None]
    if not given:
        return f"{name}: {BLANK}."
    low, high = min(given, key=lambda each: each[1]), max(given, key=lambda each: each[1])
    words = ("from", "to") if language == "en" else ("från", "till")
    return (
        f"{name}: {words[0]} {_said(low[1], share, language)} ({low[0].label}) "
        f"{words[1]} {_said(high[1], share, language)} ({high[0].label})."
    )


def _said(value: Fraction | None, share: bool, language: str) -> str:
    if value is None:
        return BLANK
    return phrases.percent(value).in_language(language) if share else format_fraction(value, language, 0)


def _map_alt(places: Sequence[Place], language: str) -> str:
    counts = {reach: sum(place.reach is reach for place in places) for reach in Reach}
    asked = len(places) - counts[Reach.NOT_ASKED]
    if language == "en":
        return (
            f"Map of the municipalities. {counts[Reach.ANSWERED]} of {asked} asked have answered, "
            f"{counts[Reach.PARTLY]} in part. {counts[Reach.NOT_ASKED]} are not part of the round."
        )
    partly = f", {counts[Reach.PARTLY]} delvis" if counts[Reach.PARTLY] else ""
    outside = f" {counts[Reach.NOT_ASKED]} ingår inte i insamlingen." if counts[Reach.NOT_ASKED] else ""
    return (
        f"Karta över kommunerna. {counts[Reach.ANSWERED]} av {asked} tillfrågade har svarat{partly}.{outside} "
        "Svaren per län står i tabellen intill."
    )


def _map_header(language: str) -> tuple[str, ...]:
    if language == "en":
        return ("County", "Municipalities asked", "Answered", "Answer rate, per cent")
    return ("Län", "Tillfrågade kommuner", "Har svarat", "Svarsandel, procent")


def _by_county(places: Sequence[Place], language: str) -> tuple[tuple[str, ...], ...]:
    counties: defaultdict[str, list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda place: place.code):
        counties[place.county].append(place)
    rows = [_county_row(name, group, language) for name, group in counties.items()]
    return (*rows, _county_row("All counties" if language == "en" else "Hela landet", places, language))


def _county_row(name: str, places: Sequence[Place], language: str) -> tuple[str, ...]:
    asked = sum(place.reach is not Reach.NOT_ASKED for place in places)
    answered = sum(place.reach is Reach.ANSWERED for place in places)
    rate = _figure(Fraction(answered, asked), True, language) if asked else BLANK
    return (name, str(asked), str(answered), rate)
