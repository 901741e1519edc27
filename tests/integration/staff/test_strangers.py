"""Whoever is not meant asks for every page of staff and competence, by the addresses that are there: nobody shows.

The addresses are read from the resolver, so a new page is asked for too. A new kind of argument needs a value here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.competence import models
from kompetenslyft.apps.staff.models import ColumnMapping, Leave, Person, StaffImport
from kompetenslyft.core.staff.model import StaffRole
from tests.factories import accounts, collection, organisations, staff

pytestmark = pytest.mark.django_db

TODAY = date(2016, 11, 1)
NAMES = ("Ekorrina Kvitterblad", "Grankotta Snöfall", "Mossbert Lavskrika")
"""Names that stand in no text of any page."""
NAMESPACES = ("staff", "competence")
SHUT = {403, 404, 405}
ENTRY_BY_ENTRY = "competence:matrix_save"
"""Reads what is sent first, and refuses each mark by itself."""


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, entry.namespace or namespace)
        elif namespace in NAMESPACES:
            yield f"{namespace}:{entry.name}", entry


ROUTES = list(routes(get_resolver()))


@pytest.fixture(autouse=True)
def in_the_year(settings) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def made() -> staff.Workplace:
    made = staff.workplace()
    for person, name in zip((made.person, made.colleague, made.elsewhere), NAMES, strict=True):
        Person.objects.filter(pk=person.pk).update(name=name)
    return made


def arguments(made: staff.Workplace) -> dict[str, object]:
    """A real value in the municipality for every argument of an address."""
    talk = models.AppraisalTalk.objects.create(
        person=made.person,
        unit=made.unit,
        framework="child-welfare@2013",
        scheduled_at=staff.AT,
        status="called",
        status_since=staff.AT,
    )
    plan = models.Plan.objects.create(
        kind="individual",
        person=made.person,
        title=f"Plan för {NAMES[0]}",
        starts=TODAY,
        ends=TODAY,
        made_at=staff.AT,
        made_by="Chefen",
    )
    item = models.PlanItem.objects.create(
        plan=plan, position=1, goal="Mål", activity="Kurs", responsible=NAMES[0], due=TODAY
    )
    models.PlanDecision.objects.create(
        plan=plan, number=1, content={}, decided_on=TODAY, by_label="Chefen", at=staff.AT
    )
    models.Assessment.objects.create(
        person=made.person,
        framework="child-welfare@2013",
        direction="child_development",
        stage="agreed",
        mark="basic",
        assessed_on=TODAY,
        occasion="other",
        at=staff.AT,
        by_label="Chefen",
    )
    resource = models.Resource.objects.create(
        person=made.person,
        kind="teach",
        framework="child-welfare@2013",
        subject="BBIC",
        valid_from=TODAY,
        by_label="Chefen",
        at=staff.AT,
    )
    network = models.Network.objects.create(
        employer=made.employer,
        name="Nätverket",
        purpose="Lära",
        contact=NAMES[0],
        changed_by="Chefen",
        changed_at=staff.AT,
    )
    template = models.PlanTemplate.objects.create(
        employer=made.employer, name="Mallen", kind="individual", changed_by="", changed_at=staff.AT
    )
    disposal = models.Disposal.objects.create(
        employer=made.employer, as_of=TODAY, lines=[], digest="", by_label=NAMES[0], at=staff.AT
    )
    read = StaffImport.objects.create(
        employer=made.employer,
        filename="personal.csv",
        sha256="",
        content=NAMES[0].encode(),
        as_of=TODAY,
        by_label=NAMES[0],
        at=staff.AT,
    )
    mapping = ColumnMapping.objects.create(
        employer=made.employer, name="Vår fil", definition={}, changed_by=NAMES[0], changed_at=staff.AT
    )
    employment = made.person.employments.get()
    answer_to = collection.return_(made.employer)
    return {
        "person_id": made.person.pk,
        "employment_id": employment.pk,
        "row_id": employment.pk,
        "credential_id": staff.credential(made.person).pk,
        "leave_id": Leave.objects.create(person=made.person, first_day=TODAY).pk,
        "talk_id": talk.pk,
        "plan_id": plan.pk,
        "item_id": item.pk,
        "number": 1,
        "resource_id": resource.pk,
        "network_id": network.pk,
        "template_id": template.pk,
        "disposal_id": disposal.pk,
        "import_id": read.pk,
        "mapping_id": mapping.pk,
        "direction": "child_development",
        "stage": "agreed",
        "role": StaffRole.SOCIAL_WORKER.value,
        "code": made.unit.code,
        "unit": made.employer.code,
        "key": next(iter(collection.complete_entries())),
        "round": answer_to.round.code,
    }


def addresses(made: staff.Workplace) -> list[tuple[str, str, bool]]:
    """Name and address of every page, and whether the address names something of the municipality."""
    values = arguments(made)
    found = []
    for name, route in ROUTES:
        wanted = set(route.pattern.converters)
        assert wanted <= set(values), (
            f"{name} needs a value for {wanted - set(values)}: add one to arguments()"
        )
        of_round = {"code": values["round"]} if "unit" in wanted else {}
        kwargs = {key: values[key] for key in wanted} | of_round
        found.append((name, reverse(name, kwargs=kwargs), bool(wanted)))
        if "code" in wanted and "unit" not in wanted:
            found.append((name, reverse(name, kwargs=kwargs | {"code": made.employer.code}), True))
    return found


def other_municipality(role: Role, at_unit: bool = False) -> Callable[[staff.Workplace], object]:
    def made_up(_made: staff.Workplace):
        other = organisations.municipality()
        return accounts.person_with(organisations.unit(other) if at_unit else other, role)

    return made_up


def former_leader(made: staff.Workplace):
    user = accounts.user()
    for place, role in ((made.unit, Role.MANAGER), (made.employer, Role.STAFF_ADMINISTRATOR)):
        accounts.membership(user, place, role, ended_on=date(2016, 1, 1))
    return user


def officer_with_roles(made: staff.Workplace):
    user = accounts.officer()
    for place, role in ((made.unit, Role.MANAGER), (made.employer, Role.SIGNATORY)):
        accounts.membership(user, place, role)
    return user


FORMER = "whoever led the unit before"
STRANGERS: dict[str, Callable[[staff.Workplace], object]] = {
    "a visitor": lambda _made: None,
    "an officer": lambda _made: accounts.officer(),
    "an officer with roles in the municipality": officer_with_roles,
    "a reader at the agency": lambda _made: accounts.person_with(organisations.agency(), Role.READER),
    "another municipality's signatory": other_municipality(Role.SIGNATORY),
    "another municipality's administrator": other_municipality(Role.STAFF_ADMINISTRATOR),
    "another municipality's leader": other_municipality(Role.MANAGER, at_unit=True),
    "another municipality's employee": other_municipality(Role.EMPLOYEE, at_unit=True),
    FORMER: former_leader,
}


def shown(answer) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [name for name in NAMES if name in body.decode(errors="replace")]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_page_opens_to_a_stranger_or_tells_a_name(
    made: staff.Workplace, stranger: str, method: str
) -> None:
    user = STRANGERS[stranger](made)
    client = accounts.browser(user)
    open_pages, told = [], []
    for name, address, of_municipality in addresses(made):
        # Whoever once had a role does not get it back by looking at the register of that day.
        for query in ("", "?dag=2015-06-01") if stranger == FORMER else ("",):
            answer = getattr(client, method)(address + query)
            if user is None:
                assert answer.status_code == 302, name
                assert answer.headers["Location"].startswith("/logga-in/"), name
            elif name == ENTRY_BY_ENTRY and method == "post":
                assert answer.status_code == 422
            elif of_municipality and answer.status_code not in SHUT:
                open_pages.append((name, address + query, answer.status_code))
            if shown(answer):
                told.append((name, address + query, shown(answer)))
    assert told == []
    assert open_pages == []


@pytest.mark.parametrize("stranger", [one for one in STRANGERS if one != "a visitor"])
def test_no_mark_of_a_stranger_is_taken_from_the_matrix(made: staff.Workplace, stranger: str) -> None:
    client = accounts.browser(STRANGERS[stranger](made))
    entries = {f"{made.person.pk}.child_development": "basic"}
    for stage in ("own", "leader", "agreed"):
        answer = client.post(
            reverse(ENTRY_BY_ENTRY, args=[made.unit.code]),
            {"entries": entries, "base": {}, "section": stage},
            content_type="application/json",
        )
        assert (answer.json()["saved"], answer.json()["conflicts"]) == ([], {})
        assert shown(answer) == []
    assert not models.Assessment.objects.exists()


def test_the_names_show_to_whoever_is_meant(made: staff.Workplace) -> None:
    assert shown(accounts.browser(made.leader).get(reverse("competence:matrix", args=[made.unit.code])))
    assert shown(accounts.browser(made.administrator).get(reverse("staff:people")))


OF_A_PERSON = {"person_id", "talk_id", "plan_id"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_colleague_opens_nothing_of_anothers(made: staff.Workplace, method: str) -> None:
    user = accounts.person_with(made.unit, Role.EMPLOYEE)
    staff.person(made.employer, made.unit, email=user.email, name="Grannen i rummet")
    client, values = accounts.browser(user), arguments(made)
    wrong = []
    for name, route in ROUTES:
        wanted = set(route.pattern.converters)
        if wanted & OF_A_PERSON:
            address = reverse(name, kwargs={key: values[key] for key in wanted})
            answer = getattr(client, method)(address)
            if answer.status_code not in SHUT or shown(answer):
                wrong.append((name, answer.status_code, shown(answer)))
    assert wrong == []


@pytest.mark.parametrize("name", ["coordinator", "reader"])
def test_those_who_see_numbers_are_told_no_name(made: staff.Workplace, name: str) -> None:
    """But for those who teach, whom everybody within sees, and whoever wrote something."""
    client, told = accounts.browser(getattr(made, name)), []
    for route, address, _of_municipality in addresses(made):
        if not route.startswith(("competence:resource", "competence:network", "staff:disposal")):
            answer = client.get(address)
            if shown(answer):
                told.append((route, shown(answer)))
    assert told == []
