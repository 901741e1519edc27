"""Keys with which an organisation's own systems speak to the API."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, queries
from kompetenslyft.apps.accounts.models import ApiToken, User
from kompetenslyft.apps.audit.actions import record
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations

PREFIX = "kl_"
_SHOWN = 10
_TOUCH_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, organisation_id: int, name: str, by: User | None, at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key, and the key itself in clear: it is never to be seen again.

    Raises Refused: E101, E106 access, A121 no name.
    """
    at = at or clock.now()
    access.check_may_manage_keys(by, organisations.by_id(organisation_id), at.date())
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Refused.because(
            "A121",
            "Ange vilket system nyckeln är till, med högst 80 tecken.",
            "Enter which system the key is for, in at most 80 characters.",
            "name",
        )
    raw_token = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organisation_id=organisation_id,
        name=name,
        prefix=raw_token[:_SHOWN],
        digest=queries.digest(raw_token),
        created_by=by,
        created_at=at,
    )
    record("accounts.key_created", token, by=by, at=at, organisation=organisation_id)
    return token, raw_token


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None, at: datetime | None = None) -> ApiToken:
    """Make a key useless at once and for ever. Raises Refused: E101, E106 access, A122 revoked already."""
    at = at or clock.now()
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    access.check_may_manage_keys(by, organisations.by_id(token.organisation_id), at.date())
    if token.revoked_at is not None:
        raise Refused.because("A122", "Nyckeln är redan spärrad.", "The key is already revoked.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record("accounts.key_revoked", token, by=by, at=at)
    return token


def touch_token(*, token: ApiToken, at: datetime | None = None) -> None:
    """Note that the key was used, at most once a minute. It is no change to anything, so no audit row tells of it."""
    at = at or clock.now()
    if token.last_used_at is None or at - token.last_used_at >= _TOUCH_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
