"""Cubes as JSON-stat 2.0: against the rules of the format, and figure by figure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from math import prod
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.text import LANGUAGES
from kompetenslyft.exchange.jsonstat import jsonstat, jsonstat_metadata
from tests.factories.open_tables import regional_cube

AT = datetime(2017, 2, 6, 12, tzinfo=UTC)
NOTES = {"type": "array", "items": {"type": "string"}}
STRINGS = {"type": "object", "additionalProperties": {"type": "string"}}
DATASET = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "class", "value", "id", "size", "dimension"],
    "properties": {
        "version": {"const": "2.0"},
        "class": {"const": "dataset"},
        "label": {"type": "string"},
        "source": {"type": "string"},
        "updated": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "note": NOTES,
        "extension": {"type": "object"},
        "role": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                one: {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
                for one in ("time", "geo", "metric")
            },
        },
        "id": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "size": {"type": "array", "items": {"type": "integer", "minimum": 1}},
        "value": {"type": "array", "items": {"type": ["number", "null"]}},
        "status": {**STRINGS, "propertyNames": {"pattern": r"^\d+$"}},
        "dimension": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["label", "category"],
                "properties": {
                    "label": {"type": "string"},
                    "extension": {"type": "object"},
                    "category": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["index", "label"],
                        "properties": {
                            "index": {"type": "object", "additionalProperties": {"type": "integer"}},
                            "label": STRINGS,
                            "unit": {
                                "type": "object",
                                "additionalProperties": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "properties": {
                                        "base": {"type": "string"},
                                        "decimals": {"type": "integer"},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What json-stat.org and PxAPI-2 ask for of a dataset, in our words."""


def read(**changes: Any) -> Any:
    return json.loads(jsonstat(replace(regional_cube(), **changes), "sv", updated=AT))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dataset_follows_the_format(language: str) -> None:
    dataset = json.loads(jsonstat(regional_cube(), language, updated=AT))
    jsonschema.validate(dataset, DATASET)
    assert list(dataset["dimension"]) == dataset["id"]
    assert prod(dataset["size"]) == len(dataset["value"])
    for code, size in zip(dataset["id"], dataset["size"], strict=True):
        category = dataset["dimension"][code]["category"]
        assert list(category["index"].values()) == list(range(size))
        assert category["index"].keys() == category["label"].keys()
    assert dataset["role"] == {"time": ["Tid"], "metric": ["ContentsCode"], "geo": ["Region"]}
    assert set(dataset["extension"]["noteMandatory"]) == {"0"}


def test_metadata_is_the_dataset_without_figures() -> None:
    dataset = read()
    del dataset["value"], dataset["status"]
    assert jsonstat_metadata(regional_cube(), "sv", updated=AT) == dataset


@given(st.lists(st.none() | st.decimals(-(10**9), 10**9, places=1), min_size=15, max_size=15))
def test_figures_are_numbers_and_what_is_missing_is_null_with_a_status(cells: list[Decimal | None]) -> None:
    dataset = read(cells=tuple(cells))
    assert dataset["value"] == [None if one is None else float(one) for one in cells]
    missing = {str(place) for place, one in enumerate(cells) if one is None}
    assert dataset.get("status", {}) == dict.fromkeys(missing, "..")
