"""Days to come as an iCalendar file (RFC 5545), for a calendar to subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

ICS = "text/calendar; charset=utf-8"
_LONGEST = 75
"""Octets on a line; the rest goes on the next, after a blank."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something at an hour, or on a day where ``at`` is a date. ``uid`` tells it from all others, for ever."""

    uid: str
    at: datetime | date
    title: str
    description: str
    url: str


def calendar_file(events: Iterable[CalendarEvent], *, name: str, made: datetime) -> bytes:
    """The events as a calendar called ``name``. The same arguments give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kompetenslyft//Kalender//SV",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for event in events for line in _event(event, made)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(event: CalendarEvent, made: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(made)}"
    if isinstance(event.at, datetime):
        yield f"DTSTART:{_moment(event.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.at + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for character, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(character, written)
    return "".join(one for one in text if one.isprintable())


def _folded(line: str) -> str:
    """The line in pieces of at most so many octets, none of them broken within a character."""
    pieces, size = [""], 0
    for character in line:
        length = len(character.encode())
        if size + length > _LONGEST:
            pieces.append("")
            size = 1
        pieces[-1] += character
        size += length
    return "\r\n ".join(pieces)
