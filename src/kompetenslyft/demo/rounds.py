"""The four collection rounds of the demo and when things happen in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kompetenslyft.demo.draws import number
from kompetenslyft.demo.returns import INSTRUMENTS


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round: its dates, and the first and last day that made-up returns come in."""

    year: int
    opens: date
    deadline: date
    last_start: date
    last_change: date
    answers_from: date
    answers_to: date
    closes: date | None

    @property
    def code(self) -> str:
        return f"inventering-{self.year}"

    @property
    def instrument(self) -> str:
        return INSTRUMENTS[self.year]

    @property
    def title_sv(self) -> str:
        return f"Inventering av kompetensläget {self.year}"

    @property
    def title_en(self) -> str:
        return f"Competence inventory {self.year}"

    def entered(self, code: str) -> datetime:
        """When the municipality enters its answers: in working hours, on a weekday."""
        days = (self.answers_to - self.answers_from).days + 1
        drawn = self.answers_from + timedelta(days=number(code, f"day {self.year}", days))
        return at(
            max(workday(drawn, later=False), self.opens), 8 * 60 + number(code, f"minute {self.year}", 330)
        )


ROUNDS: tuple[RoundPlan, ...] = (
    RoundPlan(
        2013,
        opens=date(2013, 11, 4),
        deadline=date(2014, 2, 15),
        last_start=date(2014, 2, 28),
        last_change=date(2014, 3, 31),
        answers_from=date(2013, 11, 11),
        answers_to=date(2014, 2, 14),
        closes=date(2014, 4, 7),
    ),
    RoundPlan(
        2014,
        opens=date(2014, 10, 1),
        deadline=date(2014, 12, 1),
        last_start=date(2014, 12, 15),
        last_change=date(2015, 1, 31),
        answers_from=date(2014, 10, 8),
        answers_to=date(2014, 11, 28),
        closes=date(2015, 2, 9),
    ),
    RoundPlan(
        2015,
        opens=date(2015, 10, 1),
        deadline=date(2015, 12, 1),
        last_start=date(2015, 12, 15),
        last_change=date(2016, 1, 31),
        answers_from=date(2015, 10, 8),
        answers_to=date(2015, 11, 30),
        closes=date(2016, 2, 8),
    ),
    RoundPlan(
        2016,
        opens=date(2016, 11, 14),
        deadline=date(2017, 2, 10),
        last_start=date(2017, 2, 17),
        last_change=date(2017, 3, 10),
        answers_from=date(2016, 11, 21),
        answers_to=date(2017, 2, 1),
        closes=None,
    ),
)


def at(day: date, minutes: int) -> datetime:
    """The moment so many minutes into the day, Swedish time."""
    moment = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return timezone.make_aware(moment, timezone.get_default_timezone())


_FREE_DAYS = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (1, 6)}


def workday(day: date, *, later: bool) -> date:
    """The day, or the nearest working day before it or after."""
    while day.weekday() >= 5 or (day.month, day.day) in _FREE_DAYS:
        day += timedelta(days=1 if later else -1)
    return day


def days_after(moment: datetime, days: int) -> datetime:
    """So many days after the moment, or the first working day from then on, at the same time of day."""
    day = timezone.localtime(moment)
    return at(workday(day.date() + timedelta(days=days), later=True), day.hour * 60 + day.minute)
