"""Reading the matrix of an organisation: its people, or for those who see none the numbers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.competence.queries.profiles import profiles_on, unit_needs
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries.employed import people_of
from kompetenslyft.apps.staff.queries.posts import main_posts, posts
from kompetenslyft.core.competence.matrix import Assessed, Choice, Matrix, Need, matrix, narrowed, needs
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.small_groups import hidden
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.privacy.rights import Relation, Right, Thing, right
from kompetenslyft.core.staff.model import Service, StaffRole

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

MOST = 2000
"""So many people are shown in one table; of more one chooses a part."""


@dataclass(frozen=True, slots=True)
class PeopleMatrix:
    """The people of an organisation whom somebody reaches, as they stood on a day. ``whole`` is before any selection.

    ``whole`` is None where they are too many for one table; ``heads`` tells how many work in each unit (code).
    """

    organisation: Organisation
    framework: Framework
    stage: Stage
    on: date
    whole: Matrix | None
    needs: Mapping[str, Need]
    people: Mapping[int, Person]
    heads: Mapping[str, int]
    units: Mapping[str, str]
    """The names of the organisation and all below it, by code."""
    editable: frozenset[int]
    """Those whose marks at the stage the user may change."""


@dataclass(frozen=True, slots=True)
class NumbersMatrix:
    """What an organisation's people, or those of one service, add up to on a day.

    ``whole``, without names, is None for too small a group. ``services``: those that may be asked for by themselves.
    """

    organisation: Organisation
    framework: Framework
    on: date
    whole: Matrix | None
    needs: Mapping[str, Need]
    services: tuple[Service, ...] = ()
    service: Service | None = None


def stages_seen(by: User, organisation: Organisation, today: date) -> tuple[Stage, ...]:
    """Whose assessments of the organisation's people the user may see; none for those who see numbers alone.

    Raises Refused: E101 where not even those.
    """
    try:
        relations = staff.check_may_at(by, organisation, Thing.AGREED_ASSESSMENT, today)
    except Refused:
        staff.check_may_at(by, organisation, Thing.NUMBERS, today)
        return ()
    held = relations - {Relation.SELF}
    return tuple(stage for stage, thing in access.STAGE_THINGS.items() if right(held, thing) >= Right.SEE)


def people_matrix(
    by: User, organisation: Organisation, *, stage: Stage, on: date, today: date, unit: str = ""
) -> PeopleMatrix:
    """The people of the organisation, or of one unit (code) in it, with what was said of them at the stage.

    ``on``: the day that is shown; ``today``: the day whose rights are asked. Those who have left the user's reach since
    are not shown. A constant number of queries. Raises Refused: E101.
    """
    if stage not in stages_seen(by, organisation, today):
        raise staff.not_found()
    framework = framework_in_use(on)
    inside = {one.pk: one for one in (organisation, *organisations.units_below(organisation))}
    chosen = {pk for pk, one in inside.items() if one.code == unit} or inside.keys()
    thing = access.STAGE_THINGS[stage]
    found = posts(access.visible_people(by, thing, today), chosen, on)
    heads: dict[str, int] = {}
    for post in found:
        heads[post.unit] = heads.get(post.unit, 0) + 1
    few = len(found) <= MOST
    said = marks_on([post.person.pk for post in found], stage, on) if few else {}
    people = [
        Assessed(post.person.pk, post.person.name, post.role, post.unit, said[post.person.pk], post.service)
        for post in found
        if few
    ]
    employer = organisations.employer_of(organisation)
    whole = matrix(people, list(framework.directions), profiles_on(employer.pk, on) if employer else {})
    changing = access.visible_people(by, thing, today, Right.CHANGE).filter(employer=employer)
    return PeopleMatrix(
        organisation=organisation,
        framework=framework,
        stage=stage,
        on=on,
        whole=whole if few else None,
        needs=needs(whole, unit_needs(chosen, on)),
        people={post.person.pk: post.person for post in found},
        heads=heads,
        units={one.code: one.name for one in inside.values()},
        editable=frozenset(changing.values_list("pk", flat=True))
        if on == today and stage is not Stage.OWN
        else frozenset(),
    )


def numbers_matrix(
    by: User, organisation: Organisation, today: date, service: Service | None = None
) -> NumbersMatrix:
    """What the agreed assessments of the organisation's people add up to, on the first day of the month.

    The day stands still for a month, so that following the numbers from day to day tells of nobody. A service is
    told of by itself only where no service's numbers tell of few, so that none is had by subtraction; else all are.
    A constant number of queries. Raises Refused: E101.
    """
    staff.check_may_at(by, organisation, Thing.NUMBERS, today)
    on = today.replace(day=1)
    framework = framework_in_use(on)
    employer = organisations.employer_of(organisation)
    if employer is None:
        raise staff.not_found()
    everywhere = {one.pk: one for one in (employer, *organisations.units_below(employer))}
    posts_by_person = main_posts(employer, on)
    sizes: dict[str, int] = {}
    for _role, code, _service in posts_by_person.values():
        sizes[code] = sizes.get(code, 0) + 1
    parents = {one.code: one.parent and one.parent.code for one in everywhere.values()}
    shut = hidden(sizes, parents)
    if organisation.code in shut:
        return NumbersMatrix(organisation, framework, on, None, {})
    inside = organisations.ids_at_and_below([organisation.pk])
    codes = {one.code for pk, one in everywhere.items() if pk in inside}
    chosen = {pk: post for pk, post in posts_by_person.items() if post[1] in codes}
    said = marks_on(chosen.keys() if len(chosen) <= MOST else people_of(employer), Stage.AGREED, on)
    people = [Assessed(pk, "", role, code, said.get(pk, {}), of) for pk, (role, code, of) in chosen.items()]
    whole = matrix(people, list(framework.directions), profiles_on(employer.pk, on))
    services = _services_told(organisation.code, posts_by_person.values(), codes, parents, shut)
    asked = service if service in services else None
    return NumbersMatrix(
        organisation,
        framework,
        on,
        narrowed(whole, Choice(service=asked)),
        needs(whole, unit_needs(inside, on)),
        services,
        asked,
    )


def _at_and_above(code: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    above: str | None = code
    while above in parents:
        yield above
        above = parents[above]


def _services_told(
    code: str,
    everybody: Iterable[tuple[StaffRole, str, Service]],
    codes: Container[str],
    parents: Mapping[str, str | None],
    shut: Container[str],
) -> tuple[Service, ...]:
    """The services of the organisation's people, if more than one, where the numbers of each tell of no single one.

    ``shut``: whose totals are not shown. What has one service alone tells of that by its own total, where that is
    shown, so in what it leaves of a service there must be enough too.
    """
    sizes: dict[Service, Counter[str]] = {}
    for _role, unit, service in everybody:
        sizes.setdefault(service, Counter())[unit] += 1
    in_each: dict[str, set[Service]] = {}
    for service, units in sizes.items():
        for unit in units:
            for one in _at_and_above(unit, parents):
                in_each.setdefault(one, set()).add(service)
    told = {one for one, services in in_each.items() if len(services) == 1 and one not in shut}
    for units in sizes.values():
        left = {unit: n for unit, n in units.items() if told.isdisjoint(_at_and_above(unit, parents))}
        if code in hidden(units, parents) or code in hidden(left, parents):
            return ()
    found = tuple(one for one in Service if any(unit in codes for unit in sizes.get(one, ())))
    return found if len(found) > 1 else ()
