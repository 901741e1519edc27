"""A published report whose tables statistics clients can read."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.report_files import JSON, table_cube, table_files
from tests.factories import reports

PUBLISHED = datetime(2017, 2, 6, 12, tzinfo=UTC)


def published(slug: str = "uppfoljning-2016", **fields: object) -> Publication:
    """A report with the files of its tables, from the made-up world of ``factories.reports``."""
    publication = Publication.objects.create(
        slug=slug,
        definition="national-follow-up@2016",
        title="Nationell uppföljning 2016",
        round_codes=["inventering-2016"],
        created_at=PUBLISHED,
        published_at=PUBLISHED,
        made_up=True,
        **({"state": Publication.State.PUBLISHED} | fields),
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(
            publication=publication,
            name=file.name,
            content_type=file.content_type,
            content=file.content,
            digest=sha256(file.content).hexdigest(),
        )
        for file in table_files(reports.material())
    )
    return publication


REGIONS = {"00": "Riket", "20": "Dalarnas län", "2080": "Falun", "2081": "Borlänge", "21": "Gävleborgs län"}
GENDERS = {"women": "Kvinnor", "men": "Män", "total": "Totalt"}
RELEASED = "staff-by-municipality-2016-caseworkers"
"""The id of the table that ``released`` publishes."""
BY_COUNTY = f"agg_{RELEASED}.counties"
"""The code list that groups its municipalities."""


def regional_cube() -> Cube:
    """Made-up caseworkers by region and gender in a year; Borlänge's men and women are hidden."""
    cells = [Decimal(place).scaleb(-1) for place in range(len(REGIONS) * len(GENDERS))]
    dimensions = (
        _dimension("Region", "Region", "Region", Role.CLASSIFICATION, REGIONS),
        _dimension("gender", "Kön", "Gender", Role.CLASSIFICATION, GENDERS),
        _dimension("Tid", "År", "Year", Role.TIME, {"2016": "2016"}),
        _dimension("ContentsCode", "Tabellinnehåll", "Contents", Role.CONTENTS, {"fte": "Årsarbetare"}),
    )
    return Cube(
        "caseworkers",
        Text(sv="Handläggare", en="Caseworkers"),
        "Påhittat",
        dimensions,
        tuple(None if place in (9, 10) else cell for place, cell in enumerate(cells)),
        (MADE_UP,),
    )


def released(slug: str = "staff-by-municipality-2016", **fields: object) -> Publication:
    """A published release of one table with regions."""
    return release_of(regional_cube(), slug, "Personal per kommun 2016", **fields)


def release_of(cube: Cube, slug: str, title: str, **fields: object) -> Publication:
    """A made-up release of one table, public unless ``fields`` say otherwise."""
    publication = Publication.objects.create(
        slug=slug,
        kind=Publication.Kind.RELEASE,
        definition="staff-by-municipality@2016",
        title=title,
        round_codes=["inventering-2016"],
        created_at=PUBLISHED,
        published_at=PUBLISHED,
        made_up=True,
        **({"state": Publication.State.PUBLISHED} | fields),
    )
    content = to_text(cube).encode()
    PublishedFile.objects.create(
        publication=publication,
        name=table_cube(cube.code),
        content_type=JSON,
        content=content,
        digest=sha256(content).hexdigest(),
    )
    return publication


def query(**changes: object) -> dict[str, object]:
    """A query of the table that ``released`` publishes, as it is sent to be saved: Dalarna as a group."""
    return {
        "tableId": RELEASED,
        "language": "sv",
        "outputFormat": "csv",
        "outputFormatParams": ["UseCodes", "SeparatorSemicolon"],
        "selection": {
            "selection": [
                {"variableCode": "Region", "valueCodes": ["20"], "codelist": BY_COUNTY},
                {"variableCode": "gender", "valueCodes": ["*"]},
                {"variableCode": "Tid", "valueCodes": ["top(1)"]},
                {"variableCode": "ContentsCode", "valueCodes": ["fte"]},
            ]
        },
    } | changes


def _dimension(code: str, sv: str, en: str, role: Role, values: dict[str, str]) -> Dimension:
    decimals = 1 if role is Role.CONTENTS else None
    unit = Text(sv="årsarbetare", en="full-time equivalents") if role is Role.CONTENTS else None
    labelled = tuple(Value(one, Text(sv=name, en=name), unit, decimals) for one, name in values.items())
    return Dimension(code, Text(sv=sv, en=en), role, labelled)
