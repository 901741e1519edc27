"""Routes of competence: the need of the coming years, internal resources and networks."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.competence import need_views, resource_views

urlpatterns: list[URLPattern] = [
    path("behov/<str:code>/", need_views.needs, name="needs"),
    path("resurser/<str:code>/", resource_views.resources, name="resources"),
    path("resurser/<str:code>/ny/", resource_views.resource_new, name="resource_new"),
    path("resurser/<str:code>/<int:resource_id>/ta-bort/", resource_views.resource_end, name="resource_end"),
    path("resurser/<str:code>/natverk/nytt/", resource_views.network, name="network_new"),
    path("resurser/<str:code>/natverk/<int:network_id>/", resource_views.network, name="network"),
    path(
        "resurser/<str:code>/natverk/<int:network_id>/ta-bort/",
        resource_views.network_end,
        name="network_end",
    ),
]
