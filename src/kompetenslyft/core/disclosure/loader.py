"""The definition of protected tables from its YAML text, every name in it checked."""

from __future__ import annotations

from collections.abc import Iterator

from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, read_document
from kompetenslyft.core.disclosure.definition import TOTAL_LEVEL, ProtectedTables, PublishedTable, Variable
from kompetenslyft.core.disclosure.loader_columns import column_problems
from kompetenslyft.core.text import Text


def load_protected(source: str | bytes, file: str) -> ProtectedTables:
    """The definition in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    definition = document.build(ProtectedTables, document.data)
    problems = [
        *duplicates(
            document, ((("variables", i, "id"), one.id) for i, one in enumerate(definition.variables))
        ),
        *duplicates(document, ((("tables", i, "id"), one.id) for i, one in enumerate(definition.tables))),
        *(
            problem
            for i, one in enumerate(definition.variables)
            for problem in (
                *_hierarchy_problems(document, i, one, definition.total),
                *_keep_problems(document, i, one, definition.total),
            )
        ),
        *_table_problems(document, definition),
        *column_problems(document, definition),
    ]
    if problems:
        raise DefinitionError(problems)
    return definition


def _hierarchy_problems(
    document: Document, place: int, variable: Variable, total: str
) -> Iterator[DefinitionProblem]:
    if variable.levels and (variable.parents or variable.column):
        yield document.problem(
            ("variables", place, "levels"),
            Text(
                sv=f"«{variable.id}» har både levels och column eller parents.",
                en=f"“{variable.id}” has levels as well as column or parents.",
            ),
            Text(sv="Behåll det ena.", en="Keep one of them."),
        )
    for code in variable.parents:
        above = _above(variable, code)
        if code in above or total in {code, *above[:-1]}:
            yield document.problem(
                ("variables", place, "parents", code),
                Text(
                    sv=f"Koden «{code}» står över sig själv eller över totalen.",
                    en=f"The code “{code}” stands above itself or above the total.",
                ),
                Text(sv="Rätta överkoden.", en="Correct the code above it."),
            )


def _above(variable: Variable, code: str) -> list[str]:
    """The codes above one; itself among them where they go round."""
    above: dict[str, None] = {}
    while code in variable.parents and variable.parents[code] not in above:
        code = variable.parents[code]
        above[code] = None
    return list(above)


def _level_problems(
    document: Document, definition: ProtectedTables, place: int, table: PublishedTable
) -> Iterator[DefinitionProblem]:
    by_id = {variable.id: variable for variable in definition.variables}
    for name, level in table.down_to.items():
        if name not in table.variables:
            yield document.problem(
                ("tables", place, "down_to", name),
                Text(
                    sv=f"Tabellen har inte variabeln «{name}».",
                    en=f"The table does not have the variable “{name}”.",
                ),
                Text(
                    sv=f"Välj bland {', '.join(table.variables)}.",
                    en=f"Choose among {', '.join(table.variables)}.",
                ),
            )
        elif name in by_id and (remedy := _other_level(by_id[name], level, definition.total)):
            yield document.problem(("tables", place, "down_to", name), _no_level(name, level), remedy)


def _keep_problems(
    document: Document, place: int, variable: Variable, total: str
) -> Iterator[DefinitionProblem]:
    for name in variable.keep:
        level = int(name) if not variable.levels and name.isascii() and name.isdigit() else name
        if name != TOTAL_LEVEL and (remedy := _other_level(variable, level, total)):
            yield document.problem(("variables", place, "keep", name), _no_level(variable.id, name), remedy)


def _no_level(name: str, level: str | int) -> Text:
    return Text(sv=f"«{name}» har ingen nivå «{level}».", en=f"“{name}” has no level “{level}”.")


def _other_level(variable: Variable, level: str | int, total: str) -> Text | None:
    """What to write instead of a level that the variable has not."""
    if variable.levels:
        names = ", ".join(variable.levels)
        return (
            None if level in variable.levels else Text(sv=f"Välj bland {names}.", en=f"Choose among {names}.")
        )
    depth = 1 + max((len({*_above(variable, code)} - {total}) for code in variable.parents), default=0)
    if isinstance(level, int) and 1 <= level <= depth:
        return None
    return Text(
        sv=f"Skriv hur många nivåer under totalen som tabellen har: 1 till {depth}.",
        en=f"Write how many levels below the total the table has: 1 to {depth}.",
    )


def _table_problems(document: Document, definition: ProtectedTables) -> Iterator[DefinitionProblem]:
    known = [variable.id for variable in definition.variables]
    for i, table in enumerate(definition.tables):
        for j, name in enumerate(table.variables):
            if name not in known:
                yield document.problem(
                    ("tables", i, "variables", j),
                    Text(sv=f"Variabeln «{name}» finns inte.", en=f"There is no variable “{name}”."),
                    Text(sv=f"Välj bland {', '.join(known)}.", en=f"Choose among {', '.join(known)}."),
                )
            elif name in table.variables[:j]:
                yield document.problem(
                    ("tables", i, "variables", j),
                    Text(
                        sv=f"Variabeln «{name}» står två gånger.", en=f"The variable “{name}” stands twice."
                    ),
                    Text(sv="Ta bort en av dem.", en="Remove one of them."),
                )
        yield from _level_problems(document, definition, i, table)
        if not table.id.replace("-", "").replace("_", "").isalnum():
            yield document.problem(
                ("tables", i, "id"),
                Text(
                    sv=f"«{table.id[:40]}» kan inte bli ett filnamn.",
                    en=f"“{table.id[:40]}” cannot name a file.",
                ),
                Text(sv="Skriv bokstäver, siffror, - och _.", en="Use letters, digits, - and _."),
            )
