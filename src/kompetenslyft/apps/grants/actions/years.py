"""Opening a programme year, its requisition and its report-back, and closing them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions.claims import check_decided, enter_unclaimed
from kompetenslyft.apps.grants.actions.figures import give_figures
from kompetenslyft.apps.grants.holding import check_not_closed, check_takes_claims, held
from kompetenslyft.apps.grants.models import Entitlement, Offer, ProgrammeYear
from kompetenslyft.apps.grants.queries.settlement import open_matters
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import instrument as load_instrument
from kompetenslyft.exchange.definitions import programme as load_programme

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Round


@transaction.atomic
def open_year(
    *, definition: str, by: Caller, made_up: bool = False, at: datetime | None = None
) -> ProgrammeYear:
    """Open a programme year on its definition (``id@version``).

    Raises Refused: E103, G701 unknown definition, G702 the year is open already.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    try:
        load_programme(definition)
    except KeyError:
        raise Refused.because(
            "G701",
            f"Bidraget {definition} finns inte. Välj ett ur listan.",
            f"There is no grant {definition}. Choose one from the list.",
        ) from None
    year, made = ProgrammeYear.objects.get_or_create(
        definition=definition,
        defaults={
            "code": definition.replace("@", "-"),
            "opened_at": at,
            "opened_by": str(by),
            "made_up": made_up,
        },
    )
    if not made:
        raise Refused.because(
            "G702",
            "Bidragsåret är redan upplagt. Välj det i listan över statsbidrag.",
            "The programme year is set up already. Choose it in the list of grants.",
        )
    audit.record("year.open", year, by=by, at=at, definition=definition)
    return year


@transaction.atomic
def open_requisition(*, year: ProgrammeYear, by: Caller, at: datetime | None = None) -> Round:
    """Make the requisition round and ask every municipality that is offered anything, with its amounts filled in.

    Raises Refused: E103, G703 a purpose is not decided, G704 the round is made already, G707 the year is closed.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    if year.requisition_round_id:
        raise _made_already()
    programme = year.programme
    offered: dict[int, dict[str, int]] = defaultdict(dict)
    for offer in Offer.objects.filter(year=year):
        offered[offer.unit_id][offer.purpose] = offer.amount
    offered = {unit: amounts for unit, amounts in offered.items() if any(amounts.values())}
    decided = set(year.scenarios.filter(decided_at__isnull=False).values_list("purpose", flat=True))
    missing = [purpose for purpose in programme.purposes if purpose.id not in decided]
    if missing:
        raise Refused.because(
            "G703",
            "Fördelningen är inte beslutad för "
            + ", ".join(f"«{purpose.title.sv}»" for purpose in missing)
            + ". Besluta den först.",
            "The allocation is not decided for "
            + ", ".join(f"“{purpose.title.en}”" for purpose in missing)
            + ". Decide it first.",
        )
    window = programme.requisition
    title = _round_title(window.instrument, programme.year)
    round_ = collection.create_round(
        code=f"rekvisition-{year.code}",
        title_sv=title.sv,
        title_en=title.en,
        year=programme.year,
        instrument=window.instrument,
        opens=window.opens,
        deadline=window.closes,
        last_start=window.closes,
        last_change=window.closes,
        made_up=year.made_up,
        by=by,
        at=at,
    )
    _ask(round_, offered, programme.year, by=by, at=at)
    collection.give_all(
        round=round_,
        values={
            unit: {f"offered.{purpose}": amount for purpose, amount in amounts.items()}
            for unit, amounts in offered.items()
        },
        by=by,
        at=at,
    )
    year.requisition_round = round_
    year.save(update_fields=["requisition_round"])
    audit.record("year.open_requisition", year, by=by, at=at, units=len(offered))
    return round_


@transaction.atomic
def accept_claims(*, year: ProgrammeYear, by: Caller, at: datetime | None = None) -> list[Return]:
    """Accept every signed claim; what they claim is owed from now on. Returns them.

    Raises Refused: E103, G705 the requisition is not opened, G706 it is closed, G707 the year is closed, G713 none is
    signed.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    # The claims are held before the year, as when one is accepted by itself: two who wait for each other never end.
    check_not_closed(year)
    check_takes_claims(year)
    if year.requisition_round is None:
        raise _not_opened()
    accepted = collection.accept_signed(round=year.requisition_round, by=by, at=at)
    if not accepted:
        raise Refused.because(
            "G713",
            "Ingen rekvisition är underskriven och väntar på att godkännas. Ladda om sidan för att se hur det står.",
            "No claim is signed and waits to be accepted. Reload the page to see how it stands.",
        )
    return list(accepted)


@transaction.atomic
def close_requisition(*, year: ProgrammeYear, by: Caller, at: datetime | None = None) -> int:
    """Take no more claims: what was offered and not claimed is entered as such. Returns those kronor.

    A claim that is not signed when its time is up is none. Raises Refused: E103, G705 not opened, G706 closed already,
    G707 the year is closed, G708 the window is still open, for all or for one, or claims wait for a decision.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    check_takes_claims(year)
    round_ = year.requisition_round
    if round_ is None:
        raise _not_opened()
    if at.date() <= round_.last_change:
        raise Refused.because(
            "G708",
            f"Kommunerna kan rekvirera till och med {round_.last_change.isoformat()}. Avsluta därefter.",
            f"Municipalities can claim up to {round_.last_change.isoformat()}. Close it after that.",
        )
    check_decided(round_, at)
    unclaimed = enter_unclaimed(year, by=by, at=at)
    if round_.closed_on is None:
        collection.close_round(round=round_, by=by, at=at)
    year.requisition_closed_at = at
    year.save(update_fields=["requisition_closed_at"])
    audit.record("year.close_requisition", year, by=by, at=at, unclaimed=unclaimed)
    return unclaimed


@transaction.atomic
def open_reporting(*, year: ProgrammeYear, by: Caller, at: datetime | None = None) -> Round:
    """Make the report-back round and ask every municipality that is owed anything, its figures filled in.

    Raises Refused: E103, G704 the round is made already, G707 the year is closed, G709 nobody has claimed.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    if year.report_round_id:
        raise _made_already()
    units = dict.fromkeys(Entitlement.standing.filter(year=year).values_list("unit_id", flat=True), True)
    if not units:
        raise Refused.because(
            "G709",
            "Ingen kommun har en godkänd rekvisition, så det finns ingen att fråga.",
            "No municipality has an accepted claim, so there is nobody to ask.",
        )
    programme = year.programme
    window = programme.reporting
    title = _round_title(window.instrument, programme.year)
    round_ = collection.create_round(
        code=f"redovisning-{year.code}",
        title_sv=title.sv,
        title_en=title.en,
        year=programme.year,
        instrument=window.instrument,
        opens=window.opens,
        deadline=window.deadline,
        last_start=window.last_change,
        last_change=window.last_change,
        made_up=year.made_up,
        by=by,
        at=at,
    )
    _ask(round_, units, programme.year, by=by, at=at)
    year.report_round = round_
    year.save(update_fields=["report_round"])
    give_figures(year=year, unit_ids=units, at=at)
    audit.record("year.open_reporting", year, by=by, at=at, units=len(units))
    return round_


@transaction.atomic
def close_year(*, year: ProgrammeYear, by: Caller, at: datetime | None = None) -> ProgrammeYear:
    """Close the year: nothing more can be entered, reported or settled in it.

    Raises Refused: E103, G707 closed already, G710 something is left to be done, each thing named.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    left = open_matters(year)
    if left:
        raise Refused.because(
            "G710",
            "Bidragsåret kan inte stängas än. " + " ".join(matter.sv for matter in left),
            "The programme year cannot be closed yet. " + " ".join(matter.en for matter in left),
        )
    if year.report_round is not None and year.report_round.closed_on is None:
        collection.close_round(round=year.report_round, by=by, at=at)
    year.closed_at, year.closed_by = at, str(by)
    year.save(update_fields=["closed_at", "closed_by"])
    audit.record("year.close", year, by=by, at=at)
    return year


def _ask(round_: Round, units: Mapping[int, object], joined: int, *, by: Caller, at: datetime) -> None:
    collection.ask(round=round_, units=dict.fromkeys(units, joined), by=by, at=at)


def _round_title(instrument: str, year: int) -> Text:
    """What a round on the form is called: the form's title, with the year where that does not say it."""
    title = load_instrument(instrument).title
    return title if str(year) in title.sv else Text(sv=f"{title.sv} {year}", en=f"{title.en} {year}")


def _not_opened() -> Refused:
    return Refused.because(
        "G705",
        "Rekvisitionen är inte öppnad än. Öppna den på bidragsårets sida.",
        "The requisition is not opened yet. Open it on the page of the programme year.",
    )


def _made_already() -> Refused:
    return Refused.because(
        "G704",
        "Det är redan gjort. Ladda om sidan för att se hur det står.",
        "That is done already. Reload the page to see how it stands.",
    )
