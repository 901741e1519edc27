"""A cube as JSON for keeping, and back. The same cube gives the same text."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.text import Text


def to_text(cube: Cube) -> str:
    """The cube as JSON text. Figures are strings, so that no decimal is lost."""
    kept = {
        "code": cube.code,
        "title": _text(cube.title),
        "source": cube.source,
        "dimensions": [
            {
                "code": one.code,
                "label": _text(one.label),
                "role": one.role.value,
                "values": [_value(value) for value in one.values],
            }
            for one in cube.dimensions
        ],
        "cells": [None if figure is None else format(figure, "f") for figure in cube.cells],
        "notes": [_text(note) for note in cube.notes],
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str | bytes) -> Cube:
    """The cube that ``to_text`` wrote. Raises ValueError or KeyError on anything else."""
    kept = json.loads(text)
    return Cube(
        kept["code"],
        Text(**kept["title"]),
        kept["source"],
        tuple(
            Dimension(
                one["code"],
                Text(**one["label"]),
                Role(one["role"]),
                tuple(_read(value) for value in one["values"]),
            )
            for one in kept["dimensions"]
        ),
        tuple(None if figure is None else Decimal(figure) for figure in kept["cells"]),
        tuple(Text(**note) for note in kept["notes"]),
    )


def _text(text: Text) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}


def _value(value: Value) -> dict[str, Any]:
    kept: dict[str, Any] = {"code": value.code, "label": _text(value.label)}
    if value.unit is not None:
        kept["unit"] = _text(value.unit)
    if value.decimals is not None:
        kept["decimals"] = value.decimals
    return kept


def _read(kept: dict[str, Any]) -> Value:
    unit = Text(**kept["unit"]) if "unit" in kept else None
    return Value(kept["code"], Text(**kept["label"]), unit, kept.get("decimals"))
