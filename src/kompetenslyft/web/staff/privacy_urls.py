"""Routes of the staff register: privacy."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.staff import disposal, extract, privacy

urlpatterns: list[URLPattern] = [
    path("insyn/<str:code>/", privacy.decision, name="decision"),
    path("gallring/<str:code>/", disposal.disposal, name="disposal"),
    path(
        "gallring/<str:code>/<int:disposal_id>/protokoll.csv",
        disposal.protocol_file,
        name="disposal_protocol",
    ),
    path("<int:person_id>/lasningar/", privacy.readings, name="readings"),
    path("<int:person_id>/utdrag.pdf", extract.pdf, name="extract_pdf"),
    path("<int:person_id>/utdrag.json", extract.json, name="extract_json"),
]
