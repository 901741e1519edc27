"""Dividing a published total among units: proportional, within each unit's capacity, and exact to the last unit.

Largest remainder with capacities. Everything is an integer, so that sums hold exactly, and ties are broken by key,
so that the order of the input does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping


class Impossible(ValueError):
    """The total cannot be divided: the units that may have a part cannot hold it."""


def apportion(
    total: int, weights: Mapping[str, int], capacities: Mapping[str, int] | None = None
) -> dict[str, int]:
    """``total`` divided in proportion to ``weights``, none above its capacity.

    Weights are at least 0; a unit of weight 0 gets nothing. A key without capacity has room for everything.
    The parts add up to ``total`` exactly. Raises ``Impossible`` where they cannot.
    """
    if total < 0:
        raise Impossible(f"{total} is below zero and cannot be divided")
    room = {key: total if capacities is None else min(total, capacities.get(key, total)) for key in weights}
    open_keys = {key for key, weight in weights.items() if weight > 0 and room[key] > 0}
    if sum(room[key] for key in open_keys) < total:
        raise Impossible(f"{total} is more than the {len(open_keys)} units that may have a part can hold")

    parts = dict.fromkeys(weights, 0)
    rest = total
    while True:
        whole = sum(weights[key] for key in open_keys)
        full = {key for key in open_keys if rest * weights[key] >= room[key] * whole}
        if not full:
            break
        for key in full:
            parts[key] = room[key]
            rest -= room[key]
        open_keys -= full
    return parts | _largest_remainder(rest, {key: weights[key] for key in open_keys})


def _largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    whole = sum(weights.values())
    parts = {key: total * weight // whole for key, weight in weights.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(weights, key=lambda key: (-(total * weights[key] % whole), key))
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


def apportion_in_steps(
    total: int,
    weights: Mapping[str, int],
    capacities: Mapping[str, int] | None = None,
    *,
    step: int,
    balancer: str,
    least: int = 0,
) -> dict[str, int]:
    """``total`` divided in multiples of ``step``; what is left over of less than a step goes to ``balancer``.

    ``least`` (a multiple of ``step``) goes to every unit first. Otherwise as ``apportion``.
    """
    odd = total % step
    floor_steps = least // step
    room: dict[str, int] | None = None
    if capacities is not None:
        held_back = {balancer: odd}
        room = {key: (capacities[key] - held_back.get(key, 0)) // step - floor_steps for key in weights}
        if min(room.values(), default=0) < 0:
            raise Impossible(f"a unit has no room for the least part of {least} or for the odd {odd}")
    steps = apportion(total // step - floor_steps * len(weights), weights, room)
    parts = {key: (count + floor_steps) * step for key, count in steps.items()}
    if odd:
        parts[balancer] += odd
    return parts
