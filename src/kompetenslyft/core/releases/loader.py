"""A release from its YAML text, checked against the instrument whose answers it publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, read_document
from kompetenslyft.core.instruments.model import Instrument, Unit
from kompetenslyft.core.releases.model import ReleaseDefinition
from kompetenslyft.core.text import Text

_OF_PERSONS = {Unit.FTE, Unit.COUNT}
"""Units whose figures say how many persons there are behind them; sums of money and scales do not."""


def load_release(source: str | bytes, file: str, instruments: Mapping[str, Instrument]) -> ReleaseDefinition:
    """The release in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    release = document.build(ReleaseDefinition, document.data)
    problems = list(_problems(document, release, instruments))
    if problems:
        raise DefinitionError(problems)
    return release


def _problems(
    document: Document, release: ReleaseDefinition, instruments: Mapping[str, Instrument]
) -> Iterator[DefinitionProblem]:
    instrument = instruments.get(release.instrument)
    if instrument is None:
        known = ", ".join(instruments)
        yield document.problem(
            ("instrument",),
            Text(
                sv=f"Formuläret «{release.instrument}» finns inte.",
                en=f"There is no form “{release.instrument}”.",
            ),
            Text(sv=f"Välj bland {known}.", en=f"Choose among {known}."),
        )
        return
    if release.rules.method != "suppression":
        yield document.problem(
            ("rules", "method"),
            Text(
                sv="Årsarbetare avrundas inte: siffrorna är inte antal personer.",
                en="Full-time equivalents are not rounded: the figures are not numbers of persons.",
            ),
            Text(sv="Ta bort method.", en="Remove method."),
        )
    yield from duplicates(document, [(("tables", i, "id"), one.id) for i, one in enumerate(release.tables)])
    # The same question twice would be two tables whose cells are not known to be the same.
    yield from duplicates(
        document, [(("tables", i, "question"), one.question) for i, one in enumerate(release.tables)]
    )
    for place, table in enumerate(release.tables):
        question = instrument.questions.get(table.question)
        if question is None or question.unit not in _OF_PERSONS:
            numeric = ", ".join(one.id for one in instrument.questions.values() if one.unit in _OF_PERSONS)
            yield document.problem(
                ("tables", place, "question"),
                Text(
                    sv=f"«{table.question}» är ingen fråga om årsarbetare eller antal.",
                    en=f"“{table.question}” asks for no full-time equivalents or numbers.",
                ),
                Text(sv=f"Välj bland {numeric}.", en=f"Choose among {numeric}."),
            )
