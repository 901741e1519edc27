"""Addresses of the API, by version."""

from django.urls import path

from kompetenslyft.api.v1.site import api as v1

urlpatterns = [path("api/v1/", v1.urls)]
