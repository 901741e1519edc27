"""Routes of releases: how each was judged, what it changed, its files, and those to come."""

from django.urls import path

from kompetenslyft.web.tables import release_views

urlpatterns = [
    path("kalender.ics", release_views.calendar, name="calendar"),
    path("bestall/", release_views.order, name="order"),
    path("utgavor/<slug:slug>/", release_views.release, name="release"),
    path("utgavor/<slug:slug>/rojandekontroll.json", release_views.record, name="record"),
    path("utgavor/<slug:slug>/intervall.json", release_views.cells, name="cells"),
    path("utgavor/<slug:slug>/andringar.csv", release_views.changed, name="changes"),
    path("utgavor/<slug:slug>/filer/<str:name>", release_views.file, name="release_file"),
    path("utgavor/<slug:slug>/lage/", release_views.progress, name="progress"),
    path("utgavor/<slug:slug>/godkann/", release_views.approve, name="approve"),
    path("utgavor/<slug:slug>/ta-tillbaka/", release_views.take_back, name="take_back"),
    path("utgavor/<slug:slug>/pa-nytt/", release_views.build_again, name="build_again"),
]
