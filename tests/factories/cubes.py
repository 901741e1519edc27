"""A made-up release with one table by municipality, small enough to read: two counties, nine municipalities."""

from __future__ import annotations

from decimal import Decimal

from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.regions import NATION, REGION
from kompetenslyft.core.text import Text
from tests.factories.open_tables import release_of

SLUG = "efter-kommun"
NAMES = {
    NATION: "Riket",
    "01": "Aby län",
    "0101": "Aby",
    "0102": "Berg",
    "0103": "Högby",
    "0104": "Dal",
    "25": "Öby län",
    "2505": "Arjeplog",
    "2506": "Arvidsjaur",
    "2510": "Jokkmokk",
    "2513": "Överkalix",
    "2514": "Kalix",
}
GENDERS = {"women": ("Kvinnor", "Women"), "men": ("Män", "Men"), "total": ("Totalt", "Total")}


def same(text: str) -> Text:
    return Text(sv=text, en=text)


def cube(years: tuple[str, ...] = ("2015", "2016"), hidden: int = 5) -> Cube:
    """FTE by region, gender and year; every ``hidden``th figure is hidden."""
    dimensions = (
        Dimension(
            REGION,
            same("Region"),
            Role.CLASSIFICATION,
            tuple(Value(code, same(name)) for code, name in NAMES.items()),
        ),
        Dimension(
            "gender",
            Text(sv="Kön", en="Gender"),
            Role.CLASSIFICATION,
            tuple(Value(code, Text(sv=sv, en=en)) for code, (sv, en) in GENDERS.items()),
        ),
        Dimension(
            "Tid", Text(sv="År", en="Year"), Role.TIME, tuple(Value(year, same(year)) for year in years)
        ),
        Dimension(
            "ContentsCode",
            Text(sv="Tabellinnehåll", en="Contents"),
            Role.CONTENTS,
            (
                Value(
                    "fte",
                    Text(sv="Årsarbetare", en="Full-time equivalents"),
                    Text(sv="årsarbetare", en="full-time equivalents"),
                    1,
                ),
            ),
        ),
    )
    number = len(NAMES) * len(GENDERS) * len(years)
    cells = tuple(
        None if place % hidden == hidden - 1 else Decimal(place * 75) / 10 for place in range(number)
    )
    title = Text(sv="Handläggare efter kommun", en="Caseworkers by municipality")
    return Cube("caseworkers", title, "Påhittad källa", dimensions, cells, (same("En anmärkning."),))


def published(slug: str = SLUG, **fields: object) -> Publication:
    """A release with the one table, public unless ``fields`` say otherwise."""
    return release_of(cube(), slug, "Handläggare och arbetsledare efter kommun 2016", **fields)
