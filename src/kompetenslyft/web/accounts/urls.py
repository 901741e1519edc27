"""My account, the people and keys of an organisation, and invitations."""

from django.urls import path

from kompetenslyft.web.accounts import invitations, keys, people, views

app_name = "accounts"
urlpatterns = [
    path("konto/", views.profile, name="profile"),
    path("inbjudan/<str:token>/", invitations.invitation, name="invitation"),
    path("inbjudningar/<int:invitation_id>/svara/", invitations.answer, name="answer"),
    path("inbjudningar/<int:invitation_id>/skicka-igen/", invitations.send_again, name="send_again"),
    path("inbjudningar/<int:invitation_id>/dra-tillbaka/", invitations.withdraw, name="withdraw"),
    path("organisationer/<str:code>/personer/", people.people, name="people"),
    path("organisationer/<str:code>/personer/bjud-in/", people.invite, name="invite"),
    path("organisationer/<str:code>/personer/lamna-over/", people.hand_over, name="hand_over"),
    path("organisationer/<str:code>/personer/<int:membership_id>/avsluta/", people.end, name="end"),
    path("organisationer/<str:code>/nycklar/", keys.keys, name="keys"),
    path("organisationer/<str:code>/nycklar/<int:token_id>/sparra/", keys.revoke, name="revoke_key"),
]
