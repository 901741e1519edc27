"""What browser tests do again and again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kompetenslyft.apps.accounts.models import User

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
WIDTHS = (390, 1280)
HEIGHT = 900


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


def axe(page: Page) -> None:
    """Assert that axe-core finds nothing wrong with the page."""
    page.wait_for_load_state()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def shot(page: Page, name: str) -> None:
    """Pictures of the whole page at phone and desktop width, in var/shots. Leaves the desktop width."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)


def fits(page: Page) -> None:
    """Assert that nothing sticks out to the side at phone width. Leaves the desktop width.

    A click returns when the next page has begun to arrive, so its end is waited for.
    """
    page.wait_for_load_state()
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
