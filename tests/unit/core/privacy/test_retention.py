"""What is due to be destroyed on a day, and what never is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.privacy.retention import (
    CountedFrom,
    Kind,
    Record,
    due,
    due_from,
    last_day_of_work,
    load_retention,
)
from kompetenslyft.exchange.staff_definitions import retention_rules

RULES = retention_rules()
OF_PERSONS = [kind for kind in Kind if kind is not Kind.STAFF_FILE]
LEFT = date(2014, 12, 31)


def test_every_kind_has_a_rule_and_a_source_in_both_languages() -> None:
    assert set(RULES) == set(Kind)
    assert all(rule.source.sv and rule.source.en for rule in RULES.values())


@pytest.mark.parametrize(
    ("day", "years", "first"),
    [
        (LEFT, 2, date(2017, 1, 1)),
        (date(2016, 2, 29), 1, date(2017, 3, 1)),
        (date(2016, 2, 29), 4, date(2020, 3, 1)),
        (date(2016, 6, 30), 0, date(2016, 7, 1)),
    ],
)
def test_a_record_is_due_the_day_after_its_last(day: date, years: int, first: date) -> None:
    assert due_from(day, years) == first


def test_the_last_employment_counts_and_an_open_one_has_no_end() -> None:
    assert last_day_of_work([(date(2010, 1, 1), LEFT), (date(2012, 1, 1), date(2013, 5, 1))]) == LEFT
    assert last_day_of_work([(date(2010, 1, 1), LEFT), (date(2015, 1, 1), None)]) is None
    assert last_day_of_work([]) is None


def test_all_of_a_person_goes_the_day_the_period_has_ended_and_not_before() -> None:
    records = [Record(kind, 1, 7, LEFT) for kind in OF_PERSONS]
    assert [one.kind for one in due(records, RULES, date(2016, 12, 31))] == [Kind.RESOURCE]
    assert [one.kind for one in due(records, RULES, date(2017, 1, 1))] == OF_PERSONS


def test_a_person_waits_for_what_is_kept_of_them() -> None:
    longer = RULES | {Kind.ASSESSMENT: RULES[Kind.ASSESSMENT].model_copy(update={"years": 10})}
    records = [Record(kind, 1, 7, LEFT) for kind in OF_PERSONS] + [Record(Kind.PERSON, 2, 8, LEFT)]
    found = due(records, longer, date(2017, 1, 1))
    assert {(one.kind, one.person) for one in found} == {
        (Kind.RESOURCE, 7),
        (Kind.PLAN, 7),
        (Kind.PERSON, 8),
    }


def test_readings_go_by_their_own_day_while_the_person_stays() -> None:
    old, new = Record(Kind.READING, 1, 7, date(2010, 1, 1)), Record(Kind.READING, 2, 7, date(2016, 1, 1))
    assert due([old, new, Record(Kind.PERSON, 7, 7, None)], RULES, date(2017, 1, 1)) == [old]


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
SPELLS = st.lists(
    st.tuples(DAYS, st.none() | st.integers(0, 4000)).map(
        lambda spell: (
            spell[0],
            None if spell[1] is None else date.fromordinal(spell[0].toordinal() + spell[1]),
        )
    ),
    max_size=4,
)
PEOPLE = st.lists(st.tuples(SPELLS, st.lists(st.sampled_from(OF_PERSONS), max_size=6)), max_size=5)


def records_of(people: list) -> list[Record]:
    found = []
    for number, (spells, kinds) in enumerate(people):
        ended = last_day_of_work(spells)
        found.append(Record(Kind.PERSON, number, number, ended))
        for key, kind in enumerate(kinds):
            day = date(2001, 1, 1) if RULES[kind].counted_from is CountedFrom.RECORD else ended
            if kind is not Kind.PERSON:
                found.append(Record(kind, 100 * number + key, number, day))
    return found


@given(PEOPLE, DAYS)
def test_nothing_of_a_person_who_works_or_is_to_begin_is_due_but_old_readings(
    people: list, day: date
) -> None:
    for one in due(records_of(people), RULES, day):
        spells = people[one.person][0]
        if one.kind is not Kind.READING:
            assert spells
            assert all(last is not None and last < day for _first, last in spells)


@given(PEOPLE, DAYS)
def test_when_a_person_goes_nothing_of_them_is_left(people: list, day: date) -> None:
    records = records_of(people)
    found = set(due(records, RULES, day))
    gone = {one.person for one in found if one.kind is Kind.PERSON}
    assert not [one for one in records if one.person in gone and one not in found]


@given(PEOPLE, DAYS, DAYS)
def test_what_is_due_stays_due(people: list, day: date, later: date) -> None:
    day, later = sorted((day, later))
    assert set(due(records_of(people), RULES, day)) <= set(due(records_of(people), RULES, later))


def test_broken_rules_tell_file_line_and_remedy() -> None:
    rule = "{id: plan, title: {sv: a, en: a}, years: 2, counted_from: record, source: {sv: a, en: a}}"
    with pytest.raises(DefinitionError) as error:
        load_retention(f"rules:\n  - {rule}\n  - {rule}\n", "retention.yaml")
    told = [str(problem) for problem in error.value.problems]
    assert "retention.yaml:3: «plan» har redan en regel. Ta bort en av dem." in told
    assert any("«person» saknar regel" in line for line in told)
    with pytest.raises(DefinitionError, match=r"retention\.yaml:1"):
        load_retention("rules: [{id: no_such_kind}]", "retention.yaml")
