"""The consistency audit's findings in words: the arithmetic first, then what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kompetenslyft.core.numbers import format_fraction, round_half_up
from kompetenslyft.core.tabulation.published import Estimate, Figure, Observation, Unread
from kompetenslyft.core.text import LANGUAGES, Text

if TYPE_CHECKING:
    from kompetenslyft.core.tabulation.consistency import Deviation

ROW = Text(sv="Hela raden", en="The whole row")

_MEANING = {
    "contradiction": Text(
        sv="Avrundning förklarar inte skillnaden.", en="Rounding does not explain the difference."
    ),
    "rounding": Text(sv="Avrundning kan förklara skillnaden.", en="Rounding can explain the difference."),
}
_LABEL = {
    "contradiction": Text(sv="motsägelse", en="contradiction"),
    "rounding": Text(sv="avrundning", en="rounding"),
    "unread": Text(sv="ej granskad", en="not audited"),
}
_UNREAD = {
    "no_table": Text(
        sv="Ingen tabell har rubrikerna {detail}. Kontrollera rubrikraden.",
        en="No table has the headings {detail}. Check the heading line.",
    ),
    "broken": Text(
        sv="Härifrån kan filen inte läsas som CSV. Kontrollera citattecknen, eller spara den på nytt som CSV.",
        en="From here the file cannot be read as CSV. Check the quotes, or save it as CSV again.",
    ),
    "twice": Text(
        sv="Rubriken {detail} står flera gånger. Ge varje kolumn en egen rubrik.",
        en="The heading {detail} stands several times. Give each column a heading of its own.",
    ),
    "no_row": Text(
        sv="Raden finns inte i tabellens definition. Kontrollera radens namn.",
        en="The row is not in the table's definition. Check the name of the row.",
    ),
    "ambiguous": Text(
        sv="Raden kan höra till flera tabeller ({detail}). Skriv numret i filnamnet, till exempel table_2.csv.",
        en="The row may be of several tables ({detail}). Put its number in the file name, such as table_2.csv.",
    ),
    "too_many_cells": Text(
        sv="Raden har fler celler än rubrikraden: {detail}. Sätt citattecken om text som innehåller avgränsare.",
        en="The row has more cells than the heading line: {detail}. Quote text that contains the separator.",
    ),
    "not_a_number": Text(
        sv="«{detail}» är inget tal. Skriv siffror, eller två punkter (..) där uppgift saknas.",
        en="“{detail}” is not a number. Write digits, or two points (..) where there is no figure.",
    ),
}


def one_line(deviation: Deviation, language: str) -> str:
    """«table_4.csv:9: A102 motsägelse, tabell 4, Planering av insatser, basic_pct: …»"""
    table = {"sv": f"tabell {deviation.table}", "en": f"table {deviation.table}"}
    english = language.lower().startswith("en")
    place = [table["en" if english else "sv"]] if deviation.table else []
    place += [deviation.row.in_language(language), deviation.column]
    kind = _LABEL[deviation.kind].in_language(language)
    where = ", ".join(part for part in place if part)
    message = deviation.message.in_language(language)
    return f"{deviation.file}:{deviation.line}: {deviation.code} {kind}, {where}: {message}"


def total(parts: Sequence[Observation], middle: Fraction, printed: Figure, kind: str) -> Text:
    """3 083,5 + 728,1 + 589,5 = 4 401,1, publicerat 4 400,8."""
    decimals = max(part.figure.decimals for part in parts)

    def say(language: str) -> str:
        addends = " + ".join(part.figure.text(language) for part in parts)
        return f"{addends} = {format_fraction(middle, language, decimals)}, {_published(printed, language)}"

    return _both(say, kind)


def share(at: Observation, part: Estimate, whole: Estimate, kind: str) -> Text:
    """2 625,6 / 4 451,7 = 59,0 procent, publicerat 61."""
    printed = at.figure
    exact = 100 * part.middle / whole.middle
    decimals = _telling_decimals(exact, printed.decimals)

    def say(language: str) -> str:
        percent = format_fraction(exact, language, decimals)
        unit = "percent" if language == "en" else "procent"
        quotient = f"{_sourced(at, part, language)} / {_sourced(at, whole, language)}"
        return f"{quotient} = {percent} {unit}, {_published(printed, language)}"

    return _both(say, kind)


def repeated(finest: Observation, printed: Figure, kind: str) -> Text:
    """5 390,5 i tabell 1, publicerat 5 390."""

    def say(language: str) -> str:
        where = f"in table {finest.table.number}" if language == "en" else f"i tabell {finest.table.number}"
        return f"{finest.figure.text(language)} {where}, {_published(printed, language)}"

    return _both(say, kind)


def exhaustive(shares: Sequence[Observation], sum_of_shares: Fraction, kind: str) -> Text:
    """61 + 32 + 9 = 102 procent, ska vara 100."""
    decimals = max(one.figure.decimals for one in shares)

    def say(language: str) -> str:
        addends = " + ".join(one.figure.text(language) for one in shares)
        end = "percent, should be 100." if language == "en" else "procent, ska vara 100."
        return f"{addends} = {format_fraction(sum_of_shares, language, decimals)} {end}"

    return _both(say, kind)


def unread(item: Unread) -> Text:
    """Why a row or cell was not audited, and what to do."""
    template = _UNREAD[item.reason]
    return Text(sv=template.sv.format(detail=item.detail), en=template.en.format(detail=item.detail))


def _telling_decimals(exact: Fraction, printed: int) -> int:
    """Enough decimals to see to which side the share rounds: 64.498 and not 64.5 where 65 is published."""
    for decimals in range(printed + 1, printed + 6):
        shown = Fraction(round_half_up(exact * 10**decimals), 10**decimals)
        if round_half_up(shown * 10**printed) == round_half_up(exact * 10**printed):
            return decimals
    return printed + 6


def _sourced(at: Observation, estimate: Estimate, language: str) -> str:
    """The figure, with the table it is from where that is another, and how many it is the sum of."""
    sources = estimate.sources
    figure = format_fraction(estimate.middle, language, max(one.figure.decimals for one in sources))
    notes = []
    if len(sources) > 1:
        notes.append(
            f"sum of {len(sources)} figures" if language == "en" else f"summan av {len(sources)} tal"
        )
    numbers = list(dict.fromkeys(one.table.number for one in sources))
    if numbers != [at.table.number]:
        notes.append(("table " if language == "en" else "tabell ") + ", ".join(numbers))
    return f"{figure} ({', '.join(notes)})" if notes else figure


def _published(printed: Figure, language: str) -> str:
    return f"{'published' if language == 'en' else 'publicerat'} {printed.text(language)}."


def _both(say: Callable[[str], str], kind: str) -> Text:
    swedish, english = (f"{say(language)} {_MEANING[kind].in_language(language)}" for language in LANGUAGES)
    return Text(sv=swedish, en=english)
