"""Writing people, roles, invitations and keys. Every action is atomic and leaves an audit row."""

from kompetenslyft.apps.accounts.actions.invitations import (
    accept_invitation,
    accept_own_invitation,
    check_acceptable,
    invite,
    send_again,
    withdraw_invitation,
)
from kompetenslyft.apps.accounts.actions.people import (
    change_language,
    change_profile,
    create_user,
    end_membership,
    grant,
    is_last_signatory,
    note_login_change,
)
from kompetenslyft.apps.accounts.actions.tokens import create_token, revoke_token, touch_token

__all__ = [
    "accept_invitation",
    "accept_own_invitation",
    "change_language",
    "change_profile",
    "check_acceptable",
    "create_token",
    "create_user",
    "end_membership",
    "grant",
    "invite",
    "is_last_signatory",
    "note_login_change",
    "revoke_token",
    "send_again",
    "touch_token",
    "withdraw_invitation",
]
