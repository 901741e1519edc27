"""The return beside the register, entering what the register gives, and the people behind a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions.derivation import Entered, enter_derived
from kompetenslyft.apps.competence.queries import derivation as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.derivation.findings import amount
from kompetenslyft.core.derivation.model import UNKNOWN, Measure
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.core.staff.model import ROLE_LABELS
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence import derivation_page as page
from kompetenslyft.web.grants.crumbs import Crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.competence.queries.derivation import BehindCell, Comparison


@signed_in
@require_http_methods(["GET", "POST"])
def derived(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The return beside the register; POST enters what the register gives."""
    found = queries.comparison(person(request), code, unit)
    problem, replace = "", set[str]()
    if request.method == "POST":
        replace = set(request.POST.getlist("replace"))
        try:
            entered = enter_derived(answer_to=found.answer_to, by=person(request), keys=replace)
        except Refused as refused:
            if refused.code.startswith("E"):
                raise
            problem = refused.text(language())
        else:
            _tell(request, entered)
            return redirect("competence:derived", code=code, unit=unit)
    context = _context(found, by_part="delar" in request.GET) | {"problem": problem, "replace": replace}
    return render(request, "competence/derived.html", context, status=422 if problem else 200)


@signed_in
@require_GET
def derived_cell(request: HttpRequest, code: str, unit: str, key: str) -> HttpResponse:
    """The people behind one figure, for those who may see them; for others how many and why no names."""
    part = request.GET.get("del") or None
    try:
        found = queries.behind_cell(person(request), code, unit, key, part=part)
    except Refused as refused:
        if refused.code != "M612":
            raise
        messages.error(request, refused.text(language()))
        return redirect("competence:derived", code=code, unit=unit)
    return render(request, "competence/derived_cell.html", _cell_context(found, part))


def _tell(request: HttpRequest, entered: Entered) -> None:
    """What was entered, what could not be, and what stands as it was written."""
    saved, rejected = len(entered.outcome.saved), entered.outcome.rejected
    if saved:
        text = ngettext(
            "%(count)d uppgift fördes in i svaret.", "%(count)d uppgifter fördes in i svaret.", saved
        )
        messages.success(request, text % {"count": saved})
    elif not rejected:
        messages.info(request, _("Inget ändrades i svaret."))
    for finding in rejected.values():
        messages.error(request, finding.message.in_language(language()))
    if left := len(entered.left):
        text = ngettext(
            "%(count)d uppgift som är skriven för hand lämnades som den är.",
            "%(count)d uppgifter som är skrivna för hand lämnades som de är.",
            left,
        )
        messages.info(request, text % {"count": left})


def _crumbs(answer_to: Return, *, inside: bool = False) -> Crumbs:
    lang = language()
    crumbs = [
        (_("Insamlingar"), reverse("collection:rounds")),
        (answer_to.round.title(lang), reverse("collection:round", args=[answer_to.round.code])),
        (answer_to.unit.name, reverse("collection:return", args=[answer_to.pk])),
    ]
    if inside:
        url = reverse("competence:derived", args=[answer_to.round.code, answer_to.unit.code])
        crumbs.append((_("Ur personalregistret"), url))
    return crumbs


def _context(found: Comparison, *, by_part: bool) -> dict[str, object]:
    basis = found.basis
    several = len(basis.units) > 1
    return {
        "answer_to": found.answer_to,
        "crumbs": _crumbs(found.answer_to),
        "round_title": found.answer_to.round.title(language()),
        "day": basis.day,
        "ahead": basis.day > clock.today(),
        "empty": not basis.derived.total,
        "groups": page.group_sizes(basis),
        "findings": [(one, _who(found, one.cells)) for one in basis.findings],
        "sections": page.sections(found, by_part=by_part and several),
        "levels": page.levels(),
        "units": page.part_names(basis),
        "several": several,
        "by_part": by_part and several,
        "may_enter": found.may_enter,
        "to_fill": page.to_fill(found),
        "by_hand": page.by_hand(found),
        "questions_by_hand": page.questions_by_hand(basis),
    }


def _who(found: Comparison, cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """The ways to those whom a finding is about: (words, address)."""
    keys = [key for key in cells if key.endswith(f".{UNKNOWN}")]
    return [(page.label_of(found.basis, key), page.cell_url(found, key)) for key in keys]


def _cell_context(found: BehindCell, part: str | None) -> dict[str, object]:
    lang = language()
    people = found.measure is Measure.PEOPLE
    return {
        "answer_to": found.answer_to,
        "crumbs": _crumbs(found.answer_to, inside=True),
        "title": page.label_of(found.basis, found.key),
        "part": found.basis.units[part] if part else "",
        "day": found.basis.day,
        "figure": amount(found.figure, found.measure, lang),
        "rows": [
            {
                "id": one.person_id,
                "name": one.person.name,
                "made_up": one.made_up,
                "places": ", ".join(dict.fromkeys(found.basis.names[job.unit] for job in one.employments)),
                "roles": ", ".join(
                    dict.fromkeys(ROLE_LABELS[job.role].in_language(lang) for job in one.employments)
                ),
                "amount": "" if people else amount(one.amount, found.measure, lang),
            }
            for one in found.members
        ],
        "hidden": found.hidden,
        "of_people": people,
        "of_assessments": found.thing is Thing.AGREED_ASSESSMENT,
    }
