"""The matrix as different people read it, marks that two change at once, and what is demanded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.actions.marking import ChangedMeanwhile, set_mark
from kompetenslyft.apps.competence.actions.profiles import set_profile, set_unit_need
from kompetenslyft.apps.competence.models import RoleProfile
from kompetenslyft.apps.competence.queries.matrix import (
    NumbersMatrix,
    numbers_matrix,
    people_matrix,
    stages_seen,
)
from kompetenslyft.apps.competence.queries.profiles import profile, profiles_on, unit_needs
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.models import PeopleDecision
from kompetenslyft.core.competence.matrix import Need, Row
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.staff.model import Service, StaffRole
from tests.factories import accounts
from tests.factories import staff as factory

if TYPE_CHECKING:
    from tests.factories.staff import Workplace

pytestmark = pytest.mark.django_db

AT = datetime(2016, 11, 14, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = AT.date()
LAW, ETHICS = "family_law", "ethics"


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


def say(person, mark: Mark, direction: str = LAW, on: date = TODAY, stage: Stage = Stage.AGREED) -> None:
    assess(
        person=person,
        stage=stage,
        marks={direction: mark},
        by=None,
        on=on,
        occasion=Occasion.OTHER,
        at=AT,
    )


def seen(by, organisation, stage: Stage = Stage.AGREED, on: date = TODAY, **more: str):
    return people_matrix(by, organisation, stage=stage, on=on, today=TODAY, **more)


def decide(work: Workplace) -> None:
    PeopleDecision.objects.create(
        employer=work.employer,
        reference="SN 2016:12",
        valid_from=date(2016, 1, 1),
        by_label="Ombudet",
        at=AT,
    )


def test_a_leader_sees_the_units_people_and_what_is_said_of_them(work: Workplace) -> None:
    say(work.person, Mark.ADVANCED)
    say(work.elsewhere, Mark.LACKING)
    found = seen(work.leader, work.unit)
    assert found.whole is not None
    assert {row.name for row in found.whole.rows} == {"Medarbetaren", "Kollegan"}
    place = found.whole.directions.index(LAW)
    assert found.whole.totals[place].marks[Mark.ADVANCED] == 1
    assert found.whole.totals[place].marks[Mark.NOT_ASSESSED] == 1
    assert found.whole.totals[place].marks[Mark.LACKING] == 0
    assert found.editable == {work.person.pk, work.colleague.pk}
    assert found.heads == {work.unit.code: 2}


def test_a_past_day_shows_what_was_said_then_and_cannot_be_changed(work: Workplace) -> None:
    say(work.person, Mark.BASIC, on=date(2015, 5, 1))
    say(work.person, Mark.ADVANCED, on=date(2016, 5, 1))
    found = seen(work.leader, work.unit, on=date(2015, 12, 31))
    assert found.whole is not None
    assert found.whole.total.marks[Mark.BASIC] == 1
    assert found.whole.total.marks[Mark.ADVANCED] == 0
    assert not found.editable


@pytest.mark.parametrize("who", ["person_user", "administrator", "other_leader"])
def test_who_leads_nobody_there_finds_no_matrix(work: Workplace, who: str) -> None:
    with pytest.raises(Refused) as refused:
        stages_seen(getattr(work, who), work.unit, TODAY)
    assert refused.value.code == "E101"


def test_the_state_finds_no_matrix(work: Workplace) -> None:
    with pytest.raises(Refused) as refused:
        numbers_matrix(accounts.officer(), work.employer, TODAY)
    assert refused.value.code == "E101"


@pytest.mark.parametrize("who", ["coordinator", "signatory", "reader"])
def test_those_who_see_numbers_see_nobody(work: Workplace, who: str) -> None:
    assert stages_seen(getattr(work, who), work.employer, TODAY) == ()
    with pytest.raises(Refused):
        seen(getattr(work, who), work.employer)


def test_a_coordinator_sees_people_and_the_agreed_where_the_employer_has_decided_so(work: Workplace) -> None:
    decide(work)
    assert stages_seen(work.coordinator, work.employer, TODAY) == (Stage.AGREED,)
    found = seen(work.coordinator, work.employer)
    assert found.whole is not None
    assert len(found.whole.rows) == 3
    assert not found.editable
    with pytest.raises(Refused):
        seen(work.coordinator, work.employer, Stage.LEADER)


def test_numbers_of_fewer_than_four_are_not_shown_nor_to_be_had_by_subtraction(work: Workplace) -> None:
    assert numbers_matrix(work.coordinator, work.employer, TODAY).whole is None
    for _one in range(4):
        factory.person(work.employer, work.unit)
    say(work.person, Mark.ADVANCED, on=date(2016, 10, 1))
    whole = numbers_matrix(work.coordinator, work.employer, TODAY).whole
    assert whole is not None
    assert len(whole.rows) == 7
    assert {row.name for row in whole.rows} == {""}
    assert whole.total.marks[Mark.ADVANCED] == 1
    assert numbers_matrix(work.coordinator, work.other_unit, TODAY).whole is None
    assert numbers_matrix(work.coordinator, work.unit, TODAY).whole is None, "7 − 6 = 1 elsewhere"


def test_a_service_is_told_of_by_itself_where_none_tells_of_few(work: Workplace) -> None:
    def found(service: Service | None = None) -> NumbersMatrix:
        return numbers_matrix(work.coordinator, work.employer, TODAY, service)

    def adult() -> None:
        factory.person(work.employer, work.unit, service=Service.ADULTS)

    for _one in range(4):
        factory.person(work.employer, work.unit)
    adult()
    assert found().services == (), "8 − 7 = 1 in the service of adults"
    assert len(shown(found(Service.CHILD_WELFARE))) == 8, "the selection is not made"
    for _one in range(3):
        adult()
    assert found().services == (Service.CHILD_WELFARE, Service.ADULTS)
    assert len(shown(found())) == 11
    assert len(shown(found(Service.ADULTS))) == 4
    assert len(shown(found(Service.ELDERLY))) == 11, "nobody works there"


def shown(found: NumbersMatrix) -> tuple[Row, ...]:
    assert found.whole is not None
    return found.whole.rows


def test_numbers_stand_still_for_a_month(work: Workplace) -> None:
    for _one in range(4):
        factory.person(work.employer, work.unit)
    say(work.person, Mark.ADVANCED, on=date(2016, 11, 10))
    found = numbers_matrix(work.coordinator, work.employer, TODAY)
    assert found.on == date(2016, 11, 1)
    assert found.whole is not None
    assert found.whole.total.marks[Mark.ADVANCED] == 0


def test_as_many_queries_for_three_people_as_for_sixty(work: Workplace) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            seen(work.leader, work.unit)
        return len(context)

    few = queries()
    for _one in range(58):
        say(factory.person(work.employer, work.unit), Mark.BASIC)
    assert queries() == few


# Changing a mark


def change(work: Workplace, mark: Mark, shown: Mark, **more):
    return set_mark(
        person=work.person,
        stage=Stage.AGREED,
        direction=LAW,
        mark=mark,
        seen={shown},
        **({"by": work.leader, "at": AT} | more),
    )


def test_a_leader_changes_a_mark_that_was_seen(work: Workplace) -> None:
    assert change(work, Mark.BASIC, Mark.NOT_ASSESSED)
    assert change(work, Mark.ADVANCED, Mark.BASIC)
    assert change(work, Mark.NOT_ASSESSED, Mark.ADVANCED)
    assert not change(work, Mark.NOT_ASSESSED, Mark.NOT_ASSESSED)


def test_a_mark_that_somebody_else_has_changed_is_told_of_and_stands(work: Workplace) -> None:
    change(work, Mark.BASIC, Mark.NOT_ASSESSED, by=accounts.person_with(work.unit, Role.MANAGER, name="Bo"))
    with pytest.raises(ChangedMeanwhile) as refused:
        change(work, Mark.LACKING, Mark.NOT_ASSESSED)
    assert refused.value.code == "M301"
    assert refused.value.theirs is Mark.BASIC
    assert "Bo har satt «Grundläggande»" in refused.value.text("sv")
    assert not change(work, Mark.BASIC, Mark.NOT_ASSESSED), "the same thing is no conflict"
    assert change(work, Mark.LACKING, Mark.BASIC)


@pytest.mark.parametrize(
    ("who", "code"), [("other_leader", "E101"), ("coordinator", "E101"), ("person_user", "E102")]
)
def test_only_the_leader_changes_what_is_agreed(work: Workplace, who: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(work, Mark.BASIC, Mark.NOT_ASSESSED, by=getattr(work, who))
    assert refused.value.code == code


# What is demanded


def test_a_role_begins_with_what_is_set_here_and_the_employer_changes_it(work: Workplace) -> None:
    start = profiles_on(work.employer.pk, TODAY)
    assert start[StaffRole.SOCIAL_WORKER][LAW] is Mark.BASIC
    assert start[StaffRole.UNIT_MANAGER] == {}
    marks = {LAW: Mark.ADVANCED, ETHICS: Mark.EXEMPT, "cooperation": Mark.BASIC}
    changed = set_profile(
        employer=work.employer, role=StaffRole.SOCIAL_WORKER, marks=marks, by=work.coordinator, at=AT
    )
    assert changed == 2, "«cooperation» says what holds already"
    now = profiles_on(work.employer.pk, TODAY)[StaffRole.SOCIAL_WORKER]
    assert (now[LAW], now[ETHICS], now["documentation"]) == (Mark.ADVANCED, Mark.EXEMPT, Mark.BASIC)
    assert profiles_on(work.employer.pk, TODAY - timedelta(1)) == start
    told = profile(work.employer.pk, StaffRole.SOCIAL_WORKER, TODAY)
    assert (told[LAW].since, told[LAW].by) == (TODAY, "Samordnaren")
    assert told["documentation"].since is None
    assert AuditRow.objects.get(action="profile.set").detail["marks"] == {LAW: "advanced", ETHICS: "exempt"}


def test_a_demand_is_changed_from_a_day_and_what_held_before_is_kept(work: Workplace) -> None:
    def demand(mark: Mark, day: date) -> int:
        return set_profile(
            employer=work.employer,
            role=StaffRole.SOCIAL_WORKER,
            marks={LAW: mark},
            by=work.coordinator,
            valid_from=day,
            at=AT,
        )

    demand(Mark.ADVANCED, date(2015, 1, 1))
    demand(Mark.EXEMPT, date(2016, 1, 1))
    on = [profiles_on(work.employer.pk, day)[StaffRole.SOCIAL_WORKER][LAW] for day in
          (date(2014, 12, 31), date(2015, 12, 31), date(2016, 1, 1))]  # fmt: skip
    assert on == [Mark.BASIC, Mark.ADVANCED, Mark.EXEMPT]
    assert RoleProfile.objects.count() == 2
    with pytest.raises(Refused) as refused:
        demand(Mark.BASIC, date(2015, 6, 1))
    assert refused.value.code == "M304"


@pytest.mark.parametrize(
    ("marks", "who", "code"),
    [
        ({"astrology": Mark.BASIC}, "coordinator", "M302"),
        ({LAW: Mark.LACKING}, "coordinator", "M303"),
        ({LAW: Mark.BASIC}, "leader", "E101"),
        ({LAW: Mark.BASIC}, "reader", "E102"),
        ({LAW: Mark.BASIC}, "administrator", "E101"),
    ],
)
def test_what_cannot_be_demanded(work: Workplace, marks: dict[str, Mark], who: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_profile(
            employer=work.employer,
            role=StaffRole.SOCIAL_WORKER,
            marks=marks,
            by=getattr(work, who),
            at=AT,
        )
    assert refused.value.code == code


def test_a_unit_is_short_of_the_advanced_that_it_needs(work: Workplace) -> None:
    set_unit_need(unit=work.unit, advanced={LAW: 2, ETHICS: 0}, by=work.leader, at=AT)
    say(work.person, Mark.ADVANCED)
    assert unit_needs([work.unit.pk], TODAY) == {work.unit.code: {LAW: 2}}
    assert seen(work.leader, work.unit).needs == {LAW: Need(needed=2, have=1, short=1)}
    set_unit_need(unit=work.unit, advanced={LAW: 0}, by=work.leader, at=AT)
    assert seen(work.leader, work.unit).needs == {}


@pytest.mark.parametrize(
    ("number", "who", "code"), [(1000, "leader", "M305"), (-1, "leader", "M305"), (1, "other_leader", "E101")]
)
def test_a_need_that_cannot_be_stated(work: Workplace, number: int, who: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_unit_need(unit=work.unit, advanced={LAW: number}, by=getattr(work, who), at=AT)
    assert refused.value.code == code
