"""Routes of the staff register: import."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
