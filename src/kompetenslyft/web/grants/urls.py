"""Routes of grants, under /bidrag/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "grants"

urlpatterns: list[URLPattern] = []
