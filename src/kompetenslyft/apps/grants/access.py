"""Who may see and do what with grants. Every read for a user and every write passes here.

The decided allocation and the published tables are everybody's. What a municipality has claimed, spent, reported and
settled is seen by the agency and by those who hold a role there. What somebody may not see is said not to exist.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.callers import Caller, TokenCaller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.collation import swedish_key

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

OFFICER, COORDINATOR, SIGNATORY = "programme_officer", "data_coordinator", "signatory"
SEEING_ROLES = frozenset({COORDINATOR, SIGNATORY, "manager", "reader"})
ENTERING_ROLES = frozenset({COORDINATOR, SIGNATORY})


def is_officer(by: Caller, on: date) -> bool:
    """Whether the caller is a programme officer of the agency. One query."""
    return any(role == OFFICER for _organisation, role in _held(by, on))


def check_is_officer(by: Caller, on: date) -> None:
    """Raises Refused (E103) for anybody but a programme officer."""
    if not is_officer(by, on):
        raise Refused.because(
            "E103",
            "Det här kan bara en handläggare vid myndigheten göra.",
            "Only a programme officer at the agency can do this.",
        )


def roles_at(by: Caller, unit: Organisation, on: date) -> frozenset[str]:
    """The caller's roles in the municipality itself."""
    return frozenset(role for organisation_id, role in _held(by, on) if organisation_id == unit.pk)


def check_may_see(by: Caller, unit: Organisation, on: date) -> None:
    """Raises Refused (E101) where the municipality's grants are not the caller's to see."""
    if not is_officer(by, on) and not roles_at(by, unit, on) & SEEING_ROLES:
        raise not_found()


def check_may_enter(by: Caller, unit: Organisation, on: date) -> None:
    """Raises Refused: E101 not the caller's to see, E102 where only reading is allowed."""
    check_may_see(by, unit, on)
    if not roles_at(by, unit, on) & ENTERING_ROLES:
        raise Refused.because(
            "E102",
            f"Du kan läsa men inte ändra uppgifter för {unit.name}. Uppgiftssamordnaren eller ombudet kan ändra dem.",
            f"You can read but not change what {unit.name} has entered. The data coordinator or the signatory can.",
        )


def check_is_signatory(by: Caller, unit: Organisation, on: date) -> None:
    """Raises Refused: E101 not the caller's to see, E104 for anybody but a signatory of the municipality."""
    check_may_see(by, unit, on)
    if SIGNATORY not in roles_at(by, unit, on):
        raise Refused.because(
            "E104",
            f"Bara ombudet för {unit.name} kan göra det.",
            f"Only the signatory of {unit.name} can do that.",
        )


def own_municipalities(by: Caller, on: date) -> list[Organisation]:
    """The municipalities that the caller holds a role in, by name. Two queries."""
    ids = {organisation_id for organisation_id, role in _held(by, on) if role in SEEING_ROLES}
    own = organisations.municipalities(on).filter(pk__in=ids)
    return sorted(own, key=lambda one: swedish_key(one.name))


def not_found() -> Refused:
    """The refusal that says nothing of what exists."""
    return Refused.because(
        "E101",
        "Sidan finns inte, eller så har du inte tillgång till den. Kontrollera adressen eller be ombudet om en roll.",
        "The page does not exist, or you have no access to it. Check the address, or ask the signatory for a role.",
    )


def _held(by: Caller, on: date) -> frozenset[tuple[int, str]]:
    if isinstance(by, TokenCaller):
        return frozenset({(by.organisation_id, COORDINATOR)})
    return frozenset((organisation_id, str(role)) for organisation_id, role in accounts.open_roles(by, on))
