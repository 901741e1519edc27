"""Records of made-up people, one by one and by the thousand, for tests of the register's rules."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from kompetenslyft.core.staff.model import (
    Credential,
    CredentialKind,
    Employment,
    Gender,
    Leave,
    Person,
    Service,
    StaffRole,
)

START = date(2012, 3, 1)


def employment(first: date = START, last: date | None = None, **fields: object) -> Employment:
    """A social worker with children in the unit «norr», full time, permanent."""
    wanted: dict[str, object] = {
        "unit": "norr",
        "role": StaffRole.SOCIAL_WORKER,
        "service": Service.CHILD_WELFARE,
        "share": 100,
        "permanent": True,
        "first_day": first,
        "last_day": last,
    }
    return Employment(**(wanted | fields))  # type: ignore[arg-type]


def person(*employments: Employment, **fields: object) -> Person:
    """Somebody with the employments."""
    wanted: dict[str, object] = {
        "number": "A1",
        "name": "Medarbetare Ett",
        "gender": Gender.WOMAN,
        "social_work_since": 2010,
        "employments": employments,
    }
    return Person(**(wanted | fields))  # type: ignore[arg-type]


def degree(day: date = date(2010, 6, 1), **fields: object) -> Credential:
    """A social work degree."""
    wanted: dict[str, object] = {
        "kind": CredentialKind.SOCIAL_WORK_DEGREE,
        "title": "Socionom",
        "awarded_on": day,
    }
    return Credential(**(wanted | fields))  # type: ignore[arg-type]


DAYS = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
"""Days close enough for spans of them to overlap."""


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date | None]:
    """A first day, and a last day that is no earlier, or open."""
    first = draw(DAYS)
    length = draw(st.none() | st.integers(0, 200))
    return first, None if length is None else first + timedelta(days=length)


@st.composite
def employments(draw: st.DrawFn) -> Employment:
    """An employment of some share in one of three units."""
    first, last = draw(spans())
    return employment(
        first, last, unit=draw(st.sampled_from(["norr", "söder", "väster"])), share=draw(st.integers(1, 100))
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Somebody with up to six employments, three degrees and three leaves, that may overlap."""
    return person(
        *draw(st.lists(employments(), max_size=6)),
        credentials=tuple(draw(st.lists(DAYS.map(degree), max_size=3))),
        leaves=tuple(Leave(*span) for span in draw(st.lists(spans(), max_size=3))),
    )
