"""The ledger of a year, and a municipality's part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.queries import ledger as queries
from kompetenslyft.apps.grants.queries import years
from kompetenslyft.apps.grants.queries.units import unit_named
from kompetenslyft.core.ledger.model import ACCOUNT_LABELS, EVENT_LABELS, LedgerEvent
from kompetenslyft.exchange.spreadsheets import CSV, excel_csv
from kompetenslyft.web.access import is_officer, officer_only, person, signed_in
from kompetenslyft.web.downloads import OF_MADE_UP, attachment
from kompetenslyft.web.grants.crumbs import language, unit_crumbs, year_crumbs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.core.ledger.model import Account
    from kompetenslyft.core.text import Text

PER_PAGE = 50


@officer_only
@require_GET
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """Balances by account and purpose, and the entries, narrowed by municipality, purpose and event; also as CSV."""
    year = years.year(code)
    events = {event.value for event in LedgerEvent}
    chosen = {
        "unit": request.GET.get("kommun", "").strip()[:120],
        "purpose": request.GET.get("andamal", ""),
        "event": event if (event := request.GET.get("handelse", "")) in events else "",
    }
    found = queries.entries(year, **chosen)
    if request.GET.get("format") == "csv":
        return _csv(year, (queries.line(one) for one in found))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "crumbs": year_crumbs(year),
        "purposes": year.programme.purposes,
        "balances": _balances(year, queries.by_account(queries.balances(year))),
        "page": page,
        "lines": _lines(year, [queries.line(one) for one in page]),
        "chosen": chosen,
        "events": [(event.value, EVENT_LABELS[event]) for event in LedgerEvent],
        "csv_query": _csv_query(request),
    }
    return render(request, "grants/ledger.html", context)


@signed_in
@require_GET
def unit_ledger(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Everything that has been entered about one municipality, first to last; also as CSV."""
    year, municipality = years.year(code), unit_named(unit)
    found = queries.unit_ledger(person(request), year, municipality, clock.today())
    if request.GET.get("format") == "csv":
        return _csv(year, found.lines, f"-{municipality.code}")
    context = {
        "year": year,
        "unit": municipality,
        "crumbs": unit_crumbs(year, municipality),
        "purposes": year.programme.purposes,
        "balances": _balances(year, found.balances),
        "lines": _lines(year, found.lines),
        "officer": is_officer(request),
        "csv_query": _csv_query(request),
    }
    return render(request, "grants/ledger_unit.html", context)


def _balances(
    year: ProgrammeYear, balances: Mapping[Account, Mapping[str, int]]
) -> list[tuple[str, list[tuple[Text, int]], int]]:
    """Rows of label, titles and amounts of the purposes in order, and the sum."""
    return [
        (
            ACCOUNT_LABELS[account].in_language(language()),
            [(purpose.title, amounts.get(purpose.id, 0)) for purpose in year.programme.purposes],
            sum(amounts.values()),
        )
        for account, amounts in balances.items()
    ]


def _lines(year: ProgrammeYear, lines: Iterable[queries.Line]) -> list[dict[str, object]]:
    titles = {purpose.id: purpose.title for purpose in year.programme.purposes}
    return [
        {
            "line": one,
            "event": EVENT_LABELS[one.event],
            "purpose": titles.get(one.purpose, one.purpose),
            "source": ACCOUNT_LABELS[one.source],
            "target": ACCOUNT_LABELS[one.target],
        }
        for one in lines
    ]


def _csv_query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return query.urlencode()


def _csv(year: ProgrammeYear, lines: Iterable[queries.Line], suffix: str = "") -> HttpResponse:
    """The entries as CSV for Swedish Excel."""
    rows: list[list[object]] = [
        [_("Tidpunkt"), _("Händelse"), _("Kod"), _("Kommun"), _("Ändamål"), _("Kronor"), _("Från"), _("Till"),
         _("Av"), _("Referens")]
    ]  # fmt: skip
    for row in _lines(year, lines):
        one: queries.Line = row["line"]  # type: ignore[assignment]
        words = [str(row[name].in_language(language())) for name in ("event", "source", "target")]  # type: ignore[attr-defined]
        at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
        rows.append(
            [at, words[0], one.unit_code, one.unit_name, one.purpose, one.amount, *words[1:], one.by_label,
             one.reference]
        )  # fmt: skip
    mark = OF_MADE_UP if year.made_up else ""
    return attachment(excel_csv(rows), CSV, f"{year.code}-huvudbok{suffix}{mark}.csv")
