"""Organisations."""

from django.urls import path

from kompetenslyft.web.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisations, name="list"),
    path("gemensam-namnd/ny/", views.new_joint_board, name="new_joint_board"),
    path("<str:code>/", views.organisation, name="detail"),
    path("<str:code>/andra/", views.change, name="change"),
    path("<str:code>/ny-enhet/", views.new_unit, name="new_unit"),
]
