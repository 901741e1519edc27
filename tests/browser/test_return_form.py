"""The return's form in a real browser: keyboard alone, pasted blocks, two people at once, a lost connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import axe, fits, follow, go_offline, log_in, look, new_context
from tests.factories import collection

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

    from kompetenslyft.apps.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GRID = "level_psychology.developmental_psychology"


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'[id="{key}"]')


def state(page: Page, key: str) -> Locator:
    return page.locator(f'[data-cell="{key}"] [data-role="state"]')


def open_section(page: Page, made: collection.Cast, section: str, person: User | None = None) -> None:
    log_in(page, person or made.coordinator)
    page.goto(f"/uppgift/{made.answer_to.pk}/avsnitt/{section}/")


def stored(made: collection.Cast) -> dict[str, object]:
    return {cell.key: cell.value for cell in made.answer_to.cells.all() if cell.value is not None}


def paste(page: Page, text: str) -> None:
    """Paste text where the focus is, as the browser tells the page of it."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def second_window(page: Page, person: User) -> tuple[BrowserContext, Page]:
    context = new_context(page.context.browser, page.context.base)
    other = context.new_page()
    log_in(other, person)
    return context, other


def test_a_section_is_filled_in_with_the_keyboard_alone(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    cell(page, "caseworkers.women").focus()
    page.keyboard.type("12,5")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "caseworkers.men")).to_be_focused()
    expect(state(page, "caseworkers.women")).to_have_text("✓ sparad")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(cell(page, "degree_under_1_year")).to_be_focused()
    expect(cell(page, "caseworkers.total").locator("output")).to_have_text("15,5")
    page.keyboard.type("2")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "no_degree.women")).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("ArrowUp")
    expect(cell(page, "degree_under_1_year")).to_be_focused()
    expect(state(page, "no_degree.women")).to_have_text("✓ sparad")
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    expect(cell(page, "degree_under_1_year")).to_have_value("2")
    assert stored(made) == {
        "caseworkers.women": 1250,
        "caseworkers.men": 300,
        "degree_under_1_year": 200,
        "no_degree.women": 100,
    }


def test_arrows_move_across_only_from_the_ends_of_the_text(page: Page) -> None:
    made = collection.cast()
    collection.enter(made.answer_to, made.coordinator, {f"{GRID}.basic": "12", f"{GRID}.advanced": "3"})
    open_section(page, made, "levels_psychology")
    cell(page, f"{GRID}.basic").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, f"{GRID}.basic")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(cell(page, f"{GRID}.advanced")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, "level_psychology.attachment_theory.advanced")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(cell(page, f"{GRID}.advanced")).to_be_focused()


def test_a_fault_is_told_at_the_cell_and_the_entry_stays(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    cell(page, "caseworkers.women").fill("12,5 st")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("✕ inte sparad")
    expect(page.locator('[id="error-caseworkers.women"]')).not_to_be_empty()
    expect(cell(page, "caseworkers.women")).to_have_value("12,5 st")
    expect(cell(page, "caseworkers.women")).to_have_attribute("aria-invalid", "true")
    expect(page.locator('[data-role="live"]')).to_contain_text("Antal handläggare, Kvinnor")
    page.reload()
    expect(cell(page, "caseworkers.women")).to_have_value("12,5 st")
    expect(state(page, "caseworkers.women")).to_have_text("✕ inte sparad")
    cell(page, "caseworkers.women").fill("12,5")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("✓ sparad")
    assert stored(made) == {"caseworkers.women": 1250}


def test_a_block_from_a_spreadsheet_fills_the_cells_in_one_request(page: Page) -> None:
    made = collection.cast()
    collection.enter(made.answer_to, made.coordinator, {f"{GRID}.basic": "9"})
    open_section(page, made, "levels_psychology")
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url) if sent.method == "POST" else None)
    cell(page, f"{GRID}.basic").focus()
    paste(page, "1 384,8\t2,5\t0\r\n4\t5\t6,25\t99\r\n")
    expect(state(page, "level_psychology.attachment_theory.lacking")).to_have_text("✓ sparad")
    assert [url.rsplit("/", 2)[-2] for url in requests] == ["celler"]
    expect(page.locator('[data-note="paste"]')).to_contain_text(
        "6 uppgifter klistrades in. 1 värden fick inte plats"
    )
    assert stored(made)[f"{GRID}.basic"] == 138480
    assert stored(made)["level_psychology.attachment_theory.lacking"] == 625
    page.get_by_role("button", name="Ångra").click()
    expect(cell(page, f"{GRID}.basic")).to_have_value("9")
    expect(state(page, f"{GRID}.advanced")).to_have_text("✓ sparad")
    assert stored(made) == {f"{GRID}.basic": 900}


def test_two_people_in_one_return_see_each_other_and_choose(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    context, other = second_window(page, made.colleague)
    other.goto(page.url)
    cell(page, "caseworkers.women").focus()
    cell(page, "caseworkers.women").fill("13")
    cell(other, "caseworkers.women").fill("12,5")
    other.keyboard.press("Tab")
    expect(state(other, "caseworkers.women")).to_have_text("✓ sparad")
    page.keyboard.press("Tab")
    conflict = page.locator('[data-cell="caseworkers.women"] .conflict')
    expect(conflict).to_contain_text("Anna Andersson ändrade till 12,5")
    expect(conflict).to_contain_text("du skrev 13")
    expect(cell(page, "caseworkers.women")).to_have_value("13")
    assert stored(made) == {"caseworkers.women": 1250}
    look(page, "section-conflict")
    conflict.get_by_role("button", name="Behåll min").press("Enter")
    expect(state(page, "caseworkers.women")).to_have_text("✓ sparad")
    expect(cell(page, "caseworkers.women")).to_be_focused()
    assert stored(made) == {"caseworkers.women": 1300}
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(cell(other, "caseworkers.women")).to_have_value("13")
    expect(state(other, "caseworkers.women")).to_contain_text("Karin Samordnare ändrade till 13")
    context.close()


def test_ones_own_answer_can_give_way(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    cell(page, "caseworkers.men").fill("4")
    collection.enter(made.answer_to, made.colleague, {"caseworkers.men": "5"})
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Ta deras").click()
    expect(cell(page, "caseworkers.men")).to_have_value("5")
    assert stored(made) == {"caseworkers.men": 500}


def test_what_somebody_else_changes_does_not_touch_what_one_is_typing(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    cell(page, "caseworkers.women").focus()
    page.keyboard.type("1")
    collection.enter(made.answer_to, made.colleague, {"caseworkers.women": "8", "caseworkers.men": "2"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(cell(page, "caseworkers.men")).to_have_value("2")
    expect(cell(page, "caseworkers.women")).to_have_value("1")
    expect(cell(page, "caseworkers.women")).to_be_focused()


def test_a_lost_connection_in_the_middle_of_a_cell_loses_nothing(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    go_offline(page)
    cell(page, "caseworkers.women").fill("12,5")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("⏳ väntar på nät")
    banner = page.locator('[data-role="banner"]')
    expect(banner).to_contain_text("1 uppgift väntar")
    fits(page)
    axe(page)
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    expect(banner).to_contain_text("2 uppgifter väntar")
    banner.get_by_role("button", name="Försök igen").click()
    expect(banner).to_contain_text("2 uppgifter väntar")
    assert stored(made) == {}
    page.context.set_offline(False)  # the page notices by itself
    expect(state(page, "caseworkers.men")).to_have_text("✓ sparad")
    expect(banner).to_be_hidden()
    assert stored(made) == {"caseworkers.women": 1250, "caseworkers.men": 300}


def test_a_page_closed_without_a_connection_is_taken_up_where_it_was(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    go_offline(page)
    cell(page, "caseworkers.women").fill("12,5")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("⏳ väntar på nät")
    page.keyboard.type("7")
    window = page.context.new_page()
    page.close(run_before_unload=False)
    window.context.set_offline(False)
    window.goto(address)
    expect(state(window, "caseworkers.women")).to_have_text("✓ sparad")
    expect(state(window, "caseworkers.men")).to_have_text("✓ sparad")
    assert stored(made) == {"caseworkers.women": 1250, "caseworkers.men": 700}


def test_a_page_still_open_keeps_its_draft_to_itself(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    cell(page, "caseworkers.women").focus()
    page.keyboard.type("1")
    beside = page.context.new_page()
    beside.goto(page.url)
    cell(beside, "caseworkers.men").fill("4")
    beside.keyboard.press("Tab")
    expect(state(beside, "caseworkers.men")).to_have_text("✓ sparad")
    assert stored(made) == {"caseworkers.men": 400}
    page.keyboard.type("2,5")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("✓ sparad")
    assert stored(made) == {"caseworkers.women": 1250, "caseworkers.men": 400}


def test_an_entry_refused_in_one_section_is_not_forgotten_in_the_next(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    cell(page, "caseworkers.women").fill("tolv")
    follow(page.get_by_role("link", name="Nästa:"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Handläggarnas utbildning")
    follow(page.locator('[data-note="elsewhere"]').get_by_role("link", name="Antal handläggare, Kvinnor"))
    expect(cell(page, "caseworkers.women")).to_have_value("tolv")
    expect(state(page, "caseworkers.women")).to_have_text("✕ inte sparad")


def test_a_reply_lost_on_the_way_makes_no_conflict_with_oneself(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    lost = []

    def lose(route: object) -> None:
        """Let the request through, and the first reply not."""
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/celler/", lose)
    cell(page, "caseworkers.women").fill("12")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("⏳ väntar på nät")
    assert stored(made) == {"caseworkers.women": 1200}
    cell(page, "caseworkers.women").fill("13")
    page.keyboard.press("Tab")
    expect(state(page, "caseworkers.women")).to_have_text("✓ sparad")
    assert stored(made) == {"caseworkers.women": 1300}


def test_logged_out_meanwhile_keeps_the_entry_until_one_is_back(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    page.context.clear_cookies(name="sessionid")
    cell(page, "caseworkers.women").fill("12")
    page.keyboard.press("Tab")
    expect(page.locator('[data-role="banner"]')).to_contain_text("Du är utloggad")
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page, made.coordinator)
    page.reload()
    expect(state(page, "caseworkers.women")).to_have_text("✓ sparad")
    assert stored(made) == {"caseworkers.women": 1200}


def test_a_return_that_is_locked_meanwhile_says_so_and_keeps_the_entry(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "caseworker_numbers")
    collection.submit_all(made)
    cell(page, "caseworkers.women").fill("99")
    page.keyboard.press("Tab")
    banner = page.locator('[data-role="banner"]')
    expect(banner).to_contain_text("Svaret är inlämnat och väntar på underskrift")
    expect(cell(page, "caseworkers.women")).to_have_value("99")


def test_choices_text_and_reasons_are_saved_as_one_goes(page: Page) -> None:
    made = collection.cast()
    open_section(page, made, "follow_up")
    page.get_by_role("group", name="medarbetarsamtal").get_by_label("Ja").check()
    expect(state(page, "appraisal_follow_up")).to_have_text("✓ sparad")
    page.get_by_label("Veckoträffar").check()
    page.get_by_label("Annat sätt").check()
    expect(state(page, "other_follow_up_forms")).to_have_text("✓ sparad")
    page.get_by_role("group", name="medarbetarsamtal").get_by_label("Inget svar").check()
    expect(state(page, "appraisal_follow_up")).to_have_text("✓ sparad")
    page.goto(f"/uppgift/{made.answer_to.pk}/avsnitt/remarks/")
    cell(page, "comment").fill("Två tjänster\när vakanta.")
    page.keyboard.press("Tab")
    expect(state(page, "comment")).to_have_text("✓ sparad")
    assert stored(made) == {
        "other_follow_up_forms": ["weekly_meetings", "other"],
        "comment": "Två tjänster\när vakanta.",
    }


@pytest.mark.parametrize("section", ["caseworker_numbers", "levels_social_work", "follow_up", "remarks"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_sections_look_as_they_should(page: Page, section: str, language: str) -> None:
    made = collection.cast(joined=2016)
    collection.year_before(made)
    collection.enter(made.answer_to, made.coordinator, {"caseworkers.women": "4", "no_degree.women": "5"})
    made.coordinator.language = language
    made.coordinator.save()
    open_section(page, made, section)
    look(page, f"section-{section}-{language}")
