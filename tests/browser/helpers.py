"""What browser tests do again and again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from kompetenslyft.apps.accounts.models import User

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
WIDTHS = (390, 1280)
HEIGHT = 900
PATIENCE = 30_000
"""How long anything is waited for, in milliseconds. It passes only where something fails: machines may be slow."""


def new_context(browser: Browser, base_url: str, **options: object) -> BrowserContext:
    """A window's own cookies and store: Swedish, patient, and without movement, which is never looked at half-way."""
    context = browser.new_context(base_url=base_url, locale="sv-SE", reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.base = base_url  # type: ignore[attr-defined]
    context.set_default_timeout(PATIENCE)
    return context


def log_in(page: Page, person: User) -> None:
    """Put the person's session in the browser, without the login form."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": page.context.base,  # type: ignore[attr-defined]
            }
        ]
    )


def follow(target: Locator) -> None:
    """Click a link or button that leads to another page, and wait until that page has arrived whole.

    A click by itself may return while the page that it was made on still stands, or before the next one has arrived.
    """
    with target.page.expect_navigation():
        target.click()


def enter(target: Locator) -> None:
    """The same with the keyboard: go to the link or button and press Enter."""
    with target.page.expect_navigation():
        target.press("Enter")


def submit_twice(button: Locator) -> None:
    """Send the button's form, and once more before the answer has come, as by a double click; wait for the page."""
    button.evaluate(
        """button => {
            const body = new FormData(button.form, button);
            fetch(button.form.action, { method: "POST", body, redirect: "manual", keepalive: true });
        }"""
    )
    follow(button)


def settled(page: Page) -> None:
    """Wait until the page has arrived whole and nothing that htmx fetches for it is on its way."""
    page.wait_for_load_state()
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def go_offline(page: Page) -> None:
    """Take the network away, and wait until the page knows."""
    page.context.set_offline(True)
    page.wait_for_function("() => !navigator.onLine")


def go_online(page: Page) -> None:
    """Give the network back, and wait until the page knows."""
    page.context.set_offline(False)
    page.wait_for_function("() => navigator.onLine")


def axe(page: Page) -> None:
    """Assert that axe-core finds nothing wrong with the page."""
    settled(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def shot(page: Page, name: str) -> None:
    """Pictures of the whole page at phone and desktop width, in var/shots. Leaves the desktop width."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)


def fits(page: Page) -> None:
    """Assert that nothing sticks out to the side at phone width. Leaves the desktop width."""
    settled(page)
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})
    assert over <= 0, f"{page.url} is {over} px too wide on a phone"


def look(page: Page, name: str) -> None:
    """All that every page is held to: fits a phone, nothing from axe-core in light or dark; pictures are taken."""
    fits(page)
    axe(page)
    shot(page, name)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
