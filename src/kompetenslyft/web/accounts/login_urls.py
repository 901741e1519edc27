"""Login, passwords and two-step login: allauth's views under Swedish addresses, under the names it knows them by."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from kompetenslyft.web.access import public, signed_in
from kompetenslyft.web.accounts import views

urlpatterns = [
    path("logga-in/", public(account.login), name="account_login"),
    path("logga-ut/", public(account.logout), name="account_logout"),
    path("konto/sparrat/", public(account.account_inactive), name="account_inactive"),
    path("konto/nytt/", public(account.signup), name="account_signup"),
    path("konto/bekrafta/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("konto/e-post/", signed_in(account.email), name="account_email"),
    path(
        "konto/e-post/skickat/",
        public(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(r"^konto/e-post/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("konto/losenord/", signed_in(account.password_change), name="account_change_password"),
    path("konto/losenord/valj/", signed_in(account.password_set), name="account_set_password"),
    path("losenord/", public(account.password_reset), name="account_reset_password"),
    path("losenord/skickat/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^losenord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "losenord/klart/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("konto/tva-steg/", signed_in(mfa.index), name="mfa_index"),
    path("logga-in/kod/", public(mfa.authenticate), name="mfa_authenticate"),
    path("konto/tva-steg/bekrafta/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("konto/tva-steg/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("konto/tva-steg/app/stang-av/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("konto/tva-steg/reservkoder/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "konto/tva-steg/reservkoder/nya/",
        signed_in(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "konto/tva-steg/reservkoder/hamta/",
        signed_in(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
