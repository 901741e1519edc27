"""Routes of a municipality's activities, under /bidrag/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.grants import activity_edit_views as edit
from kompetenslyft.web.grants import activity_views as views

_LIST = "<slug:code>/insatser/<str:unit>/"
_ONE = f"{_LIST}<str:ref>/"

urlpatterns: list[URLPattern] = [
    path(_LIST, views.activities, name="activities"),
    path(f"{_LIST}lista.<str:kind>", views.activities_file, name="activities_file"),
    path(f"{_LIST}ny/", edit.new, name="activity_new"),
    path(f"{_LIST}prova/", edit.preview, name="activity_preview"),
    path(_ONE, edit.activity, name="activity"),
    path(f"{_ONE}andringar/", views.history, name="activity_history"),
    path(f"{_ONE}ta-bort/", edit.remove, name="activity_remove"),
    path(f"{_ONE}aterstall/", edit.restore, name="activity_restore"),
]
