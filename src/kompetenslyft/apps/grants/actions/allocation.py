"""Scenarios, and the decision that turns one of them into offers. Keys are in ``actions.keys``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.allocating import county_groups, keys_needed, values_by_key, weighs_groups
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.keys import municipalities
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import KeyTable, Offer, ProgrammeYear, Scenario
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.model import AllocationModel, CannotAllocate, Unit
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.core.numbers import format_sek


@transaction.atomic
def add_scenario(
    *,
    year: ProgrammeYear,
    purpose: str,
    title: str,
    model: AllocationModel,
    keys: Mapping[str, int],
    amount: int,
    by: Caller,
    at: datetime | None = None,
) -> Scenario:
    """Divide ``amount`` (whole kronor) for the purpose by the model, and keep what comes of it to be compared.

    ``keys``: for every key of the model, the id of the table with its values. Raises Refused: E103, G707 the year is
    closed, G103 no such purpose, G104 no title or one that is taken, G105 a key without a table or with another's,
    A2xx why the amount cannot be divided so, with the arithmetic.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    title = _titled(year, purpose, title)
    tables = _tables(model, keys)
    groups = county_groups(at.date())
    try:
        made = allocate(
            model,
            amount=amount,
            units=[Unit(code, of_unit) for code, of_unit in groups.items()],
            keys=values_by_key(tables),
        )
    except CannotAllocate as cannot:
        raise Refused(*cannot.findings) from None
    scenario = Scenario.objects.create(
        year=year,
        purpose=purpose,
        title=title,
        amount=amount,
        steps=model.model_dump(mode="json"),
        groups=groups if weighs_groups(model) else {},
        result=dict(made.amounts),
        reserved=made.reserved,
        left_over=made.left_over,
        at_floor=sorted(made.at_floor),
        at_cap=sorted(made.at_cap),
        made_at=at,
        made_by=str(by),
    )
    scenario.keys.set(tables)
    audit.record("scenario.add", scenario, by=by, at=at, year=year.code, purpose=purpose, amount=amount)
    return scenario


@transaction.atomic
def remove_scenario(*, scenario: Scenario, by: Caller, at: datetime | None = None) -> None:
    """Take away a scenario that is not decided.

    Raises Refused: E103, E101 it is gone, G107 it is decided, G707 the year is closed.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    check_not_closed(held(scenario.year))
    found = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if found is None:
        raise access.not_found()
    if found.decided_at is not None:
        raise Refused.because(
            "G107",
            f"«{found.title}» är beslutat ({found.decision_reference}) och kan inte tas bort.",
            f"“{found.title}” is decided ({found.decision_reference}) and cannot be removed.",
        )
    audit.record(
        "scenario.remove", found, by=by, at=at, year=found.year.code, purpose=found.purpose, title=found.title
    )
    found.delete()


@transaction.atomic
def decide(
    *, scenario: Scenario, decision_reference: str, by: Caller, at: datetime | None = None
) -> Scenario:
    """Decide on the scenario: it is locked, its amounts are offered to the municipalities and entered in the ledger.

    Raises Refused: E103, E101 the scenario is gone, G707 the year is closed, G108 no reference, G109 the purpose is
    decided already, G110 another amount than the purpose has, G111 other municipalities than when it was computed,
    G112 a key that has been put right since.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(scenario.year)
    check_not_closed(year)
    reference = decision_reference.strip()
    if not reference:
        raise Refused.because(
            "G108",
            "Ange beslutets diarienummer.",
            "Give the decision's reference.",
            "decision_reference",
        )
    found = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if found is None:
        raise access.not_found()
    _check_can_be_decided(found, year, at)
    found.decided_at, found.decided_by, found.decision_reference = at, str(by), reference
    found.save(update_fields=["decided_at", "decided_by", "decision_reference"])
    _offer(found, year, by=by, at=at)
    audit.record(
        "scenario.decide",
        found,
        by=by,
        at=at,
        year=year.code,
        purpose=found.purpose,
        reference=reference,
        offered=sum(found.result.values()),
    )
    return found


def _check_can_be_decided(scenario: Scenario, year: ProgrammeYear, at: datetime) -> None:
    decided = Scenario.objects.filter(year=year, purpose=scenario.purpose, decided_at__isnull=False).first()
    if decided is not None and decided.decided_at is not None:
        day = clock.day_of(decided.decided_at).isoformat()
        raise Refused.because(
            "G109",
            f"Fördelningen är redan beslutad: «{decided.title}», {decided.decision_reference}, {day}, "
            f"av {decided.decided_by}. Ett beslut kan inte göras om.",
            f"The allocation is decided already: “{decided.title}”, {decided.decision_reference}, {day}, "
            f"by {decided.decided_by}. A decision cannot be made anew.",
        )
    appropriated = year.programme.purpose(scenario.purpose).amount_sek
    if scenario.amount != appropriated:
        raise Refused.because(
            "G110",
            f"Alternativet fördelar {format_sek(scenario.amount, 'sv')}, men ändamålet har "
            f"{format_sek(appropriated, 'sv')}. Gör ett nytt alternativ med rätt belopp.",
            f"The scenario divides {format_sek(scenario.amount, 'en')}, but the purpose has "
            f"{format_sek(appropriated, 'en')}. Make a new scenario with the right amount.",
        )
    differing = sorted(set(municipalities(at.date())) ^ set(scenario.result))
    if differing:
        raise Refused.because(
            "G111",
            f"Kommunerna är inte desamma som när alternativet räknades: {', '.join(differing)}. Gör ett nytt.",
            f"The municipalities are not those it was computed for: {', '.join(differing)}. Make a new one.",
        )
    for table in scenario.keys.all():
        if KeyTable.objects.filter(key=table.key, as_of=table.as_of, added_at__gt=table.added_at).exists():
            raise Refused.because(
                "G112",
                f"Nyckeln «{table.title}» per {table.as_of.isoformat()} har lästs in på nytt sedan alternativet "
                "räknades. Gör ett nytt alternativ med den rättade nyckeln.",
                f"The key “{table.title}” as of {table.as_of.isoformat()} has been loaded anew since the scenario was "
                "computed. Make a new scenario with the corrected key.",
            )


def _offer(scenario: Scenario, year: ProgrammeYear, *, by: Caller, at: datetime) -> None:
    purpose, units = scenario.purpose, organisations.by_codes(list(scenario.result))
    amounts = sorted(scenario.result.items())
    Offer.objects.bulk_create(
        Offer(year=year, purpose=purpose, unit=units[code], scenario=scenario, amount=amount)
        for code, amount in amounts
    )
    postings = [
        Posting(LedgerEvent.APPROPRIATED, purpose, scenario.amount, f"appropriated:{purpose}"),
        Posting(LedgerEvent.RESERVED, purpose, scenario.reserved, f"reserved:{purpose}"),
        *(
            Posting(LedgerEvent.OFFERED, purpose, amount, f"offered:{purpose}:{code}", (units[code].pk, code))
            for code, amount in amounts
        ),
    ]
    post(year, postings, by_label=str(by), at=at)


def _titled(year: ProgrammeYear, purpose: str, title: str) -> str:
    if purpose not in {one.id for one in year.programme.purposes}:
        raise Refused.because(
            "G103",
            f"Bidraget har inget ändamål «{purpose}».",
            f"The grant has no purpose “{purpose}”.",
        )
    title = title.strip()
    if not title or Scenario.objects.filter(year=year, purpose=purpose, title=title).exists():
        raise Refused.because(
            "G104",
            "Ge alternativet en rubrik som inget annat alternativ för ändamålet har.",
            "Give the scenario a title that no other scenario of the purpose has.",
            "title",
        )
    return title


def _tables(model: AllocationModel, keys: Mapping[str, int]) -> list[KeyTable]:
    needed = keys_needed(model)
    found = KeyTable.objects.in_bulk([keys[key] for key in needed if key in keys])
    missing = [key for key in needed if key not in keys or getattr(found.get(keys[key]), "key", "") != key]
    if missing:
        raise Refused.because(
            "G105",
            f"Modellen behöver en tabell för varje nyckel. Det saknas för: {', '.join(missing)}. Läs in den först.",
            f"The model needs a table for each key. None for: {', '.join(missing)}. Load it first.",
            *missing,
        )
    return [found[keys[key]] for key in needed]
