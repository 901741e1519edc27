"""Reading the register: the list of people as of a day, and one person's record with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access as account_access
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries import people as people_queries
from kompetenslyft.apps.staff.queries import register as queries
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import format_number
from kompetenslyft.core.privacy.rights import Right, Thing, right
from kompetenslyft.core.spending.entries import format_tenths
from kompetenslyft.core.staff import model as core
from kompetenslyft.core.staff.register import away_on, check_person, share_on, works_on
from kompetenslyft.web.access import person as asker
from kompetenslyft.web.access import signed_in
from kompetenslyft.web.collection.words import day_words, language
from kompetenslyft.web.staff import register_words as words
from kompetenslyft.web.staff.register_forms import DayForm, FilterForm

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

PER_PAGE = 50
Crumbs = list[tuple[str, str]]


def crumbs() -> Crumbs:
    """To the list of people."""
    return [(_("Kompetens"), reverse("competence:home")), (_("Personalregistret"), reverse("staff:people"))]


@signed_in
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people whose register the user may see, as of a day, narrowed down; how many and how many full-timers."""
    user, today = asker(request), clock.today()
    units = queries.units_within(user, today)
    form = FilterForm(request.GET, units=units)
    form.is_valid()
    chosen = form.cleaned_data
    if "enhet" in form.errors:
        raise access.not_found()
    day: date = chosen.get("dag") or today
    wanted = queries.Wanted(
        day,
        _below(chosen["enhet"], units),
        chosen.get("roll", ""),
        chosen.get("verksamhet", ""),
        chosen.get("q", ""),
        queries.Shown(chosen.get("visa", "")),
    )
    found = queries.find(user, wanted, today)
    page = Paginator(found.ids, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/people.html",
        {
            "crumbs": crumbs()[:1],
            "form": form,
            "page": page,
            "rows": list(_rows(list(page.object_list), day)),
            "day": day,
            "past": day != today,
            "reaches": bool(units or found.ids or request.GET),
            "shown": wanted.shown,
            "share": format_number(found.share, Unit.FTE, language()),
            "away": found.away,
            "narrowed": any(value for name, value in chosen.items() if name != "dag"),
            "may_import": bool(access.employers_of(user, Thing.IMPORT, today, Right.CHANGE)),
            "may_add": bool(access.employers_of(user, Thing.REGISTER, today, Right.CHANGE)),
        },
    )


@signed_in
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What the register holds of one person, marked as of a day, and every change of it."""
    user, today = asker(request), clock.today()
    shown = people_queries.person(user, person_id, Thing.REGISTER, today)
    relations = access.relations_to(user, shown, today)
    form = DayForm(request.GET)
    day: date = (form.cleaned_data.get("dag") if form.is_valid() else None) or today
    record = queries.record(shown)
    names = words.unit_names(one.unit for one in record.value.employments)
    may_change = right(relations, Thing.REGISTER) >= Right.CHANGE
    context = {
        "crumbs": crumbs(),
        "person": shown,
        "form": form,
        "day": day,
        "past": day != today,
        "facts": _facts(record.value),
        "now": _now(record.value, day, names),
        "employments": list(_employments(record, day, names)),
        "credentials": list(_credentials(record, day)),
        "leaves": list(_leaves(record, day)),
        "events": words.events(people_queries.history(shown)),
        "may_change": may_change,
        "remarks": [
            finding.message.in_language(language()) for finding in check_person(record.value) if may_change
        ],
        "is_self": access.is_self(user, shown),
        "sees_competence": right(relations, Thing.AGREED_ASSESSMENT) >= Right.SEE,
        "sees_extract": right(relations, Thing.EXTRACT) >= Right.SEE,
        "sees_readings": right(relations, Thing.READINGS) >= Right.SEE,
        "without_account": may_change and shown.email and accounts.user_by_email(shown.email) is None,
    }
    if context["without_account"]:
        context["invite_url"] = _invite_url(request, shown, today)
    return render(request, "staff/person.html", context)


def _below(code: str, units: list[Organisation]) -> frozenset[int] | None:
    if not code:
        return None
    return organisations.ids_at_and_below({one.pk for one in units if one.code == code})


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list: what runs on the day, or what ran last."""

    person: Person
    employments: tuple[tuple[str, str, str], ...]
    share: str
    state: str


def _rows(ids: list[int], day: date) -> Iterator[PersonRow]:
    """Six queries, however many."""
    found = queries.those(ids)
    names = words.unit_names(one.unit for _person, value in found for one in value.employments)
    for one_person, value in found:
        running = works_on(value, day)
        yield PersonRow(
            one_person,
            tuple(
                (
                    words.say(core.ROLE_LABELS, one.role),
                    names[one.unit],
                    words.say(core.SERVICE_LABELS, one.service),
                )
                for one in running or _nearest(value, day)
            ),
            _("%(share)s procent") % {"share": share_on(value, day)} if running else "",
            _state_of(value, day),
        )


def _nearest(value: core.Person, day: date) -> tuple[core.Employment, ...]:
    """The last employment that has begun, or else the first to come."""
    begun = [one for one in value.employments if one.first_day <= day]
    return tuple(begun[-1:] or value.employments[:1])


def _state_of(value: core.Person, day: date) -> str:
    if works_on(value, day):
        return _("ledig") if away_on(value, day) else ""
    nearest = _nearest(value, day)
    if not nearest:
        return _("ingen anställning")
    (one,) = nearest
    if one.first_day > day:
        return _("börjar %(day)s") % {"day": day_words(one.first_day)}
    return _("slutade %(day)s") % {"day": day_words(one.last_day or day)}


def _now(value: core.Person, day: date, names: Mapping[str, str]) -> str:
    """«Socialsekreterare i Utredning norr, 100 procent; ledig»; empty where nothing runs."""
    running = [
        _("%(role)s i %(unit)s, %(share)s procent")
        % {"role": words.say(core.ROLE_LABELS, one.role), "unit": names[one.unit], "share": one.share}
        for one in works_on(value, day)
    ]
    if running and away_on(value, day):
        running.append(_("ledig"))
    return "; ".join(running)


def _facts(value: core.Person) -> list[tuple[str, str]]:
    facts = [
        (_("Anställningsnummer"), value.number),
        (words.FIELDS["email"], value.email),
        (words.FIELDS["gender"], words.say(core.GENDER_LABELS, value.gender)),
        (words.FIELDS["social_work_since"], str(value.social_work_since or "")),
    ]
    return [(str(label), shown or _("inte ifyllt")) for label, shown in facts]


def _employments(record: queries.Record, day: date, names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for pk, one in zip(record.employments, record.value.employments, strict=True):
        more = [
            (words.FIELDS["leaving_reason"], words.say(core.REASON_LABELS, one.leaving_reason)),
            (words.FIELDS["role_since"], str(one.role_since or "")),
            (words.FIELDS["first_management_job"], words.yes_no(one.first_management_job)),
            (words.FIELDS["needs_supervision_training"], words.yes_no(one.needs_supervision_training)),
        ]
        yield {
            "pk": pk,
            "span": words.span(one.first_day, one.last_day),
            "role": words.say(core.ROLE_LABELS, one.role),
            "unit": names[one.unit],
            "service": words.say(core.SERVICE_LABELS, one.service),
            "share": _("%(share)s procent") % {"share": one.share},
            "form": _("tillsvidare") if one.permanent else _("tidsbegränsad"),
            "more": [(label, said) for label, said in more if said],
            "open": one.last_day is None or one.last_day >= day,
            **_standing(one.first_day, one.last_day, day),
        }


def _credentials(record: queries.Record, day: date) -> Iterator[dict[str, object]]:
    for pk, one in zip(record.credentials, record.value.credentials, strict=True):
        yield {
            "pk": pk,
            "kind": words.say(core.CREDENTIAL_LABELS, one.kind),
            "title": one.title,
            "day": day_words(one.awarded_on),
            "credits": "" if one.credits is None else format_tenths(one.credits, language()),
            "subjects": ", ".join(
                words.say(core.SUBJECT_LABELS, subject) for subject in sorted(one.subjects)
            ),
            "later": one.awarded_on > day,
        }


def _leaves(record: queries.Record, day: date) -> Iterator[dict[str, object]]:
    for pk, one in zip(record.leaves, record.value.leaves, strict=True):
        yield {
            "pk": pk,
            "span": words.span(one.first_day, one.last_day),
            **_standing(one.first_day, one.last_day, day),
        }


def _standing(first: date, last: date | None, day: date) -> dict[str, str]:
    """How it stands on the day, in a word with its tone."""
    if first > day:
        return {"state": _("kommande"), "tone": "info"}
    if last is not None and last < day:
        return {"state": _("avslutad"), "tone": "neutral"}
    return {"state": _("pågår"), "tone": "success"}


def _invite_url(request: HttpRequest, shown: Person, today: date) -> str:
    """Where somebody without an account is invited to a unit of theirs; empty where the user may invite to none."""
    for unit in organisations.by_ids(access.units_of(shown, today)):
        if account_access.user_can_manage_people(asker(request), unit, today):
            return reverse("accounts:invite", args=[unit.code])
    return ""
