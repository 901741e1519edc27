"""Cubes as JSON-stat 2.0 (json-stat.org), with the extension that PxWebApi's clients read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kompetenslyft.core.cubes.model import Cube, Dimension, Role

MISSING = ".."
"""The status of a cell without a figure."""

_ROLES = {Role.TIME: "time", Role.CONTENTS: "metric"}


def jsonstat(cube: Cube, language: str, *, updated: datetime) -> dict[str, Any]:
    """The cube as a JSON-stat 2.0 dataset, ready for ``json.dumps``.

    ``updated`` is time-zone aware. Figures are numbers; a missing one is null and has a status.
    """
    dataset = jsonstat_metadata(cube, language, updated=updated)
    dataset["value"] = [None if figure is None else _number(format(figure, "f")) for figure in cube.cells]
    missing = {str(place): MISSING for place, figure in enumerate(cube.cells) if figure is None}
    if missing:
        dataset["status"] = missing
    return dataset


def jsonstat_metadata(cube: Cube, language: str, *, updated: datetime) -> dict[str, Any]:
    """The same without figures."""
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
        "dimension": {dimension.code: _dimension(dimension, language) for dimension in cube.dimensions},
        "extension": {
            "px": {
                "tableid": cube.code,
                "decimals": cube.decimals,
                "language": language,
                "contents": cube.title.in_language(language),
                "official-statistics": False,
                "aggregallowed": False,
            }
        },
    }


def _roles(cube: Cube) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    for dimension in cube.dimensions:
        if dimension.role in _ROLES:
            roles.setdefault(_ROLES[dimension.role], []).append(dimension.code)
    return roles


def _dimension(dimension: Dimension, language: str) -> dict[str, Any]:
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
        # Clients differ in how they spell it; there are no code lists either way.
        "extension": {"elimination": False, "show": "value", "codeLists": [], "codelists": []},
    }


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
