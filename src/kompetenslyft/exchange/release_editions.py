"""What a release tells, as it is kept for judging later ones. It holds true figures and never leaves the agency."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.rests import Name

EDITIONS = "_underlag-"
"""How the names begin of the files."""
_SETS = ("published", "hidden", "sensitive")


def kept_edition(told: Edition) -> bytes:
    """What a release tells, for judging later ones: JSON, the same for the same edition."""
    names = list(told.figures)
    place = {name: number for number, name in enumerate(names)}
    return json.dumps(
        {
            "cells": [[*name, told.figures[name], told.persons.get(name)] for name in names],
            "sums": [[place[total], *(place[part] for part in parts)] for total, parts in told.sums],
            **{kind: _places(place, getattr(told, kind)) for kind in _SETS},
            "above": dict(sorted(told.above.items())),
            "units": {question: sorted(units) for question, units in sorted(told.units.items())},
        }
    ).encode()


def _places(place: Mapping[Name, int], names: Collection[Name]) -> list[int]:
    return sorted(place[name] for name in names)


def read_edition(content: bytes) -> Edition:
    """What ``kept_edition`` wrote. Raises ValueError where it is something else."""
    try:
        return _edition(json.loads(content))
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _edition(kept: dict[str, Any]) -> Edition:
    names = [tuple(name) for *name, _figure, _persons in kept["cells"]]
    sets = {kind: frozenset(names[place] for place in kept[kind]) for kind in _SETS}
    return Edition(
        {name: cell[-2] for name, cell in zip(names, kept["cells"], strict=True)},
        {name: cell[-1] for name, cell in zip(names, kept["cells"], strict=True) if cell[-1] is not None},
        tuple((names[total], tuple(names[part] for part in parts)) for total, *parts in kept["sums"]),
        sets["published"],
        kept["above"],
        sets["hidden"],
        sets["sensitive"],
        units={question: frozenset(units) for question, units in kept["units"].items()},
    )
