"""One mark of one person, as a small form: for those without the script, and for a note beside the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions.marking import ChangedMeanwhile, set_mark
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.queries.assessments import shown_history
from kompetenslyft.apps.competence.queries.marks import present_mark
from kompetenslyft.apps.competence.queries.profiles import profiles_on
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries import people
from kompetenslyft.apps.staff.queries.posts import main_post
from kompetenslyft.core.competence.model import (
    MARK_LABELS,
    OCCASION_LABELS,
    STAGE_LABELS,
    Mark,
    Occasion,
    Stage,
)
from kompetenslyft.core.frameworks.model import Direction
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_choice import one_of
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.matrix_table import COUNTED
from kompetenslyft.web.forms import show_refusal

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Assessment
    from kompetenslyft.apps.staff.models import Person


class MarkForm(forms.Form):
    """A mark, a note, and which mark stood there when the form was made."""

    mark = forms.ChoiceField(label=gettext_lazy("Bedömning"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Anteckning"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Personen kan läsa den. Skriv ingenting om brukare."),
    )
    seen = forms.ChoiceField(choices=[(mark.value, mark.value) for mark in Mark], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = [  # type: ignore[attr-defined]
            (mark.value, MARK_LABELS[mark].in_language(language())) for mark in COUNTED
        ]


@signed_in
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, person_id: int, direction: str, stage: str) -> HttpResponse:
    """Say one mark anew, or read what was said."""
    chosen, today = one_of(Stage, stage), clock.today()
    if chosen is None:
        raise staff.not_found()
    one = people.person(person(request), person_id, access.STAGE_THINGS[chosen], today)
    asked = _direction(direction)
    now, _label = present_mark(one, chosen, direction, today)
    form = MarkForm(request.POST or None, initial={"mark": now.value, "seen": now.value})
    status = 200
    if request.method == "POST" and form.is_valid():
        refused = _save(request, one, chosen, direction, form)
        if refused is None:
            said = MARK_LABELS[Mark(form.cleaned_data["mark"])].in_language(language())
            label = asked.label.in_language(language())
            messages.success(request, f"{one.name}, {label}: {said}.")
            return redirect(_back(request, one))
        if isinstance(refused, ChangedMeanwhile):
            form.data = form.data.copy()
            form.data["seen"] = refused.theirs.value
        show_refusal(form, refused)
        status = 409 if isinstance(refused, ChangedMeanwhile) else 422
    elif request.method == "POST":
        status = 422
    history = [row for row in reversed(shown_history(person(request), one)) if row.direction == direction]
    for shown in {chosen, *(Stage(row.stage) for row in history)}:
        access.note_reading(by=person(request), people=[one], thing=access.STAGE_THINGS[shown], where="mark")
    post = main_post(one, today)
    demanded = profiles_on(one.employer_id, today)[post.role].get(direction) if post else None
    context = {
        "crumbs": [*home_crumbs(), (one.name, reverse("competence:person", args=[one.pk]))],
        "one": one,
        "direction": asked.label.in_language(language()),
        "stage_label": STAGE_LABELS[chosen].in_language(language()),
        "now": MARK_LABELS[now].in_language(language()),
        "demanded": demanded and MARK_LABELS[demanded].in_language(language()),
        "form": form,
        "back": _back(request, one),
        "history": [_said(row) for row in history],
    }
    return render(request, "competence/mark.html", context, status=status)


def _save(request: HttpRequest, one: Person, stage: Stage, direction: str, form: MarkForm) -> Refused | None:
    """Why it was not saved; None where it was."""
    try:
        set_mark(
            person=one,
            stage=stage,
            direction=direction,
            mark=Mark(form.cleaned_data["mark"]),
            seen={Mark(form.cleaned_data["seen"])},
            note=form.cleaned_data["note"],
            by=person(request),
        )
    except Refused as refused:
        if refused.code.startswith("E"):
            raise
        return refused
    return None


def _direction(direction: str) -> Direction:
    found = framework_in_use(clock.today()).directions.get(direction)
    if found is None:
        raise staff.not_found()
    return found


def _back(request: HttpRequest, one: Person) -> str:
    """Where the reader came from: a matrix with its selection, or the person's page."""
    query = request.GET.copy()
    code = query.pop("matris", [""])[0]
    if code and organisations.by_codes([code]):
        address = reverse("competence:matrix", args=[code])
        return f"{address}?{query.urlencode()}" if query else address
    return reverse("competence:person", args=[one.pk])


def _said(row: Assessment) -> dict[str, object]:
    return {
        "stage": STAGE_LABELS[Stage(row.stage)].in_language(language()),
        "mark": MARK_LABELS[Mark(row.mark)].in_language(language()),
        "on": row.assessed_on,
        "occasion": OCCASION_LABELS[Occasion(row.occasion)].in_language(language()),
        "by": row.by_label,
        "note": row.note,
    }
