"""Kolada's groups of similar municipalities, by koladapy itself over a session that answers as Kolada's API does."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
import requests
from koladapy import KoladaAPI

from kompetenslyft.exchange.kolada import KoladaRefused, fetch_series
from kompetenslyft.exchange.kolada_groups import fetch_similar
from tests.unit.exchange.test_kolada import Session, client, datum

NAMES = {"Höör": "1267", "Falun": "2080", "Hörby": "1266"}


def group(code: str, title: str, *members: str) -> dict[str, Any]:
    return {
        "id": code,
        "title": title,
        "members": [{"member_id": one, "member_title": ""} for one in members],
    }


GROUPS = [
    group("G1", "Liknande kommuner IFO, Höör, 2022", "1267", "1266", "1293"),
    group("G2", "Liknande kommuner IFO, Höör, 2024", "1267", "1231", "1266", "0000"),
    group("G3", "Liknande kommuner, övergripande, Höör, 2025", "1231"),
    group("G4", "Liknande kommuner IFO, Falun, 2024", "2085"),
    group("G5", "Liknande kommuner IFO, Atlantis, 2024", "2085"),
    group("G6", "Liknande kommuner IFO, Hörby, 2024", "1266"),
    group("G7", "Kommungrupp A1", "0180"),
]


class Groups:
    """In place of the net: one page of groups, or what goes wrong."""

    def __init__(self, groups: list[Any], *, status: int = 200, fault: Exception | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self._groups, self._status, self._fault = groups, status, fault

    def get(self, url: str, params: dict[str, Any] | None = None, timeout: int = 0) -> requests.Response:
        if self._fault is not None:
            raise self._fault
        self.asked.append(dict(params or {}))
        response = requests.Response()
        response.status_code, response.url = self._status, url
        response._content = json.dumps({"values": self._groups, "count": 1, "next_url": None}).encode()
        return response


def api(session: Any) -> KoladaAPI:
    return client(session)


def test_the_newest_group_of_each_kind_without_the_municipality_itself():
    session = Groups(GROUPS)
    found = fetch_similar(NAMES, client=api(session))
    assert [(one.id, one.municipality, one.kind, one.year, one.members) for one in found] == [
        ("G2", "1267", "IFO", 2024, ("1231", "1266")),
        ("G3", "1267", "övergripande", 2025, ("1231",)),
        ("G4", "2080", "IFO", 2024, ("2085",)),
    ]
    assert session.asked[0]["title"] == "Liknande kommuner"


def test_the_order_of_the_answer_does_not_matter():
    assert fetch_similar(NAMES, client=api(Groups(GROUPS[::-1]))) == fetch_similar(
        NAMES, client=api(Groups(GROUPS))
    )


@pytest.mark.parametrize(
    ("session", "code"),
    [
        (Groups([], status=500), "A503"),
        (Groups([], fault=requests.ConnectionError("no route")), "A503"),
        (Groups([]), "A505"),
        (Groups([{"id": "G1"}]), "A505"),
        (Groups([group("G7", "Kommungrupp A1", "0180")]), "A505"),
    ],
)
def test_what_goes_wrong_is_told(session, code):
    with pytest.raises(KoladaRefused) as caught:
        fetch_similar(NAMES, client=api(session))
    assert caught.value.finding.code == code
    message = caught.value.finding.message.sv
    assert "Försök igen senare" in message and "som fil" not in message


def test_a_series_has_every_year_that_has_a_number():
    later = [{**datum("0114", T=41000), "period": 2013}, datum("0114", T=40723), datum("0980", T=None)]
    session = Session(later)
    series = fetch_series("N01951", range(2012, 2014), client=client(session))
    assert series.values == {("0114", 2012): Fraction(40723), ("0114", 2013): Fraction(41000)}
    assert session.asked[1][1]["year"] == [2012, 2013]


def test_no_numbers_in_any_year_names_the_span():
    with pytest.raises(KoladaRefused, match="2012–2014"):
        fetch_series("N01951", range(2012, 2015), client=client(Session([datum("0000", T=1)])))
