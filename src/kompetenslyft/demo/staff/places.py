"""The districts of 2016 and their units, as the demo has them. The districts are real, the units are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kompetenslyft.core.staff.model import Service, StaffRole
from kompetenslyft.demo.apportion import apportion
from kompetenslyft.demo.participants import STOCKHOLM

UNITS_FROM = date(2007, 1, 1)
"""The districts' own first day."""

_DISTRICTS = {
    "rinkeby-kista": 9,
    "spanga-tensta": 8,
    "hasselby-vallingby": 10,
    "bromma": 8,
    "kungsholmen": 5,
    "norrmalm": 4,
    "ostermalm": 4,
    "sodermalm": 10,
    "enskede-arsta-vantor": 11,
    "skarpnack": 5,
    "farsta": 9,
    "alvsjo": 3,
    "hagersten-liljeholmen": 7,
    "skarholmen": 8,
}
"""Made-up weights of the fourteen districts' child welfare."""
_LARGE, _SMALL = 8, 4


@dataclass(frozen=True, slots=True)
class Place:
    """A unit: its code and name, what it works with, and its weight when people are divided among units."""

    code: str
    district: str
    name: str
    service: Service
    role: StaffRole
    """Of those who handle its cases."""
    weight: int


def _child(name: str, size: int, role: StaffRole = StaffRole.SOCIAL_WORKER) -> tuple[str, int, StaffRole]:
    return name, size, role


_FAMILY_HOMES = StaffRole.FAMILY_HOME_SOCIAL_WORKER
_CHILD_UNITS = {
    "large": (
        _child("Mottagning barn och unga", 8),
        _child("Utredning norr", 11),
        _child("Utredning söder", 11),
        _child("Ungdom", 9),
        _child("Familjehem", 8, _FAMILY_HOMES),
    ),
    "middle": (
        _child("Mottagning barn och unga", 8),
        _child("Utredning barn och unga", 16),
        _child("Ungdom", 9),
        _child("Familjehem", 8, _FAMILY_HOMES),
    ),
    "small": (
        _child("Mottagning barn och unga", 9),
        _child("Utredning barn och ungdom", 18),
        _child("Familjehem", 9, _FAMILY_HOMES),
    ),
}
_OTHER_UNITS = (
    ("Vuxna", Service.ADULTS, StaffRole.SOCIAL_WORKER, 8),
    ("Försörjningsstöd", Service.FINANCIAL_ASSISTANCE, StaffRole.SOCIAL_WORKER, 12),
    ("Beställarenhet äldre", Service.ELDERLY, StaffRole.CARE_NEEDS_ASSESSOR, 12),
)
_OTHER_UNITS_SMALL = (
    ("Vuxna och försörjningsstöd", Service.FINANCIAL_ASSISTANCE, StaffRole.SOCIAL_WORKER, 18),
    ("Beställarenhet äldre", Service.ELDERLY, StaffRole.CARE_NEEDS_ASSESSOR, 12),
)


def district_code(district: str) -> str:
    """«0180-bromma»."""
    return f"{STOCKHOLM}-{district}"


DISTRICTS = tuple(district_code(district) for district in _DISTRICTS)


def _places() -> tuple[Place, ...]:
    places: list[Place] = []
    for district, weight in _DISTRICTS.items():
        size = "large" if weight >= _LARGE else "small" if weight <= _SMALL else "middle"
        children = [(name, Service.CHILD_WELFARE, role, part) for name, part, role in _CHILD_UNITS[size]]
        others = _OTHER_UNITS_SMALL if size == "small" else _OTHER_UNITS
        places += [
            Place(
                f"{district_code(district)}-{position}",
                district_code(district),
                name,
                service,
                role,
                part * weight,
            )
            for position, (name, service, role, part) in enumerate((*children, *others), start=1)
        ]
    return tuple(places)


PLACES = _places()
BY_CODE = {place.code: place for place in PLACES}
CHILD_WELFARE = tuple(place for place in PLACES if place.service is Service.CHILD_WELFARE)
OTHERS = tuple(place for place in PLACES if place.service is not Service.CHILD_WELFARE)


def seats(count: int, places: tuple[Place, ...]) -> list[Place]:
    """``count`` seats divided among the places by weight, place by place."""
    parts = apportion(count, {place.code: place.weight for place in places})
    return [BY_CODE[code] for code, part in sorted(parts.items()) for _ in range(part)]
