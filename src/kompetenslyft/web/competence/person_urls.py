"""Routes of competence: a person's page."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.competence import person_views

urlpatterns: list[URLPattern] = [
    path("person/<int:person_id>/", person_views.competence, name="person"),
    path("person/<int:person_id>/forandring.svg", person_views.chart, name="person_chart"),
]
