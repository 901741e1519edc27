"""Ordering a release, approving it by a second officer, and publishing it at its hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import access
from kompetenslyft.apps.publishing.actions import locked_alike, locked_one, made, make_public, save
from kompetenslyft.apps.publishing.building import told_before
from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.exchange.definitions import all_releases
from kompetenslyft.exchange.definitions import release as load_release

State = Publication.State


@transaction.atomic
def order(
    *,
    definition: str,
    round_codes: Sequence[str],
    by: Caller,
    note: str = "",
    contact: str = "",
    next_release: date | None = None,
    at: datetime | None = None,
) -> Publication:
    """Ask for a release of the rounds; a worker protects its tables and judges them.

    The answers that count are those signed when it is ordered.
    Raises Refused: E103 not an officer, P111 no such release, P112 no round of its year and form, R106 where a unit has
    answered in two of the rounds.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    if definition not in all_releases():
        raise Refused.because(
            "P111",
            f"Tabellerna «{definition}» finns inte. Välj ur listan.",
            f"There are no tables “{definition}”. Choose from the list.",
        )
    chosen = load_release(definition)
    rounds = collection.rounds_named(round_codes)
    fitting = [one for one in rounds if chosen.counts(one.instrument, one.year)]
    if not fitting or len(fitting) < len(set(round_codes)):
        raise Refused.because(
            "P112",
            f"Tabellerna gäller {chosen.year}. Välj insamlingar av det året med formuläret {chosen.instrument}.",
            f"The tables are about {chosen.year}. Choose rounds of that year with the form {chosen.instrument}.",
        )
    collection.counted_returns(round_codes)
    publication = made(
        f"{chosen.id}-{chosen.version}",
        kind=Publication.Kind.RELEASE,
        definition=definition,
        title=chosen.title.sv,
        round_codes=[one.code for one in fitting],
        steps=len(chosen.counted),
        made_up=any(one.made_up for one in fitting),
        note=note.strip(),
        contact=contact.strip(),
        next_release=next_release,
        created_by=user_of(by),
        created_at=at,
    )
    audit.record("release ordered", publication, by=by, at=at, rounds=publication.round_codes)
    return publication


@transaction.atomic
def approve(
    *, publication: Publication, publish_at: datetime | None = None, by: Caller, at: datetime | None = None
) -> Publication:
    """Approve a release that the audit found safe, to be public at ``publish_at``, or at once.

    Raises Refused: E103 not an officer, P113 not a draft (a refused release cannot be approved), P114 by whoever
    ordered it, P115 an hour that has passed, P121 another release has been approved since it was protected.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    locked = locked_alike(publication)
    if locked.state != State.DRAFT or locked.kind != Publication.Kind.RELEASE:
        raise Refused.because(
            "P113",
            "Tabellerna väntar inte på godkännande. Är de underkända måste de skyddas på nytt innan de kan godkännas.",
            "The tables are not waiting for approval. If they were refused they must be protected anew first.",
        )
    if locked.created_by_id is not None and locked.created_by == user_of(by):
        raise Refused.because(
            "P114",
            "Du har själv beställt tabellerna. En annan handläggare ska godkänna dem.",
            "You ordered the tables yourself. Another officer is to approve them.",
        )
    if {one.pk for one in told_before(locked)} - set(locked.record.get("earlier", ())):
        raise Refused.because(
            "P121",
            "En annan utgåva av samma år har godkänts sedan de här tabellerna skyddades. Tillsammans kan de röja "
            "någon. Beställ tabellerna på nytt, så skyddas de med hänsyn till den andra.",
            "Another release of the same year has been approved since these tables were protected. Together they may "
            "disclose somebody. Order the tables anew, to be protected with regard to the other.",
        )
    if publish_at is not None and publish_at < at:
        hour = f"{timezone.localtime(publish_at):%Y-%m-%d %H.%M}"
        raise Refused.because(
            "P115",
            f"Tiden {hour} har passerat. Välj en kommande tid, eller publicera genast.",
            f"The time {hour} has passed. Choose a coming one, or publish at once.",
        )
    save(locked, state=State.APPROVED, approved_by=user_of(by), approved_at=at, publish_at=publish_at or at)
    audit.record("release approved", locked, by=by, at=at, publish_at=(publish_at or at).isoformat())
    return make_public(locked, by=by, at=at) if publish_at is None else locked


@transaction.atomic
def take_back(*, publication: Publication, by: Caller, at: datetime | None = None) -> Publication:
    """Take back an approval before its hour. Raises Refused: E103, P116 not waiting for its hour."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    locked = locked_one(publication)
    if locked.state != State.APPROVED:
        raise Refused.because(
            "P116",
            "Tabellerna väntar inte på publicering. Ladda om sidan för att se vad som har hänt.",
            "The tables are not waiting to be published. Reload the page to see what has happened.",
        )
    save(locked, state=State.DRAFT, approved_by=None, approved_at=None, publish_at=None)
    audit.record("release approval taken back", locked, by=by, at=at)
    return locked


def is_due(publication: Publication, at: datetime | None = None) -> bool:
    """Whether an approved release's hour has come."""
    hour = publication.publish_at
    return publication.state == State.APPROVED and hour is not None and hour <= (at or clock.now())


def publish_due(*, at: datetime | None = None) -> int:
    """Publish every approved release whose hour has come, each by itself. Returns how many."""
    at = at or clock.now()
    due = Publication.objects.filter(state=State.APPROVED, publish_at__lte=at).values_list("pk", flat=True)
    return sum(_publish_one(pk, at) for pk in list(due))


@transaction.atomic
def _publish_one(pk: int, at: datetime) -> int:
    locked = locked_alike(Publication.objects.get(pk=pk))
    if not is_due(locked, at) or locked.publish_at is None:
        return 0
    make_public(locked, by=None, at=locked.publish_at)
    return 1
