"""publiccode.yml says what the standard (version 0.4) demands, and agrees with the project."""

import tomllib
from datetime import date
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.machine import ROOT

REQUIRED = {
    "publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "categories", "developmentStatus",
    "softwareType", "description", "legal", "maintenance", "localisation",
}  # fmt: skip


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    return YAML(typ="safe").load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))


def test_required_keys(publiccode: dict[str, Any]) -> None:
    assert set(publiccode) >= REQUIRED
    assert publiccode["publiccodeYmlVersion"] == "0.4"
    assert date.fromisoformat(str(publiccode["releaseDate"]))
    assert publiccode["url"].startswith("https://")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_described_in_both_languages_within_the_lengths(publiccode: dict[str, Any], language: str) -> None:
    description = publiccode["description"][language]
    assert len(description["genericName"]) <= 35
    assert len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert description["features"]
    assert language in publiccode["localisation"]["availableLanguages"]


def test_agrees_with_the_project(publiccode: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert publiccode["softwareVersion"] == project["version"]
    assert publiccode["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")
