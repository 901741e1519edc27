"""Answers that cannot be true together: a part that is larger than the whole that the form says it is part of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import TOTAL, Instrument
from kompetenslyft.core.numbers import format_number
from kompetenslyft.core.releases.known import ALL, Cell, Within
from kompetenslyft.core.releases.tables import Figures
from kompetenslyft.core.text import LANGUAGES, Text


def too_large(
    found: Mapping[str, Figures], within: Collection[Within], instrument: Instrument
) -> Iterator[Finding]:
    """P126 for every region whose parts are more than their whole, with the arithmetic. Blanks contradict nothing.

    ``found``: the answers by question.
    """
    for link in within:
        if link.questions <= found.keys():
            for region in found[link.whole[0]].regions:
                inner = _inner(instrument, link.whole, region.code)
                known = found[link.whole[0]].inner
                if not all(key in known for key in inner):
                    continue
                whole = sum(known[key] for key in inner)
                parts = [
                    sum(found[part[0]].inner.get(key, 0) for key in _inner(instrument, part, region.code))
                    for part in link.parts
                ]
                if sum(parts) > whole:
                    yield _finding(instrument, link, f"{region.code} {region.name}", parts, whole)


def _inner(instrument: Instrument, cell: Cell, region: str) -> list[Cell]:
    """The keys of a region's inner figures that a cell of the form is the sum of."""
    question, *members = cell
    every = (
        [one.id for one in instrument.dimension(dimension).members] if member == ALL else [member]
        for dimension, member in zip(instrument.questions[question].dimensions, members, strict=True)
    )
    return [(region, *rest) for rest in product(*every)]


def _finding(instrument: Instrument, link: Within, region: str, parts: list[int], whole: int) -> Finding:
    unit = instrument.questions[link.whole[0]].unit
    keys = [_key(one) for one in (*link.parts, link.whole)]
    told = {}
    for language in LANGUAGES:
        names = [instrument.cells[key].label(language) for key in keys]
        figures = [format_number(one, unit, language) for one in (*parts, whole)]
        named = [f"{name} {figure}" for name, figure in zip(names, figures, strict=True)]
        told[language] = (" + ".join(named[:-1]), named[-1])
    return Finding(
        "P126",
        Severity.HARD,
        Text(
            sv=f"{region}: {told['sv'][0]} är mer än {told['sv'][1]}. Be kommunen rätta svaret, och beställ på nytt.",
            en=f"{region}: {told['en'][0]} is more than {told['en'][1]}. Ask the municipality to correct its answer, "
            "and order anew.",
        ),
        tuple(keys),
    )


def _key(cell: Cell) -> str:
    return ".".join(TOTAL if part == ALL else part for part in cell)
