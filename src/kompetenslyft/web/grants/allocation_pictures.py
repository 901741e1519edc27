"""What is compared as pictures: the shades of the map and the classes of the chart, with the words beside them."""

from __future__ import annotations

from fractions import Fraction

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kompetenslyft.apps.grants.queries.allocation import Comparison, Line
from kompetenslyft.core.allocation.distribution import AmountClass
from kompetenslyft.core.numbers import NBSP, format_fraction, format_sek
from kompetenslyft.core.reports.document import ChartBlock, ChartKind, ChartRow
from kompetenslyft.core.reports.grid import simple
from kompetenslyft.exchange.allocation_map import Shade, by_difference, by_size, swatch
from kompetenslyft.web.grants.allocation_pages import number, signed
from kompetenslyft.web.grants.crumbs import language


def shades(compared: Comparison) -> tuple[Shade, ...]:
    """What the map shows: the difference where scenarios are compared, else the amount, per inhabitant if known."""
    if len(compared.scenarios) > 1:
        return by_difference({line.code: Fraction(line.difference or 0) for line in compared.lines})
    return by_size({line.code: _size(line) for line in compared.lines})


def map_title(compared: Comparison) -> str:
    """What the map shows, in words."""
    if len(compared.scenarios) > 1:
        return _("Skillnad per kommun: «%(last)s» jämfört med «%(first)s»") % {
            "last": compared.scenarios[-1].title,
            "first": compared.scenarios[0].title,
        }
    return _("Kronor per invånare") if compared.inhabitants else _("Belopp per kommun")


def map_key(compared: Comparison) -> list[tuple[SafeString, str]]:
    """A sample of each shade with what it means and how many have it."""
    differ = len(compared.scenarios) > 1
    return [
        (mark_safe(swatch(shade)), f"{_meaning(shade, differ=differ)}: {len(shade.codes)}")
        for shade in shades(compared)
    ]


def map_tips(compared: Comparison) -> dict[str, str]:
    """What is told of each municipality on the map."""
    if len(compared.scenarios) > 1:
        return {line.code: f"{line.name}: {signed(line.difference or 0)}{NBSP}kr" for line in compared.lines}
    return {line.code: f"{line.name}: {format_sek(line.amounts[0], language())}" for line in compared.lines}


def class_rows(compared: Comparison) -> list[tuple[str, list[int]]]:
    """How many municipalities are in each class: the chart's figures as a table."""
    return [
        (_class_label(one), [counts[place] for counts in compared.spread])
        for place, one in enumerate(compared.classes)
    ]


def chart(compared: Comparison) -> ChartBlock:
    """How the amounts are spread: the first and the last scenario, or the only one."""
    several = len(compared.scenarios) > 1
    spreads = [compared.spread[0], compared.spread[-1]] if several else [compared.spread[0]]
    titles = [compared.scenarios[0].title, compared.scenarios[-1].title] if several else [_("Kommuner")]
    whole = len(compared.lines) or 1
    chart_rows = tuple(
        ChartRow(
            "",
            _class_label(one),
            tuple(Fraction(counts[place], whole if several else 1) for counts in spreads),
        )
        for place, one in enumerate(compared.classes)
    )
    figures = tuple((label, *map(str, counts)) for label, counts in class_rows(compared))
    return ChartBlock(
        "spridning",
        1,
        _("Hur beloppen är spridda"),
        ChartKind.CHANGE if several else ChartKind.BARS,
        tuple(titles),
        chart_rows,
        several,
        _("Tabellen bredvid säger samma sak."),
        simple((_("Belopp"), *(one.title for one in compared.scenarios)), figures),
    )


def _size(line: Line) -> Fraction:
    return line.per_inhabitant[0] if line.per_inhabitant else Fraction(line.amounts[0])


def _meaning(shade: Shade, *, differ: bool) -> str:
    whole = all(limit is None or limit.denominator == 1 for limit in (shade.lower, shade.upper))
    lower, upper = (
        "" if limit is None else format_fraction(abs(limit), language(), 0 if whole else 2)
        for limit in (shade.lower, shade.upper)
    )
    return _difference(shade, lower, upper) if differ else _span(lower, upper)


def _span(lower: str, upper: str) -> str:
    if not lower and not upper:
        return _("Alla lika")
    if not lower:
        return _("Under %(limit)s kr") % {"limit": upper}
    if not upper:
        return _("%(limit)s kr och mer") % {"limit": lower}
    return _("%(lower)s–%(upper)s kr") % {"lower": lower, "upper": upper}


def _difference(shade: Shade, lower: str, upper: str) -> str:
    if shade.lower == shade.upper:
        return _("Lika mycket")
    if shade.lower is None:
        return _("Minst %(limit)s kr mindre") % {"limit": upper}
    if shade.upper is None:
        return _("Minst %(limit)s kr mer") % {"limit": lower}
    if shade.upper == 0:
        return _("Mindre, under %(limit)s kr") % {"limit": lower}
    return _("Mer, under %(limit)s kr") % {"limit": upper}


def _class_label(one: AmountClass) -> str:
    if one.upper is None:
        return _span(number(one.lower), "")
    if one.lower == 0:
        return _span("", number(one.upper))
    return _span(number(one.lower), number(one.upper))
