"""A person's competence for reading: what the role demands beside what has been said, and how it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps.competence.queries.marks import Standing
from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, Mark, Stage
from kompetenslyft.core.competence.profile import GAP_LABELS, Demands, Gap, gap
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.reports.document import ChartBlock, ChartKind, ChartRow
from kompetenslyft.core.reports.grid import simple
from kompetenslyft.web.collection.words import language

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Assessment


_DRAWN = (Mark.BASIC, Mark.ADVANCED, Mark.LACKING)
"""The order in a chart's bars, as in the published ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said at one stage, and where to say it anew; blank where that is not the reader's to do."""

    label: str
    mark: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A direction: what is demanded, what is said at each stage that the reader sees, and what is wanting."""

    direction: str
    demanded: str
    said: tuple[Said, ...]
    gap: str
    gap_words: str
    last: date | None


def lines(
    framework: Framework,
    demands: Demands,
    marks: Mapping[Stage, Mapping[str, Mark]],
    rows: Iterable[Assessment],
    *,
    stages: Sequence[tuple[Stage, str]],
    person_id: int,
    changing: frozenset[Stage],
) -> list[tuple[str, list[Line]]]:
    """Every direction by area. ``stages``: those shown, with their names; ``changing``: those the reader may change.

    The gap is that of the agreed assessment.
    """
    last: dict[str, date] = {}
    for row in rows:
        last[row.direction] = max(row.assessed_on, last.get(row.direction, row.assessed_on))

    def line(direction: str, label: str) -> Line:
        wanted = demands.get(direction)
        found = gap(marks[Stage.AGREED].get(direction, Mark.NOT_ASSESSED), wanted)
        said = []
        for stage, name in stages:
            mark = marks[stage].get(direction, Mark.NOT_ASSESSED)
            url = (
                reverse("competence:mark", args=[person_id, direction, stage.value])
                if stage in changing
                else ""
            )
            said.append(Said(name, _word(mark), url))
        words = "" if found is Gap.NOT_DEMANDED else GAP_LABELS[found].in_language(language())
        demanded = _("inget krav") if wanted is None else _word(wanted)
        return Line(label, demanded, tuple(said), found.value, words, last.get(direction))

    return [
        (
            area.label.in_language(language()),
            [line(one.id, one.label.in_language(language())) for one in area.directions],
        )
        for area in framework.areas
    ]


def summary(groups: list[tuple[str, list[Line]]]) -> dict[str, int]:
    """How many directions there are of each gap."""
    found = [line.gap for _area, group in groups for line in group]
    return {one.name.lower(): found.count(one.value) for one in Gap}


def change_chart(standings: Sequence[Standing]) -> ChartBlock:
    """How many directions the person stood at each level in, day by day, as shares of those assessed."""
    names = tuple(_word(level) for level in _DRAWN)
    counted = [
        (one.day.isoformat(), [one.counts[LEVELS.index(level)] for level in _DRAWN]) for one in standings
    ]
    return ChartBlock(
        "forandring",
        1,
        _("Förändring över tid"),
        ChartKind.STACKED,
        names,
        tuple(
            ChartRow("", day, tuple(Fraction(number, sum(counts) or 1) for number in counts))
            for day, counts in counted
        ),
        True,
        change_words(standings),
        simple((_("Dag"), *names), tuple((day, *map(str, counts)) for day, counts in counted)),
    )


def change_words(standings: Sequence[Standing]) -> str:
    """The chart in words: the first and the last day."""
    told = []
    for one in (standings[0], standings[-1]):
        levels = ", ".join(f"{_word(level).lower()} {n}" for level, n in zip(LEVELS, one.counts, strict=True))
        told.append(f"{one.day.isoformat()}: {levels}.")
    return " ".join(dict.fromkeys(told))


def _word(mark: Mark) -> str:
    return MARK_LABELS[mark].in_language(language())
