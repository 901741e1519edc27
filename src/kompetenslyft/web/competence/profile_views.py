"""What a role demands, and how many a unit needs: read by all at the employer, changed by those who answer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions.profiles import MOST_NEEDED, set_profile, set_unit_need
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.queries import profiles as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.core.competence.model import MARK_LABELS, Mark
from kompetenslyft.core.competence.profile import DEMANDABLE
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.privacy.rights import Right, Thing, right
from kompetenslyft.core.staff.model import ROLE_LABELS, StaffRole
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_choice import one_of
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.matrix_views import organisation_of
from kompetenslyft.web.forms import DayField, show_refusal

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

NO_DEMAND = ""


class ByDirection(forms.Form):
    """A day, and a field for every direction of a framework, with what stood there when the form was made."""

    valid_from = DayField(label=gettext_lazy("Gäller från"))

    def __init__(
        self, framework: Framework, now: dict[str, Any], *args: Any, field: type[forms.Field], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        self.fields["valid_from"].initial = clock.today()
        for direction in framework.directions.values():
            label, value = direction.label.in_language(language()), now.get(direction.id)
            self.fields[direction.id] = field(label=label, required=False, initial=value)
            self.fields[f"was-{direction.id}"] = forms.CharField(
                required=False,
                initial="" if value is None else str(value),
                widget=forms.HiddenInput,
            )

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields by area, with what stood there."""
        return [
            (
                area.label.in_language(language()),
                [(self[one.id], self[f"was-{one.id}"]) for one in area.directions],
            )
            for area in self.framework.areas
        ]

    def changed(self) -> dict[str, Any]:
        """What the sender has changed since the form was made; what is blank is left as it is."""
        return {
            direction: self.cleaned_data[direction]
            for direction in self.framework.directions
            if self.cleaned_data[direction] not in (None, NO_DEMAND)
            and str(self.cleaned_data[direction]) != self.cleaned_data[f"was-{direction}"]
        }


class DemandField(forms.ChoiceField):
    """What can be demanded; nothing said yet is a choice of its own."""

    def __init__(self, *, initial: object = None, **kwargs: Any) -> None:
        choices = [(mark.value, MARK_LABELS[mark].in_language(language())) for mark in DEMANDABLE]
        if not initial:
            choices.insert(0, (NO_DEMAND, _("Inget krav")))
        super().__init__(choices=choices, initial=initial, **kwargs)


class NumberField(forms.IntegerField):
    """How many people."""

    def __init__(self, *, initial: object = None, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_NEEDED, initial=initial or 0, **kwargs)


@signed_in
@require_GET
def profiles(request: HttpRequest, code: str) -> HttpResponse:
    """Every role with what it demands."""
    employer, may_change = _employer(request, code)
    today = clock.today()
    framework, demands = framework_in_use(today), queries.profiles_on(employer.pk, today)
    shown = [role for role in StaffRole if demands[role]]
    context = {
        "crumbs": home_crumbs(),
        "employer": employer,
        "organisation": organisation_of(code),
        "roles": [(role.value, ROLE_LABELS[role].in_language(language())) for role in shown],
        "others": [
            (role.value, ROLE_LABELS[role].in_language(language())) for role in StaffRole if role not in shown
        ],
        "groups": [
            (
                area.label.in_language(language()),
                [
                    (
                        direction.label.in_language(language()),
                        [
                            (
                                ROLE_LABELS[role].in_language(language()),
                                _demand(demands[role].get(direction.id)),
                            )
                            for role in shown
                        ],
                    )
                    for direction in area.directions
                ],
            )
            for area in framework.areas
        ],
        "may_change": may_change,
    }
    return render(request, "competence/profiles.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, code: str, role: str) -> HttpResponse:
    """One role: the form for those who may change it."""
    employer, may_change = _employer(request, code)
    chosen, today = one_of(StaffRole, role), clock.today()
    if chosen is None:
        raise access.not_found()
    if not may_change:
        access.check_may_at(person(request), employer, Thing.PROFILE, today, Right.CHANGE)
    told = queries.profile(employer.pk, chosen, today)
    now = {direction: one.mark.value for direction, one in told.items()}
    form = ByDirection(framework_in_use(today), now, request.POST or None, field=DemandField)
    label = ROLE_LABELS[chosen].in_language(language())
    if request.method == "POST" and form.is_valid():
        marks = {direction: Mark(value) for direction, value in form.changed().items()}
        try:
            number = set_profile(
                employer=employer,
                role=chosen,
                marks=marks,
                valid_from=form.cleaned_data["valid_from"],
                by=person(request),
            )
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _changed_words(label, number))
            return redirect("competence:profiles", employer.code)
    context = {
        "crumbs": [*home_crumbs(), (_("Rollprofiler"), reverse("competence:profiles", args=[employer.code]))],
        "employer": employer,
        "role_label": label,
        "form": form,
        "own": [(form[direction].label, one.since, one.by) for direction, one in told.items() if one.since],
        "back": reverse("competence:profiles", args=[employer.code]),
    }
    return render(request, "competence/profile.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def unit_need(request: HttpRequest, code: str) -> HttpResponse:
    """How many at the advanced level a unit needs in each direction."""
    unit, today = organisation_of(code), clock.today()
    access.check_may_at(person(request), unit, Thing.PROFILE, today)
    may_change = right(access.relations_at(person(request), unit, today), Thing.PROFILE) >= Right.CHANGE
    now = queries.unit_needs([unit.pk], today).get(code, {})
    form = ByDirection(framework_in_use(today), dict(now), request.POST or None, field=NumberField)
    if request.method == "POST" and form.is_valid():
        try:
            number = set_unit_need(
                unit=unit,
                advanced=form.changed(),
                valid_from=form.cleaned_data["valid_from"],
                by=person(request),
            )
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _changed_words(unit.name, number))
            return redirect("competence:unit_need", code)
    context = {"crumbs": home_crumbs(), "unit": unit, "form": form, "may_change": may_change, "now": now}
    return render(request, "competence/unit_need.html", context, status=422 if form.is_bound else 200)


def _employer(request: HttpRequest, code: str) -> tuple[Organisation, bool]:
    """The employer of the organisation with the code, and whether the reader may change its profiles."""
    organisation = organisation_of(code)
    employer = organisations.employer_of(organisation)
    if employer is None:
        raise access.not_found()
    access.check_may_at(person(request), employer, Thing.PROFILE, clock.today())
    relations = access.relations_at(person(request), employer, clock.today())
    return employer, right(relations, Thing.PROFILE) >= Right.CHANGE


def _show(form: forms.Form, refused: Refused) -> None:
    if refused.code.startswith("E"):
        raise refused
    show_refusal(form, refused)


def _demand(mark: Mark | None) -> str:
    return _("Inget krav") if mark is None else MARK_LABELS[mark].in_language(language())


def _changed_words(what: str, number: int) -> str:
    if not number:
        return _("%(what)s: ingenting var ändrat.") % {"what": what}
    return ngettext(
        "%(what)s: %(number)s inriktning är ändrad.", "%(what)s: %(number)s inriktningar är ändrade.", number
    ) % {"what": what, "number": number}
