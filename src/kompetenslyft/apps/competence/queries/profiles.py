"""Reading what is demanded: of each role at an employer, and of each unit. Whoever shows it asks ``access`` first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import RoleProfile, UnitNeed
from kompetenslyft.apps.spans import in_force
from kompetenslyft.apps.staff.queries.posts import main_post
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.profile import effective
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.staff.model import StaffRole
from kompetenslyft.exchange.profile_definitions import profiles_of

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person


@dataclass(frozen=True, slots=True)
class Demanded:
    """What a role demands in a direction; ``since`` and ``by`` where the employer has said so, else the start."""

    mark: Mark
    since: date | None = None
    by: str = ""


def profiles_on(employer_id: int, on: date) -> dict[StaffRole, dict[str, Mark]]:
    """What every role demands at the employer on the day, by direction of the framework that applies. One query.

    Every role is there; a role of which nothing is said demands nothing.
    """
    framework = framework_in_use(on)
    own: dict[str, dict[str, Mark]] = defaultdict(dict)
    rows = RoleProfile.objects.filter(in_force(on), employer=employer_id, framework=framework.ref).order_by()
    for role, direction, mark in rows.values_list("role", "direction", "mark"):
        own[role][direction] = Mark(mark)
    start = _start(framework, on)
    return {role: effective(start.get(role, {}), own.get(role, {})) for role in StaffRole}


def demands_of(person: Person, on: date) -> dict[str, Mark]:
    """What the person's role demands on the day, by direction; nothing where nobody is employed. Two queries."""
    post = main_post(person, on)
    return {} if post is None else profiles_on(person.employer_id, on)[post.role]


def profile(employer_id: int, role: StaffRole, on: date) -> dict[str, Demanded]:
    """What one role demands, and since when the employer has said so. One query."""
    framework = framework_in_use(on)
    found = {direction: Demanded(mark) for direction, mark in _start(framework, on).get(role, {}).items()}
    rows = RoleProfile.objects.filter(in_force(on), employer=employer_id, framework=framework.ref, role=role)
    for row in rows:
        found[row.direction] = Demanded(Mark(row.mark), row.valid_from, row.by_label)
    return found


def unit_needs(unit_ids: Collection[int], on: date) -> dict[str, dict[str, int]]:
    """How many at the advanced level each unit (code) needs, by direction; one without a need is absent. One query."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = UnitNeed.objects.filter(
        in_force(on), unit__in=unit_ids, framework=framework_in_use(on).ref, advanced__gt=0
    ).order_by()
    for code, direction, advanced in rows.values_list("unit__code", "direction", "advanced"):
        found[code][direction] = advanced
    return dict(found)


def _start(framework: Framework, on: date) -> Mapping[StaffRole, Mapping[str, Mark]]:
    profiles = profiles_of(framework.ref, on)
    return {} if profiles is None else profiles.demands(framework)
