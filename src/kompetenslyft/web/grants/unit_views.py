"""A municipality's own page of a programme year: what it is offered, what it has done, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.return_page import TONES
from kompetenslyft.web.grants.crumbs import language, year_crumbs
from kompetenslyft.web.grants.road import Action, Step
from kompetenslyft.web.grants.units import unit_for

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return


@signed_in
@require_GET
def unit(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """One municipality in one programme year."""
    today = clock.today()
    year, municipality = queries.year(code), unit_for(unit)
    access.check_may_see(person(request), municipality, today)
    own = queries.own_year(year, municipality)
    context = {
        "year": year,
        "title": _("%(grant)s: %(name)s") % {"grant": year.title(language()), "name": municipality.name},
        "unit": municipality,
        "crumbs": year_crumbs(year),
        "steps": _steps(own, today),
    }
    return render(request, "grants/unit.html", context)


def _steps(own: queries.OwnYear, today: date) -> list[Step]:
    return [
        _offered(own),
        _return_step(
            own.requisition, _("Rekvisition"), _("Till rekvisitionen"), _not_yet_claimed(own), today
        ),
        _paid(own),
        _activities(own),
        _return_step(
            own.report,
            _("Återrapportering"),
            _("Till redovisningen"),
            _("Redovisningen öppnas av myndigheten. Insatser kan läggas in hela året."),
            today,
        ),
        _settled(own),
    ]


def _offered(own: queries.OwnYear) -> Step:
    title = _("Tilldelade medel")
    if not own.offered:
        return Step(title, _("Inte beslutat"), "neutral", [_("Fördelningen är inte beslutad än.")])
    links = [
        Action(
            _("Så är beloppet räknat: %(purpose)s")
            % {"purpose": own.year.programme.purpose(purpose).title.in_language(language())},
            reverse("grants:explained", args=[own.year.code, scenario, own.unit.code]),
        )
        for purpose, scenario in own.scenarios.items()
    ]
    return Step(title, _("Beslutat"), "success", _by_purpose(own, own.offered), links)


def _return_step(answer_to: Return | None, title: str, label: str, otherwise: str, today: date) -> Step:
    if answer_to is None:
        return Step(title, _("Inte öppnad"), "neutral", [otherwise])
    lock = collection.lock_of(answer_to, today)
    lines = [_("Sista dag: %(day)s.") % {"day": answer_to.dates.deadline.isoformat()}]
    if lock is not None:
        lines.append(lock.what.in_language(language()))
    link = Action(label, reverse("collection:return", args=[answer_to.pk]), lock is None)
    return Step(title, answer_to.status_label(language()), TONES[answer_to.state], lines, [link])


def _not_yet_claimed(own: queries.OwnYear) -> str:
    window = own.year.programme.requisition
    return _("Medlen rekvireras %(opens)s–%(closes)s.") % {
        "opens": window.opens.isoformat(),
        "closes": window.closes.isoformat(),
    }


def _paid(own: queries.OwnYear) -> Step:
    title = _("Utbetalning")
    ledger = Action(
        _("Kommunens huvudbok"), reverse("grants:unit_ledger", args=[own.year.code, own.unit.code])
    )
    account = Action(_("Konto för utbetalning"), reverse("grants:unit_account", args=[own.unit.code]))
    if not own.owed:
        return Step(title, _("Senare"), "neutral", [], [account])
    lines = _by_purpose(own, own.owed)
    if own.redistributed:
        lines.append(
            _("Varav omfördelat: %(amount)s")
            % {"amount": format_sek(sum(own.redistributed.values()), language())}
        )
    paid = own.paid == sum(own.owed.values())
    lines.append(_("Utbetalt hittills: %(amount)s") % {"amount": format_sek(own.paid, language())})
    state = (_("Utbetalt"), "success") if paid else (_("Beviljat"), "info")
    return Step(title, *state, lines, [ledger, account])


def _activities(own: queries.OwnYear) -> Step:
    words = [_("Lägg in insatserna under året, så är redovisningen ifylld när den ska lämnas.")]
    link = Action(
        _("Insatser och kostnader"), reverse("grants:activities", args=[own.year.code, own.unit.code])
    )
    joint = Action(_("Gemensam redovisning"), reverse("grants:joint", args=[own.year.code, own.unit.code]))
    return Step(_("Insatser"), *_when(bool(own.owed)), words, [link, joint] if own.owed else [])


def _settled(own: queries.OwnYear) -> Step:
    link = Action(
        _("Kommunens slutreglering"), reverse("grants:unit_settlement", args=[own.year.code, own.unit.code])
    )
    return Step(_("Slutreglering"), *_when(own.settled), [], [link] if own.report else [])


def _when(now: bool) -> tuple[str, str]:
    return (_("Pågår"), "info") if now else (_("Senare"), "neutral")


def _by_purpose(own: queries.OwnYear, amounts: Mapping[str, int]) -> list[str]:
    lines = [
        f"{purpose.title.in_language(language())}: {format_sek(amounts[purpose.id], language())}"
        for purpose in own.year.programme.purposes
        if purpose.id in amounts
    ]
    if len(lines) > 1:
        lines.append(_("Tillsammans: %(amount)s") % {"amount": format_sek(sum(amounts.values()), language())})
    return lines
