"""Ordering, building and publishing reports."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import access, hold
from kompetenslyft.apps.publishing.building import Ground, ground_of, steps_of
from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.core.disclosure.records import CannotProtect
from kompetenslyft.exchange.definitions import all_reports, release, report
from kompetenslyft.exchange.release_tables import RECORDS, versions
from kompetenslyft.exchange.report_files import STEPS, ReportFile

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""Told after each step: steps done, steps in all, what comes next."""

State = Publication.State
_UNBUILT = (State.QUEUED, State.BUILDING, State.FAILED)


@transaction.atomic
def order(
    *, definition: str, round_codes: Sequence[str], by: Caller, at: datetime | None = None
) -> Publication:
    """Ask for a report of the rounds; a worker builds it.

    Raises Refused: E103 not an officer, P101 no such report, P102 no round or an unknown one, P105 no round of
    the year that the report is about.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    if definition not in all_reports():
        raise Refused.because(
            "P101",
            f"Rapporten «{definition}» finns inte. Välj en rapport ur listan.",
            f"There is no report “{definition}”. Choose one from the list.",
        )
    rounds = collection.rounds_named(round_codes)
    missing = sorted(set(round_codes) - {one.code for one in rounds})
    if missing or not rounds:
        named = ", ".join(missing)
        raise Refused.because(
            "P102",
            f"Insamlingen {named} finns inte. Välj en ur listan." if named else "Välj minst en insamling.",
            f"There is no round {named}. Choose one from the list."
            if named
            else "Choose at least one round.",
        )
    chosen = report(definition)
    if all(one.year != chosen.year for one in rounds):
        raise Refused.because(
            "P105",
            f"Rapporten handlar om {chosen.year}. Ta med en insamling som gäller det året.",
            f"The report is about {chosen.year}. Include a round of that year.",
        )
    publication = made(
        f"{chosen.id}-{chosen.version}",
        definition=definition,
        title=chosen.title,
        round_codes=[one.code for one in rounds],
        steps=len(STEPS),
        made_up=any(one.made_up for one in rounds),
        created_by=user_of(by),
        created_at=at,
    )
    audit.record("report ordered", publication, by=user_of(by), at=at, rounds=publication.round_codes)
    return publication


def build(publication: Publication, progress: Progress | None = None) -> Publication:
    """Build the report, step by step; each step's files are saved as it is done.

    A build that was broken off goes on where it was. If answers have changed meanwhile it starts again, so that all
    files say the same. A report that is built is left as it is. What goes wrong is told in ``error`` and raised.
    Raises Refused: P106 another worker is building it, P125 it takes longer than half an hour.
    """
    taken = hold.take(publication)
    publication.refresh_from_db()
    try:
        if publication.state not in _UNBUILT:
            return publication
        if not taken:
            raise _being_built()
        _build(publication, progress or _untold)
    except hold.Lost:
        raise _being_built() from None
    finally:
        if taken:
            hold.release(publication)
    return publication


def _build(publication: Publication, progress: Progress) -> None:
    try:
        ground = ground_of(publication)
        steps = steps_of(publication, ground, hold.alive(publication))
        _start(publication, ground, len(steps))
        for number, (label, step) in enumerate(steps):
            if number < publication.step:
                continue
            said = label.in_language("sv")
            _note(publication, progress=said)
            progress(number, len(steps), said)
            began = monotonic()
            files = step()
            _keep(publication, number + 1, files, seconds=monotonic() - began)
        _note(publication, progress="", error="", **_outcome(publication, ground))
    except hold.Lost:
        raise
    except Exception as error:
        log.exception("Report %s could not be built", publication.slug)
        _note(publication, state=State.FAILED, error=_what(error)[:2000])
        raise
    progress(len(steps), len(steps), "")


def _outcome(publication: Publication, ground: Ground) -> dict[str, object]:
    """A report is a draft. A release too, if every group of tables was found safe; it fails closed."""
    if publication.kind == Publication.Kind.REPORT:
        return {"state": State.DRAFT}
    chosen = release(publication.definition)
    kept = publication.files.filter(name__startswith=RECORDS).order_by("pk")
    found = [json.loads(bytes(file.content)) for file in kept]
    tables = {one["table"]: one for group in found for one in group["tables"]}
    safe = all(group["safe"] for group in found) and tables.keys() == {one.id for one in chosen.tables}
    record = publication.record | {
        "versions": versions(),
        "definition": chosen.digest,
        "method": chosen.rules.method,
        "rounds": publication.round_codes,
        "earlier": sorted({one.publication_id for one in ground.earlier}),
        "tables": [tables[one.id] for one in chosen.tables if one.id in tables],
        "systems": [
            {"tables": [one["table"] for one in group["tables"]], **group["system"]} for group in found
        ],
        "unsafe": [one for group in found for one in group["unsafe"]],
    }
    return {"state": State.DRAFT if safe else State.REFUSED, "record": record}


def build_next() -> Publication | None:
    """Build the report that has waited longest, or one that was broken off. None where nothing waits.

    A build that fails is marked as failed and returned: the queue goes on. What another worker is building is passed
    over.
    """
    waiting = _waiting().filter(hold.free()).first()
    if waiting is None:
        return None
    try:
        return build(waiting)
    except Exception:
        waiting.refresh_from_db()
        return waiting


@transaction.atomic
def build_again(*, publication: Publication, by: Caller, at: datetime | None = None) -> Publication:
    """Put a failed report back in the queue. Raises Refused: E103 not an officer, P104 it has not failed."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    locked = locked_one(publication)
    if locked.state != State.FAILED:
        raise Refused.because(
            "P104",
            "Rapporten har inte misslyckats och behöver inte tas fram på nytt.",
            "The report has not failed and need not be built again.",
        )
    save(locked, state=State.QUEUED, error="", progress="")
    audit.record("report queued again", locked, by=user_of(by), at=at)
    return locked


@transaction.atomic
def publish(*, publication: Publication, by: Caller, at: datetime | None = None) -> Publication:
    """Make a draft report public. The published one of the same rounds, if any, stays readable, marked as replaced.

    Raises Refused: E103 not an officer, P103 not a draft. A release is approved instead, and published at its hour.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    locked = locked_alike(publication)
    if locked.state != State.DRAFT or locked.kind != Publication.Kind.REPORT:
        raise Refused.because(
            "P103",
            "Rapporten är inget utkast längre och kan inte publiceras. Ladda om sidan för att se vad som har hänt.",
            "The report is no longer a draft and cannot be published. Reload the page to see what has happened.",
        )
    return make_public(locked, by=by, at=at)


def make_public(locked: Publication, *, by: Caller | None, at: datetime) -> Publication:
    """Publish what is held in this transaction; the one that stands is marked as replaced.

    A report replaces that of the same rounds, a release that of the same definition whatever its rounds: two tables
    that say different things of one year do not stand beside each other.
    """
    former = [
        one
        for one in _published_like(locked)
        if one.kind == Publication.Kind.RELEASE or one.round_codes == locked.round_codes
    ]
    for one in former:
        save(one, state=State.REPLACED)
        audit.record("report replaced", one, by=by, at=at, replaced_by=locked.slug)
    save(
        locked,
        state=State.PUBLISHED,
        published_by=user_of(by) if by else locked.approved_by,
        published_at=at,
        replaces=former[0] if former else None,
    )
    audit.record("report published", locked, by=by, at=at, replaces=[one.slug for one in former])
    return locked


def _what(error: Exception) -> str:
    if isinstance(error, Refused | CannotProtect):
        return "; ".join(f"{one.code} {one.message.sv}" for one in error.findings)
    return f"{type(error).__name__}: {error}"


def _untold(done: int, total: int, what: str) -> None:
    """Nobody asks how far it has come."""


def _being_built() -> Refused:
    return Refused.because(
        "P106",
        "Rapporten tas redan fram. Vänta ett par minuter och se efter om den är klar.",
        "The report is being built already. Wait a couple of minutes and see whether it is done.",
    )


def _waiting() -> QuerySet[Publication]:
    return Publication.objects.filter(state__in=[State.QUEUED, State.BUILDING]).order_by("created_at", "pk")


def _published_like(publication: Publication) -> QuerySet[Publication]:
    return Publication.objects.filter(
        definition=publication.definition, state=State.PUBLISHED
    ).select_for_update()


def locked_one(publication: Publication) -> Publication:
    return Publication.objects.select_for_update().get(pk=publication.pk)


def locked_alike(publication: Publication) -> Publication:
    """The publication, held together with all of its kind: of two that become public at once, one sees the other."""
    held = Publication.objects.select_for_update().filter(kind=publication.kind).order_by("pk")
    return next(one for one in held if one.pk == publication.pk)


@transaction.atomic
def _start(publication: Publication, ground: Ground, steps: int) -> None:
    hold.renew(publication)
    if publication.ground != ground.digest:
        publication.files.all().delete()
        publication.step, publication.record = 0, {}
    save(
        publication,
        state=State.BUILDING,
        error="",
        ground=ground.digest,
        step=publication.step,
        steps=steps,
        record=publication.record,
        made_up=ground.made_up,
    )


@transaction.atomic
def _keep(publication: Publication, step: int, files: Sequence[ReportFile], *, seconds: float) -> None:
    hold.renew(publication)
    for file in files:
        PublishedFile.objects.update_or_create(
            publication=publication,
            name=file.name,
            defaults={
                "content_type": file.content_type,
                "content": file.content,
                "digest": hashlib.sha256(file.content).hexdigest(),
            },
        )
    taken = [*publication.record.get("seconds", ()), round(seconds, 1)]
    save(publication, step=step, record=publication.record | {"seconds": taken})


@transaction.atomic
def _note(publication: Publication, **values: object) -> None:
    """Save how far the build has come, by the one who holds the report."""
    hold.renew(publication)
    save(publication, **values)


def save(publication: Publication, **values: object) -> None:
    for name, value in values.items():
        setattr(publication, name, value)
    publication.save(update_fields=list(values))


def made(stem: str, **fields: object) -> Publication:
    """A new report at the first address that is free: ``stem``, ``stem-2`` … Two made at once get one each."""
    slug, number = stem, 1
    while True:
        publication, is_new = Publication.objects.get_or_create(slug=slug, defaults=fields)
        if is_new:
            return publication
        number += 1
        slug = f"{stem}-{number}"
