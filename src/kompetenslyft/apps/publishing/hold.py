"""Of several workers one builds a report: it holds it for a while at a time, and renews its hold as it goes.

Holds are counted in real time: a demonstration's day stands still.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from kompetenslyft.apps.publishing.models import Publication

HELD_FOR = timedelta(minutes=10)
"""Longer than any step takes, also where many tables are protected as one. What a worker that died was building,
another takes up after this."""


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


def release(publication: Publication) -> None:
    """Let it go. Where somebody else has taken it, it stays theirs."""
    _held(publication).update(held_until=None)
    publication.held_until = None


def _held(publication: Publication) -> QuerySet[Publication]:
    return Publication.objects.filter(pk=publication.pk, held_until=publication.held_until)
