"""Addresses of the API, by version."""

from django.urls import include, path

from kompetenslyft.api.v1.site import api as v1

urlpatterns = [path("api/v1/", v1.urls), path("api/v2/", include("kompetenslyft.api.v2.urls"))]
