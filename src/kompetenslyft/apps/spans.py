"""What holds on a day, as the condition of a query."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def in_force(on: date) -> Q:
    """Of what has ``valid_from`` and ``ended_on``: ``ended_on`` is the first day without."""
    return Q(valid_from__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def runs_on(on: date, of: str = "") -> Q:
    """Of what has ``first_day`` and ``last_day``: the last day is within. ``of``: what has them, as a prefix."""
    started = Q(**{f"{of}first_day__lte": on})
    return started & (Q(**{f"{of}last_day__isnull": True}) | Q(**{f"{of}last_day__gte": on}))
