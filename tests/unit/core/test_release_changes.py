"""What a revised table says otherwise."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.releases.changes import Kind, changes, counted
from kompetenslyft.core.text import Text

FIGURES = st.dictionaries(
    st.sampled_from("abcdef"), st.none() | st.sampled_from([Decimal("1.0"), Decimal("2.0")]), min_size=1
)


def cube(figures: dict[str, Decimal | None]) -> Cube:
    def dimension(code: str, role: Role, *values: str) -> Dimension:
        text = Text(sv=code, en=code)
        return Dimension(code, text, role, tuple(Value(one, text) for one in values))

    return Cube(
        "t",
        Text(sv="t", en="t"),
        "",
        (
            dimension("Region", Role.CLASSIFICATION, *figures),
            dimension("Tid", Role.TIME, "2016"),
            dimension("ContentsCode", Role.CONTENTS, "fte"),
        ),
        tuple(figures.values()),
    )


@given(FIGURES, FIGURES)
def test_the_changes_are_all_that_differs_and_turned_round_they_mirror(
    before: dict[str, Decimal | None], now: dict[str, Decimal | None]
) -> None:
    found = changes(cube(before), cube(now))
    differing = {code for code in before.keys() | now.keys() if code not in before or code not in now}
    differing |= {code for code in before.keys() & now.keys() if before[code] != now[code]}
    assert {one.place[0].code for one in found} == differing and len(found) == len(differing)
    back = counted(changes(cube(now), cube(before)))
    there = counted(found)
    assert (there[Kind.ADDED], there[Kind.HIDDEN], there[Kind.CHANGED]) == (
        back[Kind.REMOVED],
        back[Kind.SHOWN],
        back[Kind.CHANGED],
    )


def test_a_table_that_is_new_is_added_whole() -> None:
    assert counted(changes(None, cube({"a": Decimal("1.0"), "b": None})))[Kind.ADDED] == 2
