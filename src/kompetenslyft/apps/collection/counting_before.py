"""What tables would have counted at a moment, from the events that are kept for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from kompetenslyft.apps.collection.counting import data_of
from kompetenslyft.apps.collection.models import ReturnEvent, Round, Submission
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.workflow.returns import Event, counted_submission

_TOGETHER = 200
_DECIDING = (Event.SIGNED, Event.WITHDRAWN, Event.DECLARED_NIL)


def counted_before(moment: datetime) -> Iterator[ReturnData]:
    """What counted of every round just before the moment, by year, round and unit.

    Two queries, and for each so many returns one for the answers and one per level of units.
    """
    counted = _submissions(moment)
    rows = Submission.objects.order_by(
        "answer_to__round__year", "answer_to__round__code", "answer_to__unit__code"
    )
    in_order = [pk for pk in rows.values_list("pk", flat=True).iterator() if pk in counted]
    for start in range(0, len(in_order), _TOGETHER):
        part = in_order[start : start + _TOGETHER]
        found = Submission.objects.select_related("answer_to__round", "answer_to__unit").in_bulk(part)
        yield from data_of([(found[pk].answer_to, from_json(found[pk].values)) for pk in part])


def any_made_up() -> bool:
    """Whether any round's answers are made up."""
    return Round.objects.filter(made_up=True).exists()


def _submissions(moment: datetime) -> set[int]:
    """Those (ids) that counted just before the moment. One query."""
    events = ReturnEvent.objects.filter(at__lt=moment, kind__in=[one.value for one in _DECIDING])
    rows = events.order_by("answer_to", "id").values_list(
        "answer_to_id", "kind", "submission__number", "submission_id"
    )
    found = set()
    for _return, happened in groupby(rows.iterator(), key=lambda row: row[0]):
        told = list(happened)
        counted = counted_submission((Event(kind), number) for _id, kind, number, _pk in told)
        found |= {pk for _id, _kind, number, pk in told if counted is not None and number == counted}
    return found
