"""One activity as it is read: by those who may not change it, and by the municipalities that take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.activity_records import value_of
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import format_number, format_sek
from kompetenslyft.core.spending.entries import format_tenths
from kompetenslyft.core.spending.model import (
    BAND_LABELS,
    COOPERATION_LABELS,
    DEGREE_LABELS,
    ROLE_LABELS,
    STATE_LABELS,
    Band,
    Cooperation,
    Degree,
    Group,
    Part,
    Role,
)
from kompetenslyft.core.spending.model import (
    Activity as ActivityValue,
)
from kompetenslyft.web.collection.words import moment
from kompetenslyft.web.grants.activity_list import period
from kompetenslyft.web.grants.activity_place import Place
from kompetenslyft.web.grants.activity_words import STATE_TONES
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import Activity


def reading_context(here: Place, row: Activity, ref: str) -> dict[str, Any]:
    """What the page of an activity that cannot be changed here takes."""
    value = value_of(row, unit_code=here.unit.code)
    own = row.unit_id == here.unit.pk
    names = {part.unit.code: part.unit.name for part in row.parts.all()}
    several = len(value.parts) > 1
    parts = sorted(value.parts, key=lambda part: (part.unit != here.unit.code, part.unit))
    return {
        "title": row.title,
        "owner": row.unit,
        "number": ref,
        "state": STATE_LABELS[value.state].in_language(language()),
        "tone": STATE_TONES[value.state],
        "changed": _("Ändrad %(when)s av %(by)s") % {"when": moment(row.changed_at), "by": row.changed_by},
        "history_url": reverse("grants:activity_history", args=[here.year.code, here.unit.code, ref]),
        "removed": _("Borttagen %(when)s av %(by)s.") % {"when": moment(row.changed_at), "by": row.changed_by}
        if row.removed_at
        else "",
        "may_restore": own and here.may_edit,
        "joint_by": not own,
        "ours": here.is_ours,
        "contacts": [] if own or not here.is_ours else _contacts(row),
        "facts": _facts(here, value, names),
        "areas": _areas(here, value),
        "parts": [
            _part(here, part, names[part.unit], mine=several and here.is_ours and part.unit == here.unit.code)
            for part in parts
        ],
        "bands": [label.in_language(language()) for label in BAND_LABELS.values()],
    }


def _contacts(row: Activity) -> list[dict[str, str]]:
    """Those who can change the activity: coordinators and signatories of the municipality that enters it."""
    people = accounts.holders(row.unit_id, sorted(access.ENTERING_ROLES), clock.today())
    return [{"name": person.name or person.email, "email": person.email} for person in people]


def _facts(here: Place, value: ActivityValue, names: dict[str, str]) -> list[tuple[str, str]]:
    kinds = {kind.id: kind.label for kind in here.programme.activity_kinds}
    cooperation = [COOPERATION_LABELS[one] for one in Cooperation if one in value.cooperation]
    total = sum(amount for part in value.parts for amount in part.costs.values())
    facts = [
        (_("Typ"), kinds[value.kind].in_language(language())),
        (_("Tid"), period(value.starts, value.ends)),
        (_("Anordnare"), value.provider),
        (_("Samverkan"), ", ".join(one.in_language(language()) for one in cooperation)),
        (
            _("Kommuner som deltar"),
            ", ".join(names[part.unit] for part in value.parts) if len(value.parts) > 1 else "",
        ),
        (
            _("Timmar per deltagare"),
            "" if value.hours is None else format_number(value.hours, Unit.COUNT, language()),
        ),
        (
            _("Högskolepoäng"),
            "" if value.credits is None else _("%(n)s hp") % {"n": format_tenths(value.credits, language())},
        ),
        (_("Behörighetsgivande"), _("ja") if value.qualifying else ""),
        (_("Hela kostnaden"), format_sek(total, language())),
        (_("Angiven total"), "" if value.total_sek is None else format_sek(value.total_sek, language())),
        (_("Skäl till valet"), value.reason),
        (_("Varför insatsen inte blev av"), value.not_carried_out_because),
    ]
    return [(label, words) for label, words in facts if words]


def _areas(here: Place, value: ActivityValue) -> list[tuple[str, str]]:
    """The directions by area, those areas alone that have any."""
    found = []
    for area in here.framework.areas if here.framework else ():
        chosen = [one.label.in_language(language()) for one in area.directions if one.id in value.directions]
        if chosen:
            found.append((area.label.in_language(language()), ", ".join(chosen)))
    return found


def _part(here: Place, part: Part, name: str, *, mine: bool) -> dict[str, Any]:
    categories = {one.id: one.label for one in here.programme.cost_categories}
    several = len(here.programme.purposes) > 1
    costs = []
    for cost, amount in sorted(part.costs.items()):
        label = categories[cost.category].in_language(language())
        if several:
            label = f"{label} ({here.programme.purpose(cost.purpose).title.in_language(language())})"
        costs.append((label, amount))
    return {
        "code": part.unit,
        "name": name,
        "mine": mine,
        "costs": costs,
        "cost": sum(part.costs.values()),
        "people": [_people(part, role, degree) for role in Role for degree in Degree],
    }


def _people(part: Part, role: Role, degree: Degree) -> dict[str, Any]:
    counts = [part.participants.get(Group(role, degree, band), 0) for band in Band]
    words = f"{ROLE_LABELS[role].in_language(language())}, {DEGREE_LABELS[degree].in_language(language()).lower()}"
    return {"label": words, "counts": counts, "total": sum(counts)}
