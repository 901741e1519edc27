"""A comparison from its YAML text, checked against the instruments whose answers it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kompetenslyft.core.comparison.model import KPI, ComparisonDefinition
from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, read_document
from kompetenslyft.core.instruments.model import Instrument, Unit
from kompetenslyft.core.text import Text

_SUMMED = {Unit.FTE, Unit.COUNT, Unit.SEK}


def load_comparison(
    source: str | bytes, file: str, instruments: Mapping[str, Instrument]
) -> ComparisonDefinition:
    """The comparison in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    comparison = document.build(ComparisonDefinition, document.data)
    problems = list(_problems(document, comparison, instruments))
    if problems:
        raise DefinitionError(problems)
    return comparison


def _problems(
    document: Document, comparison: ComparisonDefinition, instruments: Mapping[str, Instrument]
) -> Iterator[DefinitionProblem]:
    yield from duplicates(
        document, [(("themes", i, "id"), theme.id) for i, theme in enumerate(comparison.themes)]
    )
    yield from duplicates(
        document,
        [
            (("themes", i, "figures", j, "kpi"), figure.kpi)
            for i, theme in enumerate(comparison.themes)
            for j, figure in enumerate(theme.figures)
        ],
    )
    yield from duplicates(document, [(("own", i, "id"), one.id) for i, one in enumerate(comparison.own)])
    forms = [one for one in instruments.values() if one.id == comparison.form]
    if not forms:
        known = ", ".join(sorted({one.id for one in instruments.values()}))
        yield document.problem(
            ("form",),
            Text(
                sv=f"Formuläret «{comparison.form}» finns inte.",
                en=f"There is no form “{comparison.form}”.",
            ),
            Text(sv=f"Välj bland {known}.", en=f"Choose among {known}."),
        )
        return
    numeric = sorted({one.id for form in forms for one in form.questions.values() if one.unit in _SUMMED})
    for i, own in enumerate(comparison.own):
        for field, question in (("question", own.question), ("share_of", own.share_of)):
            if question is not None and question not in numeric:
                yield document.problem(
                    ("own", i, field),
                    Text(
                        sv=f"«{question}» är ingen fråga med tal i formuläret.",
                        en=f"“{question}” is not a question with numbers in the form.",
                    ),
                    Text(sv=f"Välj bland {', '.join(numeric)}.", en=f"Choose among {', '.join(numeric)}."),
                )
        for j, kpi in enumerate(own.per):
            if not re.fullmatch(KPI, kpi):
                yield document.problem(
                    ("own", i, "per", j),
                    Text(
                        sv=f"«{kpi}» är inget nyckeltal i Kolada.",
                        en=f"“{kpi}” is not a key figure in Kolada.",
                    ),
                    Text(sv="Skriv N eller U och fem siffror.", en="Write N or U and five digits."),
                )
        if own.complement and own.share_of is None:
            yield document.problem(
                ("own", i, "complement"),
                Text(
                    sv="Resten upp till 100 procent kan bara visas för en andel.",
                    en="Only a share can be shown as the rest up to 100 per cent.",
                ),
                Text(sv="Lägg till share_of.", en="Add share_of."),
            )
