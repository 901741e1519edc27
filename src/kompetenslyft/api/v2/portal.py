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
from kompetenslyft.core.cubes.model import Role
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.dcat import (
    CONTENT_TYPE,
    Catalogue,
    Dataset,
    Distribution,
    Publisher,
    Service,
    catalogue,
)
from kompetenslyft.exchange.px import SUBJECT

VERSION = 2
"""Goes up when the same tables are described otherwise."""
TITLE = Text(
    sv="Kompetensförsörjning i socialtjänsten: öppna tabeller",
    en="Competence supply in social services: open tables",
)
SERVICE = Text(
    sv="Öppna tabeller genom PxWebApi 2",
    en="Open tables through PxWebApi 2",
)
DESCRIBED = "https://github.com/PxTools/PxApiSpecs/blob/master/PxAPI-2.yml"
DESCRIPTION = Text(
    sv="Publicerade tabeller ur inventeringen av kompetensläget och uppföljningen av statsbidragen.",
    en="Published tables from the competence inventory and the follow-up of the state grants.",
)


@endpoint("GET", "HEAD")
def dcat(request: HttpRequest) -> HttpResponse:
    """Every table of the reports that stand, as DCAT-AP-SE."""
    tables = [one for one in queries.open_tables() if not one.discontinued]

    def made() -> Kept:
        written = catalogue(_catalogue(), [_dataset(one) for one in tables])
        return Kept(written, {"Content-Type": CONTENT_TYPE})

    known_by = ("dcat", VERSION, settings.BASE_URL, settings.OPEN_DATA_CONTACT)
    return cached(request, made, *known_by, [(one.id, one.digest) for one in tables], modified=None)


def _catalogue() -> Catalogue:
    address = _absolute(reverse("api-v2:dcat"))
    service = Service(address.removesuffix("dcat.rdf"), SERVICE, DESCRIBED, "application/json")
    publisher = Publisher(AGENCY_NAME, email=settings.OPEN_DATA_CONTACT)
    homepage = _absolute(reverse("tables:list"))
    return Catalogue(address, homepage, TITLE, DESCRIPTION, publisher, LICENCE, service)


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
        _absolute(reverse("tables:table", args=[table.id])),
        cube.full_title,
        notes,
        [SUBJECT, *(one.label for one in cube.dimensions if one.role is Role.CLASSIFICATION)],
        table.published_at,
        min(years),
        max(years),
        [
            Distribution(
                Text(sv=name, en=name),
                Text(
                    sv=f"{cube.title.sv}, det senaste året, som {name}",
                    en=f"{cube.title.en}, the latest year, as {name}",
                ),
                f"{data}?outputFormat={name}",
                one.content_type.partition(";")[0],
            )
            for name, one in FORMATS.items()
        ],
    )


def _absolute(address: str) -> str:
    return settings.BASE_URL.rstrip("/") + address
