"""Every template compiles: a misspelt tag is found here and not by the first visitor."""

from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

import kompetenslyft

PACKAGE = Path(kompetenslyft.__file__).parent
TEMPLATES = sorted(
    str(path.relative_to(folder))
    for folder in PACKAGE.rglob("templates")
    for path in folder.rglob("*")
    if path.is_file()
)


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name: str) -> None:
    assert get_template(name).backend is engines["django"]
