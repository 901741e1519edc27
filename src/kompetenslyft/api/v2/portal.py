"""The catalogue that the national data portal harvests."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kompetenslyft.api.v2.answers import endpoint
from kompetenslyft.api.v2.caching import Kept, cached
from kompetenslyft.api.v2.formats import FORMATS
from kompetenslyft.api.v2.tables import LICENCE
from kompetenslyft.apps.organisations.register import AGENCY_NAME
from kompetenslyft.apps.publishing import queries
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.dcat import CONTENT_TYPE, Dataset, Distribution, Publisher, catalogue

VERSION = 2
"""Goes up when the same tables are described otherwise."""
TITLE = Text(
    sv="Kompetensförsörjning i socialtjänsten: öppna tabeller",
    en="Competence supply in social services: open tables",
)
DESCRIPTION = Text(
    sv="Publicerade tabeller ur inventeringen av kompetensläget och uppföljningen av statsbidragen.",
    en="Published tables from the competence inventory and the follow-up of the state grants.",
)


@endpoint("GET", "HEAD")
def dcat(request: HttpRequest) -> HttpResponse:
    """Every table of the reports that stand, as DCAT-AP-SE."""
    tables = [one for one in queries.open_tables() if not one.discontinued]

    def made() -> Kept:
        written = catalogue(
            _absolute(reverse("api-v2:dcat")),
            title=TITLE,
            description=DESCRIPTION,
            publisher=Publisher(AGENCY_NAME, email=settings.OPEN_DATA_CONTACT),
            licence=LICENCE,
            datasets=[_dataset(one) for one in tables],
        )
        return Kept(written, {"Content-Type": CONTENT_TYPE})

    known_by = ("dcat", VERSION, settings.BASE_URL, [(one.id, one.digest) for one in tables])
    return cached(request, made, *known_by, modified=None)


def _dataset(table: OpenTable) -> Dataset:
    cube = queries.cube_of(table)
    years = [int(value.code) for value in cube.time.values]
    data = _absolute(reverse("api-v2:data", args=[table.id]))
    notes = Text(
        sv=" ".join((cube.source, *(note.sv for note in cube.notes))),
        en=" ".join((cube.source, *(note.en for note in cube.notes))),
    )
    return Dataset(
        _absolute(reverse("api-v2:table", args=[table.id])),
        cube.full_title,
        notes,
        table.published_at,
        min(years),
        max(years),
        [
            Distribution(
                Text(sv=name, en=name), f"{data}?outputFormat={name}", one.content_type.partition(";")[0]
            )
            for name, one in FORMATS.items()
        ],
    )


def _absolute(address: str) -> str:
    return settings.BASE_URL.rstrip("/") + address
