"""Routes of competence: talk."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.competence import assessment_views, talk_call, talk_views

urlpatterns: list[URLPattern] = [
    path("samtal/", talk_views.talks, name="talks"),
    path("samtal/kalla/", talk_call.call_many, name="talk_call_many"),
    path("samtal/kalla/<int:person_id>/", talk_call.call_one, name="talk_call"),
    path("samtal/<int:talk_id>/", talk_views.talk, name="talk"),
    path("samtal/<int:talk_id>/egen/", assessment_views.own, name="talk_own"),
    path("samtal/<int:talk_id>/chefens/", assessment_views.leaders, name="talk_leaders"),
    path("samtal/<int:talk_id>/gemensam/", assessment_views.agreed, name="talk_agreed"),
    path("samtal/<int:talk_id>/bedomningar/", assessment_views.marks, name="talk_marks"),
]
