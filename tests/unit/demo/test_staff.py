"""The made-up staff of Stockholm gives the city's return of 2016 exactly, by a count of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.apps.organisations.register import stockholm_districts
from kompetenslyft.core.staff.model import Employment, Person
from kompetenslyft.demo.logins import EMPLOYEE_EMAIL, UNIT_MANAGER_EMAIL, UNIT_TO_TRY
from kompetenslyft.demo.participants import STOCKHOLM
from kompetenslyft.demo.returns import Returns
from kompetenslyft.demo.staff.exact import Impossible, choose, shares_of
from kompetenslyft.demo.staff.made import Staff, make_staff
from kompetenslyft.demo.staff.names import MARK
from kompetenslyft.demo.staff.places import DISTRICTS, PLACES
from kompetenslyft.exchange.definitions import framework

DAY = date(2016, 11, 15)
CASEWORKERS = {"social_worker", "family_home_social_worker"}
LEADERS = {"team_leader", "unit_manager"}

# fmt: off
COMMON_GIVEN = {
    "Maria", "Anna", "Margareta", "Elisabeth", "Eva", "Kristina", "Birgitta", "Karin", "Elisabet", "Marie", "Ingrid",
    "Sofia", "Linnéa", "Sara", "Emma", "Erik", "Lars", "Karl", "Anders", "Johan", "Per", "Nils", "Carl", "Mikael",
    "Jan", "Lennart", "Hans", "Olof", "Gunnar", "Peter",
}
COMMON_FAMILY = {
    "Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson", "Persson", "Svensson",
    "Gustafsson", "Pettersson", "Jonsson", "Jansson", "Hansson", "Bengtsson", "Jönsson", "Lindberg", "Jakobsson",
    "Magnusson", "Olofsson", "Lindström", "Lindqvist", "Lindgren", "Axelsson", "Berg", "Bergström", "Lundberg",
    "Lind", "Lundgren", "Lundqvist",
}
# fmt: on


@pytest.fixture(scope="session")
def target(made: dict[int, Returns]) -> dict[str, object]:
    return made[2016][STOCKHOLM]


@pytest.fixture(scope="session")
def staff(target: dict[str, object]) -> Staff:
    return make_staff(target)


def _running(person: Person, roles: set[str]) -> Iterator[Employment]:
    """The employments of the roles in child welfare that the count takes in, by the words of the form."""
    away = any(
        leave.first_day <= DAY <= (leave.last_day or date.max)
        and (leave.last_day is None or (leave.last_day - leave.first_day).days + 1 >= 30)
        for leave in person.leaves
    )
    for one in person.employments:
        runs = one.first_day <= DAY and (one.last_day is None or one.last_day >= DAY)
        if runs and not away and one.service == "child_welfare" and one.role in roles:
            yield one


def _kinds(person: Person) -> set[str]:
    return {one.kind.value for one in person.credentials if one.awarded_on <= DAY}


def _numbers(people: Iterable[Person]) -> Counter[str]:
    found: Counter[str] = Counter()
    for person in people:
        gender = "women" if person.gender == "woman" else "men"
        kinds = _kinds(person)
        for prefix, roles in (("caseworkers", CASEWORKERS), ("leaders", LEADERS)):
            share = sum(one.share for one in _running(person, roles))
            if not share:
                continue
            found[f"{prefix}_continuing_training"] += "continuing_training" in kinds
            found[f"{prefix}_higher_education"] += "higher_education_children" in kinds
            found[f"{prefix}_master"] += "master" in kinds
            if prefix == "caseworkers":
                found[f"caseworkers.{gender}"] += share
                if "social_work_degree" not in kinds:
                    found[f"no_degree.{gender}"] += share
                elif person.social_work_since == DAY.year:
                    found["degree_under_1_year"] += share
            else:
                found[f"team_leaders.{gender}"] += share
                assert person.social_work_since is not None
                found["leaders_under_3_years"] += share * (person.social_work_since > DAY.year - 3)
                for one in _running(person, roles):
                    found["leaders_first_job"] += one.share * bool(one.first_management_job)
                    found["leaders_need_development"] += one.share * bool(one.needs_supervision_training)
    return found


def _levels(staff: Staff) -> Counter[str]:
    shares = {one.number: sum(e.share for e in _running(one, CASEWORKERS)) for one in staff.people}
    latest: dict[tuple[str, str], str] = {}
    for talk in staff.assessed:
        if talk.on <= DAY:
            latest |= {(talk.number, direction): mark for direction, mark in talk.marks.items()}
    area_of = {
        direction.id: area.id
        for area in framework("child-welfare@2013").areas
        for direction in area.directions
    }
    found: Counter[str] = Counter()
    for (number, direction), mark in latest.items():
        found[f"level_{area_of[direction]}.{direction}.{mark}"] += shares[number]
    return found


def test_every_figure_of_the_return_comes_out(staff: Staff, target: dict[str, object]) -> None:
    counted = _numbers(staff.people) + _levels(staff)
    figures = {key: value for key, value in target.items() if isinstance(value, int)}
    assert len(figures) > 90
    assert {key: counted[key] for key in figures} == figures
    assert set(counted) <= set(figures)


def test_it_is_made_alike_every_time(staff: Staff, target: dict[str, object]) -> None:
    assert make_staff(target) == staff


def test_nobody_can_be_taken_for_a_real_person(staff: Staff) -> None:
    logging_in = {UNIT_MANAGER_EMAIL, EMPLOYEE_EMAIL}
    names = [person.name for person in staff.people]
    assert len(set(names)) == len(names)
    for person in staff.people:
        assert person.name.endswith(MARK) or person.email in logging_in
        assert not set(person.name.split()) & (COMMON_GIVEN | COMMON_FAMILY)
        assert person.email == "" or person.email.endswith("@demo.example")
    numbers = [person.number for person in staff.people]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 5 for number in numbers)


def test_the_districts_are_those_of_the_day(staff: Staff) -> None:
    register = stockholm_districts()
    of_the_day = {
        register.code(district.id)
        for district in register.districts
        if district.valid_from <= DAY and (district.valid_to is None or district.valid_to >= DAY)
    }
    assert set(DISTRICTS) == of_the_day
    units = defaultdict(list)
    for place in PLACES:
        units[place.district].append(place)
    assert all(5 <= len(places) <= 8 for places in units.values())
    worked_in = {one.unit for person in staff.people for one in person.employments}
    assert worked_in == {place.code for place in PLACES} | of_the_day
    for place in PLACES:
        managers = [
            person
            for person in staff.people
            for one in person.employments
            if one.unit == place.code and one.role == "unit_manager" and one.on(DAY)
        ]
        assert len(managers) == 1, place


def test_working_lives_hang_together(staff: Staff) -> None:
    assert 1_400 <= len(staff.people) <= 1_600
    for person in staff.people:
        for earlier, later in zip(person.employments, person.employments[1:], strict=False):
            assert earlier.last_day == later.first_day - timedelta(days=1)
        for one in person.employments:
            assert one.role_since is not None and person.social_work_since is not None
            assert person.social_work_since <= one.role_since <= one.first_day.year
            assert one.last_day is None or one.first_day <= one.last_day
            assert one.leaving_reason is None or one.last_day is not None
    reasons = Counter(one.leaving_reason for person in staff.people for one in person.employments)
    assert all(reasons[reason] for reason in ("own_request_external", "internal_move", "retirement"))
    assert sum(len(person.employments) > 1 for person in staff.people) > 100
    assert sum(bool(person.leaves) for person in staff.people) > 20


def test_talks_are_held_at_work_on_weekdays(staff: Staff) -> None:
    by_number = {person.number: person for person in staff.people}
    assert staff.assessed
    for talk in staff.assessed:
        assert talk.on.weekday() < 5
        assert any(one.on(talk.on) for one in by_number[talk.number].employments), talk


def test_who_has_been_longer_is_more_often_advanced(staff: Staff) -> None:
    latest = {talk.number: talk.marks for talk in staff.assessed}
    shares = []
    for low, high in ((0, 2), (3, 7), (8, 40)):
        marks = [
            mark
            for one in staff.caseworkers
            if low <= one.years <= high
            for mark in latest.get(one.person.number, {}).values()
        ]
        shares.append(marks.count("advanced") / len(marks))
    assert shares == sorted(shares)


def test_the_unit_to_try_has_a_manager_and_an_employee(staff: Staff) -> None:
    by_email = {person.email: person for person in staff.people if person.email}
    manager, employee = by_email[UNIT_MANAGER_EMAIL], by_email[EMPLOYEE_EMAIL]
    assert manager.employments[-1].unit == employee.employments[-1].unit == UNIT_TO_TRY
    assert manager.employments[-1].role == "unit_manager"
    marks = {talk.number: talk.marks for talk in staff.assessed}[employee.number]
    assert {"lacking", "basic", "advanced"} <= set(marks.values())


@given(st.lists(st.integers(1, 100), min_size=1, max_size=30), st.data())
def test_a_choice_adds_up_exactly(shares: list[int], data: st.DataObject) -> None:
    by_key = {f"p{position}": share for position, share in enumerate(shares)}
    some = data.draw(st.sets(st.sampled_from(sorted(by_key))))
    total = sum(by_key[key] for key in some)
    assert sum(by_key[key] for key in choose(total, list(by_key), by_key)) == total


def test_the_first_are_taken_where_the_rest_can_make_up_the_sum() -> None:
    shares = {"a": 100, "b": 75, "c": 50, "d": 25}
    assert choose(175, ["a", "b", "c", "d"], shares) == {"a", "b"}
    assert choose(150, ["a", "b", "c", "d"], shares) == {"a", "c"}
    with pytest.raises(Impossible):
        choose(60, list(shares), shares)


@given(st.integers(50, 2_000).map(lambda fifths: fifths * 5))
def test_shares_add_up(total: int) -> None:
    made = shares_of(total, (), (100, 75, 50))
    assert sum(made) == total
    assert all(0 < share <= 100 for share in made)
