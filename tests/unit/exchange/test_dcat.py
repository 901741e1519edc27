"""The catalogue of open tables against what DCAT-AP-SE 3 asks for of each class."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, Namespace
from rdflib.term import Node

from kompetenslyft.core.text import Text
from kompetenslyft.exchange.dcat import Catalogue, Dataset, Distribution, Publisher, Service, catalogue

DCAT = Namespace("http://www.w3.org/ns/dcat#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
BASE = "https://example.org"


def text(word: str) -> Text:
    return Text(sv=f"{word} på svenska", en=f"{word} in English")


OF = Catalogue(
    f"{BASE}/dcat.rdf",
    f"{BASE}/tabeller/",
    text("Katalog"),
    text("Beskrivning"),
    Publisher("Myndigheten", f"{BASE}/om/", "statistik@example.se"),
    "https://creativecommons.org/publicdomain/zero/1.0/",
    Service(f"{BASE}/api/v2/", text("Tjänst"), f"{BASE}/PxAPI-2.yml", "application/json"),
)
TABLES = [
    Dataset(
        f"{BASE}/api/v2/tables/{name}",
        f"{BASE}/tabeller/{name}/",
        text(name),
        text("Om <tabellen> & dess «källa»"),
        [text("Region"), text("Kön")],
        datetime(2017, month, 6, 12, tzinfo=UTC),
        2013,
        2016,
        [
            Distribution(text("csv"), text("Som csv"), f"{BASE}/api/v2/tables/{name}/data?f=csv", "text/csv"),
            Distribution(text("px"), text("Som px"), f"{BASE}/api/v2/tables/{name}/data?f=px", "text/plain"),
        ],
    )
    for month, name in ((2, "ett"), (3, "två"))
]

MANDATORY = {
    DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset],
    DCAT.Dataset: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher],
    DCAT.Distribution: [DCAT.accessURL, DCTERMS["format"]],
    DCAT.DataService: [DCTERMS.title, DCAT.endpointURL, DCTERMS["format"]],
    FOAF.Agent: [FOAF.name, DCTERMS.type],
    VCARD.Organization: [VCARD.fn, VCARD.hasEmail],
}
RECOMMENDED = {
    DCAT.Catalog: [DCTERMS.issued, DCTERMS.modified, FOAF.homepage, DCTERMS.spatial, DCAT.themeTaxonomy],
    DCAT.Dataset: [
        *(DCAT.contactPoint, DCAT.keyword, DCTERMS.issued, DCTERMS.spatial, DCTERMS.temporal),
        *(DCTERMS.accessRights, DCAT.theme, DCAT.distribution, DCTERMS.accrualPeriodicity),
    ],
    DCAT.Distribution: [DCTERMS.description, DCATAP.availability, DCTERMS.license, DCAT.mediaType],
    DCAT.DataService: [
        *(DCAT.endpointDescription, DCAT.contactPoint, DCAT.keyword, DCTERMS.accessRights),
        *(DCTERMS.license, DCAT.servesDataset),
    ],
}
"""What the profile recommends and the system knows. It knows no standard that a table conforms to, and no telephone."""
ONCE = [
    DCTERMS.publisher,
    DCTERMS.license,
    DCTERMS.issued,
    DCTERMS.accessRights,
    DCAT.accessURL,
    DCTERMS.type,
]
LINKS = {
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.accessService: DCAT.DataService,
    DCAT.service: DCAT.DataService,
    DCAT.servesDataset: DCAT.Dataset,
    DCAT.contactPoint: VCARD.Organization,
    DCTERMS.publisher: FOAF.Agent,
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=catalogue(OF, TABLES), format="xml")


def asked(*lists: dict[URIRef, list[URIRef]]) -> list[tuple[URIRef, URIRef]]:
    return [(kind, one) for properties in lists for kind, ones in properties.items() for one in ones]


def missing(graph: Graph, kind: URIRef, wanted: URIRef) -> list[Node]:
    found = list(graph.subjects(RDF.type, kind))
    assert found, f"there is no {kind}"
    return [one for one in found if not list(graph.objects(one, wanted))]


@pytest.mark.parametrize(("kind", "wanted"), asked(MANDATORY, RECOMMENDED))
def test_each_has_what_the_profile_asks_for(graph: Graph, kind: URIRef, wanted: URIRef) -> None:
    assert missing(graph, kind, wanted) == []


def test_what_may_stand_once_stands_once(graph: Graph) -> None:
    for subject in set(graph.subjects()):
        for one in ONCE:
            assert len(list(graph.objects(subject, one))) <= 1, (subject, one)


@pytest.mark.parametrize("link", LINKS)
def test_links_lead_to_what_is_described(graph: Graph, link: URIRef) -> None:
    led_to = set(graph.objects(None, link))
    assert led_to and led_to <= set(graph.subjects(RDF.type, LINKS[link]))


@pytest.mark.parametrize("property_", [DCTERMS.title, DCTERMS.description, DCAT.keyword])
def test_texts_are_in_both_languages(graph: Graph, property_: URIRef) -> None:
    for subject in set(graph.subjects(property_)):
        assert {one.language for one in graph.objects(subject, property_)} == {"sv", "en"}


def test_dates_and_years_are_typed(graph: Graph) -> None:
    (table,) = [one for one in graph.subjects(RDF.type, DCAT.Dataset) if str(one).endswith("ett")]
    assert graph.value(table, DCTERMS.issued).toPython() == datetime(2017, 2, 6, 12, tzinfo=UTC)
    period = graph.value(table, DCTERMS.temporal)
    assert [str(graph.value(period, one)) for one in (DCAT.startDate, DCAT.endDate)] == [
        "2013-01-01",
        "2016-12-31",
    ]


def test_without_an_address_to_write_to_there_is_no_contact() -> None:
    of = replace(OF, publisher=Publisher("Myndigheten"))
    graph = Graph().parse(data=catalogue(of, TABLES), format="xml")
    assert not list(graph.subjects(RDF.type, VCARD.Organization)) and not list(
        graph.objects(None, DCAT.contactPoint)
    )


def test_a_catalogue_of_nothing_can_be_read() -> None:
    graph = Graph().parse(data=catalogue(OF, []), format="xml")
    assert not list(graph.subjects(RDF.type, DCAT.Dataset))


def test_the_same_tables_give_the_same_bytes() -> None:
    assert catalogue(OF, TABLES) == catalogue(OF, TABLES)
