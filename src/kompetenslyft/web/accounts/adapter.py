"""Login through allauth: accounts are opened by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedSignup(DefaultAccountAdapter):
    """Nobody signs up unasked: the invitation is the way in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "E-postadressen och lösenordet hör inte ihop. Kontrollera stavningen eller återställ lösenordet."
        ),
        "too_many_login_attempts": _("För många misslyckade försök. Vänta några minuter och försök igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
