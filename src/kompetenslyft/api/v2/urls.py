"""Addresses of PxWebApi 2."""

from django.urls import path

from kompetenslyft.api.v2 import data, portal, tables

app_name = "api-v2"
urlpatterns = [
    path("dcat.rdf", portal.dcat, name="dcat"),
    path("config", tables.config, name="config"),
    path("tables", tables.tables, name="tables"),
    path("tables/<str:table_id>", tables.table, name="table"),
    path("tables/<str:table_id>/metadata", tables.metadata, name="metadata"),
    path("tables/<str:table_id>/defaultselection", tables.default, name="default"),
    path("tables/<str:table_id>/data", data.data, name="data"),
    path("codelists/<str:list_id>", tables.codelist, name="codelist"),
]
