"""The list of the talks of those one leads: rows, filters, and how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.queries.talks import Led
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.talk import Status
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.web.access import person
from kompetenslyft.web.competence.talk_words import TONES, next_step, status_words, waits_for


def note_talks(request: HttpRequest, people: Iterable[Led]) -> None:
    """Note that the reader has seen how the talks of these people stand."""
    having = [led.person for led in people if led.talk is not None]
    access.note_reading(by=person(request), people=having, thing=Thing.TALK, where="talks")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked to be shown: a status, a unit by name, a part of a name; empty for all."""

    status: str = ""
    unit: str = ""
    name: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """The filters in an address. What is no status is no filter."""
        status = query.get("lage", "")
        return cls(
            status if status in {one.value for one in Status} else "",
            query.get("enhet", ""),
            query.get("q", "").strip()[:100],
        )

    def __bool__(self) -> bool:
        return bool(self.status or self.unit or self.name)

    def takes(self, led: Led) -> bool:
        return (
            self.status in {"", led.status.value}
            and (not self.unit or self.unit in led.units)
            and self.name.casefold() in led.person.name.casefold()
        )

    def with_status(self, status: str) -> str:
        """The address of the same list in another status."""
        kept = {"lage": status, "enhet": self.unit, "q": self.name}
        return "?" + urlencode({key: value for key, value in kept.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody one leads, as the list shows."""

    led: Led
    units: str
    status: str
    tone: str
    waits_for: str
    next_step: str
    may_call: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand in a status."""

    count: int
    label: str
    query: str
    current: bool


def rows(people: Sequence[Led], filters: Filters) -> list[Row]:
    """The people that the filters take."""
    return [_row(led) for led in people if filters.takes(led)]


def _row(led: Led) -> Row:
    over = led.status in {Status.NEW, Status.FOLLOWED_UP, Status.CANCELLED}
    return Row(
        led=led,
        units=", ".join(led.units) if led.works else _("har slutat"),
        status=_("Inget samtal i år") if led.talk is None else status_words(led.status),
        tone=TONES[led.status],
        waits_for=waits_for(led.status),
        next_step=next_step(led.status),
        may_call=over and led.works,
    )


def tallies(people: Sequence[Led], filters: Filters) -> list[Tally]:
    """How many stand in each status that anybody stands in, in the order of a talk's life."""
    counts = Counter(led.status for led in people)
    found = [
        Tally(
            counts[status],
            _("Inget samtal i år") if status is Status.NEW else status_words(status),
            filters.with_status(status.value),
            filters.status == status.value,
        )
        for status in Status
        if counts[status]
    ]
    return [Tally(len(people), _("Alla"), filters.with_status(""), not filters.status), *found]


def units(people: Sequence[Led]) -> list[str]:
    """The units that the people work in, by name."""
    return sorted({unit for led in people for unit in led.units}, key=swedish_key)
