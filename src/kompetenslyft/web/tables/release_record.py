"""How a release was protected and judged, in words and as a file, and what stops one that was refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kompetenslyft.apps.publishing import queries
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.regions import NATION
from kompetenslyft.core.releases.known import ALL
from kompetenslyft.core.releases.model import ReleaseDefinition

if TYPE_CHECKING:
    from kompetenslyft.apps.publishing.models import Publication

MOST_SHOWN = 50
"""Unsafe cells on the page; all of them are in the file."""


@dataclass(frozen=True, slots=True)
class Unsafe:
    """A cell that stops a release, in words."""

    table: str
    cell: str
    why: str


def told_record(release: Publication, definition: ReleaseDefinition, earlier: list[str]) -> dict[str, Any]:
    """The record as readers fetch it: nothing in it says what a hidden figure is, or why just it is hidden."""
    kept = release.record
    return {
        "release": release.slug,
        "title": {"sv": definition.title.sv, "en": definition.title.en},
        "state": release.state,
        "ordered": release.created_at.isoformat(),
        "published": release.published_at.isoformat() if release.published_at else None,
        "rounds": release.round_codes,
        "definition": release.definition,
        "definition_sha256": kept.get("definition"),
        "rules": definition.rules.model_dump(),
        "earlier_releases": earlier,
        "versions": kept.get("versions", {}),
        "seconds": kept.get("seconds", []),
        "safe": not kept.get("unsafe"),
        "tables": [
            {key: value for key, value in one.items() if key != "unsafe"} for one in kept.get("tables", ())
        ],
        "systems": kept.get("systems", []),
        "files_sha256": {one.name: one.digest for one in queries.downloads(release)},
    }


def intervals(release: Publication) -> dict[str, Any]:
    """For officers: every hidden cell with the interval that an outsider must allow for, and what is unsafe."""
    found = {name: json.loads(content) for name, content in queries.intervals_of(release)}
    return {"release": release.slug, "unsafe": release.record.get("unsafe", []), "cells": found}


def unsafe_cells(release: Publication, definition: ReleaseDefinition, language: str) -> Iterator[Unsafe]:
    """The cells that stop the release, each once with its verdict, as the tables name them."""
    words = verdicts()
    labels = _labels(queries.cubes_of(release), language)
    titles = {one.question: one.title.in_language(language) for one in reversed(definition.tables)}
    seen = set()
    for one in release.record.get("unsafe", ()):
        key = (one["question"], tuple(one["codes"]), one["verdict"], one["added"])
        if key not in seen:
            seen.add(key)
            cell = " · ".join(labels.get(code, code) for code in one["codes"])
            yield Unsafe(
                titles.get(one["question"], one["question"]),
                _told(one, cell),
                words[one["verdict"]],
            )


def _told(unsafe: Mapping[str, Any], cell: str) -> str:
    """What of the cell is known: itself, what is left of it, or what was added to it."""
    if unsafe["rest"]:
        return _("{cell}: det som blir kvar när delen dras ifrån").format(cell=cell)
    if unsafe["added"]:
        return _("{cell}: det som har kommit till sedan en tidigare utgåva").format(cell=cell)
    return cell


def verdicts() -> dict[str, str]:
    """What each verdict means of a cell."""
    return {
        "recoverable": _("går att räkna ut"),
        "too_narrow": _("går att räkna ut närmare än reglerna tillåter"),
        "lone_contributor": _("går att räkna ut av den som är ensam i en annan cell"),
        "unanswered": _("kunde inte prövas i tid"),
        "not_hidden": _("är känslig men visas"),
        "contradiction": _("stämmer inte med summan av sina delar"),
    }


def remedies(release: Publication) -> list[str]:
    """What an officer can do about a refused release."""
    found = {one["verdict"] for one in release.record.get("unsafe", ())}
    told = []
    if found & {"recoverable", "too_narrow", "lone_contributor", "not_hidden"}:
        told.append(
            _(
                "Skillnaden mot en tidigare utgåva röjer någon. Vänta tills fler kommuner i samma län har svarat eller "
                "ändrat, och beställ på nytt."
            )
            if release.record.get("earlier")
            else _("Vänta tills fler har svarat, eller ge ut tabellen efter län, och beställ på nytt.")
        )
    if "unanswered" in found:
        told.append(
            _(
                "Beställ på nytt när servern är mindre belastad. Hjälper det inte, ge ut färre tabeller åt gången."
            )
        )
    if "contradiction" in found:
        told.append(
            _("Siffrorna motsäger varandra. Anmäl det till den som sköter systemet; inget har publicerats.")
        )
    return told


def _labels(cubes: Mapping[str, Cube], language: str) -> dict[str, str]:
    """What each code of the protection is called: a county's has a «c» before it."""
    found = {ALL: _("alla")}
    for cube in cubes.values():
        region, *others = cube.dimensions[:-2]
        for value in region.values:
            name = f"{value.code} {value.label.in_language(language)}"
            found |= {value.code: name, f"c{value.code}": name}
        for dimension in others:
            found |= {value.code: value.label.in_language(language) for value in dimension.values}
    found.setdefault(NATION, NATION)
    return found
