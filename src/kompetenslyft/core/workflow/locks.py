"""Why a return cannot be changed: which lock, since when, and who can open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import EDITABLE, Status


@dataclass(frozen=True, slots=True)
class RoundDates:
    """A round's dates, each the last or first day itself (inclusive).

    ``deadline`` is the one shown: after it a return is late, and still welcome. After ``last_start`` a return that
    is not begun cannot be begun. After ``last_change`` nothing can be changed.
    """

    opens: date
    deadline: date
    last_start: date
    last_change: date

    def __post_init__(self) -> None:
        if (
            not self.opens <= self.deadline <= self.last_change
            or not self.opens <= self.last_start <= self.last_change
        ):
            raise ValueError(
                "the dates of a round are in the order opens, deadline and last start, last change"
            )

    def extended_to(self, day: date | None) -> RoundDates:
        """The dates of a unit whose time is extended to ``day``: no date comes earlier than without."""
        if day is None:
            return self
        return RoundDates(
            self.opens, max(self.deadline, day), max(self.last_start, day), max(self.last_change, day)
        )

    def is_late(self, today: date) -> bool:
        return today > self.deadline


class LockKind(StrEnum):
    NOT_OPEN = "not_open"
    ROUND_CLOSED = "round_closed"
    START_CLOSED = "start_closed"
    CHANGE_CLOSED = "change_closed"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock on a return: ``code`` T3xx, what is locked and since when, and who can open it."""

    kind: LockKind
    code: str
    since: date | None
    what: Text
    opener: Text


_OFFICER = Text(
    sv="Handläggaren vid myndigheten kan ge förlängd tid.",
    en="The programme officer at the agency can extend the time.",
)
_STATUS_LOCKS: dict[Status, tuple[str, Text, Text]] = {
    Status.SUBMITTED: (
        "T305",
        Text(
            sv="Svaret är inlämnat och väntar på underskrift.",
            en="The return is submitted and awaits signature.",
        ),
        Text(
            sv="Uppgiftssamordnaren eller ombudet kan ta tillbaka inlämningen.",
            en="The data coordinator or the signatory can take back the submission.",
        ),
    ),
    Status.SIGNED: (
        "T306",
        Text(sv="Svaret är underskrivet.", en="The return is signed."),
        Text(
            sv="Ombudet kan ta tillbaka inlämningen, och handläggaren vid myndigheten kan begära komplettering.",
            en="The signatory can take back the submission, and the programme officer can request completion.",
        ),
    ),
    Status.ACCEPTED: (
        "T307",
        Text(sv="Svaret är godkänt.", en="The return is accepted."),
        Text(
            sv="Handläggaren vid myndigheten kan öppna det på nytt.",
            en="The programme officer at the agency can reopen it.",
        ),
    ),
    Status.NIL: (
        "T308",
        Text(
            sv="Det är anmält att det inte finns något att redovisa.",
            en="It is declared that there is nothing to report.",
        ),
        Text(
            sv="Ombudet eller handläggaren vid myndigheten kan öppna svaret på nytt.",
            en="The signatory or the programme officer can reopen the return.",
        ),
    ),
}


def lock(
    status: Status,
    dates: RoundDates,
    today: date,
    *,
    status_since: date | None = None,
    round_closed_on: date | None = None,
) -> Lock | None:
    """The lock on changing answers, or None where they can be changed. Timeliness comes before status.

    ``dates`` are the unit's own, extension included. ``status_since`` is the day the status was reached.
    """
    if round_closed_on is not None:
        return Lock(
            LockKind.ROUND_CLOSED,
            "T301",
            round_closed_on,
            Text(sv="Insamlingen är avslutad.", en="The collection round is closed."),
            Text(
                sv="Handläggaren vid myndigheten kan öppna insamlingen igen.",
                en="The programme officer can reopen the round.",
            ),
        )
    if today < dates.opens:
        return Lock(
            LockKind.NOT_OPEN,
            "T302",
            None,
            Text(
                sv=f"Insamlingen öppnar {dates.opens.isoformat()}.",
                en=f"The round opens on {dates.opens.isoformat()}.",
            ),
            Text(sv="Den öppnar av sig själv den dagen.", en="It opens by itself on that day."),
        )
    if status in _STATUS_LOCKS:
        code, what, opener = _STATUS_LOCKS[status]
        return Lock(LockKind.STATUS, code, status_since, what, opener)
    if status is Status.NOT_STARTED and today > dates.last_start:
        return Lock(
            LockKind.START_CLOSED,
            "T303",
            dates.last_start,
            Text(
                sv=f"Sista dag att påbörja svaret var {dates.last_start.isoformat()}.",
                en=f"The last day to start the return was {dates.last_start.isoformat()}.",
            ),
            _OFFICER,
        )
    # What the agency itself has asked to be completed or reopened stays open after the last day of change.
    if today > dates.last_change and status not in {Status.COMPLETION_REQUESTED, Status.REOPENED}:
        return Lock(
            LockKind.CHANGE_CLOSED,
            "T304",
            dates.last_change,
            Text(
                sv=f"Sista dag att ändra svaret var {dates.last_change.isoformat()}.",
                en=f"The last day to change the return was {dates.last_change.isoformat()}.",
            ),
            _OFFICER,
        )
    if status not in EDITABLE:
        raise AssertionError(f"a status without a lock of its own is editable: {status.value}")
    return None
