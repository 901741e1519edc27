"""What a form or a script sent, as entries for the pipeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from kompetenslyft.apps.collection import actions
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import CellSpec, Instrument, Section, Unit
from kompetenslyft.core.instruments.values import parse_value, to_json
from kompetenslyft.exchange.definitions import instrument as load_instrument

if TYPE_CHECKING:
    from kompetenslyft.apps.callers import Caller
    from kompetenslyft.apps.collection.actions import Outcome
    from kompetenslyft.apps.collection.models import Return

CHANNEL = "web"
MOST_ENTRIES = 2000
"""Cells in one request; the largest form has a few hundred."""


@dataclass(slots=True)
class Posted:
    """A section's form: what was changed in it, and which revision each changed cell was filled in from."""

    raw: dict[str, object] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    taken: str = ""
    """The cell whose other answer was chosen."""
    page: int = 0
    """The revision that the page was made from."""


def posted_section(section: Section, instrument: Instrument, data: QueryDict) -> Posted:
    """The cells whose input differs from what the page was made with (``was.<key>``).

    What one has not touched is not sent on, so that somebody else's change there is no conflict. ``settle`` holds the
    button pressed beside a conflict: ``mine:<key>:<revision>`` or ``theirs:<key>``.
    """
    page = whole(data.get("base", ""))
    choice, _sep, rest = data.get("settle", "").partition(":")
    key_chosen, _sep, revision = rest.partition(":")
    posted = Posted(taken=key_chosen if choice == "theirs" else "", page=page)
    for spec in instrument.cells.values():
        if spec.section is not section or not spec.entered or f"was.{spec.key}" not in data:
            continue
        if spec.key == posted.taken:
            continue
        raw = _posted(spec, data)
        if _same(raw, data[f"was.{spec.key}"]):
            continue
        posted.raw[spec.key] = raw
        posted.seen[spec.key] = whole(data.get(f"seen.{spec.key}", str(page)))
        if choice == "mine" and spec.key == key_chosen:
            posted.seen[spec.key] = whole(revision)
    return posted


def _posted(spec: CellSpec, data: QueryDict) -> object:
    if spec.question.unit is Unit.CHOICES:
        return [one for one in data.getlist(spec.key) if one]
    return data.get(spec.key, "")


def _same(raw: object, was: str) -> bool:
    text = "; ".join(map(str, raw)) if isinstance(raw, list) else str(raw)
    return text.replace("\r\n", "\n").strip() == was.replace("\r\n", "\n").strip()


def whole(text: str) -> int:
    """A whole number that a form sent back; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class Sent:
    """What the script in the page sent. ``attempted``: earlier tries for the same cells that got no answer."""

    entries: Mapping[str, object]
    base: Mapping[str, int]
    attempted: Mapping[str, object]
    seen: int
    section: str


def sent_entries(body: bytes) -> Sent:
    """The request's JSON. Raises Refused (V400) where it is not what the page sends."""
    try:
        document: Any = json.loads(body)
        entries, base = dict(document["entries"]), dict(document["base"])
        sent = Sent(
            entries={str(key): raw for key, raw in entries.items()},
            base={str(key): int(revision) for key, revision in base.items()},
            attempted=dict(document.get("attempted", {})),
            seen=int(document.get("seen", 0)),
            section=str(document.get("section", "")),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise _unreadable() from None
    if len(sent.entries) > MOST_ENTRIES:
        raise _unreadable()
    return sent


def enter_sent(answer_to: Return, sent: Sent, by: Caller) -> Outcome:
    """Enter what the page sent.

    A try whose answer was lost on the way may have been saved: then the «other» answer in a conflict is the sender's
    own, and the new entry goes over it.
    """
    outcome = actions.enter(answer_to=answer_to, entries=sent.entries, base=sent.base, by=by, channel=CHANNEL)
    own = {
        key: conflict.revision
        for key, conflict in outcome.conflicts.items()
        if key in sent.attempted
        and conflict.by == str(by)
        and _stored(answer_to, key, sent.attempted[key]) == conflict.theirs
    }
    if not own:
        return outcome
    again = actions.enter(
        answer_to=answer_to,
        entries={key: sent.entries[key] for key in own},
        base=own,
        by=by,
        channel=CHANNEL,
    )
    again.saved = outcome.saved | again.saved
    again.unchanged = outcome.unchanged | again.unchanged
    again.rejected = outcome.rejected | again.rejected
    again.conflicts = {key: c for key, c in outcome.conflicts.items() if key not in own} | again.conflicts
    return again


def _stored(answer_to: Return, key: str, raw: object) -> object:
    parsed = parse_value(load_instrument(answer_to.round.instrument), key, raw)
    if parsed is None or isinstance(parsed, Finding):
        return None
    return to_json({key: parsed})[key]


def _unreadable() -> Refused:
    return Refused.because(
        "V400",
        "Det som skickades gick inte att läsa. Ladda om sidan och försök igen.",
        "What was sent could not be read. Reload the page and try again.",
    )
