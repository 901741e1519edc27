"""Routes of reports."""

from django.urls import path

from kompetenslyft.web.publishing import views

app_name = "publishing"

urlpatterns = [
    path("", views.catalogue, name="list"),
    path("bestall/", views.order, name="order"),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/tabell/<slug:number>/", views.table, name="table"),
    path("<slug:slug>/filer/<str:name>", views.file, name="file"),
    path("<slug:slug>/lage/", views.progress, name="progress"),
    path("<slug:slug>/publicera/", views.publish, name="publish"),
    path("<slug:slug>/pa-nytt/", views.build_again, name="build_again"),
]
