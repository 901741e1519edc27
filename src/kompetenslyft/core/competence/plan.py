"""Plans: a person's, a unit's, a municipality's. The states of a plan and the answers of its follow-up."""

from __future__ import annotations

from enum import StrEnum

from kompetenslyft.core.text import Text


class PlanKind(StrEnum):
    """Whose plan it is."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    """A unit's, a district's or a municipality's."""


class PlanState(StrEnum):
    """Where a plan stands. What was decided is kept as it was decided, also when the plan is changed afterwards."""

    DRAFT = "draft"
    DECIDED = "decided"
    FOLLOWED_UP = "followed_up"


class Done(StrEnum):
    """«Done as planned?»"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Effect(StrEnum):
    """«Wished-for effect?»"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    TOO_EARLY = "too_early"


STATE_LABELS = {
    PlanState.DRAFT: Text(sv="Utkast", en="Draft"),
    PlanState.DECIDED: Text(sv="Beslutad", en="Decided"),
    PlanState.FOLLOWED_UP: Text(sv="Uppföljd", en="Followed up"),
}
DONE_LABELS = {
    Done.YES: Text(sv="Ja, som planerat", en="Yes, as planned"),
    Done.PARTLY: Text(sv="Delvis", en="Partly"),
    Done.NO: Text(sv="Nej", en="No"),
}
EFFECT_LABELS = {
    Effect.YES: Text(sv="Ja", en="Yes"),
    Effect.PARTLY: Text(sv="Delvis", en="Partly"),
    Effect.NO: Text(sv="Nej", en="No"),
    Effect.TOO_EARLY: Text(sv="För tidigt att säga", en="Too early to say"),
}
