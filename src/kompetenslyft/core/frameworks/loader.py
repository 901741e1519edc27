"""A competence framework from its YAML text."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.definition_rules import duplicates, ill_named
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.text import Text


def load_framework(
    source: str | bytes, file: str, earlier: Mapping[str, Framework] | None = None
) -> Framework:
    """The framework in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken.

    ``earlier``: the frameworks by ``id@version`` among which its previous version is looked for; None looks for none.
    """
    document = read_document(source, file)
    framework = document.build(Framework, document.data)
    problems = _problems(framework, document) + _previous_problems(framework, document, earlier)
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


def _previous_problems(
    framework: Framework, document: Document, earlier: Mapping[str, Framework] | None
) -> list[DefinitionProblem]:
    previous = framework.previous
    if previous is None:
        return []
    levels = {level.id for level in framework.levels}
    problems = [
        _not_in(document, ("previous", "directions", new), new, document.file)
        for new in previous.directions
        if new not in framework.directions
    ]
    problems += [
        _not_in(document, ("previous", "levels", old), new, document.file)
        for old, new in previous.levels.items()
        if new not in levels
    ]
    if earlier is None:
        return problems
    before = earlier.get(previous.ref)
    if before is None or before.valid_from >= framework.valid_from:
        problems.append(
            document.problem(
                ("previous", "ref"),
                Text(
                    sv=f"«{previous.ref}» är ingen tidigare version.",
                    en=f"“{previous.ref}” is no earlier version.",
                ),
                Text(
                    sv="Skriv id@version för det ramverk som gällde innan.",
                    en="Write the id@version of the framework that applied before.",
                ),
            )
        )
        return problems
    known = before.directions
    for new, old in previous.directions.items():
        problems += [
            _not_in(document, ("previous", "directions", new, place), name, previous.ref)
            for place, name in enumerate(old)
            if name not in known
        ]
    for level in before.levels:
        if level.id not in previous.levels:
            problems.append(
                document.problem(
                    ("previous", "levels"),
                    Text(
                        sv=f"Nivån «{level.id}» i {previous.ref} saknar motsvarighet.",
                        en=f"The level “{level.id}” of {previous.ref} has no counterpart.",
                    ),
                    Text(
                        sv="Skriv vilken nivå den blir i den nya versionen.",
                        en="Write which level it becomes in the new version.",
                    ),
                )
            )
    return problems


def _not_in(document: Document, path: Path, name: str, where: str) -> DefinitionProblem:
    return document.problem(
        path,
        Text(sv=f"«{name}» finns inte i {where}.", en=f"“{name}” does not exist in {where}."),
        Text(sv="Rätta stavningen eller ta bort den.", en="Correct the spelling or remove it."),
    )
