"""What a report is built from, read from the other contexts: the counted returns, and how far each municipality is."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.core.instruments.values import to_json
from kompetenslyft.core.pulse import Pulse, nobody
from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.known import groups, known_parts
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.releases.tables import Region
from kompetenslyft.core.reports.compose import Basis, date_in_words
from kompetenslyft.core.reports.document import Place
from kompetenslyft.core.reports.model import ReportDefinition
from kompetenslyft.core.tabulation.compute import ReturnData, compute
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import all_frameworks, instrument, release, report, table_set
from kompetenslyft.exchange.release_editions import EDITIONS, read_edition
from kompetenslyft.exchange.release_rounding import rounded
from kompetenslyft.exchange.release_tables import protect, release_files
from kompetenslyft.exchange.report_files import STEPS, Material, ReportFile


@dataclass(frozen=True, slots=True)
class Ground:
    """The answers that a report stands on, read at one moment."""

    returns: tuple[ReturnData, ...]
    places: tuple[Place, ...]
    sources: tuple[str, ...]
    made_up: bool
    on: date
    earlier: tuple[PublishedFile, ...] = ()
    """What the releases that are public, or approved to be, tell of the same year and form."""

    @property
    def digest(self) -> str:
        """Tells one ground from another: the same answers have the same digest."""
        rows = [
            [one.unit, one.round, one.joined_year, list(one.municipalities), to_json(one.values)]
            for one in self.returns
        ]
        places = [[place.code, place.asked, place.answered] for place in self.places]
        told = [[one.name, one.digest] for one in self.earlier]
        text = json.dumps(
            [rows, places, self.sources, self.made_up, told], sort_keys=True, ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()


def read_ground(definition: ReportDefinition, round_codes: Collection[str], *, on: date) -> Ground:
    """The signed answers of the rounds. The map is of the rounds that the report is about: its year, its first form."""
    rounds, language = collection.rounds_named(round_codes), definition.language
    sets = [table_set(ref) for ref in definition.tables]
    form = f"{sets[0].instrument_id}@"
    shown = [one for one in rounds if one.year == definition.year and one.instrument.startswith(form)]
    read = collection.asked_returns if any(one.counts_asked for one in sets) else collection.counted_returns
    asked = [row.answer_to for one in shown for row in collection.overview(one, on=on)]
    return Ground(
        returns=tuple(read(round_codes)),
        places=_places([(one.unit_id, one.counted_number is not None) for one in asked], on),
        sources=(_source([one.title(language) for one in rounds], on, language),),
        made_up=any(one.made_up for one in rounds),
        on=on,
    )


Step = tuple[Text, Callable[[], tuple[ReportFile, ...]]]
"""What a step is called, and what makes its files."""


def steps_of(publication: Publication, ground: Ground, pulse: Pulse = nobody) -> list[Step]:
    """The steps that make a publication's files, each from the same ground. ``pulse``: called often in long ones.

    Raises Refused: P127 what an earlier release told cannot be read.
    """
    at = publication.created_at
    if publication.kind == Publication.Kind.RELEASE:
        return _release_steps(release(publication.definition), ground, at, pulse)
    material = material_of(publication.definition, ground, at=at)
    return [(label, partial(step, material)) for label, step in STEPS]


def _release_steps(definition: ReleaseDefinition, ground: Ground, at: datetime, pulse: Pulse) -> list[Step]:
    """A step for each group of tables that hang together: they are protected as one."""
    regions, form = _regions(ground), instrument(definition.instrument)
    told = [_told(one) for one in ground.earlier]
    within = known_parts(form)
    every = {question for one in told for question in one.questions}

    def protected(tables: Sequence[ReleaseTable], earlier: Sequence[Edition]) -> tuple[ReportFile, ...]:
        if definition.rules.method == "rounding":
            (table,) = tables
            found = rounded(
                definition, table, form, ground.returns, regions, earlier=earlier, made_up=ground.made_up
            )
        else:
            found = protect(
                definition,
                tables,
                form,
                ground.returns,
                regions,
                earlier=earlier,
                made_up=ground.made_up,
                pulse=pulse,
            )
        return release_files(found, at)

    steps: list[Step] = []
    for group in groups([one.question for one in definition.counted], every, within):
        tables = [one for one in definition.tables if one.question in group]
        earlier = [one for one in told if not one.questions.isdisjoint(group)]
        label = Text(
            sv=f"Skyddar och granskar: {', '.join(one.title.sv for one in tables)}",
            en=f"Protecting and auditing: {', '.join(one.title.en for one in tables)}",
        )
        steps.append((label, partial(protected, tables, earlier)))
    return steps


def _told(file: PublishedFile) -> Edition:
    try:
        return read_edition(bytes(file.content))
    except ValueError as error:
        raise _unreadable(file.publication.slug, file.name) from error


def _unreadable(slug: str, name: str) -> Refused:
    return Refused.because(
        "P127",
        f"Filen {name} i utgåvan «{slug}» saknas eller går inte att läsa. Utan den går det inte att pröva vad "
        "utgåvorna röjer tillsammans. Be den som sköter systemet att återställa filen från en säkerhetskopia.",
        f"The file {name} of the release “{slug}” is missing or cannot be read. Without it nobody can tell what the "
        "releases disclose together. Ask whoever runs the system to restore the file from a backup.",
    )


def _regions(ground: Ground) -> dict[str, Region]:
    """The municipalities, and the joint boards that answered, by code; also those that are no more."""
    answered = {one.municipalities[0] if len(one.municipalities) == 1 else one.unit for one in ground.returns}
    return {
        one.code: Region(one.code, one.name, one.county.code, one.county.name)
        for one in organisations.by_codes(answered).values()
        if one.county is not None
    }


def ground_of(publication: Publication) -> Ground:
    """What a publication is to be built from."""
    on, codes = publication.created_at.date(), publication.round_codes
    if publication.kind == Publication.Kind.RELEASE:
        return release_ground(publication)
    return read_ground(report(publication.definition), codes, on=on)


def release_ground(publication: Publication, *, earlier: Collection[int] | None = None) -> Ground:
    """The answers as they were when the release was ordered, so that it can be computed anew at any time.

    ``earlier``: the ids of the releases it is protected with; those that count now where nothing is said.
    Raises Refused: P127 one of them keeps nothing of what it told.
    """
    on, round_codes = publication.created_at.date(), set(publication.round_codes)
    rounds = collection.rounds_named(publication.round_codes)
    before = publication.created_at + timedelta(microseconds=1)
    told = [one.pk for one in told_before(publication)] if earlier is None else earlier
    files = (
        PublishedFile.objects.filter(publication__in=told, name__startswith=EDITIONS)
        .select_related("publication")
        .order_by("publication__pk", "name")
    )
    for one in Publication.objects.filter(pk__in=set(told) - {file.publication_id for file in files}):
        raise _unreadable(one.slug, f"{EDITIONS}*.json")
    return Ground(
        returns=tuple(one for one in collection.counted_before(before) if one.round in round_codes),
        places=(),
        sources=(_source([one.title("sv") for one in rounds], on, "sv"),),
        made_up=any(one.made_up for one in rounds),
        on=on,
        earlier=tuple(files),
    )


def told_before(publication: Publication) -> list[Publication]:
    """The other releases of the same year and form that are public, or approved to be. Nothing of them is forgotten."""
    own = release(publication.definition)
    states = (Publication.State.APPROVED, Publication.State.PUBLISHED, Publication.State.REPLACED)
    others = Publication.objects.filter(kind=Publication.Kind.RELEASE, state__in=states).exclude(
        pk=publication.pk
    )
    return [one for one in others.order_by("pk") if _same_subject(release(one.definition), own)]


def _same_subject(one: ReleaseDefinition, other: ReleaseDefinition) -> bool:
    return (one.instrument_id, one.year) == (other.instrument_id, other.year)


def material_of(definition_ref: str, ground: Ground, *, at: datetime) -> Material:
    """The tables computed, and everything else the files need."""
    definition = report(definition_ref)
    sets = [table_set(ref) for ref in definition.tables]
    basis = Basis(
        tables={number: table for one in sets for number, table in compute(one, ground.returns).items()},
        frameworks=all_frameworks(),
        places=ground.places,
        sources=ground.sources,
        published=at.date(),
        made_up=ground.made_up,
    )
    return Material(definition, sets[0], basis, at)


def _places(units: Sequence[tuple[int, bool]], on: date) -> tuple[Place, ...]:
    codes = organisations.municipality_codes({unit_id for unit_id, _ in units})
    asked: Counter[str] = Counter()
    answered: defaultdict[str, int] = defaultdict(int)
    for unit_id, has_answered in units:
        for code in codes[unit_id]:
            asked[code] += 1
            answered[code] += has_answered
    return tuple(
        Place(one.code, one.name, one.county.name if one.county else "", asked[one.code], answered[one.code])
        for one in organisations.municipalities(on)
    )


def _source(titles: Sequence[str], on: date, language: str) -> str:
    day = date_in_words(on, language)
    if language.startswith("en"):
        return f"Based on signed answers on {day} in: {', '.join(titles)}."
    return f"Underlag: underskrivna svar den {day} i {', '.join(titles)}."
