"""Every role against every thing, by the functions that decide: what the table says, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.competence import access as competence
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.actions.keeping import keep_people
from kompetenslyft.apps.staff.models import PeopleDecision, Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.privacy.rights import OF_PERSONS, RIGHTS, Relation, Right, Thing
from tests.factories import accounts, organisations, staff

pytestmark = pytest.mark.django_db

TODAY = date(2016, 11, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
THINGS = list(Thing)
PERSONAL = [thing for thing in Thing if thing in OF_PERSONS]
COMMON = [thing for thing in Thing if thing not in OF_PERSONS]
SHARED = {Thing.PROFILE, Thing.COLLECTIVE_PLAN, Thing.RESOURCES}
"""Seen by whoever holds a role anywhere within the employer."""


def seen(user, thing: Thing, least: Right = Right.SEE) -> set[str]:
    return {one.name for one in access.visible_people(user, thing, TODAY, least)}


def may(user, person: Person, thing: Thing, least: Right = Right.SEE) -> str:
    """Nothing where allowed; else the code of the refusal."""
    try:
        access.check_may(user, person, thing, TODAY, least)
    except Refused as refused:
        return refused.code
    return ""


def may_at(user, organisation, thing: Thing, least: Right = Right.SEE) -> str:
    try:
        access.check_may_at(user, organisation, thing, TODAY, least)
    except Refused as refused:
        return refused.code
    return ""


def expected(given: Right, least: Right) -> str:
    if given >= least:
        return ""
    return "E101" if given is Right.NONE else "E102"


@pytest.fixture
def made() -> staff.Workplace:
    return staff.workplace()


def everybody(made: staff.Workplace) -> dict[str, tuple]:
    """Every role in the municipality: the user, the relation to those reached, and who is reached."""
    unit, all_three = {"Medarbetaren", "Kollegan"}, {"Medarbetaren", "Kollegan", "Någon annanstans"}
    return {
        "person": (made.person_user, Relation.SELF, {"Medarbetaren"}),
        "leader": (made.leader, Relation.LEADER, unit),
        "other leader": (made.other_leader, Relation.LEADER, {"Någon annanstans"}),
        "leader of the district": (
            accounts.person_with(made.district, Role.MANAGER),
            Relation.LEADER,
            all_three,
        ),
        "administrator": (made.administrator, Relation.STAFF_ADMINISTRATOR, all_three),
        "administrator of the unit": (
            accounts.person_with(made.unit, Role.STAFF_ADMINISTRATOR),
            Relation.STAFF_ADMINISTRATOR,
            unit,
        ),
        "coordinator": (made.coordinator, Relation.COORDINATOR, all_three),
        "signatory": (made.signatory, Relation.COORDINATOR, all_three),
        "head": (accounts.person_with(made.employer, Role.MANAGER), Relation.COORDINATOR, all_three),
        "reader": (made.reader, Relation.READER, all_three),
        "employee without a record": (accounts.person_with(made.unit, Role.EMPLOYEE), None, set()),
    }


ROLES = [
    "person",
    "leader",
    "other leader",
    "leader of the district",
    "administrator",
    "administrator of the unit",
    "coordinator",
    "signatory",
    "head",
    "reader",
    "employee without a record",
]


@pytest.mark.parametrize("least", [Right.SEE, Right.CHANGE])
@pytest.mark.parametrize("thing", PERSONAL)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_of_each_persons_thing_what_the_table_says(
    made: staff.Workplace, role: str, thing: Thing, least: Right
) -> None:
    user, relation, reached = everybody(made)[role]
    given = RIGHTS[relation].get(thing, Right.NONE) if relation else Right.NONE
    assert seen(user, thing, least) == (reached if given >= least else set())
    for person in Person.objects.all():
        rights = given if person.name in reached else Right.NONE
        assert may(user, person, thing, least) == expected(rights, least), person.name


@pytest.mark.parametrize("least", [Right.SEE, Right.CHANGE])
@pytest.mark.parametrize("thing", COMMON)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_of_each_organisations_thing_what_the_table_says(
    made: staff.Workplace, role: str, thing: Thing, least: Right
) -> None:
    user, relation, _reached = everybody(made)[role]
    held = {
        "leader": {made.unit},
        "other leader": {made.other_unit},
        "leader of the district": {made.district, made.unit, made.other_unit},
        "administrator of the unit": {made.unit},
    }
    for organisation in (made.employer, made.district, made.unit, made.other_unit):
        here = relation if organisation in held.get(role, {organisation}) else None
        given = RIGHTS[here].get(thing, Right.NONE) if here else Right.NONE
        if given is Right.NONE and thing in SHARED and relation and least is Right.SEE:
            given = min(Right.SEE, RIGHTS[relation].get(thing, Right.NONE))
        answer = may_at(user, organisation, thing, least)
        assert answer == expected(given, least), organisation.name


@pytest.mark.parametrize("thing", PERSONAL)
def test_working_somewhere_opens_no_list_of_those_who_work_there(made: staff.Workplace, thing: Thing) -> None:
    for organisation in (made.employer, made.district, made.unit):
        assert may_at(made.person_user, organisation, thing) == "E101"


@pytest.mark.parametrize("thing", THINGS)
def test_the_state_and_other_municipalities_see_nobody_and_nothing(
    made: staff.Workplace, thing: Thing
) -> None:
    other = organisations.municipality()
    other_unit = organisations.unit(other)
    strangers = [
        accounts.officer(),
        accounts.person_with(organisations.agency(), Role.READER),
        accounts.user(),
    ]
    strangers += [accounts.person_with(other, role) for role in Role if role != Role.PROGRAMME_OFFICER]
    strangers += [accounts.person_with(other_unit, role) for role in (Role.MANAGER, Role.EMPLOYEE)]
    member_of_both = accounts.officer()
    for role in (Role.SIGNATORY, Role.STAFF_ADMINISTRATOR, Role.MANAGER):
        accounts.membership(member_of_both, made.employer, role)
    accounts.membership(member_of_both, made.unit, Role.MANAGER)
    PeopleDecision.objects.create(
        employer=made.employer, reference="SN 1", valid_from=YESTERDAY, by_label="", at=staff.AT
    )
    for user in [*strangers, member_of_both]:
        if thing in OF_PERSONS:
            assert seen(user, thing) == set()
            assert {may(user, person, thing) for person in Person.objects.all()} == {"E101"}
        for organisation in (made.employer, made.district, made.unit):
            assert may_at(user, organisation, thing) == "E101"


@pytest.mark.parametrize("thing", PERSONAL)
def test_a_decision_lets_coordinators_see_people_while_it_holds(made: staff.Workplace, thing: Thing) -> None:
    given = RIGHTS[Relation.COORDINATOR_OF_PEOPLE].get(thing, Right.NONE)
    elsewhere = staff.workplace("Den andra kommunen")
    decision = PeopleDecision.objects.create(
        employer=made.employer, reference="SN 1", valid_from=TODAY, by_label="", at=staff.AT
    )
    of_district = accounts.coordinator(made.district)
    for user in (made.coordinator, made.signatory, of_district):
        assert bool(seen(user, thing)) == (given >= Right.SEE)
        assert may(user, made.colleague, thing) == expected(given, Right.SEE)
        assert may(user, elsewhere.colleague, thing) == "E101"
        assert seen(user, thing, Right.CHANGE) == set()
    assert seen(elsewhere.coordinator, thing) == set()
    for fields in ({"ended_on": TODAY}, {"ended_on": None, "valid_from": TOMORROW}):
        PeopleDecision.objects.filter(pk=decision.pk).update(**fields)
        assert seen(made.coordinator, thing) == set()
        assert may(made.coordinator, made.colleague, thing) == "E101"


def test_a_role_that_has_ended_or_not_begun_reaches_nobody(made: staff.Workplace) -> None:
    for fields in ({"ended_on": TODAY}, {"valid_from": TOMORROW}):
        user = accounts.user()
        for role in (Role.MANAGER, Role.STAFF_ADMINISTRATOR):
            accounts.membership(user, made.unit, role, **fields)
        assert seen(user, Thing.REGISTER) == set()
        assert may(user, made.colleague, Thing.REGISTER) == "E101"


def test_a_closed_account_reaches_nobody_not_even_itself(made: staff.Workplace) -> None:
    for user in (made.leader, made.administrator, made.person_user):
        user.is_active = False
        user.save()
        assert not access.reach(user, TODAY).held
        assert seen(user, Thing.REGISTER) == set()
        assert may(user, made.person, Thing.REGISTER) == "E101"
        assert not access.own_people(user).exists()


def test_whoever_moves_is_seen_where_they_are_now(made: staff.Workplace) -> None:
    made.colleague.employments.update(last_day=YESTERDAY)
    staff.employment(made.colleague, made.other_unit, first_day=TODAY)
    assert "Kollegan" not in seen(made.leader, Thing.TALK)
    assert "Kollegan" in seen(made.other_leader, Thing.TALK)
    assert may(made.leader, made.colleague, Thing.TALK) == "E101"


def test_whoever_has_left_is_seen_where_they_were_last_and_is_still_themself(made: staff.Workplace) -> None:
    made.person.employments.update(last_day=YESTERDAY)
    assert "Medarbetaren" in seen(made.leader, Thing.REGISTER)
    assert "Medarbetaren" not in seen(made.other_leader, Thing.REGISTER)
    assert seen(made.person_user, Thing.EXTRACT) == {"Medarbetaren"}


def test_whoever_has_left_and_is_to_come_back_elsewhere_is_not_seen_there_before(
    made: staff.Workplace,
) -> None:
    made.colleague.employments.update(last_day=YESTERDAY)
    staff.employment(made.colleague, made.other_unit, first_day=TODAY + timedelta(days=30))
    assert "Kollegan" in seen(made.leader, Thing.REGISTER)
    assert "Kollegan" not in seen(made.other_leader, Thing.REGISTER)


def test_whoever_is_to_begin_is_seen_where_they_will(made: staff.Workplace) -> None:
    made.colleague.employments.update(first_day=TOMORROW)
    assert "Kollegan" in seen(made.leader, Thing.REGISTER)
    assert access.units_of(made.colleague, TODAY) == {made.unit.pk}


def test_two_employments_are_seen_from_both_units(made: staff.Workplace) -> None:
    made.colleague.employments.update(share=50)
    staff.employment(made.colleague, made.other_unit, share=50)
    for leader in (made.leader, made.other_leader):
        assert "Kollegan" in seen(leader, Thing.PLAN)
        assert may(leader, made.colleague, Thing.PLAN, Right.CHANGE) == ""


def test_whoever_has_no_employment_is_kept_by_the_employers_administrator(made: staff.Workplace) -> None:
    staff.person(made.employer, name="Utan anställning")
    assert "Utan anställning" in seen(made.administrator, Thing.REGISTER, Right.CHANGE)
    for user in (made.leader, made.coordinator, made.reader, staff.workplace("Andra").administrator):
        assert "Utan anställning" not in seen(user, Thing.REGISTER)


@pytest.mark.parametrize("spelled", ["ANNA.EK@KOMMUN.SE", "Anna.Ek@kommun.se"])
def test_the_own_person_is_found_whatever_the_capitals(made: staff.Workplace, spelled: str) -> None:
    user = accounts.person_with(made.unit, Role.EMPLOYEE, "anna.ek@kommun.se")
    person = staff.person(made.employer, made.unit, email=spelled, name="Anna Ek")
    assert seen(user, Thing.OWN_ASSESSMENT, Right.CHANGE) == {"Anna Ek"}
    assert may(user, person, Thing.OWN_ASSESSMENT, Right.CHANGE) == ""
    assert access.own_people(user).get() == person


def test_an_address_alone_makes_nobody_the_person(made: staff.Workplace) -> None:
    """Whoever keeps the register writes addresses; who has an account there the signatory says."""
    outsider = accounts.person_with(staff.workplace("Andra").unit, Role.EMPLOYEE, "ann@annan.se")
    made.colleague.email = outsider.email
    made.colleague.save()
    assert seen(outsider, Thing.REGISTER) == set()
    assert may(outsider, made.colleague, Thing.OWN_ASSESSMENT) == "E101"
    assert not access.own_people(outsider).exists()


def test_an_administrator_does_not_become_somebody_by_writing_the_own_address(made: staff.Workplace) -> None:
    value = facts(type(made.colleague).objects.filter(pk=made.colleague.pk))[made.colleague.pk]
    taken = replace(value, email=made.administrator.email.upper())
    with pytest.raises(Refused) as caught:
        keep_people(employer=made.employer, people=[taken], by=made.administrator)
    assert caught.value.code == "N129"
    keep_people(employer=made.employer, people=[taken], by=None)
    keep_people(employer=made.employer, people=[replace(taken, name="Kollegan igen")], by=made.administrator)


def test_a_blank_or_alike_address_is_nobodys(made: staff.Workplace) -> None:
    user = accounts.user("anna_ek@kommun.se")
    staff.person(made.employer, made.unit, email="annaxek@kommun.se", name="Nästan Anna")
    assert seen(user, Thing.REGISTER) == set()
    user.email = ""
    assert not access.is_self(user, made.colleague)
    assert not access.own_people(user).exists()
    assert seen(user, Thing.REGISTER) == set()


def test_nobody_is_their_own_leader(made: staff.Workplace) -> None:
    Person.objects.filter(pk=made.colleague.pk).update(email=made.leader.email)
    made.colleague.refresh_from_db()
    for thing in (Thing.LEADERS_ASSESSMENT, Thing.AGREED_ASSESSMENT):
        assert may(made.leader, made.colleague, thing, Right.CHANGE) == "E102"
        assert seen(made.leader, thing, Right.CHANGE) == {"Medarbetaren"}
        assert seen(made.leader, thing) == {"Medarbetaren", "Kollegan"}
    relations = access.relations_to(made.leader, made.colleague, TODAY)
    assert relations == {Relation.SELF}
    assert competence.actors(relations) == {Actor.PERSON}


def test_the_signatory_alone_decides_who_sees_people(made: staff.Workplace) -> None:
    access.check_may_decide(made.signatory, made.employer, TODAY)
    refused = {"coordinator": "E102", "administrator": "E102", "leader": "E101", "reader": "E101"}
    of_district = accounts.signatory(made.district)
    for user, code in [(getattr(made, name), code) for name, code in refused.items()] + [
        (of_district, "E101")
    ]:
        with pytest.raises(Refused) as error:
            access.check_may_decide(user, made.employer, TODAY)
        assert error.value.code == code
    accounts.membership(made.signatory, organisations.agency(), Role.PROGRAMME_OFFICER)
    with pytest.raises(Refused):
        access.check_may_decide(made.signatory, made.employer, TODAY)


def test_a_joint_boards_people_are_not_its_members(made: staff.Workplace) -> None:
    board = organisations.municipality(name="Nämnden")
    board.kind = "joint_board"
    board.save()
    board.members.add(made.employer)
    unit = organisations.unit(board)
    staff.person(board, unit, name="Nämndens")
    for user in (made.administrator, made.signatory, made.leader):
        assert "Nämndens" not in seen(user, Thing.REGISTER)
    assert seen(accounts.person_with(board, Role.STAFF_ADMINISTRATOR), Thing.REGISTER) == {"Nämndens"}


def test_reaching_people_takes_as_many_queries_for_many_as_for_one(
    made: staff.Workplace, django_assert_max_num_queries
) -> None:
    for number in range(40):
        staff.person(made.employer, organisations.unit(made.district, f"Enhet {number}"))
    with django_assert_max_num_queries(8):
        assert len(access.visible_people(made.administrator, Thing.REGISTER, TODAY)) == 43
    with django_assert_max_num_queries(8):
        access.check_may(made.administrator, made.colleague, Thing.REGISTER, TODAY)
