"""Routes of the staff register: files from the HR system, and how their columns are read."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.staff import import_mapping_views as mapping
from kompetenslyft.web.staff import import_views as views

_ONE = "inlasning/<int:import_id>/"

urlpatterns: list[URLPattern] = [
    path("inlasning/", views.imports, name="imports"),
    path("inlasning/ny/", views.new_import, name="import_new"),
    path(_ONE, views.one_import, name="import"),
    path(f"{_ONE}lage/", views.progress, name="import_progress"),
    path(f"{_ONE}kolumner/", mapping.columns, name="import_columns"),
    path(f"{_ONE}kontrollera/", views.check_again, name="import_check"),
    path(f"{_ONE}infor/", views.apply, name="import_apply"),
    path(f"{_ONE}avbryt/", views.abandon, name="import_abandon"),
    path("mappningar/", mapping.mappings, name="mappings"),
    path("mappningar/<int:mapping_id>/ta-bort/", mapping.remove, name="mapping_remove"),
]
