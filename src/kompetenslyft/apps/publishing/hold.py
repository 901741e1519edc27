"""Of several workers one builds a report: it holds it for a while at a time, and renews its hold as it goes.

Holds are counted in real time: a demonstration's day stands still.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing.models import Publication

HELD_FOR = timedelta(minutes=10)
"""Longer than a step takes, or than what it does between two signs of life. What a worker that died was building,
another takes up after this."""
SIGN_EACH = timedelta(minutes=1)
"""How often a long step says that it lives."""
LONGEST = timedelta(minutes=30)
"""How long one worker may be at a report before it is given up."""


class Lost(Exception):
    """Another worker has taken the report over."""


def free() -> Q:
    """The condition that nobody holds a report."""
    return Q(held_until__isnull=True) | Q(held_until__lte=timezone.now())


def take(publication: Publication) -> bool:
    """Hold the report, if nobody else does. One of two at once gets it."""
    until = timezone.now() + HELD_FOR
    taken = Publication.objects.filter(free(), pk=publication.pk).update(held_until=until)
    if taken:
        publication.held_until = until
    return bool(taken)


def renew(publication: Publication) -> None:
    """Hold it for longer. The moment held until tells one holder from another: raises Lost where it is not ours."""
    until = timezone.now() + HELD_FOR
    if not _held(publication).update(held_until=until):
        raise Lost
    publication.held_until = until


def alive(publication: Publication) -> Callable[[], None]:
    """What a long step calls often: it renews the hold. Raises Lost, and Refused (P125) after ``LONGEST`` in all."""
    began = timezone.now()
    renewed = began

    def sign() -> None:
        nonlocal renewed
        now = timezone.now()
        if now - began > LONGEST:
            raise _too_long()
        if now - renewed > SIGN_EACH:
            renew(publication)
            renewed = now

    return sign


def release(publication: Publication) -> None:
    """Let it go. Where somebody else has taken it, it stays theirs."""
    _held(publication).update(held_until=None)
    publication.held_until = None


def _too_long() -> Refused:
    minutes = int(LONGEST.total_seconds() // 60)
    return Refused.because(
        "P125",
        f"Arbetet tog mer än {minutes} minuter och avbröts. Försök igen när servern är mindre belastad, eller ge ut "
        "färre tabeller åt gången.",
        f"The work took more than {minutes} minutes and was stopped. Try again when the server has less to do, or "
        "release fewer tables at a time.",
    )


def _held(publication: Publication) -> QuerySet[Publication]:
    return Publication.objects.filter(pk=publication.pk, held_until=publication.held_until)
