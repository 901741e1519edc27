"""The dated rules on people at work that come with the product, read from its YAML files once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from kompetenslyft.core.privacy.retention import Kind, Rule, load_retention
from kompetenslyft.core.staff.qualification_rules import RuleSet, load_rule_set
from kompetenslyft.exchange.definitions import definition_files


@cache
def qualification_rules() -> tuple[RuleSet, ...]:
    """The rule sets on who may handle child cases, oldest first."""
    loaded = [load_rule_set(file.read_bytes(), file.name) for file in definition_files("qualification")]
    return tuple(sorted(loaded, key=lambda one: one.valid_from))


@cache
def retention_rules() -> dict[Kind, Rule]:
    """How long each kind of record is kept."""
    file = files("kompetenslyft") / "definitions" / "retention.yaml"
    return load_retention(file.read_bytes(), file.name)
