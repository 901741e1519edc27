"""The pages on which people are added, and what a record holds once, credentials and leaves are changed."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.actions.keeping import keep_people
from kompetenslyft.apps.staff.queries import people as people_queries
from kompetenslyft.apps.staff.queries import register as queries
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.staff import changes
from kompetenslyft.core.staff import model as core
from kompetenslyft.core.staff.differences import same
from kompetenslyft.web.access import person as asker
from kompetenslyft.web.access import signed_in
from kompetenslyft.web.collection.words import day_words
from kompetenslyft.web.staff import register_forms, register_words
from kompetenslyft.web.staff.register_edits import (
    Edit,
    gone,
    gone_finding,
    place,
    prefix_of,
    run,
    show_findings,
)
from kompetenslyft.web.staff.register_views import crumbs

FIRST = "employments.0."


@signed_in
def new_person(request: HttpRequest) -> HttpResponse:
    """Somebody new, with the first employment. The unit says which employer."""
    user, today = asker(request), clock.today()
    if not access.employers_of(user, Thing.REGISTER, today, Right.CHANGE):
        raise access.not_found()
    units = queries.units_within(user, today, Right.CHANGE)
    form = register_forms.NewPersonForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        one = core.Person(data["number"], data["name"], None, None, employments=(form.employment(),))
        wanted = form.record(one)
        (unit,) = (one for one in units if one.code == data["unit"])
        employer = organisations.employer_of(unit)
        try:
            keep_people(employer=employer, people=[wanted], by=user, seen={wanted.number: 0})
        except Refused as refused:
            there = people_queries.by_number(employer, wanted.number)
            if there is None or not same(queries.record(there).value, wanted):
                show_findings(form, refused.findings, FIRST)
                there = None
        else:
            there = people_queries.by_number(employer, wanted.number)
        if there is not None:
            messages.success(request, _("%(name)s finns nu i registret.") % {"name": there.name})
            return redirect("staff:person", there.pk)
    return render(
        request, "staff/new_person.html", {"crumbs": crumbs(), "form": form, "back": reverse("staff:people")}
    )


@signed_in
def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What the record holds once: name, address, gender, first year in social work."""
    here = place(request, person_id)
    form = register_forms.SelfForm(
        request.POST or None, initial=register_forms.SelfForm.initial_of(here.value)
    )
    edit = Edit(
        heading=_("Ändra personuppgifter"),
        submit=_("Spara"),
        done=_("Uppgifterna är sparade."),
        form=form,
        apply=lambda: form.record(here.value),
        stands=lambda value: same(form.record(value), value),
    )
    return run(request, here, edit)


@signed_in
def new_credential(request: HttpRequest, person_id: int) -> HttpResponse:
    """One more degree, course or certificate."""
    here = place(request, person_id)
    form = register_forms.CredentialForm(request.POST or None)
    edit = Edit(
        heading=_("Ny utbildning"),
        submit=_("Lägg till utbildningen"),
        done=_("Utbildningen är tillagd."),
        form=form,
        apply=lambda: changes.added(here.value, form.credential()),
        stands=lambda value: form.credential() in value.credentials,
        prefix=prefix_of("credentials", form.credential),
    )
    return run(request, here, edit)


@signed_in
def correct_credential(request: HttpRequest, person_id: int, credential_id: int) -> HttpResponse:
    """A degree, course or certificate as it should have been."""
    here = place(request, person_id)
    old = here.record.credential(credential_id)
    if old is None and request.method != "POST":
        return gone(request, here)
    initial = {} if old is None else register_forms.CredentialForm.initial_of(old)
    form = register_forms.CredentialForm(request.POST or None, initial=initial)
    edit = Edit(
        heading=_("Rätta utbildningen"),
        submit=_("Spara"),
        done=_("Utbildningen är sparad."),
        form=form,
        apply=lambda: (
            gone_finding() if old is None else changes.corrected(here.value, old, form.credential())
        ),
        stands=lambda value: form.credential() in value.credentials,
        prefix=prefix_of("credentials", form.credential),
        remove_url=reverse("staff:credential_remove", args=[person_id, credential_id]),
        remove_label=_("Ta bort utbildningen"),
    )
    return run(request, here, edit)


@signed_in
def new_leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """One more leave of absence."""
    here = place(request, person_id)
    form = register_forms.LeaveForm(request.POST or None)
    edit = Edit(
        heading=_("Ny ledighet"),
        submit=_("Lägg till ledigheten"),
        done=_("Ledigheten är tillagd."),
        form=form,
        apply=lambda: changes.added(here.value, form.leave()),
        stands=lambda value: form.leave() in value.leaves,
        prefix=prefix_of("leaves", form.leave),
        lead=_("Hel tjänstledighet eller föräldraledighet. Skriv aldrig varför någon är ledig."),
    )
    return run(request, here, edit)


@signed_in
def correct_leave(request: HttpRequest, person_id: int, leave_id: int) -> HttpResponse:
    """A leave as it should have been, or with the last day that is now known."""
    here = place(request, person_id)
    old = here.record.leave(leave_id)
    if old is None and request.method != "POST":
        return gone(request, here)
    initial = {} if old is None else register_forms.LeaveForm.initial_of(old)
    form = register_forms.LeaveForm(request.POST or None, initial=initial)
    edit = Edit(
        heading=_("Ändra ledigheten"),
        submit=_("Spara"),
        done=_("Ledigheten är sparad."),
        form=form,
        apply=lambda: gone_finding() if old is None else changes.corrected(here.value, old, form.leave()),
        stands=lambda value: form.leave() in value.leaves,
        prefix=prefix_of("leaves", form.leave),
        remove_url=reverse("staff:leave_remove", args=[person_id, leave_id]),
        remove_label=_("Ta bort ledigheten"),
    )
    return run(request, here, edit)


@signed_in
def remove(request: HttpRequest, person_id: int, kind: str, row_id: int) -> HttpResponse:
    """Ask once more, then take away what should never have stood there. ``kind``: the list that it stands in."""
    here = place(request, person_id)
    find: dict[str, Callable[[int], core.Employment | core.Credential | core.Leave | None]] = {
        "employment": here.record.employment,
        "credential": here.record.credential,
        "leave": here.record.leave,
    }
    if kind not in find:
        raise Http404
    old = find[kind](row_id)
    heading, done = {
        "employment": (_("Ta bort anställningen?"), _("Anställningen är borttagen.")),
        "credential": (_("Ta bort utbildningen?"), _("Utbildningen är borttagen.")),
        "leave": (_("Ta bort ledigheten?"), _("Ledigheten är borttagen.")),
    }[kind]
    if old is None:
        if request.method != "POST":
            return gone(request, here)
        messages.success(request, done)
        return redirect(here.url)
    edit = Edit(
        heading=heading,
        submit=_("Ta bort"),
        done=done,
        form=forms.Form(request.POST or None),
        apply=lambda: changes.removed(here.value, old),
        stands=lambda value: old not in (*value.employments, *value.credentials, *value.leaves),
        lead=_(
            "%(what)s. Ta bara bort det som aldrig har varit så. Det som har upphört ska avslutas i stället."
        )
        % {"what": _what(old)},
        danger=True,
    )
    return run(request, here, edit)


def _what(old: core.Employment | core.Credential | core.Leave) -> str:
    match old:
        case core.Employment():
            role = register_words.say(core.ROLE_LABELS, old.role)
            return f"{role}, {register_words.span(old.first_day, old.last_day)}"
        case core.Credential():
            return f"{register_words.say(core.CREDENTIAL_LABELS, old.kind)}, {day_words(old.awarded_on)}"
        case core.Leave():
            return register_words.span(old.first_day, old.last_day)
