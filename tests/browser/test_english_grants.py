"""The pages of grants in English, from the first scenario to the last repayment, as those who meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.grants.actions import activities as activity_actions
from kompetenslyft.apps.grants.actions import joint_reports
from tests.browser.english import speaking_english, walk
from tests.browser.helpers import follow, log_in
from tests.factories import accounts, activities, allocation, grant_years, grants
from tests.factories.grant_years import Cast, Phase

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

    from kompetenslyft.apps.grants.models import Activity, KeyTable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME = "/bidrag/competence-grant-2013/"
CALCULATIONS = r"/alternativ/\d+/kommun/"
"""The calculations of allocations that are laid in the database without a key; they are read with the scenarios."""


def year(phase: Phase, settings: SettingsWrapper) -> Cast:
    """The year in the phase, made up, on a day in the phase."""
    made = grant_years.until(phase, made_up=True)
    settings.DEMO_DATE = made.today
    return made


def key(made: Cast) -> KeyTable:
    """A key for every municipality, with its words in English."""
    table = grants.key_table(allocation.numbers([unit.code for unit in made.units.values()]))
    table.title, table.source, table.made_up = "Children in poor families", "Made up", True
    table.save()
    return table


def joint_activity(made: Cast) -> Activity:
    """Falun's course with Mora, which costs more than may be spent on support and has no reason for its choice."""
    wrong = {
        "title": "Methods of assessment",
        "provider": "Dalarna University",
        "kind": "module_course",
        "total_sek": "9",
        "parts.2062.costs.competence.travel": "900000",
        "parts.2062.participants.caseworker.with_degree.over_4": "2",
    }
    saved = activity_actions.save_activity(
        year=made.year,
        unit=made.units["Falun"],
        entries=activities.entries("2080") | wrong,
        by=made.signatories["Falun"],
    )
    assert saved.activity is not None, saved
    return saved.activity


def test_an_officer_who_compares_scenarios(page: Page, settings: SettingsWrapper) -> None:
    made = year(Phase.SET_UP, settings)
    table = key(made)
    one = allocation.scenario(made.year, table, made.olle, title="Low floor")
    other = allocation.scenario(made.year, table, made.olle, title="High floor", floor=900_000)
    log_in(page, speaking_english(made.olle))
    compared = f"{HOME}fordelning/jamfor/?alternativ={one.pk}&alternativ={other.pk}"
    read = walk(page, "/bidrag/", compared, f"{HOME}fordelning/nycklar/kolada/", within="/bidrag/")
    assert {
        HOME,
        compared,
        f"{HOME}fordelning/nytt/competence/",
        f"{HOME}fordelning/alternativ/{one.pk}/besluta/",
        f"{HOME}fordelning/nycklar/{table.pk}/",
        f"{HOME}fordelning/nycklar/ny/",
        "/bidrag/nytt/",
    } <= read


def test_an_officer_with_claims_to_accept(page: Page, settings: SettingsWrapper) -> None:
    made = year(Phase.WINDOW_PAST, settings)
    log_in(page, speaking_english(made.olle))
    read = walk(page, HOME, within="/bidrag/", but=CALCULATIONS)
    assert {f"{HOME}rekvisitioner/", f"{HOME}steg/accept_claims/", f"{HOME}steg/close_requisition/"} <= read


def test_an_officer_with_a_batch_to_approve(page: Page, settings: SettingsWrapper) -> None:
    made = year(Phase.PREPARED, settings)
    log_in(page, speaking_english(made.petra))
    read = walk(page, HOME, within="/bidrag/", but=CALCULATIONS)
    assert {
        f"{HOME}utbetalning/1/",
        f"{HOME}utbetalning/1/godkann/",
        f"{HOME}huvudbok/",
        f"{HOME}huvudbok/2080/",
        "/bidrag/konton/",
        "/bidrag/konton/2029/",
    } <= read


@pytest.mark.parametrize("phase", [Phase.REPORTED, Phase.SETTLED, Phase.INVOICED, Phase.CLOSED])
def test_an_officer_who_settles(page: Page, settings: SettingsWrapper, phase: Phase) -> None:
    made = year(phase, settings)
    log_in(page, speaking_english(made.olle))
    read = walk(page, HOME, f"{HOME}slutreglering/aterkrav/", within=HOME, but=CALCULATIONS)
    one = f"{HOME}slutreglering/kommun/2080/"
    of_phase = {Phase.REPORTED: f"{HOME}slutreglering/alla/", Phase.SETTLED: f"{one}faktura/"}
    assert {HOME, f"{HOME}slutreglering/", one, of_phase.get(phase, one), f"{HOME}uppfoljning/"} <= read


def test_a_signatory_who_reports(page: Page, settings: SettingsWrapper) -> None:
    made = year(Phase.REPORTING, settings)
    kept, removed = joint_activity(made), joint_activity(made)
    falun, mora = made.units["Falun"], made.units["Mora"]
    activity_actions.remove_activity(activity=removed, by=made.signatories["Falun"])
    joint_reports.propose(year=made.year, lead=falun, members=[mora], by=made.signatories["Falun"])
    log_in(page, speaking_english(made.signatories["Falun"]))
    read = walk(page, f"/uppgift/{made.report('Falun').pk}/", within="/uppgift/")
    assert f"/uppgift/{made.report('Falun').pk}/" in read
    read = walk(page, HOME, f"{HOME}kommun/2080/", within="/bidrag/", but=CALCULATIONS)
    entered = f"{HOME}insatser/2080/"
    assert {
        entered,
        f"{entered}ny/",
        f"{entered}{kept.number}/",
        f"{entered}{kept.number}/andringar/",
    } <= read
    assert {f"{HOME}gemensam/2080/", f"{HOME}huvudbok/2080/", "/bidrag/konton/2080/"} <= read
    log_in(page, speaking_english(made.signatories["Mora"]))
    read = walk(page, f"{HOME}kommun/2062/", f"{entered}{kept.number}/", within=HOME, but=CALCULATIONS)
    assert {f"{HOME}gemensam/2062/", f"{HOME}insatser/2062/"} <= read


def test_a_signatory_with_a_claim_to_make(page: Page, settings: SettingsWrapper) -> None:
    made = year(Phase.CLAIMING, settings)
    leksand = made.signatories["Leksand"]
    log_in(page, speaking_english(leksand))
    form = f"/uppgift/{made.claim('Leksand').pk}/"
    assert form in walk(page, form, within="/uppgift/")
    assert f"{HOME}kommun/2029/" in walk(
        page, "/", f"{HOME}kommun/2029/", within="/bidrag/", but=CALCULATIONS
    )


def test_a_reader_of_a_settled_year(page: Page, settings: SettingsWrapper) -> None:
    made = year(Phase.SETTLED, settings)
    log_in(page, speaking_english(accounts.person_with(made.units["Falun"], "reader")))
    read = walk(page, f"{HOME}kommun/2080/", within=HOME, but=CALCULATIONS)
    assert {f"{HOME}insatser/2080/", f"{HOME}slutreglering/kommun/2080/"} <= read


def test_visitors_read_the_allocation(page: Page, settings: SettingsWrapper) -> None:
    year(Phase.DECIDED, settings)
    page.goto("/bidrag/")
    follow(page.get_by_role("button", name="English"))
    read = walk(page, "/bidrag/", within="/bidrag/", but=CALCULATIONS)
    assert {HOME, f"{HOME}fordelning/beslutad/"} <= read
