"""Reading a return's stored answers, for actions and queries alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, QuerySet

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection.models import Cell, Return, Round, Submission
from kompetenslyft.core.instruments.model import Instrument, Value
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.workflow.locks import Lock, lock
from kompetenslyft.exchange.definitions import instrument


def instrument_of(answer_to: Return) -> Instrument:
    """The instrument version that the return's round is bound to."""
    return instrument(answer_to.round.instrument)


def answers_of(answer_to: Return) -> dict[str, Value]:
    """The present answers by cell key, given figures included; cleared cells are absent."""
    return answers_in([answer_to])[answer_to.pk]


def answers_in(returns: Collection[Return]) -> dict[int, dict[str, Value]]:
    """The present answers of each return by its id, as ``answers_of`` gives them. One query."""
    answers = {answer_to.pk: from_json(answer_to.given) for answer_to in returns}
    stored = Cell.objects.filter(answer_to__in=returns).exclude(value=None)
    for pk, key, value in stored.values_list("answer_to_id", "key", "value"):
        answers[pk] |= from_json({key: value})
    return answers


def previous_submission(answer_to: Return) -> Submission | None:
    """What the unit last had counted in an earlier year's round of the same instrument."""
    return _counted_before(answer_to.round, [answer_to.unit_id]).last()


def previous_submissions(round_: Round, units: Collection[int]) -> dict[int, Submission]:
    """What ``previous_submission`` gives for each unit (id) that had anything counted. One query."""
    return {submission.answer_to.unit_id: submission for submission in _counted_before(round_, units)}


def _counted_before(round_: Round, units: Collection[int]) -> QuerySet[Submission]:
    name = round_.instrument.partition("@")[0]
    return (
        Submission.objects.filter(
            answer_to__unit_id__in=units,
            answer_to__round__year__lt=round_.year,
            answer_to__round__instrument__startswith=f"{name}@",
            number=F("answer_to__counted_number"),
        )
        .select_related("answer_to__round")
        .order_by("answer_to__round__year")
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
