"""Staff, education and team leaders: published totals divided among the municipalities that answered.

Each function fills one block of the inventory for the given units and returns answers by unit and cell key. Parts never
exceed their wholes: each whole is the capacity of the next division.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from kompetenslyft.demo.apportion import apportion, apportion_in_steps
from kompetenslyft.demo.draws import percent
from kompetenslyft.demo.targets import Caseworkers, Education, TeamLeaders

Filled: TypeAlias = dict[str, dict[str, int]]
"""Figures by unit and cell key: full-time equivalents in hundredths, people as they are."""

QUARTER = 25
"""A quarter of a full-time equivalent, in hundredths."""


def varied(wholes: Mapping[str, int], salt: str, low: int = 60, high: int = 140) -> dict[str, int]:
    """Weights around ``wholes``, each unit between ``low`` and ``high`` percent of its own."""
    return {code: whole * percent(code, salt, low, high) for code, whole in wholes.items()}


def caseworkers(totals: Mapping[str, int], target: Caseworkers, *, salt: str, balancer: str) -> Filled:
    """The block on caseworkers. ``totals``: each unit's caseworkers, in hundredths, adding up to the target's."""
    men = _quarters(target.men, varied(totals, f"men {salt}"), _below(totals), balancer)
    women = {code: totals[code] - men[code] for code in totals}
    no_degree_men = _quarters(target.no_degree_men, varied(men, f"no degree, men {salt}"), men, balancer)
    no_degree_women = _quarters(
        target.no_degree - target.no_degree_men, varied(women, f"no degree, women {salt}"), women, balancer
    )
    left = {code: totals[code] - no_degree_men[code] - no_degree_women[code] for code in totals}
    new = _quarters(target.degree_under_1_year, varied(left, f"new {salt}"), left, balancer)
    return _by_unit(
        {
            "caseworkers.women": women,
            "caseworkers.men": men,
            "degree_under_1_year": new,
            "no_degree.women": no_degree_women,
            "no_degree.men": no_degree_men,
        }
    )


def team_leaders(totals: Mapping[str, int], target: TeamLeaders, *, salt: str, balancer: str) -> Filled:
    """The block on team leaders. ``totals``: each unit's team leaders, in hundredths."""
    men = _quarters(target.men, varied(totals, f"leaders, men {salt}", 10, 190), totals, balancer)
    parts = {
        "leaders_first_job": target.first_job,
        "leaders_need_development": target.need_development,
        "leaders_under_3_years": target.under_3_years,
    }
    return _by_unit(
        {
            "team_leaders.women": {code: totals[code] - men[code] for code in totals},
            "team_leaders.men": men,
            **{
                key: _quarters(part, varied(totals, f"{key} {salt}", 20, 180), totals, balancer)
                for key, part in parts.items()
            },
        }
    )


def education(prefix: str, staff: Mapping[str, int], target: Education, *, salt: str) -> Filled:
    """The block on education of ``prefix`` («caseworkers», «leaders»): people, no more than the FTE rounded up."""
    people = {code: -(-hundredths // 100) for code, hundredths in staff.items()}
    continuing = apportion(target.continuing_training, varied(staff, f"{prefix} continuing {salt}"), people)
    higher = apportion(target.higher_education, varied(staff, f"{prefix} higher {salt}"), people)
    master = apportion(target.master, varied(higher, f"{prefix} master {salt}"), higher)
    return _by_unit(
        {
            f"{prefix}_continuing_training": continuing,
            f"{prefix}_higher_education": higher,
            f"{prefix}_master": master,
        }
    )


def merge(blocks: Iterable[Mapping[str, Mapping[str, int]]]) -> Filled:
    """The blocks' answers put together, unit by unit."""
    merged: Filled = {}
    for block in blocks:
        for code, answers in block.items():
            merged.setdefault(code, {}).update(answers)
    return merged


def chosen(totals: Mapping[str, int], codes: Collection[str]) -> dict[str, int]:
    """The entries of ``codes``."""
    return {code: totals[code] for code in sorted(codes)}


def _quarters(
    total: int, weights: Mapping[str, int], room: Mapping[str, int], balancer: str
) -> dict[str, int]:
    return apportion_in_steps(total, weights, room, step=QUARTER, balancer=balancer)


def _below(totals: Mapping[str, int]) -> dict[str, int]:
    """At most half of each unit's staff: a unit of men alone would be odd."""
    return {code: total // 2 for code, total in totals.items()}


def _by_unit(columns: Mapping[str, Mapping[str, int]]) -> Filled:
    filled: Filled = {}
    for key, parts in columns.items():
        for code, part in parts.items():
            filled.setdefault(code, {})[key] = part
    return filled
