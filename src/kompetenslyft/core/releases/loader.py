"""A release from its YAML text, checked against the instrument whose answers it publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, read_document
from kompetenslyft.core.instruments.model import Instrument, Unit
from kompetenslyft.core.releases.known import known_parts
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
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
    yield from duplicates(document, [(("tables", i, "id"), one.id) for i, one in enumerate(release.tables)])
    # The same question twice would be two tables whose cells are not known to be the same.
    yield from duplicates(
        document,
        [
            (("tables", i, "question"), one.question)
            for i, one in enumerate(release.tables)
            if one.share_of is None
        ],
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
        elif table.share_of is not None:
            yield from _share_problems(document, release, place, instrument)
    if release.rules.method == "rounding" and not _can_be_rounded(release, instrument):
        yield document.problem(
            ("rules", "method"),
            Text(
                sv="Bara antal personer avrundas, och bara frågor som ingen spärr i formuläret knyter till andra: "
                "avrundade och hela siffror som hör ihop röjer varandra.",
                en="Only numbers of people are rounded, and only questions that no check of the form ties to others: "
                "rounded and exact figures that belong together give each other away.",
            ),
            Text(
                sv="Ta bort method, eller välj andra frågor.", en="Remove method, or choose other questions."
            ),
        )


def _can_be_rounded(release: ReleaseDefinition, instrument: Instrument) -> bool:
    tied = {question for link in known_parts(instrument) for question in link.questions}
    return all(
        table.share_of is None
        and table.question not in tied
        and (question := instrument.questions.get(table.question)) is not None
        and question.unit is Unit.COUNT
        for table in release.tables
    )


def _share_problems(
    document: Document, release: ReleaseDefinition, place: int, instrument: Instrument
) -> Iterator[DefinitionProblem]:
    """A share is of two tables of the release, with the same regions and dimensions, one a part of the other."""
    table = release.tables[place]
    parts = {one.question: one for one in release.counted}
    both = [parts.get(question) for question in (table.question, table.share_of or "")]
    asked = [instrument.questions[one.question] for one in both if one is not None]
    if (
        len(asked) < 2
        or len({(one.dimensions, one.unit, one.total) for one in asked}) > 1
        or {one.finest for one in both if one is not None} != {table.finest}
        or not _is_part(table, instrument)
    ):
        yield document.problem(
            ("tables", place, "share_of"),
            Text(
                sv=f"«{table.question}» kan inte visas som andel av «{table.share_of}».",
                en=f"“{table.question}” cannot be shown as a share of “{table.share_of}”.",
            ),
            Text(
                sv="Båda ska vara tabeller i utgåvan med samma regioner och indelning, och formuläret ska kräva att "
                "den ena är en del av den andra.",
                en="Both must be tables of the release with the same regions and dimensions, and the form must demand "
                "that one is part of the other.",
            ),
        )


def _is_part(table: ReleaseTable, instrument: Instrument) -> bool:
    return any(
        link.whole[0] == table.share_of and table.question in {part[0] for part in link.parts}
        for link in known_parts(instrument)
    )
