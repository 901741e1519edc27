"""Routes of open tables, under /tabeller/."""

from django.urls import include, path

from kompetenslyft.web.tables import catalogue, picture_views, views

app_name = "tables"
urlpatterns = [
    path("", catalogue.catalogue, name="list"),
    path("", include("kompetenslyft.web.tables.release_urls")),
    path("<str:table_id>/", views.table, name="table"),
    path("<str:table_id>/valj/", views.choose, name="choose"),
    path("<str:table_id>/bild.<str:ending>", picture_views.picture, name="picture"),
]
