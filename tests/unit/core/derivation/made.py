"""People made up for derivations, and strategies that make up many."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.derivation.people import Counted, InGroup
from kompetenslyft.core.staff.model import CredentialKind, Gender
from kompetenslyft.exchange.definitions import all_instruments, derivation_of

FORM = "competence-inventory@2016"
INSTRUMENT = all_instruments()[FORM]
DAY = date(2016, 11, 15)
UNITS = ("north", "south", "west")
DIRECTIONS = ("family_law", "child_rights", "attachment_theory")

_found = derivation_of(FORM)
assert _found is not None
DEFINITION = _found

shares = st.dictionaries(st.sampled_from(UNITS), st.integers(1, 100), min_size=1, max_size=2)
years = st.none() | st.integers(1980, 2016)
in_group = st.builds(
    InGroup,
    shares=shares,
    role_since=years,
    first_management_job=st.none() | st.booleans(),
    needs_supervision_training=st.none() | st.booleans(),
)
marks = st.dictionaries(st.sampled_from(DIRECTIONS), st.sampled_from(Mark))
people = st.lists(
    st.builds(
        Counted,
        id=st.integers(1, 10_000),
        gender=st.none() | st.sampled_from(Gender),
        groups=st.dictionaries(st.sampled_from(("caseworkers", "team_leaders")), in_group),
        social_work_since=years,
        credentials=st.frozensets(st.sampled_from(CredentialKind)),
        marks=marks,
        outside=st.integers(0, 100),
        away=st.booleans(),
    ),
    unique_by=lambda person: person.id,
    max_size=30,
)


def caseworker(person_id: int, share: int = 100, unit: str = "north", **facts: object) -> Counted:
    """A caseworker in the role since 2010, a woman with a social work degree."""
    fields: dict[str, object] = {
        "gender": Gender.WOMAN,
        "credentials": frozenset({CredentialKind.SOCIAL_WORK_DEGREE}),
        "groups": {"caseworkers": InGroup({unit: share}, role_since=2010)},
    }
    return Counted(id=person_id, **(fields | facts))  # type: ignore[arg-type]
