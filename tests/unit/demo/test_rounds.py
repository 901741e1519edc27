"""When things happen in the demo."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.demo.logins import DEMO_DAY
from kompetenslyft.demo.rounds import ROUNDS, RoundPlan, at, days_after, workday

days = st.dates(date(2013, 1, 1), date(2017, 12, 31))


@given(days, st.booleans())
def test_a_working_day_is_near_and_on_the_side_asked_for(day: date, later: bool) -> None:
    found = workday(day, later=later)
    assert found.weekday() < 5
    assert (found >= day) if later else (found <= day)
    assert abs((found - day).days) <= 6
    assert workday(found, later=later) == found


@given(days, st.integers(0, 1439), st.integers(0, 30))
def test_so_many_days_after_keeps_the_time_of_day(day: date, minutes: int, count: int) -> None:
    later = timezone.localtime(days_after(at(day, minutes), count))
    assert later.date() == workday(date.fromordinal(day.toordinal() + count), later=True)


@given(st.sampled_from(ROUNDS), st.from_regex(r"[0-9]{4}", fullmatch=True))
def test_answers_come_in_working_hours_while_the_round_is_open(plan: RoundPlan, code: str) -> None:
    entered = timezone.localtime(plan.entered(code))
    assert plan.opens <= entered.date() <= min(plan.answers_to, DEMO_DAY)
    assert entered.weekday() < 5
    assert 8 <= entered.hour < 14
