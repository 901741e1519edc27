"""A decided allocation to be published: what its files have in common, and the list as a report document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kompetenslyft.core.numbers import format_fraction, format_sek
from kompetenslyft.core.reports.document import Block, BulletList, Document, FactBox, Heading, Run, TableBlock
from kompetenslyft.core.reports.grid import simple
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text


@dataclass(frozen=True, slots=True)
class ListedPurpose:
    """What is decided for one purpose. ``model``: the allocation model, a sentence a step."""

    title: Text
    amount: int
    reserved: int
    left_over: int
    reference: str
    day: date
    by: str
    model: tuple[Text, ...]
    keys: tuple[str, ...]
    """Each key with its source and day."""


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A municipality, or a county with its sum: whole kronor by purpose. ``per_inhabitant`` of them all, in SEK."""

    code: str
    name: str
    county: str
    amounts: tuple[int, ...]
    per_inhabitant: Fraction | None

    @property
    def total(self) -> int:
        return sum(self.amounts)


@dataclass(frozen=True, slots=True)
class AllocationList:
    """The whole list. ``units`` by code; the counties add up the same amounts."""

    title: Text
    publisher: str
    purposes: tuple[ListedPurpose, ...]
    units: tuple[ListedUnit, ...]
    counties: tuple[ListedUnit, ...]
    made_up: bool

    @property
    def has_inhabitants(self) -> bool:
        return any(unit.per_inhabitant is not None for unit in self.units)

    @property
    def sums(self) -> tuple[int, ...]:
        return tuple(sum(column) for column in zip(*(unit.amounts for unit in self.units), strict=True))


class WORDS:
    """The list's fixed words."""

    allocation = Text(sv="Beslutad fördelning", en="Decided allocation")
    per_county = Text(sv="Beslutade belopp per län", en="Decided amounts by county")
    per_unit = Text(sv="Beslutade belopp per kommun", en="Decided amounts by municipality")
    code = Text(sv="Kod", en="Code")
    unit = Text(sv="Kommun", en="Municipality")
    county = Text(sv="Län", en="County")
    total = Text(sv="Summa", en="Total")
    all_units = Text(sv="Hela landet", en="The whole country")
    per_inhabitant = Text(sv="Kronor per invånare", en="SEK per inhabitant")
    kronor = Text(sv="Belopp i hela kronor.", en="Amounts in whole kronor.")
    decision = Text(sv="Beslut", en="Decision")
    amount = Text(sv="Att fördela", en="To be allocated")
    reserved = Text(sv="Avsatt i reserv", en="Set apart in reserve")
    left_over = Text(sv="Kvar efter avrundning", en="Left by rounding")
    key = Text(sv="Nyckel", en="Key")
    model = Text(sv="Så räknas beloppen", en="How the amounts are computed")
    notice = Text(
        sv="Beloppen är påhittade och säger ingenting om någon verklig kommun.",
        en="The amounts are made up and say nothing about any real municipality.",
    )


def decided(purpose: ListedPurpose) -> str:
    """«S2013/03877/FST, 2013-05-27, Olle Handläggare»"""
    return f"{purpose.reference}, {purpose.day.isoformat()}, {purpose.by}"


def facts(purpose: ListedPurpose, language: str) -> tuple[tuple[str, str], ...]:
    """What there is to know of the decision for a purpose: (term, description)."""

    def said(text: Text) -> str:
        return text.in_language(language)

    return (
        (said(WORDS.decision), decided(purpose)),
        (said(WORDS.amount), format_sek(purpose.amount, language)),
        *(((said(WORDS.reserved), format_sek(purpose.reserved, language)),) if purpose.reserved else ()),
        *(((said(WORDS.left_over), format_sek(purpose.left_over, language)),) if purpose.left_over else ()),
        *((said(WORDS.key), key) for key in purpose.keys),
    )


def document(listed: AllocationList, language: str) -> Document:
    """The list as a report: the decisions, the sums by county, every municipality."""

    def said(text: Text) -> str:
        return text.in_language(language)

    blocks: list[Block] = [Heading(1, said(WORDS.allocation), "beslut")]
    for number, purpose in enumerate(listed.purposes, start=1):
        blocks += [
            Heading(2, said(purpose.title), f"andamal-{number}"),
            FactBox(said(WORDS.decision), facts(purpose, language)),
            BulletList(tuple((Run(said(step)),) for step in purpose.model)),
        ]
    blocks += [
        Heading(1, said(WORDS.per_county), "lan"),
        _table(listed, WORDS.county, language),
        Heading(1, said(WORDS.per_unit), "kommuner"),
        _table(listed, WORDS.unit, language),
    ]
    last = max(purpose.day for purpose in listed.purposes)
    return Document(
        title=said(listed.title),
        subtitle=said(WORDS.allocation),
        publisher=listed.publisher,
        language=language,
        published=last.isoformat(),
        sources=tuple(f"{said(one.title)}: {decided(one)}" for one in listed.purposes),
        blocks=tuple(blocks),
        made_up=said(MADE_UP) if listed.made_up else "",
        made_up_notice=said(WORDS.notice) if listed.made_up else "",
    )


def _table(listed: AllocationList, what: Text, language: str) -> TableBlock:
    """The amounts by county or by municipality, with the sum of the whole country last."""
    by_county = what is WORDS.county
    units = listed.counties if by_county else listed.units
    caption = (WORDS.per_county if by_county else WORDS.per_unit).in_language(language)
    number, anchor = ("1", "lan-tabell") if by_county else ("2", "kommun-tabell")
    several = len(listed.purposes) > 1
    header = [
        what.in_language(language),
        *(one.title.in_language(language) for one in listed.purposes),
        *([WORDS.total.in_language(language)] if several else []),
        *([WORDS.per_inhabitant.in_language(language)] if listed.has_inhabitants else []),
    ]
    rows = [
        (
            f"{unit.code} {unit.name}",
            *(format_fraction(amount, language, 0) for amount in unit.amounts),
            *([format_fraction(unit.total, language, 0)] if several else []),
            *([_per_inhabitant(unit, language)] if listed.has_inhabitants else []),
        )
        for unit in units
    ]
    sums = listed.sums
    rows.append(
        (
            WORDS.all_units.in_language(language),
            *(format_fraction(amount, language, 0) for amount in sums),
            *([format_fraction(sum(sums), language, 0)] if several else []),
            *([""] if listed.has_inhabitants else []),
        )
    )
    notes = (WORDS.kronor.in_language(language),)
    return TableBlock(anchor, number, caption, simple(tuple(header), tuple(rows)), notes)


def _per_inhabitant(unit: ListedUnit, language: str) -> str:
    return "" if unit.per_inhabitant is None else format_fraction(unit.per_inhabitant, language, 2)
