"""A Chromium for everybody. Tests here are marked ``browser``; without a Chromium they are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

from tests import machine

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(),
            headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def live(live_server: LiveServer) -> LiveServer:
    """The site on a port of its own, with a database that the test fills."""
    cache.clear()
    return live_server


@pytest.fixture
def page(live: LiveServer, chromium: Browser) -> Iterator[Page]:
    """A fresh browser window at desktop width; addresses are relative to the site. A script error fails the test."""
    context = chromium.new_context(base_url=live.url, viewport={"width": 1280, "height": 900}, locale="sv-SE")
    context.base = live.url  # type: ignore[attr-defined]
    context.set_default_timeout(10_000)
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on(
        "console",
        lambda message: (
            errors.append(message.text)
            if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text
            else None
        ),
    )
    yield window
    context.close()
    assert not errors, errors
