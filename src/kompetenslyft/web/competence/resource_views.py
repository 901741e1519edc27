"""The inventory of internal resources: who can teach or supervise what, and networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions import resources as actions
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.queries import resources as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.matrix_views import organisation_of
from kompetenslyft.web.competence.need_forms import NetworkForm, ResourceForm, SearchForm
from kompetenslyft.web.competence.plan_words import direction_label
from kompetenslyft.web.forms import show_refusal

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person


@signed_in
@require_GET
def resources(request: HttpRequest, code: str) -> HttpResponse:
    """Who can teach or supervise in what, and networks, for everybody at the employer."""
    organisation, today = organisation_of(code), clock.today()
    framework = framework_in_use(today)
    search = SearchForm(framework, request.GET)
    wanted = search.cleaned_data if search.is_valid() else {}
    found = queries.inventory(
        person(request),
        organisation,
        today,
        direction=wanted.get("inriktning", ""),
        text=wanted.get("q", ""),
    )
    mine = {one.pk for one in _whom(request, found.employer)}
    context = {
        "crumbs": home_crumbs(),
        "organisation": organisation,
        "employer": found.employer,
        "search": search,
        "searched": any(wanted.values()),
        "resources": [
            (one, direction_label(one.framework, one.direction), one.person_id in mine)
            for one in found.resources
        ],
        "networks": [
            (one, [direction_label(framework.ref, each) for each in one.directions]) for one in found.networks
        ],
        "may_add": bool(mine),
        "may_change": found.may_change,
    }
    return render(request, "competence/resources.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def resource_new(request: HttpRequest, code: str) -> HttpResponse:
    """List somebody: oneself, or one whom the reader leads."""
    organisation = organisation_of(code)
    whom = _whom(request, _employer(organisation))
    if not whom:
        raise staff.not_found()
    form = ResourceForm(framework_in_use(clock.today()), whom, request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = dict(form.cleaned_data)
        one = next(each for each in whom if each.pk == entered.pop("person"))
        try:
            actions.add_resource(person=one, by=person(request), **entered)
        except Refused as refused:
            if refused.code == "M513":
                access.note_reading(
                    by=person(request), people=[one], thing=Thing.AGREED_ASSESSMENT, where="resources"
                )
            _show(form, refused)
        else:
            messages.success(request, _("%(name)s står nu i listan.") % {"name": one.name})
            return _to_list(code)
    return _form(request, organisation, form, _("Lägg till en utbildare eller handledare"), _("Lägg till"))


@signed_in
@require_POST
def resource_end(request: HttpRequest, code: str, resource_id: int) -> HttpResponse:
    """Take somebody out of the list."""
    row = queries.resource(resource_id)
    actions.end_resource(resource=row, by=person(request))
    messages.success(request, _("%(name)s står inte längre för det.") % {"name": row.person.name})
    return _to_list(code)


@signed_in
@require_http_methods(["GET", "POST"])
def network(request: HttpRequest, code: str, network_id: int | None = None) -> HttpResponse:
    """Add a network, or change one."""
    organisation = organisation_of(code)
    staff.check_may_at(person(request), organisation, Thing.RESOURCES, clock.today(), Right.CHANGE)
    row = None if network_id is None else queries.network(network_id)
    if row is not None and row.employer != _employer(organisation):
        raise staff.not_found()
    form = NetworkForm(framework_in_use(clock.today()), request.POST or None, network=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_network(
                organisation=organisation, network=row, by=person(request), **form.cleaned_data
            )
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("Nätverket %(name)s är sparat.") % {"name": saved.name})
            return _to_list(code)
    title = _("Lägg till ett nätverk") if row is None else _("Ändra nätverket")
    return _form(request, organisation, form, title, _("Spara"))


@signed_in
@require_POST
def network_end(request: HttpRequest, code: str, network_id: int) -> HttpResponse:
    """Say that a network is no more."""
    row = queries.network(network_id)
    actions.end_network(network=row, organisation=organisation_of(code), by=person(request))
    messages.success(request, _("Nätverket %(name)s är borttaget ur listan.") % {"name": row.name})
    return _to_list(code)


def _whom(request: HttpRequest, employer: Organisation) -> list[Person]:
    """Those whom the reader can list: the own self, and the people that the reader leads. By name."""
    reader = person(request)
    led = access.visible_people(reader, Thing.LEADERS_ASSESSMENT, clock.today(), Right.CHANGE)
    found = {one.pk: one for one in led.filter(employer=employer)}
    found |= {one.pk: one for one in staff.own_people(reader).filter(employer=employer)}
    return sorted(found.values(), key=lambda one: swedish_key(one.name))


def _employer(organisation: Organisation) -> Organisation:
    found = organisations.employer_of(organisation)
    if found is None:
        raise staff.not_found()
    return found


def _show(form: Any, refused: Refused) -> None:
    if refused.code.startswith("E"):
        raise refused
    show_refusal(form, refused)


def _form(
    request: HttpRequest, organisation: Organisation, form: Any, title: str, button: str
) -> HttpResponse:
    back = reverse("competence:resources", args=[organisation.code])
    context = {
        "crumbs": [*home_crumbs(), (_("Interna utbildare och nätverk"), back)],
        "form": form,
        "title": title,
        "button": button,
        "back": back,
    }
    return render(request, "competence/resource_form.html", context, status=422 if form.errors else 200)


def _to_list(code: str) -> HttpResponse:
    return redirect(reverse("competence:resources", args=[code]))
