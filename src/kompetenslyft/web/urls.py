"""Routes of the pages. Addresses are Swedish and have no language in them."""

from django.urls import URLPattern, URLResolver, include, path

from kompetenslyft.web import language, pages
from kompetenslyft.web.desk import views as desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("sprak/", language.choose, name="set_language"),
    path("om/", pages.about, name="about"),
    path("tillganglighet/", pages.accessibility, name="accessibility"),
    path("", include("kompetenslyft.web.accounts.login_urls")),
    path("", include("kompetenslyft.web.accounts.urls")),
    path("", include("kompetenslyft.web.collection.urls")),
    path("bidrag/", include("kompetenslyft.web.grants.urls")),
    path("personal/", include("kompetenslyft.web.staff.urls")),
    path("kompetens/", include("kompetenslyft.web.competence.urls")),
    path("rapporter/", include("kompetenslyft.web.publishing.urls")),
    path("tabeller/", include("kompetenslyft.web.tables.urls")),
    path("jamforelse/", include("kompetenslyft.web.comparison.urls")),
    path("organisationer/", include("kompetenslyft.web.organisations.urls")),
]
