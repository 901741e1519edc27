"""A catalogue of published tables as DCAT-AP-SE, in RDF/XML, for the national data portal to harvest.

Source: DCAT-AP-SE 3 (docs.dataportal.se/dcat), a profile of the EU's DCAT-AP. Themes, access rights, languages, places
and what may be counted on are named by the EU Publications Office's authority tables, formats by IANA's media types.
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
DCATAP = "http://data.europa.eu/r5r/"
XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = {"rdf": RDF, "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "vcard": VCARD, "dcatap": DCATAP}

_AUTHORITY = "http://publications.europa.eu/resource/authority"
PUBLIC = f"{_AUTHORITY}/access-right/PUBLIC"
SOCIETY = f"{_AUTHORITY}/data-theme/SOCI"
ANNUAL = f"{_AUTHORITY}/frequency/ANNUAL"
SWEDEN = f"{_AUTHORITY}/country/SWE"
STABLE = f"{_AUTHORITY}/planned-availability/STABLE"
THEMES = f"{_AUTHORITY}/data-theme"
NATIONAL_AUTHORITY = "http://purl.org/adms/publishertype/NationalAuthority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
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
    description: Text
    access_url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A published table. ``address``: its own, which is also its name; ``page``: where people read it; ``first``,
    ``last``: years."""

    address: str
    page: str
    title: Text
    description: Text
    keywords: Sequence[Text]
    issued: datetime
    first: int
    last: int
    distributions: Sequence[Distribution]


@dataclass(frozen=True, slots=True)
class Service:
    """The interface that every data set is fetched through: its address, and where it is described."""

    address: str
    title: Text
    described: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What holds the data sets together: its own address and home page, who publishes it and on what terms."""

    address: str
    homepage: str
    title: Text
    description: Text
    publisher: Publisher
    licence: str
    service: Service

    @property
    def agent(self) -> str:
        return f"{self.address}#utgivare"

    @property
    def contact(self) -> str:
        """«» where nobody can be written to."""
        return f"{self.address}#kontakt" if self.publisher.email else ""


def catalogue(of: Catalogue, datasets: Sequence[Dataset]) -> bytes:
    """The catalogue in RDF/XML, UTF-8. The same arguments give the same bytes."""
    for prefix, namespace in _PREFIXES.items():
        Xml.register_namespace(prefix, namespace)
    root = Xml.Element(_name(RDF, "RDF"))
    node = _node(root, DCAT, "Catalog", of.address)
    _texts(node, "title", of.title)
    _texts(node, "description", of.description)
    _link(node, DCTERMS, "publisher", of.agent)
    _link(node, DCTERMS, "license", of.licence)
    _link(node, DCTERMS, "spatial", SWEDEN)
    _link(node, FOAF, "homepage", of.homepage)
    _link(node, DCAT, "themeTaxonomy", THEMES)
    _languages(node)
    if datasets:
        _typed(node, DCTERMS, "issued", min(one.issued for one in datasets).isoformat(), "dateTime")
        _typed(node, DCTERMS, "modified", max(one.issued for one in datasets).isoformat(), "dateTime")
    for one in datasets:
        _link(node, DCAT, "dataset", one.address)
    _link(node, DCAT, "service", of.service.address)
    for one in datasets:
        _dataset(root, one, of)
    _service(root, of, datasets)
    _agent(root, of)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _dataset(root: Xml.Element, dataset: Dataset, of: Catalogue) -> None:
    node = _node(root, DCAT, "Dataset", dataset.address)
    _texts(node, "title", dataset.title)
    _texts(node, "description", dataset.description)
    for keyword in dataset.keywords:
        _texts(node, "keyword", keyword, DCAT)
    _link(node, DCTERMS, "publisher", of.agent)
    _link(node, DCTERMS, "accessRights", PUBLIC)
    _link(node, DCTERMS, "accrualPeriodicity", ANNUAL)
    _link(node, DCTERMS, "spatial", SWEDEN)
    _link(node, DCAT, "theme", SOCIETY)
    _link(node, DCAT, "landingPage", dataset.page)
    _typed(node, DCTERMS, "issued", dataset.issued.isoformat(), "dateTime")
    _contact(node, of)
    _languages(node)
    period = Xml.SubElement(Xml.SubElement(node, _name(DCTERMS, "temporal")), _name(DCTERMS, "PeriodOfTime"))
    _typed(period, DCAT, "startDate", f"{dataset.first}-01-01", "date")
    _typed(period, DCAT, "endDate", f"{dataset.last}-12-31", "date")
    for one in dataset.distributions:
        _link(node, DCAT, "distribution", one.access_url)
    for one in dataset.distributions:
        _distribution(root, one, of)


def _distribution(root: Xml.Element, one: Distribution, of: Catalogue) -> None:
    node = _node(root, DCAT, "Distribution", one.access_url)
    _texts(node, "title", one.title)
    _texts(node, "description", one.description)
    _link(node, DCAT, "accessURL", one.access_url)
    _link(node, DCAT, "downloadURL", one.access_url)
    _link(node, DCAT, "accessService", of.service.address)
    _link(node, DCATAP, "availability", STABLE)
    _link(node, DCTERMS, "license", of.licence)
    _format(node, one.media_type)


def _service(root: Xml.Element, of: Catalogue, datasets: Sequence[Dataset]) -> None:
    node = _node(root, DCAT, "DataService", of.service.address)
    _texts(node, "title", of.service.title)
    _texts(node, "description", of.description)
    _link(node, DCTERMS, "publisher", of.agent)
    _link(node, DCTERMS, "license", of.licence)
    _link(node, DCTERMS, "accessRights", PUBLIC)
    _link(node, DCAT, "theme", SOCIETY)
    _link(node, DCAT, "endpointURL", of.service.address)
    _link(node, DCAT, "endpointDescription", of.service.described)
    _contact(node, of)
    _format(node, of.service.media_type)
    keywords = {keyword.sv: keyword for one in datasets for keyword in one.keywords}
    for _sv, keyword in sorted(keywords.items()):
        _texts(node, "keyword", keyword, DCAT)
    for one in datasets:
        _link(node, DCAT, "servesDataset", one.address)


def _agent(root: Xml.Element, of: Catalogue) -> None:
    publisher = of.publisher
    agent = _node(root, FOAF, "Agent", of.agent)
    Xml.SubElement(agent, _name(FOAF, "name")).text = publisher.name
    _link(agent, DCTERMS, "type", NATIONAL_AUTHORITY)
    if publisher.homepage:
        _link(agent, FOAF, "homepage", publisher.homepage)
    if of.contact:
        card = _node(root, VCARD, "Organization", of.contact)
        Xml.SubElement(card, _name(VCARD, "fn")).text = publisher.name
        _link(card, VCARD, "hasEmail", f"mailto:{publisher.email}")


def _contact(node: Xml.Element, of: Catalogue) -> None:
    if of.contact:
        _link(node, DCAT, "contactPoint", of.contact)


def _languages(node: Xml.Element) -> None:
    for language in LANGUAGES:
        _link(node, DCTERMS, "language", _LANGUAGE[language])


def _format(node: Xml.Element, media_type: str) -> None:
    Xml.SubElement(node, _name(DCTERMS, "format")).text = media_type
    _link(node, DCAT, "mediaType", f"{MEDIA_TYPES}/{media_type}")


def _name(namespace: str, local: str) -> str:
    return f"{{{namespace}}}{local}"


def _node(parent: Xml.Element, namespace: str, kind: str, address: str) -> Xml.Element:
    return Xml.SubElement(parent, _name(namespace, kind), {_name(RDF, "about"): address})


def _link(parent: Xml.Element, namespace: str, local: str, address: str) -> None:
    Xml.SubElement(parent, _name(namespace, local), {_name(RDF, "resource"): address})


def _typed(parent: Xml.Element, namespace: str, local: str, text: str, kind: str) -> None:
    Xml.SubElement(parent, _name(namespace, local), {_name(RDF, "datatype"): XSD + kind}).text = text


def _texts(parent: Xml.Element, local: str, text: Text, namespace: str = DCTERMS) -> None:
    for language in LANGUAGES:
        node = Xml.SubElement(
            parent, _name(namespace, local), {"{http://www.w3.org/XML/1998/namespace}lang": language}
        )
        node.text = text.in_language(language)
