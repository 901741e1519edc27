"""Organisations: the official ones, what is made below and beside them, and how they are found."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import actions, queries, register
from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.apps.organisations.models import County, Organisation
from tests.factories import accounts, organisations

pytestmark = pytest.mark.django_db

DAY = date(2016, 5, 2)


def districts_on(day: date) -> int:
    return queries.reporting_units(day).filter(kind=Kind.DISTRICT).count()


def test_the_official_organisations_are_loaded_once() -> None:
    first = actions.load_official()
    assert first.added == 1 + 290 + 17
    assert County.objects.count() == 21
    assert queries.by_code("0180").name == "Stockholm"
    assert queries.by_code("2584").county_id == "25"
    assert queries.agency().name == "Socialstyrelsen"
    assert actions.load_official() == actions.Loaded(0, 0)
    assert AuditRow.objects.filter(action="organisations.official_loaded").count() == 1


def test_loading_again_mends_what_was_changed() -> None:
    actions.load_official()
    Organisation.objects.filter(code="0180").update(name="Stokholm")
    assert actions.load_official() == actions.Loaded(0, 1)
    assert queries.by_code("0180").name == "Stockholm"


def test_every_municipality_lies_in_a_known_county() -> None:
    known = {code for code, _name in register.counties()}
    assert {code[:2] for code, _name in register.municipalities()} == known


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2016, 1, 1), 14),
        (date(2020, 6, 30), 14),
        (date(2020, 7, 1), 13),
        (date(2023, 6, 30), 13),
        (date(2023, 7, 1), 11),
    ],
)
def test_stockholm_has_the_districts_of_the_day(day: date, number: int) -> None:
    actions.load_official()
    assert districts_on(day) == number


def test_a_district_that_ends_names_its_successor() -> None:
    actions.load_official()
    jarva = queries.by_code("0180-jarva")
    assert [district.name for district in queries.predecessors_of(jarva)] == [
        "Rinkeby-Kista",
        "Spånga-Tensta",
    ]
    for district in Organisation.objects.filter(kind=Kind.DISTRICT, valid_to__isnull=False):
        assert district.successor is not None
        assert (district.successor.valid_from - district.valid_to).days == 1


def test_what_is_unknown_raises() -> None:
    with pytest.raises(ObjectDoesNotExist):
        queries.by_code("9999")


def test_municipality_codes_of_every_kind(django_assert_max_num_queries) -> None:
    city = organisations.municipality("0180")
    other, third = organisations.municipality("0181"), organisations.municipality("0182")
    district = organisations.district(city)
    unit = organisations.unit(district)
    board = actions.create_joint_board(code="gn-1", name="Gemensam nämnd", members=[third, other], by=None)
    with django_assert_max_num_queries(4):
        codes = queries.municipality_codes([city.pk, district.pk, unit.pk, board.pk, other.pk])
    assert codes == {
        city.pk: ("0180",),
        district.pk: ("0180",),
        unit.pk: ("0180",),
        other.pk: ("0181",),
        board.pk: ("0181", "0182"),
    }


def test_units_below_reach_every_level() -> None:
    city = organisations.municipality()
    district = organisations.district(city)
    unit = organisations.unit(district)
    assert set(queries.units_below(city)) == {district, unit}
    assert queries.ids_above(unit) == (unit.pk, district.pk, city.pk)


@pytest.mark.parametrize(
    ("text", "name"), [("ÖRE", "Örebro"), ("öre", "Örebro"), ("188", "Örebro"), ("ebr", "Örebro")]
)
def test_search_finds_by_part_of_name_and_start_of_code(text: str, name: str) -> None:
    organisations.municipality("1880", "Örebro")
    organisations.municipality("1780", "Karlstad")
    assert [found.name for found in queries.search(text)] == [name]


def test_search_within_county_and_kind() -> None:
    actions.load_official()
    assert queries.search(county="09").get().name == "Gotland"
    assert queries.search(county="01", kind=Kind.DISTRICT, on=DAY).count() == 14


def test_a_joint_board_needs_two_municipalities() -> None:
    only = organisations.municipality()
    with pytest.raises(Refused) as refused:
        actions.create_joint_board(code="gn", name="Nämnd", members=[only], by=None)
    assert refused.value.code == "O105"
    assert not Organisation.objects.filter(code="gn").exists()


def test_units_get_the_next_code_and_an_audit_row() -> None:
    city = organisations.municipality("2080")
    signatory = accounts.signatory(city)
    first = actions.create_unit(parent=city, name=" Barn  och unga ", by=signatory)
    second = actions.create_unit(parent=city, name="Utredning", by=signatory)
    assert (first.code, first.name, second.code) == ("2080-1", "Barn och unga", "2080-2")
    assert queries.history(first).get().actor == signatory


def test_others_may_not_add_units() -> None:
    city, other = organisations.municipality(), organisations.municipality()
    with pytest.raises(Refused) as refused:
        actions.create_unit(parent=city, name="Enhet", by=accounts.signatory(other))
    assert refused.value.code == "E104"
    with pytest.raises(Refused) as refused:
        actions.create_unit(parent=city, name="Enhet", by=accounts.coordinator(city))
    assert refused.value.code == "E104"


def test_only_officers_change_a_municipality() -> None:
    city = organisations.municipality()
    with pytest.raises(Refused) as refused:
        actions.change_organisation(organisation=city, by=accounts.signatory(city), name="Ny")
    assert refused.value.code == "E103"
    actions.change_organisation(organisation=city, by=accounts.officer(), name="Ny")
    assert queries.by_id(city.pk).name == "Ny"
    assert queries.history(city).get().detail["changes"]["name"][1] == "Ny"


def test_validity_that_ends_before_it_begins_is_refused_and_nothing_changes() -> None:
    unit = organisations.unit(organisations.municipality(), valid_from=date(2016, 3, 1))
    with pytest.raises(Refused) as refused:
        actions.change_organisation(organisation=unit, by=None, name="Annat", valid_to=date(2016, 2, 29))
    assert refused.value.code == "O103"
    assert (unit.name, queries.by_id(unit.pk).name) == ("Mottagningen", "Mottagningen")


def test_a_taken_code_is_refused() -> None:
    city = organisations.municipality("2080")
    with pytest.raises(Refused) as refused:
        actions.create_unit(parent=city, name="Enhet", code="2080", by=None)
    assert refused.value.code == "O101"


def test_a_code_longer_than_can_be_kept_is_refused() -> None:
    members = [organisations.municipality(), organisations.municipality()]
    with pytest.raises(Refused) as refused:
        actions.create_joint_board(code="x" * 61, name="Nämnden", members=members, by=None)
    assert refused.value.code == "O101"
