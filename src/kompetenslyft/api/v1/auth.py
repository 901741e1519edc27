"""Who calls: an organisation's system, by the key that the organisation made for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import HttpBearer

from kompetenslyft.apps.accounts import actions as accounts_actions
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.callers import TokenCaller


@dataclass(frozen=True, slots=True)
class Authenticated:
    """The key of a request, and whom it speaks for: its organisation, as a data coordinator."""

    key_id: int
    caller: TokenCaller


class OrganisationKey(HttpBearer):
    """The header ``Authorization: Bearer <key>``."""

    def authenticate(self, request: HttpRequest, token: str) -> Authenticated | None:
        found = accounts.token_organisation(token)
        if found is None:
            return None
        key, organisation_id = found
        accounts_actions.touch_token(token=key)
        return Authenticated(key.pk, TokenCaller(organisation_id, f"API: {key.name}"))


def authenticated(request: HttpRequest) -> Authenticated:
    """Who sent a request that passed authentication."""
    found: Authenticated = request.auth  # type: ignore[attr-defined]
    return found
