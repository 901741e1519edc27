"""A competence framework: areas, the directions within them, and the levels a person is assessed at."""

from __future__ import annotations

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
