"""What a form must be beyond its fields: ids unique, dimensions known, totals and options where they make sense."""

from __future__ import annotations

from collections.abc import Iterator

from kompetenslyft.core.codes import Code
from kompetenslyft.core.definition_rules import duplicates, ill_named
from kompetenslyft.core.definitions import DefinitionProblem, Document, Path
from kompetenslyft.core.instruments.model import Instrument, Member, Question, Unit
from kompetenslyft.core.text import Text

_CHOICES = {Unit.CHOICE, Unit.CHOICES}


def instrument_problems(instrument: Instrument, document: Document) -> list[DefinitionProblem]:
    """Everything wrong with dimensions, sections and questions; the rules of checks are read when this is empty."""
    problems = _name_problems(instrument, document)
    for position, dimension in enumerate(instrument.dimensions):
        if not dimension.members:
            problems.append(
                document.problem(
                    ("dimensions", position),
                    Text(
                        sv=f"Dimensionen «{dimension.id}» har inga medlemmar.",
                        en=f"The dimension “{dimension.id}” has no members.",
                    ),
                    Text(sv="Lägg till «members» eller «from».", en="Add “members” or “from”."),
                )
            )
    known = {dimension.id for dimension in instrument.dimensions}
    for path, question in _questions(instrument):
        problems += _dimension_problems(document, path, question, known)
        problems += _option_problems(document, path, question)
        problems += _bound_problems(document, path, question)
        problems += _given_problems(document, path, question)
    return problems


def _questions(instrument: Instrument) -> Iterator[tuple[Path, Question]]:
    for i, section in enumerate(instrument.sections):
        for j, question in enumerate(section.questions):
            yield ("sections", i, "questions", j), question


def _name_problems(instrument: Instrument, document: Document) -> list[DefinitionProblem]:
    dimensions: list[tuple[Path, str]] = [
        (("dimensions", i, "id"), dimension.id) for i, dimension in enumerate(instrument.dimensions)
    ]
    sections: list[tuple[Path, str]] = [
        (("sections", i, "id"), section.id) for i, section in enumerate(instrument.sections)
    ]
    questions: list[tuple[Path, str]] = [
        ((*path, "id"), question.id) for path, question in _questions(instrument)
    ]
    codes: list[tuple[Path, str]] = [
        (("checks", i, "code"), check.code) for i, check in enumerate(instrument.checks)
    ]
    groups = [dimensions, sections, questions, codes]
    named = [*questions]
    for i, dimension in enumerate(instrument.dimensions):
        members = _ids(("dimensions", i, "members"), dimension.members)
        groups.append(members)
        named += members
    groups += [_ids((*path, "options"), question.options) for path, question in _questions(instrument)]
    problems = [problem for group in groups for problem in duplicates(document, group)]
    problems += ill_named(document, named)
    reserved = {code.value for code in Code}
    problems += [
        document.problem(
            path,
            Text(sv=f"Koden {code} är upptagen av systemet.", en=f"The code {code} is taken by the system."),
            Text(sv="Välj en kod mellan K100 och K199.", en="Choose a code between K100 and K199."),
        )
        for path, code in codes
        if code in reserved
    ]
    return problems


def _ids(path: Path, members: tuple[Member, ...]) -> list[tuple[Path, str]]:
    return [((*path, i, "id"), member.id) for i, member in enumerate(members)]


def _dimension_problems(
    document: Document, path: Path, question: Question, known: set[str]
) -> Iterator[DefinitionProblem]:
    for position, dimension in enumerate(question.dimensions):
        if dimension not in known:
            yield document.problem(
                (*path, "dimensions", position),
                Text(sv=f"Dimensionen «{dimension}» finns inte.", en=f"There is no dimension “{dimension}”."),
                Text(
                    sv=f"Lägg till den under «dimensions», eller använd {', '.join(sorted(known)) or 'ingen'}.",
                    en=f"Add it under “dimensions”, or use {', '.join(sorted(known)) or 'none'}.",
                ),
            )
        elif dimension in question.dimensions[:position]:
            yield document.problem(
                (*path, "dimensions", position),
                Text(sv=f"«{dimension}» står två gånger.", en=f"“{dimension}” stands twice."),
                Text(sv="Ta bort en av dem.", en="Remove one of them."),
            )
    if question.total and not question.dimensions:
        yield document.problem(
            (*path, "total"),
            Text(
                sv=f"«{question.id}» har inga delar att summera.",
                en=f"“{question.id}” has no parts to add up.",
            ),
            Text(sv="Ange «dimensions» eller ta bort «total».", en="Give “dimensions” or remove “total”."),
        )
    if question.total and (not question.unit.is_numeric or question.unit is Unit.SCALE):
        yield document.problem(
            (*path, "total"),
            Text(
                sv=f"Svar i enheten «{question.unit}» går inte att summera.",
                en=f"Answers in the unit “{question.unit}” cannot be added up.",
            ),
            Text(sv="Ta bort «total».", en="Remove “total”."),
        )


def _option_problems(document: Document, path: Path, question: Question) -> Iterator[DefinitionProblem]:
    if question.unit in _CHOICES and not question.options:
        yield document.problem(
            (*path, "unit"),
            Text(
                sv=f"«{question.id}» har inget att välja bland.",
                en=f"“{question.id}” has nothing to choose from.",
            ),
            Text(sv="Lägg till «options».", en="Add “options”."),
        )
    if question.options and question.unit not in _CHOICES:
        yield document.problem(
            (*path, "options"),
            Text(
                sv=f"Enheten «{question.unit}» tar inga egna svar.",
                en=f"The unit “{question.unit}” takes no options.",
            ),
            Text(
                sv="Ta bort «options» eller skriv «unit: choice».",
                en="Remove “options” or write “unit: choice”.",
            ),
        )
    seen: dict[str, int] = {}
    for position, option in enumerate(question.options):
        for label in {option.label.sv.casefold(), option.label.en.casefold()}:
            if seen.setdefault(label, position) != position:
                yield document.problem(
                    (*path, "options", position, "label"),
                    Text(sv=f"Två svar heter «{label}».", en=f"Two options are called “{label}”."),
                    Text(sv="Ge dem olika namn.", en="Give them different names."),
                )
        if ";" in option.label.sv + option.label.en:
            yield document.problem(
                (*path, "options", position, "label"),
                Text(sv="Semikolon skiljer svar åt.", en="A semicolon separates answers."),
                Text(sv="Skriv svaret utan semikolon.", en="Write the option without a semicolon."),
            )


def _bound_problems(document: Document, path: Path, question: Question) -> Iterator[DefinitionProblem]:
    bounds = question.model_fields_set & {"minimum", "maximum"}
    if bounds and not question.unit.is_numeric:
        yield document.problem(
            (*path, sorted(bounds)[0]),
            Text(sv="Bara tal har gränser.", en="Only numbers have bounds."),
            Text(sv="Ta bort «minimum» och «maximum».", en="Remove “minimum” and “maximum”."),
        )
    if question.maximum is not None and question.maximum < question.minimum:
        yield document.problem(
            (*path, "maximum"),
            Text(sv="Den övre gränsen är lägre än den undre.", en="The upper bound is below the lower."),
            Text(sv="Rätta «minimum» eller «maximum».", en="Correct “minimum” or “maximum”."),
        )


def _given_problems(document: Document, path: Path, question: Question) -> Iterator[DefinitionProblem]:
    if question.given and question.unit is Unit.FILE:
        yield document.problem(
            (*path, "given"),
            Text(sv="En fil bifogas av den som svarar.", en="A file is attached by the respondent."),
            Text(sv="Ta bort «given».", en="Remove “given”."),
        )
    if question.given and question.mandatory is not None:
        yield document.problem(
            (*path, "mandatory"),
            Text(
                sv=f"«{question.id}» besvaras inte av den som svarar och kan inte krävas.",
                en=f"“{question.id}” is not answered by the respondent and cannot be demanded.",
            ),
            Text(sv="Ta bort «mandatory» eller «given».", en="Remove “mandatory” or “given”."),
        )
