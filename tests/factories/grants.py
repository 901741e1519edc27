"""Programme years, offers and claims for tests, laid straight in the database with the ledger that belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Entitlement, KeyTable, Offer, ProgrammeYear, Scenario
from kompetenslyft.core.ledger.model import LedgerEvent

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

DEFINITION = "competence-grant@2013"
BY = "Olle Handläggare"


def at(day: date, hour: int = 9) -> datetime:
    """The hour of the day, Swedish time."""
    return timezone.make_aware(datetime.combine(day, time(hour)), timezone.get_default_timezone())


def year(definition: str = DEFINITION, *, made_up: bool = False) -> ProgrammeYear:
    """A programme year that is opened and nothing more."""
    return ProgrammeYear.objects.create(
        code=definition.replace("@", "-"),
        definition=definition,
        opened_at=at(date(2013, 5, 20)),
        opened_by=BY,
        made_up=made_up,
    )


def key_table(values: Mapping[str, int], key: str = "children_in_vulnerable_families") -> KeyTable:
    """An allocation key by official code."""
    return KeyTable.objects.create(
        key=key,
        title="Barn i ekonomiskt utsatta familjer",
        source="Påhittad, för prov",
        as_of=date(2010, 12, 31),
        values={code: str(value) for code, value in values.items()},
        origin=KeyTable.Origin.FILE,
        added_at=at(date(2013, 5, 20)),
        added_by=BY,
    )


@transaction.atomic
def offers(
    programme_year: ProgrammeYear, amounts: Mapping[Organisation, Mapping[str, int]]
) -> dict[tuple[str, str], Offer]:
    """Decided amounts by municipality and purpose, with their postings; by (code, purpose).

    The whole appropriation of each purpose is entered; what is not offered stands to be allocated.
    """
    moment = at(date(2013, 5, 27))
    made = {}
    for purpose in programme_year.programme.purposes:
        offered = {unit: of_unit[purpose.id] for unit, of_unit in amounts.items() if purpose.id in of_unit}
        scenario = Scenario.objects.create(
            year=programme_year,
            purpose=purpose.id,
            title=f"Beslutad {purpose.id}",
            amount=purpose.amount_sek,
            steps=purpose.allocation.model_dump(mode="json"),
            result={unit.code: amount for unit, amount in offered.items()},
            left_over=purpose.amount_sek - sum(offered.values()),
            made_at=moment,
            made_by=BY,
            decided_at=moment,
            decided_by=BY,
            decision_reference="Dnr 1/2013",
        )
        postings = [
            Posting(LedgerEvent.APPROPRIATED, purpose.id, purpose.amount_sek, f"appropriated:{purpose.id}")
        ]
        for unit, amount in offered.items():
            made[unit.code, purpose.id] = Offer.objects.create(
                year=programme_year, purpose=purpose.id, unit=unit, scenario=scenario, amount=amount
            )
            postings.append(
                Posting(
                    LedgerEvent.OFFERED,
                    purpose.id,
                    amount,
                    f"offered:{purpose.id}:{unit.code}",
                    (unit.pk, unit.code),
                )
            )
        post(programme_year, postings, by_label=BY, at=moment)
    return made


@transaction.atomic
def entitlement(
    programme_year: ProgrammeYear, unit: Organisation, purpose: str, amount: int, **fields: object
) -> Entitlement:
    """An accepted claim on what was offered, with its posting."""
    moment = at(date(2013, 9, 2))
    made = Entitlement.objects.create(
        year=programme_year,
        unit=unit,
        purpose=purpose,
        amount=amount,
        **({"kind": Entitlement.Kind.CLAIM, "submission": 1, "made_at": moment, "made_by": BY} | fields),
    )
    post(
        programme_year,
        [Posting(LedgerEvent.CLAIMED, purpose, amount, f"claimed:{made.pk}", (unit.pk, unit.code))],
        by_label=BY,
        at=moment,
    )
    return made
