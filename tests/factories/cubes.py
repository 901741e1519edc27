"""A made-up release with one table by municipality, small enough to read: two counties, nine municipalities."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.regions import NATION, REGION
from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.report_files import JSON, table_cube
from tests.factories.open_tables import PUBLISHED

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
    release = Publication.objects.create(
        slug=slug,
        kind=Publication.Kind.RELEASE,
        definition="staff-by-municipality@2016",
        title="Handläggare och arbetsledare efter kommun 2016",
        round_codes=["inventering-2016"],
        created_at=PUBLISHED,
        published_at=PUBLISHED,
        made_up=True,
        **({"state": Publication.State.PUBLISHED} | fields),
    )
    content = to_text(cube()).encode()
    PublishedFile.objects.create(
        publication=release,
        name=table_cube("caseworkers"),
        content_type=JSON,
        content=content,
        digest=sha256(content).hexdigest(),
    )
    return release
