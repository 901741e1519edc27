"""What a programme asks of its forms: that they exist and know its purposes, its categories and its kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kompetenslyft.core.definitions import DefinitionProblem, Document, Path
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.text import Text

REQUISITION = {"offered": "purpose", "claimed": "purpose"}
"""The questions that a requisition must have, with their dimension."""
REPORT_BACK = {
    "received": "purpose",
    "used": "purpose",
    "unused": "purpose",
    "not_permitted": "purpose",
    "cost": "category",
    "activities": "kind",
}
"""The questions that a report-back must have, with their dimension."""


def form_problems(
    programme: Programme,
    document: Document,
    instruments: Mapping[str, Instrument],
    frameworks: Mapping[str, Framework],
) -> Iterator[DefinitionProblem]:
    """Forms and frameworks that do not exist, questions they lack, and members that the programme does not have."""
    if programme.framework is not None and programme.framework not in frameworks:
        yield _unknown(document, ("framework",), programme.framework, frameworks)
    members = {
        "purpose": {one.id for one in programme.purposes},
        "category": {one.id for one in programme.cost_categories},
        "kind": {one.id for one in programme.activity_kinds},
    }
    named = (
        ("requisition", programme.requisition.instrument, REQUISITION),
        ("reporting", programme.reporting.instrument, REPORT_BACK),
    )
    for field, ref, questions in named:
        path: Path = (field, "instrument")
        form = instruments.get(ref)
        if form is None:
            yield _unknown(document, path, ref, instruments)
            continue
        for question, dimension in questions.items():
            yield from _question(document, path, form, question, dimension)
        for dimension in dict.fromkeys(questions.values()):
            yield from _members(document, path, form, dimension, members[dimension])


def _question(
    document: Document, path: Path, form: Instrument, question: str, dimension: str
) -> Iterator[DefinitionProblem]:
    found = form.questions.get(question)
    if found is None or found.dimensions != (dimension,):
        yield document.problem(
            path,
            Text(
                sv=f"{form.ref} har ingen fråga «{question}» som delas upp på «{dimension}».",
                en=f"{form.ref} has no question “{question}” broken down by “{dimension}”.",
            ),
            Text(
                sv="Lägg till den i formuläret, eller välj ett annat.",
                en="Add it to the form, or choose another.",
            ),
        )


def _members(
    document: Document, path: Path, form: Instrument, dimension: str, wanted: set[str]
) -> Iterator[DefinitionProblem]:
    try:
        have = {member.id for member in form.dimension(dimension).members}
    except KeyError:
        return  # The question that lacks it is told of already.
    for missing, sv, en in (
        (wanted - have, "saknar", "lacks"),
        (have - wanted, "har också", "also has"),
    ):
        if missing:
            names = ", ".join(sorted(missing))
            yield document.problem(
                path,
                Text(
                    sv=f"{form.ref} {sv} {names} i dimensionen «{dimension}», i motsats till programmet.",
                    en=f"{form.ref} {en} {names} in the dimension “{dimension}”, unlike the programme.",
                ),
                Text(
                    sv="Gör en version av formuläret för programmet, eller ändra programmet.",
                    en="Make a version of the form for the programme, or change the programme.",
                ),
            )


def _unknown(document: Document, path: Path, ref: str, known: Mapping[str, object]) -> DefinitionProblem:
    listed = ", ".join(sorted(known)) or "–"
    return document.problem(
        path,
        Text(sv=f"«{ref}» finns inte.", en=f"There is no “{ref}”."),
        Text(sv=f"Skriv något av {listed}.", en=f"Write one of {listed}."),
    )
