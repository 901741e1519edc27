"""What the chosen view shows: the values in it, and the picture or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from kompetenslyft.core.cubes import pictures
from kompetenslyft.core.cubes.obstacles import Chosen, Obstacle
from kompetenslyft.core.cubes.regions import Level
from kompetenslyft.web.tables.selection import Asked, View


@dataclass(frozen=True, slots=True)
class Shown:
    """``chosen``: what the table beside shows. A view of the table alone has neither picture nor obstacle."""

    chosen: Chosen
    picture: pictures.Chart | pictures.Map | None = None
    obstacle: Obstacle | None = None


def shown(asked: Asked) -> Shown:
    """What is drawn of the selection. A map shows one figure for each region, and so does the table beside it."""
    if asked.view is View.TABLE:
        return Shown(asked.chosen)
    found = _map(asked) if asked.view is View.MAP else _chart(asked)
    if isinstance(found, Obstacle):
        return Shown(asked.chosen, obstacle=found)
    return Shown(found.chosen if isinstance(found, pictures.Map) else asked.chosen, found)


def _chart(asked: Asked) -> pictures.Chart | Obstacle:
    return pictures.chart_of(asked.cube, asked.chosen, series=asked.columns)


def _map(asked: Asked) -> pictures.Map | Obstacle:
    levels = pictures.levels(asked.cube, asked.chosen)
    wanted = Level(asked.level) if asked.level else Level.MUNICIPALITIES
    level = wanted if wanted in levels or not levels else levels[0]
    return pictures.map_of(asked.cube, asked.chosen, level, asked.figure)
