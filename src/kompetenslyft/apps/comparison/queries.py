"""A municipality beside others: Kolada's key figures, and its own answers for those who may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.comparison.models import KeyFigureValue, SimilarGroup, Source
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.comparison.compare import Spread, own_value, spread
from kompetenslyft.core.comparison.model import ComparisonDefinition, KeyFigure, OwnFigure, Theme
from kompetenslyft.core.numbers import natural
from kompetenslyft.exchange.definitions import comparison

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

COUNTY = "lan"
"""The choice to be set beside the municipalities of the county."""

ByYear = Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Line:
    """A key figure: the municipality's by year, and among whom it lies in ``year``, the last year that it has.

    ``source`` is None before anything has been fetched.
    """

    figure: KeyFigure
    source: Source | None
    own: ByYear
    year: int | None
    similar: Spread | None
    nation: Spread | None

    @property
    def value(self) -> Fraction | None:
        """The municipality's figure of ``year``."""
        return None if self.year is None else self.own.get(self.year)


@dataclass(frozen=True, slots=True)
class Among:
    """Those whom the municipality is set beside: a group of Kolada's, or its county's. ``names`` by code, in order."""

    code: str
    title: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The page of a municipality. ``own`` is None for those who may not see what it has answered.

    ``choices``: the groups (code, title) that it can be set beside; ``years``: those shown, the latest first.
    """

    definition: ComparisonDefinition
    among: Among
    choices: Sequence[tuple[str, str]]
    own: Sequence[tuple[OwnFigure, ByYear]] | None
    themes: Sequence[tuple[Theme, Sequence[Line]]]
    years: Sequence[int]

    @property
    def fetched(self) -> list[Source]:
        """What has been fetched of what is shown."""
        return [line.source for _theme, lines in self.themes for line in lines if line.source is not None]

    @property
    def made_up(self) -> bool:
        """Whether any figure shown is made up."""
        return any(source.made_up for source in self.fetched)


def compared(municipality: Organisation, by: Caller, on: date, *, group: str = "") -> Compared:
    """The municipality beside a group: the wanted one, or the first there is. A constant number of queries."""
    definition = comparison()
    names = {one.code: one.name for one in organisations.municipalities(on)}
    groups = _groups(definition, municipality.code)
    among = _among(groups, group, municipality, names)
    known = _Known.of(municipality.code, definition, among, names)
    themes = [(theme, [known.line(figure) for figure in theme.figures]) for theme in definition.themes]
    years = sorted({year for by_year in known.series.values() for year in by_year}, reverse=True)
    return Compared(
        definition,
        among,
        [*((one.code, one.title) for one in groups), (COUNTY, str(municipality.county or ""))],
        _own(definition, municipality, known.series, by, on),
        themes,
        years[: definition.years],
    )


def waiting() -> int:
    """How many key figures wait to be fetched."""
    return Source.objects.filter(wanted_at__isnull=False).count()


def all_sources() -> list[Source]:
    """Everything that the comparison takes, in its order, also what has never been fetched."""
    there = {one.code: one for one in Source.objects.all()}
    return [there.get(code) or Source(code=code) for code in (*comparison().kpis, Source.SIMILAR)]


def _groups(definition: ComparisonDefinition, code: str) -> list[SimilarGroup]:
    kinds = list(definition.similar)
    found = SimilarGroup.objects.filter(municipality=code, kind__in=kinds)
    return sorted(found, key=lambda one: kinds.index(one.kind))


def _among(
    groups: Sequence[SimilarGroup], wanted: str, municipality: Organisation, names: Mapping[str, str]
) -> Among:
    chosen = next((one for one in groups if one.code == wanted), None)
    if chosen is None and wanted != COUNTY and groups:
        chosen = groups[0]
    if chosen is not None:
        return Among(
            chosen.code, chosen.title, {code: names[code] for code in chosen.members if code in names}
        )
    county = municipality.code[:2]
    others = {code: name for code, name in names.items() if code[:2] == county and code != municipality.code}
    return Among(COUNTY, str(municipality.county or ""), others)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of the key figures: the municipality's by year, and everybody's of its last year of each."""

    sources: Mapping[str, Source]
    series: Mapping[str, ByYear]
    everywhere: Mapping[str, Mapping[str, Fraction]]
    among: Among
    names: Mapping[str, str]

    @classmethod
    def of(
        cls, code: str, definition: ComparisonDefinition, among: Among, names: Mapping[str, str]
    ) -> _Known:
        """Read in three queries."""
        sources = {one.code: one for one in Source.objects.filter(code__in=definition.kpis)}
        series: dict[str, dict[int, Fraction]] = defaultdict(dict)
        own = KeyFigureValue.objects.filter(municipality=code, source__in=sources.values())
        for kpi, year, value in own.values_list("source__code", "year", "value"):
            series[kpi][year] = Fraction(value)
        everywhere: dict[str, dict[str, Fraction]] = defaultdict(dict)
        if series:
            latest = (Q(source=sources[kpi], year=max(by_year)) for kpi, by_year in series.items())
            rows = KeyFigureValue.objects.filter(reduce(or_, latest))
            for kpi, place, value in rows.values_list("source__code", "municipality", "value"):
                everywhere[kpi][place] = Fraction(value)
        return cls(sources, series, everywhere, among, names)

    def line(self, figure: KeyFigure) -> Line:
        """A key figure with whom the municipality lies among."""
        source, own = self.sources.get(figure.kpi), self.series.get(figure.kpi)
        if not own:
            return Line(figure, source, {}, None, None, None)
        values = self.everywhere[figure.kpi]
        return Line(
            figure, source, own, max(own), spread(values, self.among.names), spread(values, self.names)
        )


def _own(
    definition: ComparisonDefinition,
    municipality: Organisation,
    series: Mapping[str, ByYear],
    by: Caller,
    on: date,
) -> list[tuple[OwnFigure, ByYear]] | None:
    """The own figures by year, from what the municipality and its districts have signed."""
    units = [municipality.pk, *(one.pk for one in organisations.units_below(municipality))]
    returns = collection.visible_returns_counted(by, units, definition.form, on)
    if returns is None:
        return None
    sums: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in returns:
        for key, value in one.values.items():
            question = one.instrument.questions.get(key.partition(".")[0])
            if question is not None and isinstance(value, int) and not isinstance(value, bool):
                sums[one.year][question.id] += natural(value, question.unit)
    figures = []
    for figure in definition.own:
        by_year = {
            year: value
            for year, answered in sorted(sums.items())
            if (value := own_value(figure, answered, _of_year(series, year))) is not None
        }
        figures.append((figure, by_year))
    return figures


def _of_year(series: Mapping[str, ByYear], year: int) -> dict[str, Fraction]:
    return {kpi: by_year[year] for kpi, by_year in series.items() if year in by_year}
