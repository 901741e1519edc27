"""The overview of a year's settlements: each municipality with its state, counted, filtered and summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from kompetenslyft.apps.grants.queries.settlement import Row
from kompetenslyft.core.settlement.model import STATE_LABELS, State
from kompetenslyft.web.grants.crumbs import language

TONES: dict[State, str] = {
    State.NOT_REPORTED: "neutral",
    State.SUBMITTED: "info",
    State.COMPLETION_REQUESTED: "warning",
    State.REPORTED: "info",
    State.OUTDATED: "warning",
    State.RECOVERED: "danger",
    State.TO_INVOICE: "warning",
    State.INVOICED: "info",
    State.REPAID: "success",
    State.SETTLED: "success",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed down by, as the address says."""

    state: str = ""
    text: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """From the address; a state that there is not narrows nothing."""
        state = query.get("lage", "")
        return cls(state if state in set(State) else "", query.get("q", "").strip())

    def query(self, **changes: str) -> str:
        """The address's query with some of it changed."""
        pairs = {"lage": self.state, "q": self.text} | changes
        return urlencode({name: value for name, value in pairs.items() if value})

    def chosen(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that the list shows."""
        text = self.text.casefold()
        return [
            row
            for row in rows
            if (not self.state or row.state == self.state)
            and (not text or text in row.case.name.casefold() or row.case.code.startswith(text))
        ]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many municipalities are in a state, with the way to them."""

    label: str
    count: int
    query: str
    current: bool


def tallies(rows: Sequence[Row], filters: Filters) -> list[Tally]:
    """The states that any municipality is in, in the order of the way."""
    counts = Counter(row.state for row in rows)
    return [
        Tally(
            label(state),
            counts[state],
            filters.query(lage="" if filters.state == state else state),
            filters.state == state,
        )
        for state in State
        if counts[state]
    ]


def label(state: State) -> str:
    """The state in the reader's language."""
    return STATE_LABELS[state].in_language(language())


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A municipality in the list."""

    row: Row
    label: str
    tone: str


def shown(rows: Sequence[Row]) -> list[ShownRow]:
    """The rows in the reader's language."""
    return [ShownRow(row, label(row.state), TONES[row.state]) for row in rows]
