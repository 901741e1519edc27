"""One return from first figure to acceptance, through the actions of the collection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.model import Value, Values
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.demo.draws import number
from kompetenslyft.exchange.definitions import instrument

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.actions import Outcome
    from kompetenslyft.apps.collection.models import Return

SUBMITTED_AFTER = timedelta(minutes=40)
SIGNED_AFTER = timedelta(hours=3)

_NOT_TO_BE_HAD = "Uppgiften gick inte att ta fram till svarsdagen."
_PART_TIME = "Flera arbetar deltid och är räknade som personer."
_REASONS = {
    "K141": _PART_TIME,
    "K142": _PART_TIME,
    "K143": _PART_TIME,
    "K144": _PART_TIME,
    "K151": "Siffran är kontrollerad. Nya tjänster har tillkommit sedan förra inventeringen.",
    "K152": "Siffran är kontrollerad. Arbetsledningen är utökad sedan förra inventeringen.",
    "K155": _NOT_TO_BE_HAD,
    "K156": _NOT_TO_BE_HAD,
    "K157": _NOT_TO_BE_HAD,
    "K158": _NOT_TO_BE_HAD,
    "K159": "Alla är inte bedömda än. Bedömningarna görs vid medarbetarsamtalen under våren.",
}
_OTHER_REASON = "Siffran är kontrollerad och stämmer."


class Filed(RuntimeError):
    """A made-up return did not go through: the demo's figures and the form's checks disagree."""


def as_entered(form_ref: str, values: Mapping[str, Value]) -> dict[str, object]:
    """The answers as a Swedish respondent would write them: «12,5», «Ja»."""
    form = instrument(form_ref)
    return {key: format_value(form.cells[key], value, "sv") for key, value in values.items()}


def enter(
    answer_to: Return, values: Mapping[str, Value], *, by: User, at: datetime, channel: str = "web"
) -> Outcome:
    """Enter sound answers. Raises ``Filed`` where one is not taken."""
    raw = as_entered(answer_to.round.instrument, values)
    seen = answer_to.revision
    outcome = collection.enter(answer_to=answer_to, entries=raw, base=seen, by=by, channel=channel, at=at)
    if not outcome.is_clean:
        raise Filed(f"{answer_to}: {outcome.rejected or outcome.conflicts}")
    answer_to.revision = outcome.revision
    return outcome


def submit(answer_to: Return, values: Values, previous: Values | None, *, by: User, at: datetime) -> None:
    """Write the reasons that the answers call for, and submit."""
    form = instrument(answer_to.round.instrument)
    for finding in run_checks(form, values, newcomer=answer_to.newcomer, previous=previous):
        if finding.severity is Severity.SOFT:
            reason = _REASONS.get(finding.code, _OTHER_REASON)
            collection.explain(answer_to=answer_to, instance=finding.instance, text=reason, by=by, at=at)
    collection.submit(answer_to=answer_to, by=by, at=at)


def file_signed(
    answer_to: Return,
    values: Values,
    previous: Values | None,
    *,
    respondent: User,
    signatory: User,
    at: datetime,
) -> datetime:
    """Enter, submit and sign. Returns when it was signed."""
    channel = "workbook" if number(answer_to.unit.code, "channel", 3) == 0 else "web"
    enter(answer_to, values, by=respondent, at=at, channel=channel)
    submit(answer_to, values, previous, by=respondent, at=at + SUBMITTED_AFTER)
    signed = at + SIGNED_AFTER
    collection.sign(answer_to=answer_to, by=signatory, at=signed)
    return signed
