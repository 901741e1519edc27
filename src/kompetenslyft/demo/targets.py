"""The published figures to reproduce, read from ``targets.yaml``. Full-time equivalents come as integer hundredths."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from ruamel.yaml import YAML

LEVELS = ("basic", "advanced", "lacking")


def _hundredths(figure: object) -> int:
    exact = Decimal(str(figure)) * 100
    if exact != int(exact):
        raise ValueError(f"{figure} has more than two decimals")
    return int(exact)


Fte = Annotated[int, BeforeValidator(_hundredths)]
"""Full-time equivalents in integer hundredths; two decimals at most in the file."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Participation(_Part):
    """Municipalities: how many claimed money for an inventory in 2013 and for competence each year, repaid all of it,
    used money for qualifying education, joined each year, answered in 2016."""

    requisitioned_2013: int
    claimed: dict[int, int]
    repaid_everything: dict[int, int]
    qualifying: int
    joined: dict[int, int]
    answered_2016: int


class Caseworkers(_Part):
    n: int
    total: Fte
    men: Fte
    degree_under_1_year: Fte
    no_degree: Fte
    no_degree_men: Fte


class Education(_Part):
    """Head counts."""

    n: int
    continuing_training: int
    higher_education: int
    master: int


class TeamLeaders(_Part):
    n: int
    total: Fte
    men: Fte
    first_job: Fte
    need_development: Fte
    under_3_years: Fte


class Inventory(_Part):
    caseworkers: Caseworkers
    education: Education
    team_leaders: TeamLeaders
    leaders_education: Education


class AreaLevels(_Part):
    """Basic, advanced and lacking per direction."""

    n: int
    directions: dict[str, tuple[Fte, Fte, Fte]]


class Shares(_Part):
    """Percent lacking and advanced per direction, or the factor on the shares of 2016."""

    lacking_times_pct: int
    advanced_times_pct: int
    lacking: dict[str, int]
    advanced: dict[str, int]


class Need(_Part):
    lacking_times_pct: int
    named: dict[str, int]


class Targets(_Part):
    participation: Participation
    inventories: dict[int, Inventory]
    newcomers_2016: Inventory
    levels_2016: dict[str, AreaLevels]
    answers_2016: dict[str, dict[str, int]]
    choices_2016: dict[str, dict[str, int]]
    levels_earlier: dict[int, Shares]
    need: Need


@cache
def targets() -> Targets:
    """The figures of ``targets.yaml``."""
    path = Path(__file__).with_name("targets.yaml")
    return Targets.model_validate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
