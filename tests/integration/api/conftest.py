"""A municipality with a key, and a return that is open on the day that the tests are set in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kompetenslyft.api.v2 import caching, limits
from kompetenslyft.apps.accounts import actions as accounts_actions
from kompetenslyft.apps.collection.models import Return
from kompetenslyft.apps.organisations.models import Organisation
from tests.factories import accounts, collection, organisations


@dataclass
class System:
    """A municipality's own system, and the return that it speaks of."""

    key: str
    answer_to: Return
    client: Client

    @property
    def url(self) -> str:
        return f"/api/v1/returns/{self.answer_to.round.code}/{self.answer_to.unit.code}"

    def call(self, method: str, path: str = "", body: Any = None, **headers: str) -> HttpResponse:
        """Send a request; ``path`` is below the return's address unless it begins with a slash."""
        address = path if path.startswith("/") else f"{self.url}{'/' if path else ''}{path}"
        named = {"Authorization": f"Bearer {self.key}"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            address,
            data=b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
            content_type="application/json",
            headers=named,
        )

    def enter(self, entries: dict[str, object], base: object = 0, **headers: str) -> HttpResponse:
        return self.call("PATCH", "answers", {"entries": entries, "base": base}, **headers)


@pytest.fixture
def on_the_day(settings: Any) -> None:
    settings.DEMO_DATE = collection.IN_TIME.date()


def system_of(unit: Organisation, answer_to: Return | None = None) -> System:
    """A system with a new key of the unit."""
    signatory = accounts.signatory(unit)
    _, key = accounts_actions.create_token(organisation_id=unit.pk, name="Personalsystemet", by=signatory)
    return System(key, answer_to or collection.return_(unit), Client())


@pytest.fixture
def system(db: None, on_the_day: None) -> System:
    return system_of(organisations.municipality())


@pytest.fixture
def open_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The open API as if nobody had called it yet, and with room for as many calls as a test makes."""
    monkeypatch.setattr(limits, "calls", limits.Window(10_000, 10))
    monkeypatch.setattr(limits, "saves", limits.Window(1_000, 60))
    monkeypatch.setattr(caching, "answers", caching.Answers(limits.LARGEST_CACHE))
