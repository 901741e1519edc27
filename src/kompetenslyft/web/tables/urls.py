"""Routes of open tables, under /tabeller/."""

from django.urls import path

from kompetenslyft.web.tables import catalogue, picture_views, release_views, views

app_name = "tables"
urlpatterns = [
    path("", catalogue.catalogue, name="list"),
    path("bestall/", release_views.order, name="order"),
    path("utgavor/<slug:slug>/", release_views.release, name="release"),
    path("utgavor/<slug:slug>/lage/", release_views.progress, name="progress"),
    path("utgavor/<slug:slug>/godkann/", release_views.approve, name="approve"),
    path("utgavor/<slug:slug>/ta-tillbaka/", release_views.take_back, name="take_back"),
    path("utgavor/<slug:slug>/pa-nytt/", release_views.build_again, name="build_again"),
    path("<str:table_id>/", views.table, name="table"),
    path("<str:table_id>/valj/", views.choose, name="choose"),
    path("<str:table_id>/bild.<str:ending>", picture_views.picture, name="picture"),
]
