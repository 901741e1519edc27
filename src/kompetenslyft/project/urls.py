"""Every address of the site. Each route declares who may use it; a test fails on one that does not."""

from django.urls import include, path

urlpatterns = [
    path("", include("kompetenslyft.api.urls")),
    path("", include("kompetenslyft.web.urls")),
]
