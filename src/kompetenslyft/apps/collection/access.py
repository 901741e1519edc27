"""Who may see and do what with rounds and returns. Every read for a user and every write passes here.

``check_x`` raises Refused with a reason that a person can read. A return that somebody may not see is said not to
exist (E101), so that guessing addresses teaches nothing.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.callers import Caller, TokenCaller
from kompetenslyft.apps.collection.models import Return, Round
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.workflow.returns import RESPONDENTS, Actor

OFFICER, COORDINATOR, SIGNATORY = "programme_officer", "data_coordinator", "signatory"
SEEING_ROLES = (COORDINATOR, SIGNATORY, "manager", "reader")
_CAPACITIES = {COORDINATOR: Actor.COORDINATOR, SIGNATORY: Actor.SIGNATORY}


Held = frozenset[tuple[int, str]]
"""(organisation id, role): what a caller holds on a day."""


def held_by(by: Caller, on: date) -> Held:
    """What the caller holds on the day: a person's roles, or what a key stands for. One query at most."""
    if isinstance(by, TokenCaller):
        return frozenset({(by.organisation_id, COORDINATOR)})
    return frozenset((organisation_id, str(role)) for organisation_id, role in accounts.open_roles(by, on))


def _roles_at(held: Held, answer_to: Return) -> frozenset[str]:
    """The roles that reach the return: in its unit, or in the municipality that a district belongs to."""
    reach = {answer_to.unit_id, answer_to.unit.parent_id}
    return frozenset(role for organisation_id, role in held if organisation_id in reach)


def _is_officer(held: Held) -> bool:
    return any(role == OFFICER for _organisation, role in held)


def _actors(held: Held, answer_to: Return) -> frozenset[Actor]:
    roles = _roles_at(held, answer_to)
    capacities = {capacity for role, capacity in _CAPACITIES.items() if role in roles}
    return frozenset(capacities | ({Actor.OFFICER} if _is_officer(held) else set()))


def is_officer(by: Caller, on: date) -> bool:
    """Whether the caller is a programme officer of the agency."""
    return _is_officer(held_by(by, on))


def actors(by: Caller, answer_to: Return, on: date) -> frozenset[Actor]:
    """In which capacities the caller can act on the return."""
    return _actors(held_by(by, on), answer_to)


def visible_returns(by: Caller, on: date) -> QuerySet[Return]:
    """The returns that the caller may see, with round and unit."""
    returns = Return.objects.select_related("round", "unit")
    held = held_by(by, on)
    if _is_officer(held):
        return returns
    reach = {organisation_id for organisation_id, role in held if role in SEEING_ROLES}
    return returns.filter(Q(unit_id__in=reach) | Q(unit__parent_id__in=reach))


def visible_rounds(by: Caller, on: date) -> QuerySet[Round]:
    """The rounds that the caller may see: all for the agency, for others those that asked their units."""
    if is_officer(by, on):
        return Round.objects.all()
    return Round.objects.filter(pk__in=visible_returns(by, on).values("round_id"))


def check_may_see(by: Caller, answer_to: Return, on: date) -> frozenset[Actor]:
    """The caller's capacities (none for a reader). Raises Refused (E101) where the return is not theirs to see."""
    held = held_by(by, on)
    if not _is_officer(held) and not _roles_at(held, answer_to) & set(SEEING_ROLES):
        raise not_found()
    return _actors(held, answer_to)


def check_may_edit(by: Caller, answer_to: Return, on: date) -> None:
    """Raises Refused: E101 where the caller may not see the return, E102 where only reading is allowed."""
    if not check_may_see(by, answer_to, on) & RESPONDENTS:
        raise Refused.because(
            "E102",
            "Du kan läsa svaret men inte ändra i det. "
            f"Uppgiftssamordnaren och ombudet för {answer_to.unit.name} kan det.",
            f"You can read the return but not change it. The data coordinator and the signatory of "
            f"{answer_to.unit.name} can.",
        )


def check_is_officer(by: Caller, on: date) -> None:
    """Raises Refused (E103) for anybody but a programme officer."""
    if not is_officer(by, on):
        raise Refused.because(
            "E103",
            "Det här kan bara en handläggare vid myndigheten göra.",
            "Only a programme officer at the agency can do this.",
        )


def not_found() -> Refused:
    """The refusal that says nothing of what exists."""
    return Refused.because(
        "E101",
        "Svaret finns inte, eller så har du inte tillgång till det. Kontrollera adressen eller be ombudet om en roll.",
        "The return does not exist, or you have no access to it. Check the address, or ask the signatory for a role.",
    )
