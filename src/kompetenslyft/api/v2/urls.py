"""Addresses of PxWebApi 2."""

from django.urls import path

from kompetenslyft.api.v2 import codelists, data, portal, saved, tables

app_name = "api-v2"
urlpatterns = [
    path("dcat.rdf", portal.dcat, name="dcat"),
    path("config", tables.config, name="config"),
    path("tables", tables.tables, name="tables"),
    path("tables/<str:table_id>", tables.table, name="table"),
    path("tables/<str:table_id>/metadata", tables.metadata, name="metadata"),
    path("tables/<str:table_id>/defaultselection", tables.default, name="default"),
    path("tables/<str:table_id>/data", data.data, name="data"),
    path("codelists/<str:list_id>", codelists.codelist, name="codelist"),
    path("savedqueries", saved.save, name="save"),
    path("savedqueries/<str:code>", saved.saved, name="saved"),
    path("savedqueries/<str:code>/data", saved.data, name="saved-data"),
    path("savedqueries/<str:code>/selection", saved.selection, name="saved-selection"),
    path("<path:address>", tables.nothing, name="nothing"),
]
