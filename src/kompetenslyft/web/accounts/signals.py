"""What allauth changes on an account leaves an audit row like every other write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver

from kompetenslyft.apps.accounts import actions

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from kompetenslyft.apps.accounts.models import User


@receiver([account.password_set, account.password_changed, account.password_reset])
def password_changed(user: User, **_more: object) -> None:
    """By its owner, or with a link sent to the address."""
    actions.note_login_change(user=user, event="password_changed")


@receiver(account.email_changed)
def address_changed(user: User, **_more: object) -> None:
    """After the link sent to the new address was opened."""
    actions.note_login_change(user=user, event="address_changed")


@receiver(mfa.authenticator_added)
def second_step_added(user: User, authenticator: Authenticator, **_more: object) -> None:
    """An app or a set of recovery codes."""
    actions.note_login_change(user=user, event=f"{authenticator.type}_added")


@receiver(mfa.authenticator_removed)
def second_step_removed(user: User, authenticator: Authenticator, **_more: object) -> None:
    """An app or a set of recovery codes."""
    actions.note_login_change(user=user, event=f"{authenticator.type}_removed")


@receiver(mfa.authenticator_reset)
def second_step_reset(user: User, authenticator: Authenticator, **_more: object) -> None:
    """A new set of recovery codes in place of the old."""
    actions.note_login_change(user=user, event=f"{authenticator.type}_reset")
