"""Routes of the staff register: qualification."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.staff import qualification

urlpatterns: list[URLPattern] = [
    path("behorighet/", qualification.qualification, name="qualification"),
]
