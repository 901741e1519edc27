"""Organisations for tests: a few made by hand, or the official ones."""

from __future__ import annotations

from itertools import count

from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.apps.organisations.models import County, Organisation

_numbers = count(1)


def agency() -> Organisation:
    """The state agency."""
    return Organisation.objects.get_or_create(
        code="socialstyrelsen", defaults={"kind": Kind.AGENCY, "name": "Socialstyrelsen"}
    )[0]


def county(code: str = "20", name: str = "Dalarnas län") -> County:
    """A county."""
    return County.objects.get_or_create(code=code, defaults={"name": name})[0]


def municipality(code: str = "", name: str = "", **fields: object) -> Organisation:
    """A municipality in Dalarna; with a code of its own, that no real one has, if none is given."""
    code = code or str(3000 + next(_numbers))
    return Organisation.objects.create(
        kind=Kind.MUNICIPALITY, code=code, name=name or f"Kommun {code}", county=county(), **fields
    )


def district(parent: Organisation, name: str = "Norra", **fields: object) -> Organisation:
    """A district of a municipality."""
    return Organisation.objects.create(
        kind=Kind.DISTRICT,
        code=f"{parent.code}-d{next(_numbers)}",
        name=name,
        parent=parent,
        county=parent.county,
        **fields,
    )


def unit(parent: Organisation, name: str = "Mottagningen", **fields: object) -> Organisation:
    """A unit below an organisation."""
    return Organisation.objects.create(
        kind=Kind.UNIT,
        code=f"{parent.code}-u{next(_numbers)}",
        name=name,
        parent=parent,
        county=parent.county,
        **fields,
    )
