"""Routes of grants, under /bidrag/: each part's own list, one after another."""

from __future__ import annotations

from django.urls import URLPattern

from kompetenslyft.web.grants import (
    activity_urls,
    allocation_urls,
    followup_urls,
    payment_urls,
    settlement_urls,
    year_urls,
)

app_name = "grants"

urlpatterns: list[URLPattern] = [
    *activity_urls.urlpatterns,
    *allocation_urls.urlpatterns,
    *followup_urls.urlpatterns,
    *payment_urls.urlpatterns,
    *settlement_urls.urlpatterns,
    *year_urls.urlpatterns,
]
