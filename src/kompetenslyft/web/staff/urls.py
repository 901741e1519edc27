"""Routes of the staff register, under /personal/."""

from django.urls import URLPattern

from kompetenslyft.web.staff import import_urls, privacy_urls, qualification_urls, register_urls

app_name = "staff"
urlpatterns: list[URLPattern] = [
    *import_urls.urlpatterns,
    *qualification_urls.urlpatterns,
    *privacy_urls.urlpatterns,
    *register_urls.urlpatterns,
]
