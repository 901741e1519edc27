"""Of several who could work at a staff file one does: it holds the file for a while, and renews its hold as it goes.

Holds are counted in real time: a demonstration's day stands still.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.models import StaffImport
from kompetenslyft.core.staff.importing.table import ImportCode

HELD_FOR = timedelta(minutes=5)
"""Longer than any step takes. What was broken off, another takes up after this."""


def free() -> Q:
    """The condition that nobody holds the file."""
    return Q(held_until__isnull=True) | Q(held_until__lte=timezone.now())


@contextmanager
def holding(row: StaffImport) -> Iterator[None]:
    """Hold the file while the work goes on. Raises Refused (N323) where somebody else does."""
    if not StaffImport.objects.filter(free(), pk=row.pk).update(held_until=_until(), done=0):
        raise Refused.because(
            ImportCode.UNDER_WAY,
            "Filen behandlas redan. Vänta tills det är klart; sidan visar hur långt det har kommit.",
            "The file is being worked at already. Wait until that is done; the page shows how far it has come.",
        )
    try:
        yield
    finally:
        StaffImport.objects.filter(pk=row.pk).update(held_until=None)


def note_progress(row: StaffImport, done: int) -> None:
    """Say how far the work has come, and hold the file for longer."""
    StaffImport.objects.filter(pk=row.pk).update(done=done, held_until=_until())


def _until() -> object:
    return timezone.now() + HELD_FOR
