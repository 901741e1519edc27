"""What a role demands of whoever holds it, and how far an assessment is from that."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.text import Text

Demands = Mapping[str, Mark]
"""What is demanded in each direction: a level, or EXEMPT. A direction that is not named is not demanded."""

DEMANDABLE = (Mark.BASIC, Mark.ADVANCED, Mark.EXEMPT)
"""What a role profile can say of a direction."""


class Gap(StrEnum):
    """How a mark stands to what is demanded. To be short of a demand is one thing, not to be assessed another."""

    NONE = "none"
    """As demanded."""
    BELOW = "below"
    ABOVE = "above"
    NOT_ASSESSED = "not_assessed"
    """Something is demanded, and nobody has said how it is."""
    NOT_DEMANDED = "not_demanded"
    """The profile demands nothing, or the direction does not belong to the person's work."""


GAP_LABELS = {
    Gap.NONE: Text(sv="som rollen kräver", en="as the role demands"),
    Gap.BELOW: Text(sv="under kravet", en="below the demand"),
    Gap.ABOVE: Text(sv="över kravet", en="above the demand"),
    Gap.NOT_ASSESSED: Text(sv="ej bedömd mot kravet", en="not assessed against the demand"),
    Gap.NOT_DEMANDED: Text(sv="inget krav", en="no demand"),
}


def _gap(mark: Mark, demanded: Mark | None) -> Gap:
    wanted = None if demanded is None else demanded.rank
    if wanted is None or mark is Mark.EXEMPT:
        return Gap.NOT_DEMANDED
    if mark.rank is None:
        return Gap.NOT_ASSESSED
    if mark.rank == wanted:
        return Gap.NONE
    return Gap.BELOW if mark.rank < wanted else Gap.ABOVE


_GAPS = {(mark, demanded): _gap(mark, demanded) for mark in Mark for demanded in (None, *Mark)}


def gap(mark: Mark, demanded: Mark | None) -> Gap:
    """How the mark stands to the demand. None, EXEMPT and NOT_ASSESSED demand nothing."""
    return _GAPS[mark, demanded]


def is_open(one: Gap) -> bool:
    """Whether something is left to do about it: to learn, or to assess."""
    return one in (Gap.BELOW, Gap.NOT_ASSESSED)


def effective(start: Demands, own: Demands) -> dict[str, Mark]:
    """The demands of a role where ``own``, the employer's, go before ``start``, direction by direction."""
    return {**start, **own}
