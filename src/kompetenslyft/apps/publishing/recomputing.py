"""A release computed anew from the answers as they were when it was ordered, and held against what is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kompetenslyft.apps import clock
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import access
from kompetenslyft.apps.publishing.building import release_ground, steps_of
from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.exchange.definitions import release
from kompetenslyft.exchange.release_tables import versions

_MADE = (
    Publication.State.DRAFT,
    Publication.State.REFUSED,
    Publication.State.APPROVED,
    Publication.State.PUBLISHED,
    Publication.State.REPLACED,
)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a second run gives. ``files``: how many were compared, ``differing``: names of those that are not the same.

    Why they may differ: ``answers`` other ones are read now, ``definition`` it has been changed, ``versions`` what the
    first run was made with and what this one is, where that is not the same.
    """

    files: int
    differing: tuple[str, ...]
    answers: bool
    definition: bool
    versions: Mapping[str, tuple[str, str]]

    @property
    def is_same(self) -> bool:
        """Whether every file has the same bytes."""
        return not self.differing


def recompute(
    *, publication: Publication, by: Caller, progress: Callable[[int, int, str], None] | None = None
) -> Recomputed:
    """Make every file of a release once more and compare; nothing is written.

    Raises Refused: E103 not an officer, P124 no release, or one that is not made. Raises CannotProtect, SolverFailed.
    """
    access.check_is_officer(by, clock.today())
    if publication.kind != Publication.Kind.RELEASE or publication.state not in _MADE:
        raise Refused.because(
            "P124",
            "Bara en utgåva som har tagits fram kan räknas om. Välj en annan, eller vänta tills den är klar.",
            "Only a release that has been made can be computed anew. Choose another, or wait until it is done.",
        )
    record = publication.record
    ground = release_ground(publication, earlier=record.get("earlier", ()))
    steps = steps_of(publication, ground)
    made: dict[str, str] = {}
    for number, (label, step) in enumerate(steps):
        if progress is not None:
            progress(number, len(steps), label.in_language("sv"))
        made |= {file.name: hashlib.sha256(file.content).hexdigest() for file in step()}
    kept = dict(publication.files.values_list("name", "digest"))
    names = sorted(kept.keys() | made.keys())
    before, now = record.get("versions", {}), versions()
    return Recomputed(
        len(names),
        tuple(name for name in names if kept.get(name) != made.get(name)),
        ground.digest != publication.ground,
        release(publication.definition).digest != record.get("definition"),
        {
            name: (before.get(name, "–"), now.get(name, "–"))
            for name in sorted(before.keys() | now.keys())
            if before.get(name) != now.get(name)
        },
    )
