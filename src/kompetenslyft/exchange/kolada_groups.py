"""Kolada's groups of similar municipalities, through koladapy.

Kolada has a group for each municipality and kind, made anew some years, and tells them apart by title alone:
«Liknande kommuner IFO, Höör, 2024», «Liknande kommuner, övergripande, Höör, 2025».
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kompetenslyft.exchange.kolada import Client, new_client, unreachable, unreadable

WANTED = "Liknande kommuner"
_TITLE = re.compile(rf"{WANTED},? (?P<kind>[^,]+), (?P<name>.+), (?P<year>\d{{4}})")
_MUNICIPALITY = re.compile(r"(?!00)[0-9]{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SimilarGroup:
    """The municipalities (codes, in order) that Kolada finds similar to one, in one respect and year."""

    id: str
    title: str
    kind: str
    municipality: str
    year: int
    members: tuple[str, ...]


def fetch_similar(names: Mapping[str, str], *, client: Client | None = None) -> list[SimilarGroup]:
    """The newest group of each kind for each municipality. ``names``: municipality codes by name, as Kolada has it.

    A group whose title names no municipality, or that has no other members, is left out. A municipality is never
    among those similar to it. Raises KoladaRefused: A503, A505.
    """
    from koladapy.exceptions import KoladaAPIError
    from requests.exceptions import RequestException

    asked = new_client() if client is None else client
    try:
        answer = asked.get_municipality_groups(query=WANTED)
    except (KoladaAPIError, RequestException) as error:
        raise unreachable() from error
    try:
        read = [group for one in answer if (group := _group(one, names)) is not None]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise unreadable(WANTED.lower()) from error
    if not read:
        raise unreadable(WANTED.lower())
    newest = {(one.municipality, one.kind): one for one in sorted(read, key=lambda one: (one.year, one.id))}
    return [newest[key] for key in sorted(newest)]


def _group(answer: Mapping[str, Any], names: Mapping[str, str]) -> SimilarGroup | None:
    title = str(answer["title"]).strip()
    match = _TITLE.fullmatch(title)
    code = names.get(match["name"]) if match else None
    if match is None or code is None:
        return None
    members = sorted({str(one["member_id"]) for one in answer["members"]} - {code})
    known = tuple(one for one in members if _MUNICIPALITY.fullmatch(one))
    if not known:
        return None
    return SimilarGroup(str(answer["id"]), title, match["kind"].strip(), code, int(match["year"]), known)
