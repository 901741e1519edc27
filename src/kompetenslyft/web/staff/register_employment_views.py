"""The pages on which employments are added, changed from a day, corrected and ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff.queries import register as queries
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.privacy.rights import Right
from kompetenslyft.core.staff import changes
from kompetenslyft.core.staff import model as core
from kompetenslyft.web.access import person as asker
from kompetenslyft.web.access import signed_in
from kompetenslyft.web.staff import register_forms
from kompetenslyft.web.staff.register_edits import Edit, Place, gone, gone_finding, place, prefix_of, run

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@signed_in
def new_employment(request: HttpRequest, person_id: int) -> HttpResponse:
    """One more employment."""
    here = place(request, person_id)
    form = register_forms.EmploymentForm(request.POST or None, units=_units(request, here))
    edit = Edit(
        heading=_("Ny anställning"),
        submit=_("Lägg till anställningen"),
        done=_("Anställningen är tillagd."),
        form=form,
        apply=lambda: changes.added(here.value, form.employment()),
        stands=lambda value: form.employment() in value.employments,
        prefix=prefix_of("employments", form.employment),
        lead=_(
            "Ska den som redan arbetar här byta enhet, roll eller sysselsättningsgrad? Ändra anställningen i stället."
        ),
    )
    return run(request, here, edit)


@signed_in
def change_employment(request: HttpRequest, person_id: int, employment_id: int) -> HttpResponse:
    """Another unit, role or share from a day: the employment ends the day before, and the next begins."""
    here = place(request, person_id)
    old = here.record.employment(employment_id)
    if old is None and request.method != "POST":
        return gone(request, here)
    initial = (
        {} if old is None else register_forms.EmploymentForm.initial_of(old) | {"first_day": clock.today()}
    )
    form = register_forms.EmploymentForm(
        request.POST or None, initial=initial, units=_units(request, here, old)
    )
    form.fields["first_day"].label = _("Ändringen gäller från")

    def apply() -> core.Person | list[Finding]:
        if old is None:
            return gone_finding()
        return changes.check_change(old, form.employment().first_day) or changes.changed_from(
            here.value, old, form.employment()
        )

    edit = Edit(
        heading=_("Ändra anställningen från en dag"),
        submit=_("Spara ändringen"),
        done=_("Ändringen är sparad. Den tidigare anställningen slutar dagen före."),
        form=form,
        apply=apply,
        stands=lambda value: form.employment() in value.employments,
        prefix=prefix_of("employments", form.employment),
        lead=_(
            "Allt som gällde före dagen står kvar. Blev något fel från början, rätta anställningen i stället."
        ),
    )
    return run(request, here, edit)


@signed_in
def correct_employment(request: HttpRequest, person_id: int, employment_id: int) -> HttpResponse:
    """What was wrong from the beginning, as it should have been."""
    here = place(request, person_id)
    old = here.record.employment(employment_id)
    if old is None and request.method != "POST":
        return gone(request, here)
    initial = {} if old is None else register_forms.EmploymentForm.initial_of(old)
    form = register_forms.EmploymentForm(
        request.POST or None, initial=initial, units=_units(request, here, old)
    )
    edit = Edit(
        heading=_("Rätta anställningen"),
        submit=_("Spara rättelsen"),
        done=_("Anställningen är rättad."),
        form=form,
        apply=lambda: (
            gone_finding() if old is None else changes.corrected(here.value, old, form.employment())
        ),
        stands=lambda value: form.employment() in value.employments,
        prefix=prefix_of("employments", form.employment),
        lead=_(
            "Rätta det som blev fel från början. Gäller något nytt från en viss dag, ändra anställningen i stället."
        ),
        remove_url=reverse("staff:employment_remove", args=[person_id, employment_id]),
        remove_label=_("Ta bort anställningen"),
    )
    return run(request, here, edit)


@signed_in
def end_employment(request: HttpRequest, person_id: int, employment_id: int) -> HttpResponse:
    """The last day, and why."""
    here = place(request, person_id)
    old = here.record.employment(employment_id)
    if old is None and request.method != "POST":
        return gone(request, here)
    form = register_forms.EndForm(
        request.POST or None,
        initial={} if old is None else {"last_day": old.last_day, "leaving_reason": old.leaving_reason or ""},
    )

    def ended() -> core.Employment | None:
        if old is None:
            return None
        return replace(old, last_day=form.cleaned_data["last_day"], leaving_reason=form.reason())

    edit = Edit(
        heading=_("Avsluta anställningen"),
        submit=_("Avsluta anställningen"),
        done=_("Anställningen är avslutad."),
        form=form,
        apply=lambda: (
            gone_finding()
            if old is None
            else changes.ended(here.value, old, form.cleaned_data["last_day"], form.reason())
        ),
        stands=lambda value: ended() in value.employments,
        prefix=prefix_of("employments", ended),
    )
    return run(request, here, edit)


def _units(request: HttpRequest, here: Place, old: core.Employment | None = None) -> list[Organisation]:
    """The units of the person's employer that the user keeps the register of, and that of the employment itself."""
    inside = organisations.ids_at_and_below({here.row.employer_id})
    found = [
        one for one in queries.units_within(asker(request), clock.today(), Right.CHANGE) if one.pk in inside
    ]
    if old is not None and old.unit not in {one.code for one in found}:
        found.append(organisations.by_code(old.unit))
    return found
