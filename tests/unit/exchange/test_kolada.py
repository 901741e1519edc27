"""Keys from Kolada, by koladapy itself over a session that answers as Kolada's API does."""

from __future__ import annotations

import inspect
import io
import json
from fractions import Fraction
from typing import Any

import pytest
import requests
from koladapy import KoladaAPI

from kompetenslyft.exchange import kolada
from kompetenslyft.exchange.kolada import KoladaRefused, fetch_key

KPI = {"id": "N01951", "title": "Invånare totalt, antal", "description": "Folkmängd 31/12. Källa: SCB."}


def datum(code: str, **by_gender: float | None) -> dict[str, Any]:
    values = [
        {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": False}
        for gender, value in by_gender.items()
    ]
    return {"kpi": "N01951", "period": 2012, "municipality": code, "values": values}


DATA = [
    datum("0000", T=9555893),
    datum("0001", T=2127006),
    datum("G35841", T=30000.5),
    datum("0114", T=40723, K=20500, M=20223),
    datum("0980", T=57241.0),
    datum("2080", T=None),
    datum("2583", T=0.1),
]


class Session:
    """In place of the net: answers of the API's shape, page by page, or what goes wrong."""

    def __init__(
        self, data: list[dict[str, Any]] = DATA, *, status: int = 200, fault: Exception | None = None
    ):
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._data, self._status, self._fault = data, status, fault

    def get(self, url: str, params: dict[str, Any] | None = None, timeout: int = 0) -> requests.Response:
        if self._fault is not None:
            raise self._fault
        assert timeout > 0
        self.asked.append((url, dict(params or {})))
        values: list[Any] = [KPI]
        next_url = None
        if url.endswith("/data/"):
            page, half = (params or {})["page"], -(-len(self._data) // 2)
            values = self._data[(page - 1) * half : page * half]
            next_url = "more" if page == 1 else None
        response = requests.Response()
        response.status_code = self._status
        response.url = url
        response._content = json.dumps({"values": values, "count": 1, "next_url": next_url}).encode()
        return response


def client(session: Session) -> KoladaAPI:
    real = KoladaAPI(max_requests_per_second=10_000)
    real.session = session
    return real


def test_the_numbers_of_municipalities_with_title_and_source() -> None:
    session = Session()
    key = fetch_key("N01951", 2012, client=client(session))
    assert key.values == {"0114": 40723, "0980": 57241, "2583": Fraction("0.1")}
    assert key.source == "Kolada, N01951 Invånare totalt, antal, 2012"
    assert key.description.startswith("Folkmängd")
    assert "Källa: Kolada" in kolada.TERMS.sv
    assert [url for url, _ in session.asked] == [
        "https://api.kolada.se/v3/kpi/N01951",
        "https://api.kolada.se/v3/data/",
        "https://api.kolada.se/v3/data/",
    ]
    assert session.asked[1][1]["kpi_id"] == ["N01951"]
    assert session.asked[1][1]["year"] == [2012]


@pytest.mark.parametrize(
    ("kpi", "session", "code", "told"),
    [
        ("folkmängd", Session(), "A501", "till exempel N01951"),
        ("N1951", Session(), "A501", "N eller U och fem siffror"),
        ("N99999", Session(status=404), "A502", "Kolada har inget nyckeltal N99999"),
        ("N01951", Session(status=500), "A503", "Försök igen senare"),
        ("N01951", Session(fault=requests.ConnectionError("no route")), "A503", "läsas in som fil"),
        ("N01951", Session(fault=requests.Timeout("slow")), "A503", "går inte att nå"),
        ("N01951", Session([datum("0000", T=1)]), "A504", "inga tal för kommuner 2012"),
        ("N01951", Session([datum("0114", T=None)]), "A504", "ett annat år"),
        ("N01951", Session([{"kpi": "N01951"}]), "A505", "går inte att läsa"),
        ("N01951", Session([datum("0114", T="many")]), "A505", "går inte att läsa"),  # type: ignore[arg-type]
    ],
)
def test_what_goes_wrong_is_told_with_a_remedy(kpi: str, session: Session, code: str, told: str) -> None:
    with pytest.raises(KoladaRefused) as caught:
        fetch_key(kpi, 2012, client=client(session))
    assert caught.value.finding.code == code
    assert told in caught.value.finding.message.sv


class Busy(requests.adapters.BaseAdapter):
    """Kolada when it is asked too often."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        self.asked += 1
        response = requests.Response()
        response.status_code, response.url = 429, str(request.url)
        response.headers["Retry-After"] = "60"
        response.request = request
        response.raw = io.BytesIO()
        return response

    def close(self) -> None:
        pass


def test_nobody_waits_a_minute_for_a_busy_kolada(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, slept = Busy(), []
    made = kolada.new_client()
    made.session.mount("https://", busy)
    monkeypatch.setattr("time.sleep", slept.append)
    with pytest.raises(KoladaRefused) as caught:
        fetch_key("N01951", 2012, client=made)
    assert caught.value.finding.code == "A503"
    assert busy.asked == 1
    assert all(seconds < 1 for seconds in slept)


@pytest.mark.parametrize("name", ["get_kpi", "get_values"])
def test_koladapy_has_what_is_asked_of_it(name: str) -> None:
    asked = inspect.signature(getattr(kolada.Client, name)).parameters
    assert asked.keys() <= inspect.signature(getattr(KoladaAPI, name)).parameters.keys()
