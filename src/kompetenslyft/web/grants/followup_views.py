"""Following a grant up: need against supply, and the tables of the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.queries import followup as queries
from kompetenslyft.apps.grants.queries.years import year as year_of
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.need.compare import Which
from kompetenslyft.exchange.charts import draw_chart
from kompetenslyft.exchange.spreadsheets import CSV, XLSX
from kompetenslyft.exchange.tables_csv import csv_filename, data_csv, swedish_csv
from kompetenslyft.exchange.tables_html import table_html
from kompetenslyft.exchange.tables_xlsx import tables_workbook
from kompetenslyft.web.access import is_officer, person, public
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.grants import followup_pages as pages
from kompetenslyft.web.grants.crumbs import Crumbs, language, year_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.grants.queries.followup import Need, Tables

COUNTY, UNIT, WHICH, ORDER = "lan", "kommun", "inventering", "ordning"
LATEST = "senaste"


def followup_crumbs(year: ProgrammeYear) -> Crumbs:
    """To a year's follow-up."""
    return [*year_crumbs(year), (_("Uppföljning"), reverse("grants:followup", args=[year.code]))]


@public
@require_safe
def followup(request: HttpRequest, code: str) -> HttpResponse:
    """What caseworkers lack beside the training that was carried out, for the nation, a county or a municipality."""
    year = year_of(code)
    found = _need(request, year)
    order = request.GET.get(ORDER, pages.BY_NEED)
    compared = found.comparison if found else None
    context = {
        "year": year,
        "title": year.title(language()),
        "crumbs": year_crumbs(year),
        "made_up": year.made_up or (found is not None and found.made_up),
        "compared": compared,
        "rows": pages.rows(pages.ordered(compared, order)) if compared else [],
        "partings": pages.partings(compared) if compared else [],
        "drawn": compared is not None and pages.chart_of(compared, "") is not None,
        "place": _place(request),
        "query": request.GET.urlencode(),
        "county": request.GET.get(COUNTY, ""),
        "unit": request.GET.get(UNIT, ""),
        "latest": request.GET.get(WHICH) == LATEST,
        "order": order,
        "orders": _orders(),
        "officer": is_officer(request),
        "counties": organisations.counties() if is_officer(request) else [],
        "municipalities": queries.municipalities_for(person(request), clock.today()),
        "has_tables": bool(queries.table_sets(year)),
    }
    return render(request, "grants/followup.html", context)


@public
@require_safe
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a picture, in the font that its labels are measured for."""
    found = _need(request, year_of(code))
    block = found and pages.chart_of(found.comparison, _place(request))
    if not block:
        raise Http404
    return HttpResponse(draw_chart(block).png, content_type="image/png")


@public
@require_safe
def tables(request: HttpRequest, code: str) -> HttpResponse:
    """The follow-up tables by number."""
    year = year_of(code)
    context = {
        "year": year,
        "title": year.title(language()),
        "crumbs": followup_crumbs(year),
        "sets": [(one.title.in_language(language()), one.tables) for one in queries.table_sets(year)],
    }
    return render(request, "grants/followup_tables.html", context)


@public
@require_safe
def table(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One table with its files."""
    year = year_of(code)
    computed = _tables(request, year, number)
    (shown,) = computed.tables
    back = (_("Tabeller"), reverse("grants:followup_tables", args=[code]))
    context = {
        "year": year,
        "crumbs": [*followup_crumbs(year), back],
        "number": shown.number,
        "title": shown.definition.title.in_language(language()),
        "table": mark_safe(table_html(shown, language(), made_up=computed.made_up)),
    }
    return render(request, "grants/followup_table.html", context)


@public
@require_safe
def table_file(request: HttpRequest, code: str, number: str, kind: str) -> HttpResponse:
    """One table as data (csv), for a Swedish spreadsheet (sv.csv), or as a workbook (xlsx)."""
    computed = _tables(request, year_of(code), number)
    (shown,) = computed.tables
    name = csv_filename(shown.number, made_up=computed.made_up)
    if kind == "csv":
        return attachment(data_csv(shown, language(), made_up=computed.made_up), CSV, name)
    if kind == "sv.csv":
        content = swedish_csv(shown, made_up=computed.made_up)
        return attachment(content, CSV, name.replace(".csv", "-sv.csv"))
    if kind == "xlsx":
        book = tables_workbook(
            [shown],
            title=shown.definition.title,
            language=language(),
            made_up=computed.made_up,
            at=clock.now(),
        )
        return attachment(book, XLSX, name.replace(".csv", ".xlsx"))
    raise Http404


@public
@require_safe
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    """Every table in one workbook."""
    year = year_of(code)
    computed = queries.tables(year, by=person(request), on=clock.today())
    if not computed.tables:
        raise Http404
    book = tables_workbook(
        computed.tables,
        title=year.programme.title,
        language=language(),
        made_up=computed.made_up,
        at=clock.now(),
    )
    return attachment(book, XLSX, f"uppfoljning-{year.code}.xlsx")


def _need(request: HttpRequest, year: ProgrammeYear) -> Need | None:
    return queries.need(
        year,
        county=request.GET.get(COUNTY, ""),
        unit=request.GET.get(UNIT, ""),
        which=Which.LATEST if request.GET.get(WHICH) == LATEST else Which.FIRST,
        by=person(request),
        on=clock.today(),
    )


def _tables(request: HttpRequest, year: ProgrammeYear, number: str) -> Tables:
    computed = queries.tables(year, by=person(request), on=clock.today(), numbers=[number])
    if not computed.tables:
        raise Http404
    return computed


def _place(request: HttpRequest) -> str:
    """Whom the figures are about, in words. Whether the reader may see them has been settled."""
    unit, county = request.GET.get(UNIT, ""), request.GET.get(COUNTY, "")
    if unit:
        return organisations.by_code(unit).name
    if county:
        return next((one.name for one in organisations.counties() if one.code == county), county)
    return _("Hela landet")


def _orders() -> list[tuple[str, str]]:
    return [
        (pages.BY_NEED, _("Störst andel som saknar kompetens först")),
        (pages.BY_GAP, _("Störst skillnad i plats först")),
        (pages.BY_FRAMEWORK, _("Områdesvis")),
    ]
