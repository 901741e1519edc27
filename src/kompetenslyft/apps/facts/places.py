"""Where each organisation lies, in the codes that facts are grouped by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.organisations.kinds import EMPLOYING_KINDS, Kind
from kompetenslyft.core.facts.rows import Place

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def places() -> dict[str, Place]:
    """The place of every organisation at or below a municipality or a joint board, by code. Three queries."""
    by_id = {one.pk: one for one in organisations.everything()}
    boards = {pk: one for pk, one in by_id.items() if one.kind == Kind.JOINT_BOARD}
    members = organisations.municipality_codes(boards)
    county_of = {one.code: one.county_id or "" for one in by_id.values()}
    counties = {pk: one.county_id or _first(members[pk], county_of) for pk, one in boards.items()}
    found = {}
    for one in by_id.values():
        employer = _employer(one, by_id)
        if employer is not None:
            county = counties.get(employer.pk, employer.county_id or "")
            found[one.code] = Place(county, employer.code, employer.code)
    return found


def _employer(one: Organisation, by_id: Mapping[int, Organisation]) -> Organisation | None:
    above: Organisation | None = one
    while above is not None and above.kind not in EMPLOYING_KINDS:
        above = by_id.get(above.parent_id or 0)
    return above


def _first(members: tuple[str, ...], county_of: Mapping[str, str]) -> str:
    return next((county_of[code] for code in members), "")
