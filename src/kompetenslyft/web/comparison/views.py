"""A municipality beside others, and where the key figures come from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.comparison import actions, queries
from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.exchange.definitions import comparison
from kompetenslyft.exchange.kolada import TERMS
from kompetenslyft.exchange.spreadsheets import CSV, excel_csv
from kompetenslyft.web.access import officer_only, person, signed_in
from kompetenslyft.web.comparison.rows import WIDTH, own_rows, row
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.organisations.lookup import organisation_or_404

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

GROUP = "med"
"""The parameter that says whom the municipality is set beside."""


@signed_in
@require_safe
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """A municipality's key figures beside those of similar ones, and what it has answered itself."""
    shown, found, language = *_compared(request, code), _language()
    years, own = own_rows(found, language)
    context = {
        "organisation": shown,
        "compared": found,
        "title": found.definition.title.in_language(language),
        "among": sorted(found.among.names.items(), key=lambda one: swedish_key(one[1])),
        "themes": [
            (theme.title.in_language(language), [row(line, found.years, language) for line in lines])
            for theme, lines in found.themes
        ],
        "own_years": years,
        "own": own,
        "parameter": GROUP,
        "width": WIDTH,
        "terms": TERMS.in_language(language),
    }
    return render(request, "comparison/municipality.html", context)


@signed_in
@require_safe
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures as a file for a spreadsheet."""
    shown, found, language = *_compared(request, code), _language()
    years, own = own_rows(found, language)
    lines: list[list[object]] = [
        [found.definition.title.in_language(language), shown.name, found.among.title]
    ]
    if found.made_up:
        lines.append([MADE_UP.in_language(language)])
    lines.append(
        [
            _("Nyckeltal"),
            "Kolada",
            _("Enhet"),
            _("År"),
            shown.name,
            _("Median, jämförda"),
            _("Spann, jämförda"),
            _("Median, riket"),
            *found.years,
        ]
    )
    for _theme, figures in found.themes:
        for line in figures:
            one = row(line, found.years, language)
            lines.append(
                [
                    *(one.label, line.figure.kpi, one.unit, line.year, one.value, one.median, one.span),
                    *(one.nation, *one.earlier),
                ]
            )
    lines.append([TERMS.in_language(language)])
    if years:
        lines += [[], [_("Egna svar"), "", _("Enhet"), *years]]
        lines += [[label, "", unit, *figures] for label, unit, figures in own]
    return attachment(excel_csv(lines), CSV, f"jamforelse-{shown.code}.csv")


@signed_in
@require_safe
def key_figures(request: HttpRequest) -> HttpResponse:
    """Every key figure: what it is, when it was fetched, and what went wrong, told once where it is the same."""
    language, definition = _language(), comparison()
    figures = {one.kpi: one for theme in definition.themes for one in theme.figures}
    sources = queries.all_sources()
    failed = Counter(source.error[language] for source in sources if source.error)
    context = {
        "sources": [(source, figures.get(source.code), source.error.get(language, "")) for source in sources],
        "shared": {message: number for message, number in failed.items() if number > 1},
        "waiting": sum(1 for source in sources if source.wanted_at is not None),
        "terms": TERMS.in_language(language),
    }
    return render(request, "comparison/key_figures.html", context)


@officer_only
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Put all key figures in the queue."""
    waiting = actions.order(by=person(request))
    messages.success(
        request,
        ngettext("%(n)s nyckeltal står i kö.", "%(n)s nyckeltal står i kö.", waiting) % {"n": waiting},
    )
    return redirect("comparison:key_figures")


@signed_in
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How many wait: a fragment that asks again until none does, and then loads the page anew."""
    waiting = queries.waiting()
    response = render(request, "comparison/_progress.html", {"waiting": waiting})
    if not waiting:
        response.headers["HX-Refresh"] = "true"
    return response


def _compared(request: HttpRequest, code: str) -> tuple[Organisation, queries.Compared]:
    shown = organisation_or_404(code)
    if shown.kind != Kind.MUNICIPALITY:
        raise Http404
    group = request.GET.get(GROUP, "")
    return shown, queries.compared(shown, person(request), clock.today(), group=group)


def _language() -> str:
    return translation.get_language() or "sv"
