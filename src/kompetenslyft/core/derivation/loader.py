"""A derivation from its YAML text, held against the form that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kompetenslyft.core.competence.model import LEVELS
from kompetenslyft.core.definition_rules import duplicates, ill_named
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.derivation.model import GENDERS, Breakdown, Derivation, DerivedQuestion, Measure
from kompetenslyft.core.instruments.model import Instrument, Question, Unit
from kompetenslyft.core.text import Text

_UNITS = {Measure.FTE: Unit.FTE, Measure.PEOPLE: Unit.COUNT}
_ORDINARY_YEAR = 2015


def load_derivation(source: str | bytes, file: str, instruments: Mapping[str, Instrument]) -> Derivation:
    """The derivation in ``source``, of one of ``instruments`` (by ``id@version``).

    DefinitionError names ``file``, lines and remedies where it is broken.
    """
    document = read_document(source, file)
    definition = document.build(Derivation, document.data)
    problems = [*_of_itself(definition, document)]
    instrument = instruments.get(definition.instrument)
    if instrument is None:
        known = ", ".join(instruments) or "–"
        problems.append(
            document.problem(
                ("instrument",),
                Text(
                    sv=f"Formuläret «{definition.instrument}» finns inte.",
                    en=f"There is no form “{definition.instrument}”.",
                ),
                Text(sv=f"Skriv något av {known}.", en=f"Write one of {known}."),
            )
        )
    else:
        problems += _against(definition, instrument, document)
    if problems:
        raise DefinitionError(problems)
    return definition


def _of_itself(definition: Derivation, document: Document) -> Iterator[DefinitionProblem]:
    groups: list[tuple[Path, str]] = [
        (("groups", position, "id"), group.id) for position, group in enumerate(definition.groups)
    ]
    yield from duplicates(document, groups)
    yield from ill_named(document, groups)
    yield from duplicates(document, _named(definition))
    known = {group.id for group in definition.groups}
    for position, question in enumerate(definition.questions):
        if question.group not in known:
            yield document.problem(
                ("questions", position, "group"),
                Text(
                    sv=f"Gruppen «{question.group}» finns inte.", en=f"There is no group “{question.group}”."
                ),
                Text(sv=f"Skriv något av {', '.join(known)}.", en=f"Write one of {', '.join(known)}."),
            )
        if question.by is Breakdown.LEVEL and question.conditions:
            yield document.problem(
                ("questions", position, "conditions"),
                Text(
                    sv="En fråga om nivåer räknar hela gruppen.",
                    en="A question of levels counts the whole group.",
                ),
                Text(sv="Ta bort villkoren.", en="Remove the conditions."),
            )
    day = definition.reference_day
    try:
        date(_ORDINARY_YEAR, day.month, day.day)
    except ValueError:
        yield document.problem(
            ("reference_day", "day"),
            Text(sv="Dagen finns inte varje år.", en="There is no such day every year."),
            Text(sv="Skriv en dag som månaden har.", en="Write a day that the month has."),
        )


def _named(definition: Derivation) -> list[tuple[Path, str]]:
    """Every question that is named, derived or by hand, with its place."""
    named: list[tuple[Path, str]] = [
        (("questions", position, "question"), one.question)
        for position, one in enumerate(definition.questions)
    ]
    return named + [
        (("by_hand", i, "questions", j), question)
        for i, one in enumerate(definition.by_hand)
        for j, question in enumerate(one.questions)
    ]


def _against(
    definition: Derivation, instrument: Instrument, document: Document
) -> Iterator[DefinitionProblem]:
    """Every question of the form is derived or said to be entered by hand, and derived as it is asked."""
    named = _named(definition)
    for path, question_id in named:
        if question_id not in instrument.questions:
            yield document.problem(
                path,
                Text(
                    sv=f"Formuläret {instrument.ref} har ingen fråga «{question_id}».",
                    en=f"The form {instrument.ref} has no question “{question_id}”.",
                ),
                Text(sv="Kontrollera stavningen mot formuläret.", en="Check the spelling against the form."),
            )
    left = [one for one in instrument.questions if one not in {question for _path, question in named}]
    if left:
        yield document.problem(
            ("questions",),
            Text(
                sv=f"Det står inte hur {', '.join(left)} besvaras.",
                en=f"It is not said how {', '.join(left)} is answered.",
            ),
            Text(
                sv="Lägg till frågan under «questions», eller under «by_hand» med skälet.",
                en="Add the question under “questions”, or under “by_hand” with the reason.",
            ),
        )
    for position, derived in enumerate(definition.questions):
        question = instrument.questions.get(derived.question)
        if question is not None:
            yield from _asked_so(derived, question, instrument, document, position)


def _asked_so(
    derived: DerivedQuestion, question: Question, instrument: Instrument, document: Document, position: int
) -> Iterator[DefinitionProblem]:
    if question.given or question.unit is not _UNITS[derived.measure]:
        yield document.problem(
            ("questions", position, "measure"),
            Text(
                sv=f"Frågan besvaras i {question.unit.value}, och inte i {derived.measure.value}.",
                en=f"The question is answered in {question.unit.value}, not in {derived.measure.value}.",
            ),
            Text(
                sv="Skriv fte för årsarbetare och people för antal personer; annat fylls i för hand.",
                en="Write fte for full-time equivalents and people for a count; others are entered by hand.",
            ),
        )
    members = [{member.id for member in instrument.dimension(one).members} for one in question.dimensions]
    levels = {level.value for level in LEVELS}
    fits = {
        Breakdown.NONE: not members,
        Breakdown.GENDER: members == [set(GENDERS.values())],
        Breakdown.LEVEL: len(members) == 2 and members[1] == levels,
    }
    if not fits[derived.by]:
        yield document.problem(
            ("questions", position, "by"),
            Text(
                sv=f"Frågan är inte uppdelad så som «{derived.by.value}» säger.",
                en=f"The question is not broken down as “{derived.by.value}” says.",
            ),
            Text(
                sv="Skriv none utan uppdelning, gender för kvinnor och män, level för inriktning och nivå.",
                en="Write none without a breakdown, gender for women and men, level for direction and level.",
            ),
        )
