"""A catalogue of published tables as DCAT-AP-SE, in RDF/XML, for the national data portal to harvest.

Source: DCAT-AP-SE (dataportal.se), a profile of the EU's DCAT-AP. Themes, access rights, languages and formats are
named by the EU Publications Office's authority tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Xml

from kompetenslyft.core.text import LANGUAGES, Text

CONTENT_TYPE = "application/rdf+xml; charset=utf-8"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
VCARD = "http://www.w3.org/2006/vcard/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = {"rdf": RDF, "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "vcard": VCARD}

_AUTHORITY = "http://publications.europa.eu/resource/authority"
PUBLIC = f"{_AUTHORITY}/access-right/PUBLIC"
SOCIETY = f"{_AUTHORITY}/data-theme/SOCI"
ANNUAL = f"{_AUTHORITY}/frequency/ANNUAL"
_LANGUAGE = {"sv": f"{_AUTHORITY}/language/SWE", "en": f"{_AUTHORITY}/language/ENG"}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the data: a name, a home page, an address to write to; the two last may be blank."""

    name: str
    homepage: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to fetch a data set. ``media_type``: as registered with IANA."""

    title: Text
    access_url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A published table. ``address``: its own, which is also its name; ``first``, ``last``: years."""

    address: str
    title: Text
    description: Text
    issued: datetime
    first: int
    last: int
    distributions: Sequence[Distribution]


def catalogue(
    address: str,
    *,
    title: Text,
    description: Text,
    publisher: Publisher,
    licence: str,
    datasets: Sequence[Dataset],
) -> bytes:
    """The catalogue in RDF/XML, UTF-8. The same arguments give the same bytes."""
    for prefix, namespace in _PREFIXES.items():
        Xml.register_namespace(prefix, namespace)
    root = Xml.Element(_name(RDF, "RDF"))
    agent = f"{address}#utgivare"
    node = _node(root, DCAT, "Catalog", address)
    _texts(node, "title", title)
    _texts(node, "description", description)
    _link(node, DCTERMS, "publisher", agent)
    _link(node, DCTERMS, "license", licence)
    for language in LANGUAGES:
        _link(node, DCTERMS, "language", _LANGUAGE[language])
    if datasets:
        _typed(node, DCTERMS, "modified", max(one.issued for one in datasets).isoformat(), "dateTime")
    for one in datasets:
        _link(node, DCAT, "dataset", one.address)
    for one in datasets:
        _dataset(root, one, agent, licence, contact=f"{address}#kontakt" if publisher.email else "")
    person = _node(root, FOAF, "Agent", agent)
    Xml.SubElement(person, _name(FOAF, "name")).text = publisher.name
    if publisher.homepage:
        _link(person, FOAF, "homepage", publisher.homepage)
    if publisher.email:
        card = _node(root, VCARD, "Organization", f"{address}#kontakt")
        Xml.SubElement(card, _name(VCARD, "fn")).text = publisher.name
        _link(card, VCARD, "hasEmail", f"mailto:{publisher.email}")
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _dataset(root: Xml.Element, dataset: Dataset, agent: str, licence: str, *, contact: str) -> None:
    node = _node(root, DCAT, "Dataset", dataset.address)
    _texts(node, "title", dataset.title)
    _texts(node, "description", dataset.description)
    _link(node, DCTERMS, "publisher", agent)
    _link(node, DCTERMS, "accessRights", PUBLIC)
    _link(node, DCTERMS, "accrualPeriodicity", ANNUAL)
    _link(node, DCAT, "theme", SOCIETY)
    _typed(node, DCTERMS, "issued", dataset.issued.isoformat(), "dateTime")
    if contact:
        _link(node, DCAT, "contactPoint", contact)
    for language in LANGUAGES:
        _link(node, DCTERMS, "language", _LANGUAGE[language])
    period = Xml.SubElement(Xml.SubElement(node, _name(DCTERMS, "temporal")), _name(DCTERMS, "PeriodOfTime"))
    _typed(period, DCAT, "startDate", f"{dataset.first}-01-01", "date")
    _typed(period, DCAT, "endDate", f"{dataset.last}-12-31", "date")
    for one in dataset.distributions:
        _link(node, DCAT, "distribution", one.access_url)
    for one in dataset.distributions:
        way = _node(root, DCAT, "Distribution", one.access_url)
        _texts(way, "title", one.title)
        _link(way, DCAT, "accessURL", one.access_url)
        _link(way, DCTERMS, "license", licence)
        Xml.SubElement(way, _name(DCTERMS, "format")).text = one.media_type


def _name(namespace: str, local: str) -> str:
    return f"{{{namespace}}}{local}"


def _node(parent: Xml.Element, namespace: str, kind: str, address: str) -> Xml.Element:
    return Xml.SubElement(parent, _name(namespace, kind), {_name(RDF, "about"): address})


def _link(parent: Xml.Element, namespace: str, local: str, address: str) -> None:
    Xml.SubElement(parent, _name(namespace, local), {_name(RDF, "resource"): address})


def _typed(parent: Xml.Element, namespace: str, local: str, text: str, kind: str) -> None:
    Xml.SubElement(parent, _name(namespace, local), {_name(RDF, "datatype"): XSD + kind}).text = text


def _texts(parent: Xml.Element, local: str, text: Text) -> None:
    for language in LANGUAGES:
        node = Xml.SubElement(
            parent, _name(DCTERMS, local), {"{http://www.w3.org/XML/1998/namespace}lang": language}
        )
        node.text = text.in_language(language)
