"""Routes of the staff register: qualification."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
