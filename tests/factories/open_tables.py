"""A published report whose tables statistics clients can read."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from kompetenslyft.apps.publishing.models import Publication, PublishedFile
from kompetenslyft.exchange.report_files import table_files
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
