"""What tables count: each unit's last signed answers, and whom they were asked of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import F, QuerySet

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.models import Return, Round, Submission
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.instruments.model import Values
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange.definitions import instrument as load_instrument


def counted_returns(round_codes: Collection[str]) -> list[ReturnData]:
    """What the tables count: each unit's last signed submission in the rounds. Two queries, and one per level of units.

    Raises Refused (R106) where a unit has answered in two rounds of one form and year: it would be counted twice.
    """
    return _returns(_counted(round_codes), ())


def asked_returns(round_codes: Collection[str]) -> list[ReturnData]:
    """The same, with every other return that was asked for, which has no answers. One query more.

    For tables that tell how many were asked. Raises Refused (R106).
    """
    unanswered = (
        Return.objects.filter(round__code__in=round_codes, counted_number__isnull=True)
        .select_related("round", "unit")
        .defer("given")
        .order_by("round__year", "unit__code")
    )
    return _returns(_counted(round_codes), list(unanswered))


def visible_returns_counted(
    by: Caller, unit_ids: Collection[int], form: str, on: date
) -> list[ReturnData] | None:
    """What the units have signed in the rounds of a form (its id, in whichever version), oldest first.

    None where the caller may not see all of it: a part would be taken for the whole. Raises Refused (R106).
    """
    counted = Return.objects.filter(
        unit__in=unit_ids, round__instrument__startswith=f"{form}@", counted_number__isnull=False
    )
    asked = set(counted.values_list("pk", flat=True))
    if asked - set(access.visible_returns(by, on).filter(pk__in=asked).values_list("pk", flat=True)):
        return None
    return _returns(list(_in_order(Submission.objects.filter(answer_to__in=asked))), ())


def rounds_of_form(form: str, *, up_to: int) -> list[Round]:
    """The rounds of a form (its id, in whichever version) of the years up to and with ``up_to``, oldest first."""
    return list(
        Round.objects.filter(year__lte=up_to, instrument__startswith=f"{form}@").order_by("year", "code")
    )


def _counted(round_codes: Collection[str]) -> list[Submission]:
    return list(_in_order(Submission.objects.filter(answer_to__round__code__in=round_codes)))


def _in_order(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those of them that count, by year and unit."""
    return (
        submissions.filter(number=F("answer_to__counted_number"))
        .select_related("answer_to__round", "answer_to__unit")
        .order_by("answer_to__round__year", "answer_to__unit__code")
    )


def _returns(counted: Sequence[Submission], unanswered: Sequence[Return]) -> list[ReturnData]:
    asked: list[tuple[Return, Values]] = [(one.answer_to, from_json(one.values)) for one in counted]
    asked += [(one, {}) for one in unanswered]
    _check_once_a_year([answer_to for answer_to, _ in asked])
    return data_of(asked)


def data_of(asked: Sequence[tuple[Return, Values]]) -> list[ReturnData]:
    """Returns and what counts of each, as tables take them. One query per level of units."""
    codes = organisations.municipality_codes({answer_to.unit_id for answer_to, _ in asked})
    return [
        ReturnData(
            unit=answer_to.unit.code,
            municipalities=codes[answer_to.unit_id],
            round=answer_to.round.code,
            year=answer_to.round.year,
            joined_year=answer_to.joined_year,
            instrument=load_instrument(answer_to.round.instrument),
            values=values,
        )
        for answer_to, values in asked
    ]


def _check_once_a_year(returns: Sequence[Return]) -> None:
    first: dict[tuple[int, str, int], Return] = {}
    for answer_to in returns:
        year, form = answer_to.round.year, answer_to.round.instrument.partition("@")[0]
        earlier = first.setdefault((year, form, answer_to.unit_id), answer_to)
        if earlier is not answer_to:
            one, other = earlier.round.code, answer_to.round.code
            raise Refused.because(
                "R106",
                f"{answer_to.unit.name} har svarat i två insamlingar som gäller {year}: {one} och {other}. "
                "Ta med en av dem.",
                f"{answer_to.unit.name} has answered in two rounds of {year}: {one} and {other}. "
                "Include one of them.",
            )
