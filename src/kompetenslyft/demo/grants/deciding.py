"""From the programme's definition to an open requisition: the key, the models compared, the decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.grants.actions import allocation, keys, years
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.allocation.model import AllocationModel, Equal, Floor, Proportional, Rounding
from kompetenslyft.demo.grants.key import KEY, as_csv
from kompetenslyft.demo.grants.setting import Going, Grants, morning
from kompetenslyft.exchange.definitions import programme

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import KeyTable, ProgrammeYear

DECIDED = "Årets modell"
ALTERNATIVES = {
    "Lika till alla": AllocationModel(steps=(Equal(), Rounding())),
    "Enbart nyckeln, utan golv": AllocationModel(steps=(Proportional(key=KEY), Rounding())),
    "Hälften lika, hälften efter nyckeln": AllocationModel(
        steps=(Equal(percent=50), Proportional(key=KEY, percent=50), Floor(amount_sek=50_000), Rounding())
    ),
}


def add_key(grants: Grants) -> KeyTable:
    """The made-up key, as an officer uploads it."""
    return keys.add_key_table(
        key=KEY,
        title="Barn i ekonomiskt utsatta familjer (påhittade tal)",
        source="Påhittad för demonstration. Den officiella nyckelns tal per kommun finns inte i källorna.",
        as_of=date(2010, 12, 31),
        data=as_csv(grants.key, {code: unit.name for code, unit in grants.units.items()}),
        filename="nyckel-pahittad.csv",
        made_up=True,
        by=grants.cast.officer,
        at=morning(date(2013, 5, 17)),
    )


def open_year(grants: Grants, year: int, table: KeyTable) -> Going:
    """Set up the year, compare models, decide on one, and open the requisition."""
    officer = grants.cast.officer
    opened = programme(f"competence-grant@{year}").requisition.opens - timedelta(days=14)
    made = years.open_year(
        definition=f"competence-grant@{year}", made_up=True, by=officer, at=morning(opened)
    )
    _decide(made, year, table, grants, opened)
    years.open_requisition(year=made, by=officer, at=morning(opened + timedelta(days=5)))
    return Going(grants, year, queries.year(made.code))


def _decide(made: ProgrammeYear, year: int, table: KeyTable, grants: Grants, opened: date) -> None:
    officer = grants.cast.officer
    for purpose in made.programme.purposes:
        for title, model in ({DECIDED: purpose.allocation} | ALTERNATIVES).items():
            scenario = allocation.add_scenario(
                year=made,
                purpose=purpose.id,
                title=title,
                model=model,
                keys={} if title == "Lika till alla" else {KEY: table.pk},
                amount=purpose.amount_sek,
                by=officer,
                at=morning(opened),
            )
            if title == DECIDED:
                decided = scenario
        allocation.decide(
            scenario=decided,
            decision_reference=f"Påhittat dnr {year}/1",
            by=officer,
            at=morning(opened + timedelta(days=3)),
        )
