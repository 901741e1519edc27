"""What a file says joined with the register, and the difference that it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.staff.differences import same
from kompetenslyft.core.staff.importing.difference import Fate, Step, applied, difference
from kompetenslyft.core.staff.importing.merging import join, left, nothing_covered
from kompetenslyft.core.staff.importing.said import SaidCredential, SaidEmployment, SaidLeave, SaidPerson
from kompetenslyft.core.staff.model import (
    Credential,
    CredentialKind,
    Employment,
    Gender,
    Leave,
    LeavingReason,
    Person,
    Service,
    StaffRole,
)
from kompetenslyft.core.staff.register import works_on
from tests.unit.core.staff.staff_files import AS_OF, NORTH, SOUTH, employment

DAY = timedelta(days=1)
BEFORE = Person("1", "Exempel Ettan", Gender.WOMAN, 2010, "ettan@example.se", (employment(),))
ROW = SaidEmployment(
    row=2, unit=NORTH.code, role=StaffRole.SOCIAL_WORKER, service=Service.CHILD_WELFARE, share=100, permanent=True,
    first_day=date(2012, 3, 1), tells_end=True,
)  # fmt: skip


def everywhere(unit: str) -> bool:
    return True


def person(*said: SaidEmployment, **fields: object) -> SaidPerson:
    return SaidPerson("1", (2,), employments=said, **fields)  # type: ignore[arg-type]


def joined(before: Person | None, said: SaidPerson, **kwargs: object) -> Person:
    result = join(before, said, AS_OF, **kwargs)  # type: ignore[arg-type]
    assert result.person is not None
    return result.person


def test_what_the_file_does_not_say_is_kept() -> None:
    assert joined(BEFORE, person()) == BEFORE
    assert joined(BEFORE, person(ROW)) == BEFORE
    assert joined(BEFORE, person(name="Nytt Namn")) == replace(BEFORE, name="Nytt Namn")


def test_a_change_without_a_day_of_its_own_is_on_the_files_day() -> None:
    after = joined(BEFORE, person(replace(ROW, unit=SOUTH.code, share=75)))
    assert after.employments == (
        employment(last_day=AS_OF - DAY),
        employment(unit=SOUTH.code, share=75, first_day=AS_OF),
    )
    assert joined(after, person(replace(ROW, unit=SOUTH.code, share=75))) == after


def test_a_change_has_the_day_that_the_file_tells() -> None:
    after = joined(BEFORE, person(replace(ROW, share=75, valid_from=date(2016, 9, 1))))
    assert [one.first_day for one in after.employments] == [date(2012, 3, 1), date(2016, 9, 1)]


def test_a_later_first_day_goes_on_from_the_old_stretch() -> None:
    after = joined(BEFORE, person(replace(ROW, unit=SOUTH.code, first_day=date(2016, 9, 1))))
    assert after.employments == (
        employment(last_day=date(2016, 8, 31)),
        employment(unit=SOUTH.code, first_day=date(2016, 9, 1)),
    )


def test_a_second_half_time_job_stands_beside_the_first() -> None:
    half = replace(BEFORE, employments=(employment(share=50),))
    after = joined(half, person(replace(ROW, unit=SOUTH.code, share=50, first_day=date(2016, 9, 1))))
    assert [one.last_day for one in after.employments] == [None, None]


def test_an_earlier_first_day_of_the_same_work_is_a_correction() -> None:
    after = joined(BEFORE, person(replace(ROW, first_day=date(2011, 1, 1))))
    assert after.employments == (employment(first_day=date(2011, 1, 1)),)


def test_an_end_comes_with_its_reason() -> None:
    said = replace(ROW, last_day=date(2016, 10, 31), leaving_reason=LeavingReason.RETIREMENT)
    (one,) = joined(BEFORE, person(said)).employments
    assert (one.last_day, one.leaving_reason) == (date(2016, 10, 31), LeavingReason.RETIREMENT)


def test_a_new_role_does_not_keep_the_years_of_the_old() -> None:
    before = replace(BEFORE, employments=(employment(role_since=2012),))
    after = joined(before, person(replace(ROW, role=StaffRole.TEAM_LEADER)))
    assert [(one.role, one.role_since) for one in after.employments] == [
        (StaffRole.SOCIAL_WORKER, 2012),
        (StaffRole.TEAM_LEADER, None),
    ]


def test_what_a_new_employment_needs_is_told() -> None:
    result = join(None, person(replace(ROW, service=None, unit=None)), AS_OF)
    assert result.person is None
    assert [(found.finding.code, found.row) for found in result.found] == [
        ("N212", 2),
        ("N212", 2),
        ("N212", 2),
    ]
    assert {found.heading for found in result.found} == {
        "Namn (för- och efternamn)",
        "Verksamhet",
        "Enhetens namn",
    }


def test_without_a_first_day_a_new_employment_begins_on_the_files_day() -> None:
    after = joined(None, person(replace(ROW, first_day=None, tells_end=False), name="Ny"))
    assert after.employments == (employment(first_day=AS_OF),)
    assert joined(after, person(replace(ROW, first_day=None, tells_end=False))) == after


def test_who_is_not_in_a_complete_file_has_left_the_day_before() -> None:
    (one,) = left(BEFORE, AS_OF, everywhere).employments
    assert (one.last_day, one.leaving_reason) == (AS_OF - DAY, None)
    assert left(BEFORE, AS_OF, lambda unit: unit == SOUTH.code) == BEFORE
    assert left(left(BEFORE, AS_OF, everywhere), AS_OF, everywhere) == left(BEFORE, AS_OF, everywhere)


def test_a_complete_file_ends_what_it_does_not_tell_of_somebody_in_it() -> None:
    two = replace(BEFORE, employments=(employment(share=50), employment(share=50, unit=SOUTH.code)))
    after = joined(two, person(replace(ROW, share=50)), covered=everywhere)
    assert [one.last_day for one in after.employments] == [None, AS_OF - DAY]
    assert joined(two, person(replace(ROW, share=50))) == two


def test_credentials_are_known_again_by_kind_and_year() -> None:
    degree = Credential(CredentialKind.SOCIAL_WORK_DEGREE, "Socionom", date(2010, 6, 4))
    before = replace(BEFORE, credentials=(degree,))

    def after(*said: SaidCredential) -> tuple[Credential, ...]:
        return joined(before, person(credentials=said)).credentials

    kind = CredentialKind.SOCIAL_WORK_DEGREE
    assert after(SaidCredential(kind, "x", year=2010)) == (degree,)
    assert after(SaidCredential(kind, "x")) == (degree,)
    assert after(SaidCredential(kind, "x", year=2009)) == (replace(degree, awarded_on=date(2009, 12, 31)),)
    course = SaidCredential(CredentialKind.CONTINUING_TRAINING, "Fortbildning", year=2015)
    assert len(after(course)) == 2
    untold = join(BEFORE, person(credentials=(SaidCredential(kind, "Socionom"),)), AS_OF)
    assert [found.finding.code for found in untold.found] == ["N216"]
    assert untold.person == BEFORE


def test_a_leave_is_known_again_by_its_first_day() -> None:
    before = replace(BEFORE, leaves=(Leave(date(2016, 5, 1)),))
    said = SaidLeave(date(2016, 5, 1), date(2016, 8, 31), tells_end=True)
    assert joined(before, person(leaves=(said,))).leaves == (Leave(date(2016, 5, 1), date(2016, 8, 31)),)
    assert (
        len(joined(before, person(leaves=(replace(said, first_day=date(2016, 9, 1), last_day=None),))).leaves)
        == 2
    )


# The difference

DAYS = st.dates(date(2016, 1, 1), date(2017, 6, 30))
SAID = st.builds(
    SaidEmployment,
    row=st.integers(2, 9),
    unit=st.sampled_from([NORTH.code, SOUTH.code]),
    role=st.sampled_from([StaffRole.SOCIAL_WORKER, StaffRole.TEAM_LEADER]),
    service=st.just(Service.CHILD_WELFARE),
    share=st.sampled_from([40, 50, 100]),
    permanent=st.booleans(),
    first_day=DAYS,
    last_day=st.none(),
    tells_end=st.just(True),
).flatmap(
    lambda said: (st.none() | st.dates(said.first_day, date(2018, 1, 1))).map(
        lambda last: replace(said, last_day=last)
    )
)
EMPLOYMENTS = st.builds(
    Employment,
    unit=st.sampled_from([NORTH.code, SOUTH.code]),
    role=st.sampled_from([StaffRole.SOCIAL_WORKER, StaffRole.TEAM_LEADER]),
    service=st.just(Service.CHILD_WELFARE),
    share=st.sampled_from([40, 50, 100]),
    permanent=st.booleans(),
    first_day=DAYS,
).flatmap(
    lambda one: (st.none() | st.dates(one.first_day, date(2018, 1, 1))).map(
        lambda last: replace(one, last_day=last)
    )
)


def without_overlap(found: list[Employment]) -> tuple[Employment, ...]:
    """One after the other, as one person's full-time jobs are."""
    kept: list[Employment] = []
    for one in sorted(found, key=lambda one: one.first_day):
        if not kept or (kept[-1].last_day is not None and kept[-1].last_day < one.first_day):
            kept.append(one)
    return tuple(kept)


REGISTER = st.lists(EMPLOYMENTS, max_size=4).map(without_overlap)
ROWS = st.lists(SAID, min_size=1, max_size=3, unique_by=lambda said: said.first_day)


@given(REGISTER, ROWS, st.booleans())
def test_applied_twice_a_file_makes_no_difference(
    stretches: tuple[Employment, ...], said: list[SaidEmployment], complete: bool
) -> None:
    before = replace(BEFORE, employments=stretches)
    covered = everywhere if complete else nothing_covered
    rows = [
        one
        for one in sorted(said, key=repr)
        if not any(other is not one and _overlaps(one, other) for other in said)
    ]
    once = join(before, person(*rows), AS_OF, covered).person
    assert once is not None
    twice = join(once, person(*rows), AS_OF, covered).person
    assert twice is not None
    assert same(once, twice)
    assert difference({"1": once}, [twice]).changes == ()


def _overlaps(one: SaidEmployment, other: SaidEmployment) -> bool:
    assert one.first_day and other.first_day
    return one.first_day <= (other.last_day or date.max) and other.first_day <= (one.last_day or date.max)


@given(REGISTER, SAID)
def test_after_a_complete_file_the_register_says_what_the_file_says_of_its_day(
    stretches: tuple[Employment, ...], said: SaidEmployment
) -> None:
    before = replace(BEFORE, employments=stretches)
    after = joined(before, person(said), covered=everywhere)
    assert said.first_day is not None
    runs = said.first_day < AS_OF and (said.last_day is None or said.last_day >= AS_OF)
    if runs:
        (one,) = works_on(after, AS_OF)
        assert (one.unit, one.role, one.share, one.permanent) == (
            said.unit,
            said.role,
            said.share,
            said.permanent,
        )


@given(st.lists(st.tuples(st.integers(1, 6), REGISTER), unique_by=lambda one: one[0]), st.data())
def test_the_difference_applied_gives_what_was_wanted(
    people: list[tuple[int, tuple[Employment, ...]]], data: st.DataObject
) -> None:
    register = {str(number): replace(BEFORE, number=str(number), employments=jobs) for number, jobs in people}
    wanted = [
        replace(BEFORE, number=str(number), employments=jobs)
        for number, jobs in data.draw(
            st.lists(st.tuples(st.integers(1, 8), REGISTER), unique_by=lambda one: one[0])
        )
    ]
    found = difference(register, wanted)
    after = applied(register, found)
    assert all(same(after[one.number], one) for one in wanted)
    assert all(
        after[number] == register[number] for number in register.keys() - {one.number for one in wanted}
    )
    assert difference(after, wanted).changes == ()
    assert found == difference(register, reversed(wanted))
    assert found.unchanged + len(found.changes) == len(wanted)


def test_the_difference_tells_each_field_from_what_to_what() -> None:
    new = replace(BEFORE, number="2")
    after = replace(BEFORE, name="Nytt Namn", employments=(employment(share=75),))
    gone = replace(BEFORE, number="3", employments=(employment(last_day=AS_OF),))
    found = difference({"1": BEFORE, "3": replace(BEFORE, number="3")}, [after, new, gone], frozenset({"3"}))
    assert [(change.fate, change.after.number) for change in found.changes] == [
        (Fate.CHANGED, "1"),
        (Fate.NEW, "2"),
        (Fate.ENDED, "3"),
    ]
    name, share = found.changes[0].details
    assert (name.part, name.field, name.before, name.after) == ("self", "name", "Exempel Ettan", "Nytt Namn")
    assert (share.step, share.field, share.before, share.after) == (Step.CHANGED, "share", "100", "75")
    assert dict(share.about)["first_day"] == "2012-03-01"
    assert found.count(Fate.NEW) == 1
