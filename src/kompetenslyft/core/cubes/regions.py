"""The regions of cubes, which their codes tell the level of: Sweden, counties and municipalities."""

from __future__ import annotations

from enum import StrEnum

REGION = "Region"
"""The code of the dimension that has levels."""
NATION = "00"


class Level(StrEnum):
    """What Sweden is divided into."""

    COUNTIES = "counties"
    MUNICIPALITIES = "municipalities"


def level_of(code: str) -> Level | None:
    """The level of a region; None of the nation, and of a joint board, whose code is no number."""
    if not (code.isascii() and code.isdigit()) or code == NATION:
        return None
    return {2: Level.COUNTIES, 4: Level.MUNICIPALITIES}.get(len(code))
