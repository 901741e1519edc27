"""Reading a return's stored answers, for actions and queries alike."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection.models import Return, Submission
from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.workflow.locks import Lock, lock
from kompetenslyft.exchange.definitions import instrument


def instrument_of(answer_to: Return) -> Instrument:
    """The instrument version that the return's round is bound to."""
    return instrument(answer_to.round.instrument)


def answers_of(answer_to: Return) -> dict[str, Value]:
    """The present answers by cell key; cleared cells are absent."""
    stored = answer_to.cells.exclude(value=None).values_list("key", "value")
    return from_json(dict(stored))


def previous_submission(answer_to: Return) -> Submission | None:
    """What the unit last had counted in an earlier year's round of the same instrument."""
    name = answer_to.round.instrument.partition("@")[0]
    return (
        Submission.objects.filter(
            answer_to__unit_id=answer_to.unit_id,
            answer_to__round__year__lt=answer_to.round.year,
            answer_to__round__instrument__startswith=f"{name}@",
            number=F("answer_to__counted_number"),
        )
        .select_related("answer_to__round")
        .order_by("-answer_to__round__year")
        .first()
    )


def lock_on(answer_to: Return, today: date) -> Lock | None:
    """The lock on the return's answers today."""
    since = answer_to.status_since
    return lock(
        answer_to.state,
        answer_to.dates,
        today,
        status_since=clock.day_of(since) if since else None,
        round_closed_on=answer_to.round.closed_on,
    )
