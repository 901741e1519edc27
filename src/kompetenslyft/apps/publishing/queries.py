"""Reading reports: what is public, what is under way, and their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from django.db.models import QuerySet
from django.db.models.functions import Length

from kompetenslyft.apps import clock
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.publishing import access
from kompetenslyft.apps.publishing.building import material_of, read_ground
from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.apps.publishing.releases import is_due, publish_due
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.stored import from_text
from kompetenslyft.core.reports.model import ReportDefinition
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import all_reports, release, report, table_set
from kompetenslyft.exchange.release_tables import INTERVALS
from kompetenslyft.exchange.report_files import (
    CONTENTS,
    CUBES,
    PAGE,
    STEPS,
    ReportFile,
    table_cube,
    table_page,
)

RELEASE: str = Publication.Kind.RELEASE
"""The kind that is a release of tables, for ``kind`` below."""
_PUBLIC = (Publication.State.PUBLISHED, Publication.State.REPLACED)
_FORMATS = {"html": 0, "pdf": 1, "docx": 2, "xlsx": 3}


def published(kind: str = Publication.Kind.REPORT) -> QuerySet[Publication]:
    """The reports (or releases) that stand, latest first: not those that a newer one has replaced."""
    return Publication.objects.filter(kind=kind, state=Publication.State.PUBLISHED).order_by("-published_at")


def coming() -> QuerySet[Publication]:
    """The releases that are approved and wait for their hour, the first one first, open to all."""
    return Publication.objects.filter(state=Publication.State.APPROVED, publish_at__gt=clock.now()).order_by(
        "publish_at"
    )


def all_reports_for(by: Caller, on: date) -> QuerySet[Publication]:
    """Every report in whatever state, latest first. Raises Refused (E103) for others than officers."""
    access.check_is_officer(by, on)
    return Publication.objects.select_related("created_by", "published_by", "replaces").order_by(
        "-created_at"
    )


def report_for(by: Caller | None, slug: str, on: date, *, kind: str = Publication.Kind.REPORT) -> Publication:
    """The report (or release), if whoever asks may see it. Raises Refused (E101)."""
    wanted = Publication.objects.select_related("replaces", "created_by", "approved_by").filter(
        slug=slug, kind=kind
    )
    found = wanted.first()
    if found is not None and is_due(found):
        publish_due()
        found = wanted.first()
    if found is None or (found.state not in _PUBLIC and not access.is_officer(by, on)):
        raise access.no_table() if kind == RELEASE else access.not_found()
    return found


def replaced_by(publication: Publication) -> Publication | None:
    """The report that openly took this one's place."""
    return publication.replaced_by.order_by("-published_at").first()


@dataclass(frozen=True, slots=True)
class Download:
    """A file to fetch: its size in bytes, the number of its table («» where it is not of one table), and what it
    shows («» for others than figures), in the report's language."""

    name: str
    content_type: str
    size: int
    digest: str
    table: str
    caption: str

    @property
    def ending(self) -> str:
        """What kind of file it is, by its name: «xlsx»."""
        return self.name.rpartition(".")[2]


def downloads(publication: Publication) -> list[Download]:
    """The files of a report without their content: the report first, then tables by number, then pictures."""
    rows = (
        publication.files.exclude(name__startswith="_")
        .annotate(size=Length("content"))
        .values_list("name", "content_type", "size", "digest")
    )
    captions = (
        {}
        if publication.kind == Publication.Kind.RELEASE
        else {
            f"figur-{figure.id}.svg": figure.caption
            for _, _, section in report(publication.definition).walk()
            for block in section.blocks
            if (figure := block.chart or block.map) is not None
        }
    )
    found = [
        Download(name, kind, size, digest, _table_of(name), captions.get(name, ""))
        for name, kind, size, digest in rows
    ]
    return sorted(found, key=_order)


def file_of(publication: Publication, name: str) -> PublishedFile:
    """A file with its content. Raises Refused (E101)."""
    found = publication.files.filter(name=name).exclude(name__startswith="_").first()
    if found is None:
        raise access.not_found()
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """The report as pieces of a page: HTML that the system itself has written."""

    contents: str
    body: str


def page_of(publication: Publication) -> Page | None:
    """The report for the site; None while it is not written yet."""
    pieces = dict(publication.files.filter(name__in=(PAGE, CONTENTS)).values_list("name", "content"))
    if len(pieces) < 2:
        return None
    return Page(bytes(pieces[CONTENTS]).decode(), bytes(pieces[PAGE]).decode())


def table_of(publication: Publication, number: str) -> str:
    """One table of the report as HTML. Raises Refused (E101)."""
    found = publication.files.filter(name=table_page(number)).first()
    if found is None:
        raise access.not_found()
    return bytes(found.content).decode()


@dataclass(frozen=True, slots=True)
class TableName:
    """A published table: its number, or a release's own name of it, and its title."""

    number: str
    title: Text


def tables_in(publication: Publication) -> tuple[TableName, ...]:
    """The tables that are published beside the report, or those of the release."""
    if publication.kind == Publication.Kind.RELEASE:
        return tuple(TableName(one.id, one.title) for one in release(publication.definition).tables)
    tables = table_set(report(publication.definition).tables[0]).tables
    return tuple(TableName(one.number, one.title) for one in tables)


def cubes_of(publication: Publication) -> dict[str, Cube]:
    """The tables of a release in whatever state, by the name of the file: for whoever has been let in to it."""
    kept = publication.files.filter(name__startswith=CUBES)
    return {one.name: from_text(bytes(one.content)) for one in kept}


def intervals_of(publication: Publication) -> list[tuple[str, str]]:
    """The kept intervals of a release's hidden cells, by the name of the file: they give figures away, see access."""
    kept = publication.files.filter(name__startswith=INTERVALS)
    return [(one.name.removeprefix(INTERVALS), bytes(one.content).decode()) for one in kept]


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A published table that statistics clients can read. ``digest`` tells one content of it from another."""

    id: str
    number: str
    publication: Publication
    title: Text
    digest: str
    published_at: datetime
    discontinued: bool
    """A newer report has taken the place of its own."""

    @property
    def file_stem(self) -> str:
        """What its files are called: a CSV or Parquet file has no other place to say that it is made up."""
        return f"{self.id}-made-up" if self.publication.made_up else self.id


def open_tables() -> list[OpenTable]:
    """Every table of the published reports, the latest report first, those replaced last. Two queries.

    A release whose hour has come is published first, whether or not the worker has been there.
    """
    wanted = Publication.objects.filter(state__in=(*_PUBLIC, Publication.State.APPROVED)).order_by(
        "-published_at", "slug"
    )
    found_now = list(wanted)
    if any(is_due(one) for one in found_now):
        publish_due()
        found_now = list(wanted.all())
    reports = {one.pk: one for one in found_now if one.state in _PUBLIC}
    kept = PublishedFile.objects.filter(publication__in=reports, name__startswith=CUBES)
    digests = {
        (publication, name): digest
        for publication, name, digest in kept.values_list("publication_id", "name", "digest")
    }
    found = [
        OpenTable(
            f"{publication.slug}-{table.number}".lower(),
            table.number,
            publication,
            table.title,
            digests[publication.pk, table_cube(table.number)],
            published_at,
            publication.state == Publication.State.REPLACED,
        )
        for publication in reports.values()
        if (published_at := publication.published_at) is not None
        for table in tables_in(publication)
        if (publication.pk, table_cube(table.number)) in digests
    ]
    return sorted(found, key=lambda table: table.discontinued)


def open_table(table_id: str) -> OpenTable:
    """The published table with the id, whatever its capitals. Raises Refused (E101)."""
    for table in open_tables():
        if table.id == table_id.lower():
            return table
    raise access.no_table()


def open_table_of(publication: Publication, number: str) -> OpenTable | None:
    """The table of a report as statistics clients read it; None before the report is published."""
    return next(
        (one for one in open_tables() if (one.publication.pk, one.number) == (publication.pk, number)), None
    )


def cube_of(table: OpenTable) -> Cube:
    """The figures of a published table, as they were published."""
    return _cube(table.publication.pk, table.number, table.id, table.digest)


@lru_cache(maxsize=256)
def _cube(publication_id: int, number: str, table_id: str, digest: str) -> Cube:
    """Kept by its digest: what is published does not change."""
    kept = PublishedFile.objects.get(publication_id=publication_id, name=table_cube(number), digest=digest)
    return replace(from_text(bytes(kept.content)), code=table_id)


def definitions() -> list[ReportDefinition]:
    """The reports that can be ordered, newest first."""
    return sorted(all_reports().values(), key=lambda one: one.valid_from, reverse=True)


def files_of_rounds(
    definition: str, round_codes: Sequence[str], *, at: datetime
) -> Iterator[tuple[str, tuple[ReportFile, ...]]]:
    """The files of a report without storing it, step by step with what each step is called: for an operator.

    Files whose name begins with an underscore are pieces of the site's page. Raises KeyError for an unknown report.
    """
    chosen = report(definition)
    ground = read_ground(chosen, round_codes, on=at.date())
    material = material_of(definition, ground, at=at)
    for label, step in STEPS:
        yield label.in_language(chosen.language), step(material)


def _table_of(name: str) -> str:
    match = re.match(r"tabell-(p?\d+|[a-z][a-z0-9_]*)(?:-sv)?\.", name)
    if not match:
        return ""
    return match[1].upper() if re.fullmatch(r"p?\d+", match[1]) else match[1]


def _order(file: Download) -> tuple[int, int, str]:
    if file.table:
        number = re.sub(r"\D", "", file.table) if re.fullmatch(r"P?\d+", file.table) else "0"
        return (2, int(number) + (1000 if file.table.startswith("P") else 0), file.name)
    extension = file.name.rpartition(".")[2]
    return (1, _FORMATS[extension], file.name) if extension in _FORMATS else (3, 0, file.name)
