"""Rows of facts: they fit their columns, nothing is lost, and sums are those of what they were made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.facts.rows import (
    FactRow,
    Place,
    activity_rows,
    assessment_rows,
    employment_rows,
    return_rows,
)
from kompetenslyft.core.facts.schema import ACTIVITY, ASSESSMENT, EMPLOYMENT, RETURN, ColumnType, FactTable
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.spending.model import Activity
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
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange.staff_definitions import qualification_rules
from tests.unit.core.spending_activities import DIRECTIONS, FRAMEWORK, P2016, activities
from tests.unit.core.tabulation_returns import returns

DAY = date(2016, 11, 15)
UNITS = ("0180-a", "0180-b", "2080-a")
PLACES = {
    unit: Place(unit[:2], unit[:4], unit[:4]) for unit in (*UNITS, "0180", "2080", "0184", "0140", "1480")
}
AREAS = {one.id: area.id for area in FRAMEWORK.areas for one in area.directions}
PYTHON = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: int,
    ColumnType.DAY: date,
    ColumnType.YES_NO: bool,
}

days = st.dates(date(2010, 1, 1), date(2018, 1, 1))


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date | None]:
    first, last = sorted([draw(days), draw(days)])
    return first, draw(st.sampled_from([None, last]))


employments = st.builds(
    lambda unit, role, service, share, permanent, span, since: Employment(
        unit, role, service, share, permanent, *span, role_since=since
    ),
    st.sampled_from(UNITS),
    st.sampled_from(StaffRole),
    st.sampled_from(Service),
    st.integers(1, 100),
    st.booleans(),
    spans(),
    st.none() | st.integers(1980, 2016),
)
people = st.builds(
    Person,
    number=st.just("1"),
    name=st.just("Någon"),
    gender=st.none() | st.sampled_from(Gender),
    social_work_since=st.none() | st.integers(1980, 2016),
    employments=st.lists(employments, max_size=5).map(tuple),
    credentials=st.lists(
        st.builds(Credential, st.sampled_from(CredentialKind), st.just("Examen"), days), max_size=3
    ).map(tuple),
    leaves=st.lists(st.builds(lambda span: Leave(*span), spans()), max_size=2).map(tuple),
)
marks = st.dictionaries(
    st.sampled_from(DIRECTIONS),
    st.sampled_from([mark for mark in Mark if mark is not Mark.NOT_ASSESSED]),
    max_size=6,
)


def check_fits(table: FactTable, rows: Iterable[FactRow]) -> list[dict[str, object]]:
    """The rows by column, each value of its column's very type."""
    found = []
    for row in rows:
        for column, value in zip(table.columns, row, strict=True):
            assert type(value) is PYTHON[column.type] or (value is None and column.nullable), (column, value)
        found.append(dict(zip((one.name for one in table.columns), row, strict=True)))
    return found


@given(people)
def test_each_running_employment_is_a_row_with_its_share(person: Person) -> None:
    rows = check_fits(
        EMPLOYMENT, employment_rows(7, person, places=PLACES, day=DAY, rules=qualification_rules())
    )
    running = [one for one in person.employments if one.on(DAY)]
    assert Counter((row["unit"], row["role"], row["fte_hundredths"]) for row in rows) == Counter(
        (one.unit, one.role.value, one.share) for one in running
    )
    assert {row["person"] for row in rows} <= {7}
    assert all(row["municipality"] == row["employer"] == str(row["unit"])[:4] for row in rows)


@given(people, marks)
def test_each_mark_is_a_row_for_each_employment(person: Person, said: dict[str, Mark]) -> None:
    rows = check_fits(ASSESSMENT, assessment_rows(7, person, said, places=PLACES, areas=AREAS, day=DAY))
    running = [one for one in person.employments if one.on(DAY)]
    assert len(rows) == len(running) * len(said)
    shares: Counter[object] = Counter()
    for row in rows:
        shares[row["direction"], row["level"]] += int(str(row["fte_hundredths"]))
        assert row["several_employments"] is (len(running) > 1)
    whole = sum(one.share for one in running)
    assert shares == ({(direction, mark.value): whole for direction, mark in said.items()} if running else {})


@given(people, marks, st.randoms(use_true_random=False))
def test_rows_do_not_depend_on_the_order_that_things_are_read_in(
    person: Person, said: dict[str, Mark], chance
) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(person.employments)
    chance.shuffle(shuffled)
    other = Person(
        person.number,
        person.name,
        person.gender,
        person.social_work_since,
        employments=tuple(shuffled),
        credentials=person.credentials[::-1],
        leaves=person.leaves[::-1],
    )
    read_otherwise = dict(reversed(said.items()))
    for one, two in (
        [employment_rows(1, who, places=PLACES, day=DAY, rules=()) for who in (person, other)],
        [
            assessment_rows(1, who, these, places=PLACES, areas=AREAS, day=DAY)
            for who, these in ((person, said), (other, read_otherwise))
        ],
    ):
        assert one == two


@given(activities(P2016, units=("0180", "2080")))
def test_every_krona_and_participant_of_an_activity_is_in_a_row(activity: Activity) -> None:
    rows = check_fits(
        ACTIVITY,
        activity_rows(activity, PLACES, programme_year="ar", year=2016, entered_by="0180", number=3),
    )
    for part in activity.parts:
        own = [row for row in rows if row["municipality"] == part.unit]
        assert own
        assert {
            (row["purpose"], row["category"]): row["cost_sek"] for row in own if row["cost_sek"] is not None
        } == dict(part.costs)
        assert {
            f"{row['role']}.{row['degree']}.{row['experience']}": row["participants"]
            for row in own
            if row["participants"] is not None
        } == {group.key: count for group, count in part.participants.items()}
        assert len(own) == max(1, len(part.costs) + len(part.participants))
    assert {row["directions"] for row in rows} == {" ".join(sorted(activity.directions))}


@given(returns())
def test_every_figure_and_choice_of_a_return_is_in_a_row(found: list[ReturnData]) -> None:
    for one in found:
        rows = check_fits(RETURN, return_rows(one, Place("01", "0180", "0180")))
        told: Counter[tuple[str, object]] = Counter()
        for row in rows:
            parts = (row["question"], row["first_member"], row["second_member"])
            told[".".join(str(part) for part in parts if part is not None), row["option"]] += int(
                str(row["value"])
            )
        expected: Counter[tuple[str, object]] = Counter()
        for key, value in one.values.items():
            if one.instrument.cells[key].question.unit in {Unit.TEXT, Unit.FILE}:
                continue
            if isinstance(value, int):
                expected[key, None] = value
            else:
                expected.update(
                    {(key, option): 1 for option in (value if isinstance(value, tuple) else (value,))}
                )
        assert told == expected
        assert len(rows) == len(expected)
