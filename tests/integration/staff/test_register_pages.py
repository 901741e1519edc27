"""The pages of the register: who comes to them, the list as of a day, and each way to change a record."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person
from kompetenslyft.core.staff.model import CredentialKind, LeavingReason, StaffRole
from tests.factories import accounts, organisations, staff
from tests.factories.accounts import browser as as_

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

LIST = "/personal/"


@pytest.fixture(autouse=True)
def on_a_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2016, 11, 1)


@pytest.fixture
def place() -> staff.Workplace:
    return staff.workplace()


def text(response: Response) -> str:
    """The page's words, without its marks and with spaces of every kind as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&nbsp;", " ").split())


def page(name: str, *args: object) -> str:
    return reverse(f"staff:{name}", args=args)


def employment_entries(unit: str, **changed: Any) -> dict[str, Any]:
    return {
        "unit": unit,
        "role": "social_worker",
        "service": "child_welfare",
        "share": "100",
        "permanent": "yes",
        "first_day": "2016-11-01",
        "last_day": "",
        "leaving_reason": "",
        "role_since": "2012",
        "first_management_job": "",
        "needs_supervision_training": "",
        "revision": "1",
    } | changed


# Who comes to the pages


def test_each_sees_those_of_their_own_reach_in_the_list(place: staff.Workplace) -> None:
    seen = {
        "leader": {"Medarbetaren", "Kollegan"},
        "other_leader": {"Någon annanstans"},
        "administrator": {"Medarbetaren", "Kollegan", "Någon annanstans"},
        "person_user": {"Medarbetaren"},
        "coordinator": set(),
        "signatory": set(),
        "reader": set(),
    }
    for who, names in seen.items():
        shown = text(as_(getattr(place, who)).get(LIST))
        assert {name for name in seen["administrator"] if f"{name} A" in shown} == names, who


def test_whoever_may_only_read_has_no_way_to_change(place: staff.Workplace) -> None:
    url, new = page("person", place.person.pk), page("employment_new", place.person.pk)
    for who in (place.leader, place.person_user):
        shown = as_(who).get(url)
        assert shown.status_code == 200
        assert "Ny anställning" not in text(shown)
        assert as_(who).get(new).status_code == 403
        assert as_(who).post(new, employment_entries(place.unit.code)).status_code == 403
        assert as_(who).get(page("person_new")).status_code == 404
    assert "Det här är du" in text(as_(place.person_user).get(url))
    assert "Ny anställning" in text(as_(place.administrator).get(url))


@pytest.mark.parametrize("name", ["person", "person_change", "employment_new", "credential_new", "leave_new"])
def test_a_person_of_others_is_said_not_to_exist(place: staff.Workplace, name: str) -> None:
    other = staff.workplace("Grannkommunen")
    officer = accounts.officer()
    for who in (
        other.administrator,
        other.leader,
        place.other_leader,
        place.coordinator,
        place.signatory,
        place.reader,
        other.person_user,
        officer,
    ):
        assert as_(who).get(page(name, place.colleague.pk)).status_code == 404
        assert as_(who).get(page(name, 999_999)).status_code == 404
        assert as_(who).post(page(name, place.colleague.pk), {"revision": "1"}).status_code in {404, 405}


def test_a_row_of_somebody_else_is_not_changed_through_ones_own(place: staff.Workplace) -> None:
    theirs = Employment.objects.get(person=place.elsewhere)
    for name in ("employment_change", "employment_correct", "employment_end", "employment_remove"):
        url = page(name, place.colleague.pk, theirs.pk)
        assert as_(place.administrator).get(url).status_code == 302
        as_(place.administrator).post(
            url, employment_entries(place.unit.code, last_day="2016-11-02", share="50")
        )
    theirs.refresh_from_db()
    assert (theirs.share, theirs.last_day) == (100, None)


def test_a_unit_out_of_reach_is_no_filter(place: staff.Workplace) -> None:
    assert as_(place.leader).get(LIST, {"enhet": place.other_unit.code}).status_code == 404
    assert as_(place.leader).get(LIST, {"enhet": place.unit.code}).status_code == 200


# The list


def test_the_list_reads_as_of_the_day_and_is_narrowed_by_one_and_the_same_employment(
    place: staff.Workplace,
) -> None:
    moved = staff.person(
        place.employer, place.unit, name="Flyttade Medarbetaren", last_day=date(2014, 12, 31), share=50
    )
    staff.employment(moved, place.other_unit, first_day=date(2015, 1, 1), role=StaffRole.TEAM_LEADER)
    gone = staff.person(
        place.employer,
        place.unit,
        name="Slutade Medarbetaren",
        last_day=date(2016, 10, 31),
        leaving_reason=LeavingReason.RETIREMENT,
    )
    coming = staff.person(
        place.employer, place.unit, name="Kommande Medarbetaren", first_day=date(2017, 1, 1)
    )
    browser = as_(place.administrator)

    def names(**wanted: str) -> str:
        return text(browser.get(LIST, wanted))

    now = names()
    assert "4 personer, 4 årsarbetare" in now
    assert gone.name not in now
    assert coming.name not in now
    then = names(dag="2014-06-01", enhet=place.unit.code)
    assert "4 personer, 3,5 årsarbetare · som registret var den 1 juni 2014" in then
    assert "1 person," in names(roll="team_leader", enhet=place.other_unit.code)
    assert "0 personer" in names(roll="team_leader", enhet=place.unit.code, visa="")
    left = names(visa="slutat")
    assert gone.name in left
    assert "slutade 31 oktober 2016" in left
    assert "1 person " in left
    everybody = names(visa="alla")
    assert "6 personer" in everybody
    assert "börjar 1 januari 2017" in everybody
    assert "1 person," in names(q="flyttade med")
    assert "1 person," in names(q=moved.number)
    assert "Ingen stämmer" in names(q="finns inte")
    assert "dag" in browser.get(LIST, {"dag": "i går"}).context["form"].errors


def test_whoever_reaches_nobody_is_told_so_and_has_nothing_to_search(place: staff.Workplace) -> None:
    shown = text(as_(accounts.officer()).get(LIST))
    assert "Ingen i registret är din att se" in shown
    assert "Som registret var den dagen" not in shown
    assert "Ingen i registret är din att se" not in text(as_(place.administrator).get(LIST))


def test_the_list_has_swedish_order_and_says_who_is_away_and_who_is_made_up(place: staff.Workplace) -> None:
    for name in ("Örn Påhittad", "Åsna Påhittad", "Zebra Påhittad"):
        one = staff.person(place.employer, place.unit, name=name, made_up=True)
    Leave.objects.create(person=one, first_day=date(2016, 10, 1))
    shown = text(as_(place.administrator).get(LIST))
    places = [shown.index(name) for name in ("Zebra Påhittad", "Åsna Påhittad", "Örn Påhittad")]
    assert places == sorted(places)
    assert "varav 1 ledig" in shown
    assert "ledig, påhittade uppgifter" in shown


def test_the_queries_of_the_list_and_the_page_do_not_grow(
    place: staff.Workplace, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        one = staff.person(place.employer, place.unit, name=f"Medarbetare nummer {number}")
        staff.credential(one)
    browser = as_(place.administrator)
    with django_assert_max_num_queries(40):
        browser.get(LIST)
    with django_assert_max_num_queries(40):
        browser.get(LIST, {"page": "2", "enhet": place.unit.code, "q": "nummer"})
    with django_assert_max_num_queries(45):
        browser.get(page("person", one.pk))


# The person


def test_a_persons_page_is_marked_as_of_the_day(place: staff.Workplace) -> None:
    staff.credential(place.colleague, awarded_on=date(2015, 6, 1), title="Socionomexamen vid lärosätet")
    browser = as_(place.leader)
    assert "Socialsekreterare i Utredning norr, 100 procent" in text(
        browser.get(page("person", place.colleague.pk))
    )
    then = text(browser.get(page("person", place.colleague.pk), {"dag": "2011-01-01"}))
    assert "Den 1 januari 2011: Ingen pågående anställning" in then
    assert "kommande" in then
    assert "efter den visade dagen" in then


def test_years_that_contradict_each_other_are_told_to_those_who_can_put_them_right(
    place: staff.Workplace,
) -> None:
    Person.objects.filter(pk=place.colleague.pk).update(social_work_since=2014)
    url, told = page("person", place.colleague.pk), "ligger före första året i socialt arbete, 2014"
    assert told in text(as_(place.administrator).get(url))
    assert told not in text(as_(place.leader).get(url))


def test_whoever_has_an_address_and_no_account_can_be_invited(place: staff.Workplace) -> None:
    Person.objects.filter(pk=place.colleague.pk).update(email="kollegan@example.org")
    url = page("person", place.colleague.pk)
    assert "Ombudet kan bjuda in" in text(as_(place.administrator).get(url))
    accounts.membership(place.administrator, place.employer, Role.SIGNATORY)
    assert (
        reverse("accounts:invite", args=[place.unit.code])
        in as_(place.administrator).get(url).content.decode()
    )
    assert "inget konto" not in text(as_(place.administrator).get(page("person", place.person.pk)))


def test_the_ways_on_from_a_person_are_those_that_one_may_go(place: staff.Workplace) -> None:
    ways = {
        name: reverse(name, args=[place.person.pk])
        for name in ("competence:person", "staff:extract_pdf", "staff:readings")
    }
    open_to = {
        "leader": {"competence:person"},
        "administrator": {"staff:extract_pdf"},
        "person_user": set(ways),
    }
    for who, names in open_to.items():
        browser = as_(getattr(place, who))
        shown = browser.get(page("person", place.person.pk)).content.decode()
        assert {name for name, url in ways.items() if f'href="{url}"' in shown} == names
        assert all(browser.get(ways[name]).status_code == 200 for name in names)
        assert all(browser.get(ways[name]).status_code == 404 for name in set(ways) - names)


# Changing


def test_a_person_is_added_with_the_first_employment(place: staff.Workplace) -> None:
    entries = employment_entries(
        place.unit.code,
        number="N77",
        name="Nya Medarbetaren",
        email="",
        gender="",
        social_work_since="",
        share="75",
        first_day="2016-10-01",
    )
    browser = as_(place.administrator)
    sent = browser.post(page("person_new"), entries)
    added = Person.objects.get(number="N77")
    assert sent.url == page("person", added.pk)
    assert (added.gender, added.social_work_since) == ("", None)
    assert added.employments.get().share == 75
    again = browser.post(page("person_new"), entries)
    assert again.url == page("person", added.pk)
    assert Person.objects.filter(number="N77").count() == 1
    taken = browser.post(page("person_new"), entries | {"name": "Någon Helt Annan"})
    assert "Anställningsnumret N77 finns redan" in text(taken)
    assert 'value="Någon Helt Annan"' in taken.content.decode()
    assert Person.objects.get(number="N77").name == "Nya Medarbetaren"


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(place: staff.Workplace) -> None:
    browser = as_(place.administrator)
    shown = browser.post(
        page("person_new"),
        employment_entries(
            place.unit.code,
            number="850709-9805",
            name="Nya Medarbetaren",
            email="ingen adress",
            gender="woman",
            social_work_since="2010",
            share="250",
            leaving_reason="retirement",
        ),
    )
    errors = shown.context["form"].errors
    assert set(errors) == {"number", "email", "share", "last_day"}
    assert 'value="250"' in shown.content.decode()
    assert not Person.objects.filter(name="Nya Medarbetaren").exists()


def test_a_change_from_a_day_keeps_the_past(place: staff.Workplace) -> None:
    old = Employment.objects.get(person=place.colleague)
    browser = as_(place.administrator)
    url = page("employment_change", place.colleague.pk, old.pk)
    assert 'value="2016-11-01"' in browser.get(url).content.decode()
    early = browser.post(url, employment_entries(place.other_unit.code, first_day="2012-03-01"))
    assert "Ändra från en senare dag" in text(early)
    sent = browser.post(url, employment_entries(place.other_unit.code, share="80"), follow=True)
    assert "Ändringen är sparad" in text(sent)
    old.refresh_from_db()
    assert (old.last_day, old.leaving_reason) == (date(2016, 10, 31), "internal_move")
    new = Employment.objects.get(person=place.colleague, last_day__isnull=True)
    assert (new.unit, new.share, new.first_day) == (place.other_unit, 80, date(2016, 11, 1))


def test_an_employment_is_corrected_ended_and_removed(place: staff.Workplace) -> None:
    old = Employment.objects.get(person=place.colleague)
    browser = as_(place.administrator)
    args = (place.colleague.pk, old.pk)
    browser.post(
        page("employment_correct", *args),
        employment_entries(place.unit.code, first_day="2012-04-01", first_management_job="no"),
    )
    old.refresh_from_db()
    assert (old.first_day, old.first_management_job) == (date(2012, 4, 1), False)
    wrong = browser.post(
        page("employment_end", *args), {"revision": "2", "last_day": "2012-01-01", "leaving_reason": ""}
    )
    assert set(wrong.context["form"].errors) == {"last_day"}
    browser.post(
        page("employment_end", *args),
        {"revision": "2", "last_day": "2016-12-31", "leaving_reason": "own_request_external"},
    )
    old.refresh_from_db()
    assert (old.last_day, old.leaving_reason) == (date(2016, 12, 31), "own_request_external")
    assert "Ta bort anställningen?" in text(browser.get(page("employment_remove", *args)))
    assert Employment.objects.filter(pk=old.pk).exists()
    browser.post(page("employment_remove", *args), {"revision": "3"})
    assert not Employment.objects.filter(pk=old.pk).exists()


def test_a_second_employment_above_full_time_is_refused_with_day_and_sum(place: staff.Workplace) -> None:
    shown = as_(place.administrator).post(
        page("employment_new", place.colleague.pk), employment_entries(place.unit.code, share="20")
    )
    assert "Den 2016-11-01 pågår flera anställningar på tillsammans 120 procent" in text(shown)
    assert "share" in shown.context["form"].errors


def test_credentials_and_leaves_are_added_corrected_and_removed(place: staff.Workplace) -> None:
    browser, pk = as_(place.administrator), place.colleague.pk
    browser.post(
        page("credential_new", pk),
        {
            "revision": "1",
            "kind": "other_degree",
            "title": "Beteendevetare",
            "awarded_on": "2009-06-01",
            "credits": "182,5",
            "subjects": ["psychology"],
        },
    )
    one = Credential.objects.get(person=place.colleague)
    assert (one.kind, one.credits, one.subjects) == (CredentialKind.OTHER_DEGREE, 1825, ["psychology"])
    shown = browser.get(page("credential_correct", pk, one.pk)).content.decode()
    assert 'value="182,5"' in shown
    wrong = browser.post(
        page("credential_correct", pk, one.pk),
        {
            "revision": "2",
            "kind": "continuing_training",
            "title": "",
            "awarded_on": "2017-06-01",
            "credits": "7,55",
            "subjects": ["psychology"],
        },
    )
    assert set(wrong.context["form"].errors) == {"credits"}
    browser.post(page("credential_remove", pk, one.pk), {"revision": "2"})
    assert not Credential.objects.filter(pk=one.pk).exists()
    browser.post(page("leave_new", pk), {"revision": "3", "first_day": "2016-09-01", "last_day": ""})
    leave = Leave.objects.get(person=place.colleague)
    overlapping = browser.post(
        page("leave_new", pk), {"revision": "4", "first_day": "2016-10-01", "last_day": ""}
    )
    assert "överlappar" in text(overlapping)
    browser.post(
        page("leave_correct", pk, leave.pk),
        {"revision": "4", "first_day": "2016-09-01", "last_day": "2016-12-31"},
    )
    leave.refresh_from_db()
    assert leave.last_day == date(2016, 12, 31)
    browser.post(page("leave_remove", pk, leave.pk), {"revision": "5"})
    assert not Leave.objects.filter(person=place.colleague).exists()
    events = text(browser.get(page("person", pk)))
    assert "Utbildning 1 juni 2009 (Annan examen) : tillagd" in events.replace("): ", ") : ")


# Two who write at once, and one who clicks twice


def basics(**changed: str) -> dict[str, str]:
    return {
        "name": "Kollegan",
        "email": "",
        "gender": "woman",
        "social_work_since": "2010",
        "revision": "1",
    } | changed


def test_whoever_comes_second_sees_what_the_other_changed_and_keeps_what_was_typed(
    place: staff.Workplace,
) -> None:
    url = page("person_change", place.colleague.pk)
    other = accounts.person_with(place.employer, Role.STAFF_ADMINISTRATOR, name="Andra administratören")
    as_(other).post(url, basics(social_work_since="2008"))
    browser = as_(place.administrator)
    shown = browser.post(url, basics(name="Kollegan Nytt Namn"))
    words = text(shown)
    assert "Uppgifterna har ändrats medan du skrev" in words
    assert "Första året i socialt arbete: 2010 → 2008" in words
    assert 'value="Kollegan Nytt Namn"' in shown.content.decode()
    assert Person.objects.get(pk=place.colleague.pk).name == "Kollegan"
    assert 'name="revision" value="2"' in shown.content.decode()
    browser.post(url, basics(name="Kollegan Nytt Namn", social_work_since="2008", revision="2"))
    assert Person.objects.get(pk=place.colleague.pk).name == "Kollegan Nytt Namn"


def test_whoever_sends_twice_is_told_that_it_is_saved(place: staff.Workplace) -> None:
    browser, pk = as_(place.administrator), place.colleague.pk
    Employment.objects.filter(person=place.colleague).update(share=50)
    for _ in range(2):
        sent = browser.post(
            page("employment_new", pk), employment_entries(place.other_unit.code, share="50"), follow=True
        )
        assert "Anställningen är tillagd" in text(sent)
    assert Employment.objects.filter(person=place.colleague).count() == 2
    new = Employment.objects.get(person=place.colleague, unit=place.other_unit)
    for _ in range(2):
        sent = browser.post(page("employment_remove", pk, new.pk), {"revision": "2"}, follow=True)
        assert "Anställningen är borttagen" in text(sent)
    assert Person.objects.get(pk=pk).revision == 3


def test_what_is_typed_about_a_row_that_is_gone_stands(place: staff.Workplace) -> None:
    old = Employment.objects.get(person=place.colleague)
    browser = as_(place.administrator)
    browser.post(page("employment_remove", place.colleague.pk, old.pk), {"revision": "1"})
    shown = browser.post(
        page("employment_correct", place.colleague.pk, old.pk),
        employment_entries(place.unit.code, share="60"),
    )
    assert "finns inte längre" in text(shown)
    assert 'value="60"' in shown.content.decode()


@pytest.mark.parametrize("revision", ["", "x", "9" * 30, "-1"])
def test_a_form_without_a_revision_changes_nothing(place: staff.Workplace, revision: str) -> None:
    url = page("person_change", place.colleague.pk)
    as_(place.administrator).post(url, basics(name="Annat Namn", revision=revision))
    assert Person.objects.get(pk=place.colleague.pk).name == "Kollegan"


def test_a_districts_administrator_is_offered_the_districts_units_alone(place: staff.Workplace) -> None:
    far = organisations.unit(organisations.district(place.employer, "Södra"), "Långt bort")
    by = accounts.person_with(place.district, Role.STAFF_ADMINISTRATOR, name="Distriktets administratör")
    shown = as_(by).get(page("employment_new", place.colleague.pk)).content.decode()
    assert place.other_unit.code in shown
    assert far.code not in shown
    refused = as_(by).post(page("employment_new", place.colleague.pk), employment_entries(far.code))
    assert "unit" in refused.context["form"].errors
