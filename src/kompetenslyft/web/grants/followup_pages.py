"""Need against supply in the reader's words: rows of the table, the sentences above it, the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kompetenslyft.core.need.compare import Comparison, Line
from kompetenslyft.core.numbers import MINUS, format_fraction
from kompetenslyft.core.reports.document import ChartBlock, ChartKind, ChartRow
from kompetenslyft.core.reports.grid import simple
from kompetenslyft.core.tabulation.display import BLANK
from kompetenslyft.web.grants.crumbs import language

BY_NEED, BY_GAP, BY_FRAMEWORK = "behov", "skillnad", "ramverk"


@dataclass(frozen=True, slots=True)
class Row:
    """A direction as the table has it."""

    direction: str
    area: str
    lacking: str
    assessed: str
    need: str
    need_rank: str
    activities: str
    participants: str
    training: str
    training_rank: str
    gap: str


def ordered(compared: Comparison, order: str) -> Sequence[Line]:
    """The lines in the order asked for; those without a figure last."""
    if order == BY_FRAMEWORK:
        return compared.lines
    last = len(compared.lines) + 1
    if order == BY_GAP:
        return sorted(compared.lines, key=lambda line: -(line.gap if line.gap is not None else -last))
    return sorted(compared.lines, key=lambda line: line.need_rank or last)


def rows(lines: Sequence[Line]) -> list[Row]:
    """The lines in words."""
    return [
        Row(
            direction=line.direction.label.in_language(language()),
            area=line.area.label.in_language(language()),
            lacking=_figure(line.lacking, 1),
            assessed=_figure(line.assessed, 1),
            need=_percent(line.need_share),
            need_rank=_figure(line.need_rank),
            activities=_figure(line.activities),
            participants=_figure(line.participants),
            training=_percent(line.training_share),
            training_rank=_figure(line.training_rank),
            gap=_signed(line.gap),
        )
        for line in lines
    ]


def partings(compared: Comparison) -> list[tuple[str, list[str]]]:
    """Where need and training part most: a heading, and a sentence for each direction."""
    found = (
        (_("Mer behov än utbildning"), compared.more_needed),
        (_("Mer utbildning än behov"), compared.more_trained),
    )
    return [(heading, [_sentence(line, compared) for line in lines]) for heading, lines in found if lines]


def chart_of(compared: Comparison, title: str) -> ChartBlock | None:
    """The share that lacks competence beside the share of the participants; None where neither is known."""
    drawn = [
        line for line in ordered(compared, BY_NEED) if line.need_share is not None or line.training_share
    ]
    if not drawn:
        return None
    series = (_("Behov"), _("Utbildning"))
    table = tuple((row.direction, row.need, row.training) for row in rows(drawn))
    return ChartBlock(
        "behov",
        1,
        title,
        ChartKind.CHANGE,
        series,
        tuple(
            ChartRow("", line.direction.label.in_language(language()), (line.need_share, line.training_share))
            for line in drawn
        ),
        True,
        _("Tabellen under säger samma sak."),
        simple((_("Inriktning"), *series), table),
    )


def _sentence(line: Line, compared: Comparison) -> str:
    return _(
        "%(direction)s: %(need)s procent saknar tillräcklig kompetens (plats %(need_rank)s av %(ranks)s), "
        "%(participants)s deltagare (plats %(training_rank)s)"
    ) % {
        "direction": line.direction.label.in_language(language()),
        "need": _percent(line.need_share),
        "need_rank": line.need_rank,
        "ranks": sum(one.need_rank is not None for one in compared.lines),
        "participants": _figure(line.participants),
        "training_rank": line.training_rank,
    }


def _percent(share: Fraction | None) -> str:
    return _figure(None if share is None else 100 * share, 1)


def _figure(value: Fraction | int | None, decimals: int = 0) -> str:
    return BLANK if value is None else format_fraction(value, language(), decimals)


def _signed(gap: int | None) -> str:
    if not gap:
        return BLANK if gap is None else "0"
    return f"+{gap}" if gap > 0 else f"{MINUS}{-gap}"
