"""The plan templates that come with the product, read from their YAML files once."""

from __future__ import annotations

from functools import cache

from kompetenslyft.core.competence.plan_templates import Template, load_template
from kompetenslyft.exchange.definitions import all_frameworks, definition_files


@cache
def all_templates() -> dict[str, Template]:
    """Every template by id, in the order of the files."""
    loaded = [
        load_template(file.read_bytes(), file.name, all_frameworks())
        for file in definition_files("plan_templates")
    ]
    return {one.id: one for one in loaded}
