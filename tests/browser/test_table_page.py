"""The page of an open table: chosen from, drawn, mapped and fetched, by keyboard and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.publishing.models import Publication
from tests.browser.helpers import enter, follow, look, new_context
from tests.factories import cubes, open_tables

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = f"/tabeller/{cubes.SLUG}-caseworkers/"


@pytest.fixture
def table():
    return cubes.published()


def drawn(page):
    """Wait until the picture has arrived, and tell how wide it is drawn."""
    image = page.locator(".cube-picture img")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    return image.evaluate("image => image.naturalWidth")


def test_values_are_searched_and_chosen_by_keyboard(page, table):
    page.goto(TABLE)
    look(page, "table-page")
    page.locator(".choose > summary").press("Enter")
    region = page.get_by_role("group", name="Region")
    expect(region).to_contain_text("12 av 12 valda")
    region.get_by_role("button", name="Bara län").press("Enter")
    expect(region).to_contain_text("2 av 12 valda")
    region.get_by_role("button", name="Inga").press("Enter")
    region.get_by_role("searchbox").fill("HÖG")
    expect(region.get_by_role("checkbox")).to_have_count(1)
    region.get_by_role("checkbox", name="Högby").press("Space")
    expect(region).to_contain_text("1 av 12 valda")
    look(page, "table-choosing")
    region.get_by_role("searchbox").press("Enter")
    enter(page.get_by_role("button", name="Visa", exact=True))
    expect(page.get_by_role("rowheader")).to_have_text(["Högby"])
    assert "Region=0103" in page.url


def test_a_level_is_chosen_without_a_script(chromium, live_server, table):
    context = new_context(chromium, live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(TABLE)
    page.locator(".choose > summary").click()
    region = page.get_by_role("group", name="Region")
    expect(region.get_by_role("searchbox")).to_be_hidden()
    region.get_by_role("button", name="Bara län").click()
    expect(page.get_by_role("rowheader")).to_have_text(["Aby län", "Öby län"])
    follow(page.get_by_role("link", name="Diagram"))
    assert page.locator(".cube-picture img").get_attribute("alt").startswith("Stapeldiagram")
    context.close()


def test_the_chart_stands_beside_the_table_and_is_drawn_for_a_phone(page, table):
    page.goto(TABLE)
    enter(page.get_by_role("link", name="Diagram"))
    assert drawn(page) == 680
    expect(page.get_by_role("rowheader", name="Aby län")).to_be_visible()
    look(page, "table-chart")
    page.set_viewport_size({"width": 390, "height": 900})
    page.reload()
    assert drawn(page) == 360
    with page.expect_download() as download:
        page.get_by_role("link", name="Vega-Lite").click()
    assert download.value.suggested_filename.endswith(".json")


def test_the_map_changes_figure_and_level_and_the_way_back_keeps_the_selection(page, table):
    page.goto(f"{TABLE}?gender=men,women")
    enter(page.get_by_role("link", name="Karta"))
    drawn(page)
    look(page, "table-map")
    page.get_by_label("Kön").select_option("Män")
    page.get_by_label("Områden").select_option("Län")
    enter(page.get_by_role("button", name="Visa på kartan"))
    expect(page.get_by_text("Kön: Män · År: 2016")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_text(["Aby län", "Öby län"])
    enter(page.get_by_role("link", name="Tabell", exact=True))
    expect(page.get_by_role("columnheader", name="Kvinnor")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Totalt")).to_have_count(0)


def test_what_cannot_be_drawn_says_what_to_choose(page, table):
    page.goto(f"{TABLE}?visa=diagram&Region=*&gender=*&Tid=*")
    expect(page.get_by_text("Ett diagram visar två variabler i taget.")).to_be_visible()
    look(page, "table-obstacle")
    enter(page.get_by_role("link", name="År: 2016"))
    drawn(page)


def test_an_address_with_a_value_that_is_gone_says_so(page, table):
    page.goto(f"{TABLE}?Region=0101,9999")
    expect(page.get_by_role("alert")).to_contain_text("«9999»")
    expect(page.get_by_role("rowheader")).to_have_text(["Aby"])
    look(page, "table-wrong")


def test_a_replaced_table_is_marked_and_leads_to_the_one_that_holds(page):
    old = cubes.published(state=Publication.State.REPLACED)
    new = cubes.published("efter-kommun-ny", replaces=old)
    page.goto(TABLE)
    enter(page.get_by_role("link", name="Läs den som gäller"))
    assert new.slug in page.url
    page.goto("/tabeller/")
    expect(page.get_by_text("ersatt")).to_be_visible()
    look(page, "tables-replaced")


def test_the_catalogue_is_narrowed_and_says_when_nothing_fits(page, table):
    open_tables.published()
    page.goto("/tabeller/")
    page.get_by_label("Sök").fill("högby")
    page.get_by_label("Slag").select_option("Efter kommun")
    page.get_by_label("År").select_option("2016")
    enter(page.get_by_role("button", name="Sök"))
    expect(page.get_by_role("status")).to_contain_text("1 tabell ")
    page.get_by_label("Sök").fill("finns inte")
    enter(page.get_by_role("button", name="Sök"))
    expect(page.get_by_text("Ingen tabell stämmer med sökningen")).to_be_visible()
    look(page, "tables-nothing")
