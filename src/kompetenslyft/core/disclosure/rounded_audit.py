"""Do rounded tables hold what they promise? Judged from the published files alone; shares no code with the rounding."""

from __future__ import annotations

from collections.abc import Iterator

from kompetenslyft.core.disclosure.published import Key, Release


def faults(release: Release, base: int) -> Iterator[tuple[str, Key, str]]:
    """What is wrong: ``small`` a number from 1 to the base less one, ``hidden`` a cell without a number,
    ``sum`` a total that is not the sum of its parts, ``differs`` a cell that two tables give differently.

    Each with the table's cell and the arithmetic. Nothing is yielded where all is well.
    """
    seen: dict[Key, int] = {}
    for table in release.tables:
        for key, persons in table.cells.items():
            if persons is None:
                yield "hidden", key, table.table
                continue
            if 0 < persons < base:
                yield "small", key, f"{table.table}: {persons}"
            if seen.setdefault(key, persons) != persons:
                yield "differs", key, f"{seen[key]} ≠ {persons}"
        for place in table.places:
            parts: dict[Key, int] = {}
            for key, persons in table.cells.items():
                above = release.above[place].get(key[place])
                if above is not None:
                    whole = (*key[:place], above, *key[place + 1 :])
                    parts[whole] = parts.get(whole, 0) + (persons or 0)
            for whole, persons in parts.items():
                stated = table.cells.get(whole, 0)
                if stated is not None and stated != persons:
                    yield "sum", whole, f"{table.table}: {persons} ≠ {stated}"
