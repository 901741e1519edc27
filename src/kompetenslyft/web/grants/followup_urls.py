"""Routes of the follow-up, under /bidrag/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.grants import followup_views

urlpatterns: list[URLPattern] = [
    path("<slug:code>/uppfoljning/", followup_views.followup, name="followup"),
    path("<slug:code>/uppfoljning/diagram.png", followup_views.chart, name="followup_chart"),
    path("<slug:code>/uppfoljning/tabeller/", followup_views.tables, name="followup_tables"),
    path("<slug:code>/uppfoljning/tabeller.xlsx", followup_views.workbook, name="followup_workbook"),
    path("<slug:code>/uppfoljning/tabell/<slug:number>/", followup_views.table, name="followup_table"),
    path(
        "<slug:code>/uppfoljning/tabell/<slug:number>.<str:kind>",
        followup_views.table_file,
        name="followup_file",
    ),
]
