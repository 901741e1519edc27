"""Where somebody has something to see or do with the people at work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Relation, Right, Thing, right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation in which somebody holds a role that concerns people at work."""

    organisation: Organisation
    relations: frozenset[Relation]

    def may(self, thing: Thing, least: Right = Right.SEE) -> bool:
        """Whether the relations give ``least`` over the thing there."""
        return right(self.relations, thing) >= least


def places(by: User, on: date) -> list[Place]:
    """Where the user holds such a role on the day, by name. A constant number of queries."""
    found: dict[int, set[Relation]] = defaultdict(set)
    for relation, ids in access.reach(by, on).held.items():
        for organisation_id in ids:
            found[organisation_id].add(relation)
    held = [
        Place(organisation, frozenset(found[organisation.pk])) for organisation in organisations.by_ids(found)
    ]
    return sorted(held, key=lambda place: swedish_key(place.organisation.name))
