"""From a report's definition and computed tables to a document. Pure: the same tables give the same report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kompetenslyft.core.definitions import Path
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.expressions import parse
from kompetenslyft.core.reports import document as out
from kompetenslyft.core.reports.charting import chart_block, map_block
from kompetenslyft.core.reports.figures import Figures
from kompetenslyft.core.reports.grid import from_table
from kompetenslyft.core.reports.model import Block, Levels, ReportDefinition, Section, Sentences
from kompetenslyft.core.reports.placeholders import MissingFigure, render
from kompetenslyft.core.tabulation.compute import Table
from kompetenslyft.core.tabulation.display import MADE_UP, caption
from kompetenslyft.core.text import Text

_TABLE = Text(sv="tabell", en="table")
_FIGURE = Text(sv="figur", en="figure")
_NO_FIGURES = Text(
    sv="Underlag saknas: inga inlämnade svar ligger till grund för det här stycket.",
    en="No figures: no submitted answers stand behind this paragraph.",
)
_NOTICE = Text(
    sv="Uppgifterna i rapporten är påhittade och finns för att visa hur systemet fungerar. "
    "De säger ingenting om någon verklig kommun.",
    en="The data in the report are made up and show how the system works. They say nothing of any real municipality.",
)
_MONTHS = Text(
    sv="januari februari mars april maj juni juli augusti september oktober november december",
    en="January February March April May June July August September October November December",
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report is made from, besides its definition. ``sources`` tell of the rounds, in the report's language."""

    tables: Mapping[str, Table]
    frameworks: Mapping[str, Framework]
    places: Sequence[out.Place] = ()
    sources: tuple[str, ...] = ()
    published: date | None = None
    made_up: bool = False


def compose(definition: ReportDefinition, basis: Basis) -> out.Document:
    """The report, composed. Raises KeyError where the basis lacks a table that the definition names."""
    composer = _Composer(definition, basis)
    language = definition.language
    return out.Document(
        title=definition.title,
        subtitle=definition.subtitle,
        publisher=definition.publisher,
        language=language,
        published=date_in_words(basis.published, language) if basis.published else "",
        sources=basis.sources,
        blocks=tuple(composer.blocks()),
        made_up=MADE_UP.in_language(language) if basis.made_up else "",
        made_up_notice=_NOTICE.in_language(language) if basis.made_up else "",
    )


def date_in_words(day: date, language: str) -> str:
    """«6 februari 2017»."""
    return f"{day.day} {_MONTHS.in_language(language).split()[day.month - 1]} {day.year}"


class _Composer:
    def __init__(self, definition: ReportDefinition, basis: Basis) -> None:
        self._definition = definition
        self._basis = basis
        self._language = definition.language
        self._figures = Figures(basis.tables, _round_figures(basis.places))
        self._numbers: dict[str, int] = {}
        self._links = dict(self._collected_links())

    def blocks(self) -> Iterator[out.Block]:
        for level, section in self._sections():
            yield out.Heading(level, section.title, section.id)
            for block in section.blocks:
                yield from self._block(block)

    def _sections(self) -> Iterator[tuple[int, Section]]:
        """The sections that there is something to say in, with their level; one left out takes those in it along."""
        left_out: list[Path] = []
        for path, level, section in self._definition.walk():
            if any(path[: len(outer)] == outer for outer in left_out):
                continue
            if section.when is not None and parse(section.when).evaluate(self._figures) is not True:
                left_out.append(path)
                continue
            yield level, section

    def _collected_links(self) -> Iterator[tuple[tuple[str, str], out.Run]]:
        """What the text may refer to: tables by number, figures numbered in the order they stand."""
        for _, section in self._sections():
            for block in section.blocks:
                if block.table is not None:
                    text = f"{_TABLE.in_language(self._language)}\u00a0{block.table}"
                    yield ("table", block.table), out.Run(text, f"tabell-{block.table.lower()}")
                figure = block.chart or (block.map if self._basis.places else None)
                if figure is not None:
                    self._numbers[figure.id] = len(self._numbers) + 1
                    text = f"{_FIGURE.in_language(self._language)}\u00a0{self._numbers[figure.id]}"
                    yield ("figure", figure.id), out.Run(text, f"figur-{figure.id}")

    def _block(self, block: Block) -> Iterator[out.Block]:
        if block.paragraph is not None:
            runs = self._sentences(block.paragraph)
            yield out.Paragraph(runs or (out.Run(_NO_FIGURES.in_language(self._language)),))
        elif block.bullets is not None:
            items = tuple(filter(None, map(self._sentences, block.bullets)))
            yield out.BulletList(items or ((out.Run(_NO_FIGURES.in_language(self._language)),),))
        elif block.table is not None:
            yield self._table(block.table)
        elif block.chart is not None:
            chart = block.chart
            yield chart_block(chart, self._numbers[chart.id], self._figures, self._language, self._links)
        elif block.map is not None and self._basis.places:
            yield map_block(block.map, self._numbers[block.map.id], self._basis.places, self._language)
        elif block.levels is not None:
            yield self._levels(block.levels)

    def _sentences(self, sentences: Sentences) -> out.Runs:
        """The sentences one after the other; one whose figures are blank is left out."""
        runs: list[out.Run] = []
        for sentence in sentences:
            for alternative in sentence.alternatives:
                if (
                    alternative.when is not None
                    and parse(alternative.when).evaluate(self._figures) is not True
                ):
                    continue
                try:
                    said = render(alternative.text, self._figures, self._language, self._links)
                except MissingFigure:
                    break
                runs += [out.Run(" "), *said] if runs else said
                break
        return _merged(runs)

    def _table(self, number: str) -> out.TableBlock:
        table = self._basis.tables[number]
        label = _TABLE.in_language(self._language).capitalize()
        return out.TableBlock(
            anchor=f"tabell-{number.lower()}",
            number=number,
            caption=caption(table, self._language).removeprefix(f"{label} {number}. "),
            grid=from_table(table, self._language),
            notes=tuple(note.in_language(self._language) for note in table.notes),
        )

    def _levels(self, levels: Levels) -> out.FactBox:
        framework = self._basis.frameworks[levels.framework]
        return out.FactBox(
            levels.title,
            tuple(
                (level.label.in_language(self._language), level.definition.in_language(self._language))
                for level in framework.levels
            ),
        )


def _round_figures(places: Sequence[out.Place]) -> dict[str, Fraction]:
    if not places:
        return {}
    reached = [place.reach for place in places]
    asked = len(reached) - reached.count(out.Reach.NOT_ASKED)
    return {"round.asked": Fraction(asked), "round.answered": Fraction(reached.count(out.Reach.ANSWERED))}


def _merged(runs: Sequence[out.Run]) -> out.Runs:
    merged: list[out.Run] = []
    for run in runs:
        if merged and not run.target and not merged[-1].target:
            merged[-1] = out.Run(merged[-1].text + run.text)
        else:
            merged.append(run)
    return tuple(merged)
