"""Routes of assessments, talks, plans and needs, under /kompetens/."""

from django.urls import URLPattern, path

from kompetenslyft.web.competence import (
    derivation_urls,
    home,
    matrix_urls,
    need_urls,
    person_urls,
    plan_urls,
    talk_urls,
)

app_name = "competence"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    *talk_urls.urlpatterns,
    *matrix_urls.urlpatterns,
    *person_urls.urlpatterns,
    *plan_urls.urlpatterns,
    *need_urls.urlpatterns,
    *derivation_urls.urlpatterns,
]
