"""Routes of competence: derivation."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.competence import derivation_views as views

urlpatterns: list[URLPattern] = [
    path("svar/<slug:code>/<str:unit>/", views.derived, name="derived"),
    path("svar/<slug:code>/<str:unit>/<str:key>/", views.derived_cell, name="derived_cell"),
]
