"""Routes of competence: the matrix, single marks, and what roles and units demand."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.competence import mark_views, matrix_views, profile_views

urlpatterns: list[URLPattern] = [
    path("matris/<str:code>/", matrix_views.matrix, name="matrix"),
    path("matris/<str:code>/kompetensmatris.xlsx", matrix_views.matrix_file, name="matrix_file"),
    path("matris/<str:code>/spara/", matrix_views.matrix_save, name="matrix_save"),
    path("bedomning/<int:person_id>/<str:direction>/<str:stage>/", mark_views.mark, name="mark"),
    path("profiler/<str:code>/", profile_views.profiles, name="profiles"),
    path("profiler/<str:code>/<str:role>/", profile_views.role, name="profile"),
    path("enhetens-behov/<str:code>/", profile_views.unit_need, name="unit_need"),
]
