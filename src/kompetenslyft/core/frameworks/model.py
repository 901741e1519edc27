"""A competence framework: areas, the directions within them, and the levels a person is assessed at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from kompetenslyft.core.text import Text


class Level(BaseModel):
    """One step of the scale, with the definition that the assessor reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Text
    definition: Text


class Direction(BaseModel):
    """A direction (inriktning) within an area."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Text


class Area(BaseModel):
    """A competence area (kompetensområde) with its directions, in published order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Text
    directions: tuple[Direction, ...]


class Previous(BaseModel):
    """The version before, and what becomes of what was said with it.

    ``directions``: each new direction with the old ones it comes from; one that is not named comes from none.
    ``levels``: what each old level is called now.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ref: str
    directions: dict[str, tuple[str, ...]]
    levels: dict[str, str]


class Framework(BaseModel):
    """A version of a competence framework. Versions are never edited: a new one is added."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: Text
    source: str
    valid_from: date
    valid_to: date | None = None
    areas: tuple[Area, ...]
    levels: tuple[Level, ...]
    previous: Previous | None = None

    @property
    def ref(self) -> str:
        """``id@version``, as instruments name it."""
        return f"{self.id}@{self.version}"

    def area(self, area_id: str) -> Area:
        """The area with that id; KeyError where there is none."""
        for area in self.areas:
            if area.id == area_id:
                return area
        raise KeyError(area_id)

    @property
    def directions(self) -> Mapping[str, Direction]:
        """Every direction by id, in published order."""
        return {direction.id: direction for area in self.areas for direction in area.directions}

    @property
    def scale_digest(self) -> str:
        """SHA-256 (hexadecimal) of what an assessment rests on: the levels with their definitions, the directions."""
        scale = [
            [[level.id, level.definition.sv] for level in self.levels],
            [[direction.id, direction.label.sv] for direction in self.directions.values()],
        ]
        return hashlib.sha256(json.dumps(scale, ensure_ascii=False).encode()).hexdigest()
