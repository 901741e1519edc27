"""The definitions that come with the product, read from its YAML files once."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from kompetenslyft.core.comparison.loader import load_comparison
from kompetenslyft.core.comparison.model import ComparisonDefinition
from kompetenslyft.core.derivation.loader import load_derivation
from kompetenslyft.core.derivation.model import Derivation
from kompetenslyft.core.frameworks.loader import load_framework
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.programmes.loader import load_programme
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.releases.loader import load_release
from kompetenslyft.core.releases.model import ReleaseDefinition
from kompetenslyft.core.reports.loader import load_report
from kompetenslyft.core.reports.model import ReportDefinition
from kompetenslyft.core.tabulation.loader import load_tables
from kompetenslyft.core.tabulation.model import TableSet


def framework(ref: str) -> Framework:
    """The framework ``id@version``; KeyError where there is none."""
    return all_frameworks()[ref]


def framework_on(day: date) -> Framework:
    """The newest framework that applies on the day; KeyError where none does."""
    for one in reversed(all_frameworks().values()):
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
            return one
    raise KeyError(day)


def instrument(ref: str) -> Instrument:
    """The instrument ``id@version``; KeyError where there is none."""
    return all_instruments()[ref]


def table_set(ref: str) -> TableSet:
    """The table set ``id@version``; KeyError where there is none."""
    return all_table_sets()[ref]


def report(ref: str) -> ReportDefinition:
    """The report ``id@version``; KeyError where there is none."""
    return all_reports()[ref]


def programme(ref: str) -> Programme:
    """The programme ``id@version``; KeyError where there is none."""
    return all_programmes()[ref]


def release(ref: str) -> ReleaseDefinition:
    """The release ``id@version``; KeyError where there is none."""
    return all_releases()[ref]


@cache
def all_releases() -> dict[str, ReleaseDefinition]:
    """Every release by ``id@version``, oldest first."""
    instruments = all_instruments()
    loaded = [
        load_release(file.read_bytes(), file.name, instruments) for file in definition_files("releases")
    ]
    return {one.ref: one for one in sorted(loaded, key=lambda one: one.valid_from)}


@cache
def comparison() -> ComparisonDefinition:
    """What a municipality is set beside."""
    (file,) = definition_files("comparisons")
    return load_comparison(file.read_bytes(), file.name, all_instruments())


def derivation_of(instrument_ref: str) -> Derivation | None:
    """How the form ``id@version`` follows from the register; None where it does not."""
    return all_derivations().get(instrument_ref)


@cache
def all_frameworks() -> dict[str, Framework]:
    """Every framework by ``id@version``, oldest first."""
    read = [(file.read_bytes(), file.name) for file in definition_files("frameworks")]
    known = {one.ref: one for one in (load_framework(source, name) for source, name in read)}
    loaded = [load_framework(source, name, known) for source, name in read]
    return {one.ref: one for one in sorted(loaded, key=lambda one: one.valid_from)}


@cache
def all_instruments() -> dict[str, Instrument]:
    """Every instrument by ``id@version``, oldest first."""
    frameworks = all_frameworks()
    loaded = [
        load_instrument(file.read_bytes(), file.name, frameworks) for file in definition_files("instruments")
    ]
    return {one.ref: one for one in sorted(loaded, key=lambda one: one.valid_from)}


@cache
def all_derivations() -> dict[str, Derivation]:
    """Every derivation by the form that it answers (``id@version``)."""
    instruments = all_instruments()
    loaded = [
        load_derivation(file.read_bytes(), file.name, instruments) for file in definition_files("derivations")
    ]
    return {one.instrument: one for one in loaded}


@cache
def all_table_sets() -> dict[str, TableSet]:
    """Every table set by ``id@version``, oldest first."""
    instruments, frameworks = all_instruments(), all_frameworks()
    loaded = [
        load_tables(file.read_bytes(), file.name, instruments, frameworks)
        for file in definition_files("tables")
    ]
    return {one.ref: one for one in sorted(loaded, key=lambda one: one.valid_from)}


@cache
def all_reports() -> dict[str, ReportDefinition]:
    """Every report by ``id@version``, oldest first."""
    table_sets = all_table_sets()
    loaded = [load_report(file.read_bytes(), file.name, table_sets) for file in definition_files("reports")]
    return {one.ref: one for one in sorted(loaded, key=lambda one: one.valid_from)}


@cache
def all_programmes() -> dict[str, Programme]:
    """Every programme by ``id@version``, by year and then by id."""
    instruments, frameworks = all_instruments(), all_frameworks()
    loaded = [
        load_programme(file.read_bytes(), file.name, instruments, frameworks)
        for file in definition_files("programmes")
    ]
    return {one.ref: one for one in sorted(loaded, key=lambda one: (one.year, one.id))}


def definition_files(kind: str) -> list[Traversable]:
    """The YAML files of one kind (``frameworks``, ``instruments``, ``tables`` …), by name."""
    folder = files("kompetenslyft") / "definitions" / kind
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )
