"""Routes of rounds and returns."""

from django.urls import path

from kompetenslyft.web.collection import (
    views_files,
    views_form,
    views_return,
    views_rounds,
    views_units,
    views_upload,
)
from kompetenslyft.web.collection.return_steps import STEPS

app_name = "collection"

_PATHS = {
    "withdraw": "ta-tillbaka",
    "declare_nil": "inget-att-redovisa",
    "accept": "godkann",
    "request_completion": "begar-komplettering",
    "reopen": "oppna",
}

urlpatterns = [
    path("insamlingar/", views_rounds.rounds, name="rounds"),
    path("insamlingar/ny/", views_rounds.new, name="round_new"),
    path("insamlingar/<slug:code>/", views_rounds.overview, name="round"),
    path("insamlingar/<slug:code>/karta.svg", views_rounds.map_picture, name="round_map"),
    path("insamlingar/<slug:code>/lista.csv", views_rounds.listing, name="round_csv"),
    path("insamlingar/<slug:code>/fraga/", views_units.ask, name="ask"),
    path("insamlingar/<slug:code>/skriv/", views_units.write, name="write"),
    path("insamlingar/<slug:code>/forlang/", views_units.extend, name="extend"),
    path("insamlingar/<slug:code>/avsluta/", views_rounds.close, name="close"),
    path("insamlingar/<slug:code>/oppna/", views_rounds.reopen, name="reopen_round"),
    path("uppgift/<int:pk>/", views_return.overview, name="return"),
    path("uppgift/<int:pk>/avsnitt/<slug:section_id>/", views_form.section, name="section"),
    path("uppgift/<int:pk>/celler/", views_form.cells, name="cells"),
    path("uppgift/<int:pk>/nytt/", views_form.changes_since, name="changes_since"),
    path("uppgift/<int:pk>/forklara/", views_form.explain, name="explain"),
    path("uppgift/<int:pk>/andringar/<str:key>/", views_form.cell_history, name="cell_history"),
    path("uppgift/<int:pk>/fil/<int:attachment>/", views_files.download, name="attachment"),
    path("uppgift/<int:pk>/lamna-in/", views_return.submit, name="submit"),
    path("uppgift/<int:pk>/skriv-under/", views_return.sign, name="sign"),
    *(
        path(f"uppgift/<int:pk>/{_PATHS[name]}/", views_return.step, {"name": name}, name=name)
        for name in STEPS
    ),
    path("uppgift/<int:pk>/inlamning/<int:number>/", views_return.submission, name="submission"),
    path("uppgift/<int:pk>/arbetsbok.xlsx", views_upload.workbook, name="workbook"),
    path("uppgift/<int:pk>/las-in/", views_upload.upload, name="upload"),
    path("inlasning/<int:pk>/", views_upload.difference, name="upload_difference"),
    path("inlasning/<int:pk>/markerad.xlsx", views_upload.marked, name="upload_marked"),
]
