"""The inventory of internal resources: who stands in it, who puts them there, and networks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kompetenslyft.apps.competence.actions import resources
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.models import Resource
from kompetenslyft.apps.competence.queries import resources as reading
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from tests.factories import staff as factory

pytestmark = pytest.mark.django_db

AT = factory.AT
DAY = AT.date()
TEACH, SUPERVISE = Resource.Kind.TEACH, Resource.Kind.SUPERVISE
DIRECTION = "talking_with_children"


@pytest.fixture
def place() -> factory.Workplace:
    return factory.workplace()


def test_one_adds_oneself_and_takes_oneself_away(place: factory.Workplace) -> None:
    row = resources.add_resource(
        person=place.person, kind=TEACH, subject="Barnkonventionen", by=place.person_user, at=AT
    )
    found = reading.inventory(place.other_leader, place.other_unit, DAY)
    assert [one.person.name for one in found.resources] == ["Medarbetaren"]
    resources.end_resource(resource=row, by=place.person_user, at=AT)
    assert reading.inventory(place.leader, place.unit, DAY).resources == []


def test_whoever_has_left_is_not_listed(place: factory.Workplace) -> None:
    resources.add_resource(person=place.person, kind=TEACH, subject="Lagen", by=place.person_user, at=AT)
    place.person.employments.update(last_day=DAY)
    assert len(reading.inventory(place.leader, place.unit, DAY).resources) == 1
    assert reading.inventory(place.leader, place.unit, DAY + timedelta(days=1)).resources == []


def test_the_leader_asks_first(place: factory.Workplace) -> None:
    with pytest.raises(Refused) as refused:
        resources.add_resource(person=place.colleague, kind=TEACH, subject="Lagen", by=place.leader, at=AT)
    assert refused.value.code == "M512"
    resources.add_resource(
        person=place.colleague, kind=TEACH, subject="Lagen", agreed=True, by=place.leader, at=AT
    )


def test_somebody_who_is_not_advanced_is_listed_only_on_purpose(place: factory.Workplace) -> None:
    wanted = {
        "person": place.colleague,
        "kind": SUPERVISE,
        "direction": DIRECTION,
        "agreed": True,
        "by": place.leader,
        "at": AT,
    }
    with pytest.raises(Refused) as refused:
        resources.add_resource(**wanted)
    assert refused.value.code == "M513"
    assess(
        person=place.colleague,
        stage=Stage.AGREED,
        marks={DIRECTION: Mark.ADVANCED},
        by=None,
        on=DAY,
        occasion=Occasion.OTHER,
        at=AT,
    )
    resources.add_resource(**wanted)
    with pytest.raises(Refused) as refused:
        resources.add_resource(**wanted)
    assert refused.value.code == "M514"
    resources.add_resource(**(wanted | {"kind": TEACH, "direction": "ethics", "sure": True}))


def test_a_resource_is_of_something(place: factory.Workplace) -> None:
    for direction in ("", "astrology"):
        with pytest.raises(Refused) as refused:
            resources.add_resource(
                person=place.person, kind=TEACH, direction=direction, by=place.person_user, at=AT
            )
        assert refused.value.code == "M511"


@pytest.mark.parametrize("who", ["other_leader", "coordinator", "administrator", "reader"])
def test_nobody_else_lists_a_person(place: factory.Workplace, who: str) -> None:
    with pytest.raises(Refused) as refused:
        resources.add_resource(
            person=place.person,
            kind=TEACH,
            direction=DIRECTION,
            agreed=True,
            by=getattr(place, who),
            at=AT,
        )
    assert refused.value.code == "E101"


def test_the_inventory_is_the_employers_own(place: factory.Workplace) -> None:
    resources.add_resource(person=place.person, kind=TEACH, subject="Lagen", by=place.person_user, at=AT)
    stranger = factory.workplace("Grannkommunen")
    with pytest.raises(Refused) as refused:
        reading.inventory(stranger.leader, place.unit, DAY)
    assert refused.value.code == "E101"
    assert reading.inventory(stranger.leader, stranger.unit, DAY).resources == []


def test_the_inventory_is_searched_by_direction_and_by_word(
    place: factory.Workplace, django_assert_num_queries
) -> None:
    for direction, subject in ((DIRECTION, "Små barn"), ("ethics", "")):
        resources.add_resource(
            person=place.person,
            kind=TEACH,
            direction=direction,
            subject=subject,
            sure=True,
            by=place.person_user,
            at=AT,
        )
    resources.save_network(
        organisation=place.unit,
        name="Barnsamtal",
        purpose="Byta erfarenheter",
        directions=[DIRECTION, "astrology"],
        by=place.leader,
        at=AT,
    )
    found = reading.inventory(place.leader, place.unit, DAY, direction=DIRECTION)
    assert [one.subject for one in found.resources] == ["Små barn"]
    assert [one.directions for one in found.networks] == [[DIRECTION]]
    assert reading.inventory(place.leader, place.unit, DAY, text="SMÅ").networks == []
    with django_assert_num_queries(17):
        reading.inventory(place.leader, place.unit, DAY)


def test_networks_are_kept_by_leaders_and_coordinators(place: factory.Workplace) -> None:
    row = resources.save_network(
        organisation=place.employer, name="Chefer", purpose="Stöd", by=place.coordinator, at=AT
    )
    resources.save_network(
        organisation=place.unit, network=row, name="Chefer", purpose="Annat", by=place.leader, at=AT
    )
    for fields, code in (
        ({"name": "", "purpose": "x"}, "M521"),
        ({"name": "x", "purpose": " "}, "M522"),
        ({"name": "Chefer", "purpose": "x"}, "M523"),
    ):
        with pytest.raises(Refused) as refused:
            resources.save_network(organisation=place.unit, by=place.leader, at=AT, **fields)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        resources.save_network(organisation=place.unit, name="Y", purpose="x", by=place.person_user, at=AT)
    assert refused.value.code == "E102"
    stranger = factory.workplace("Grannkommunen")
    with pytest.raises(Refused) as refused:
        resources.end_network(network=row, organisation=stranger.unit, by=stranger.leader, at=AT)
    assert refused.value.code == "E101"
    resources.end_network(network=row, organisation=place.unit, by=place.leader, at=AT)
    assert reading.inventory(place.leader, place.unit, DAY).networks == []
    with pytest.raises(Refused) as refused:
        reading.network(row.pk)
    assert refused.value.code == "E101"
