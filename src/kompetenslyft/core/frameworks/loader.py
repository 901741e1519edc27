"""A competence framework from its YAML text."""

from __future__ import annotations

from kompetenslyft.core.definition_rules import duplicates, ill_named
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.text import Text


def load_framework(source: str | bytes, file: str) -> Framework:
    """The framework in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    framework = document.build(Framework, document.data)
    problems = _problems(framework, document)
    if problems:
        raise DefinitionError(problems)
    return framework


def _problems(framework: Framework, document: Document) -> list[DefinitionProblem]:
    levels: list[tuple[Path, str]] = [
        (("levels", i, "id"), level.id) for i, level in enumerate(framework.levels)
    ]
    areas: list[tuple[Path, str]] = [(("areas", i, "id"), area.id) for i, area in enumerate(framework.areas)]
    directions: list[tuple[Path, str]] = [
        (("areas", i, "directions", j, "id"), direction.id)
        for i, area in enumerate(framework.areas)
        for j, direction in enumerate(area.directions)
    ]
    problems = [problem for group in (levels, areas, directions) for problem in duplicates(document, group)]
    problems += ill_named(document, levels + areas + directions)
    if framework.valid_to is not None and framework.valid_to < framework.valid_from:
        problems.append(
            document.problem(
                ("valid_to",),
                Text(
                    sv="Ramverket upphör innan det börjar gälla.", en="The framework ends before it begins."
                ),
                Text(sv="Rätta valid_from eller valid_to.", en="Correct valid_from or valid_to."),
            )
        )
    return problems
