"""Who carries out an action: a person, or an organisation's own system by its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """A system that holds a valid key of an organisation. It acts there as a data coordinator; it cannot sign."""

    organisation_id: int
    label: str

    def __str__(self) -> str:
        return self.label


Caller: TypeAlias = "User | TokenCaller"


def user_of(by: Caller | None) -> User | None:
    """The person who acts; None for a system or a schedule."""
    return None if by is None or isinstance(by, TokenCaller) else by
