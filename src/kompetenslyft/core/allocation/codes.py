"""The numbered codes of what can be wrong with an allocation: A2xx the model and its sums, A3xx a key's numbers."""

from __future__ import annotations

from enum import StrEnum


class AllocationCode(StrEnum):
    """A finding's code. A number is never reused for something else."""

    NO_UNITS = "A201"
    UNIT_TWICE = "A202"
    AMOUNT_NEGATIVE = "A203"

    NOTHING_DIVIDES = "A211"
    """No step divides anything."""
    PERCENT_NOT_100 = "A212"
    """The steps that divide do not divide all of it, or more than all."""
    MIX_NOT_100 = "A213"
    ROUNDING_MISSING = "A214"
    STEP_TWICE = "A215"
    STEP_ORDER = "A216"
    """A step stands where it would have no effect or undo another."""
    RESERVE_UNCLEAR = "A217"
    """A reserve has both an amount and a percentage, or neither."""

    KEY_NOT_GIVEN = "A221"
    KEY_BLANK = "A222"
    """The key has no number for somebody who takes part."""
    KEY_BELOW_ZERO = "A223"
    KEY_SUM_ZERO = "A224"

    UNKNOWN_GROUPING = "A231"
    UNKNOWN_GROUP = "A232"
    GROUP_MISSING = "A233"
    """Somebody has no group in the grouping."""
    WEIGHT_NEGATIVE = "A234"

    RESERVE_TOO_LARGE = "A241"
    FLOORS_TOO_LARGE = "A242"
    CAPS_TOO_SMALL = "A243"
    FLOOR_ABOVE_CAP = "A244"
    NOT_A_MULTIPLE = "A245"
    """A floor or cap that cannot be held, since it is no multiple of the rounding unit."""

    VALUE_MISSING = "A301"
    UNKNOWN_CODE = "A302"
    VALUE_NEGATIVE = "A303"
    ALL_ZERO = "A304"
    IMPLAUSIBLE = "A311"
    """Far from the number of the year before."""
    TOTAL_IMPLAUSIBLE = "A312"
    """The whole is far from that of the year before, as when numbers are in another unit."""
