"""In which capacity somebody takes part in a plan. Whoever takes no part in it sees what was decided, no draft."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.models import Plan
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.privacy.rights import Right, Thing, right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


def check_may(by: User | None, plan: Plan, on: date, least: Right = Right.SEE) -> frozenset[Actor]:
    """The capacities of the user in the plan. Raises Refused: E101, E102.

    E101 also where only decisions may be seen and there is none. ``by=None`` is the system itself.
    """
    if by is None:
        return frozenset(Actor)
    if plan.person is not None:
        actors = access.actors(access.check_may(by, plan.person, Thing.PLAN, on, least))
    else:
        relations = staff.check_may_at(by, plan.organisation, Thing.COLLECTIVE_PLAN, on, least)
        may_change = right(relations, Thing.COLLECTIVE_PLAN) >= Right.CHANGE
        actors = frozenset({Actor.LEADER}) if may_change else frozenset()
    if not actors and not plan.decisions.exists():
        raise staff.not_found()
    return actors
