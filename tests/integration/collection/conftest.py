"""A municipality's return, not started, and the people around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import accounts, collection, organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return


@pytest.fixture
def answer_to() -> Return:
    return collection.return_(organisations.municipality("2080", "Falun"))


@pytest.fixture
def anna(answer_to: Return) -> User:
    """A data coordinator of the return's unit."""
    return accounts.coordinator(answer_to.unit, name="Anna")


@pytest.fixture
def bo(answer_to: Return) -> User:
    """The signatory of the return's unit."""
    return accounts.signatory(answer_to.unit, name="Bo")


@pytest.fixture
def officer() -> User:
    return accounts.officer(name="Cecilia")
