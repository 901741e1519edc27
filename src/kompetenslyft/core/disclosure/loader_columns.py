"""What can be wrong with the columns that a definition of protected tables sums and publishes."""

from __future__ import annotations

from collections.abc import Iterator

from kompetenslyft.core.definitions import DefinitionProblem, Document, Path
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.text import Text


def column_problems(document: Document, definition: ProtectedTables) -> Iterator[DefinitionProblem]:
    """Columns without persons, shares of nothing, two columns of one name, rounding of more than persons."""
    yield from _without_persons(document, definition)
    yield from _same_names(document, definition)
    known = [variable.id for variable in definition.variables]
    for place, name in enumerate(definition.shares):
        if name not in known:
            yield document.problem(
                ("shares", place),
                Text(sv=f"Variabeln «{name}» finns inte.", en=f"There is no variable “{name}”."),
                Text(sv=f"Välj bland {', '.join(known)}.", en=f"Choose among {', '.join(known)}."),
            )
    if definition.rules.method == "rounding" and definition.figures:
        yield document.problem(
            ("rules", "method"),
            Text(
                sv=f"Bara antal personer avrundas, inte {', '.join(definition.figures)}.",
                en=f"Only numbers of persons are rounded, not {', '.join(definition.figures)}.",
            ),
            Text(
                sv="Ta bort kolumnerna eller välj method: suppression.",
                en="Remove the columns or choose method: suppression.",
            ),
        )


def _without_persons(document: Document, definition: ProtectedTables) -> Iterator[DefinitionProblem]:
    if definition.count:
        return
    if not definition.money:
        yield document.problem(
            ("count",),
            Text(sv="Tabellerna har inga tal.", en="The tables have no numbers."),
            Text(
                sv="Ange kolumnen med antal personer som count, eller kolumner med kronor under money.",
                en="Name the column with numbers of persons as count, or columns of kronor under money.",
            ),
        )
    for field, told in (("follow", definition.follow), ("shares", definition.shares)):
        if told:
            yield document.problem(
                (field,),
                Text(
                    sv=f"{field} följer antalet personer, men count saknas.",
                    en=f"{field} follows the number of persons, but there is no count.",
                ),
                Text(sv="Ange kolumnen med antalet.", en="Name the column with the number."),
            )


def _same_names(document: Document, definition: ProtectedTables) -> Iterator[DefinitionProblem]:
    """Every column of a published table has a name of its own."""
    places: list[tuple[Path, str]] = [
        (("variables", i, "id"), variable.id) for i, variable in enumerate(definition.variables)
    ]
    places += [(("count",), definition.count)] if definition.count else []
    places += [(("follow", i), column) for i, column in enumerate(definition.follow)]
    places += [(("money", i, "column"), one.column) for i, one in enumerate(definition.money)]
    places += [(("shares", i), share_column(name)) for i, name in enumerate(definition.shares)]
    first: dict[str, Path] = {}
    for path, name in places:
        if name in first and path[0] != "variables":
            yield document.problem(
                path,
                Text(
                    sv=f"Kolumnen «{name}» finns redan på rad {document.line(first[name])}.",
                    en=f"The column “{name}” stands on line {document.line(first[name])} already.",
                ),
                Text(sv="Ge en av dem ett annat namn.", en="Give one of them another name."),
            )
        first.setdefault(name, path)


def share_column(variable: str) -> str:
    """What the column is called that has shares of the total over a variable."""
    return f"share_{variable}"
