"""Routes of programme years, under /bidrag/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.grants import claim_views, unit_views, year_views

urlpatterns: list[URLPattern] = [
    path("", year_views.years, name="years"),
    path("nytt/", year_views.new, name="year_new"),
    path("<slug:code>/", year_views.year, name="year"),
    path("<slug:code>/rekvisitioner/", claim_views.claims, name="claims"),
    path("<slug:code>/steg/<slug:step>/", year_views.take, name="take"),
    path("<slug:code>/kommun/<str:unit>/", unit_views.unit, name="unit"),
]
