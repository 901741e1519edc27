"""Fetching key figures and groups from Kolada: ordered by an officer, done by the worker one at a time.

Each is fetched whole and replaces what was; the ones that are left go on waiting, so a run that ends is taken up
again. Kolada revises figures without notice: how many were changed is in the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.comparison import access
from kompetenslyft.apps.comparison.models import KeyFigureValue, SimilarGroup, Source
from kompetenslyft.apps.inserting import insert_all
from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.exchange import kolada_groups
from kompetenslyft.exchange.definitions import comparison
from kompetenslyft.exchange.kolada import Client, KoladaRefused, KoladaSeries, fetch_series

FIRST_YEAR = 2010
"""Older figures than the first round's are not fetched."""
_DECIMALS = Decimal("0.000001")


@transaction.atomic
def order(*, by: Caller, at: datetime | None = None) -> int:
    """Put everything that the comparison takes in the queue. Gives how many wait. Raises Refused: E103."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    return _order(at, by=by)


@transaction.atomic
def order_stale(*, days: int, at: datetime | None = None) -> int:
    """Put what has not been fetched in so many days in the queue: for an operator's schedule. Gives how many wait."""
    at = at or clock.now()
    return _order(at, older_than=at - timedelta(days=days))


def _order(at: datetime, *, by: Caller | None = None, older_than: datetime | None = None) -> int:
    wanted = {*comparison().kpis, Source.SIMILAR}
    there = {one.code: one for one in Source.objects.select_for_update().filter(code__in=wanted)}
    for code in sorted(wanted):
        source = there.get(code) or Source(code=code)
        fresh = older_than is not None and source.fetched_at is not None and source.fetched_at > older_than
        if source.wanted_at is not None or fresh:
            continue
        source.wanted_at, source.error = at, {}
        source.save()
        audit.record("comparison.ordered", source, by=by, at=at, code=code)
    return Source.objects.filter(wanted_at__isnull=False).count()


def fetch_next(*, client: Client | None = None, at: datetime | None = None) -> Source | None:
    """Fetch what has waited longest; None where nothing waits. A failure is kept with it, and it waits no more."""
    source = Source.objects.filter(wanted_at__isnull=False).order_by("wanted_at", "code").first()
    if source is None:
        return None
    at = at or clock.now()
    try:
        if source.code == Source.SIMILAR:
            keep_groups(kolada_groups.fetch_similar(_codes(), client=client), at=at)
        else:
            years = range(FIRST_YEAR, at.year + 1)
            keep_series(fetch_series(source.code, years, client=client), at=at)
    except KoladaRefused as refused:
        _failed(source, refused)
    return source


@transaction.atomic
def _failed(source: Source, refused: KoladaRefused) -> None:
    message = refused.finding.message
    source.wanted_at, source.error = None, {"sv": message.sv, "en": message.en}
    source.save(update_fields=["wanted_at", "error"])


@transaction.atomic
def keep_series(series: KoladaSeries, *, at: datetime, made_up: bool = False) -> None:
    """Keep the figures in place of those before. The audit row tells how many are new, changed and gone."""
    source = _held(series.kpi)
    before = {
        (code, year): value
        for code, year, value in source.values.values_list("municipality", "year", "value")
    }
    after = {
        key: (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_DECIMALS)
        for key, value in series.values.items()
    }
    source.values.all().delete()
    insert_all(
        [
            KeyFigureValue(source=source, municipality=code, year=year, value=value)
            for (code, year), value in sorted(after.items())
        ]
    )
    _done(
        source,
        at,
        title=series.title,
        description=series.description,
        made_up=made_up,
        told=_changes(before, after),
    )


@transaction.atomic
def keep_groups(groups: Iterable[kolada_groups.SimilarGroup], *, at: datetime, made_up: bool = False) -> None:
    """Keep the groups in place of those before. The audit row tells how many are new, changed and gone."""
    source = _held(Source.SIMILAR)
    rows = [
        SimilarGroup(
            code=one.id,
            title=one.title,
            kind=one.kind,
            municipality=one.municipality,
            year=one.year,
            members=list(one.members),
        )
        for one in groups
    ]
    before = dict(SimilarGroup.objects.values_list("code", "members"))
    SimilarGroup.objects.all().delete()
    insert_all(rows)
    told = _changes(before, {one.code: one.members for one in rows})
    _done(source, at, title="", description="", made_up=made_up, told=told)


def _held(code: str) -> Source:
    """The source, made if there is none. Whoever else has fetched it waits, so that one replaces the other whole."""
    source, _created = Source.objects.select_for_update().get_or_create(code=code)
    return source


def _done(
    source: Source, at: datetime, *, title: str, description: str, made_up: bool, told: Mapping[str, int]
) -> None:
    source.title, source.description, source.made_up = title[:300], description, made_up
    source.fetched_at, source.wanted_at, source.error = at, None, {}
    source.save()
    audit.record("comparison.fetched", source, by=None, at=at, code=source.code, **told)


def _changes(before: Mapping[object, object], after: Mapping[object, object]) -> dict[str, int]:
    return {
        "new": len(after.keys() - before.keys()),
        "changed": sum(1 for key in after.keys() & before.keys() if after[key] != before[key]),
        "gone": len(before.keys() - after.keys()),
    }


def _codes() -> dict[str, str]:
    """Municipality codes by name."""
    return {name: code for code, name in municipalities()}
