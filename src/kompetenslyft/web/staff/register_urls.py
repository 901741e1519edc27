"""Routes of the register: the list, a person, and changing what is kept."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.staff import register_edit_views as edit
from kompetenslyft.web.staff import register_employment_views as employment
from kompetenslyft.web.staff import register_views as views

_ONE = "<int:person_id>/"
_EMPLOYMENT = f"{_ONE}anstallning/<int:employment_id>/"

urlpatterns: list[URLPattern] = [
    path("", views.people, name="people"),
    path("ny/", edit.new_person, name="person_new"),
    path(_ONE, views.person, name="person"),
    path(f"{_ONE}andra/", edit.change_person, name="person_change"),
    path(f"{_ONE}anstallning/ny/", employment.new_employment, name="employment_new"),
    path(f"{_EMPLOYMENT}andra/", employment.change_employment, name="employment_change"),
    path(f"{_EMPLOYMENT}ratta/", employment.correct_employment, name="employment_correct"),
    path(f"{_EMPLOYMENT}avsluta/", employment.end_employment, name="employment_end"),
    path(f"{_ONE}utbildning/ny/", edit.new_credential, name="credential_new"),
    path(f"{_ONE}utbildning/<int:credential_id>/ratta/", edit.correct_credential, name="credential_correct"),
    path(f"{_ONE}ledighet/ny/", edit.new_leave, name="leave_new"),
    path(f"{_ONE}ledighet/<int:leave_id>/ratta/", edit.correct_leave, name="leave_correct"),
    *(
        path(f"{_ONE}{words}/<int:row_id>/ta-bort/", edit.remove, {"kind": kind}, name=f"{kind}_remove")
        for kind, words in (
            ("employment", "anstallning"),
            ("credential", "utbildning"),
            ("leave", "ledighet"),
        )
    ),
]
