"""A request with a key is carried out once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection.models import IdempotentRequest
from kompetenslyft.apps.errors import Refused

REMEMBERED = timedelta(days=30)
"""How long a key is remembered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: an HTTP status and a body of JSON values."""

    status: int
    body: dict[str, Any]
    repeated: bool = False
    """The request had been carried out before; this is the answer it was given then."""


@transaction.atomic
def carry_out_once(
    *, token_id: int, key: str, digest: str, work: Callable[[], Answer], at: datetime | None = None
) -> Answer:
    """Do ``work``, or give the answer that it had when the same key was first sent.

    Of two requests at once with one key, the second waits for the first. Work that raises leaves no trace, and the
    key can be used again. Raises Refused: C503 where the key was sent with another request (``digest``).
    """
    try:
        with transaction.atomic():
            row = IdempotentRequest.objects.create(
                token_id=token_id,
                key=key,
                request_digest=digest,
                status_code=0,
                body={},
                at=at or clock.now(),
            )
    except IntegrityError:
        earlier = IdempotentRequest.objects.get(token_id=token_id, key=key)
        if earlier.request_digest != digest:
            raise Refused.because(
                "C503",
                "Nyckeln i Idempotency-Key har redan använts till en annan begäran. Skicka en ny nyckel.",
                "The Idempotency-Key was already used for another request. Send a new key.",
            ) from None
        return Answer(earlier.status_code, earlier.body, repeated=True)
    answer = work()
    row.status_code, row.body = answer.status, answer.body
    row.save(update_fields=["status_code", "body"])
    return answer


def forget_old_requests(*, at: datetime | None = None) -> int:
    """Forget the keys of requests older than ``REMEMBERED``. Returns how many."""
    old = IdempotentRequest.objects.filter(at__lt=(at or clock.now()) - REMEMBERED)
    return old.delete()[0]
