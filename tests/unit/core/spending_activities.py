"""Activities and their makers, for the tests of spending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st

from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.model import GROUPS, Activity, Cooperation, Cost, Group, Part, State
from kompetenslyft.exchange.definitions import framework, programme

P2013 = programme("competence-grant@2013")
P2016 = programme("competence-grant@2016")
FRAMEWORK = framework("child-welfare@2013")
STOCKHOLM = "0180"
NAMES = {"0180": "Stockholm", "0184": "Solna", "2080": "Falun"}
DIRECTIONS = [direction.id for area in FRAMEWORK.areas for direction in area.directions]


def activity(
    kind: str = "short_course",
    costs: Mapping[str, int] | None = None,
    *,
    purpose: str = "competence",
    unit: str = STOCKHOLM,
    participants: Mapping[Group, int] | None = None,
    state: State = State.CARRIED_OUT,
    starts: date = date(2013, 10, 1),
    ends: date = date(2013, 10, 2),
    **fields: object,
) -> Activity:
    """An activity of one municipality, carried out in October, with one participant."""
    part = Part(
        unit,
        {Cost(purpose, category): amount for category, amount in (costs or {}).items()},
        participants if participants is not None else {GROUPS[0]: 1},
    )
    given = {"title": "Risk- och skyddsbedömning", "ref": "1", "parts": (part,)} | fields
    return Activity(kind=kind, state=state, starts=starts, ends=ends, **given)  # type: ignore[arg-type]


def activities(of: Programme, *, units: tuple[str, ...] = (STOCKHOLM,)) -> st.SearchStrategy[Activity]:
    """Any activity with costs in the right purpose, permitted or not, about the programme's year."""
    kinds = st.sampled_from([kind.id for kind in of.activity_kinds])
    days = st.dates(date(of.year - 1, 11, 1), date(of.year + 1, 2, 28))
    words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)

    @st.composite
    def built(draw: st.DrawFn) -> Activity:
        first, last = sorted([draw(days), draw(days)])
        return Activity(
            title=draw(words),
            kind=draw(kinds),
            state=draw(st.sampled_from(State)),
            starts=first,
            ends=last,
            parts=tuple(draw(parts(of, unit)) for unit in units),
            provider=draw(st.just("") | words),
            cooperation=draw(st.frozensets(st.sampled_from(Cooperation))),
            directions=draw(st.frozensets(st.sampled_from(DIRECTIONS), max_size=4)),
            hours=draw(st.none() | st.integers(0, 400)),
            credits=draw(st.none() | st.integers(0, 3000)),
            qualifying=draw(st.booleans()),
            total_sek=draw(st.none() | st.integers(0, 10**7)),
            reason=draw(st.just("") | words),
            not_carried_out_because=draw(st.just("") | words),
            ref=draw(st.just("7")),
        )

    return built()


def spendings(of: Programme, *, units: tuple[str, ...] = (STOCKHOLM,)) -> st.SearchStrategy[Activity]:
    """As ``activities``, with nothing but what money depends on."""
    kinds = st.sampled_from([kind.id for kind in of.activity_kinds])
    days = st.sampled_from([date(of.year - 1, 12, 31), date(of.year, 1, 1), date(of.year, 12, 31)])
    return st.builds(
        lambda kind, state, day, reason, *shares: activity(
            kind, state=state, starts=day, ends=day, reason=reason, parts=shares
        ),
        kinds,
        st.sampled_from(State),
        days,
        st.sampled_from(["", "Behövs"]),
        *(parts(of, unit, participants=False) for unit in units),
    )


def parts(of: Programme, unit: str, *, participants: bool = True) -> st.SearchStrategy[Part]:
    """Any part of a municipality; costs in the purposes that their categories belong to."""
    places = [
        Cost(purpose.id, category.id)
        for purpose in of.purposes
        for category in of.cost_categories
        if category.purpose in (None, purpose.id)
    ]
    people = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 60), max_size=5)
    return st.builds(
        Part,
        st.just(unit),
        st.dictionaries(st.sampled_from(places), st.integers(0, 300_000), max_size=4),
        people if participants else st.just({GROUPS[0]: 2}),
    )
