"""A counted cube: rows for protection, sums, shares; and what a fact cannot be counted by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.records import read_counts
from kompetenslyft.core.facts.counted import MISSING, Counted, Figures, rows
from kompetenslyft.core.facts.grain import CannotCount, Grain, grain_of
from kompetenslyft.core.facts.schema import ACTIVITY, ASSESSMENT, EMPLOYMENT


def definition(*variables: str, count: str = "persons", total: str = "T") -> ProtectedTables:
    columns = {"region": {"id": "region", "levels": ["county", "municipality"]}}
    return ProtectedTables.model_validate(
        {
            "id": "staff",
            "version": "1",
            "title": {"sv": "Anställda", "en": "Staff"},
            "count": count,
            "total": total,
            "variables": [columns.get(one, {"id": one}) for one in variables],
            "tables": [{"id": "all", "variables": variables}],
        }
    )


def refused(*arguments, **keywords) -> list[str]:
    with pytest.raises(CannotCount) as caught:
        grain_of(*arguments, **keywords)
    assert all(finding.message.en for finding in caught.value.findings)
    return [f"{finding.code} {finding.message.sv}" for finding in caught.value.findings]


def test_the_grain_has_every_level_of_every_variable() -> None:
    grain = grain_of(definition("region", "gender"), ASSESSMENT, {"direction": "d1"})
    assert grain == Grain(ASSESSMENT, ("county", "municipality", "gender"), (("direction", "d1"),))
    assert grain.rows_are_persons
    grain = grain_of(definition("region"), ASSESSMENT, each="direction")
    assert grain.dimensions == ("direction", "county", "municipality")


def test_rows_are_persons_only_where_somebody_has_one() -> None:
    assert not Grain(ASSESSMENT, ("municipality",)).rows_are_persons
    assert not Grain(EMPLOYMENT, ("municipality",)).rows_are_persons


def test_what_no_fact_can_be_counted_by() -> None:
    (told,) = refused(definition("planet"), ASSESSMENT, {"direction": "d1"})
    assert told.startswith("F301") and "planet" in told and "municipality" in told
    (told,) = refused(definition("gender"), EMPLOYMENT, {"person": "1"})
    assert told.startswith("F301") and "person" in told
    (told,) = refused(definition("gender", count="fte_hundredths"), EMPLOYMENT)
    assert told.startswith("F303")
    (told,) = refused(definition("municipality"), ACTIVITY)
    assert told.startswith("F304") and "person eller fte_hundredths" in told


def test_tables_without_persons_are_not_counted() -> None:
    (told,) = refused(definition("gender").model_copy(update={"count": None}), EMPLOYMENT)
    assert told.startswith("F312") and "count: persons" in told


def test_directions_are_not_added_up() -> None:
    for wanted, keywords in (
        (definition("gender"), {}),
        (definition("gender", "direction"), {}),
        (definition("gender", "direction"), {"each": "direction"}),
    ):
        (told,) = refused(wanted, ASSESSMENT, **keywords)
        assert told.startswith("F302") and "--each direction" in told


GRAIN = Grain(EMPLOYMENT, ("county", "municipality", "gender"))
CELLS = {
    ("12", "1280", "K"): Figures(8, 750),
    ("01", "0114", None): Figures(1, 50),
    ("01", "0114", "K"): Figures(4, 325),
    ("01", "0180", "M"): Figures(2, 200),
}


def test_rows_are_in_order_with_a_code_for_what_is_missing() -> None:
    read = rows(definition("region", "gender"), Counted(GRAIN, CELLS))
    assert [tuple(row.values()) for row in read] == [
        ("01", "0114", "K", "4", "325"),
        ("01", "0114", MISSING, "1", "50"),
        ("01", "0180", "M", "2", "200"),
        ("12", "1280", "K", "8", "750"),
    ]
    assert list(read[0]) == ["county", "municipality", "gender", "persons", "fte_hundredths"]


@pytest.mark.parametrize("code", ["T", MISSING, "", " K"])
def test_a_code_that_means_something_else_is_refused(code: str) -> None:
    cells = {("01", "0114", None): Figures(1, 1), ("01", "0114", code): Figures(1, 1)}
    with pytest.raises(CannotCount) as caught:
        rows(definition("region", "gender"), Counted(GRAIN, cells))
    (finding,) = caught.value.findings
    assert finding.code == "F305" and f"«{code}» i gender" in finding.message.sv


@pytest.mark.parametrize("code", [MISSING, ""])
def test_cubes_that_would_have_the_same_name_are_refused(code: str) -> None:
    cells = {("0114", None): Figures(1, 1), ("0114", code): Figures(2, 2)}
    with pytest.raises(CannotCount) as caught:
        Counted(Grain(EMPLOYMENT, ("municipality", "gender")), cells).each("gender")
    (finding,) = caught.value.findings
    assert finding.code == "F305" and f"«{MISSING}» i gender" in finding.message.sv


def test_nobody_is_refused_with_what_was_asked_for() -> None:
    with pytest.raises(CannotCount) as caught:
        rows(definition("gender"), Counted(Grain(ASSESSMENT, ("gender",), (("direction", "d9"),)), {}))
    assert "direction = d9" in caught.value.findings[0].message.sv


keys = st.tuples(st.sampled_from(["0114", "0180", "1280"]), st.sampled_from(["K", "M", None]))


@given(st.dictionaries(keys, st.builds(Figures, st.integers(1, 99), st.integers(0, 999)), min_size=1))
def test_the_rows_are_inner_cells_to_protect(small: dict) -> None:
    wanted = definition("region", "gender")
    made = Counted(GRAIN, {(code[:2], code, gender): one for (code, gender), one in small.items()})
    counts = read_counts(wanted, list(enumerate(rows(wanted, made), start=2)))
    assert counts.inner == {(code, gender or MISSING): one.persons for (code, gender), one in small.items()}
    system = build_system(wanted, counts)
    sums = dict(zip(system.keys, system.persons, strict=True))
    assert sums["T", "T"] == sum(one.persons for one in small.values())


@given(st.dictionaries(keys, st.builds(Figures, st.integers(1, 9), st.integers(0, 900)), min_size=1))
def test_cubes_by_a_dimension_hold_every_cell_once(small: dict) -> None:
    made = Counted(Grain(EMPLOYMENT, ("municipality", "gender")), small)
    apart = made.each("municipality")
    assert list(apart) == sorted({code for code, _gender in small})
    assert {(code, *key): one for code, cube in apart.items() for key, one in cube.cells.items()} == small
    assert all(cube.grain.only == (("municipality", code),) for code, cube in apart.items())
