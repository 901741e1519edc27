"""A Chromium for everybody. Tests here are marked ``browser``; without a Chromium they are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import machine
from tests.browser.helpers import PATIENCE, new_context

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(),
            headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            timeout=4 * PATIENCE,
        )
        yield browser
        browser.close()


@contextmanager
def nothing_left_under_way() -> Iterator[None]:
    """At the end, wait until every request that came to the site has been answered.

    A page that is closed leaves the answer to its last request unread, not undone; the database is emptied after each
    test, and must not be in use then.
    """
    changed = Condition()
    under_way = 0

    def count(change: int) -> None:
        nonlocal under_way
        with changed:
            under_way += change
            changed.notify_all()

    def started(**kwargs: object) -> None:
        count(1)

    def finished(**kwargs: object) -> None:
        count(-1)

    request_started.connect(started)
    request_finished.connect(finished)
    try:
        yield
        with changed:
            changed.wait_for(lambda: under_way <= 0, timeout=PATIENCE / 1000)
    finally:
        request_started.disconnect(started)
        request_finished.disconnect(finished)


@pytest.fixture
def live(live_server: LiveServer) -> Iterator[LiveServer]:
    """The site on a port of its own, with a database that the test fills."""
    cache.clear()
    with nothing_left_under_way():
        yield live_server


@pytest.fixture
def page(live: LiveServer, chromium: Browser) -> Iterator[Page]:
    """A fresh browser window at desktop width; addresses are relative to the site. A script error fails the test."""
    context = new_context(chromium, live.url, viewport={"width": 1280, "height": 900})
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
