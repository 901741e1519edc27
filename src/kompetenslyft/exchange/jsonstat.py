"""Cubes as JSON-stat 2.0 (json-stat.org), with the extension that PxWebApi's clients read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from kompetenslyft.core.cubes.model import Cube, Dimension, Role
from kompetenslyft.core.cubes.regions import REGION
from kompetenslyft.core.cubes.tables import is_mandatory
from kompetenslyft.exchange.px import SUBJECT, SUBJECT_CODE, heading_of, stub_of

MISSING = ".."
"""The status of a cell without a figure."""

_ROLES = {Role.TIME: "time", Role.CONTENTS: "metric"}
_GEO = "geo"


def jsonstat(cube: Cube, language: str, *, updated: datetime) -> str:
    """The cube as a JSON-stat 2.0 dataset, as text.

    ``updated`` is time-zone aware. Figures are numbers with the decimals they were published with; a missing one is
    null and has a status.
    """
    metadata = json.dumps(
        jsonstat_metadata(cube, language, updated=updated), ensure_ascii=False, separators=(",", ":")
    )
    figures = ",".join("null" if figure is None else format(figure, "f") for figure in cube.cells)
    missing = ",".join(f'"{place}":"{MISSING}"' for place, figure in enumerate(cube.cells) if figure is None)
    status = f',"status":{{{missing}}}' if missing else ""
    return f'{metadata[:-1]},"value":[{figures}]{status}}}'


def jsonstat_metadata(
    cube: Cube,
    language: str,
    *,
    updated: datetime,
    codelists: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    discontinued: bool = False,
) -> dict[str, Any]:
    """The same without figures. ``codelists``: what names the code lists of a dimension, by its code."""
    listed = codelists or {}
    years = [value.code for value in cube.time.values]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": cube.full_title.in_language(language),
        "source": cube.source,
        "updated": f"{updated.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "note": [note.in_language(language) for note in cube.notes],
        "role": _roles(cube),
        "id": [dimension.code for dimension in cube.dimensions],
        "size": [len(dimension.values) for dimension in cube.dimensions],
        "dimension": {
            one.code: _dimension(one, language, listed.get(one.code, ())) for one in cube.dimensions
        },
        "extension": {
            "noteMandatory": {
                str(place): True for place, note in enumerate(cube.notes) if is_mandatory(note)
            },
            "px": {
                "tableid": cube.code,
                "matrix": cube.code,
                "decimals": cube.decimals,
                "language": language,
                "contents": cube.title.in_language(language),
                "subject-code": SUBJECT_CODE,
                "subject-area": SUBJECT.in_language(language),
                "stub": [one.code for one in stub_of(cube)],
                "heading": [one.code for one in heading_of(cube)],
                "official-statistics": False,
                "aggregallowed": False,
                "copyright": False,
            },
            "firstPeriod": min(years),
            "lastPeriod": max(years),
            "discontinued": discontinued,
        },
    }


def _roles(cube: Cube) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for dimension in cube.dimensions:
        if dimension.role in _ROLES:
            roles.setdefault(_ROLES[dimension.role], []).append(dimension.code)
        elif dimension.code == REGION:
            roles.setdefault(_GEO, []).append(dimension.code)
    return roles


def _dimension(dimension: Dimension, language: str, codelists: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": {value.code: place for place, value in enumerate(dimension.values)},
        "label": {value.code: value.label.in_language(language) for value in dimension.values},
    }
    units = {
        value.code: {"base": value.unit.in_language(language), "decimals": value.decimals or 0}
        for value in dimension.values
        if value.unit is not None
    }
    if units:
        category["unit"] = units
    return {
        "label": dimension.label.in_language(language),
        "category": category,
        # Clients differ in how they spell it.
        "extension": {
            "elimination": False,
            "show": "value",
            "codeLists": list(codelists),
            "codelists": list(codelists),
        },
    }
