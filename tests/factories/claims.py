"""A small form with given figures and files, for the tests of the two: no form of the product need be bent to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.exchange import definitions
from tests.factories import accounts, collection, organisations
from tests.factories.collection import Cast

if TYPE_CHECKING:
    import pytest

    from kompetenslyft.apps.collection.models import Return, Round
    from kompetenslyft.apps.organisations.models import Organisation

REF = "small-claim@2013"
SOURCE = """
id: small-claim
version: "2013"
title: {sv: Rekvirera bidraget, en: Claim the grant}
source: påhittad
valid_from: 2013-01-01
dimensions:
  - id: purpose
    label: {sv: Ändamål, en: Purpose}
    members:
      - {id: inventory, label: {sv: Inventering, en: Inventory}}
      - {id: training, label: {sv: Utbildning, en: Training}}
sections:
  - id: claim
    title: {sv: Belopp, en: Amounts}
    mandatory: always
    questions:
      - id: offered
        label: {sv: Fördelat belopp, en: Allocated amount}
        help: {sv: Enligt årets fördelningsbeslut., en: As this year's decision has it.}
        unit: sek
        dimensions: [purpose]
        total: true
        given: true
      - id: staff
        label: {sv: Handläggare enligt inventeringen, en: Caseworkers by the inventory}
        unit: fte
        given: true
      - id: claimed
        label: {sv: Rekvirerat belopp, en: Claimed amount}
        unit: sek
        dimensions: [purpose]
        total: true
      - id: remark
        label: {sv: Kommentar, en: Comment}
        unit: text
        mandatory: never
  - id: documents
    title: {sv: Handlingar, en: Documents}
    questions:
      - id: delegation
        label: {sv: Delegationsordning, en: Delegation order}
        help: {sv: Beslutet som visar vem som får skriva under., en: The decision that says who may sign.}
        unit: file
        mandatory: always
checks:
  - code: K110
    kind: hard
    rule: claimed.{p} <= offered.{p}
    for_each: {p: purpose}
    message:
      sv: "Rekvirerat belopp för {p}, {claimed.{p}} kr, är mer än de {offered.{p}} kr som fördelats."
      en: "The amount claimed for {p}, SEK {claimed.{p}}, is more than the SEK {offered.{p}} allocated."
"""

FORM = load_instrument(SOURCE, "small-claim-2013.yaml", {})
OFFERED = {"offered.inventory": 250_000, "offered.training": "3 056 887", "staff": 12.5}


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the form stand among the product's own for the length of a test."""
    forms = definitions.all_instruments() | {REF: FORM}
    monkeypatch.setattr(definitions, "all_instruments", lambda: forms)


def round_(**fields: object) -> Round:
    """A round on the form, open on ``collection.IN_TIME``."""
    return collection.round_(year=2013, ref=REF, **fields)


def return_(unit: Organisation, asked_in: Round | None = None) -> Return:
    """A return of the unit in it, not started and with nothing given."""
    return collection.return_(unit, asked_in or round_())


def cast() -> Cast:
    """Everybody that a return needs, in a round on the form that is open today."""
    today = clock.today()
    unit, officer = organisations.municipality(name="Falun"), accounts.officer(name="Olle Handläggare")
    made = round_(
        opens=today - timedelta(days=30),
        deadline=today + timedelta(days=14),
        last_start=today + timedelta(days=21),
        last_change=today + timedelta(days=28),
    )
    return Cast(
        unit=unit,
        coordinator=accounts.coordinator(unit, name="Karin Samordnare"),
        colleague=accounts.coordinator(unit, name="Anna Andersson"),
        signatory=accounts.signatory(unit, name="Sten Ombud"),
        officer=officer,
        round=made,
        answer_to=return_(unit, made),
    )
