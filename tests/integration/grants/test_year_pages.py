"""The pages of programme years: the list, the road, the claims, each step's question, a municipality's own page."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kompetenslyft.apps.grants.actions import joint_reports
from kompetenslyft.apps.grants.actions import years as actions
from kompetenslyft.apps.grants.models import ProgrammeYear
from kompetenslyft.apps.grants.queries import years as queries
from tests.factories import accounts, grant_years, grants, organisations
from tests.factories.accounts import browser
from tests.factories.grant_years import Cast, Phase

pytestmark = pytest.mark.django_db


def to(route: str, *arguments: object) -> str:
    return reverse(f"grants:{route}", args=arguments)


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


@pytest.fixture
def until(settings):
    """The year in a phase, on a day of it."""

    def made(phase: Phase, **fields: object) -> Cast:
        found = grant_years.until(phase, **fields)
        settings.DEMO_DATE = found.today
        return found

    return made


def test_the_list_is_everybodys_and_says_where_each_year_stands(until):
    made = until(Phase.CLAIMING, made_up=True)
    grants.year("staffing-grant@2017")
    shown = text(browser().get(to("years")))
    assert "57 000 000 kr" in shown
    assert "Kan rekvireras" in shown
    assert "Inte fördelat" in shown
    assert "påhittade uppgifter" in shown
    assert "Nytt bidragsår" not in shown
    assert "Er kommun" not in shown
    own = text(browser(made.signatories["Falun"]).get(to("years")))
    assert to("unit", made.year.code, "2080") in own
    assert to("unit", made.year.code, "2062") not in own
    assert to("year_new") in text(browser(made.olle).get(to("years")))


@pytest.mark.parametrize(
    ("phase", "word"),
    [
        (Phase.SET_UP, "Inte fördelat"),
        (Phase.DECIDED, "Fördelat"),
        (Phase.CLAIMING, "Kan rekvireras"),
        (Phase.CLAIMED, "Rekvirerat"),
        (Phase.REPORTING, "Redovisas"),
        (Phase.CLOSED, "Avslutat"),
    ],
)
def test_everybody_is_told_in_one_word_where_a_year_stands(until, phase, word):
    made = until(phase)
    shown = text(browser().get(to("year", made.year.code)))
    assert f">{word}<" in shown
    assert "Från beslut till avslut" not in shown


ROAD = {
    Phase.SET_UP: ["Nästa steg", *["Senare"] * 6],
    Phase.DECIDED: ["Klart", "Nästa steg", *["Senare"] * 5],
    Phase.CLAIMING: ["Klart", "Nästa steg", *["Senare"] * 5],
    Phase.ACCEPTED: ["Klart", "Nästa steg", "Nästa steg", *["Senare"] * 4],
    Phase.CLAIMED: ["Klart", "Klart", "Nästa steg", "Senare", "Senare", "Pågår", "Senare"],
    Phase.PAID: ["Klart", "Klart", "Klart", "Nästa steg", "Senare", "Pågår", "Senare"],
    Phase.REPORTING: ["Klart", "Klart", "Klart", "Pågår", "Pågår", "Pågår", "Senare"],
    Phase.SETTLED: ["Klart", "Klart", "Klart", "Klart", "Pågår", "Pågår", "Senare"],
    Phase.CLOSED: ["Klart"] * 7,
}


@pytest.mark.parametrize("phase", ROAD)
def test_an_officer_sees_the_road_in_each_phase(until, phase):
    made = until(phase)
    steps = browser(made.olle).get(to("year", made.year.code)).context["steps"]
    assert [step.title for step in steps] == [
        "Fördelning", "Rekvisition", "Utbetalning", "Återrapportering", "Slutreglering", "Återföring till staten",
        "Avslut",
    ]  # fmt: skip
    assert [step.state for step in steps] == ROAD[phase]


@pytest.mark.parametrize("phase", [*ROAD, Phase.WINDOW_PAST, Phase.PREPARED, Phase.REPORTED, Phase.INVOICED])
def test_every_link_of_the_road_leads_to_a_page(until, phase):
    made = until(phase)
    officer = browser(made.olle)
    for step in officer.get(to("year", made.year.code)).context["steps"]:
        for action in step.actions:
            assert officer.get(action.url).status_code == 200, (step.title, action.url)
    for person in (made.signatories["Falun"], accounts.person_with(made.units["Orsa"], "reader")):
        client = browser(person)
        code = "2080" if person == made.signatories["Falun"] else "2034"
        for step in client.get(to("unit", made.year.code, code)).context["steps"]:
            for action in step.actions:
                assert client.get(action.url).status_code == 200, (step.title, action.url)


def test_a_year_that_may_be_divided_anew_has_that_step(settings):
    year = grants.year("staffing-grant@2017")
    settings.DEMO_DATE = date(2017, 5, 2)
    steps = browser(accounts.officer()).get(to("year", year.code)).context["steps"]
    assert [step.title for step in steps].index("Omfördelning") == 3


def test_what_is_left_before_closing_is_told_on_the_road(until):
    made = until(Phase.INVOICED)
    closing = browser(made.olle).get(to("year", made.year.code)).context["steps"][-1]
    assert "2 kommuner: fakturerat." in closing.lines
    assert not closing.actions
    refused = browser(made.olle).post(to("take", made.year.code, "close_year"))
    assert refused.status_code == 422
    assert "2 kommuner: fakturerat." in text(refused)


def test_a_year_is_set_up_from_its_definition(settings):
    settings.DEMO_DATE = date(2013, 5, 20)
    officer = browser(accounts.officer())
    grants.year("competence-grant@2014")
    form = officer.get(to("year_new"))
    assert "barn- och ungdomsvården 2013" in text(form)
    assert "barn- och ungdomsvården 2014" not in text(form)
    assert officer.post(to("year_new"), {"definition": ""}).status_code == 422
    assert officer.post(to("year_new"), {"definition": "competence-grant@2014"}).status_code == 422
    made = officer.post(to("year_new"), {"definition": "competence-grant@2013"}, follow=True)
    assert "Bidragsåret är upplagt" in text(made)
    assert ProgrammeYear.objects.filter(code="competence-grant-2013").exists()


TOO_EARLY = [
    ("open_requisition", Phase.SET_UP, "Fördelningen är inte beslutad"),
    ("accept_claims", Phase.DECIDED, "inte öppnad än"),
    ("close_requisition", Phase.DECIDED, "inte öppnad än"),
    ("open_reporting", Phase.CLAIMING, "godkänd rekvisition"),
]


@pytest.mark.parametrize(("step", "phase", "why"), TOO_EARLY, ids=[step for step, _, _ in TOO_EARLY])
def test_a_step_that_is_too_early_is_refused_in_words(until, step, phase, why):
    made = until(phase)
    url = to("take", made.year.code, step)
    assert browser(made.olle).get(url).status_code == 200
    refused = browser(made.olle).post(url)
    assert refused.status_code == 422
    assert why in text(refused)
    assert 'role="alert"' in text(refused)


TAKEN = [
    ("open_requisition", Phase.DECIDED, "Rekvisitionen är upplagd"),
    ("accept_claims", Phase.CLAIMING, "Rekvisitionerna är godkända"),
    ("close_requisition", Phase.ACCEPTED, "Rekvisitionen är avslutad"),
    ("open_reporting", Phase.PAID, "Återrapporteringen är upplagd"),
]


@pytest.mark.parametrize(("step", "phase", "done"), TAKEN, ids=[step for step, _, _ in TAKEN])
def test_a_step_that_is_taken_is_told_of_and_not_taken_twice(until, step, phase, done):
    made = until(phase)
    url = to("take", made.year.code, step)
    taken = browser(made.olle).post(url, follow=True)
    assert taken.redirect_chain == [(to("year", made.year.code), 302)]
    assert done in text(taken)
    assert browser(made.petra).post(url).status_code == 422


def test_the_question_shows_what_it_is_about(until):
    made = until(Phase.CLAIMING)
    shown = text(browser(made.olle).get(to("take", made.year.code, "accept_claims")))
    assert "1 600 000 kr" in shown
    assert browser(made.olle).get(to("take", made.year.code, "something")).status_code == 404


@pytest.mark.parametrize("route", ["claims", "year_new", "take"])
def test_only_officers_come_to_the_agencys_pages(until, route):
    made = until(Phase.CLAIMING)
    arguments = {"claims": [made.year.code], "year_new": [], "take": [made.year.code, "accept_claims"]}[route]
    assert browser().get(to(route, *arguments)).status_code == 302
    refused = browser(made.signatories["Falun"]).get(to(route, *arguments))
    assert refused.status_code == 403
    assert "till för handläggare vid myndigheten" in text(refused)


def test_claims_are_listed_counted_filtered_and_summed(until):
    made = until(Phase.CLAIMING)
    officer = browser(made.olle)
    page = officer.get(to("claims", made.year.code))
    assert [(one["id"], one["count"]) for one in page.context["tallies"]] == [
        ("hela", 1), ("delvis", 1), ("paborjad", 0), ("tyst", 1), ("avstar", 1),
    ]  # fmt: skip
    assert [sums[1:] for sums in page.context["sums"]] == [(800_000, 200_000), (4_000_000, 1_400_000)]
    assert "Godkänn 2 underskrivna …" in text(page)
    part = officer.get(to("claims", made.year.code), {"lage": "delvis"})
    assert [row["claim"].unit.name for row in part.context["rows"]] == ["Mora"]
    assert "1 av 4 kommuner visas." in text(part)


def test_those_who_have_not_signed_can_be_written_to(until):
    made = until(Phase.CLAIMING)
    officer = browser(made.olle)
    assert "Skriv till den som inte har skrivit under …" in text(officer.get(to("claims", made.year.code)))
    assert made.year.requisition_round is not None
    letter = officer.get(
        reverse("collection:write", args=[made.year.requisition_round.code]), {"status": "ej-underskrivna"}
    )
    assert [one.unit.name for one in letter.context["chosen"]] == ["Leksand"]


def test_rounds_and_returns_lead_back_to_their_grant(until):
    made = until(Phase.REPORTING)
    for answer_to in (made.claim("Falun"), made.report("Falun")):
        client = browser(made.signatories["Falun"])
        shown = text(client.get(reverse("collection:return", args=[answer_to.pk])))
        assert to("unit", made.year.code, "2080") in shown
        overview = text(browser(made.olle).get(reverse("collection:round", args=[answer_to.round.code])))
        assert to("year", made.year.code) in overview


def test_claims_before_the_requisition_is_opened(until):
    made = until(Phase.DECIDED)
    assert "Rekvisitionen är inte öppnad än." in text(browser(made.olle).get(to("claims", made.year.code)))


def test_claims_as_a_file(until):
    made = until(Phase.CLAIMING, made_up=True)
    file = browser(made.olle).get(to("claims", made.year.code), {"format": "csv", "lage": "delvis"})
    assert "pahittade-uppgifter" in file.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Kod", "Kommun", "Läge", "Vill ha del av omfördelade medel"]
    assert rows[1:] == [["2062", "Mora", "Rekvirerat en del", "ja", "200000", "", "1000000", "400000"]]


def actions_of(client: Client, made: Cast, code: str) -> dict[str, list[str]]:
    steps = client.get(to("unit", made.year.code, code)).context["steps"]
    return {step.title: [action.label for action in step.actions if action.primary] for step in steps}


def test_a_municipality_is_led_to_what_is_next_by_role(until):
    made = until(Phase.CLAIMING)
    leksand = made.units["Leksand"]
    assert actions_of(browser(made.signatories["Leksand"]), made, "2029")["Rekvisition"] == [
        "Fyll i rekvisitionen"
    ]
    for role in ("manager", "reader"):
        client = browser(accounts.person_with(leksand, role))
        assert not any(actions_of(client, made, "2029").values())
        assert "Läs rekvisitionen" in text(client.get(to("unit", made.year.code, "2029")))
    assert "Avstår" in text(browser(made.signatories["Orsa"]).get(to("unit", made.year.code, "2034")))


def test_money_without_an_account_is_told_to_those_who_can_enter_one(until):
    made = until(Phase.ACCEPTED)
    shown = browser(made.signatories["Falun"]).get(to("unit", made.year.code, "2080"))
    assert "Pengarna kan inte betalas ut" in text(shown)
    assert actions_of(browser(made.signatories["Falun"]), made, "2080")["Utbetalning"] == [
        "Skriv in ett konto …"
    ]
    reader = browser(accounts.person_with(made.units["Falun"], "reader"))
    assert actions_of(reader, made, "2080")["Utbetalning"] == []


def test_a_settled_municipality_reads_what_it_is_to_repay_and_when(until):
    made = until(Phase.INVOICED)
    shown = text(browser(made.signatories["Mora"]).get(to("unit", made.year.code, "2062")))
    assert "Kvar att återbetala: 400 000 kr" in shown
    assert "Faktura 2014-2062, förfaller 20 mars 2014." in shown
    assert "Ska återbetalas" in shown


def test_whoever_another_reports_for_is_told(until):
    made = until(Phase.REPORTING)
    falun, mora = made.units["Falun"], made.units["Mora"]
    report = joint_reports.propose(year=made.year, lead=falun, members=[mora], by=made.signatories["Falun"])
    client = browser(made.signatories["Mora"])
    shown = text(client.get(to("unit", made.year.code, "2062")))
    assert "1 kommun frågar om den får redovisa för er." in shown
    assert "Svara på frågan" in actions_of(client, made, "2062")["Återrapportering"]
    joint_reports.agree(member=report.members.get(), by=made.signatories["Mora"])
    assert "Falun redovisar för er" in text(client.get(to("unit", made.year.code, "2062")))


def test_others_are_told_that_the_page_does_not_exist(until):
    made = until(Phase.CLAIMING)
    stranger = accounts.coordinator(organisations.municipality(name="Rättvik"))
    for client in (browser(made.signatories["Mora"]), browser(stranger)):
        refused = client.get(to("unit", made.year.code, "2080"))
        assert refused.status_code == 404
        assert "Sidan finns inte, eller så har du inte tillgång till den." in text(refused)
    assert browser().get(to("unit", made.year.code, "2080")).status_code == 302
    assert browser(made.olle).get(to("unit", made.year.code, "9999")).status_code == 404
    assert browser().get(to("year", "no-such-year")).status_code == 404


def opened(count: int, officer, ref: str) -> ProgrammeYear:
    """A year whose requisition asks so many municipalities."""
    year = grants.year(ref)
    units = [organisations.municipality() for _number in range(count)]
    grants.offers(year, {unit: {"inventory": 1_000, "competence": 2_000} for unit in units})
    actions.open_requisition(year=year, by=officer, at=grants.at(date(2013, 5, 28)))
    return queries.year(year.code)


@pytest.mark.parametrize("route", ["year", "claims", "years"])
def test_the_number_of_queries_is_the_same_for_many_municipalities(settings, route):
    settings.DEMO_DATE = date(2013, 9, 2)
    officer = accounts.officer()
    client = browser(officer)
    counted = []
    for count, ref in ((2, "competence-grant@2013"), (40, "competence-grant@2014")):
        arguments = [] if route == "years" else [opened(count, officer, ref).code]
        client.get(to("years"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(to(route, *arguments)).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]
