"""Rules that all definitions share: ids are unique and can be written in an expression."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

from kompetenslyft.core.definitions import DefinitionProblem, Document, Path
from kompetenslyft.core.instruments.expressions import NAMES
from kompetenslyft.core.instruments.model import TOTAL
from kompetenslyft.core.text import Text

_ID = re.compile(r"[a-z][a-z0-9_]*")


def duplicates(document: Document, ids: Iterable[tuple[Path, str]]) -> list[DefinitionProblem]:
    """A problem for each id that has stood before among ``ids`` (path, id)."""
    first: dict[str, Path] = {}
    problems = []
    for path, name in ids:
        if name in first:
            line = document.line(first[name])
            problems.append(
                document.problem(
                    path,
                    Text(
                        sv=f"«{name}» finns redan på rad {line}.",
                        en=f"“{name}” stands on line {line} already.",
                    ),
                    Text(sv="Ge en av dem ett annat namn.", en="Give one of them another name."),
                )
            )
        first.setdefault(name, path)
    return problems


def ill_named(document: Document, ids: Iterable[tuple[Path, str]]) -> list[DefinitionProblem]:
    """A problem for each id that is reserved or that an expression could not name."""
    problems = []
    for path, name in ids:
        if name == TOTAL or keyword.iskeyword(name) or name in NAMES:
            problems.append(
                document.problem(
                    path,
                    Text(sv=f"«{name}» är ett reserverat ord.", en=f"“{name}” is a reserved word."),
                    Text(sv="Välj ett annat id.", en="Choose another id."),
                )
            )
        elif not _ID.fullmatch(name):
            problems.append(
                document.problem(
                    path,
                    Text(sv=f"«{name[:40]}» kan inte vara id.", en=f"“{name[:40]}” cannot be an id."),
                    Text(
                        sv="Skriv små bokstäver a–z, siffror och understreck, med en bokstav först.",
                        en="Use lower-case letters a–z, digits and underscores, a letter first.",
                    ),
                )
            )
    return problems
