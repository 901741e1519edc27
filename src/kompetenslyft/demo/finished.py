"""The returns that are signed: most go straight to acceptance, a few of 2016 the long way.

Whatever happens on the way, the submission that counts holds the answers of ``make_returns``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.core.instruments.model import Value, Values
from kompetenslyft.demo import filing
from kompetenslyft.demo.draws import number, pick
from kompetenslyft.demo.logins import DEMO_DAY
from kompetenslyft.demo.participants import ACCEPTED, COMPLETION_REQUESTED, STOCKHOLM
from kompetenslyft.demo.rounds import at, days_after

if TYPE_CHECKING:
    from datetime import datetime

    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.demo.people import Cast
    from kompetenslyft.demo.rounds import RoundPlan

COMPLETION_NOTE = (
    "Ni anger hur många arbetsledare som behöver kompetensutveckling, men antalet har ändrats mycket sedan 2013. "
    "Kontrollera siffran och lämna in på nytt."
)
FIRST_YEAR_NOTE = (
    "Ni anger att ingen handläggare har mindre än ett års erfarenhet. Stämmer det? "
    "Rätta annars och lämna in på nytt."
)
REOPENED_NOTE = "Kommunen har hört av sig om en felräkning bland arbetsledarna och vill rätta den."

Road = Callable[["RoundPlan", "Cast", "Return", Values, "Values | None"], None]
"""From the first figure on: the round, who acts, the return, its signed answers, and those of the year before."""


def roads_of(plan: RoundPlan, signed: Mapping[str, Values]) -> dict[str, Road]:
    """How each return comes to be signed: most go straight to acceptance, a few of 2016 the long way."""
    roads: dict[str, Road] = dict.fromkeys(signed, _file_and_accept)
    if plan.closes is not None:
        return roads
    # Stockholm's figures follow from its staff register, and no figure is asked about.
    named = {COMPLETION_REQUESTED, ACCEPTED, STOCKHOLM}
    asked_about = [
        code for code, values in signed.items() if code not in named and values["degree_under_1_year"]
    ]
    corrected = pick(asked_about, min(3, len(asked_about)), "corrected 2016")
    others = [code for code in asked_about if code not in corrected]
    reopened = pick(others, min(1, len(others)), "reopened 2016")
    roads |= dict.fromkeys({*corrected, ACCEPTED} & set(signed), _file_and_correct)
    roads |= dict.fromkeys(reopened, _file_and_reopen)
    roads |= dict.fromkeys({COMPLETION_REQUESTED} & set(signed), _file_and_ask)
    return roads


def _file(
    plan: RoundPlan,
    cast: Cast,
    answer_to: Return,
    values: Values,
    previous: Values | None,
    *,
    by_then: datetime | None = None,
) -> datetime:
    code = answer_to.unit.code
    entered = plan.entered(code)
    return filing.file_signed(
        answer_to,
        values,
        previous,
        respondent=cast.respondent(code),
        signatory=cast.signatories[code],
        at=entered if by_then is None else min(entered, by_then),
    )


def _file_and_accept(
    plan: RoundPlan, cast: Cast, answer_to: Return, values: Values, previous: Values | None
) -> None:
    signed = _file(plan, cast, answer_to, values, previous)
    accepted = days_after(signed, 2 + number(answer_to.unit.code, "accepted", 19))
    if accepted < at(DEMO_DAY, 0):
        collection.accept(answer_to=answer_to, by=cast.officer, at=accepted)


def _file_and_correct(
    plan: RoundPlan, cast: Cast, answer_to: Return, values: Values, previous: Values | None
) -> None:
    """Signed with a figure that the officer asked about, corrected, signed again and accepted."""
    code = answer_to.unit.code
    first: dict[str, Value] = {**values, "degree_under_1_year": 0}
    signed = _file(plan, cast, answer_to, first, previous, by_then=at(date(2017, 1, 16), 600))
    collection.request_completion(
        answer_to=answer_to, note=FIRST_YEAR_NOTE, by=cast.officer, at=days_after(signed, 3)
    )
    again = days_after(signed, 6)
    right = {"degree_under_1_year": values["degree_under_1_year"]}
    filing.enter(answer_to, right, by=cast.respondent(code), at=again)
    filing.submit(answer_to, values, previous, by=cast.respondent(code), at=again + filing.SUBMITTED_AFTER)
    collection.sign(answer_to=answer_to, by=cast.signatories[code], at=again + filing.SIGNED_AFTER)
    collection.accept(answer_to=answer_to, by=cast.officer, at=days_after(again, 2))


def _file_and_ask(
    plan: RoundPlan, cast: Cast, answer_to: Return, values: Values, previous: Values | None
) -> None:
    """Signed; the officer has asked for a completion that is begun and not submitted. The signed one still counts."""
    signed = _file(plan, cast, answer_to, values, previous, by_then=at(date(2017, 1, 24), 600))
    collection.request_completion(
        answer_to=answer_to, note=COMPLETION_NOTE, by=cast.officer, at=days_after(signed, 7)
    )
    filing.enter(
        answer_to,
        {"leaders_need_development": 0},
        by=cast.respondent(answer_to.unit.code),
        at=at(date(2017, 2, 2), 660),
    )


def _file_and_reopen(
    plan: RoundPlan, cast: Cast, answer_to: Return, values: Values, previous: Values | None
) -> None:
    """Accepted, and opened again at the unit's wish. What was signed still counts."""
    signed = _file(plan, cast, answer_to, values, previous, by_then=at(date(2017, 1, 20), 600))
    collection.accept(answer_to=answer_to, by=cast.officer, at=days_after(signed, 4))
    collection.reopen(answer_to=answer_to, note=REOPENED_NOTE, by=cast.officer, at=at(date(2017, 2, 2), 930))
