"""What open tables are about, in words: what divides their figures, years, and what they can be searched by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from kompetenslyft.apps.publishing.models import PublishedFile
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.core.cubes.model import Cube, Role
from kompetenslyft.core.cubes.stored import from_text
from kompetenslyft.core.text import LANGUAGES, Text
from kompetenslyft.exchange.report_files import table_cube

_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Described:
    """What a table's figures are divided by, its years, and all its words, folded, by language."""

    dimensions: tuple[Text, ...]
    years: tuple[str, ...]
    words: dict[str, str]


_known: OrderedDict[str, Described] = OrderedDict()
_lock = Lock()


def described(tables: Iterable[OpenTable]) -> dict[str, Described]:
    """The description of each table, by its id. One query, and none for tables that have been read before."""
    wanted = {table.id: table for table in tables}
    with _lock:
        found = {id_: _known[table.digest] for id_, table in wanted.items() if table.digest in _known}
    new = [table for id_, table in wanted.items() if id_ not in found]
    if new:
        kept = PublishedFile.objects.filter(
            publication__in={table.publication.pk for table in new},
            name__in={table_cube(table.number) for table in new},
        )
        contents = {digest: bytes(content) for digest, content in kept.values_list("digest", "content")}
        for table in new:
            found[table.id] = _described(from_text(contents[table.digest]))
            _keep(table.digest, found[table.id])
    return found


def _described(cube: Cube) -> Described:
    words = {}
    for language in LANGUAGES:
        labels = [cube.title.in_language(language)]
        for one in cube.dimensions:
            labels.append(one.label.in_language(language))
            labels += [value.label.in_language(language) for value in one.values]
        words[language] = " ".join(labels).casefold()
    return Described(
        tuple(one.label for one in cube.dimensions if one.role is Role.CLASSIFICATION),
        tuple(one.code for one in cube.time.values),
        words,
    )


def _keep(digest: str, one: Described) -> None:
    with _lock:
        _known[digest] = one
        while len(_known) > _KEPT:
            _known.popitem(last=False)
