"""Changing a person's record on a page: one flow for every form.

The form carries the revision that it shows. Somebody who sends it after another has saved is told what the other
changed, and what was typed stands; whoever sends the same form twice is told that it is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.actions.keeping import keep_people
from kompetenslyft.apps.staff.queries import people as people_queries
from kompetenslyft.apps.staff.queries import register as queries
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.staff import model as core
from kompetenslyft.core.text import Text
from kompetenslyft.web.access import person as asker
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.staff import register_words as words
from kompetenslyft.web.staff.register_views import crumbs

if TYPE_CHECKING:
    from django import forms

    from kompetenslyft.apps.staff.models import Person

CHANGED_MEANWHILE = "N123"
LONGEST_REVISION = 9


@dataclass(frozen=True, slots=True)
class Place:
    """Whose record is changed, by whom; the user may change it."""

    row: Person
    record: queries.Record
    url: str

    @property
    def value(self) -> core.Person:
        return self.record.value


@dataclass(frozen=True, slots=True)
class Edit:
    """What a page changes. ``apply`` makes the record so, and may find that it cannot; ``stands`` says whether the
    record is so already. ``prefix``: where in a record the form's fields are, as findings name their place.
    """

    heading: str
    submit: str
    done: str
    form: forms.Form
    apply: Callable[[], core.Person | list[Finding]]
    stands: Callable[[core.Person], bool]
    prefix: Callable[[core.Person], str] = field(default=lambda _wanted: "")
    lead: str = ""
    danger: bool = False
    remove_url: str = ""
    remove_label: str = ""


def place(request: HttpRequest, person_id: int) -> Place:
    """The person's record, for changing. Raises Refused: E101, E102."""
    today = clock.today()
    row = people_queries.person(asker(request), person_id, Thing.REGISTER, today)
    access.check_may(asker(request), row, Thing.REGISTER, today, Right.CHANGE)
    return Place(row, queries.record(row), reverse("staff:person", args=[row.pk]))


def run(request: HttpRequest, here: Place, edit: Edit) -> HttpResponse:
    """Show the form; where it was sent, keep what it says and go back to the person, or say why not."""
    conflict = ()
    if request.method == "POST" and edit.form.is_valid():
        seen = _revision(request)
        if seen != here.row.revision and edit.stands(here.value):
            return _back(request, here, edit)
        wanted = edit.apply()
        if isinstance(wanted, list):
            show_findings(edit.form, wanted, "")
        else:
            try:
                keep_people(
                    employer=here.row.employer,
                    people=[wanted],
                    by=asker(request),
                    seen={here.row.number: seen},
                )
            except Refused as refused:
                if refused.code == CHANGED_MEANWHILE:
                    here.row.refresh_from_db()
                    if edit.stands(queries.record(here.row).value):
                        return _back(request, here, edit)
                    conflict = _changes_since(here.row, seen)
                else:
                    show_findings(edit.form, refused.findings, edit.prefix(wanted))
            else:
                return _back(request, here, edit)
    context = {
        "crumbs": [*crumbs(), (here.row.name, here.url)],
        "person": here.row,
        "edit": edit,
        "form": edit.form,
        "revision": here.row.revision,
        "conflict": conflict,
        "back": here.url,
    }
    return render(request, "staff/edit.html", context)


def gone(request: HttpRequest, here: Place) -> HttpResponse:
    """Back to the person: what was to be changed is there no longer, and nothing has been typed."""
    messages.warning(
        request,
        _("Raden finns inte längre: %(by)s ändrade uppgifterna. Så här står de nu.")
        % {"by": here.row.changed_by},
    )
    return redirect(here.url)


def gone_finding() -> list[Finding]:
    """The same to somebody who has typed something: it stands, and can be entered anew (N127)."""
    text = Text(
        sv="Raden som du ändrar finns inte längre: någon tog bort den medan du skrev. Inget har sparats. "
        "Det du skrev står kvar nedan; lägg till det som nytt hos personen om det ska gälla.",
        en="The row that you change is there no longer: somebody removed it while you wrote. Nothing has been "
        "saved. What you wrote stands below; add it anew to the person if it is to hold.",
    )
    return [Finding("N127", Severity.HARD, text)]


def prefix_of(name: str, value: Callable[[], object]) -> Callable[[core.Person], str]:
    """Where the form's value stands in one of a record's lists, as findings name it: «employments.2.»."""
    return lambda wanted: f"{name}.{getattr(wanted, name).index(value())}."


def show_findings(form: forms.Form, findings: list[Finding] | tuple[Finding, ...], prefix: str) -> None:
    """Put each finding beside the field that it names, or above the form."""
    for finding in findings:
        names = [cell.removeprefix(prefix) for cell in finding.cells]
        beside = next((name for name in names if name in form.fields), None)
        form.add_error(beside, finding.message.in_language(language()))


def _back(request: HttpRequest, here: Place, edit: Edit) -> HttpResponse:
    messages.success(request, edit.done)
    return redirect(here.url)


def _revision(request: HttpRequest) -> int:
    """The revision that the form showed; one that never was, where none was sent."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= LONGEST_REVISION else -1


def _changes_since(row: Person, seen: int) -> list[words.Event]:
    rows = [one for one in people_queries.history(row) if one.detail.get("revision", 0) > seen]
    return words.events(rows)
