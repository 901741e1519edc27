"""What time it is. Core rules take the time as an argument; actions and pages ask here.

A demonstration is set in a past year: with ``DEMO_DATE`` the day stands still and the time of day goes on.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, time-zone aware; in a demonstration on its day."""
    present = timezone.localtime()
    if settings.DEMO_DATE is not None:
        day: date = settings.DEMO_DATE
        return present.replace(year=day.year, month=day.month, day=day.day)
    return present


def day_of(moment: datetime) -> date:
    """The day in Sweden of a moment, also of one from the database, which gives them in UTC."""
    return timezone.localtime(moment).date()


def end_of(day: date) -> datetime:
    """The first moment in Sweden that is after the day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def today() -> date:
    """The present day in Sweden."""
    return now().date()
