"""Entering answers: the pipeline that every channel passes.

The order is fixed: access (E1xx), keys (K2xx), timeliness and status (T3xx), values (V4xx), conflicts (C5xx).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import access, events
from kompetenslyft.apps.collection.checking import count_findings
from kompetenslyft.apps.collection.models import Cell, CellChange, Explanation, Return
from kompetenslyft.apps.collection.records import instrument_of, lock_on
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.checks import explainable
from kompetenslyft.core.instruments.values import JsonValue, key_finding, parse_text, parse_value, to_json
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Event, Status

SAVED_ANEW_AFTER = timedelta(hours=1)
"""A person who goes on changing answers makes one «saved» event an hour; every change is logged by itself."""

LONGEST_REASON = 2000
"""Characters in a reason or a note."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the cell since the sender saw it. Values are as stored (JSON); null is blank."""

    key: str
    mine: Any
    theirs: Any
    by: str
    at: datetime
    revision: int


@dataclass(slots=True)
class Outcome:
    """What became of each entry. ``revision`` is the return's after the call."""

    revision: int
    saved: dict[str, Cell] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    rejected: dict[str, Finding] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not self.rejected and not self.conflicts


@transaction.atomic
def enter(
    *,
    answer_to: Return,
    entries: Mapping[str, object],
    base: int | Mapping[str, int],
    by: Caller,
    channel: str,
    all_or_nothing: bool = False,
    at: datetime | None = None,
) -> Outcome:
    """Enter raw answers by cell key; blank clears a cell.

    ``base`` is the revision that the sender had seen, of the whole return or by key: a cell changed after it by
    somebody to something else is a conflict and is left alone. Good entries are saved though others are not, unless
    ``all_or_nothing``. Raises Refused for what stops them all: E101, E102, T3xx.
    """
    at = at or clock.now()
    answer_to = locked(answer_to)
    access.check_may_edit(by, answer_to, at.date())
    instrument = instrument_of(answer_to)
    outcome = Outcome(revision=answer_to.revision)
    outcome.rejected = {
        key: finding for key in entries if (finding := key_finding(instrument, key)) is not None
    }
    check_open(answer_to, at)

    known = entries.keys() - outcome.rejected.keys()
    current = {cell.key: cell for cell in answer_to.cells.filter(key__in=known)}
    new: dict[str, JsonValue | None] = {}
    for key, raw in entries.items():
        if key in outcome.rejected:
            continue
        parsed = parse_value(instrument, key, raw)
        if isinstance(parsed, Finding):
            outcome.rejected[key] = parsed
            continue
        value = None if parsed is None else to_json({key: parsed})[key]
        cell = current.get(key)
        old = cell.value if cell else None
        seen = base if isinstance(base, int) else base.get(key, 0)
        if value == old:
            outcome.unchanged.add(key)
        elif cell is not None and cell.revision > seen:
            outcome.conflicts[key] = Conflict(
                key, value, old, cell.changed_by, cell.changed_at, cell.revision
            )
        else:
            new[key] = value
    if new and (outcome.is_clean or not all_or_nothing):
        outcome.saved = keep(answer_to, new, current, by=by, channel=channel, at=at)
        outcome.revision = answer_to.revision
        audit.record(
            "return.enter",
            answer_to,
            by=by,
            at=at,
            revision=answer_to.revision,
            cells=len(new),
            channel=channel,
        )
    return outcome


def keep(
    answer_to: Return,
    new: Mapping[str, JsonValue | None],
    current: Mapping[str, Cell],
    *,
    by: Caller,
    channel: str,
    at: datetime,
) -> dict[str, Cell]:
    """Write answers that have passed the pipeline, with their history and what derives from them.

    ``new``: by cell key as stored, None where the cell is cleared. ``current``: the cells that were answered before.
    Called inside a transaction that holds the return.
    """
    answer_to.revision += 1
    saved = {
        key: Cell(
            answer_to=answer_to,
            key=key,
            value=value,
            revision=answer_to.revision,
            changed_by=str(by),
            changed_at=at,
            channel=channel,
        )
        for key, value in new.items()
    }
    Cell.objects.bulk_create(
        saved.values(),
        update_conflicts=True,
        unique_fields=["answer_to", "key"],
        update_fields=["value", "revision", "changed_by", "changed_at", "channel"],
    )
    CellChange.objects.bulk_create(
        CellChange(
            answer_to=answer_to,
            key=key,
            old=current[key].value if key in current else None,
            new=value,
            revision=answer_to.revision,
            by=user_of(by),
            by_label=str(by),
            at=at,
            channel=channel,
        )
        for key, value in new.items()
    )
    _tell(answer_to, by=by, channel=channel, at=at)
    count_findings(answer_to)
    answer_to.save(update_fields=["revision", "hard_findings", "soft_findings", "trial_findings", "answered"])
    return saved


@transaction.atomic
def explain(
    *, answer_to: Return, instance: str, text: str, by: Caller, at: datetime | None = None
) -> Explanation | None:
    """Write, change or (with empty text) take away the reason for a soft finding.

    Raises Refused: E101, E102; K203 where the form has no such check; T3xx; V413, V414 a text that cannot be kept.
    """
    at = at or clock.now()
    answer_to = locked(answer_to)
    access.check_may_edit(by, answer_to, at.date())
    if instance not in explainable(instrument_of(answer_to)):
        raise Refused.because(
            Code.UNKNOWN_CHECK,
            f"Formuläret har ingen kontroll «{quoted(instance)}» att förklara. Ladda om sidan och försök igen.",
            f"The form has no check “{quoted(instance)}” to explain. Reload the page and try again.",
        )
    check_open(answer_to, at)
    text = written(text)
    explanation = None
    if text:
        explanation, _ = Explanation.objects.update_or_create(
            answer_to=answer_to, instance=instance, defaults={"text": text, "by_label": str(by), "at": at}
        )
    else:
        Explanation.objects.filter(answer_to=answer_to, instance=instance).delete()
    count_findings(answer_to)
    answer_to.save(update_fields=["soft_findings"])
    audit.record("return.explain", answer_to, by=by, at=at, instance=instance)
    return explanation


def locked(answer_to: Return) -> Return:
    """The return, read anew and held for this transaction, so that two writers take turns."""
    return Return.objects.select_for_update(of=("self",)).select_related("round", "unit").get(pk=answer_to.pk)


def written(text: str) -> str:
    """A reason or note as it is kept. Raises Refused: V413 it is too long, V414 it has control characters."""
    parsed = parse_text("", text, longest=LONGEST_REASON)
    if isinstance(parsed, Finding):
        raise Refused(parsed)
    return parsed or ""


def check_open(answer_to: Return, at: datetime) -> None:
    """Raises Refused (T3xx) where answers cannot be changed: which lock, since when, who can open it."""
    shut = lock_on(answer_to, at.date())
    if shut is None:
        return
    sv, en = f"{shut.what.sv} {shut.opener.sv}", f"{shut.what.en} {shut.opener.en}"
    if shut.since is not None:
        sv += f" Låst sedan {shut.since.isoformat()}."
        en += f" Locked since {shut.since.isoformat()}."
    raise Refused(Finding(shut.code, Severity.HARD, Text(sv=sv, en=en)))


def _tell(answer_to: Return, *, by: Caller, channel: str, at: datetime) -> None:
    """Add the event of a change: started, or saved where the last event does not already say so."""
    if answer_to.state is Status.NOT_STARTED:
        events.append(answer_to, Event.STARTED, by=by, channel=channel, at=at)
        return
    last = answer_to.events.order_by("-id").first()
    recent = last is not None and at - last.at < SAVED_ANEW_AFTER
    if recent and last is not None and last.kind in {Event.STARTED, Event.SAVED} and last.by_label == str(by):
        return
    events.append(answer_to, Event.SAVED, by=by, channel=channel, at=at)
