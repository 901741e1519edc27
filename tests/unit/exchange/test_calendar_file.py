"""Days to come as iCalendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.exchange.calendar_file import CalendarEvent, calendar_file

MADE = datetime(2017, 2, 3, 12, tzinfo=UTC)


def lines(title: str, at: datetime | date = date(2017, 3, 15)) -> list[str]:
    event = CalendarEvent("a@example.se", at, title, "", "https://example.se/tabeller/")
    written = calendar_file([event], name="Kommande tabeller", made=MADE).decode()
    assert written.endswith("END:VCALENDAR\r\n")
    return written.split("\r\n")


@given(st.text(max_size=300))
def test_every_line_is_short_enough_and_the_title_comes_back(title: str) -> None:
    found = lines(title)
    assert all(len(line.encode()) <= 75 for line in found)
    whole = "\r\n".join(found).replace("\r\n ", "").split("\r\n")
    (told,) = [line.removeprefix("SUMMARY:") for line in whole if line.startswith("SUMMARY:")]
    back = (
        told.replace("\\\\", "\0")
        .replace("\\n", "\n")
        .replace("\\;", ";")
        .replace("\\,", ",")
        .replace("\0", "\\")
    )
    kept = "".join(one for one in title.replace("\r\n", "\n") if one == "\n" or one.isprintable())
    assert back == kept


def test_an_hour_is_told_in_universal_time_and_a_day_as_a_day() -> None:
    summer = datetime.fromisoformat("2017-07-01T09:30:00+02:00")
    assert "DTSTART:20170701T073000Z" in lines("x", summer)
    day = lines("x")
    assert "DTSTART;VALUE=DATE:20170315" in day and "DTEND;VALUE=DATE:20170316" in day
    assert "DTSTAMP:20170203T120000Z" in day
