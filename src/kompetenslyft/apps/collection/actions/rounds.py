"""Defining rounds, asking units, and moving dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.actions.answers import written
from kompetenslyft.apps.collection.models import Return, Round
from kompetenslyft.apps.errors import Refused
from kompetenslyft.exchange.definitions import instrument as load_instrument


@transaction.atomic
def create_round(
    *,
    code: str,
    title_sv: str,
    title_en: str,
    year: int,
    instrument: str,
    opens: date,
    deadline: date,
    last_start: date,
    last_change: date,
    by: Caller,
    made_up: bool = False,
    at: datetime | None = None,
) -> Round:
    """Define a round on one version of an instrument.

    Raises Refused: E103 not an officer, R101 unknown instrument version, R102 dates out of order or a code that is
    taken.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    try:
        load_instrument(instrument)
    except KeyError:
        raise Refused.because(
            "R101",
            f"Formuläret {instrument} finns inte. Välj en version ur listan.",
            f"There is no form {instrument}. Choose a version from the list.",
        ) from None
    round_ = Round(
        code=code,
        title_sv=title_sv,
        title_en=title_en,
        year=year,
        instrument=instrument,
        opens=opens,
        deadline=deadline,
        last_start=last_start,
        last_change=last_change,
        made_up=made_up,
    )
    try:
        round_.full_clean()
    except ValidationError as error:
        reasons = " ".join(error.messages)
        raise Refused.because("R102", reasons, reasons) from None
    round_.save()
    audit.record("round.create", round_, by=by, at=at, code=code, instrument=instrument)
    return round_


@transaction.atomic
def ask(*, round: Round, units: Mapping[int, int], by: Caller, at: datetime | None = None) -> int:
    """Ask units (organisation id → the year it joined the programme). Units already asked are left as they are.

    Returns how many were added. Raises Refused: E103, R103 where the round is closed.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    _check_not_closed(_held(round))
    asked = set(round.returns.values_list("unit_id", flat=True))
    added = [
        Return(round=round, unit_id=unit_id, joined_year=joined)
        for unit_id, joined in units.items()
        if unit_id not in asked
    ]
    Return.objects.bulk_create(added)
    audit.record("round.ask", round, by=by, at=at, added=len(added))
    return len(added)


@transaction.atomic
def extend(*, answer_to: Return, until: date, reason: str, by: Caller, at: datetime | None = None) -> Return:
    """Give one unit time until ``until`` (inclusive), with the reason.

    Raises Refused: E103, R104 a day that gives no more time, R105 no reason, V413, V414 a reason that cannot be
    kept.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    if until <= answer_to.round.deadline:
        raise Refused.because(
            "R104",
            f"Dagen ligger inte efter svarsdagen {answer_to.round.deadline.isoformat()}. Välj en senare dag.",
            f"The day is not after the deadline {answer_to.round.deadline.isoformat()}. Choose a later day.",
        )
    reason = written(reason)
    if not reason:
        raise Refused.because("R105", "Skriv varför tiden förlängs.", "Write why the time is extended.")
    answer_to.extended_to, answer_to.extension_reason = until, reason
    answer_to.save(update_fields=["extended_to", "extension_reason"])
    audit.record("return.extend", answer_to, by=by, at=at, until=until.isoformat())
    return answer_to


@transaction.atomic
def close_round(*, round: Round, by: Caller, at: datetime | None = None) -> Round:
    """Close the round: nothing more can be changed in it. Raises Refused: E103, R103 where it is closed."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    _check_not_closed(_held(round))
    round.closed_on = at.date()
    round.save(update_fields=["closed_on"])
    audit.record("round.close", round, by=by, at=at)
    return round


@transaction.atomic
def reopen_round(*, round: Round, by: Caller, at: datetime | None = None) -> Round:
    """Open a closed round again; its dates still hold. Raises Refused: E103."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    round.closed_on = None
    round.save(update_fields=["closed_on"])
    audit.record("round.reopen", round, by=by, at=at)
    return round


def _held(round_: Round) -> Round:
    """The round, read anew and held for this transaction, so that two who change it take turns."""
    return Round.objects.select_for_update().get(pk=round_.pk)


def _check_not_closed(round_: Round) -> None:
    if round_.closed_on is not None:
        raise Refused.because(
            "R103",
            f"Insamlingen avslutades {round_.closed_on.isoformat()}. Öppna den först.",
            f"The round was closed on {round_.closed_on.isoformat()}. Open it first.",
        )
