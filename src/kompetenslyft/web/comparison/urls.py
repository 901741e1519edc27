"""Routes of the comparison."""

from django.urls import path

from kompetenslyft.web.comparison import views

app_name = "comparison"

urlpatterns = [
    path("", views.key_figures, name="key_figures"),
    path("hamta/", views.order, name="order"),
    path("lage/", views.progress, name="progress"),
    path("<str:code>/", views.municipality, name="municipality"),
    path("<str:code>/jamforelse.csv", views.as_csv, name="csv"),
]
