"""What readers are told of a release over time: what it changed, and when the next ones come."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kompetenslyft.apps.publishing import queries
from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.core.releases.changes import Change, Kind, changes, counted
from kompetenslyft.core.tabulation.display import BLANK
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.report_files import table_cube


@dataclass(frozen=True, slots=True)
class Revision:
    """A table of a release, and what it says otherwise than the release before."""

    title: Text
    changes: tuple[Change, ...]

    @property
    def counted(self) -> Mapping[Kind, int]:
        """How many cells of each kind."""
        return counted(self.changes)


def former_of(publication: Publication) -> Publication | None:
    """The release that this one replaced, or is to replace once it is public."""
    if publication.published_at is not None:
        return publication.replaces
    return (
        queries.published(queries.RELEASE)
        .filter(definition=publication.definition)
        .exclude(pk=publication.pk)
        .first()
    )


def revisions(publication: Publication) -> list[Revision]:
    """What each table says otherwise than in the release before; nothing where there was none. Two queries at most."""
    former = former_of(publication)
    if former is None:
        return []
    old, new = queries.cubes_of(former), queries.cubes_of(publication)
    return [
        Revision(table.title, tuple(changes(old.get(name), new[name])))
        for table in queries.tables_in(publication)
        if (name := table_cube(table.number)) in new
    ]


def revisions_csv(found: list[Revision], language: str) -> bytes:
    """Every change as a row: UTF-8 with a byte-order mark, decimal point, ``..`` where a figure is not told."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    english = language.startswith("en")
    writer.writerow(
        ["table", "change", "cell", "before", "now"]
        if english
        else ["tabell", "ändring", "cell", "före", "nu"]
    )
    for one in found:
        for change in one.changes:
            place = " · ".join(f"{value.code} {value.label.in_language(language)}" for value in change.place)
            figures = [
                BLANK if figure is None else format(figure, "f") for figure in (change.before, change.now)
            ]
            writer.writerow(
                [one.title.in_language(language), KINDS[change.kind].in_language(language), place, *figures]
            )
    return text.getvalue().encode("utf-8-sig")


KINDS = {
    Kind.CHANGED: Text(sv="ändrad", en="changed"),
    Kind.ADDED: Text(sv="tillagd", en="added"),
    Kind.REMOVED: Text(sv="borttagen", en="removed"),
    Kind.HIDDEN: Text(sv="nu dold", en="now hidden"),
    Kind.SHOWN: Text(sv="nu visad", en="now shown"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A release to come: at an hour where it is approved, on a day where it is planned after the one that stands."""

    uid: str
    title: Text
    at: datetime | date
    made_up: bool


def planned() -> list[Planned]:
    """The releases to come, the first one first: those approved, and the next edition of each that stands."""
    return sorted(
        _planned(), key=lambda one: (one.at.date() if isinstance(one.at, datetime) else one.at, one.uid)
    )


def _planned() -> Iterator[Planned]:
    for one in queries.coming():
        assert one.publish_at is not None
        yield Planned(one.slug, one.name, one.publish_at, made_up=one.made_up)
    for one in queries.published(queries.RELEASE):
        if one.next_release is not None:
            yield Planned(f"{one.slug}-next", one.name, one.next_release, made_up=one.made_up)


def slugs(ids: Iterable[int]) -> list[str]:
    """The addresses of releases by their ids, in order."""
    return list(Publication.objects.filter(pk__in=list(ids)).order_by("pk").values_list("slug", flat=True))
