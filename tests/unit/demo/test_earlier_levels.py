"""The inventories before 2016 say of levels what the published text says of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kompetenslyft.core.instruments.model import Value
from kompetenslyft.demo.returns import Returns
from kompetenslyft.demo.targets import targets


def _shares(returns: dict[str, dict[str, Value]], level: str) -> dict[str, Fraction]:
    """The level's part of everybody assessed, by direction."""
    sums: dict[str, list[int]] = {}
    for values in returns.values():
        for key, value in values.items():
            if key.startswith("level_") and isinstance(value, int):
                _, direction, which = key.split(".")
                pair = sums.setdefault(direction, [0, 0])
                pair[0] += value if which == level else 0
                pair[1] += value
    return {direction: Fraction(part, whole) for direction, (part, whole) in sums.items()}


def test_lacking_was_more_common_in_nearly_all_directions_in_2013(made: dict[int, Returns]) -> None:
    then, now = _shares(made[2013], "lacking"), _shares(made[2016], "lacking")
    assert len(then) == 26
    assert sum(then[direction] > now[direction] for direction in then) >= 22


def test_evidence_based_practice_went_from_28_to_15_percent_lacking_and_more_advanced(
    made: dict[int, Returns],
) -> None:
    name = "evidence_based_practice"
    assert round(100 * _shares(made[2013], "lacking")[name]) == 28
    assert round(100 * _shares(made[2016], "lacking")[name]) == 15
    assert _shares(made[2013], "advanced")[name] < _shares(made[2016], "advanced")[name]


def test_evidence_based_practice_and_children_in_placement_lacked_most_in_2013(
    made: dict[int, Returns],
) -> None:
    then = _shares(made[2013], "lacking")
    assert sorted(then, key=lambda direction: then[direction])[-2:] == [
        "children_in_placement",
        "evidence_based_practice",
    ]


@pytest.mark.parametrize("year", [2014, 2015])
def test_evidence_based_practice_is_high_among_those_who_came_later(
    year: int, made: dict[int, Returns]
) -> None:
    shares = _shares(made[year], "lacking")
    assert shares["evidence_based_practice"] >= sorted(shares.values())[-5]


def test_law_is_high_in_2015(made: dict[int, Returns]) -> None:
    shares = _shares(made[2015], "lacking")
    law = targets().levels_2016["law"].directions
    assert min(shares[direction] for direction in law) > sum(shares.values()) / len(shares)


def test_the_need_of_the_coming_three_years_is_largest_in_evidence_based_practice(
    made: dict[int, Returns],
) -> None:
    need: dict[str, int] = {}
    for values in made[2013].values():
        for key, value in values.items():
            if key.startswith("need_") and isinstance(value, int):
                direction = key.split(".")[1]
                need[direction] = need.get(direction, 0) + value
    assert len(need) == 26
    assert max(need, key=lambda direction: need[direction]) == "evidence_based_practice"
