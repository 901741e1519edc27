"""Routes of the allocation, under /bidrag/."""

from django.urls import path

from kompetenslyft.web.grants import allocation_views, key_views, published_views

urlpatterns = [
    path("<slug:code>/fordelning/", allocation_views.allocation, name="allocation"),
    path("<slug:code>/fordelning/beslutad/", published_views.allocated, name="allocated"),
    path(
        "<slug:code>/fordelning/beslutad/lista.<slug:kind>",
        published_views.allocated_file,
        name="allocated_file",
    ),
    path("<slug:code>/fordelning/jamfor/", allocation_views.compare, name="compare"),
    path("<slug:code>/fordelning/jamfor/karta.svg", allocation_views.compare_map, name="compare_map"),
    path("<slug:code>/fordelning/jamfor/diagram.svg", allocation_views.compare_chart, name="compare_chart"),
    path("<slug:code>/fordelning/nytt/<slug:purpose>/", allocation_views.new, name="scenario_new"),
    path("<slug:code>/fordelning/alternativ/<int:pk>/", allocation_views.scenario, name="scenario"),
    path(
        "<slug:code>/fordelning/alternativ/<int:pk>/kommun/<slug:unit>/",
        published_views.explained,
        name="explained",
    ),
    path("<slug:code>/fordelning/alternativ/<int:pk>/besluta/", allocation_views.decide, name="decide"),
    path(
        "<slug:code>/fordelning/alternativ/<int:pk>/ta-bort/", allocation_views.remove, name="scenario_remove"
    ),
    path("<slug:code>/fordelning/nycklar/", key_views.keys, name="keys"),
    path("<slug:code>/fordelning/nycklar/ny/", key_views.new_key, name="key_new"),
    path("<slug:code>/fordelning/nycklar/kolada/", key_views.kolada, name="kolada"),
    path("<slug:code>/fordelning/nycklar/<int:pk>/", key_views.key, name="key"),
]
