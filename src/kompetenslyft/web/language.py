"""Swedish unless the reader has chosen otherwise: on the account, or as a visitor in a cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kompetenslyft.apps.accounts import actions
from kompetenslyft.core.text import LANGUAGES
from kompetenslyft.web.access import person, public


class LanguageMiddleware:
    """Speaks the reader's language during the request. The browser's own preference is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self.language_of(request)):
            request.LANGUAGE_CODE = translation.get_language() or LANGUAGES[0]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        if request.user.is_authenticated:
            return person(request).language
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in LANGUAGES else LANGUAGES[0]


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen and go back to the page."""
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    if request.user.is_authenticated:
        user = person(request)
        actions.change_language(user=user, language=language, by=user)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=31536000, samesite="Lax", secure=request.is_secure()
    )
    return response
