"""The consolidated plans of the city, a district and a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kompetenslyft.apps.accounts import queries as account_queries
from kompetenslyft.apps.competence.actions import plans as actions
from kompetenslyft.core.competence.plan import Done, Effect
from kompetenslyft.core.competence.planning import Item
from kompetenslyft.demo.logins import UNIT_MANAGER_EMAIL, UNIT_TO_TRY
from kompetenslyft.demo.participants import STOCKHOLM
from kompetenslyft.demo.rounds import at
from kompetenslyft.demo.staff.places import district_code
from kompetenslyft.demo.staff.plans import FRAMEWORK
from kompetenslyft.demo.staff.setting import Workplace

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.competence.models import Plan

BROMMA = district_code("bromma")


def _item(
    direction: str, goal: str, activity: str, due: date, *, people: int, cost: int, priority: int = 1
) -> Item:
    return Item(
        goal=goal,
        activity=activity,
        responsible="Avdelningschefen",
        due=due,
        framework=FRAMEWORK if direction else "",
        direction=direction,
        priority=priority,
        cost_sek=cost,
        people=people,
    )


_COURSES = (
    _item(
        "talking_with_children",
        "Alla nya handläggare klarar barnsamtal på egen hand",
        "Stadsgemensam kurs i barnsamtal, fyra omgångar om tre dagar",
        date(2016, 11, 30),
        people=96,
        cost=620_000,
    ),
    _item(
        "family_law",
        "Färre saknar tillräcklig kompetens i familjerätt",
        "Föreläsningsserie med stadens jurister",
        date(2016, 10, 31),
        people=180,
        cost=95_000,
        priority=2,
    ),
    _item(
        "",
        "Arbetsledare i första chefsjobbet får handledarutbildning",
        "Handledarutbildning, 7,5 högskolepoäng, i samverkan med länet",
        date(2016, 12, 15),
        people=22,
        cost=310_000,
    ),
)
_WENT = (
    (Done.YES, Effect.YES, "92 av 96 gick hela kursen."),
    (Done.PARTLY, Effect.TOO_EARLY, "Två av fyra föreläsningar hölls; resten hålls våren 2017."),
    (Done.YES, Effect.PARTLY, "Alla platser fylldes. Handledning i vardagen behöver mer tid."),
)
_CITY = (
    replace(_COURSES[0], due=date(2017, 11, 30), people=80, cost_sek=540_000),
    replace(_COURSES[1], due=date(2017, 6, 15), people=150, cost_sek=60_000, priority=1),
    _item(
        "developmental_ecology",
        "Varje stadsdel har minst två med fördjupad kompetens i utvecklingsekologi",
        "Högskolekurs på kvartsfart, 7,5 högskolepoäng",
        date(2017, 12, 15),
        people=28,
        cost=224_000,
        priority=2,
    ),
)
_BROMMA = (
    _item(
        "assessment_of_needs",
        "Nya handläggare bedömer barns behov tillsammans med en mentor det första halvåret",
        "Mentorer utses i varje enhet; introduktion i två veckor",
        date(2017, 9, 30),
        people=9,
        cost=40_000,
    ),
    _item(
        "children_in_placement",
        "Familjehemsenheten följer hälsa och skolgång för varje placerat barn",
        "Metodstöd en halvdag i månaden",
        date(2017, 12, 1),
        people=11,
        cost=55_000,
        priority=2,
    ),
)
_UNIT = (
    _item(
        "documentation",
        "Barnets röst syns i varje utredning",
        "Två utredningar läses tillsammans varje månad",
        date(2017, 6, 15),
        people=14,
        cost=0,
    ),
)


def run(work: Workplace) -> None:
    """The city's plan of last year, followed up, and this year's; a district's, decided; a unit's, in draft."""
    by = work.coordinator
    last_year = _plan(work, STOCKHOLM, 2016, _COURSES, by=by, when=at(date(2015, 12, 14), 9 * 60))
    actions.decide(plan=last_year, by=by, at=at(date(2015, 12, 18), 10 * 60))
    followed_up = at(date(2017, 1, 19), 13 * 60)
    for item, (done, effect, note) in zip(last_year.items.order_by("position"), _WENT, strict=True):
        actions.follow_up_item(item=item, done=done, effect=effect, note=note, by=by, at=followed_up)
    actions.close(plan=last_year, by=by, at=followed_up)
    for code, items in ((STOCKHOLM, _CITY), (BROMMA, _BROMMA)):
        plan = _plan(work, code, 2017, items, by=by, when=at(date(2017, 1, 20), 9 * 60))
        actions.decide(plan=plan, by=by, at=at(date(2017, 1, 27), 10 * 60))
    manager = account_queries.user_by_email(UNIT_MANAGER_EMAIL)
    assert manager is not None
    _plan(work, UNIT_TO_TRY, 2017, _UNIT, by=manager, when=at(date(2017, 2, 1), 15 * 60))
    work.told(_("Samlade planer"))


def _plan(work: Workplace, code: str, year: int, items: Sequence[Item], *, by: User, when: datetime) -> Plan:
    plan = actions.draft(
        organisation=work.units[code],
        title=f"Kompetensplan {year}, {work.units[code].name}",
        starts=date(year, 1, 1),
        ends=date(year, 12, 31),
        by=by,
        at=when,
    )
    actions.add_items(plan=plan, items=list(items), by=by, at=when)
    return plan
