"""Caseworkers by direction and level: three published figures per direction, divided among those who answered.

Not everybody answers everything: a direction's total is smaller than the staff of those who answered, because some
leave the direction blank and some have not assessed everyone. Both are laid out here so that the totals come out
exactly.
"""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.demo.apportion import apportion_in_steps
from kompetenslyft.demo.draws import number, shuffled
from kompetenslyft.demo.figures import QUARTER, Filled, varied
from kompetenslyft.demo.targets import LEVELS, AreaLevels, Need, Shares

LARGEST_BLANK = 6_000
"""Nobody with more than sixty caseworkers (hundredths) leaves a direction blank."""
UNASSESSED_PCT = 9
"""At most so many percent of a unit's caseworkers are left unassessed: more would need a written reason."""


def levels(area: str, target: AreaLevels, staff: Mapping[str, int], *, salt: str, balancer: str) -> Filled:
    """An area's answers: for each direction the exact target, blank rows for those who leave the direction out.

    ``staff``: the caseworkers, in hundredths, of the units that answer the area at all.
    """
    filled: Filled = {code: {} for code in staff}
    for direction, figures in target.directions.items():
        assessed = assess(staff, sum(figures), salt=f"{direction} {salt}", balancer=balancer)
        for code, parts in _split(assessed, figures, salt=f"{direction} {salt}", balancer=balancer).items():
            filled[code] |= {f"level_{area}.{direction}.{level}": part for level, part in parts.items()}
    return filled


def assess(staff: Mapping[str, int], total: int, *, salt: str, balancer: str) -> dict[str, int]:
    """How many each unit has assessed, adding up to ``total``; a unit that leaves the direction blank is absent."""
    gap = sum(staff.values()) - total
    slack = total // 150
    blank: set[str] = set()
    for code in shuffled(staff, f"blank {salt}"):
        if gap > slack and code != balancer and staff[code] <= min(gap, LARGEST_BLANK):
            blank.add(code)
            gap -= staff[code]
    assessed = {code: whole for code, whole in staff.items() if code not in blank}
    room = {code: whole * UNASSESSED_PCT // 100 for code, whole in assessed.items()}
    room[balancer] = assessed[balancer]
    some = {
        code: whole if number(code, f"unassessed {salt}", 3) == 0 else 0 for code, whole in assessed.items()
    }
    some[balancer] = assessed[balancer]
    missing = apportion_in_steps(gap, some, room, step=QUARTER, balancer=balancer)
    return {code: whole - missing[code] for code, whole in assessed.items()}


def _split(
    assessed: Mapping[str, int], figures: tuple[int, int, int], *, salt: str, balancer: str
) -> dict[str, dict[str, int]]:
    _, advanced_total, lacking_total = figures
    lacking = apportion_in_steps(
        lacking_total, varied(assessed, f"lacking {salt}", 30, 170), assessed, step=QUARTER, balancer=balancer
    )
    left = {code: whole - lacking[code] for code, whole in assessed.items()}
    advanced = apportion_in_steps(
        advanced_total, varied(assessed, f"advanced {salt}", 40, 160), left, step=QUARTER, balancer=balancer
    )
    return {
        code: dict(zip(LEVELS, (left[code] - advanced[code], advanced[code], lacking[code]), strict=True))
        for code in assessed
    }


def from_shares(
    model: Mapping[str, AreaLevels], shares: Shares, staff: Mapping[str, int]
) -> dict[str, AreaLevels]:
    """Targets for an inventory that no table gives levels of: the staff times the shares of ``shares``."""
    whole = sum(staff.values())
    areas: dict[str, AreaLevels] = {}
    for area, published in model.items():
        directions: dict[str, tuple[int, int, int]] = {}
        for direction, figures in published.directions.items():
            lacking_pct = lacking_share(direction, figures, shares)
            advanced_pct = shares.advanced.get(
                direction, _times(figures[1], figures, shares.advanced_times_pct)
            )
            lacking, advanced = _of(whole, lacking_pct), _of(whole, advanced_pct)
            directions[direction] = (whole - advanced - lacking, advanced, lacking)
        areas[area] = AreaLevels.model_construct(n=len(staff), directions=directions)
    return areas


def lacking_share(direction: str, figures: tuple[int, int, int], shares: Shares) -> int:
    """Percent lacking in the direction: the named share, or the share of 2016 times the factor."""
    return shares.lacking.get(direction, _times(figures[2], figures, shares.lacking_times_pct))


def need(
    model: Mapping[str, AreaLevels],
    shares: Shares,
    rule: Need,
    staff: Mapping[str, int],
    *,
    salt: str,
    balancer: str,
) -> Filled:
    """Who needs development during the coming three years, per direction."""
    filled: Filled = {code: {} for code in staff}
    whole = sum(staff.values())
    for area, published in model.items():
        for direction, figures in published.directions.items():
            percent = rule.named.get(
                direction, lacking_share(direction, figures, shares) * rule.lacking_times_pct // 100
            )
            total = _of(whole, percent)
            parts = apportion_in_steps(
                total, varied(staff, f"need {direction} {salt}"), staff, step=QUARTER, balancer=balancer
            )
            for code, part in parts.items():
                filled[code][f"need_{area}.{direction}"] = part
    return filled


def _times(part: int, figures: tuple[int, int, int], factor_pct: int) -> int:
    """The part's share in whole percent, times the factor."""
    return part * factor_pct // sum(figures)


def _of(whole: int, percent: int) -> int:
    """So many percent, in whole quarters."""
    return whole * percent // 100 // QUARTER * QUARTER
