"""An instrument from its YAML text."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.definitions import (
    Data,
    DefinitionError,
    DefinitionProblem,
    Document,
    Path,
    read_document,
)
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.check_validation import check_problems
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.instruments.validation import instrument_problems
from kompetenslyft.core.text import Text


def load_instrument(source: str | bytes, file: str, frameworks: Mapping[str, Framework]) -> Instrument:
    """The instrument in ``source``, its framework dimensions filled in from ``frameworks`` (by ``id@version``).

    DefinitionError names ``file``, lines and remedies where it is broken.
    """
    document = read_document(source, file)
    data, problems = _with_members(document, frameworks)
    try:
        instrument = document.build(Instrument, data)
    except DefinitionError as error:
        raise DefinitionError([*problems, *error.problems]) from None
    problems += instrument_problems(instrument, document)
    if not problems:
        problems += check_problems(instrument, document)
    if problems:
        raise DefinitionError(problems)
    return instrument


def _with_members(
    document: Document, frameworks: Mapping[str, Framework]
) -> tuple[dict[str, Data], list[DefinitionProblem]]:
    """The document's data with ``from`` and ``area`` of each dimension replaced by members."""
    data = dict(document.data) if isinstance(document.data, dict) else {}
    problems: list[DefinitionProblem] = []
    framework = _framework(document, data.get("framework"), frameworks, problems)
    dimensions = data.get("dimensions")
    if isinstance(dimensions, list):
        data["dimensions"] = [
            _resolved(document, ("dimensions", position), dimension, framework, problems)
            for position, dimension in enumerate(dimensions)
        ]
    return data, problems


def _framework(
    document: Document, ref: Data, frameworks: Mapping[str, Framework], problems: list[DefinitionProblem]
) -> Framework | None:
    if ref is None:
        return None
    framework = frameworks.get(ref) if isinstance(ref, str) else None
    if framework is None:
        known = ", ".join(frameworks) or "–"
        problems.append(
            document.problem(
                ("framework",),
                Text(sv=f"Ramverket «{ref}» finns inte.", en=f"There is no framework “{ref}”."),
                Text(sv=f"Skriv något av {known}.", en=f"Write one of {known}."),
            )
        )
    return framework


def _resolved(
    document: Document,
    path: Path,
    dimension: Data,
    framework: Framework | None,
    problems: list[DefinitionProblem],
) -> Data:
    if not isinstance(dimension, dict) or not {"from", "area"} & dimension.keys():
        return dimension
    rest: dict[str, Data] = {key: value for key, value in dimension.items() if key not in {"from", "area"}}
    if "members" in rest:
        problems.append(
            document.problem(
                (*path, "from"),
                Text(
                    sv="Dimensionen har både «members» och «from».",
                    en="The dimension has both “members” and “from”.",
                ),
                Text(sv="Ta bort det ena.", en="Remove one of them."),
            )
        )
        return rest
    if framework is None:
        if not any(problem.path == ("framework",) for problem in problems):
            problems.append(
                document.problem(
                    (*path, "from"),
                    Text(
                        sv="Dimensionen hämtas ur ett ramverk, men formuläret anger inget.",
                        en="The dimension is taken from a framework, but the form names none.",
                    ),
                    Text(sv="Lägg till «framework: id@version».", en="Add “framework: id@version”."),
                )
            )
        return {**rest, "members": [{"id": "unknown", "label": {"sv": "?", "en": "?"}}]}
    members = _members(document, path, dimension, framework, problems)
    return {**rest, "members": members}


def _members(
    document: Document,
    path: Path,
    dimension: dict[str, Data],
    framework: Framework,
    problems: list[DefinitionProblem],
) -> list[Data]:
    wanted, area = dimension.get("from"), dimension.get("area")
    areas = [one for one in framework.areas if area in (None, one.id)]
    if wanted == "levels" and area is None:
        return [
            {"id": level.id, "label": level.label.model_dump(), "help": level.definition.model_dump()}
            for level in framework.levels
        ]
    if wanted == "directions" and areas:
        return [
            {"id": direction.id, "label": direction.label.model_dump()}
            for one in areas
            for direction in one.directions
        ]
    if wanted == "directions":
        known = ", ".join(one.id for one in framework.areas)
        problems.append(
            document.problem(
                (*path, "area"),
                Text(
                    sv=f"Området «{area}» finns inte i ramverket.", en=f"The framework has no area “{area}”."
                ),
                Text(sv=f"Skriv något av {known}.", en=f"Write one of {known}."),
            )
        )
    elif wanted == "levels":
        problems.append(
            document.problem(
                (*path, "area"),
                Text(sv="Nivåer hör inte till ett område.", en="Levels do not belong to an area."),
                Text(sv="Ta bort «area».", en="Remove “area”."),
            )
        )
    else:
        problems.append(
            document.problem(
                (*path, "from"),
                Text(
                    sv=f"«{wanted}» går inte att hämta ur ett ramverk.",
                    en=f"“{wanted}” is not in a framework.",
                ),
                Text(
                    sv="Skriv «from: levels» eller «from: directions».",
                    en="Write “from: levels” or “from: directions”.",
                ),
            )
        )
    return [{"id": "unknown", "label": {"sv": "?", "en": "?"}}]
